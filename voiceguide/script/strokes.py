"""One stroke as it is heard: the instruction before it, and what is said while the hands work.

Comes in: an event and the composer's state. Goes out: a slot. The instruction goes where → hands →
path → pressure → how many → begin; while the hands work come refinements, breath and care, so that no
silence grows long, then the next stroke's name and the last repetition.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from itertools import pairwise

from voiceguide.routine.model import Side, Stroke
from voiceguide.script import phrasing
from voiceguide.script.build import GAP_S, PAUSE_S, at_end, at_start, earcon, numbered, speech
from voiceguide.script.events import Event
from voiceguide.script.lines import EARCON_SECONDS, Earcon
from voiceguide.script.model import Cue, Slot, SlotKind, Span
from voiceguide.script.plan import Plan, beats_of
from voiceguide.settings import Guidance
from voiceguide.wording.words import about_minutes, estimate_s

SILENCE_S = {Guidance.FULL: 18.5, Guidance.BRIEF: 32.0, Guidance.SIGNALS: math.inf}
"""The longest planned silence within a stroke, seconds: a quarter under the blind audit's limits of 25
and 45 s, since fitting may slow the hands by a quarter."""

BREATH_EVERY_S = 100.0
CARE_EVERY_S = 60.0
ANCHOR_EVERY_S = 170.0
CHECK_EVERY_S = 205.0
"""Rhythm of breath cues (every 2–3 min), of care for the giver, of saying where we are, and of check-ins
(at least every 5 min at the slowest tempo)."""

LEAST_ROOM_S = 7.0
"""A note or breath cue that is due finds room in any silence longer than this, seconds."""

SHORT_SPOT_S = 9.0
"""Spots shorter than this are not announced one by one: it would be chatter."""


@dataclass(slots=True)
class State:
    """What the composer remembers while it walks through a session. Times are estimates, in seconds.

    Attributes:
        guidance: How much is said.
        rate_wpm: Speaking rate.
        speed: Pace × tempo of the hands.
        phrases: The seeded bags of sentences.
        now_s: Time so far.
        stage_end_s: When each stage ends, as far as a former pass could tell.
    """

    guidance: Guidance
    rate_wpm: float
    speed: float
    phrases: phrasing.Phrases
    now_s: float = 0.0
    stage_end_s: dict[int, float] = field(default_factory=dict)
    breath_s: float = 0.0
    care_s: float = 0.0
    anchor_s: float = 0.0
    check_s: float = 0.0
    told: set[tuple[int, int]] = field(default_factory=set)
    checked_regions: set[str] = field(default_factory=set)

    def seconds(self, text: str) -> float:
        """About how long a text takes to say."""
        return estimate_s(text, self.rate_wpm)

    def passed(self, slot: Slot) -> None:
        """Move the clock past a slot."""
        self.now_s += slot_estimate_s(slot, self.rate_wpm)


def slot_estimate_s(slot: Slot, rate_wpm: float) -> float:
    """About how long a slot lasts, in seconds."""
    lead = sum(
        (EARCON_SECONDS[cue.earcon] if cue.earcon else estimate_s(cue.text, rate_wpm)) + cue.pause_s
        for cue in slot.lead
    )
    return lead + slot.span.length_s


def stroke_slot(event: Event, stroke: Stroke, plan: Plan, state: State, upcoming: Event | None, opens: bool) -> Slot:
    """The slot of one stroke.

    Args:
        event: Where in the session it stands.
        stroke: The stroke itself.
        plan: Counts and tempo.
        state: The composer's memory; sentences are drawn from it and its breath and care times move on.
        upcoming: What is announced as next; None when this is the last stroke.
        opens: It is the first stroke of its stage, whose own signal was just heard.
    """
    repeat = plan.repeat(event.stage, event.step, stroke)
    span = Span(repetitions=repeat * stroke.spots * stroke.passes, beats=beats_of(stroke, state.speed))
    lead = _signal(event, opens) + _with_breath(_instruction(event, stroke, repeat, state), stroke, state)
    started = state.now_s + slot_estimate_s(Slot("", SlotKind.STROKE, 0, lead=lead), state.rate_wpm)
    notes = list(stroke.say.during) if event.first and state.guidance is not Guidance.SIGNALS else []
    during = _During(event, stroke, repeat, span, state, started)
    cues = during.cues(notes, upcoming) if state.guidance is not Guidance.SIGNALS else ()
    side = f" ({event.side})" if event.side in ("left", "right") else ""
    name = phrasing.name_of(stroke)
    return numbered(
        Slot(
            id=event.id,
            kind=SlotKind.STROKE,
            stage=event.stage,
            title=f"{name[0].upper()}{name[1:]}, {stroke.region}{side}",
            lead=lead,
            span=span,
            during=cues,
            region=stroke.region,
            side=event.side,
            technique=stroke.technique.value,
            source=f"stages[{event.stage}].strokes[{event.step}]",
            pair=f"{event.stage + 1}.{event.step + 1}.r{event.round}" if stroke.side is Side.EACH else "",
        )
    )


def _signal(event: Event, opens: bool) -> tuple[Cue, ...]:
    if event.turns and not event.walks:
        return (earcon(Earcon.SIDE),)
    return () if opens else (earcon(Earcon.STROKE),)


def _instruction(event: Event, stroke: Stroke, repeat: int, state: State) -> tuple[Cue, ...]:
    key = (event.stage, event.step)
    known = key in state.told
    state.told.add(key)
    lighter = tuple(speech(text, "lighter") for text in (phrasing.lighter(stroke),) if text and not known)
    if state.guidance is Guidance.SIGNALS:
        return lighter
    count = speech(phrasing.count(stroke, repeat), "count", GAP_S)
    begin = speech(stroke.say.begin or state.phrases.draw("begin"), "begin", 0.6)
    if known:
        again = "The same" if event.side == "right" and event.round == 1 else "Again"
        place = f"{again}, on {phrasing.place(stroke.region, event.side)}: {phrasing.name_of(stroke)}."
        return speech(place, "where"), count, begin
    where = speech(phrasing.where(stroke, event.side), "where", PAUSE_S)
    if state.guidance is Guidance.BRIEF:
        return (
            speech(where.text, "where"),
            speech(phrasing.hands(stroke), "hands", 0.4),
            speech(phrasing.path(stroke), "path", 0.4),
            speech(phrasing.short_pressure(stroke), "pressure", 0.4),
            *lighter,
            count,
            begin,
        )
    return (
        where,
        speech(phrasing.hands(stroke), "hands"),
        speech(phrasing.path(stroke), "path", PAUSE_S),
        speech(phrasing.pressure(stroke), "pressure"),
        *lighter,
        count,
        begin,
    )


def in_touch(slot: Slot, state: State) -> Slot:
    """A slot of plain seconds with a few calm words, so that a long wait does not feel like the end.

    They are as many as the longest span that fitting may choose needs, so that no silence grows too long; `spread`
    leaves those that the chosen one needs.
    """
    number = 0 if slot.span.beats else _calm_words(max(slot.span.seconds, slot.max_s), state.guidance)
    if number < 1 or slot.during:
        return slot
    texts = [state.phrases.draw("wait") for _ in range(number)]
    cues = (at_start(text, "breath" if "reath" in text else "wait", 0.0) for text in texts)
    return numbered(replace(slot, during=tuple(cues)))


def spread(slot: Slot, guidance: Guidance) -> Slot:
    """A slot of plain seconds with as many of its calm words as it needs, evenly apart."""
    if slot.span.beats or not slot.during:
        return slot
    number = _calm_words(slot.span.seconds, guidance)
    step_s = slot.span.seconds / (number + 1)
    kept = (replace(cue, offset_s=(index + 1) * step_s) for index, cue in enumerate(slot.during[:number]))
    return replace(slot, during=tuple(kept))


def _calm_words(length_s: float, guidance: Guidance) -> int:
    limit_s = SILENCE_S[guidance] * 1.25
    return 0 if math.isinf(limit_s) else max(0, math.ceil(length_s / limit_s) - 1)


def _with_breath(lead: tuple[Cue, ...], stroke: Stroke, state: State) -> tuple[Cue, ...]:
    """A breath cue before the word to begin, when one is overdue because the strokes before left no room."""
    if state.guidance is not Guidance.FULL or state.now_s - state.breath_s < BREATH_EVERY_S:
        return lead
    state.breath_s = state.now_s
    breath = speech(state.phrases.draw(phrasing.breath_pool(stroke)), "breath", PAUSE_S)
    return (*lead[:-1], breath, lead[-1])


class _During:
    """What is said in one stroke's span."""

    def __init__(self, event: Event, stroke: Stroke, repeat: int, span: Span, state: State, started_s: float) -> None:
        self.event, self.stroke, self.repeat = event, stroke, repeat
        self.span, self.state, self.started_s = span, state, started_s

    def cues(self, notes: list[str], upcoming: Event | None) -> tuple[Cue, ...]:
        fixed = self._moves() + self._check_ins() + self._ending(upcoming)
        return tuple(sorted(fixed + self._fillers(fixed, notes), key=self._start_of))

    def _start_of(self, cue: Cue) -> float:
        if cue.anchor == "start":
            return cue.offset_s
        return self.span.length_s - cue.offset_s - self.state.seconds(cue.text)

    def _moves(self) -> list[Cue]:
        """A word at each change of spot, spoken so that it ends as the spot begins."""
        if self.stroke.spots == 1 and self.stroke.passes == 1:
            return []
        spot_s = self.repeat * self.span.period_s
        moves = []
        for number in range(1, self.stroke.spots * self.stroke.passes):
            new_pass = number % self.stroke.spots == 0
            if not new_pass and spot_s < SHORT_SPOT_S:
                continue
            text = self.state.phrases.draw("top" if new_pass else "spot")
            moves.append(at_start(text, "move", number * spot_s - self.state.seconds(text)))
        return moves

    def _check_ins(self) -> list[Cue]:
        """Check-ins within a stroke so long that the next one would come too late."""
        cues = []
        while (due_s := self.state.check_s + CHECK_EVERY_S * 0.9) < self.started_s + self.span.length_s - 40:
            offset_s = max(5.0, due_s - self.started_s)
            cues.append(at_start(self.state.phrases.draw("check-in"), "check-in", offset_s))
            self.state.check_s = self.started_s + offset_s
        return cues

    def _ending(self, upcoming: Event | None) -> list[Cue]:
        """The next stroke's name at the very end, and before it the last repetitions."""
        cues = []
        period, repetitions = self.span.period_s, self.span.repetitions
        need_s = 5.0
        text = self._announcement(upcoming)
        cues.append(at_end(text, "next", 0.6))
        need_s = max(need_s, self.state.seconds(text) * 1.1 + 1.2)
        left = max(1, math.ceil(need_s / period))
        if left < repetitions:
            cues.append(at_end(phrasing.last(self.stroke, left), "last", left * period))
        return cues

    def _announcement(self, upcoming: Event | None) -> str:
        if upcoming is None:
            return "After this, let your hands rest."
        if upcoming.walks:
            return "After this, we change sides."
        if not isinstance(upcoming.item, Stroke):
            return phrasing.upcoming_step(upcoming.item, upcoming.side)
        keep = "" if self.state.guidance is Guidance.BRIEF else self.stroke.say.keep or self.state.phrases.draw("keep")
        again = (upcoming.stage, upcoming.step, upcoming.side) == (self.event.stage, self.event.step, self.event.side)
        return phrasing.upcoming(upcoming.item, upcoming.side, keep, again=again)

    def _fillers(self, fixed: list[Cue], notes: list[str]) -> list[Cue]:
        limit_s = SILENCE_S[self.state.guidance]
        busy = sorted((self._start_of(cue), self._start_of(cue) + self.state.seconds(cue.text)) for cue in fixed)
        edges = [(0.0, 0.0), *busy, (self.span.length_s, self.span.length_s)]
        fillers: list[Cue] = []
        for (_, begin), (end, _) in pairwise(edges):
            fillers += self._fill(begin, end, limit_s, notes)
        for note in notes:  # no silence was long enough for these: they go where most room is
            fillers.append(at_start(note, "note", self.span.length_s * 0.2))
        return fillers

    def _fill(self, begin: float, end: float, limit_s: float, notes: list[str]) -> list[Cue]:
        cues: list[Cue] = []
        middle_s = self.started_s + (begin + end) / 2
        wanted = bool(notes) or (self._full and middle_s - self.state.breath_s > BREATH_EVERY_S)
        number = max(math.floor((end - begin) / limit_s), 1 if wanted and end - begin > LEAST_ROOM_S else 0)
        step = (end - begin) / (number + 1)
        for index in range(1, number + 1):
            at_s = begin + index * step
            text, part = self._filler(self.started_s + at_s, notes)
            length = self.state.seconds(text)
            if length + 1.0 > end - begin:
                continue
            cues.append(at_start(text, part, max(begin + 0.5, at_s - length / 2)))
        return cues

    @property
    def _full(self) -> bool:
        return self.state.guidance is Guidance.FULL

    def _filler(self, now_s: float, notes: list[str]) -> tuple[str, str]:
        state = self.state
        if now_s - state.breath_s > BREATH_EVERY_S and (self._full or not notes):
            state.breath_s = now_s
            return state.phrases.draw(phrasing.breath_pool(self.stroke)), "breath"
        if notes:
            return notes.pop(0), "note"
        if now_s - state.anchor_s > ANCHOR_EVERY_S:
            state.anchor_s = now_s
            left = about_minutes(max(0.0, state.stage_end_s.get(self.event.stage, now_s + 120) - now_s))
            place = phrasing.short_place(self.stroke.region, self.event.side)
            return f"You are on {place}. {left[0].upper()}{left[1:]} left in this part.", "anchor"
        if now_s - state.care_s > CARE_EVERY_S:
            state.care_s = now_s
            return state.phrases.draw("care"), "care"
        return state.phrases.draw("rhythm"), "rhythm"
