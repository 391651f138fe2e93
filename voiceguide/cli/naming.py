"""What a session is called when nobody says: its source, and the options that make it different.

Comes in: a source, and the settings that this call's options gave. Goes out: a name without suffix, such as
``legs-50min-rain``; two calls that differ in what is heard never get the same.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from voiceguide.settings import WORDS, Settings

_SPEAK_FOR_THEMSELVES = ("voice", "profile", "duration_s", "guidance", "ambient")
_NOTHING = ("none", "off")
_DEFAULTS = {each.name: each.default for each in dataclasses.fields(Settings)}
_RECORDED = "recordings:"
_SCRIPT = ".script"
_SHEET = "script"  # what record-sheet calls its script: the folder has the name


def name_of(source: str, given: Mapping[str, Any], varied: Collection[str] = (), *, routine: str | None = None) -> str:
    """A name for a session.

    Args:
        source: The routine or script, as it was given.
        given: Settings from options; None stands for "not given".
        varied: Those that differ within this call: they are named even where one has its default value.
        routine: For a script the name of the routine it came from.
    """
    parts = [_own(source, routine)]
    for name, default in _DEFAULTS.items():
        value = given.get(name)
        if value is not None and (name in varied or value != default):
            parts.append(_part(name, value))
    return "-".join(dict.fromkeys(parts))


def _own(source: str, routine: str | None) -> str:
    """The stem of the source; for a script a name that its routine's own session does not have."""
    path = Path(source)
    if routine is None:
        return path.stem
    stem = path.stem.removesuffix(_SCRIPT)
    if stem == _SHEET and path.parent.name:
        return path.parent.name
    return f"{stem}-edited" if stem == routine else stem


def _part(name: str, value: Any) -> str:
    word = WORDS[name]
    if isinstance(value, bool):
        return word if value else f"no-{word}"
    if isinstance(value, tuple):
        return "without-" + "-".join(_plain(each) for each in value)
    if str(value) in _NOTHING:
        return f"no-{word}"
    if name == "duration_s":
        return f"{value / 60:g}min" if value % 60 == 0 else f"{value:g}s"
    if name == "ambient":
        value = Path(value).stem or value
    if name == "voice" and value.startswith(_RECORDED):
        value = Path(value.removeprefix(_RECORDED)).name
    return _plain(value) if name in _SPEAK_FOR_THEMSELVES else f"{word}-{_plain(value)}"


def _plain(value: Any) -> str:
    """A value as a part of a file's name."""
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value)
    return re.sub(r"[^\w.+-]+", "-", Path(text).name if "/" in text else text).strip("-.")
