"""Save scripts as files for people to edit, and load them with every mistake named.

A saved script loads as the same script, and so renders to the same session.
"""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

from voiceguide.errors import Finding, ScriptError, Where
from voiceguide.files import PLAYLISTS, write_atomic
from voiceguide.routine.problems import Problems
from voiceguide.routine.yaml_lines import read_yaml
from voiceguide.script.lines import Script
from voiceguide.script.reading import read_script
from voiceguide.script.writing import dump

MAX_BYTES = 10_000_000
MAX_NODES = 500_000


def save(script: Script, path: Path | str) -> None:
    """Write a script file, whole or not at all.

    Raises:
        ExportError: It cannot be written.
    """
    write_atomic(Path(path), dump(script))


def load(path: Path | str) -> Script:
    """Read a script file.

    Raises:
        ScriptError: It cannot be read or is not a script, or a bed is neither in the script's folder nor in the
            current one; `findings` names every mistake with its line.
    """
    shown = str(path)
    try:
        status = Path(path).stat()
        if not stat.S_ISREG(status.st_mode):
            raise ScriptError("is not a file", (), where=Where(shown))
        raw = Path(path).read_bytes() if status.st_size <= MAX_BYTES else None
        text = None if raw is None else raw.decode("utf-8-sig")
    except ValueError as error:
        if not isinstance(error, UnicodeDecodeError):  # a name that a file cannot have
            raise ScriptError("there is no such file", (), where=Where(shown[:200])) from error
        raise ScriptError(f"is not UTF-8 text (byte {error.start})", (), where=Where(shown)) from error
    except OSError as error:
        raise ScriptError("cannot be read: " + (error.strerror or str(error)), (), where=Where(shown)) from error
    if text is None:
        raise ScriptError(f"is larger than {MAX_BYTES // 1_000_000} MB", (), where=Where(shown))
    script = loads(text, shown)
    _check_beds(script, Path(path))
    return script


def loads(text: str, file: str = "<script>") -> Script:
    """Read a script from text; see `load`."""
    problems = Problems(file)
    root = read_yaml(text, problems, MAX_NODES)
    script = read_script(root, problems) if root is not None else None
    if problems.findings or script is None:
        number = len(problems.findings)
        raise ScriptError(
            f"this script cannot be used: {number} problem{'s' if number != 1 else ''}",
            problems.findings,
            where=Where(file),
        )
    return script


def refuse_unreadable(script: Script) -> None:
    """Refuse a script made in Python that could not be loaded from a file.

    Raises:
        ScriptError: `findings` names every mistake with its place, such as ``lines[3].say``.
    """
    try:
        loads(dump(script))
    except ScriptError as error:
        name = script.routine or None
        findings = [replace(each, where=Where(name, key=each.where.key)) for each in error.findings]
        raise ScriptError(error.message, findings, where=Where(name)) from error


def _check_beds(script: Script, path: Path) -> None:
    """Check that beds are shipped or beside the script, so that a foreign script cannot read other files.

    The current folder counts too: a script saved from a routine names its bed from there.
    """
    for bed in filter(None, (script.ambient, script.interlude, *(stage.ambient for stage in script.stages))):
        if not any(mark in bed for mark in "./\\"):  # a shipped one
            continue
        if bed.casefold().endswith(PLAYLISTS):
            problem = "is a playlist, which may lead anywhere"
        elif not _within(bed, path.parent) and not _within(bed, Path.cwd()):
            problem = "lies neither in the script's folder nor in this one"
        else:
            continue
        where, hint = Where(str(path), key="ambient"), "Take it out of the script and give it with --ambient."
        message = f"the bed {bed[:80]!r} {problem}"
        raise ScriptError(message, (Finding("path", message, where, hint=hint),), where=where)


def _within(bed: str, folder: Path) -> bool:
    """Whether a bed's file lies in the folder."""
    try:
        return Path(bed).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # names that a file cannot have, circular links
        return False
