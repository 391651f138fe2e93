"""Loads and checks what a session is made from: a name, a path, a routine or a script.

The content of a file shows whether it is a script. A routine or script built in Python is checked like a file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from voiceguide.errors import UsageError
from voiceguide.routine.check import load_checked, refuse_unsafe
from voiceguide.routine.model import Routine
from voiceguide.script.file import load as load_script
from voiceguide.script.file import refuse_unreadable
from voiceguide.script.lines import Script

Source = Routine | Script | Path | str
"""A routine's name, the path of a routine or script, or one of these itself."""

_HEAD = 64_000  # bytes within which a script says that it is one
_SCRIPT = re.compile(r"^voiceguide-script\s*:", re.M)
_ROUTINE = re.compile(r"^routine\s*:\s*[\"']?([^\s\"'#]+)", re.M)


@dataclass(frozen=True, slots=True)
class LoadedSource:
    """What a session is made from.

    Attributes:
        content: The routine or script, checked.
        script_file: The file of a script, if it has one.
    """

    content: Routine | Script
    script_file: Path | None = None


def load_source(source: Source) -> LoadedSource:
    """Read and check what a session is made from.

    Args:
        source: The name of a shipped routine, the path of a routine or script, or a routine or script.

    Raises:
        RoutineError: It cannot be read, or breaks a rule of safety; `findings` holds all.
        ScriptError: The same, of a script.
        UsageError: There is no such file, or the source is of another type.
    """
    if isinstance(source, Script):
        refuse_unreadable(source)
        return LoadedSource(source)
    if isinstance(source, Routine):
        refuse_unsafe(source)
        return LoadedSource(source)
    if not isinstance(source, str | Path):
        raise UsageError(
            f"a session cannot be made from {type(source).__name__} {repr(source)[:60]}",
            hint="Give a routine's name, the path of a routine or script, a Routine or a Script.",
        )
    if is_script(source):
        return LoadedSource(load_script(source), Path(source))
    return LoadedSource(load_checked(source))


def is_script(source: str | Path) -> bool:
    """Whether a file is a script; False for one that cannot be read, which loading refuses later."""
    return _SCRIPT.search(_head(source)) is not None


def routine_of(source: str | Path) -> str:
    """The name of the routine that a script's file was made from, or an empty text."""
    found = _ROUTINE.search(_head(source))
    return found[1] if found else ""


def _head(source: str | Path) -> str:
    """The beginning of a file as text, or an empty text if it cannot be read."""
    try:
        if not Path(source).is_file():
            return ""
        with Path(source).open("rb") as handle:
            return handle.read(_HEAD).decode("utf-8-sig", "replace")
    except (OSError, ValueError):
        return ""
