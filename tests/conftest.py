"""What every test gets: a cache of its own, no settings from this machine, and reproducible properties."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

# Derandomised, so that a run here and a run elsewhere try the same; no shrinking, which can take minutes.
settings.register_profile(
    "voiceguide",
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("voiceguide")


@pytest.fixture(autouse=True)
def _own_world(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the user's cache, settings or neural voice by accident."""
    for name in list(os.environ):
        if name.startswith("VOICEGUIDE_") and name != "VOICEGUIDE_KOKORO":
            monkeypatch.delenv(name)
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setenv("VOICEGUIDE_CONFIG", str(Path(tmp_path_factory.getbasetemp()) / "no-settings.toml"))
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
