"""What is said before the hands change: the last call, the announcement, "Now."; and every move between strokes.

All of it lies over the end of the move before, so that hands do not wait for words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from voiceguide.choreography.model import Move, MoveKind
from voiceguide.routine.model import Stroke
from voiceguide.script.announcing import announcement
from voiceguide.script.lines import Anchor, Need, Purpose, Variant
from voiceguide.script.step_lines import step_ways
from voiceguide.script.talk import Talk, key_of
from voiceguide.settings import Guidance
from voiceguide.units import to_seconds
from voiceguide.wording import announce
from voiceguide.wording.needs import GAP_S
from voiceguide.wording.places import rest_place
from voiceguide.wording.seconds import error_s
from voiceguide.wording.words import sentence

NOW_S = 1.4
"""“Now.” begins this long before the hands, seconds."""

STEP_GAP_S = 0.5
"""A move that is no stroke is announced until this long before it, over another such move, seconds."""

SLIP_S = 2.4
"""An announcement may end so much earlier, seconds: at most about five before the hands change."""

LONGEST_CALL_S = 38.0
"""A last call is left out where what it counts lasts longer, seconds: it would be forgotten."""

SHORT_STROKE_S = 12.0
"""Two strokes shorter than this in a row are announced together, seconds."""

_OVERLAP_S = 1.6
"""What is said over a move that is no stroke may begin so long before it, seconds: a stroke's end leaves that free."""

_CALL_MARGIN_S = 2.1 + 0.6
"""What a last call counts lasts as long as call, announcement and this, seconds."""

_CALL_SURE_S = 2.4
"""By how much less it may turn out, so that a smaller number is called, seconds."""

_COUNTING = re.compile(r"\b(?:last|final|once|one|two|three|four|five|more)\b", re.IGNORECASE)
"""An author's last call with such a word is for the last repetition alone; any other is true before several, too."""

_STEPS = {
    MoveKind.COVER: Purpose.COVER,
    MoveKind.UNCOVER: Purpose.UNCOVER,
    MoveKind.OIL: Purpose.OIL,
    MoveKind.WARM: Purpose.WARM,
    MoveKind.WALK: Purpose.WALK,
    MoveKind.TURN_OVER: Purpose.TURN_OVER,
}


def say_tails(talk: Talk) -> None:
    """Note everything that is said before a move, for all moves after the opening."""
    first = talk.moves.index(talk.strokes[0])
    _now(talk, talk.strokes[0])
    talk.met.add(key_of(talk.strokes[0]))
    with_the_one_before = ""
    for index in range(first + 1, len(talk.moves)):
        move = talk.moves[index]
        if move.kind is MoveKind.STROKE:
            if move.id != with_the_one_before:
                with_the_one_before = _announce(talk, index)
            _now(talk, move)
        elif move.kind is MoveKind.HOLD:
            ways = talk.ways("announce.hold", move, place=rest_place(move.region, move.side or "both"))
            _tail(talk, move, Purpose.ANNOUNCE, ways)
        elif move.kind in _STEPS:
            _tail(talk, move, _STEPS[move.kind], step_ways(talk, move))
    for move in talk.strokes:
        _call(talk, move)


def over(talk: Talk, move: Move) -> tuple[Move, Move]:
    """(the move over whose end one is announced, the move at whose start the announcement must be over)."""
    index = talk.moves.index(move)
    before = talk.moves[index - 1]
    return (talk.moves[index - 2], before) if before.kind is MoveKind.TRAVEL else (before, move)


def _tail(talk: Talk, move: Move, purpose: Purpose, ways: Sequence[str]) -> None:
    """A line that ends before a move begins."""
    before, edge = over(talk, move)
    works = before.kind in (MoveKind.STROKE, MoveKind.HOLD)
    gap_s = GAP_S if works or move.kind in (MoveKind.STROKE, MoveKind.HOLD) else STEP_GAP_S
    slip_s = SLIP_S if works else max(0.0, before.seconds - gap_s)
    if talk.level is Guidance.SIGNALS:
        ways = ways[-1:]
    room_s = before.seconds - gap_s + (0.0 if works else _OVERLAP_S)
    ways = [way for way in ways if talk.seconds(way) <= room_s] or ways[-1:]
    slip_s += 0.0 if works else _OVERLAP_S
    at_s = to_seconds(edge.start) - gap_s - talk.seconds(ways[0])
    talk.add(edge, purpose, ways, at_s, anchor=Anchor.BEFORE, offset_s=gap_s, slip_s=slip_s, need=Need.MUST, both=False)


def _now(talk: Talk, move: Move) -> None:
    at_s = to_seconds(move.start) - NOW_S
    talk.add(move, Purpose.NOW, ("Now.",), at_s, offset_s=-NOW_S, need=Need.MUST, both=False)


def _announce(talk: Talk, index: int) -> str:
    """Note a stroke's announcement; the id of the stroke after it where both are announced together, else empty."""
    move = talk.moves[index]
    before, edge = over(talk, move)
    later = next((each for each in talk.moves[index + 1 :] if each.kind is not MoveKind.TRAVEL), move)
    together = move.seconds < SHORT_STROKE_S and later.kind is MoveKind.STROKE and later.seconds < SHORT_STROKE_S
    if together and talk.level is not Guidance.SIGNALS:
        ways: tuple[str, ...] = announce.both(_stroke(move), _stroke(later))
    else:
        together = False
        ways = announcement(talk, move, before if edge is not move else None)
    talk.met.add(key_of(move))
    _tail(talk, move, Purpose.ANNOUNCE, ways)
    return later.id if together else ""


def _stroke(move: Move) -> tuple[Stroke, str]:
    assert isinstance(move.item, Stroke)
    return move.item, move.side


def _call(talk: Talk, move: Move) -> None:
    """How many are left, named so early that call and announcement are over in time."""
    stroke = _stroke(move)[0]
    trips = move.spots > 1
    number = move.passes if trips else move.repetitions
    unit_s = to_seconds(move.period * (move.repeat * move.spots if trips else 1))
    pool = talk.picker.book.pool("last.trip" if trips else "last")
    texts = [text.say for text in pool.fitting(talk.situation(move))][: 1 if trips else None]
    if stroke.say.last and number > 1:
        own = sentence(stroke.say.last)
        texts = [own, *texts[1:]] if _COUNTING.search(own) else [own] * len(texts)
    needed_s = max(map(talk.seconds, texts)) + tail_s(talk, move) + _CALL_MARGIN_S + error_s(1, talk.wpm)
    left = next((left for left in range(1, len(texts) + 1) if left * unit_s >= needed_s), 0)
    if not 0 < left < number or left * unit_s > LONGEST_CALL_S:
        return
    at_s = to_seconds(move.stop) - left * unit_s
    fewest = next(fewer for fewer in range(1, left + 1) if fewer * unit_s >= needed_s - _CALL_SURE_S)
    talk.late_call_s[move.id] = (left - fewest) * unit_s
    ways = [Variant(text, number) for number, text in enumerate(texts, start=1)]
    ordered = [*ways[left - 1 :], *ways[: left - 1]]
    need = Need.MAY if talk.level is Guidance.SIGNALS else Need.SHOULD
    talk.add(move, Purpose.LAST, ordered, at_s, anchor=Anchor.LEFT, need=need, both=False)


def tail_s(talk: Talk, move: Move) -> float:
    """About how long what is said over a move's end takes, seconds, its gap to the end not counted."""
    stop_s = to_seconds(move.stop)
    tails = [
        each for name, each in talk.spoken.items()
        if talk.lines[name].anchor is Anchor.BEFORE and to_seconds(move.start) < each.stop_s <= stop_s
    ]  # fmt: skip
    return sum(each.stop_s - each.start_s for each in tails)
