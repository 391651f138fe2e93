"""What fitting changed, in sentences for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from voiceguide import anatomy
from voiceguide.choreography.order import Key
from voiceguide.routine.model import Routine, Stroke
from voiceguide.routine.techniques import TABLE


def changes_of(
    routine: Routine, left_out: Sequence[Key], rounds: Sequence[int], counts: Mapping[Key, int], tempo: float
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the strokes left out, and one sentence for each change."""
    names = tuple(_name(_stroke(routine, key)) for key in left_out)
    changes = []
    for index, stage in enumerate(routine.stages):
        gone = [name for key, name in zip(left_out, names, strict=True) if key[0] == index]
        if gone and len(gone) == len(stage.strokes):
            changes.append(f"{stage.name}: left out.")
            continue
        changes += [f"{stage.name}: {name} left out." for name in gone]
        if rounds[index] != stage.rounds and stage.strokes:
            changes.append(
                f"{stage.name}: {rounds[index]} round{'s' * (rounds[index] > 1)} in place of {stage.rounds}."
            )
        changes += [
            f"{stage.name}: {_name(_stroke(routine, key))}: {total} in place of {_stroke(routine, key).repetitions}."
            for key, total in sorted(counts.items())
            if key[0] == index and total != _stroke(routine, key).repetitions
        ]
    if abs(tempo - 1) >= 0.005:
        changes.append(f"The hands move at {tempo:.2f} times their usual tempo.")
    return names, tuple(changes)


def _stroke(routine: Routine, key: Key) -> Stroke:
    stroke = routine.stages[key[0]].steps[key[1]]
    if not isinstance(stroke, Stroke):
        raise TypeError(f"{key} is no stroke")
    return stroke


def _name(stroke: Stroke) -> str:
    name = (stroke.say.name or TABLE[stroke.technique].plain).strip().rstrip(".")
    return f"{name}, {anatomy.spoken_name(stroke.region, stroke.side.value)}"
