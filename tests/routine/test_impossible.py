"""A routine whose bodies cannot do what it says is refused before anything is spoken, with the move named."""

from __future__ import annotations

from pathlib import Path

import pytest

from voiceguide.errors import RoutineError
from voiceguide.pipeline import plan
from voiceguide.routine.load import load_routine

FEET_FROM_BEHIND = """
title: Out of reach
receiver: seated
giver: behind
stages:
  - name: Feet
    strokes:
      - technique: petrissage
        region: feet
        repeat: 40
"""


def test_a_stroke_that_no_hand_reaches_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "feet.yaml"
    file.write_text(FEET_FROM_BEHIND, "utf-8")
    with pytest.raises(RoutineError) as caught:
        plan(load_routine(file))
    finding = next(each for each in caught.value.findings if each.rule == "reach")
    assert finding.where.line is not None
    assert "feet" in finding.message
