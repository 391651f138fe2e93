"""Chooses what an evening is: a routine, or a part of one, that works on the focus of a series.

Each choice is planned once, without speech, to know how long its strokes work on which region.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from voiceguide import anatomy
from voiceguide.choreography.model import MoveKind
from voiceguide.errors import DurationError, UsageError
from voiceguide.planning import plan_session
from voiceguide.routine.check import load_checked
from voiceguide.routine.model import Routine, Stroke, Technique
from voiceguide.routine.sources import shipped_routines
from voiceguide.series.model import Wish
from voiceguide.settings import Settings
from voiceguide.units import to_seconds

WHOLE_SHARE = 0.75
"""A routine is done as a whole if at least this share of its strokes' time is on the focus."""

TIMES = 3
"""How often each giver does a routine at least, if there are many to choose from, so that strokes become known."""

StrokeKey = tuple[Technique | None, str]
"""Technique and region: what a giver gets to know."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A routine, or a part of it, at one length.

    Attributes:
        routine: Its name or path.
        title: The routine's title.
        avoid: Regions left out.
        part: Whether regions are left out only because they are outside the focus.
        minutes: The length.
        strokes: Seconds of each stroke.
        regions: Seconds of strokes by region.
        focus_share: Share of the strokes' time that is on the focus.
    """

    routine: str
    title: str
    avoid: tuple[str, ...]
    part: bool
    minutes: float
    strokes: Mapping[StrokeKey, float]
    regions: Mapping[str, float]
    focus_share: float


def choices(wish: Wish, minutes: float) -> tuple[tuple[Choice, ...], tuple[str, ...]]:
    """All choices for an evening of a length, beginning with the best for the focus.

    Returns:
        The choices, and a sentence for each requested routine that is not possible.

    Raises:
        RoutineError: A routine has mistakes.
        UsageError: There is no such routine.
    """
    found: list[Choice] = []
    notes: list[str] = []
    for name in wish.routines or shipped_routines():
        choice = _choice(name, wish, minutes)
        if isinstance(choice, Choice):
            found.append(choice)
        elif wish.routines:
            notes.append(f"{name} is not taken: {choice}")
    order = {name: number for number, name in enumerate(wish.routines)}
    ranked = sorted(found, key=lambda each: (order.get(each.routine, 0), -round(each.focus_share, 2), each.routine))
    return tuple(ranked), tuple(notes)


def choose_again(choice: Choice, wish: Wish, minutes: float) -> Choice | None:
    """The same choice at another length, or None if that is not possible."""
    found = _choice(choice.routine, wish, minutes)
    return found if isinstance(found, Choice) else None


def share_evening(choice: Choice, wish: Wish) -> Choice | None:
    """The same choice for an evening on which both give, or None if that is not possible."""
    return choose_again(choice, replace(wish, swap=True), choice.minutes)


def _choice(name: str, wish: Wish, minutes: float) -> Choice | str:
    """A routine planned for an evening, or why it cannot be."""
    settings = {**wish.settings, "swap": wish.swap}
    return _plan(name, wish.focus, tuple(sorted(settings.items())), minutes)


@lru_cache(maxsize=512)
def _plan(name: str, focus: tuple[str, ...], settings: tuple[tuple[str, Any], ...], minutes: float) -> Choice | str:
    """The whole routine or the part of it for a focus, planned at one length; a text says why it is not possible."""
    routine = load_checked(name)
    base = Settings().replaced({**dict(settings), "duration_s": 60.0 * minutes})
    worked = _worked_regions(routine)
    outside = [each for each in worked if focus and not _overlaps(each, focus)]
    if focus and len(outside) == len(worked):
        return "it works on nothing that the series is about"
    try:
        whole = _of(routine, base, focus, part=False)
        if not outside or (isinstance(whole, Choice) and whole.focus_share >= WHOLE_SHARE):
            return whole
        part = _of(routine, base.replaced({"avoid": (*base.avoid, *_largest(outside))}), focus, part=True)
    except UsageError as error:  # no stroke is left
        return error.message
    return part if isinstance(part, Choice) or isinstance(whole, str) else whole


def _of(routine: Routine, settings: Settings, focus: tuple[str, ...], *, part: bool) -> Choice | str:
    """Plan a routine and sum up its strokes; a text says why its length is not possible."""
    try:
        made = plan_session(routine, settings)
    except DurationError as error:
        return f"it takes {error.shortest_s / 60:.0f} to {error.longest_s / 60:.0f} minutes"
    strokes: dict[StrokeKey, float] = defaultdict(float)
    for move in made.choreography.moves:
        if move.kind is MoveKind.STROKE:
            strokes[move.technique, move.region] += to_seconds(move.frames)
    regions: Counter[str] = Counter()
    for (_, region), seconds in strokes.items():
        regions[region] += seconds  # type: ignore[assignment]
    total = math.fsum(strokes.values())
    on_focus = math.fsum(seconds for region, seconds in regions.items() if not focus or _overlaps(region, focus))
    return Choice(
        routine=routine.file if routine.name not in shipped_routines() else routine.name,
        title=routine.title,
        avoid=settings.avoid,
        part=part,
        minutes=settings.duration_s / 60 if settings.duration_s else 0.0,
        strokes=dict(strokes),
        regions=dict(regions),
        focus_share=on_focus / total if total else 0.0,
    )


def _worked_regions(routine: Routine) -> tuple[str, ...]:
    strokes = (item for stage in routine.stages for item in stage.strokes if isinstance(item, Stroke))
    return tuple(dict.fromkeys(anatomy.region(stroke.region).key for stroke in strokes))


def _overlaps(region: str, focus: Iterable[str]) -> bool:
    return anatomy.is_avoided(region, focus)


def _largest(regions: Iterable[str]) -> tuple[str, ...]:
    """The regions that are not part of another one among them."""
    there = tuple(regions)
    return tuple(each for each in there if not set(anatomy.groups_of(each)[1:]) & set(there))


class Chooser:
    """Chooses for one pair of evenings after the other, so that the parts of the focus get equal time."""

    def __init__(self, wish: Wish, found: tuple[Choice, ...], pairs: int) -> None:
        most = len(found) if wish.routines else max(1, len(wish.focus), math.ceil(pairs / TIMES))
        self._wish = wish
        self._found = found if wish.routines else _best_cover(found, wish.focus, most)
        self._used: Counter[str] = Counter()
        self._spent: dict[str, float] = dict.fromkeys(wish.focus, 0.0)

    def next(self, minutes: float) -> Choice:
        """Choose for the next pair, at a length."""
        order = {each.routine: number for number, each in enumerate(self._found)}
        there = [choose_again(each, self._wish, minutes) or each for each in self._found]
        least = min(self._used[each.routine] for each in there)
        best = min(
            there,
            key=lambda each: (
                self._used[each.routine] > least + 1,
                self._unevenness(each),
                self._used[each.routine],
                order[each.routine],
            ),
        )
        self._used[best.routine] += 1
        for region, seconds in best.regions.items():
            for focus in self._spent:
                self._spent[focus] += seconds if _overlaps(region, (focus,)) else 0.0
        return best

    def _unevenness(self, choice: Choice) -> float:
        """The result of `unevenness` for one more choice, rounded so that near equals compare as equal."""
        return round(unevenness(self._spent, choice), 1)


def unevenness(spent: Mapping[str, float], choice: Choice) -> float:
    """The seconds between the most and the least worked part of a focus after one more choice."""
    after = [
        before + math.fsum(seconds for region, seconds in choice.regions.items() if _overlaps(region, (focus,)))
        for focus, before in spent.items()
    ]
    return max(after) - min(after) if after else 0.0


def _best_cover(found: tuple[Choice, ...], focus: tuple[str, ...], most: int) -> tuple[Choice, ...]:
    """At most `most` of the best choices that together work on all parts of the focus as evenly as possible."""
    spent = dict.fromkeys(focus, 0.0)
    taken: list[Choice] = []
    rest = list(found)
    while rest and len(taken) < most:
        best = min(rest, key=lambda each: (round(unevenness(spent, each) - 600 * each.focus_share), each.routine))
        rest.remove(best)
        taken.append(best)
        for region, seconds in best.regions.items():
            for each in spent:
                spent[each] += seconds if _overlaps(region, (each,)) else 0.0
    return tuple(taken)
