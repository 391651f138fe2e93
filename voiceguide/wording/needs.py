"""Compute how many seconds a stroke's words need with the slowest voice, so that strokes last long enough.

The figures hold for every seed, level and voice: they are for the longest text that may be preferred, with the error of
the estimate. Choreography reads them and nothing else of the words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from voiceguide import anatomy
from voiceguide.routine.model import Side, Stroke
from voiceguide.routine.sided import for_side
from voiceguide.wording import announce
from voiceguide.wording.data import phrasebook
from voiceguide.wording.model import SLOWEST_WPM, Situation
from voiceguide.wording.places import situation_of
from voiceguide.wording.seconds import error_s, estimate_s
from voiceguide.wording.words import join_list

GAP_S = 2.1
"""Time from the end of an announcement to the end of the stroke below it, seconds."""

BREATH_S = 0.4
"""Least gap between two lines, seconds."""

LED_FROM_S, LED_ONCE_FROM_S = 6.0, 10.0
"""The voice leads two repetitions of at least 6 s, but only one of at least 10 s; the pacer leads shorter ones."""

PHASE_GAP_S = 0.8
"""A led line is at least this much shorter than its phase, seconds."""


@dataclass(frozen=True, slots=True)
class StrokeNeeds:
    """Seconds that a stroke's own words take with the slowest voice.

    Attributes:
        announce_s: Its announcement, over the end of the move before.
        call_s: Its longest last call.
        led: How many repetitions the voice leads, at the stroke's own tempo.
        must_s: What must be said at its start (where it lightens), after "Now."; 0 for most.
        refine_s: Its pressure and one refinement.
    """

    announce_s: float
    call_s: float
    led: int
    must_s: float
    refine_s: float


def led_repetitions(period_s: float) -> int:
    """How many repetitions the voice leads at full guidance."""
    if period_s < LED_FROM_S:
        return 0
    return 1 if period_s >= LED_ONCE_FROM_S else 2


def needs(stroke: Stroke, visit: int) -> StrokeNeeds:
    """The time that a stroke's words need.

    Args:
        stroke: The stroke.
        visit: 1 the first time in the session; later the announcement is short.
    """
    return _needs(stroke, visit > 1)


@lru_cache(maxsize=1024)
def _needs(stroke: Stroke, known: bool) -> StrokeNeeds:
    """Compute what a stroke's words need, once for each stroke."""
    now = situation_of(stroke)
    refine = tuple(estimate_s(text, SLOWEST_WPM) for text in stroke.say.during) or _seconds("refine", now)
    return StrokeNeeds(
        announce_s=announce_s(stroke, known=known),
        call_s=max((*_seconds("last", now)[:5], *_seconds("last.trip", now))),
        led=led_repetitions(stroke.period_s),
        must_s=estimate_s(lighter_ways(stroke)[0], SLOWEST_WPM) + BREATH_S if stroke.lighter and not known else 0.0,
        refine_s=max(refine, default=0.0) + max(_seconds("pressure", now), default=0.0) + 2 * BREATH_S,
    )


def _seconds(pool: str, now: Situation) -> tuple[float, ...]:
    """Seconds of every text of a pool that may be said now."""
    return tuple(estimate_s(text.say, SLOWEST_WPM) for text in phrasebook().pool(pool).true_texts(now))


def announce_s(stroke: Stroke, *, known: bool) -> float:
    """Longest time of a stroke's announcement with the slowest voice, seconds, including the estimate's error."""
    book = phrasebook()
    side = Side.RIGHT if stroke.side is Side.EACH else stroke.side
    stroke = for_side(stroke, side)
    if known:
        texts = [
            announce.again(stroke, side, template)[0]
            for name in ("announce.again", "announce.other-side")
            for template in book.pool(name).texts
        ]
    else:
        texts = [announce.first(stroke, side, template)[0] for template in book.pool("announce.first").texts]
    return max(estimate_s(text, SLOWEST_WPM) for text in texts) + error_s(1, SLOWEST_WPM)


def lighter_ways(stroke: Stroke) -> tuple[str, ...]:
    """Ways to say where the hands lighten; empty if nowhere. It must be said, for safety."""
    if not stroke.lighter:
        return ()
    regions = [anatomy.region(name) for name in stroke.lighter]
    names = [region.many if stroke.side is Side.BOTH else region.one for region in regions]
    short = join_list(names)
    fills = {"place": join_list([f"the {name}" for name in names]), "Short": short[:1].upper() + short[1:]}
    return tuple(way.format_map(fills) for way in phrasebook().pool("lighter").texts[0].ways)
