"""Names a session after its source and the options that make it different, such as ``legs-50min-rain``.

Two calls whose sessions sound different never get the same name.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from voiceguide.settings import WORDS, Part, Settings

_SPEAK_FOR_THEMSELVES = ("voice", "profile", "duration_s", "guidance", "occasion", "ambient")
_NOTHING = ("none", "off")
_DEFAULTS = {
    each.name: each.default for each in dataclasses.fields(Settings) if each.metadata["affects"] != (Part.WORK,)
}
_RECORDED = "recordings:"
_SCRIPT = ".script"
_SHEET = "script"  # stem of the script of record-sheet, which is named after its folder


def name_of(source: str, given: Mapping[str, Any], varied: Collection[str] = (), *, routine: str | None = None) -> str:
    """A name for a session, without suffix.

    Args:
        source: The routine or script, as it was given.
        given: Settings from options; None means "not given".
        varied: The settings that differ within this call, which are named even if one has its default value.
        routine: For a script, the name of the routine it was made from.
    """
    parts = [_source_stem(source, routine)]
    for name, default in _DEFAULTS.items():
        value = given.get(name)
        if value is not None and (name in varied or value != default):
            parts.append(_part(name, value))
    return "-".join(dict.fromkeys(parts))


def _source_stem(source: str, routine: str | None) -> str:
    """The stem of the source; for a script, a name that differs from that of its routine's session."""
    path = Path(source)
    if routine is None:
        return path.stem
    stem = path.stem.removesuffix(_SCRIPT)
    if stem == _SHEET and path.parent.name:
        return path.parent.name
    return f"{stem}-edited" if stem == routine else stem


def _part(name: str, value: Any) -> str:
    """The part of a name that one setting adds."""
    word = WORDS[name]
    if isinstance(value, bool):
        return word if value else f"no-{word}"
    if name == "names":  # people's names do not belong in a file name
        return "named"
    if isinstance(value, tuple):
        return "without-" + "-".join(_plain_text(each) for each in value)
    if str(value) in _NOTHING:
        return f"no-{word}"
    if name == "duration_s":
        return f"{value / 60:g}min" if value % 60 == 0 else f"{value:g}s"
    if name == "ambient":
        value = Path(value).stem or value
    if name == "voice" and value.startswith(_RECORDED):
        value = Path(value.removeprefix(_RECORDED)).name
    return _plain_text(value) if name in _SPEAK_FOR_THEMSELVES else f"{word}-{_plain_text(value)}"


def _plain_text(value: Any) -> str:
    """A value as a part of a file name."""
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value)
    return re.sub(r"[^\w.+-]+", "-", Path(text).name if "/" in text else text).strip("-.")
