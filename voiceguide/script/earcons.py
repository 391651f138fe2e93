"""Where the signals sound: at a new stroke, the other side, a new region; ticks at new spots."""

from __future__ import annotations

from collections.abc import Iterator

from voiceguide.choreography.model import Move, MoveKind
from voiceguide.routine.model import StepKind
from voiceguide.script.head_lines import has_ticks
from voiceguide.script.lines import EARCON_SECONDS, Earcon, Signal
from voiceguide.script.talk import Talk
from voiceguide.units import to_samples, to_seconds

_BEFORE_S = {Earcon.STROKE: 1.8, Earcon.SIDE: 1.9, Earcon.REGION: 2.0}
"""So long before the hands leave a stroke the signal begins, seconds: between announcement and "Now."."""

_CLEAR_S = 0.4
"""A signal is left out where words are expected so close to it, seconds: it would only push them away."""


def add_signals(talk: Talk) -> None:
    """Note every earcon but the bells."""
    before: Move | None = None
    for move in talk.strokes:
        if before is not None:
            talk.signals += _change(talk, before, move)
        talk.signals += _ticks(move)
        before = move
    for note in talk.choreography.notes:
        if note.step.kind is StepKind.CHIME:
            move = next(each for each in talk.moves if each.id == note.move)
            offset = move.frames - to_samples(0.2) if note.after else -to_samples(0.2)
            talk.signals.append(Signal(f"{move.id}.chime{len(talk.signals)}", move.id, Earcon.CHIME, offset))


def _change(talk: Talk, before: Move, move: Move) -> Iterator[Signal]:
    earcon = Earcon.STROKE
    if move.region != before.region and move.stage != before.stage:
        earcon = Earcon.REGION
    elif move.side != before.side and {move.side, before.side} == {"left", "right"}:
        earcon = Earcon.SIDE
    following = talk.moves[talk.moves.index(before) + 1]
    start_s = to_seconds(following.start) - _BEFORE_S[earcon]
    stop_s = start_s + EARCON_SECONDS[earcon]
    travels = following.kind is MoveKind.TRAVEL
    if travels or talk.is_free(start_s, stop_s + _CLEAR_S, gap_s=0.0):
        yield Signal(f"{move.id}.signal", following.id, earcon, -to_samples(_BEFORE_S[earcon]))


def _ticks(move: Move) -> Iterator[Signal]:
    if not has_ticks(move):
        return
    spot = move.period * move.repeat
    for number in range(1, move.spots * move.passes):
        yield Signal(f"{move.id}.tick{number}", move.id, Earcon.TICK, number * spot)
