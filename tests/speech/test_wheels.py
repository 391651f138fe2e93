"""Where the natural voice is installed: wherever onnxruntime has wheels, and nowhere where it would not install."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


@pytest.mark.parametrize(
    ("platform", "machine", "python", "there"),
    [
        ("linux", "x86_64", "3.14", True),
        ("linux", "aarch64", "3.11", True),
        ("linux", "armv7l", "3.13", False),
        ("linux", "i686", "3.12", False),
        ("darwin", "arm64", "3.14", True),
        ("darwin", "x86_64", "3.13", True),
        ("darwin", "x86_64", "3.14", False),
        ("win32", "AMD64", "3.11", True),
        ("win32", "ARM64", "3.14", True),
        ("win32", "x86", "3.12", False),
    ],
)
@pytest.mark.parametrize("package", ["hibari-tts", "onnxruntime"])
def test_it_is_asked_for_where_there_are_wheels(
    package: str, platform: str, machine: str, python: str, there: bool
) -> None:
    listed = map(Requirement, tomllib.loads(PROJECT.read_text("utf-8"))["project"]["dependencies"])
    (wanted,) = [each for each in listed if each.name == package]
    assert wanted.marker is not None
    machine_facts = {"sys_platform": platform, "platform_machine": machine, "python_version": python}
    assert wanted.marker.evaluate(machine_facts) is there


def test_the_version_that_intel_macs_have_is_let_in_and_the_next_hibari_is_not() -> None:
    wanted = {
        each.name: each
        for each in map(Requirement, tomllib.loads(PROJECT.read_text("utf-8"))["project"]["dependencies"])
    }
    assert wanted["onnxruntime"].specifier.contains("1.23.2")
    assert wanted["hibari-tts"].specifier.contains("0.2.1")
    assert not wanted["hibari-tts"].specifier.contains("0.3.0")
