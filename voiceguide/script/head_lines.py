"""Word the beginning of a stroke: where it lightens, the voice in time with the hands, what ticks mean."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from voiceguide.choreography.model import Move
from voiceguide.routine.model import StepKind, Stroke, Technique
from voiceguide.script.draft import Key, ScriptDraft, key_of
from voiceguide.script.lines import EARCON_SECONDS, Anchor, Earcon, Need, Purpose, Variant
from voiceguide.settings import Guidance
from voiceguide.units import to_seconds
from voiceguide.wording.needs import PHASE_GAP_S, led_repetitions, lighter_ways
from voiceguide.wording.words import sentence

TICK_FROM_S = 6.0
"""A soft tick calls for the next spot if a spot lasts at least this long, seconds."""

AFTER_NOW_S = 0.3
"""How long after the hands begin what must be said at once starts, seconds."""

LED_GAP_S = 0.3
"""Gap between led words and others, seconds."""

AFTER_LED_S = 0.8
"""How long after the first led words it begins, seconds."""

AFTER_TICK_S = 0.5
"""How long after a tick begins what is counted there, seconds: together, one would hide the other."""

_TICKS_START_S, _TICKS_END_S = 1.0, 0.6
"""What ticks mean is said at least this long after the hands begin, and before the first tick, seconds."""

HALF_WAY = 0.55
"""Share of the first way (a phase, or a trip over all spots) by which it must be over, so that it is heard before the
hands arrive."""

SETTLE_S = 4.0
"""Silence in which hands find their rhythm when the voice does not lead, seconds."""


_PRESSING = (Technique.COMPRESSION, Technique.STATIC_PRESSURE, Technique.PASSIVE_STRETCH)
"""Techniques in which the hands stay until the voice asks them to let go."""


@dataclass(frozen=True, slots=True)
class _PhaseWords:
    """Words for one phase: its index, its start in seconds, ways to say it, whose they are."""

    index: int
    at_s: float
    ways: Sequence[str]
    own: bool


def say_heads(draft: ScriptDraft) -> dict[str, float]:
    """Add the first lines of every stroke.

    Returns:
        By the stroke's id, the time from which more may be said, seconds from the start of the session.
    """
    announced: set[Key] = set()
    ends: dict[str, float] = {}
    for move in draft.strokes:
        stroke = move.item
        assert isinstance(stroke, Stroke)
        first_time = key_of(move) not in announced
        announced.add(key_of(move))
        start_s = to_seconds(move.start)
        busy = _lighter(draft, move, stroke, start_s) if first_time else (start_s, start_s)
        now_s = _leads(draft, move, stroke, busy, first_time=first_time)
        now_s = max(now_s, start_s + SETTLE_S) if now_s == start_s else now_s
        ends[move.id] = _own_words(draft, move, _ticks(draft, move, now_s))
    return ends


@dataclass(frozen=True, slots=True)
class _LedSpan:
    """A stretch that one word leads, from phase `index` on: a phase, or two of one name (a circle rises and falls)."""

    index: int
    name: str
    seconds: float


def _led_spans(move: Move) -> list[_LedSpan]:
    """The parts of a repetition that the voice can lead, in order."""
    found: list[_LedSpan] = []
    for index, phase in enumerate(move.phases):
        if found and found[-1].name == phase.name:
            found[-1] = replace(found[-1], seconds=found[-1].seconds + phase.seconds)
        else:
            found.append(_LedSpan(index, phase.name, phase.seconds))
    return found


def _lighter(draft: ScriptDraft, move: Move, stroke: Stroke, start_s: float) -> tuple[float, float]:
    """Say at every level where the hands lighten, before they arrive there.

    It comes after the first led words if both are over well before the hands are half way; otherwise as late as it can
    be heard in time, so that nobody takes it for where the hands are now.

    Returns:
        When it begins and ends, in seconds from the start of the session; both `start_s` if nothing is said.
    """
    ways = lighter_ways(stroke)
    if not ways:
        return start_s, start_s
    ways = ways[-1:] if draft.level is Guidance.SIGNALS else ways
    length_s = draft.seconds(ways[0])
    first = _led_spans(move)[0]
    trip_s = first.seconds if move.spots == 1 else to_seconds(move.period * move.repeat * move.spots)
    latest_s = max(AFTER_NOW_S, HALF_WAY * trip_s - length_s)
    offset_s = min(latest_s, SETTLE_S)
    words = dict(stroke.say.lead).get(first.name, "")
    if words and led_repetitions(to_seconds(move.period)) and draft.level is not Guidance.SIGNALS:
        after_s = draft.seconds(sentence(words)) + AFTER_LED_S
        offset_s = after_s if after_s <= latest_s else offset_s
    line = draft.add(
        move, Purpose.LIGHTER, ways, start_s + offset_s, offset_s=offset_s, slip_s=1.0, need=Need.MUST,
        both=False,
    )  # fmt: skip
    return draft.spoken[line.id].start_s, draft.spoken[line.id].stop_s


def _leads(draft: ScriptDraft, move: Move, stroke: Stroke, busy: tuple[float, float], *, first_time: bool) -> float:
    """Lead the first repetitions, except in the busy time; return when the last led one is over."""
    now_s = busy[1]
    period_s = to_seconds(move.period)
    number = min(led_repetitions(period_s), move.repetitions - 1)
    if draft.level is Guidance.SIGNALS or number < 1:
        return now_s
    own = dict(stroke.say.lead)
    if not first_time or draft.level is Guidance.BRIEF:
        number = 1
    start_s, last_s = to_seconds(move.start), now_s
    for repetition in range(1, number + 1):
        led_phases = _led_phases(draft, move, repetition, own, start_s + (repetition - 1) * period_s, busy)
        if not _is_whole(move, led_phases):
            continue
        need = Need.SHOULD if any(each.own for each in led_phases) else Need.MAY
        for each in led_phases:
            variants = [Variant(way, repetition) for way in each.ways]
            line = draft.add(
                move, Purpose.LEAD, variants, each.at_s, anchor=Anchor.PHASE, phase=each.index, need=need, both=False
            )
            last_s = max(last_s, draft.spoken[line.id].stop_s)
    return last_s + 2.0 if last_s > now_s else now_s


def _is_whole(move: Move, led_phases: Sequence[_PhaseWords]) -> bool:
    """Whether the words also let go hands that they ask to press: after "sink in" must come "ease off"."""
    named = _led_spans(move)
    presses = move.technique in _PRESSING and len(named) > 1
    return not presses or (len(led_phases) == len(named) and led_phases[-1].index == named[-1].index)


def _led_phases(
    draft: ScriptDraft, move: Move, repetition: int, own: Mapping[str, str], at_s: float, busy: tuple[float, float]
) -> list[_PhaseWords]:
    """The phases of one repetition that the voice has time to lead."""
    found: list[_PhaseWords] = []
    for phase in _led_spans(move):
        own_text = sentence(own[phase.name]) if own.get(phase.name) and repetition == 1 else ""
        ways = _led_ways(draft, move, phase.name, repetition, own_text, at_s)
        fitting = [way for way in ways if draft.seconds(way) <= phase.seconds - PHASE_GAP_S or way == own_text]
        fitting = [way for way in fitting if not draft.picker.is_worn(way, at_s)]
        fitting = [way for way in fitting if at_s >= busy[1] - 0.01 or at_s + draft.seconds(way) + LED_GAP_S <= busy[0]]
        if fitting and draft.is_free(at_s, at_s + draft.seconds(fitting[0]), LED_GAP_S):
            found.append(_PhaseWords(phase.index, at_s, fitting, own=bool(own_text)))
        at_s += phase.seconds
    return found


def _led_ways(draft: ScriptDraft, move: Move, phase: str, repetition: int, own: str, at_s: float) -> tuple[str, ...]:
    """Ways to lead a phase: the author's words first, if any, then those of the wording."""
    now = replace(draft.situation(move), phase=phase)
    built = draft.picker.texts(f"lead.{min(repetition, 2)}", now, at_s, move.id)
    return (own, *built) if own else built


def _ticks(draft: ScriptDraft, move: Move, now_s: float) -> float:
    """Explain once in a session what the soft tick means, before the first one is heard."""
    if not (draft.has_earcons and has_ticks(move)) or any(
        line.purpose is Purpose.TICKS for line in draft.lines.values()
    ):
        return now_s
    start_s = to_seconds(move.start)
    spot_s = to_seconds(move.period * move.repeat)
    ways = draft.ways("ticks", move)
    room_s = spot_s - _TICKS_START_S - _TICKS_END_S
    ways = tuple(way for way in ways if draft.seconds(way) <= room_s) or ways[-1:]
    ways = ways[-1:] if draft.level is Guidance.SIGNALS else ways
    at_s = min(max(now_s, start_s + _TICKS_START_S), start_s + spot_s - draft.seconds(ways[0]) - _TICKS_END_S)
    at_s = max(at_s, start_s + 0.2)
    draft.add(move, Purpose.TICKS, ways, at_s, offset_s=at_s - start_s, slip_s=2.0, need=Need.MUST, both=False)
    return at_s + draft.seconds(ways[0]) + 3.0


def has_ticks(move: Move) -> bool:
    """Whether a stroke's spots last long enough to be called by a tick."""
    return move.spots > 1 and to_seconds(move.period * move.repeat) >= TICK_FROM_S


def after_tick_s(draft: ScriptDraft, move: Move) -> float:
    """How long words wait that belong to the moment of a tick, seconds."""
    return AFTER_TICK_S if draft.has_earcons and has_ticks(move) else 0.0


def is_under_tick(draft: ScriptDraft, move: Move, start_s: float, stop_s: float) -> bool:
    """Whether a tick sounds over a stroke between two times, seconds from the start of the session."""
    if not (draft.has_earcons and has_ticks(move)):
        return False
    spot_s = to_seconds(move.period * move.repeat)
    number = math.ceil((start_s - EARCON_SECONDS[Earcon.TICK] - to_seconds(move.start)) / spot_s)
    tick = min(max(1, number), move.spots * move.passes - 1)
    tick_s = to_seconds(move.start) + tick * spot_s
    return start_s - EARCON_SECONDS[Earcon.TICK] < tick_s < stop_s


def _own_words(draft: ScriptDraft, move: Move, now_s: float) -> float:
    """Add the author's words without a wait before a stroke."""
    if draft.level is Guidance.SIGNALS:
        return now_s
    for text in draft.notes(move, StepKind.SAY):
        if not text or draft.picker.is_worn(sentence(text), now_s):
            continue
        offset_s = now_s - to_seconds(move.start)
        line = draft.add(move, Purpose.STEP, (sentence(text),), now_s, offset_s=offset_s, slip_s=8.0, need=Need.SHOULD)
        now_s = draft.spoken[line.id].stop_s + 2.0
    return now_s
