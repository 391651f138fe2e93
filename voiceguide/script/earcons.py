"""Place the signals: at a new stroke, the other side, a new region; ticks at new spots."""

from __future__ import annotations

from collections.abc import Iterator

from voiceguide.choreography.model import Move, MoveKind
from voiceguide.routine.model import StepKind
from voiceguide.routine.sided import ONE_SIDE
from voiceguide.script.draft import ScriptDraft
from voiceguide.script.head_lines import has_ticks
from voiceguide.script.lines import EARCON_SECONDS, Earcon, Signal
from voiceguide.units import to_samples, to_seconds

_BEFORE_S = {Earcon.STROKE: 1.8, Earcon.SIDE: 1.9, Earcon.REGION: 2.0}
"""How long before the hands leave a stroke a signal begins, seconds: between announcement and "Now."."""

_CLEAR_S = 0.4
"""A signal is left out if words are expected this close to it, seconds: it would only push them away."""


def add_signals(draft: ScriptDraft) -> None:
    """Add every earcon except the bells."""
    if not draft.has_earcons:
        return
    before: Move | None = None
    for move in draft.strokes:
        if before is not None:
            draft.signals += _change(draft, before, move)
        draft.signals += _ticks(move)
        before = move
    for note in draft.choreography.notes:
        if note.step.kind is StepKind.CHIME:
            move = next(each for each in draft.moves if each.id == note.move)
            offset = move.frames - to_samples(0.2) if note.after else -to_samples(0.2)
            draft.signals.append(Signal(f"{move.id}.chime{len(draft.signals)}", move.id, Earcon.CHIME, offset))


def _change(draft: ScriptDraft, before: Move, move: Move) -> Iterator[Signal]:
    """The signal at a change of stroke, side or region, if there is room."""
    earcon = Earcon.STROKE
    if move.region != before.region and move.stage != before.stage:
        earcon = Earcon.REGION
    elif move.side != before.side and {move.side, before.side} == set(ONE_SIDE):
        earcon = Earcon.SIDE
    following = draft.moves[draft.moves.index(before) + 1]
    start_s = to_seconds(following.start) - _BEFORE_S[earcon]
    stop_s = start_s + EARCON_SECONDS[earcon]
    travels = following.kind is MoveKind.TRAVEL
    if travels or draft.is_free(start_s, stop_s + _CLEAR_S, gap_s=0.0):
        yield Signal(f"{move.id}.signal", following.id, earcon, -to_samples(_BEFORE_S[earcon]))


def _ticks(move: Move) -> Iterator[Signal]:
    """The ticks of a stroke, one at each new spot."""
    if not has_ticks(move):
        return
    spot = move.period * move.repeat
    for number in range(1, move.spots * move.passes):
        yield Signal(f"{move.id}.tick{number}", move.id, Earcon.TICK, number * spot)
