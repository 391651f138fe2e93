"""The versions of the program and libraries that shaped the bytes of a session, for its report."""

from __future__ import annotations

import platform
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

PACKAGES = (
    "voiceguide", "av", "hibari-tts", "lameenc", "mutagen", "numpy", "onnxruntime", "pillow", "pyttsx3", "soundfile",
    "soxr",
)  # fmt: skip
"""The program, and the libraries that synthesise, mix, encode and tag."""


class Version(NamedTuple):
    """Which version of a package shaped the bytes."""

    package: str
    number: str


@lru_cache(maxsize=1)  # a catalogue asks for them for every session: a second for two hundred
def versions() -> tuple[Version, ...]:
    """Versions of Python and of each of `PACKAGES` that is installed, in a fixed order."""
    found = [Version("python", platform.python_version())]
    for package in PACKAGES:
        try:
            found.append(Version(package, version(package)))
        except PackageNotFoundError:
            continue
    return tuple(found)
