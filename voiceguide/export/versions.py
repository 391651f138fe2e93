"""Which versions of what shaped the bytes of a session: for its report."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

PACKAGES = (
    "voiceguide", "av", "hibari-tts", "lameenc", "mutagen", "numpy", "onnxruntime", "pillow", "pyttsx3", "soundfile",
    "soxr",
)  # fmt: skip
"""The program, and the libraries that synthesise, mix, encode and tag."""


def versions() -> tuple[tuple[str, str], ...]:
    """(name, version) of Python and of each of `PACKAGES` that is installed, in a fixed order."""
    found = [("python", platform.python_version())]
    for package in PACKAGES:
        try:
            found.append((package, version(package)))
        except PackageNotFoundError:
            continue
    return tuple(found)
