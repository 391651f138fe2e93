"""Routines and lengths that tests share: a small fixed one, and hypothesis strategies for any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import strategies as st

from voiceguide.routine.model import (
    Close,
    OilAmount,
    Routine,
    Side,
    Stage,
    Step,
    StepKind,
    Stroke,
    Technique,
)
from voiceguide.routine.techniques import TABLE
from voiceguide.script.lines import Script, texts_of
from voiceguide.units import to_samples
from voiceguide.wording.words import word_count

WORD_S = 0.42
"""Seconds a word lasts for `spoken`: a slow voice."""


def stroke(technique: Technique, region: str, side: Side = Side.BOTH, **changes: object) -> Stroke:
    facts = TABLE[technique]
    values: dict[str, object] = {
        "hands": "both palms",
        "path": "along the muscle",
        "phases": facts.phases,
        "repeat": facts.repeat,
    }
    return Stroke(technique, region, side, **(values | changes))  # type: ignore[arg-type]


def small_routine(**changes: object) -> Routine:
    """Two stages: shoulders, then one leg after the other."""
    values: dict[str, object] = {
        "name": "small",
        "title": "Shoulders and legs",
        "stages": (
            Stage(
                "Shoulders",
                (
                    stroke(Technique.EFFLEURAGE, "shoulders", repeat=6),
                    stroke(Technique.FRICTION, "shoulders", spots=4),
                ),
            ),
            Stage(
                "Legs",
                (
                    Step(StepKind.UNCOVER, "leg"),
                    stroke(Technique.EFFLEURAGE, "legs", Side.EACH),
                    stroke(Technique.PETRISSAGE, "calf", Side.EACH, spots=3),
                    Step(StepKind.COVER, "leg"),
                ),
                rounds=2,
            ),
        ),
        "needs": ("oil", "pillows", "a towel", "blankets"),
        "oil": OilAmount.SMALL,
        "receiver": "lying face down",
        "giver": "kneeling beside",
    }
    return Routine(**(values | changes))  # type: ignore[arg-type]


def spoken(script: Script) -> Mapping[str, int]:
    """Samples of every text: `WORD_S` a word and a little more, so that lengths differ."""
    return {text: to_samples(0.2 + WORD_S * word_count(text)) + len(text) for text in texts_of(script).values()}


REGIONS = ("shoulders", "back", "calf", "feet", "hand", "scalp")


@st.composite
def strokes(draw: st.DrawFn, sides: st.SearchStrategy[Side] | None = None) -> Stroke:
    technique = draw(st.sampled_from(list(Technique)))
    facts = TABLE[technique]
    phases = tuple(
        replace(phase, seconds=draw(st.floats(0.8, 12).map(lambda value: round(value, 2)))) for phase in facts.phases
    )
    return stroke(
        technique,
        draw(st.sampled_from(REGIONS)),
        draw(st.sampled_from([each for each in Side if each]) if sides is None else sides),
        phases=phases,
        repeat=draw(st.integers(1, 12)),
        spots=draw(st.integers(1, 4)),
        passes=draw(st.integers(1, 3)),
        exact=draw(st.booleans()),
    )


def steps() -> st.SearchStrategy[Step]:
    kinds = [kind for kind in StepKind if kind not in (StepKind.HOLD,)]
    return st.builds(
        Step,
        kind=st.sampled_from(kinds),
        text=st.sampled_from(["", "a pillow under the ankles", "the blanket"]),
        seconds=st.one_of(st.none(), st.floats(2, 40).map(lambda value: round(value, 1))),
    )


@st.composite
def stages(draw: st.DrawFn) -> Stage:
    sides = st.just(Side.EACH) if draw(st.booleans()) else None
    items: list[Stroke | Step] = [
        *draw(st.lists(steps(), max_size=2)),
        *draw(st.lists(strokes(sides), min_size=1, max_size=3)),
    ]
    return Stage(
        draw(st.sampled_from(["Shoulders", "Legs", "Back and neck"])),
        tuple(draw(st.permutations(items))),
        rounds=draw(st.integers(1, 3)),
    )


def routines() -> st.SearchStrategy[Routine]:
    """Any routine with one to three stages."""
    return st.builds(
        Routine,
        name=st.just("any"),
        title=st.sampled_from(["Any routine", "Épaules «douces» & Ω"]),
        stages=st.lists(stages(), min_size=1, max_size=3).map(tuple),
        oil=st.sampled_from(list(OilAmount)),
        needs=st.sampled_from([(), ("oil",), ("a towel", "pillows", "blankets", "oil")]),
        prepare=st.lists(steps(), max_size=2).map(tuple),
        close=st.builds(Close, rest_s=st.floats(60, 90), hands_s=st.floats(15, 20)),
    )
