"""Word the exchange of places: rest, rise, wash, settle; then where hands are welcome now."""

from __future__ import annotations

from voiceguide.choreography.bodies import places_of, position_of
from voiceguide.choreography.model import Move, MoveKind
from voiceguide.routine.model import OilAmount, Side
from voiceguide.script.close_lines import say_still
from voiceguide.script.draft import ScriptDraft
from voiceguide.script.lines import EARCON_SECONDS, Earcon, Need, Purpose, Signal
from voiceguide.settings import Guidance
from voiceguide.units import to_samples, to_seconds
from voiceguide.wording.places import rest_place

_PLAN_S = (("rest", 2.0), ("change", 11.0), ("wash", 20.0), ("settle", 33.0), ("quiet", 44.0))
"""What is said, and how many seconds after the exchange begins."""

_OIL_BEFORE_S, _WELCOME_BEFORE_S = 22.0, 15.0
"""How long before the second half the words about warm hands and about welcome places come, seconds."""


def say_exchange(draft: ScriptDraft) -> None:
    """Add the words of a first half from its still hands on; the last ones already speak to the new roles."""
    for move in draft.moves:
        if move.kind is MoveKind.HOLD:
            say_still(draft, move)
    exchange = draft.moves[-1]
    start_s = to_seconds(exchange.start)
    fills = _fills(draft)
    for name, after_s in _PLAN_S:
        purpose = Purpose.QUIET if name == "quiet" else Purpose.EXCHANGE
        pool = _settle(draft) if name == "settle" else name
        _say(draft, exchange, f"exchange.{pool}", purpose, start_s + after_s, fills)
    stop_s = to_seconds(exchange.stop)
    _signal(draft, exchange, stop_s - _OIL_BEFORE_S - EARCON_SECONDS[Earcon.REGION] - 0.5)
    if _begins_bare(draft):
        _say(draft, exchange, "opening.oil", Purpose.OIL, stop_s - _OIL_BEFORE_S, fills)
    _say(draft, exchange, "exchange.welcome", Purpose.WELCOME, stop_s - _WELCOME_BEFORE_S, fills)


def _begins_bare(draft: ScriptDraft) -> bool:
    """Whether each half begins with oil on bare skin: nothing is folded back before its first stroke."""
    return draft.routine.oil is not OilAmount.NONE and not draft.is_covered(draft.moves[0])


def _settle(draft: ScriptDraft) -> str:
    """The pool for how the one who rests now lies or sits: bare where hands begin, under a blanket, or dressed."""
    if _begins_bare(draft):
        return "settle-bare"
    return "settle-covered" if draft.is_covered(draft.moves[0]) else "settle"


def _fills(draft: ScriptDraft) -> dict[str, str]:
    """Values of the placeholders, for the people of the second half."""
    book, whose = draft.picker.book, draft.whose.exchanged()
    first = draft.moves[0]
    position = first.position or position_of(draft.routine.receiver)
    place = first.place or next(iter(places_of(draft.routine.giver)), None)
    return {
        "giver": whose.giver,
        "receiver": whose.receiver,
        "bare": rest_place(draft.strokes[0].region, draft.strokes[0].side or Side.BOTH),
        "lies": book.word("lies", position.value if position else "", "gets comfortable"),
        "to": book.word("places", place.value if place else "", "to their place"),
    }


def _say(draft: ScriptDraft, move: Move, pool: str, purpose: Purpose, at_s: float, fills: dict[str, str]) -> None:
    """Add a line that must be said while the two change places."""
    ways = draft.ways(pool, move, **fills)
    ways = ways[-1:] if draft.level is Guidance.SIGNALS else ways
    offset_s = at_s - to_seconds(move.start)
    draft.add(move, purpose, ways, at_s, offset_s=offset_s, slip_s=4.0, need=Need.MUST)


def _signal(draft: ScriptDraft, move: Move, at_s: float) -> None:
    """Add three notes that call back whoever is still washing hands."""
    if not draft.has_earcons:
        return
    offset = to_samples(at_s) - move.start
    draft.signals.append(Signal(f"{move.id}.signal", move.id, Earcon.REGION, offset))
