"""What is said for moves that are no strokes: oil, covering, changes of place and position, pauses."""

from __future__ import annotations

from voiceguide.choreography.bodies import position_of
from voiceguide.choreography.model import Move, MoveKind, Position
from voiceguide.routine.model import Step
from voiceguide.script.lines import Need, Purpose
from voiceguide.script.talk import Talk
from voiceguide.settings import Guidance
from voiceguide.units import to_seconds
from voiceguide.wording.announce import what_is_covered
from voiceguide.wording.words import sentence

_HOLD_UP_S, _WALK_S, _SETTLE_S = 8.0, 20.0, 32.0
"""While somebody turns over: when help, the giver's place and the pillow are spoken of, seconds after its start."""


def step_ways(talk: Talk, move: Move) -> tuple[str, ...]:
    """Ways to announce such a move, the preferred first."""
    text = move.item.text if isinstance(move.item, Step) else ""
    covers = move.kind in (MoveKind.UNCOVER, MoveKind.COVER)
    if move.kind is MoveKind.COVER and move.id.startswith("close.") and not text:
        return talk.ways("close.cover", move)
    if move.kind is MoveKind.OIL:
        own, built = _oil(text), talk.ways("oil", move)
        return (own, *built[1:]) if own and not talk.picker.is_worn(own, to_seconds(move.start)) else built
    goal = _goal(talk, move)
    fills = {
        "what": what_is_covered(text, move.region, move.side) if covers else "",
        "to": goal,
        "To": goal[:1].upper() + goal[1:],
        "onto": _onto(talk, move, text),
        "lying": move.position.value if move.position else _onto(talk, move, text),
    }
    pool = _turn(talk, move) if move.kind is MoveKind.TURN_OVER else move.kind.value
    return talk.ways(pool, move, **fills)


def _goal(talk: Talk, move: Move) -> str:
    """Where the giver walks, for a sentence: ``round to the left``, ``down to the left leg``."""
    book = talk.picker.book
    to = move.place.value if move.place else ""
    before = talk.moves[talk.moves.index(move) - 1].place
    if before is not None and before.value.split(",")[0] == to.split(",")[0]:
        to = f"{to}, same side"
    return book.word("places", to, "to your next place")


def _turn(talk: Talk, move: Move) -> str:
    """From where to where the receiver turns: over, down from sitting, or up to sitting."""
    before = talk.moves[talk.moves.index(move) - 1].position
    if move.position is Position.SEATED:
        return "turn.sit"
    return "turn.lie" if before is Position.SEATED else "turn"


def _onto(talk: Talk, move: Move, text: str) -> str:
    position = move.position.value if move.position else ""
    return text.strip().rstrip(".") or talk.picker.book.word("onto", position, "the other side")


def _oil(text: str) -> str:
    """The author's words about oil, so that they tell it is oil."""
    if not text.strip():
        return ""
    plain = text.strip()
    return sentence(plain if "oil" in plain.casefold() or "lotion" in plain.casefold() else f"oil: {plain}")


def say_steps(talk: Talk) -> None:
    """Note what is said while such moves are done."""
    before = None
    for move in talk.moves:
        if move.kind is MoveKind.PAUSE and isinstance(move.item, Step) and move.item.text:
            at_s = to_seconds(move.start) + 0.3
            talk.add(move, Purpose.STEP, (sentence(move.item.text),), at_s, offset_s=0.3, slip_s=2.0, need=Need.MUST)
        elif move.kind is MoveKind.TURN_OVER:
            _while_turning(talk, move)
            if move.place is not None and before is not None and move.place is not before:
                _walk_meanwhile(talk, move)
        before = move.place


def _walk_meanwhile(talk: Talk, move: Move) -> None:
    """While the receiver turns over, the giver has time to change place, and is told where to."""
    goal = _goal(talk, move)
    ways = talk.ways("turn.walk", move, to=goal, To=goal[:1].upper() + goal[1:])
    ways = ways[-1:] if talk.level is Guidance.SIGNALS else ways
    at_s = to_seconds(move.start) + _WALK_S
    talk.add(move, Purpose.WALK, ways, at_s, offset_s=_WALK_S, slip_s=10.0, need=Need.MUST)


def _while_turning(talk: Talk, move: Move) -> None:
    stage = talk.routine.stages[move.stage]
    own = stage.receiver if position_of(stage.receiver) is not None and "," in stage.receiver else ""
    for pool, after_s in (("turn.during", _HOLD_UP_S), ("turn.after", _SETTLE_S)):
        ways = (sentence(own),) if own and pool == "turn.after" else talk.ways(pool, move)
        if talk.level is not Guidance.SIGNALS:
            at_s = to_seconds(move.start) + after_s
            talk.add(move, Purpose.STEP, ways, at_s, offset_s=after_s, slip_s=10.0, need=Need.SHOULD)
