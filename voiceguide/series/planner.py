"""Plans the evenings of a series from a wish: who gives, what, how long, and how much is said.

Evenings come in pairs: what one gives, the other gives next, for the same time and with the same strokes, so that
turns are equal in time and in regions. The more strokes a giver has done before, the less is said.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

from voiceguide.errors import UsageError
from voiceguide.series.choosing import Choice, Chooser, StrokeKey, choices, share_evening
from voiceguide.series.model import Evening, Series, Wish
from voiceguide.settings import Guidance

KNOWN_SHARE = 2 / 3
"""Less is said when this share of the strokes' time is in strokes that the giver has done often enough."""


def plan_series(wish: Wish) -> Series:
    """Plan a series.

    Raises:
        UsageError: No routine fits; the message says why.
        RoutineError: A routine has mistakes.
    """
    found, notes = choices(wish, wish.minutes_of(1))
    if not found:
        about = ", ".join(wish.focus) or "any region"
        raise UsageError(
            f"no routine works on {about} for {wish.minutes_of(1):g} minutes",
            hint="; ".join(notes) or "Name other regions with focus, or another length with minutes.",
        )
    size = 1 if wish.swap else 2
    chooser = Chooser(wish, found, math.ceil(wish.count / size))
    knowledge = {name: Counter[StrokeKey]() for name in wish.people}
    evenings: list[Evening] = []
    choice = found[0]
    for number in range(1, wish.count + 1):
        first = (number - 1) % size == 0
        if first:
            choice = chooser.next(wish.minutes_of((number - 1) // wish.per_week + 1))
        both = wish.swap
        if first and number == wish.count and not wish.swap:  # a last evening without a partner is shared
            half = share_evening(choice, wish)
            choice, both = half or choice, half is not None
            notes += () if both else (f"evening {number} cannot be shared: {wish.people[0]} gives once more",)
        evenings.append(_evening(wish, number, choice, both, knowledge))
    return Series(wish, tuple(evenings), notes)


def _evening(
    wish: Wish, number: int, choice: Choice, both: bool, knowledge: Mapping[str, Counter[StrokeKey]]
) -> Evening:
    """One evening of a choice: whose turn it is, and how much is said for what the giver knows."""
    turn = (number - 1) % 2
    giver, receiver = wish.people[turn], wish.people[1 - turn]
    givers = (giver, receiver) if both else (giver,)
    known = min(_share(choice, knowledge[name], 1) for name in givers)
    guidance = wish.guidance or min(
        (_guidance(wish, choice, knowledge[name]) for name in givers), key=list(Guidance).index
    )
    for name in givers:
        knowledge[name].update(choice.strokes.keys())
    return Evening(
        number=number,
        week=(number - 1) // wish.per_week + 1,
        begins=wish.moment(number),
        giver=giver,
        receiver=receiver,
        shared=both,
        routine=choice.routine,
        title=choice.title,
        avoid=choice.avoid,
        part=choice.part,
        minutes=choice.minutes,
        guidance=guidance,
        known=known,
        occasion=wish.occasions.get(number, ""),
        regions=choice.regions,
        seed=(number - 1) // (1 if wish.swap else 2),
    )


def _guidance(wish: Wish, choice: Choice, known: Counter[StrokeKey]) -> Guidance:
    """How much is said to a giver who knows so much of it."""
    if _share(choice, known, wish.signals_after) >= KNOWN_SHARE:
        return Guidance.SIGNALS
    return Guidance.BRIEF if _share(choice, known, wish.brief_after) >= KNOWN_SHARE else Guidance.FULL


def _share(choice: Choice, known: Counter[StrokeKey], times: int) -> float:
    """Share of the strokes' time in strokes that a giver has done on at least `times` evenings."""
    total = math.fsum(choice.strokes.values())
    done = math.fsum(seconds for key, seconds in choice.strokes.items() if known[key] >= times)
    return done / total if total else 0.0


def balance(series: Series) -> dict[str, dict[str, float]]:
    """The seconds that each person gives: of sessions as ``total``, and of strokes by region.

    Each counts half of a shared evening.
    """
    given: dict[str, Counter[str]] = {name: Counter() for name in series.wish.people}
    for each in series.evenings:
        givers = (each.giver, each.receiver) if each.shared else (each.giver,)
        for name in givers:
            share = 1 / len(givers)
            given[name]["total"] += 60 * each.minutes * share  # type: ignore[assignment]
            for region, seconds in each.regions.items():
                given[name][region] += seconds * share  # type: ignore[assignment]
    return {name: {key: round(float(value), 2) for key, value in sums.items()} for name, sums in given.items()}
