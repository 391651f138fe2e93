"""Load routines from files: a frozen `Routine` for a name or path, or every problem at once.

What is safe is decided by `check`, which also checks what could be read of a routine with mistakes.
"""

from __future__ import annotations

import hashlib
from itertools import starmap
from pathlib import Path
from typing import Any

from voiceguide.errors import RoutineError
from voiceguide.files import shown_name
from voiceguide.routine.build import read_close, read_items, read_stage
from voiceguide.routine.fields import refuse
from voiceguide.routine.grammar import ROUTINE_KEYS
from voiceguide.routine.model import Routine, Stage, Step
from voiceguide.routine.problems import Problems, routine_error
from voiceguide.routine.reuse import Reuse
from voiceguide.routine.sources import MAX_BYTES, check_characters, find_routine, is_file, read_text, shipped_routines
from voiceguide.routine.tables import places_of, read_table
from voiceguide.routine.yaml_causes import odd_start
from voiceguide.routine.yaml_lines import Listing, Node, Table, read_yaml
from voiceguide.text.pronunciation import Pronunciation

__all__ = ["find_routine", "load_routine", "load_routine_text", "shipped_routines"]


def load_routine(path: Path | str) -> Routine:
    """Read a routine.

    Args:
        path: A file, or the name of a shipped routine.

    Raises:
        RoutineError: It is not a routine; `findings` holds everything that is wrong.
        UsageError: There is no such file.
    """
    file = find_routine(path)
    return _load(read_text(file), shown_name(file, stem=True), str(file), file)


def load_routine_text(text: str, name: str = "routine", file: str = "<text>") -> Routine:
    """Read a routine from text.

    Args:
        text: YAML.
        name: The routine's short name.
        file: What to call the text in messages; where there is such a file, its folder is searched for reuse.

    Raises:
        RoutineError: With all findings.
    """
    problems = Problems(file)
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        problems.add("file", "the text is larger than 1 MB", hint="A routine is a few kilobytes of text.")
    else:
        check_characters(text, problems)
    problems.stop_if_any()
    path = Path(file) if file != "<text>" and is_file(Path(file)) else None
    return _load(text.removeprefix("\ufeff"), name, file, path)


def _load(text: str, name: str, file: str, path: Path | None) -> Routine:
    """Read a routine from text; reused routines are searched beside `path`."""
    problems = Problems(file)
    root = read_yaml(text, problems)
    if root is not None and not isinstance(root, Table):
        odd = odd_start(text)
        if odd is not None:
            problems.add("yaml", odd[1], line=odd[0], hint=odd[2])
        else:
            refuse(root, "", problems, "a mapping with keys such as title and stages")
    if not isinstance(root, Table):
        problems.stop_if_any()
        raise AssertionError("an unread root has a finding")
    _refuse_script(root, problems)
    reuse = Reuse(path, problems)
    whole = reuse.resolve(root)
    values = _values(whole, problems)
    places = dict(places_of(whole))
    _stop_if_any(problems, Routine(name=name, file=file, places=places, **values))
    own = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Routine(
        name=name,
        file=file,
        sha256=reuse.sha256(own),
        places=places,
        notes=problems.findings,
        **values,
    )


def _refuse_script(root: Table, problems: Problems) -> None:
    """Say so in one finding if the file is a saved script, whose keys are all unknown here."""
    node = root.get("voiceguide-script")
    if node is not None:
        hint = "Make it with: voiceguide render; or name the routine that it was saved from."
        problems.add("script", "this is a saved script, not a routine", line=node.line, hint=hint)
        problems.stop_if_any()


def _stop_if_any(problems: Problems, read: Routine) -> None:
    """Stop if something is wrong; what could be read is checked first, so that everything is reported at once.

    Raises:
        RoutineError: With all findings, those about what is unsafe too.
    """
    from voiceguide.routine.check import unsafe_parts  # imported here because `check` imports this module

    try:
        problems.stop_if_any()
    except RoutineError as error:
        if problems.full:
            raise
        found = dict.fromkeys((*error.findings, *unsafe_parts(read)))
        ordered = sorted(found, key=lambda each: (each.where.file != read.file, each.where.line or 0))
        raise routine_error(read.file, tuple(ordered)) from None


_FIELDS = {"duration": "duration_s", "pregnancy-safe": "pregnancy_safe"}
"""The field of `Routine` for each key that is not called like it."""


def _values(root: Table, problems: Problems) -> dict[str, Any]:
    """Read the fields of the record from the YAML."""
    values = read_table(root, ROUTINE_KEYS, "", problems) or {}
    prepare = read_items(values.get("prepare"), "prepare", problems, strokes=False)
    built = {
        "stages": _stages(values.get("stages"), problems),
        "prepare": tuple(step for step in prepare if isinstance(step, Step)),
        "close": read_close(values.get("close"), "close", problems),
        "pronounce": tuple(starmap(Pronunciation, sorted(values.get("pronounce", {}).items()))),
    }
    return {"title": "", **{_FIELDS.get(key, key): value for key, value in values.items()}, **built}


def _reuse_failed(problems: Problems) -> bool:
    return any(finding.where.key == "extends" for finding in problems.findings)


def _stages(node: Node | None, problems: Problems) -> tuple[Stage, ...]:
    """Read the stages; at least one must have a stroke."""
    if node is None:
        return ()
    if not isinstance(node, Listing):
        refuse(node, "stages", problems, "a list of at least one stage")
        return ()
    if not node.items and not _reuse_failed(problems):
        problems.add("range", "there is no stage", line=node.line, key="stages", file=node.file)
    read = [read_stage(item, f"stages[{index}]", problems) for index, item in enumerate(node.items)]
    stages = tuple(stage for stage in read if stage is not None)
    if node.items and not any(stage.strokes for stage in stages) and not problems.wrong:
        problems.add("missing-key", "no stage has a stroke", line=node.line, key="stages", file=node.file)
    return stages
