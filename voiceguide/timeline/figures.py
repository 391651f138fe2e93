"""Figures of a session: what hands do and how much is said, computed from what is heard.

Gives intervals of hands, and the figures that the report and the plan show. It relies on no intentions: strokes are
where the pacer's pulses are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any, Literal

from voiceguide.choreography.model import MoveKind
from voiceguide.script.lines import Purpose
from voiceguide.timeline.model import SpeechPlacement, Timeline
from voiceguide.units import to_seconds
from voiceguide.wording.words import word_count

BEFORE_STAGE = -1
"""Stage of what comes before the session itself."""

HandsKind = Literal["stroke", "hold", "touch", "travel"]

_HANDS: Mapping[MoveKind, HandsKind] = {
    MoveKind.STROKE: "stroke",
    MoveKind.HOLD: "hold",
    MoveKind.TOUCH: "touch",
    MoveKind.TRAVEL: "travel",
    MoveKind.WALK: "travel",
}
"""Moves with hands on the partner; while the giver walks, one hand stays in contact."""


@dataclass(frozen=True, slots=True)
class Hands:
    """An interval in which hands work or rest on the partner.

    Attributes:
        start: First sample.
        stop: One past the last sample.
        kind: ``stroke``, ``hold``, ``touch`` or ``travel``.
        region: Region key, or empty.
        side: ``left``, ``right``, ``both`` or empty.
        repetitions: How many pulses of the pacer lie in it.
    """

    start: int
    stop: int
    kind: HandsKind
    region: str
    side: str
    repetitions: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a session. Seconds count from the beginning of the file; an exchange of places is not counted.

    Attributes:
        first_touch_s: When hands first rest on the partner; None where they never do.
        first_stroke_s: When the first stroke begins, or None.
        hands_share: Share of the session with strokes and holds, 0–1; a before-part is not counted as session.
        longest_idle_s: Longest stretch without hands between the first stroke and the end of the last work.
        words_per_minute: From the first stroke to the end of the last.
        announced_quiet_s: Seconds of quiet that were announced.
        check_ins: How many questions to the receiver there are.
        check_ins_in_motion: How many of them are asked while a stroke goes on.
        opening_s: From the session's beginning (a before-part not counted) to the first stroke.
        hands_s: Seconds of strokes and holds; where the two change places, those of each half.
    """

    first_touch_s: float | None
    first_stroke_s: float | None
    hands_share: float
    longest_idle_s: float
    words_per_minute: float
    announced_quiet_s: float
    check_ins: int
    check_ins_in_motion: int
    opening_s: float | None
    hands_s: tuple[float, ...]


WORKS = ("stroke", "hold")
"""Kinds of `Hands` that count as work."""


def hands_of(timeline: Timeline) -> tuple[Hands, ...]:
    """Every interval in which hands work or rest on the partner, in order."""
    starts = [pulse.start for pulse in timeline.pulses]
    found: list[Hands] = []
    for move in timeline.moves:
        kind = _HANDS.get(move.kind)
        if kind is None:
            continue
        first, last = bisect_left(starts, move.start), bisect_left(starts, move.stop)
        start, stop = move.start, move.stop
        if move.kind is MoveKind.STROKE:
            if first == last:
                continue
            start, stop = timeline.pulses[first].start, timeline.pulses[last - 1].stop
        found.append(Hands(start, stop, kind, move.region, move.side, last - first))
    return tuple(found)


def working_span(timeline: Timeline) -> tuple[int, int] | None:
    """Start of the first stroke and end of the last, in samples; None without strokes."""
    strokes = [each for each in hands_of(timeline) if each.kind == "stroke"]
    return (strokes[0].start, strokes[-1].stop) if strokes else None


def quiets_of(timeline: Timeline) -> tuple[tuple[int, int], ...]:
    """(start, stop) of every announced quiet: from the end of its announcement to the next words."""
    stops = [each.start for each in timeline.speech[1:]] + [timeline.frames]
    return tuple(
        (each.stop, stop) for each, stop in zip(timeline.speech, stops, strict=False) if each.purpose is Purpose.QUIET
    )


def idle_of(timeline: Timeline) -> tuple[tuple[int, int], ...]:
    """(start, stop) of every stretch without hands between the first stroke and the end of the last work."""
    hands = hands_of(timeline)
    first = next((index for index, each in enumerate(hands) if each.kind == "stroke"), None)
    if first is None:
        return ()
    last = max(index for index, each in enumerate(hands) if each.kind in ("stroke", "hold"))
    return tuple(
        (before.stop, after.start) for before, after in pairwise(hands[first : last + 1]) if after.start > before.stop
    )


def in_motion(timeline: Timeline, placed: SpeechPlacement) -> bool:
    """Whether a stroke goes on during all of some words."""
    return any(
        each.kind == "stroke" and each.start <= placed.start and placed.stop <= each.stop for each in hands_of(timeline)
    )


def session_start(timeline: Timeline) -> int:
    """First sample of the session itself: after a before-part in the same file."""
    return next((move.start for move in timeline.moves if move.stage != BEFORE_STAGE), 0)


def within(timeline: Timeline, start: int, stop: int) -> Timeline:
    """The part of a timeline that begins in [start, stop), not moved; `frames` becomes `stop`."""
    return replace(
        timeline,
        frames=stop,
        speech=tuple(each for each in timeline.speech if start <= each.start < stop),
        earcons=tuple(each for each in timeline.earcons if start <= each.start < stop),
        pulses=tuple(each for each in timeline.pulses if start <= each.start < stop),
        moves=tuple(each for each in timeline.moves if start <= each.start < stop),
    )


def halves_of(timeline: Timeline) -> tuple[Timeline, ...]:
    """The session itself, or its two halves without the exchange if the two change places."""
    exchange = next((move for move in timeline.moves if move.kind is MoveKind.EXCHANGE), None)
    if exchange is None:
        return (timeline,)
    return within(timeline, 0, exchange.start), within(timeline, exchange.stop, timeline.frames)


def figures_of(timeline: Timeline) -> Figures:
    """The figures of a session."""
    hands, halves = hands_of(timeline), halves_of(timeline)
    begin, span = session_start(timeline), working_span(timeline)
    touch = next((each.start for each in hands), None)
    work = [sum(each.stop - each.start for each in hands_of(half) if each.kind in WORKS) for half in halves]
    lasts = sum(half.frames - session_start(half) for half in halves)
    asked = [each for each in timeline.speech if each.purpose is Purpose.CHECK_IN]
    return Figures(
        first_touch_s=None if touch is None else _seconds(touch),
        first_stroke_s=None if span is None else _seconds(span[0]),
        hands_share=round(sum(work) / max(1, lasts), 4),
        longest_idle_s=_seconds(max((stop - start for half in halves for start, stop in idle_of(half)), default=0)),
        words_per_minute=_words_per_minute(halves),
        announced_quiet_s=_seconds(sum(stop - start for start, stop in quiets_of(timeline))),
        check_ins=len(asked),
        check_ins_in_motion=sum(in_motion(timeline, each) for each in asked),
        opening_s=None if span is None else _seconds(span[0] - begin),
        hands_s=tuple(map(_seconds, work)),
    )


def _words_per_minute(halves: Iterable[Timeline]) -> float:
    """Words a minute over the strokes of all halves."""
    spans = [(half, span) for half in halves if (span := working_span(half)) is not None]
    said = sum(
        word_count(each.text) for half, (start, stop) in spans for each in half.speech if start <= each.start < stop
    )
    lasts = sum(stop - start for _, (start, stop) in spans)
    return round(said * 60 / to_seconds(lasts), 1) if lasts else 0.0


def hands_rows(timeline: Timeline) -> list[dict[str, Any]]:
    """The intervals of hands as the report writes them."""
    return [asdict(each) for each in hands_of(timeline)]


def figures_row(timeline: Timeline) -> dict[str, Any]:
    """The figures as report and plan write them."""
    return asdict(figures_of(timeline))


def _seconds(samples: int) -> float:
    return round(to_seconds(samples), 3)
