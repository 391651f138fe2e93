"""Add the opening's lines over the first moves of a session: the same at every level, in the same order."""

from __future__ import annotations

from voiceguide.choreography.model import Move, MoveKind
from voiceguide.routine.model import OilAmount, Stroke
from voiceguide.script.draft import ScriptDraft
from voiceguide.script.lines import Anchor, Need, Purpose
from voiceguide.units import to_seconds
from voiceguide.wording.needs import GAP_S
from voiceguide.wording.opening import CHANGE_S, SHORT_S, START_S, OpeningFacts, OpeningLine, opening_lines
from voiceguide.wording.opening_parts import OpeningPart
from voiceguide.wording.places import covers_among

_PURPOSES = {
    OpeningPart.LENGTH: Purpose.LENGTH,
    OpeningPart.OIL: Purpose.OIL,
    OpeningPart.WARM: Purpose.WARM,
    OpeningPart.NOT_TODAY: Purpose.NOT_TODAY,
    OpeningPart.DOCTOR: Purpose.DOCTOR,
    OpeningPart.ASK_FIRST: Purpose.ASK_FIRST,
    OpeningPart.WELCOME: Purpose.WELCOME,
    OpeningPart.TOUCH: Purpose.TOUCH,
    OpeningPart.BREATH: Purpose.BREATH,
    OpeningPart.UNCOVER: Purpose.UNCOVER,
    OpeningPart.SKIN: Purpose.SKIN,
    OpeningPart.KEEP_OFF: Purpose.KEEP_OFF,
    OpeningPart.OIL_NOW: Purpose.OIL,
    OpeningPart.COLOURS: Purpose.COLOURS,
    OpeningPart.STOP: Purpose.STOP,
    OpeningPart.AGAIN: Purpose.COLOURS,
    OpeningPart.THOUGHT: Purpose.THOUGHT,
    OpeningPart.FIRST: Purpose.ANNOUNCE,
}
_SLIP_S = 12.0
"""How much later than planned a sentence of the opening may come, seconds; none is ever left out."""


def say_opening(draft: ScriptDraft) -> None:
    """Add the opening's lines: each after the one before, over the move in which it begins."""
    first = draft.strokes[0]
    moves = draft.moves[: draft.moves.index(first)]
    facts = _facts(draft, first, moves)
    lines = opening_lines(facts)
    touch_s = to_seconds(next(move.start for move in moves if move.kind is MoveKind.TOUCH))
    now_s = START_S if not draft.again else 0.0
    for line in lines[:-1]:
        at_s = max(now_s, _earliest_s(line, moves))
        seconds = draft.seconds(line.text)
        if line.part is OpeningPart.TOUCH:
            at_s = touch_s - seconds - 0.1 if draft.again else min(at_s, touch_s - seconds - 0.1)
        if line.part is OpeningPart.BREATH:
            at_s = max(at_s, touch_s + 0.2)
        _say(draft, line, at_s, moves)
        now_s = at_s + seconds + (2.0 if line.part is OpeningPart.BREATH and facts.covered else line.after_s)
    last = lines[-1]
    at_s = to_seconds(first.start) - GAP_S - draft.seconds(last.text)
    draft.add(
        first, Purpose.ANNOUNCE, (last.text,), at_s, anchor=Anchor.BEFORE, offset_s=GAP_S, slip_s=1.5, need=Need.MUST,
        both=False,
    )  # fmt: skip


def _facts(draft: ScriptDraft, first: Move, moves: tuple[Move, ...]) -> OpeningFacts:
    """What the opening depends on in this session."""
    stroke = first.item
    assert isinstance(stroke, Stroke)
    return OpeningFacts(
        seconds=draft.session_s,
        regions=tuple(move.region for move in draft.strokes),
        stroke=stroke,
        side=first.side,
        covered=any(move.kind is MoveKind.UNCOVER for move in moves),
        oil=draft.routine.oil is not OilAmount.NONE,
        wraps=covers_among(draft.routine.needs),
        whose=draft.whose,
        again=draft.again,
    )


def _earliest_s(line: OpeningLine, moves: tuple[Move, ...]) -> float:
    """Earliest time of a line, seconds: words about a change come just before it, over the end of the move before."""
    kind = {OpeningPart.UNCOVER: MoveKind.UNCOVER, OpeningPart.OIL_NOW: MoveKind.OIL}.get(line.part)
    start = next((to_seconds(move.start) for move in moves if kind is not None and move.kind is kind), None)
    return 0.0 if start is None else start - CHANGE_S


def _say(draft: ScriptDraft, line: OpeningLine, at_s: float, moves: tuple[Move, ...]) -> None:
    """Add a sentence of the opening."""
    move = next((each for each in reversed(moves) if to_seconds(each.start) <= at_s), moves[0])
    slip_s = _SLIP_S if line.after_s != SHORT_S or line.part is not OpeningPart.LENGTH else 2.0
    offset_s = at_s - to_seconds(move.start)
    draft.add(
        move, _PURPOSES[line.part], (line.text,), at_s, offset_s=offset_s, slip_s=slip_s, need=Need.MUST, both=line.both
    )
