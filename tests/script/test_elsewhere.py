"""Another sentence in one stroke changes what is said there, and nothing over any other stroke."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voiceguide.planning import plan_session
from voiceguide.routine.check import load_checked
from voiceguide.routine.model import Routine, Step, Stroke
from voiceguide.routine.own_words import Wording
from voiceguide.routine.sources import shipped_routines
from voiceguide.script.lines import Script
from voiceguide.settings import Guidance, Settings
from voiceguide.timeline.model import Timeline


def reworded(say: Wording) -> Wording:
    """Other sentences, some longer and some shorter."""
    return replace(
        say,
        next=" ".join((say.next or "").split()[:-1]) or None,
        again=f"Gently, {say.again}" if say.again else None,
        pressure=f"Softly: {say.pressure}" if say.pressure else None,
        during=tuple(" ".join(text.split()[:-1]) for text in say.during),
    )


def with_other_words(routine: Routine, stage: int, step: int) -> Routine:
    """The routine with other sentences in one of its strokes."""
    stages = list(routine.stages)
    steps = list(stages[stage].steps)
    stroke = steps[step]
    assert isinstance(stroke, Stroke)
    steps[step] = replace(stroke, say=reworded(stroke.say))
    stages[stage] = replace(stages[stage], steps=tuple(steps))
    return replace(routine, stages=tuple(stages))


def heard(timeline: Timeline) -> dict[str, tuple[str, int]]:
    return {each.cue: (each.text, each.start) for each in timeline.speech}


def own_moves(script: Script, stroke: Stroke) -> set[str]:
    """The moves of a stroke wherever the routine has it, with the two before each, over whose end it is announced."""
    places = [place for place, move in enumerate(script.moves) if is_same(move.item, stroke)]
    return {script.moves[at].id for place in places for at in range(max(0, place - 2), place + 1)}


def is_same(item: Stroke | Step | None, stroke: Stroke) -> bool:
    """Whether a move does a stroke, or one that a listener cannot tell from it."""
    if not isinstance(item, Stroke):
        return False
    return item.where == stroke.where or (item.technique, item.region, item.path) == (
        stroke.technique,
        stroke.region,
        stroke.path,
    )


def twice(routine: Routine, stroke: Stroke) -> bool:
    """Whether the routine has a stroke more than once."""
    return sum(is_same(item, stroke) for stage in routine.stages for item in stage.steps) > 1


@pytest.mark.parametrize("guidance", [Guidance.FULL, Guidance.SIGNALS])
@pytest.mark.parametrize("name", shipped_routines())
def test_other_words_in_a_stroke_change_nothing_elsewhere(name: str, guidance: Guidance) -> None:
    routine, settings = load_checked(name), Settings(duration_s=1800.0, guidance=guidance)
    made = plan_session(routine, settings, voice_wpm=156.0)
    compared, changed = 0, 0
    for stage, each in enumerate(routine.stages):
        for step, stroke in enumerate(each.steps):
            if not isinstance(stroke, Stroke) or twice(routine, stroke):
                continue  # two strokes that sounded the same would become two that do not
            other = plan_session(with_other_words(routine, stage, step), settings, voice_wpm=156.0)
            if other.script.moves != made.script.moves:
                continue  # the stroke lasts as long as its words need
            moves = {line.id: line.move for line in (*made.script.lines, *other.script.lines)}
            before, after = heard(made.timeline), heard(other.timeline)
            differ = {cue for cue in before.keys() | after.keys() if before.get(cue) != after.get(cue)}
            own = own_moves(made.script, stroke)
            assert {cue for cue in differ if moves[cue] not in own} == set(), f"{each.name}, step {step + 1}"
            compared, changed = compared + 1, changed + bool(differ)
    assert compared > 0
    assert changed > 0 or guidance is Guidance.SIGNALS
