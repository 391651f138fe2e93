"""Find routines and read their text.

Knows nothing of YAML.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path

from voiceguide.errors import UsageError, did_you_mean
from voiceguide.files import shipped_folder
from voiceguide.routine.problems import Problems, routine_error

SUFFIXES = (".yaml", ".yml")

MAX_BYTES = 1_000_000
"""Largest file that is read."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def shipped_routines() -> tuple[str, ...]:
    """The names of the routines that come with the package, sorted."""
    return tuple(sorted(path.stem for path in shipped_folder("scripts").glob("*.yaml")))


def is_file(path: Path) -> bool:
    """Whether there is such a file; False also for a name that the system cannot look up."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def file_names(file: Path | None) -> tuple[str, ...]:
    """The routines that `file` can reuse: those beside it and the shipped ones."""
    beside = [Path(name).stem for name in _routines_in(file.parent) if name != file.name] if file else []
    return tuple(dict.fromkeys([*beside, *shipped_routines()]))


def find_routine(name_or_path: str | Path) -> Path:
    """Find the file of a shipped routine by its name, or of a path.

    Raises:
        UsageError: There is neither; the hint names the nearest.
    """
    text = str(name_or_path)
    if isinstance(name_or_path, str) and text in shipped_routines():
        return shipped_folder("scripts") / f"{text}.yaml"
    try:
        path = Path(text).expanduser()
        exists = path.exists()
    except (OSError, ValueError, RuntimeError):  # a name too long, a NUL, a home that is not known
        exists = False
    if exists:
        return path
    if any(mark in text for mark in ("/", "\\", ".y")):
        beside = Path(text).parent if "\0" not in text else Path()
        hint = f"In that folder: {', '.join(_routines_in(beside)[:12])}." if _routines_in(beside) else "Check the path."
        if Path(text).stem in shipped_routines():
            hint = f"For the shipped one write {Path(text).stem!r}."
    else:
        hint = did_you_mean(text[:60], shipped_routines())
    raise UsageError(f"there is no routine {text[:200]!r}", hint=hint)


def _routines_in(folder: Path) -> list[str]:
    """Names of files in a folder that may be routines: YAML that is neither hidden nor a script."""
    try:
        found = (path.name for path in folder.iterdir() if path.suffix in SUFFIXES)
        return sorted(name for name in found if not name.startswith(".") and ".script." not in name)
    except (OSError, ValueError):
        return []


def read_text(path: Path) -> str:
    """Read the text of a file of at most `MAX_BYTES`, without a byte order mark.

    Raises:
        RoutineError: It cannot be read, is too large, or is not plain UTF-8 text.
    """
    problems = Problems(str(path))
    data = b""
    try:
        if stat.S_ISREG(path.stat().st_mode):
            with path.open("rb") as handle:
                data = handle.read(MAX_BYTES + 1)
        else:
            problems.add("file", "this is not a file", hint="Give the path of a routine's .yaml file.")
    except OSError as error:
        problems.add("file", f"the file cannot be read: {error.strerror or error}")
    if len(data) > MAX_BYTES:
        problems.add("file", "the file is larger than 1 MB", hint="A routine is a few kilobytes of text.")
    elif data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        problems.add("encoding", "the file is UTF-16 text, but must be UTF-8", hint="Save it as UTF-8.")
    problems.stop_if_any()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.add("encoding", "the file is not UTF-8 text", line=line, hint="Save it as UTF-8.")
        raise routine_error(problems.file, problems.findings) from error
    check_characters(text, problems)
    problems.stop_if_any()
    return text


def check_characters(text: str, problems: Problems) -> None:
    """Add a finding for the first control character."""
    found = _UNPRINTABLE.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        message = f"the file holds the control character U+{ord(found[0]):04X}"
        problems.add("text", message, line=line, hint="Remove that character; a routine is plain text.")
