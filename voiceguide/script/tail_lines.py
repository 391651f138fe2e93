"""Word what comes before the hands change: the last call, the announcement, "Now."; and every move between strokes.

It is said over the end of the previous move, so that hands do not wait for words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from voiceguide.choreography.model import Move, MoveKind
from voiceguide.routine.model import Side, Stroke
from voiceguide.script.announcing import announcement
from voiceguide.script.draft import ScriptDraft, key_of
from voiceguide.script.head_lines import after_tick_s
from voiceguide.script.lines import Anchor, Need, Purpose, Variant
from voiceguide.script.step_lines import step_ways
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
"""Over another such move, the announcement of a move that is not a stroke ends this long before it, seconds."""

SLIP_S = 2.4
"""How much earlier an announcement may end, seconds: at most about five before the hands change."""

LONGEST_CALL_S = 38.0
"""A last call is left out if what it counts lasts longer, seconds: it would be forgotten."""

SHORT_STROKE_S = 12.0
"""Two consecutive strokes shorter than this are announced together, seconds."""

_OVERLAP_S = 1.6
"""How long before a move that is not a stroke its words may begin, seconds: a stroke's end leaves that free."""

_CALL_MARGIN_S = 2.1 + 0.6
"""What a last call counts must last as long as call, announcement and this margin, seconds."""

_CALL_SURE_S = 2.4
"""How much shorter it may turn out, so that a smaller number is called, seconds."""

_COUNTING = re.compile(r"\b(?:last|final|once|one|two|three|four|five|more)\b", re.IGNORECASE)
"""An author's last call with such a word is only for the last repetition; others are also true before several."""

_STEPS = {
    MoveKind.COVER: Purpose.COVER,
    MoveKind.UNCOVER: Purpose.UNCOVER,
    MoveKind.OIL: Purpose.OIL,
    MoveKind.WARM: Purpose.WARM,
    MoveKind.WALK: Purpose.WALK,
    MoveKind.TURN_OVER: Purpose.TURN_OVER,
}


def say_tails(draft: ScriptDraft) -> None:
    """Add everything that is said before a move, for all moves after the opening."""
    first = draft.moves.index(draft.strokes[0])
    _now(draft, draft.strokes[0])
    draft.announced.add(key_of(draft.strokes[0]))
    with_the_one_before = ""
    for index in range(first + 1, len(draft.moves)):
        move = draft.moves[index]
        if move.kind is MoveKind.STROKE:
            if move.id != with_the_one_before:
                with_the_one_before = _announce(draft, index)
            _now(draft, move)
        elif move.kind is MoveKind.HOLD:
            ways = draft.ways("announce.hold", move, place=rest_place(move.region, move.side or Side.BOTH))
            _tail(draft, move, Purpose.ANNOUNCE, ways)
        elif move.kind in _STEPS:
            _tail(draft, move, _STEPS[move.kind], step_ways(draft, move))
    for move in draft.strokes:
        _call(draft, move)


def moves_announced_over(draft: ScriptDraft, move: Move) -> tuple[Move, Move]:
    """The move over whose end a move is announced, and the move at whose start the announcement must be over."""
    index = draft.moves.index(move)
    before = draft.moves[index - 1]
    return (draft.moves[index - 2], before) if before.kind is MoveKind.TRAVEL else (before, move)


def _tail(draft: ScriptDraft, move: Move, purpose: Purpose, ways: Sequence[str]) -> None:
    """Add a line that ends before a move begins."""
    before, edge = moves_announced_over(draft, move)
    works = before.kind in (MoveKind.STROKE, MoveKind.HOLD)
    gap_s = GAP_S if works or move.kind in (MoveKind.STROKE, MoveKind.HOLD) else STEP_GAP_S
    slip_s = SLIP_S if works else max(0.0, before.seconds - gap_s)
    if draft.level is Guidance.SIGNALS:
        ways = ways[-1:]
    room_s = before.seconds - gap_s + (0.0 if works else _OVERLAP_S)
    ways = [way for way in ways if draft.seconds(way) <= room_s] or ways[-1:]
    slip_s += 0.0 if works else _OVERLAP_S
    at_s = to_seconds(edge.start) - gap_s - draft.seconds(ways[0])
    draft.add(
        edge, purpose, ways, at_s, anchor=Anchor.BEFORE, offset_s=gap_s, slip_s=slip_s, need=Need.MUST, both=False
    )


def _now(draft: ScriptDraft, move: Move) -> None:
    """Add "Now." before a stroke."""
    at_s = to_seconds(move.start) - NOW_S
    draft.add(move, Purpose.NOW, ("Now.",), at_s, offset_s=-NOW_S, need=Need.MUST, both=False)


def _announce(draft: ScriptDraft, index: int) -> str:
    """Add a stroke's announcement; return the id of the next stroke if both are announced together, else empty."""
    move = draft.moves[index]
    before, edge = moves_announced_over(draft, move)
    later = next((each for each in draft.moves[index + 1 :] if each.kind is not MoveKind.TRAVEL), move)
    together = move.seconds < SHORT_STROKE_S and later.kind is MoveKind.STROKE and later.seconds < SHORT_STROKE_S
    if together and draft.level is not Guidance.SIGNALS:
        ways: tuple[str, ...] = announce.both(_stroke(move), _stroke(later))
    else:
        together = False
        ways = announcement(draft, move, before if edge is not move else None)
    draft.announced.add(key_of(move))
    _tail(draft, move, Purpose.ANNOUNCE, ways)
    return later.id if together else ""


def _stroke(move: Move) -> tuple[Stroke, str]:
    """The stroke of a move, and its side."""
    assert isinstance(move.item, Stroke)
    return move.item, move.side


def _call(draft: ScriptDraft, move: Move) -> None:
    """Add the last call, so early that call and announcement are over in time."""
    stroke = _stroke(move)[0]
    trips = move.spots > 1
    number = move.passes if trips else move.repetitions
    unit_s = to_seconds(move.period * (move.repeat * move.spots if trips else 1))
    pool = draft.picker.book.pool("last.trip" if trips else "last")
    texts = [text.say for text in pool.true_texts(draft.situation(move))][: 1 if trips else None]
    if stroke.say.last and number > 1:
        own = sentence(stroke.say.last)
        texts = [own, *texts[1:]] if _COUNTING.search(own) else [own] * len(texts)
    wait_s = after_tick_s(draft, move)
    needed_s = wait_s + max(map(draft.seconds, texts)) + tail_s(draft, move) + _CALL_MARGIN_S + error_s(1, draft.wpm)
    left = next((left for left in range(1, len(texts) + 1) if left * unit_s >= needed_s), 0)
    if not 0 < left < number or left * unit_s > LONGEST_CALL_S:
        return
    at_s = to_seconds(move.stop) - left * unit_s + wait_s
    fewest = next(fewer for fewer in range(1, left + 1) if fewer * unit_s >= needed_s - _CALL_SURE_S)
    draft.late_call_s[move.id] = (left - fewest) * unit_s
    ways = [Variant(text, number) for number, text in enumerate(texts, start=1)]
    ordered = [*ways[left - 1 :], *ways[: left - 1]]
    need = Need.MAY if draft.level is Guidance.SIGNALS else Need.SHOULD
    draft.add(move, Purpose.LAST, ordered, at_s, anchor=Anchor.LEFT, offset_s=wait_s, need=need, both=False)


def tail_s(draft: ScriptDraft, move: Move) -> float:
    """About how long the words over a move's end take, seconds, without their gap to the end."""
    stop_s = to_seconds(move.stop)
    tails = [
        each for name, each in draft.spoken.items()
        if draft.lines[name].anchor is Anchor.BEFORE and to_seconds(move.start) < each.stop_s <= stop_s
    ]  # fmt: skip
    return sum(each.stop_s - each.start_s for each in tails)
