"""The import direction (docs/architecture.md): the contracts of import-linter in pyproject.toml hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from importlinter.cli import lint_imports

PROJECT = Path(__file__).parent.parent


def test_imports_keep_to_the_contracts(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    # it would silence every logger that is there already, for the tests after this one
    monkeypatch.setattr("logging.config.dictConfig", lambda config: None)  # noqa: ARG005
    broken = lint_imports(no_cache=True)
    assert not broken, capsys.readouterr().out
