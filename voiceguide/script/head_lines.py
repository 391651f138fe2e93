"""What is said as a stroke begins: where it lightens, the voice in time with the hands, what ticks mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voiceguide.choreography.model import Move
from voiceguide.routine.model import StepKind, Stroke
from voiceguide.script.lines import Anchor, Need, Purpose, Variant
from voiceguide.script.talk import Key, Talk, key_of
from voiceguide.settings import Guidance
from voiceguide.units import to_seconds
from voiceguide.wording.needs import PHASE_GAP_S, led, lighter_ways
from voiceguide.wording.words import sentence

TICK_FROM_S = 6.0
"""A soft tick calls for the next spot where a spot lasts so long, seconds."""

AFTER_NOW_S = 0.3
"""What must be said at once begins so long after the hands, seconds."""

LED_GAP_S = 0.3
"""Kept between led words and others, seconds."""

AFTER_LED_S = 0.8
"""After the first led words it begins so long later, seconds."""

HALF_WAY = 0.55
"""Said by this share of the first phase, it is heard before the hands are there."""

SETTLE_S = 4.0
"""Where the voice does not lead, hands find their rhythm for so long before more is said, seconds."""


_PRESSING = ("compression", "static pressure", "passive stretch")
"""Techniques in which the hands stay until they are told to let go."""


@dataclass(frozen=True, slots=True)
class _Led:
    """Words for one phase: the index of its first beat, its start in seconds, ways to say it, whose they are."""

    index: int
    at_s: float
    ways: Sequence[str]
    own: bool


def say_heads(talk: Talk) -> dict[str, float]:
    """Note the first lines of every stroke.

    Returns:
        By the stroke's id, when more may be said, in seconds from the start of the session.
    """
    told: set[Key] = set()
    ends: dict[str, float] = {}
    for move in talk.strokes:
        stroke = move.item
        assert isinstance(stroke, Stroke)
        first_time = key_of(move) not in told
        told.add(key_of(move))
        start_s = to_seconds(move.start)
        busy = _lighter(talk, move, stroke, start_s) if first_time else (start_s, start_s)
        now_s = _leads(talk, move, stroke, busy, first_time=first_time)
        now_s = max(now_s, start_s + SETTLE_S) if now_s == start_s else now_s
        ends[move.id] = _own_words(talk, move, _ticks(talk, move, now_s))
    return ends


def phases(move: Move) -> list[tuple[int, str, float]]:
    """(index of its first beat, name, seconds) of each phase; beats of one name in a row are one phase."""
    found: list[tuple[int, str, float]] = []
    for index, beat in enumerate(move.beats):
        seconds = to_seconds(beat.frames)
        if found and found[-1][1] == beat.name:
            found[-1] = (found[-1][0], beat.name, found[-1][2] + seconds)
        else:
            found.append((index, beat.name, seconds))
    return found


def _lighter(talk: Talk, move: Move, stroke: Stroke, start_s: float) -> tuple[float, float]:
    """Where the hands lighten is said at every level, before they are there.

    It comes after the first led words where both are over well before the hands have gone half the way.

    Returns:
        When it begins and ends, in seconds from the start of the session; both `start_s` where nothing is said.
    """
    ways = lighter_ways(stroke)
    if not ways:
        return start_s, start_s
    ways = ways[-1:] if talk.level is Guidance.SIGNALS else ways
    offset_s = AFTER_NOW_S
    _, name, seconds = phases(move)[0]
    words = dict(stroke.say.lead).get(name, "")
    if words and led(to_seconds(move.period)) and talk.level is not Guidance.SIGNALS:
        after_s = talk.seconds(sentence(words)) + AFTER_LED_S
        offset_s = after_s if after_s + talk.seconds(ways[0]) <= HALF_WAY * seconds else offset_s
    line = talk.add(
        move, Purpose.LIGHTER, ways, start_s + offset_s, offset_s=offset_s, slip_s=1.0, need=Need.MUST,
        both=False,
    )  # fmt: skip
    return talk.spoken[line.id].start_s, talk.spoken[line.id].stop_s


def _leads(talk: Talk, move: Move, stroke: Stroke, busy: tuple[float, float], *, first_time: bool) -> float:
    """The voice in time with the first repetitions, but for the time that is busy; when the last led one is over."""
    now_s = busy[1]
    period_s = to_seconds(move.period)
    number = min(led(period_s), move.repetitions - 1)
    if talk.level is Guidance.SIGNALS or number < 1:
        return now_s
    own = dict(stroke.say.lead)
    if not first_time or talk.level is Guidance.BRIEF:
        number = 1
    start_s, last_s = to_seconds(move.start), now_s
    for repetition in range(1, number + 1):
        at_s = start_s + (repetition - 1) * period_s
        led_phases: list[_Led] = []
        for index, name, seconds in phases(move):
            own_text = sentence(own[name]) if own.get(name) and repetition == 1 else ""
            ways = _led_ways(talk, move, name, repetition, own_text, at_s)
            fitting = [way for way in ways if talk.seconds(way) <= seconds - PHASE_GAP_S or way == own_text]
            fitting = [way for way in fitting if not talk.picker.is_worn(way, at_s)]
            fitting = [way for way in fitting if at_s >= now_s - 0.01 or at_s + talk.seconds(way) < busy[0]]
            if fitting and talk.is_free(at_s, at_s + talk.seconds(fitting[0]), LED_GAP_S):
                led_phases.append(_Led(index, at_s, fitting, own=bool(own_text)))
            at_s += seconds
        if not _is_whole(move, led_phases):
            continue
        need = Need.SHOULD if any(each.own for each in led_phases) else Need.MAY
        for each in led_phases:
            variants = [Variant(way, repetition) for way in each.ways]
            line = talk.add(
                move, Purpose.LEAD, variants, each.at_s, anchor=Anchor.PHASE, phase=each.index, need=need, both=False
            )
            last_s = max(last_s, talk.spoken[line.id].stop_s)
    return last_s + 2.0 if last_s > now_s else now_s


def _is_whole(move: Move, led_phases: Sequence[_Led]) -> bool:
    """Whether hands that follow the words are let go again: who is told to sink in and wait is told to ease off."""
    last = phases(move)[-1][0]
    presses = move.technique in _PRESSING and len(phases(move)) > 1
    return not presses or (len(led_phases) == len(phases(move)) and led_phases[-1].index == last)


def _led_ways(talk: Talk, move: Move, phase: str, repetition: int, own: str, at_s: float) -> tuple[str, ...]:
    """The author's words for a phase; after them, or where there are none, the wording's."""
    now = replace(talk.situation(move), phase=phase)
    built = talk.picker.texts(f"lead.{min(repetition, 2)}", now, at_s)
    return (own, *built) if own else built


def _ticks(talk: Talk, move: Move, now_s: float) -> float:
    """Once in a session it is told what the soft tick means, before the first is heard."""
    if not has_ticks(move) or any(line.purpose is Purpose.TICKS for line in talk.lines.values()):
        return now_s
    start_s = to_seconds(move.start)
    spot_s = to_seconds(move.period * move.repeat)
    ways = talk.ways("ticks", move)
    ways = ways[-1:] if talk.level is Guidance.SIGNALS else ways
    at_s = min(max(now_s, start_s + 1.0), start_s + spot_s - talk.seconds(ways[0]) - 0.6)
    at_s = max(at_s, start_s + 0.2)
    talk.add(move, Purpose.TICKS, ways, at_s, offset_s=at_s - start_s, slip_s=2.0, need=Need.MUST, both=False)
    return at_s + talk.seconds(ways[0]) + 3.0


def has_ticks(move: Move) -> bool:
    """Whether a stroke's spots last long enough to be called by a tick."""
    return move.spots > 1 and to_seconds(move.period * move.repeat) >= TICK_FROM_S


def _own_words(talk: Talk, move: Move, now_s: float) -> float:
    """The author's words without a wait before a stroke."""
    if talk.level is Guidance.SIGNALS:
        return now_s
    for text in talk.notes(move, StepKind.SAY):
        if not text or talk.picker.is_worn(sentence(text), now_s):
            continue
        offset_s = now_s - to_seconds(move.start)
        line = talk.add(move, Purpose.STEP, (sentence(text),), now_s, offset_s=offset_s, slip_s=8.0, need=Need.SHOULD)
        now_s = talk.spoken[line.id].stop_s + 2.0
    return now_s
