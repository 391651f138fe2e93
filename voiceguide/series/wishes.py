"""Reads a series file into a `Wish`, or reports everything that is wrong with it at once.

A shipped example is found by its name. `with_options` adds the options of the command line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path
from typing import Any, NamedTuple

from voiceguide import anatomy
from voiceguide.errors import UsageError, did_you_mean
from voiceguide.files import shipped_folder
from voiceguide.plan_files import PlanFile, SettingsTable, SettingValue, read_plan_file
from voiceguide.routine.fields import Number, OneOf, Schema, Text, refuse
from voiceguide.routine.problems import Problems
from voiceguide.routine.sources import SUFFIXES, find_routine
from voiceguide.routine.tables import ByName, Key, ListOf, OneOrMany
from voiceguide.routine.yaml_lines import Node, Scalar
from voiceguide.series.model import DAYS, MAX_EVENINGS, Wish
from voiceguide.settings import Guidance

FADING = "fading"
_OWN_KEYS = ("duration_s", "guidance", "seed", "swap", "names", "occasion")


def time_of_day(text: str) -> time | None:
    """The time that a text such as ``20:30`` tells, or None."""
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text)
    return time(int(match[1]), int(match[2])) if match is not None else None


@dataclass(frozen=True, slots=True)
class _Day:
    """A date, ``2027-01-04``."""

    def read(self, node: Node, key: str, problems: Problems) -> date | None:
        """See `routine.fields.Kind.read`."""
        try:
            return date.fromisoformat(node.text if isinstance(node, Scalar) else "")
        except ValueError:
            refuse(node, key, problems, "a date such as 2027-01-04")
            return None

    def schema(self) -> Schema:
        """See `routine.fields.Kind.schema`."""
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class _Clock:
    """A time of day, ``20:30``."""

    def read(self, node: Node, key: str, problems: Problems) -> time | None:
        """See `routine.fields.Kind.read`."""
        found = time_of_day(node.text if isinstance(node, Scalar) else "")
        if found is None:
            refuse(node, key, problems, "a time of day such as 20:30")
        return found

    def schema(self) -> Schema:
        """See `routine.fields.Kind.schema`."""
        return {"type": "string"}


_TURNS = {"one": False, "both": True}

KEYS = (
    Key("title", Text(80), "Title of the series, and album of its sessions.", example="Six weeks of back and legs"),
    Key("weeks", Number(1, 52), "How many weeks."),
    Key("per-week", Number(1, 7), "Evenings in a week."),
    Key(
        "minutes", OneOrMany(Number(5, 240, whole=False), 52), "Minutes of an evening; a list tells them week by week."
    ),
    Key("people", ListOf(Text(40), 2, 2), "Two names; who gives first comes first."),
    Key("focus", OneOrMany(Text(40), 12), "Regions it is about."),
    Key("routines", OneOrMany(Text(200), 40), "Routines to choose among; by default all that are shipped."),
    Key("guidance", OneOf({FADING: None, **{each.value: each for each in Guidance}}), "How much is said."),
    Key("brief-after", Number(1, 50), "Evenings with a stroke after which a giver needs few words."),
    Key("signals-after", Number(1, 50), "Evenings with a stroke after which signals are enough."),
    Key("gives", OneOf(_TURNS), "Who gives on an evening: one of the two, or both, half and half."),
    Key("days", ListOf(OneOf({day: number for number, day in enumerate(DAYS)}), 7, 1), "Weekdays of the evenings."),
    Key("at", _Clock(), "When an evening begins, local time."),
    Key("start", _Day(), "The first day; by default the next Monday."),
    Key("occasions", ByName(Text(40), MAX_EVENINGS), "Number of an evening and its occasion."),
    Key("avoid", SettingValue("avoid"), "Regions left out throughout."),
    Key("settings", SettingsTable((*_OWN_KEYS, "avoid")), "Other settings, such as {voice: auto, ambient: rain}."),
)
"""The keys of a series file; all are optional."""


def shipped_series() -> tuple[str, ...]:
    """Names of the examples that come with the package, sorted."""
    return tuple(sorted(path.stem for path in _folder().glob("*.yaml")))


def _folder() -> Path:
    return shipped_folder("scripts") / "series"


def find_series(name_or_path: str) -> Path:
    """The file of a shipped example, by name, or the file at a path.

    Raises:
        UsageError: There is neither; the hint names the nearest.
    """
    if name_or_path in shipped_series():
        return _folder() / f"{name_or_path}.yaml"
    path = Path(name_or_path)
    if path.suffix in SUFFIXES or path.exists():
        return path
    raise UsageError(f"there is no series {name_or_path[:200]!r}", hint=did_you_mean(name_or_path, shipped_series()))


def read_wish(name_or_path: str) -> Wish:
    """Read a series file.

    Raises:
        PlanFileError: Something is wrong; the findings hold everything.
        UsageError: There is no such file.
    """
    path = find_series(name_or_path)
    plan_file = read_plan_file(path, KEYS, "series", "Begin with: weeks: 6")
    wish = _wish(plan_file, path)
    plan_file.stop_if_wrong()
    return wish


def _wish(plan_file: PlanFile, path: Path) -> Wish:
    """The wish that the values of a file make; problems are recorded."""
    values = plan_file.values
    focus = _regions(plan_file, values.get("focus", ()))
    routines = tuple(
        _routine(plan_file, each, f"routines[{at}]", path) for at, each in enumerate(values.get("routines", ()))
    )
    settings = dict(values.get("settings", {}))
    if values.get("avoid"):
        for at, each in enumerate(values["avoid"]):
            plan_file.attempt(f"avoid[{at}]", lambda name=each: anatomy.region(name))  # type: ignore[misc]
        settings["avoid"] = values["avoid"]
    changes = {
        name: values[key]
        for key, name in (
            ("title", "title"), ("weeks", "weeks"), ("per-week", "per_week"), ("minutes", "minutes"),
            ("people", "people"), ("guidance", "guidance"), ("brief-after", "brief_after"),
            ("signals-after", "signals_after"), ("gives", "swap"), ("days", "days"), ("at", "at"), ("start", "start"),
        )
        if key in values
    }  # fmt: skip
    wish = replace(Wish(), **changes, named="people" in values, focus=focus, settings=settings,
                   routines=tuple(each for each in routines if each))  # fmt: skip
    wish = replace(wish, occasions=_occasions(plan_file, wish))
    for rule, key, message, hint in problems_of(wish):
        plan_file.refuse(rule, message, key, hint)
    return wish


def _regions(plan_file: PlanFile, names: tuple[str, ...]) -> tuple[str, ...]:
    """The regions that names stand for."""
    found = [plan_file.attempt(f"focus[{at}]", lambda name=each: anatomy.region(name)) for at, each in enumerate(names)]  # type: ignore[misc]
    return tuple(dict.fromkeys(each.key for each in found if each is not None))


def _routine(plan_file: PlanFile, name: str, key: str, file: Path) -> str:
    """The name or path of a routine, a path that is relative to the file's folder made relative to this one."""
    beside = file.parent / name
    given = str(beside) if name.endswith(SUFFIXES) and beside.exists() else name
    return given if plan_file.attempt(key, lambda: find_routine(given)) is not None else ""


def _occasions(plan_file: PlanFile, wish: Wish) -> dict[int, str]:
    """The occasions of a file by number of the evening; problems are recorded."""
    found: dict[int, str] = {}
    for name, occasion in plan_file.values.get("occasions", {}).items():
        key = f"occasions.{name}"
        if not re.fullmatch(r"\d{1,3}", name) or not 1 <= int(name) <= wish.count:
            plan_file.refuse("range", f"there is no evening {name!r}: they go from 1 to {wish.count}", key)
            continue
        found[int(name)] = plan_file.attempt(key, lambda text=occasion: known_occasion(text)) or ""  # type: ignore[misc]
    return found


def known_occasion(name: str) -> str:
    """The known occasion with a name, in small letters.

    Raises:
        UsageError: There is no such occasion.
    """
    from voiceguide.settings.values import parse_setting

    return str(parse_setting("occasion", name).value)


class Misfit(NamedTuple):
    """A value in a wish that is out of range or contradicts another: rule, key of the wish, message, hint."""

    rule: str
    key: str
    message: str
    hint: str | None = None


def problems_of(wish: Wish) -> list[Misfit]:
    """All values in a wish that are out of range or contradict each other."""
    found: list[Misfit] = []
    if wish.count > MAX_EVENINGS:
        found.append(Misfit("range", "weeks", f"these are {wish.count} evenings; the limit is {MAX_EVENINGS}"))
    if len(wish.minutes) > wish.weeks:
        plan_file = f"there are minutes for {len(wish.minutes)} weeks, but {wish.weeks} weeks"
        found.append(Misfit("range", "minutes", plan_file))
    if wish.days and (len(set(wish.days)) != len(wish.days) or len(wish.days) != wish.per_week):
        plan_file = f"there must be {wish.per_week} different days, one for each evening of a week"
        found.append(Misfit("value", "days", plan_file))
    if wish.brief_after >= wish.signals_after:
        plan_file = f"signals-after ({wish.signals_after}) must be more than brief-after ({wish.brief_after})"
        found.append(Misfit("range", "signals-after", plan_file))
    if len({name.casefold() for name in wish.people}) < 2:
        found.append(Misfit("value", "people", "the two have the same name", "Tell them apart."))
    return found


def with_options(wish: Wish, options: Mapping[str, Any]) -> Wish:
    """A wish changed by the options of a call.

    Args:
        wish: From a file, or the default one.
        options: Fields of `Wish` by name; None means "not given".

    Raises:
        UsageError: A name is unknown, or the options contradict each other.
    """
    given = {name: value for name, value in options.items() if value is not None}
    if "focus" in given:
        given["focus"] = tuple(dict.fromkeys(anatomy.region(name).key for name in given["focus"]))
    for name in given.get("routines", ()):
        find_routine(name)
    if "settings" in given:
        given["settings"] = {**wish.settings, **given["settings"]}
    if "weeks" in given and "minutes" not in given:
        given["minutes"] = wish.minutes[: given["weeks"]]
    made = replace(wish, **given, named=wish.named or "people" in given)
    made = replace(made, occasions={number: each for number, each in made.occasions.items() if number <= made.count})
    found = problems_of(made)
    if found:
        raise UsageError("; ".join(message for _, _, message, _ in found), hint=found[0][3])
    return made
