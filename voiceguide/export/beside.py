"""What lies beside a sound file: names for it, and finding it again.

The files beside an MP3 carry its name without the suffix, as players expect of captions and lyrics; those beside
any other format carry its whole name (``legs.m4b.vtt``), so that two formats of a session never share any.
"""

from __future__ import annotations

from pathlib import Path

_BARE = ".mp3"

PREVIEW, BEFORE = "-preview", "-before"
"""What the names of a preview and of a before-part end in."""


def base_of(name: str, suffix: str) -> str:
    """What the files beside a sound begin with.

    Args:
        name: The sound's name without its suffix.
        suffix: Its suffix, such as ``.m4b``.
    """
    return name if suffix.casefold() == _BARE else name + suffix


def beside(sound: Path, ending: str) -> Path:
    """The file with this ending beside a sound, such as ``.vtt``; whether it is there or not.

    Sessions of earlier versions have the bare name beside every format: that is taken where it cannot be an MP3's.
    """
    own = sound.with_name(base_of(sound.stem, sound.suffix) + ending)
    bare = sound.with_name(sound.stem + ending)
    if own != bare and not own.exists() and bare.exists() and not sound.with_suffix(_BARE).exists():
        return bare
    return own
