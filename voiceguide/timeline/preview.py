"""Previews: the first strokes of a session, or every stroke of one stage, without the opening.

A preview is a shorter script of the same moves and lines, so that it sounds as the session will. Only what it may need
is spoken, so it is ready long before the whole session.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from voiceguide.choreography.model import WORK, Move, MoveKind
from voiceguide.errors import UsageError, did_you_mean
from voiceguide.routine.model import Phase, Role
from voiceguide.script.lines import Anchor, Earcon, Line, Purpose, Script, Signal
from voiceguide.timeline.model import PacerPulse, Timeline
from voiceguide.units import to_samples, to_seconds

DEFAULT_S = 60.0

LEAD_IN = to_samples(1.5)
"""Time before the first stroke, in which the bed fades in and "Now." is heard, samples."""

EACH_S = 15.0
"""About how long each stroke of a stage is heard, in whole repetitions, seconds."""

LEAST_PULSE = to_samples(1.0)
"""A pulse that would be cut to less than this at the end of a preview is left out, samples."""

_FEWEST, _MOST = 2, 6
"""Fewest and most repetitions of a stroke in a stage's preview."""

_UNTRUE = (Purpose.QUIET, Purpose.TRIP)
"""Purposes of lines that are not true if there are only a few repetitions."""


def excerpt(script: Script, seconds: float | None = DEFAULT_S, stage: str | None = None) -> Script:
    """The part of a script that a preview plays.

    Args:
        script: The whole session.
        seconds: Length of a preview from the first stroke on; `clip_timeline` cuts it there.
        stage: Title of a stage, to play all of its strokes, each a few times.

    Raises:
        UsageError: There is no such stage (the hint names the nearest), or it has no stroke.
    """
    chosen = _of_stage(script, stage) if stage is not None else _from_first(script, seconds or DEFAULT_S)
    return _cut(script, chosen)


def _from_first(script: Script, seconds: float) -> list[Move]:
    """The moves of the first `seconds` from the first stroke on."""
    first = next((index for index, move in enumerate(script.moves) if move.kind is MoveKind.STROKE), None)
    if first is None:
        raise UsageError("there is no stroke to preview")
    wanted = script.moves[first].start + to_samples(seconds)
    return [move for move in script.moves[first:] if move.start < wanted]


def _of_stage(script: Script, title: str) -> list[Move]:
    """The moves of a stage's first round on one side, each with few repetitions."""
    titles = [heading.title for heading in script.stages]
    matches = [index for index, each in enumerate(titles) if each.casefold() == title.casefold()]
    if not matches:
        raise UsageError(f"there is no stage {title!r}", hint=did_you_mean(title, titles))
    inside = [move for move in script.moves if move.stage in matches and move.round == 1 and not move.second_side]
    places = [index for index, move in enumerate(inside) if move.kind is MoveKind.STROKE]
    if not places:
        raise UsageError(f"the stage {title!r} holds nothing to preview")
    return [_few(move) for move in inside[places[0] : places[-1] + 1]]


def _few(move: Move) -> Move:
    """A move with a few of its repetitions."""
    if move.kind not in WORK or not move.phases:
        return move
    wanted = round(to_samples(EACH_S) / max(1, move.period))
    few = min(move.repetitions, max(_FEWEST, min(_MOST, wanted)))
    return replace(move, frames=few * move.period, repeat=few, spots=1, passes=1)


def _cut(script: Script, chosen: Sequence[Move]) -> Script:
    """The script with only these moves, after a short lead-in."""
    first = chosen[0]
    lead_in = replace(first, id="preview", kind=MoveKind.TOUCH, start=0, frames=LEAD_IN, phases=(), repeat=0, pair="")
    moves = [lead_in]
    for move in chosen:
        moves.append(replace(move, start=moves[-1].stop))
    known = {move.id: move for move in moves}
    whole = {move.id: move for move in script.moves}
    lines = tuple(line for line in script.lines if line.move in known and _still_true(line, known[line.move]))
    signals = tuple(_within(script.signals, known, whole))
    title = f"{script.title} (preview)"
    return replace(script, title=title, moves=tuple(moves), lines=lines, signals=signals, changes=(), before=None)


def _still_true(line: Line, move: Move) -> bool:
    """Whether a line still fits its shortened move."""
    if line.purpose in _UNTRUE or (line.move == "preview"):
        return False
    late = line.anchor is Anchor.START and move.start + to_samples(line.offset_s) >= move.stop
    return not late


def _within(signals: Iterable[Signal], known: dict[str, Move], whole: dict[str, Move]) -> Iterable[Signal]:
    """The signals that still sound; of shortened moves, only those at their start."""
    for signal in signals:
        move = known.get(signal.move)
        if move is None or signal.earcon is Earcon.END:
            continue
        cut = move.frames != whole[signal.move].frames
        if not (cut and signal.offset > 0) and move.start + signal.offset >= 0:
            yield signal


def _until(pulse: PacerPulse, stop: int) -> PacerPulse:
    """Shorten a pulse that would go beyond the preview, with a short fall at its end."""
    if pulse.stop <= stop:
        return pulse
    whole: list[Phase] = []
    start = pulse.start
    for phase in pulse.phases:
        if start + phase.frames >= stop:
            break
        whole.append(phase)
        start += phase.frames
    last = stop - start
    fall = min(last // 4, LEAST_PULSE)
    cut = replace(phase, seconds=to_seconds(last - fall))
    return replace(pulse, phases=(*whole, cut, replace(phase, role=Role.RETURN, seconds=to_seconds(fall))))


def clip_timeline(timeline: Timeline, seconds: float) -> Timeline:
    """Cut a timeline to its first `seconds`; cues that would be cut off are left out.

    Returns:
        A timeline of exactly `seconds`, or the same one if it is not longer.
    """
    stop = to_samples(seconds)
    if timeline.frames <= stop:
        return timeline
    return replace(
        timeline,
        frames=stop,
        speech=tuple(each for each in timeline.speech if each.stop <= stop),
        earcons=tuple(each for each in timeline.earcons if each.stop <= stop),
        pulses=tuple(_until(each, stop) for each in timeline.pulses if each.start < stop - LEAST_PULSE),
        chapters=tuple(replace(each, stop=min(each.stop, stop)) for each in timeline.chapters if each.start < stop),
        beds=tuple(replace(each, stop=min(each.stop, stop)) for each in timeline.beds if each.start < stop),
        moves=tuple(replace(each, stop=min(each.stop, stop)) for each in timeline.moves if each.start < stop),
    )
