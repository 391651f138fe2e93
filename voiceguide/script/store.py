"""Scripts as files: written to YAML for people to edit, and read back with every mistake named.

Comes in: a script, or a file. Goes out: YAML text, or a script. Saving what was loaded gives the same
text again. The format is described at the head of every saved file.
"""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import yaml

from voiceguide.errors import Finding, ScriptError, Where
from voiceguide.files import PLAYLISTS, write_atomic
from voiceguide.routine.model import Role
from voiceguide.routine.problems import Problems
from voiceguide.routine.yaml_lines import Node, Table, read_yaml
from voiceguide.script.lines import Earcon
from voiceguide.script.model import Anchor, Beat, Cue, Script, Slot, SlotKind, Span, StageHeading
from voiceguide.script.reader import Reader

FORMAT = 1
"""Version of the format; a file of another version is refused."""

MAX_BYTES = 10_000_000
MAX_NODES = 200_000

_HEAD = f"""\
# A voiceguide script. Edit the texts (say), silences (pause) and counts, then render it again:
#   voiceguide render THIS-FILE
# A slot first says its lead, one cue after the other, each followed by its pause in seconds.
# Then it owns a span: repeat x beats for a stroke, or plain seconds. Cues in `during` sound within
# the span: at (seconds after its start) or before-end (seconds before its end).
voiceguide-script: {FORMAT}
"""


def dump(script: Script) -> str:
    """The script as YAML text, UTF-8, ending in a line feed."""
    document: dict[str, Any] = {"title": script.title, "routine": script.routine, "language": script.language}
    document["guidance"] = script.guidance
    _put(document, "ambient", script.ambient)
    document["stages"] = [_compact(title=stage.title, ambient=stage.ambient) for stage in script.stages]
    _put(document, "pronounce", dict(script.pronounce))
    _put(document, "changes", list(script.changes))
    _put(document, "meta", dict(script.meta))
    document["slots"] = [_slot(slot) for slot in script.slots]
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    body = yaml.dump(document, Dumper=dumper, sort_keys=False, allow_unicode=True, width=100_000)
    return _HEAD + str(body)


def _put(document: dict[str, Any], key: str, value: Any) -> None:
    if value:
        document[key] = value


def _compact(**values: Any) -> dict[str, Any]:
    """The keys that say something; underscores become dashes."""
    return {key.replace("_", "-"): value for key, value in values.items() if value not in ("", None, (), 0, 0.0)}


def _slot(slot: Slot) -> dict[str, Any]:
    document = {"id": slot.id, "kind": slot.kind.value, "stage": slot.stage}
    document |= _compact(title=slot.title, region=slot.region, side=slot.side, technique=slot.technique)
    document |= _compact(source=slot.source, pair=slot.pair)
    _put(document, "lead", [_cue(cue, lead=True) for cue in slot.lead])
    document |= _compact(repeat=slot.span.repetitions, seconds=slot.span.seconds)
    _put(document, "beats", [{beat.role.value: beat.seconds} for beat in slot.span.beats])
    document |= _compact(shortest=slot.min_s, longest=slot.max_s)
    _put(document, "during", [_cue(cue, lead=False) for cue in slot.during])
    return document


def _cue(cue: Cue, *, lead: bool) -> dict[str, Any]:
    document: dict[str, Any] = {"id": cue.id}
    if cue.earcon is not None:
        document["earcon"] = cue.earcon.value
    else:
        document["say"] = cue.text
    _put(document, "part", cue.part if cue.earcon is None else "")
    if lead:
        _put(document, "pause", cue.pause_s)
    else:
        document["at" if cue.anchor is Anchor.START else "before-end"] = cue.offset_s
    return document


def load(path: Path | str) -> Script:
    """Read a script file.

    Raises:
        ScriptError: It cannot be read or is no script, or a bed lies elsewhere than in the script's folder or the
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
        if not isinstance(error, UnicodeDecodeError):  # a name that no file can have
            raise ScriptError("there is no such file", (), where=Where(shown[:200])) from error
        raise ScriptError(f"is not UTF-8 text (byte {error.start})", (), where=Where(shown)) from error
    except OSError as error:
        raise ScriptError("cannot be read: " + (error.strerror or str(error)), (), where=Where(shown)) from error
    if text is None:
        raise ScriptError(f"is larger than {MAX_BYTES // 1_000_000} MB", (), where=Where(shown))
    script = loads(text, shown)
    _check_beds(script, Path(path))
    return script


def _check_beds(script: Script, path: Path) -> None:
    """A script from elsewhere reaches no further than a routine: the beds it names lie beside it or are shipped.

    What was saved from a routine names its bed as seen from the folder that was current then, so that counts too.
    """
    for bed in filter(None, (script.ambient, *(stage.ambient for stage in script.stages))):
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
    try:
        return Path(bed).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # names that no file can have, links in a circle
        return False


def loads(text: str, file: str = "<script>") -> Script:
    """Read a script from text; see `load`."""
    problems = Problems(file)
    root = read_yaml(text, problems, MAX_NODES)
    script = _script(Reader(problems), root) if root is not None else None
    if problems.findings or script is None:
        number = len(problems.findings)
        raise ScriptError(
            f"this script cannot be used: {number} problem{'s' if number != 1 else ''}",
            problems.findings,
            where=Where(file),
        )
    return script


def _script(read: Reader, root: Node) -> Script | None:
    table = read.table(root, "")
    if table is None:
        return None
    version = read.integer(table, "voiceguide-script", "", low=1, high=10**6, needed=True)
    if version not in (None, FORMAT):
        read.problem(table, "voiceguide-script", f"this is version {version}; only {FORMAT} can be read")
        return None
    stages = tuple(
        StageHeading(read.text(each, "title", key), read.text(each, "ambient", key) or None)
        for key, each in read.tables(table, "stages", "")
    )
    slots = tuple(
        _read_slot(read, each, key, len(stages)) for key, each in read.tables(table, "slots", "", needed=True)
    )
    script = Script(
        title=read.text(table, "title", "", needed=True),
        routine=read.text(table, "routine", ""),
        language=read.text(table, "language", "") or "en",
        guidance=read.choice(table, "guidance", "", ("full", "brief", "signals")) or "full",
        stages=stages,
        slots=slots,
        ambient=read.text(table, "ambient", "") or None,
        pronounce=tuple(sorted(read.pairs(table, "pronounce", ""))),
        changes=tuple(text for _, text in read.texts(table, "changes", "")),
        meta=tuple(read.pairs(table, "meta", "")),
    )
    read.leftovers(table, "")
    _unique(read, script, table)
    return script


def _read_slot(read: Reader, table: Table, key: str, stages: int) -> Slot:
    kind = read.choice(table, "kind", key, tuple(kind.value for kind in SlotKind), needed=True)
    beats = tuple(
        Beat(Role(name), seconds)
        for name, seconds in read.single_numbers(table, "beats", key, tuple(role.value for role in Role))
    )
    repetitions = read.integer(table, "repeat", key, low=0, high=10_000) or 0
    if bool(beats) != bool(repetitions):
        read.problem(table, key, "repeat and beats belong together: give both or neither", rule="span")
    slot = Slot(
        id=read.text(table, "id", key, needed=True),
        kind=SlotKind(kind) if kind else SlotKind.STEP,
        stage=read.integer(table, "stage", key, low=-1, high=stages, needed=True) or 0,
        title=read.text(table, "title", key),
        lead=tuple(_read_cue(read, each, where, lead=True) for where, each in read.tables(table, "lead", key)),
        span=Span(repetitions, beats, read.seconds(table, "seconds", key)),
        during=tuple(_read_cue(read, each, where, lead=False) for where, each in read.tables(table, "during", key)),
        region=read.text(table, "region", key),
        side=read.choice(table, "side", key, ("left", "right", "both", "each")) or "",
        technique=read.text(table, "technique", key),
        source=read.text(table, "source", key),
        pair=read.text(table, "pair", key),
        min_s=read.seconds(table, "shortest", key),
        max_s=read.seconds(table, "longest", key),
    )
    read.leftovers(table, key)
    return slot


def _read_cue(read: Reader, table: Table, key: str, *, lead: bool) -> Cue:
    earcon = read.choice(table, "earcon", key, tuple(kind.value for kind in Earcon))
    text = read.text(table, "say", key)
    if bool(earcon) == bool(text.strip()):
        read.problem(table, key, "a cue either says a text (say) or sounds an earcon", rule="cue")
    at_end = not lead and table.get("before-end") is not None
    offset = 0.0 if lead else read.seconds(table, "before-end" if at_end else "at", key, needed=True)
    cue = Cue(
        id=read.text(table, "id", key, needed=True),
        text=text,
        earcon=Earcon(earcon) if earcon else None,
        pause_s=read.seconds(table, "pause", key) if lead else 0.0,
        anchor=Anchor.END if at_end else Anchor.START,
        offset_s=offset,
        part=read.text(table, "part", key) or ("earcon" if earcon else ""),
    )
    read.leftovers(table, key)
    return cue


def _unique(read: Reader, script: Script, table: Table) -> None:
    for name, ids in (
        ("slot", [slot.id for slot in script.slots]),
        ("cue", [cue.id for cue in script.cues()]),
    ):
        seen: set[str] = set()
        for each in ids:
            if each in seen:
                read.problem(table, "slots", f"the {name} id {each!r} stands more than once", rule="duplicate-id")
            seen.add(each)


def save(script: Script, path: Path | str) -> None:
    """Write a script file, whole or not at all.

    Raises:
        ExportError: It cannot be written.
    """
    write_atomic(Path(path), dump(script))
