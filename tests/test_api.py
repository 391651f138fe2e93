"""The public API: every name is there, typed, documented, and what it says it is."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import voiceguide


@pytest.mark.parametrize("name", voiceguide.__all__)
def test_every_public_name_is_a_documented_class_or_function(name: str) -> None:
    value = getattr(voiceguide, name)
    assert inspect.isclass(value) or inspect.isfunction(value)
    assert inspect.getdoc(value)


def test_names_stay_what_they_are_whatever_is_imported_first() -> None:
    code = (
        "import voiceguide.pipeline, voiceguide.cli.app, voiceguide as v\n"
        "assert all(callable(getattr(v, name)) for name in v.__all__)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'rendr'"):
        _ = voiceguide.rendr


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, voiceguide; assert not {'numpy', 'yaml', 'click', 'rich'} & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
