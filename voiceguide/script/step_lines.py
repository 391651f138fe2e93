"""Word the moves that are not strokes: oil, covering, changes of place and position, pauses."""

from __future__ import annotations

from voiceguide.choreography.bodies import position_of
from voiceguide.choreography.model import Move, MoveKind, Position
from voiceguide.routine.model import Step
from voiceguide.script.draft import ScriptDraft
from voiceguide.script.lines import Need, Purpose
from voiceguide.settings import Guidance
from voiceguide.units import to_seconds
from voiceguide.wording.announce import what_is_covered
from voiceguide.wording.words import sentence, word_count

_HOLD_UP_S, _SETTLE_S, _WALK_S = 8.0, 20.0, 34.0
"""When, during a turn-over, help, the pillow and the giver's place are mentioned, seconds after its start: whoever has
walked to the head cannot reach a pillow at the ankles."""


def step_ways(draft: ScriptDraft, move: Move) -> tuple[str, ...]:
    """Ways to announce a move that is not a stroke, the preferred first."""
    text = move.item.text if isinstance(move.item, Step) else ""
    covers = move.kind in (MoveKind.UNCOVER, MoveKind.COVER)
    if move.kind is MoveKind.COVER and not isinstance(move.item, Step) and not move.region:
        return draft.ways("close.cover", move)
    if move.kind is MoveKind.OIL:
        own, built = _oil(text), draft.ways("oil", move)
        if not own or draft.picker.is_worn(own, to_seconds(move.start)):
            return built
        return (own, *(way for way in built[1:] if word_count(way) <= word_count(own)))
    goal = _goal(draft, move)
    fills = {
        "what": what_is_covered(text, move.region, move.side) if covers else "",
        "to": goal,
        "To": goal[:1].upper() + goal[1:],
        "onto": _onto(draft, move, text),
        "lying": move.position.value if move.position else _onto(draft, move, text),
    }
    pool = _turn(draft, move) if move.kind is MoveKind.TURN_OVER else move.kind.value
    return draft.ways(pool, move, **fills)


def _goal(draft: ScriptDraft, move: Move) -> str:
    """Where the giver walks, for a sentence: ``round to the left``, ``down to the left leg``."""
    book = draft.picker.book
    to = move.place.value if move.place else ""
    before = draft.moves[draft.moves.index(move) - 1].place
    if before is not None and before.value.split(",")[0] == to.split(",")[0]:
        to = f"{to}, same side"
    return book.word("places", to, "to your next place")


def _turn(draft: ScriptDraft, move: Move) -> str:
    """The pool for how the receiver turns: over, down from sitting, or up to sitting."""
    before = draft.moves[draft.moves.index(move) - 1].position
    if move.position is Position.SEATED:
        return "turn.sit"
    return "turn.lie" if before is Position.SEATED else "turn"


def _onto(draft: ScriptDraft, move: Move, text: str) -> str:
    """What the receiver turns or moves onto."""
    position = move.position.value if move.position else ""
    return text.strip().rstrip(".") or draft.picker.book.word("onto", position, "the other side")


def _oil(text: str) -> str:
    """The author's words about oil, with the word oil added if they lack it."""
    if not text.strip():
        return ""
    plain = text.strip()
    return sentence(plain if "oil" in plain.casefold() or "lotion" in plain.casefold() else f"oil: {plain}")


def say_steps(draft: ScriptDraft) -> None:
    """Add what is said while such moves are done."""
    before = None
    for move in draft.moves:
        if move.kind is MoveKind.PAUSE and isinstance(move.item, Step) and move.item.text:
            at_s = to_seconds(move.start) + 0.3
            draft.add(move, Purpose.STEP, (sentence(move.item.text),), at_s, offset_s=0.3, slip_s=2.0, need=Need.MUST)
        elif move.kind is MoveKind.TURN_OVER:
            _while_turning(draft, move)
            if move.place is not None and before is not None and move.place is not before:
                _walk_meanwhile(draft, move)
        before = move.place


def _walk_meanwhile(draft: ScriptDraft, move: Move) -> None:
    """Say where the giver should go while the receiver turns over."""
    goal = _goal(draft, move)
    ways = draft.ways("turn.walk", move, to=goal, To=goal[:1].upper() + goal[1:])
    ways = ways[-1:] if draft.level is Guidance.SIGNALS else ways
    at_s = to_seconds(move.start) + _WALK_S
    draft.add(move, Purpose.WALK, ways, at_s, offset_s=_WALK_S, slip_s=10.0, need=Need.MUST)


def _while_turning(draft: ScriptDraft, move: Move) -> None:
    """Add the words about help and the pillow while the receiver turns over."""
    stage = draft.routine.stages[move.stage]
    own = stage.receiver if position_of(stage.receiver) is not None and "," in stage.receiver else ""
    for pool, after_s in (("turn.during", _HOLD_UP_S), ("turn.after", _SETTLE_S)):
        ways = (sentence(own),) if own and pool == "turn.after" else draft.ways(pool, move)
        if draft.level is not Guidance.SIGNALS:
            at_s = to_seconds(move.start) + after_s
            draft.add(move, Purpose.STEP, ways, at_s, offset_s=after_s, slip_s=10.0, need=Need.SHOULD)
