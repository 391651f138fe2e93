"""The opening's lines over the first moves of a session: the same at every level, in the same order."""

from __future__ import annotations

from voiceguide.choreography.model import Move, MoveKind
from voiceguide.routine.model import OilAmount, Stroke
from voiceguide.script.lines import Anchor, Need, Purpose
from voiceguide.script.talk import Talk
from voiceguide.units import to_seconds
from voiceguide.wording.needs import GAP_S
from voiceguide.wording.opening import CHANGE_S, SHORT_S, START_S, OpeningFacts, OpeningLine, opening_lines

_PURPOSES = {
    "length": Purpose.LENGTH,
    "oil": Purpose.OIL,
    "warm": Purpose.WARM,
    "not-today": Purpose.NOT_TODAY,
    "doctor": Purpose.DOCTOR,
    "ask-first": Purpose.ASK_FIRST,
    "welcome": Purpose.WELCOME,
    "touch": Purpose.TOUCH,
    "breath": Purpose.BREATH,
    "uncover": Purpose.UNCOVER,
    "skin": Purpose.SKIN,
    "keep-off": Purpose.KEEP_OFF,
    "oil-now": Purpose.OIL,
    "colours": Purpose.COLOURS,
    "stop": Purpose.STOP,
    "first": Purpose.ANNOUNCE,
}
_SLIP_S = 12.0
"""A sentence of the opening may come so much later than it should, seconds; none is ever left out."""


def say_opening(talk: Talk) -> None:
    """Note the opening's lines: each after the one before, over the move in which it begins."""
    first = talk.strokes[0]
    moves = talk.moves[: talk.moves.index(first)]
    facts = _facts(talk, first, moves)
    lines = opening_lines(facts)
    touch_s = to_seconds(next(move.start for move in moves if move.kind is MoveKind.TOUCH))
    now_s = START_S
    for line in lines[:-1]:
        at_s = max(now_s, _earliest_s(line, moves))
        seconds = talk.seconds(line.text)
        if line.part == "touch":
            at_s = min(at_s, touch_s - seconds - 0.1)
        if line.part == "breath":
            at_s = max(at_s, touch_s + 0.2)
        _say(talk, line, at_s, moves)
        now_s = at_s + seconds + (2.0 if line.part == "breath" and facts.covered else line.after_s)
    last = lines[-1]
    at_s = to_seconds(first.start) - GAP_S - talk.seconds(last.text)
    talk.add(
        first, Purpose.ANNOUNCE, (last.text,), at_s, anchor=Anchor.BEFORE, offset_s=GAP_S, slip_s=1.5, need=Need.MUST,
        both=False,
    )  # fmt: skip


def _facts(talk: Talk, first: Move, moves: tuple[Move, ...]) -> OpeningFacts:
    stroke = first.item
    assert isinstance(stroke, Stroke)
    return OpeningFacts(
        seconds=talk.choreography.seconds,
        regions=tuple(move.region for move in talk.strokes),
        stroke=stroke,
        side=first.side,
        covered=any(move.kind is MoveKind.UNCOVER for move in moves),
        oil=talk.routine.oil is not OilAmount.NONE,
    )


def _earliest_s(line: OpeningLine, moves: tuple[Move, ...]) -> float:
    """What is said of a change is said just before it: over the end of the move before."""
    kind = {"uncover": MoveKind.UNCOVER, "oil-now": MoveKind.OIL}.get(line.part)
    start = next((to_seconds(move.start) for move in moves if kind is not None and move.kind is kind), None)
    return 0.0 if start is None else start - CHANGE_S


def _say(talk: Talk, line: OpeningLine, at_s: float, moves: tuple[Move, ...]) -> None:
    move = next((each for each in reversed(moves) if to_seconds(each.start) <= at_s), moves[0])
    slip_s = _SLIP_S if line.after_s != SHORT_S or line.part != "length" else 2.0
    offset_s = at_s - to_seconds(move.start)
    talk.add(
        move, _PURPOSES[line.part], (line.text,), at_s, offset_s=offset_s, slip_s=slip_s, need=Need.MUST, both=line.both
    )
