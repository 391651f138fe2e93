"""What is said while the hands go on: how hard, refinements, breath, questions; then quiet, told before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from voiceguide.choreography.model import Move
from voiceguide.routine.model import StepKind, Stroke
from voiceguide.script.budget import LONGEST_SILENCE_S, Budget
from voiceguide.script.lines import Anchor, Need, Purpose, Variant
from voiceguide.script.quieting import ANNOUNCING_S
from voiceguide.script.talk import Key, Talk, key_of
from voiceguide.settings import Guidance
from voiceguide.units import to_seconds
from voiceguide.wording.places import the_place
from voiceguide.wording.words import about_minutes, number, ordinal, sentence, word_count

GAPS_S = (3.5, 5.0, 8.0, 12.0, 18.0, 24.0, 30.0)
"""Between the lines of one stroke: ever longer, seconds."""

LONGEST_QUIET_S = 150.0
"""In a very long stroke something is said before so much quiet is left, seconds."""

BRIDGE_S = 38.0
"""Before a question that comes late in a long stroke nothing is silent for longer, seconds."""

CALM_S = 6.0
"""After two lines in a stroke, nothing more is said so shortly before its end is told, seconds."""

SLIP_S = 3.0
TELLING_S = 7.0
"""The number of trips that are left stays true for so long after it is wished, seconds: its words and a slip."""

HALFWAY = 0.05
"""It is told that half of it is over where no more than this share of the session has passed since."""

BREATH_EVERY_S = 130.0
ANCHOR_EVERY_S = 420.0

Wish = tuple[Purpose, tuple[str, ...], bool, bool]
"""(what for, ways to say it, both are meant, it is the author's)."""


Pools = Callable[..., Iterator[Wish]]
"""Gives what a pool has to say: (its name, what for, what is filled in) → none or one."""


class During:
    """Words over the strokes of a session, one stroke after the other."""

    def __init__(self, talk: Talk, begins: Mapping[str, float], ends: Mapping[str, float],
                 asked: Mapping[str, Sequence[float]], quiet: Mapping[str, float]) -> None:  # fmt: skip
        self.talk, self.begins, self.ends, self.asked, self.quiet = talk, begins, ends, asked, quiet
        self.budget = Budget(talk)
        self.said: dict[Key, set[int]] = defaultdict(set)
        self.headed: set[str] = set()
        self.breath_s = self.anchor_s = talk.span()[0]
        self.halfway = False

    def say(self) -> None:
        """Note them all."""
        for move in self.talk.strokes:
            self._stroke(move)

    def _stroke(self, move: Move) -> None:
        begin_s, end_s = self.begins[move.id], self.ends[move.id]
        wish_s = self.quiet.get(move.id, 0.0)
        limit_s = end_s - (wish_s + ANNOUNCING_S if wish_s else 0.0)
        questions = list(self.asked.get(move.id, ()))
        if not wish_s and self.talk.full:
            self._trips(move, begin_s, end_s)
        now_s, said = begin_s, 0
        for wish in self._wishes(move, end_s - begin_s):
            while questions and now_s >= questions[0] - 4.0:
                now_s = self._question(move, questions.pop(0), end_s)
            spare_s = CALM_S if said > 1 and not wish_s else 0.0
            after = self._place(move, wish, now_s, min([limit_s - spare_s, *questions[:1]]))
            if after is not None:
                now_s = after + GAPS_S[min(said, len(GAPS_S) - 1)]
                said += 1
        for at_s in questions:
            now_s = self._bridge(move, now_s, at_s)
            now_s = self._question(move, at_s, end_s)
        self._quiet(move, end_s, wish_s)

    def _bridge(self, move: Move, now_s: float, at_s: float) -> float:
        """Something is said now and then until a question that comes late in a long stroke."""
        start_s = to_seconds(move.start)
        while True:
            last_s = max(
                [start_s, *(each.stop_s for each in self.talk.spoken.values() if start_s <= each.start_s < at_s)]
            )
            if at_s - last_s <= BRIDGE_S:
                return now_s
            due_s = max(last_s + BRIDGE_S - 12.0, now_s if now_s < at_s - 6.0 else 0.0)
            now = self.talk.situation(move)
            found = (self.talk.picker.texts(name, now, due_s) for name in ("presence", "receiver", "breath"))
            ways = next((each for each in found if each), ())
            placed = self._place(move, (Purpose.CARE, ways, True, False), due_s, at_s, needed=True)
            if placed is None:
                return now_s
            now_s = placed

    def _place(self, move: Move, wish: Wish, now_s: float, limit_s: float, *, needed: bool = False) -> float | None:
        """Note a line where there is room for it and words are left; when it is over, or None."""
        purpose, ways, both, own = wish
        for way_number, way in enumerate(ways):
            at_s = self._free(now_s, self.talk.seconds(way) + 0.4, limit_s)
            if at_s is None or not self.talk.picker.is_fresh(way, at_s):
                continue
            if not own and not needed and not self.budget.allows(word_count(way), to_seconds(move.stop)):
                continue
            offset_s = at_s - to_seconds(move.start)
            need = Need.SHOULD if own else Need.MAY
            line = self.talk.add(
                move, purpose, ways[way_number:], at_s, offset_s=offset_s, slip_s=SLIP_S, need=need, both=both
            )
            if purpose is Purpose.BREATH:
                self.breath_s = at_s
            self.said[key_of(move)].update(
                index for index, text in enumerate(_stroke(move).say.during) if sentence(text) == way
            )
            return self.talk.spoken[line.id].stop_s
        return None

    def _free(self, at_s: float, length_s: float, limit_s: float) -> float | None:
        while at_s + length_s <= limit_s:
            if self.talk.is_free(at_s, at_s + length_s):
                return at_s
            at_s += 0.5
        return None

    def _question(self, move: Move, at_s: float, end_s: float) -> float:
        own = [sentence(text) for text in self.talk.notes(move, StepKind.CHECK_IN) if text]
        fresh = [text for text in own if not self.talk.picker.is_worn(text, at_s)]
        ways = tuple(fresh[:1]) or self.talk.picker.texts("check-in", self.talk.situation(move), at_s)
        ways = ways[-1:] if self.talk.level is Guidance.SIGNALS else ways
        for way in ways:
            free_s = self._free(at_s, self.talk.seconds(way) + 0.4, end_s)
            if free_s is None:
                continue
            offset_s = free_s - to_seconds(move.start)
            line = self.talk.add(
                move, Purpose.CHECK_IN, (way,), free_s, offset_s=offset_s, slip_s=SLIP_S, need=Need.SHOULD
            )
            return self.talk.spoken[line.id].stop_s + GAPS_S[1]
        return at_s

    def _quiet(self, move: Move, end_s: float, wish_s: float) -> None:
        """Announce the quiet that was wished for, or the silence that would otherwise come unannounced."""
        talk = self.talk
        start_s = to_seconds(move.start)
        inside = [each.stop_s for each in talk.spoken.values() if start_s - 2.0 <= each.start_s < end_s]
        last_s = max([start_s, *inside])
        until_s = end_s + 0.8 + talk.late_call_s.get(move.id, 0.0)
        if until_s - last_s <= LONGEST_SILENCE_S and not wish_s:
            return
        now = talk.situation(move)
        at_s = max(last_s + 2.5, self.begins[move.id])
        left = _trips_left(move, at_s)
        pool = "quiet.trips" if left > 1 else "quiet"
        count = number(left)
        ways = talk.picker.texts(pool, now, at_s, count=count, Count=count.capitalize())
        ways = ways or talk.picker.texts("quiet", now, at_s)
        if ways:
            at_s = min(at_s, max(last_s + 0.8, end_s - wish_s - talk.seconds(ways[0])))
            offset_s = at_s - start_s
            talk.add(move, Purpose.QUIET, ways, at_s, offset_s=offset_s, slip_s=SLIP_S, need=Need.SHOULD)

    def _trips(self, move: Move, begin_s: float, end_s: float) -> None:
        """Which trip over the spots begins, where they are few enough to be told."""
        if move.spots < 2 or not 1 < move.passes < 5:
            return
        trip_s = to_seconds(move.period * move.repeat * move.spots)
        for trip in range(2, move.passes + 1):
            at_s = to_seconds(move.start) + (trip - 1) * trip_s
            fills = {"Ordinal": ordinal(trip).capitalize(), "count": number(move.passes)}
            ways = self.talk.picker.texts("trip", self.talk.situation(move), at_s, **fills)
            fits = ways and begin_s < at_s and at_s + self.talk.seconds(ways[0]) + 1.0 < end_s
            if (
                fits
                and 8.0 < trip_s < LONGEST_SILENCE_S - 5.0
                and self.budget.allows(word_count(ways[0]), to_seconds(move.stop))
            ):
                variants = [Variant(way, move.passes - trip + 1) for way in ways]
                self.talk.add(move, Purpose.TRIP, variants, at_s, anchor=Anchor.LEFT, need=Need.MAY, both=False)

    def _wishes(self, move: Move, room_s: float) -> Iterator[Wish]:
        """What could be said over a stroke, what is wanted most first."""
        talk, stroke = self.talk, _stroke(move)
        now, at_s = talk.situation(move), to_seconds(move.start)
        if talk.level is Guidance.SIGNALS:
            return
        known = key_of(move) in self.said
        said = self.said[key_of(move)]

        def pool(name: str, purpose: Purpose, **fills: str) -> Iterator[Wish]:
            ways = talk.picker.texts(name, now, at_s, **fills)
            if ways:
                yield purpose, ways, talk.picker.book.pool(name).both, False

        own = [
            sentence(text)
            for index, text in enumerate(stroke.say.during)
            if index not in said and not talk.picker.is_worn(sentence(text), at_s)
        ]
        pressure = sentence(stroke.say.pressure) if stroke.say.pressure else ""
        if not known and pressure and not talk.picker.is_worn(pressure, at_s):
            yield Purpose.PRESSURE, (pressure,), False, True
        elif not known and not own:
            yield from pool("pressure", Purpose.PRESSURE)
        yield from ((Purpose.REFINE, (text,), False, True) for text in own[: 2 if room_s < 60 else 3])
        for text in map(sentence, talk.notes(move, StepKind.BREATHE)):
            if text and not talk.picker.is_worn(text, at_s):
                yield Purpose.BREATH, (text,), True, True
            else:
                yield from pool("breath", Purpose.BREATH)
        yield from self._where(move, pool)
        if not known and own and not pressure:
            yield from pool("pressure", Purpose.PRESSURE)
        if to_seconds(move.start) - self.breath_s > BREATH_EVERY_S:
            yield from pool("breath", Purpose.BREATH)
        yield from self._more(move, room_s, pool)

    def _where(self, move: Move, pool: Pools) -> Iterator[Wish]:
        """The heading of a new part; halfway; where we are."""
        talk = self.talk
        now_s = to_seconds(move.start)
        if move.region not in self.headed:
            self.headed.add(move.region)
            yield from pool("heading", Purpose.HEADING)
        elif not self.halfway and 0.0 <= now_s / talk.choreography.seconds - 0.5 < HALFWAY:
            self.halfway = True
            yield from pool("halfway", Purpose.HEADING)
        elif now_s - self.anchor_s > ANCHOR_EVERY_S and talk.choreography.seconds - now_s > 150:
            self.anchor_s = now_s
            place = the_place(move.region, move.side)
            minutes = about_minutes(talk.choreography.seconds - now_s)
            fills = {"Place": place[:1].upper() + place[1:], "About": minutes[:1].upper() + minutes[1:]}
            yield from pool("anchor", Purpose.HEADING, **fills)

    def _more(self, move: Move, room_s: float, pool: Pools) -> Iterator[Wish]:
        names = (
            (("refine", Purpose.REFINE), ("receiver", Purpose.CARE), ("care", Purpose.CARE))
            if move.visit == 1
            else (("presence", Purpose.CARE), ("receiver", Purpose.CARE), ("refine", Purpose.REFINE))
        )
        wanted = 1 + int(room_s // 30)
        rest_s = room_s - LONGEST_QUIET_S
        for index in range(min(9, max(wanted, int(rest_s // 25)))):
            name, purpose = names[index % len(names)]
            yield from pool(name, purpose)


def _trips_left(move: Move, at_s: float) -> int:
    """How many trips over the spots begin after a time; 0 where that changes while it is told."""
    if move.spots < 2:
        return 0
    trip_s = to_seconds(move.period * move.repeat * move.spots)
    done = [int((each - to_seconds(move.start)) // trip_s) for each in (at_s - SLIP_S, at_s + TELLING_S)]
    return move.passes - done[0] - 1 if done[0] == done[1] else 0


def _stroke(move: Move) -> Stroke:
    assert isinstance(move.item, Stroke)
    return move.item
