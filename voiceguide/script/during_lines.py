"""Word what is said while the hands go on: how hard, refinements, breath, questions; then announced quiet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from voiceguide.choreography.model import Move
from voiceguide.routine.model import StepKind
from voiceguide.script.asking import APART_S, earliest_question_s
from voiceguide.script.budget import LONGEST_SILENCE_S
from voiceguide.script.draft import ScriptDraft
from voiceguide.script.head_lines import after_tick_s, is_under_tick
from voiceguide.script.lines import Anchor, Line, Need, Purpose, Variant
from voiceguide.script.quieting import ANNOUNCING_S
from voiceguide.script.wishes import Wish, ways_of
from voiceguide.settings import Guidance
from voiceguide.units import to_seconds
from voiceguide.wording.words import number, ordinal, sentence

GAPS_S = (3.5, 5.0, 8.0, 12.0, 18.0, 24.0, 30.0)
"""Gaps between the lines of one stroke, ever longer, seconds."""

BRIDGE_S = 38.0
"""Longest silence before a question that comes late in a long stroke, seconds."""

CALM_S = 6.0
"""After two lines in a stroke, nothing more is said this close to the words at its end, seconds."""

SLIP_S = 3.0
TELLING_S = 7.0
"""How long a number of trips left must stay true, seconds: its words and a slip."""


class Source(Protocol):
    """Says what is wished over each stroke, and whether there may be more words."""

    def of(self, move: Move, room_s: float, /) -> Iterable[Wish]:
        """What could be said over a stroke that has room for so many seconds, the most important first."""
        ...

    def note_granted(self, move: Move, wish: Wish, at_s: float, /) -> None:
        """Record that a wish was granted, and when, seconds from the start."""
        ...

    def allows(self, text: str, move: Move, *, own: bool = False) -> bool:
        """Whether a text may be said over a stroke, by the number of its words and whether it is the author's."""
        ...

    def allows_trip(self, text: str, move: Move, left: int, /) -> bool:
        """Whether it may be said which trip begins, when so many are left with it."""
        ...


class StrokeWords:
    """Words over the strokes of a session, one stroke after the other."""

    def __init__(self, draft: ScriptDraft, source: Source, begins: Mapping[str, float], ends: Mapping[str, float],
                 asked: Mapping[str, Sequence[float]], quiet: Mapping[str, float]) -> None:  # fmt: skip
        self.draft, self.source = draft, source
        self.begins, self.ends, self.asked, self.quiet = begins, ends, asked, quiet
        self.granted: dict[str, Wish] = {}
        """Wishes that are said, by their line's id."""
        self.asked_s = -APART_S
        """When the receiver was asked last, seconds from the start."""

    def say(self) -> None:
        """Add the lines of all strokes."""
        for move in self.draft.strokes:
            self._stroke(move)

    def _stroke(self, move: Move) -> None:
        """Add the words over one stroke."""
        begin_s, end_s = self.begins[move.id], self.ends[move.id]
        wish_s = self.quiet.get(move.id, 0.0)
        limit_s = end_s - (wish_s + ANNOUNCING_S if wish_s else 0.0)
        time_lines = self.draft.times(move.id)
        events = sorted([*((at_s, 0.0) for at_s in self.asked.get(move.id, ())), *time_lines])
        if not wish_s and self.draft.full:
            self._trips(move, begin_s, end_s)
        now_s, said = begin_s, 0
        for wish in self.source.of(move, end_s - begin_s):
            while events and now_s >= events[0][0] - 4.0:
                now_s = self._event(move, events.pop(0), now_s, end_s)
            spare_s = CALM_S if said > 1 and not wish_s else 0.0
            after = self._grant(move, wish, now_s, min([limit_s - spare_s, *(at_s for at_s, _ in events[:1])]))
            if after is not None:
                now_s = after + GAPS_S[min(said, len(GAPS_S) - 1)]
                said += 1
        for event in events:
            now_s = self._bridge(move, now_s, event[0])
            now_s = self._event(move, event, now_s, end_s)
        self._quiet(move, end_s, wish_s)

    def _bridge(self, move: Move, now_s: float, at_s: float) -> float:
        """Add a line now and then until a question that comes late in a long stroke."""
        start_s = to_seconds(move.start)
        while True:
            last_s = max(
                [start_s, *(each.stop_s for each in self.draft.spoken.values() if start_s <= each.start_s < at_s)]
            )
            if at_s - last_s <= BRIDGE_S:
                return now_s
            due_s = max(last_s + BRIDGE_S - 12.0, now_s if now_s < at_s - 6.0 else 0.0)
            now = self.draft.situation(move)
            names, place = ("presence", "receiver", "breath"), f"{move.id} bridge"
            found = (self.draft.picker.texts(name, now, due_s, place) for name in names)
            ways = next((each for each in found if each), ())
            line = self._place(move, Purpose.CARE, ways, due_s, at_s)
            if line is None:
                return now_s
            now_s = self.draft.spoken[line.id].stop_s

    def _grant(self, move: Move, wish: Wish, now_s: float, limit_s: float) -> float | None:
        """Add the line of a wish if there is room and words are left; return when it is over, or None."""
        draft = self.draft
        both = wish.purpose is Purpose.BREATH if wish.own else draft.picker.book.pool(wish.pool).both
        ways = ways_of(draft, move, wish, now_s)
        line = self._place(move, wish.purpose, ways, now_s, limit_s, both=both, own=wish.own, counted=True)
        if line is None:
            return None
        self.granted[line.id] = wish
        self.source.note_granted(move, wish, draft.spoken[line.id].start_s)
        return draft.spoken[line.id].stop_s

    def _place(self, move: Move, purpose: Purpose, ways: Sequence[str], now_s: float, limit_s: float, *,
               both: bool = True, own: bool = False, counted: bool = False) -> Line | None:  # fmt: skip
        """Add a line if there is room, and, if words are counted, enough of them are left."""
        for way_number, way in enumerate(ways):
            at_s = self._free(move, now_s, self.draft.seconds(way) + 0.4, limit_s)
            if at_s is None or not self.draft.picker.is_fresh(way, at_s):
                continue
            if counted and not self.source.allows(way, move, own=own):
                continue
            offset_s = at_s - to_seconds(move.start)
            need = Need.SHOULD if own else Need.MAY
            return self.draft.add(
                move, purpose, ways[way_number:], at_s, offset_s=offset_s, slip_s=SLIP_S, need=need, both=both
            )
        return None

    def _free(self, move: Move, at_s: float, length_s: float, limit_s: float) -> float | None:
        """The earliest time with room for words, or None; not under a tick, which calls the hands, if that can be."""
        found = None
        last_s = at_s + to_seconds(move.period * move.repeat)
        while at_s + length_s <= limit_s and (found is None or at_s <= last_s):
            if self.draft.is_free(at_s, at_s + length_s):
                if not is_under_tick(self.draft, move, at_s, at_s + length_s):
                    return at_s
                found = at_s if found is None else found
            at_s += 0.5
        return found

    def _free_before(self, move: Move, length_s: float, at_s: float) -> float | None:
        """The latest time, not after `at_s`, at which the receiver may be asked over a stroke, or None."""
        low_s = max(earliest_question_s(move), self.asked_s + APART_S)
        while at_s >= low_s:
            if self.draft.is_free(at_s, at_s + length_s) and not is_under_tick(self.draft, move, at_s, at_s + length_s):
                return at_s
            at_s -= 0.5
        return None

    def _event(self, move: Move, event: tuple[float, float], now_s: float, end_s: float) -> float:
        """Add a question, or skip a telling of the time (`event` has its end); return when more may be said."""
        at_s, stop_s = event
        return max(now_s, stop_s + GAPS_S[0]) if stop_s else self._question(move, at_s, end_s)

    def _question(self, move: Move, at_s: float, end_s: float) -> float:
        """Add a question to the receiver; return when more may be said."""
        own = [sentence(text) for text in self.draft.notes(move, StepKind.CHECK_IN) if text]
        fresh = [text for text in own if not self.draft.picker.is_worn(text, at_s)]
        ways = tuple(fresh[:1]) or self.draft.picker.texts("check-in", self.draft.situation(move), at_s, move.id)
        ways = ways[-1:] if self.draft.level is Guidance.SIGNALS else ways
        for way in ways:
            length_s = self.draft.seconds(way) + 0.4
            free_s = self._free(move, at_s, length_s, end_s)
            free_s = self._free_before(move, length_s, min(at_s, end_s - length_s)) if free_s is None else free_s
            if free_s is None:
                continue
            self.asked_s = free_s
            offset_s = free_s - to_seconds(move.start)
            line = self.draft.add(
                move, Purpose.CHECK_IN, (way,), free_s, offset_s=offset_s, slip_s=SLIP_S, need=Need.SHOULD
            )
            return self.draft.spoken[line.id].stop_s + GAPS_S[1]
        return at_s

    def _quiet(self, move: Move, end_s: float, wish_s: float) -> None:
        """Announce the planned quiet, or a silence that would otherwise be unannounced."""
        draft = self.draft
        start_s = to_seconds(move.start)
        inside = [each.stop_s for each in draft.spoken.values() if start_s - 2.0 <= each.start_s < end_s]
        last_s = max([start_s, *inside])
        until_s = end_s + 0.8 + draft.late_call_s.get(move.id, 0.0)
        if until_s - last_s <= LONGEST_SILENCE_S and not wish_s:
            return
        now = draft.situation(move)
        at_s = max(last_s + 2.5, self.begins[move.id])
        left = _trips_left(move, at_s)
        pool = "quiet.trips" if left > 1 else "quiet"
        count = number(left)
        ways = draft.picker.texts(pool, now, at_s, move.id, count=count, Count=count.capitalize())
        ways = ways or draft.picker.texts("quiet", now, at_s, move.id)
        if ways:
            at_s = min(at_s, max(last_s + 0.8, end_s - wish_s - draft.seconds(ways[0])))
            offset_s = at_s - start_s
            draft.add(move, Purpose.QUIET, ways, at_s, offset_s=offset_s, slip_s=SLIP_S, need=Need.SHOULD)

    def _trips(self, move: Move, begin_s: float, end_s: float) -> None:
        """Say which trip over the spots begins, if there are few enough."""
        if move.spots < 2 or not 1 < move.passes < 5:
            return
        trip_s, wait_s = to_seconds(move.period * move.repeat * move.spots), after_tick_s(self.draft, move)
        for trip in range(2, move.passes + 1):
            at_s = to_seconds(move.start) + (trip - 1) * trip_s + wait_s
            fills = {"Ordinal": ordinal(trip).capitalize(), "count": number(move.passes)}
            ways = self.draft.picker.texts("trip", self.draft.situation(move), at_s, move.id, **fills)
            fits = ways and begin_s < at_s and at_s + self.draft.seconds(ways[0]) + 1.0 < end_s
            if (
                fits
                and 8.0 < trip_s < LONGEST_SILENCE_S - 5.0
                and self.source.allows_trip(ways[0], move, move.passes - trip + 1)
            ):
                variants = [Variant(way, move.passes - trip + 1) for way in ways]
                self.draft.add(
                    move, Purpose.TRIP, variants, at_s, anchor=Anchor.LEFT, offset_s=wait_s, need=Need.MAY, both=False
                )


def _trips_left(move: Move, at_s: float) -> int:
    """How many trips over the spots begin after a time; 0 if that changes while it is said."""
    if move.spots < 2:
        return 0
    trip_s = to_seconds(move.period * move.repeat * move.spots)
    done = [int((each - to_seconds(move.start)) // trip_s) for each in (at_s - SLIP_S, at_s + TELLING_S)]
    return move.passes - done[0] - 1 if done[0] == done[1] else 0
