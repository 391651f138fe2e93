"""Name and find the files beside a sound file.

The files beside an MP3 carry its name without the suffix, as players expect of captions and lyrics; those beside
any other format carry its whole name (``legs.m4b.vtt``), so that two formats of a session never share any.
"""

from __future__ import annotations

from pathlib import Path

_BARE = ".mp3"

PREVIEW, BEFORE = "-preview", "-before"
"""Endings of the names of a preview and of a before-part."""


def base_of(name: str, suffix: str) -> str:
    """How the names of the files beside a sound begin.

    Args:
        name: The sound's name without its suffix.
        suffix: Its suffix, such as ``.m4b``.
    """
    return name if suffix.casefold() == _BARE else name + suffix


def beside(sound: Path, ending: str) -> Path:
    """The path of the file with this ending, such as ``.vtt``, beside a sound, whether it exists or not.

    Earlier versions used the bare name beside every format: such a file is taken if there is no MP3 of that name.
    """
    own = sound.with_name(base_of(sound.stem, sound.suffix) + ending)
    bare = sound.with_name(sound.stem + ending)
    if own != bare and not own.exists() and bare.exists() and not sound.with_suffix(_BARE).exists():
        return bare
    return own
