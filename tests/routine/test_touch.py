"""A region that a receiver wants left out is not touched on the way either."""

from __future__ import annotations

import pytest

from voiceguide.errors import UsageError
from voiceguide.routine.load import load_routine
from voiceguide.routine.model import Side, Step, StepKind, Stroke, Technique
from voiceguide.routine.own_words import Wording
from voiceguide.routine.techniques import TABLE
from voiceguide.routine.touch import is_left_out, touched_regions


def stroke(region: str, path: str, say: Wording = Wording()) -> Stroke:  # noqa: B008 - frozen
    return Stroke(
        Technique.EFFLEURAGE, region, Side.BOTH, "both palms", path, TABLE[Technique.EFFLEURAGE].phases, 5, say=say
    )


@pytest.mark.parametrize(
    ("region", "path", "expected"),
    [
        ("back", "down beside the spine, out around the hips, and up", {"back", "beside the spine", "hips"}),
        ("legs", "from the ankle over the knee to the hip", {"legs", "knee"}),
        ("shoulders", "from the base of the neck out to the shoulder tips", {"shoulders"}),
        ("calf", "around the calf, never behind the knee", {"calf"}),
        ("feet", "with your thumbs along the soles", {"feet", "sole"}),
        ("thigh", "with the heel of your hand, straight down", {"thigh"}),
        ("shoulders", "out over both shoulder blades", {"shoulders", "shoulder blades"}),
    ],
)
def test_a_path_touches_what_it_passes_over(region: str, path: str, expected: set[str]) -> None:
    assert touched_regions(stroke(region, path)) - {"beside the spine"} == expected - {"beside the spine"}


def test_the_authors_own_words_count_too() -> None:
    assert "hips" in touched_regions(stroke("back", "up and down", Wording(path="Sweep around the hips.")))


def test_a_step_touches_where_it_holds() -> None:
    assert touched_regions(Step(StepKind.HOLD, region="feet")) == {"feet"}
    assert touched_regions(Step(StepKind.CHECK_IN)) == frozenset()


def test_avoiding_the_hips_leaves_out_what_runs_around_them() -> None:
    routine = load_routine("flowing-back")
    kept = [item for stage in routine.stages for item in stage.strokes if not is_left_out(item, ["hips"])]

    assert kept
    assert all("around the hips" not in item.path for item in kept)
    assert len(kept) < sum(len(stage.strokes) for stage in routine.stages)


def test_an_unknown_region_is_a_usage_error() -> None:
    with pytest.raises(UsageError):
        is_left_out(stroke("back", "up"), ["hipps"])
