"""Routines from files: a name or path in, a frozen `Routine` out, or every problem at once.

Reads only the file it is given and routines it reuses, which lie beside it or are shipped.
Knows nothing of what is safe: that is `check`.
"""

from __future__ import annotations

import hashlib
import re
import stat
from pathlib import Path

from voiceguide.errors import UsageError, did_you_mean
from voiceguide.files import shipped_folder
from voiceguide.routine.build import read_close, read_items, read_stage
from voiceguide.routine.fields import refuse
from voiceguide.routine.grammar import ROUTINE_KEYS
from voiceguide.routine.model import OilAmount, Routine, Stage, Step
from voiceguide.routine.problems import Problems, routine_error
from voiceguide.routine.tables import read_table
from voiceguide.routine.yaml_lines import MAX_BYTES, Listing, Node, read_yaml

SUFFIXES = (".yaml", ".yml")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def shipped_routines() -> tuple[str, ...]:
    """The names of the routines that come with the package, sorted."""
    return tuple(sorted(path.stem for path in shipped_folder("scripts").glob("*.yaml")))


def find_routine(name_or_path: str | Path) -> Path:
    """The file of a shipped routine's name, or of a path.

    Raises:
        UsageError: There is neither; the hint names the nearest.
    """
    text = str(name_or_path)
    if isinstance(name_or_path, str) and text in shipped_routines():
        return shipped_folder("scripts") / f"{text}.yaml"
    path = Path(text).expanduser()
    try:
        exists = path.exists()
    except (OSError, ValueError):
        exists = False
    if exists:
        return path
    raise UsageError(f"there is no routine {text[:80]!r}", hint=did_you_mean(text[:80], shipped_routines()))


def load_routine(path: Path | str) -> Routine:
    """Read a routine.

    Args:
        path: A file, or the name of a shipped routine.

    Raises:
        RoutineError: It is not a routine; `findings` holds everything that is wrong.
        UsageError: There is no such file.
    """
    file = find_routine(path)
    return load_routine_text(read_text(file), file.stem, str(file))


def read_text(path: Path) -> str:
    """The text of a file of at most `MAX_BYTES`, without a byte order mark.

    Raises:
        RoutineError: It cannot be read, is too large, or is not UTF-8 text.
    """
    problems = Problems(str(path))
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            problems.add("file", "this is not a file", hint="Give the path of a routine's .yaml file.")
            problems.stop_if_any()
        with path.open("rb") as handle:
            data = handle.read(MAX_BYTES + 1)
    except OSError as error:
        problems.add("file", f"the file cannot be read: {error.strerror or error}")
        problems.stop_if_any()
    if len(data) > MAX_BYTES:
        problems.add("file", "the file is larger than 1 MB", hint="A routine is a few kilobytes of text.")
    elif data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        problems.add("encoding", "the file is UTF-16 text, but must be UTF-8", hint="Save it as UTF-8.")
    problems.stop_if_any()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.add("encoding", "the file is not UTF-8 text", line=line, hint="Save it as UTF-8.")
        raise routine_error(problems.file, problems.findings) from error


def load_routine_text(text: str, name: str = "routine", file: str = "<text>") -> Routine:
    """Read a routine from text.

    Args:
        text: YAML.
        name: The routine's short name.
        file: What to call the text in messages.

    Raises:
        RoutineError: With all findings.
    """
    problems = Problems(file)
    unprintable = _UNPRINTABLE.search(text)
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        problems.add("file", "the text is larger than 1 MB", hint="A routine is a few kilobytes of text.")
    elif unprintable:
        line = text.count("\n", 0, unprintable.start()) + 1
        message = f"the file holds the control character U+{ord(unprintable[0]):04X}"
        problems.add("text", message, line=line, hint="Remove that character; a routine is plain text.")
    root = read_yaml(text.removeprefix("\ufeff"), problems) if not problems.findings else None
    problems.stop_if_any()
    assert root is not None
    sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
    routine = _routine(root, name, file, sha256, problems)
    problems.stop_if_any()
    assert routine is not None
    return routine


def _routine(root: Node, name: str, file: str, sha256: str, problems: Problems) -> Routine | None:
    values = read_table(root, ROUTINE_KEYS, "", problems)
    if values is None:
        return None
    stages = _stages(values.get("stages"), problems)
    prepare = read_items(values.get("prepare"), "prepare", problems, strokes=False)
    return Routine(
        name=name,
        title=values.get("title", ""),
        stages=stages,
        summary=values.get("summary", ""),
        source=values.get("source", ""),
        duration_s=values.get("duration"),
        receiver=values.get("receiver", ""),
        giver=values.get("giver", ""),
        needs=values.get("needs", ()),
        oil=values.get("oil", OilAmount.NONE),
        prepare=tuple(step for step in prepare if isinstance(step, Step)),
        close=read_close(values.get("close"), "close", problems),
        ambient=values.get("ambient"),
        pronounce=tuple(sorted(values.get("pronounce", {}).items())),
        language=values.get("language", "en"),
        pregnancy_safe=values.get("pregnancy-safe", False),
        file=file,
        sha256=sha256,
    )


def _stages(node: Node | None, problems: Problems) -> tuple[Stage, ...]:
    if node is None:
        return ()
    if not isinstance(node, Listing) or not node.items:
        refuse(node, "stages", problems, "a list of at least one stage")
        return ()
    read = [read_stage(item, f"stages[{index}]", problems) for index, item in enumerate(node.items)]
    return tuple(stage for stage in read if stage is not None)
