"""Reads a catalogue file into its matrix of sessions, or reports everything that is wrong with it at once.

Each key is a list of values. There is a session for each combination, plus those of `include`, minus those that
`exclude` names.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voiceguide.errors import UsageError
from voiceguide.export.formats.registry import FORMATS
from voiceguide.export.names import safe_name
from voiceguide.mix.bed import check_beds, shipped_beds
from voiceguide.plan_files import PlanFile, SettingsTable, SettingValue, read_plan_file
from voiceguide.routine.fields import OneOf, Text
from voiceguide.routine.sources import SUFFIXES, find_routine, shipped_routines
from voiceguide.routine.tables import Key, ListOf, OneOrMany, TableOf
from voiceguide.settings import Settings
from voiceguide.speech.registry import resolve_voice

MAX_SESSIONS = 200_000
"""Most sessions in a catalogue."""

_MANY = 1000
AXES = {
    "routines": ("routine", "routine"),
    "durations": ("duration", "duration_s"),
    "voices": ("voice", "voice"),
    "guidance": ("guidance", "guidance"),
    "ambient": ("ambient", "ambient"),
    "pace": ("pace", "pace"),
}
"""Key of the file → its name in `include` and `exclude`, and the setting that it gives."""

_ROUTINES = OneOrMany(Text(300), _MANY)
_VALUES = {axis: SettingValue(word, many=True) for axis, (word, _) in AXES.items() if axis != "routines"}
_ROWS = ListOf(
    TableOf(
        (
            Key("routine", _ROUTINES, "Routines."),
            *(Key(AXES[axis][0], kind, f"Values of {axis}.") for axis, kind in _VALUES.items()),
        )
    ),
    _MANY,
)

KEYS = (
    Key("title", Text(80), "Title of the catalogue.", example="Evenings"),
    Key("routines", _ROUTINES, "Names or paths; all stands for every shipped one.", required=True, example="[legs]"),
    *(Key(axis, kind, f"Values of {AXES[axis][0]}.") for axis, kind in _VALUES.items()),
    Key("include", _ROWS, "Further sessions: each row is a small matrix of its own."),
    Key("exclude", _ROWS, "Sessions that are not made: those that have all values of a row."),
    Key("format", OneOf({name: name for name in FORMATS}), "Format of the sound."),
    Key(
        "settings",
        SettingsTable(tuple(own for _, own in AXES.values() if own != "routine")),
        "Other settings of every session.",
    ),
)
"""The keys of a catalogue file."""


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """One session that a catalogue requests.

    Attributes:
        name: Its name, different for each: the folder of its voice, and the file name without suffix.
        routine: Name or path of its routine.
        settings: Everything else that shapes it.
    """

    name: str
    routine: str
    settings: Settings

    @property
    def folder(self) -> str:
        """The folder for its files; there is one for each voice."""
        return self.name.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A catalogue as its file describes it.

    Attributes:
        title: Its title.
        sessions: Every session, in the file's order.
        format: Of the sound.
    """

    title: str
    sessions: tuple[SessionRequest, ...]
    format: str = "mp3"


def read_matrix(path: Path | str, base: Settings | None = None) -> Matrix:
    """Read a catalogue file.

    Args:
        path: The file.
        base: The user's own settings; those of the file override them.

    Raises:
        PlanFileError: Something is wrong; the findings include unknown names and an empty or too large matrix.
        UsageError: There is no such file.
    """
    plan_file = read_plan_file(path, KEYS, "catalogue", "Begin with: routines: [legs]")
    folder = Path(path).parent
    _check_names(plan_file, folder)
    plan_file.stop_if_wrong()
    settings = (base or Settings()).replaced(plan_file.values.get("settings", {}))
    combinations = _combinations(plan_file, folder)
    sessions = _name_sessions(combinations, settings)
    if not sessions:
        hint = "Everything is excluded, or a list is empty."
        plan_file.refuse("empty", "there is no session in this matrix", "routines", hint)
    plan_file.stop_if_wrong()
    return Matrix(plan_file.values.get("title", "Massage sessions"), sessions, plan_file.values.get("format", "mp3"))


# --- names ---------------------------------------------------------------------------------------


def _check_names(plan_file: PlanFile, folder: Path) -> None:
    """Check every name in the file once: routines, voices and beds."""
    seen: set[tuple[str, str]] = set()
    for path, axis, value in _named_values(plan_file):
        if (axis, str(value)) in seen:
            continue
        seen.add((axis, str(value)))
        if axis == "routines":
            plan_file.attempt(path, lambda name=value: find_routine(_routine(name, folder)))  # type: ignore[misc]
        elif axis == "voices":
            plan_file.attempt(path, lambda name=value: resolve_voice(name)[0].close())  # type: ignore[misc]
        elif axis == "ambient":
            plan_file.attempt(path, lambda name=value: _check_bed(name))  # type: ignore[misc]


def _named_values(plan_file: PlanFile) -> Iterator[tuple[str, str, Any]]:
    """Yield (dotted path, axis, value) for every routine, voice, bed and other value in the file."""
    rows: list[tuple[str, Mapping[str, Any], bool]] = [("", plan_file.values, True)]
    for key in ("include", "exclude"):
        rows += [(f"{key}[{at}].", row, False) for at, row in enumerate(plan_file.values.get(key, ()))]
    for path, row, whole in rows:
        for axis, (word, _) in AXES.items():
            key = axis if whole else word
            for at, value in enumerate(row.get(key, ())):
                if not (axis == "routines" and value == "all"):
                    yield f"{path}{key}[{at}]", axis, value
    if "voice" in plan_file.values.get("settings", {}):
        yield "settings.voice", "voices", plan_file.values["settings"]["voice"]


def _check_bed(name: str) -> None:
    """Refuse a bed that is no single file."""
    check_beds(name, None, ())
    if name not in shipped_beds() and name != "none" and not Path(name).expanduser().is_file():
        raise UsageError(
            f"{name!r} is a folder or a playlist, but a catalogue takes one file for a bed",
            hint="Name a file, a shipped bed, or none.",
        )


def _routine(name: str, folder: Path) -> str:
    """The name or path of a routine, a path that is relative to the file's folder made relative to this one."""
    beside = folder / name
    return str(beside) if name.endswith(SUFFIXES) and beside.exists() else name


# --- combinations --------------------------------------------------------------------------------

Values = tuple[Any, ...]
"""One value for each of `AXES`; None where the settings decide."""


def _combinations(plan_file: PlanFile, folder: Path) -> dict[Values, None]:
    """Every requested combination, in order, each once."""
    rows = [("routines", _row(plan_file.values, folder, whole=True))]
    rows += [
        (f"include[{at}]", _row(row, folder, whole=False, base=plan_file.values))
        for at, row in enumerate(plan_file.values.get("include", ()))
    ]
    count = sum(math.prod(map(len, row)) for _, row in rows)
    if count > MAX_SESSIONS:
        named = zip(AXES, rows[0][1], strict=True)
        sizes = " × ".join(f"{len(values)} {axis}" for axis, values in named if len(values) > 1)
        plan_file.refuse("range", f"these are {count:,} sessions ({sizes}); the limit is {MAX_SESSIONS:,}", "routines")
        plan_file.stop_if_wrong()
    excluded = [_row(row, folder, whole=False) for row in plan_file.values.get("exclude", ())]
    found: dict[Values, None] = {}
    for _, row in rows:
        for values in itertools.product(*row):
            if not any(_matches(values, each) for each in excluded):
                found[values] = None
    return found


def _row(row: Mapping[str, Any], folder: Path, *, whole: bool, base: Mapping[str, Any] | None = None) -> list[Values]:
    """The values of each axis; a missing axis has only None, or for routines those of `base`."""
    found: list[Values] = []
    for axis, (word, _) in AXES.items():
        values = row.get(axis if whole else word)
        if axis == "routines":
            values = (base or {}).get("routines", ()) if values is None and base is not None else values
            if values is not None:
                names = [name for each in values for name in (shipped_routines() if each == "all" else (each,))]
                values = tuple(dict.fromkeys(_routine(name, folder) for name in names))
        found.append((None,) if values is None else tuple(dict.fromkeys(values)))
    return found


def _matches(values: Values, row: list[Values]) -> bool:
    return all(allowed == (None,) or value in allowed for value, allowed in zip(values, row, strict=True))


def _name_sessions(combinations: Mapping[Values, None], base: Settings) -> tuple[SessionRequest, ...]:
    """Sessions with unique names, made from what distinguishes each within the catalogue."""
    columns = list(zip(*combinations, strict=True))
    varied = [len(set(column)) > 1 for column in columns]
    found: dict[str, SessionRequest] = {}
    for values in combinations:
        changes = {
            own: value
            for value, (_, own) in zip(values, AXES.values(), strict=True)
            if own != "routine" and value is not None
        }
        settings = base.replaced(changes)
        name = f"{safe_name(settings.voice)}/{safe_name('-'.join(_parts(values, varied)))}"
        number = 2
        while name in found:  # two routines may have the same file name
            name, number = f"{name.removesuffix(f'-{number - 1}')}-{number}", number + 1
        found[name] = SessionRequest(name, str(values[0]), settings)
    return tuple(found.values())


def _parts(values: Values, varied: list[bool]) -> Iterator[str]:
    """The parts of a session's name: its routine, its length, and what differs within the catalogue."""
    for value, differs, (word, own) in zip(values, varied, AXES.values(), strict=True):
        if own == "routine":
            yield Path(value).stem
        elif own == "duration_s" and value is not None:
            yield f"{value / 60:g}min" if value % 60 == 0 else f"{value:g}s"
        elif differs and own != "voice":
            text = "usual" if value is None else f"{value:g}" if isinstance(value, float) else Path(str(value)).stem
            yield f"{word}-{text}" if own in ("pace",) or text in ("none", "usual") else text
