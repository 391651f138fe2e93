"""Tell the time, if requested: halfway, at regular minutes, and how long is left.

It is said while hands move, near the minute, and never between a last call and "Now.".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from voiceguide.choreography.model import Move
from voiceguide.script.draft import GAP_S, ScriptDraft
from voiceguide.script.lines import Need, Purpose
from voiceguide.settings import Guidance
from voiceguide.units import clock, to_seconds
from voiceguide.wording.words import number

NEAR_S = 20.0
"""Greatest distance from the moment, seconds; further away it would not be true."""

TOGETHER_S = 45.0
"""Two times to tell that are at most this far apart become one line, seconds."""

COUNTDOWN_MIN = (10, 5, 3, 2, 1)
"""Minutes left at which the countdown speaks."""

SETTLED_S = 2.0
"""Earliest telling after the hands have begun a stroke, seconds."""

_SLIP_S = 1.0
_ORDER = ("time.passed", "time.halfway", "time.left", "time.until-swap")


@dataclass(frozen=True, slots=True)
class _Moment:
    """A moment at which the time is said."""

    at_s: float
    pool: str
    minutes: int = 0


def say_times(draft: ScriptDraft, ends: Mapping[str, float]) -> Iterator[str]:
    """Add the lines that tell the time.

    Args:
        draft: The session, or one half of it.
        ends: By the stroke's id, the time until which there is room in it, seconds.

    Returns:
        Sentences about what could not be said, because hands change there.
    """
    moments = sorted(_moments(draft), key=lambda each: each.at_s)
    together: list[list[_Moment]] = []
    for each in moments:
        if together and each.at_s - together[-1][0].at_s <= TOGETHER_S:
            together[-1].append(each)
        else:
            together.append([each])
    for group in together:
        if not _say_time(draft, sorted(group, key=lambda each: _ORDER.index(each.pool)), ends):
            yield f"The time at {clock(group[0].at_s)} is not said: hands change there."


def _moments(draft: ScriptDraft) -> Iterator[_Moment]:
    """The moments that the settings ask for."""
    start_s, stop_s = draft.span()
    settings = draft.settings
    if settings.halfway and not draft.whose.swap:
        yield _Moment(draft.session_s / 2, "time.halfway")
    if settings.every_s is not None:
        minutes = settings.every_s / 60
        for count in range(1, int(draft.session_s / settings.every_s) + 1):
            at_s = count * settings.every_s
            if start_s <= at_s < stop_s:
                yield _Moment(at_s, "time.passed", round(count * minutes))
    if settings.countdown:
        for minutes_left in COUNTDOWN_MIN:
            at_s = draft.until_s - 60.0 * minutes_left
            if start_s + 60.0 <= at_s < stop_s:
                before_swap = draft.whose.swap and not draft.again
                yield _Moment(at_s, "time.until-swap" if before_swap else "time.left", minutes_left)


def _say_time(draft: ScriptDraft, group: list[_Moment], ends: Mapping[str, float]) -> bool:
    """Add one line for what is said together, as near to its moment as there is room; return whether there was."""
    found = [_ways(draft, each) for each in group]
    whole, short = (" ".join(ways[place] for ways in found) for place in (0, -1))
    for way in (short,) if draft.level is Guidance.SIGNALS else tuple(dict.fromkeys((whole, short))):
        place = _place(draft, group[0].at_s, draft.seconds(way), ends)
        if place is not None:
            move, at_s = place
            offset_s = at_s - to_seconds(move.start)
            draft.add(move, Purpose.TIME, (way,), at_s, offset_s=offset_s, slip_s=_SLIP_S, need=Need.SHOULD)
            return True
    return False


def _ways(draft: ScriptDraft, moment: _Moment) -> tuple[str, ...]:
    """Ways to tell the time at a moment."""
    texts = draft.picker.book.pool(moment.pool).texts
    text = texts[0] if moment.minutes == 1 or len(texts) == 1 else texts[-1]
    count = number(moment.minutes)
    return tuple(way.format(count=count, Count=count.capitalize()) for way in text.ways)


def _place(
    draft: ScriptDraft, wished_s: float, length_s: float, ends: Mapping[str, float]
) -> tuple[Move, float] | None:
    """The stroke and moment nearest to the preferred moment with room for a text of this length, or None."""
    tries = [wished_s + sign * step for step in range(int(NEAR_S) + 1) for sign in ((1, -1) if step else (1,))]
    for at_s in tries:
        for move in draft.strokes:
            earliest_s = to_seconds(move.start) + SETTLED_S
            if earliest_s <= at_s and at_s + length_s + _SLIP_S <= ends[move.id]:
                if draft.is_free(at_s, at_s + length_s + _SLIP_S, GAP_S):
                    return move, at_s
                break
    return None
