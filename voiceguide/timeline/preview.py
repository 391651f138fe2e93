"""A preview: the first strokes of a session, or every stroke of one stage, without the words that begin a session.

Comes in: a script. Goes out: a shorter script of the same moves and lines, so that it sounds as the session will.
Only what it may need is spoken, so that it is ready long before the whole would be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from voiceguide.choreography.model import WORK, Move, MoveKind
from voiceguide.errors import UsageError, did_you_mean
from voiceguide.routine.model import Role
from voiceguide.script.lines import Anchor, Earcon, Line, Purpose, Script, Signal
from voiceguide.timeline.model import PacerPulse, Timeline
from voiceguide.units import to_samples

DEFAULT_S = 60.0

LEAD_IN = to_samples(1.5)
"""Before the first stroke: the bed fades in, and "Now." is heard. Samples."""

EACH_S = 15.0
"""About so long each stroke of a stage is shown, in whole repetitions, seconds."""

LEAST_PULSE = to_samples(1.0)
"""A pulse that would be cut to less than this at the end of a preview is left out, samples."""

_FEWEST, _MOST = 2, 6
"""Fewest and most repetitions of a stroke in a stage's preview."""

_UNTRUE = (Purpose.QUIET, Purpose.TRIP)
"""Lines that are not true of a few repetitions."""


def excerpt(script: Script, seconds: float | None = DEFAULT_S, stage: str | None = None) -> Script:
    """The part of a script that a preview plays.

    Args:
        script: The whole session.
        seconds: Length of a preview from the first stroke on; it is cut there (see `clipped`).
        stage: Title of a stage: all of its strokes are played, each a few times.

    Raises:
        UsageError: There is no such stage (the hint names the nearest), or it holds no stroke.
    """
    chosen = _of_stage(script, stage) if stage is not None else _from_first(script, seconds or DEFAULT_S)
    return _cut(script, chosen)


def _from_first(script: Script, seconds: float) -> list[Move]:
    first = next((index for index, move in enumerate(script.moves) if move.kind is MoveKind.STROKE), None)
    if first is None:
        raise UsageError("there is no stroke to preview")
    wanted = script.moves[first].start + to_samples(seconds)
    return [move for move in script.moves[first:] if move.start < wanted]


def _of_stage(script: Script, title: str) -> list[Move]:
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
    if move.kind not in WORK or not move.beats:
        return move
    wanted = round(to_samples(EACH_S) / max(1, move.period))
    few = min(move.repetitions, max(_FEWEST, min(_MOST, wanted)))
    return replace(move, frames=few * move.period, repeat=few, spots=1, passes=1)


def _cut(script: Script, chosen: Sequence[Move]) -> Script:
    """The script with these moves alone, after a short lead-in."""
    first = chosen[0]
    lead_in = replace(first, id="preview", kind=MoveKind.TOUCH, start=0, frames=LEAD_IN, beats=(), repeat=0, pair="")
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
    if line.purpose in _UNTRUE or (line.move == "preview"):
        return False
    late = line.anchor is Anchor.START and move.start + to_samples(line.offset_s) >= move.stop
    return not late


def _within(signals: Iterable[Signal], known: dict[str, Move], whole: dict[str, Move]) -> Iterable[Signal]:
    """The signals that still sound: those of ticks only over the repetitions that are left."""
    for signal in signals:
        move = known.get(signal.move)
        if move is None or signal.earcon is Earcon.END:
            continue
        cut = move.frames != whole[signal.move].frames
        if not (cut and signal.offset > 0) and move.start + signal.offset >= 0:
            yield signal


def _until(pulse: PacerPulse, stop: int) -> PacerPulse:
    """A pulse that ends with the preview: it falls a little sooner where it would be cut."""
    if pulse.stop <= stop:
        return pulse
    kept = [(role, start, frames) for start, (role, frames) in _starts(pulse) if start < stop]
    *whole, (role, start, _) = kept
    last = stop - start
    fall = min(last // 4, LEAST_PULSE)
    beats = [(role, frames) for role, _, frames in whole]
    return replace(pulse, beats=(*beats, (role, last - fall), (Role.RETURN, fall)))


def _starts(pulse: PacerPulse) -> Iterator[tuple[int, tuple[Role, int]]]:
    start = pulse.start
    for role, frames in pulse.beats:
        yield start, (role, frames)
        start += frames


def clipped(timeline: Timeline, seconds: float) -> Timeline:
    """The first `seconds` of a timeline; cues that would be cut are left out.

    Returns:
        A timeline of exactly `seconds`, or the same when it is no longer than that.
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
