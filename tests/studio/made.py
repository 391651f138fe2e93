"""A library of real sessions: short ones, spoken by the fake voice."""

from __future__ import annotations

from pathlib import Path

from voiceguide.export.outputs import Outputs
from voiceguide.pipeline import render
from voiceguide.rendered import RenderResult
from voiceguide.routine.load import load_routine_text
from voiceguide.settings import Settings

TEXT = """\
title: A minute for the hands
summary: For tests.
receiver: seated
stages:
  - name: Hands
    strokes:
      - {technique: effleurage, region: hand, side: each, pressure: 1, repeat: 2, tempo: 8 s}
      - {technique: friction, region: hand, side: each, pressure: 1, repeat: 2, path: in the palm}
close: {hands: 15 s, rest: 30 s}
"""


def make(target: Path) -> RenderResult:
    """Render it; the voice engine must be the fake one by now."""
    routine = load_routine_text(TEXT, "hands")
    return render(routine, target, Settings(ambient="none", mono=True), outputs=Outputs(page=True))
