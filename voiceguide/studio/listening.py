"""Render a part of a text that is being written: one stroke, or the session from there on.

The text must pass every check, and at most a minute is rendered: whole sessions are made only from saved routines,
after the safety questions.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from voiceguide.app.checks import check_text
from voiceguide.errors import Severity, UsageError
from voiceguide.routine.model import Routine, Stroke
from voiceguide.settings import Settings

ON_S = 60.0
"""Seconds that are rendered from a stroke on."""


def render_part(text: str, file: Path | None, place: str, on: bool, settings: Settings, target: Path) -> dict[str, Any]:
    """Render a part of a text.

    Args:
        text: The YAML.
        file: The file that it was read from; None for a new text.
        place: The stroke, as ``stages[0].strokes[2]``.
        on: Whether to go on after the stroke, up to `ON_S`.
        settings: The user's own.
        target: The MP3 to write.

    Returns:
        Its title, the stage's, and its length in seconds.

    Raises:
        UsageError: The text has errors, or there is no stroke of its own at the place.
    """
    from voiceguide import Outputs, Preview, render

    report = check_text(text, file, settings)
    if report.routine is None or any(each.severity is Severity.ERROR for each in report.findings):
        raise UsageError("it can be listened to when everything is put right")
    part, title = _from_here(report.routine, place, on)
    preview = Preview(ON_S) if on else Preview(stage=part.stages[0].name)
    plain = settings.replaced({"duration_s": None, "avoid": ()})
    made = render(part, target, plain, outputs=Outputs(sidecars=()), force=True, preview=preview)
    return {"title": title, "stage": part.stages[0].name, "seconds": made.session.timeline.seconds}


def _from_here(routine: Routine, place: str, on: bool) -> tuple[Routine, str]:
    """The routine without everything before a stroke and, unless `on`, after it; and the stroke's name."""
    for number, stage in enumerate(routine.stages):
        strokes = [(index, step) for index, step in enumerate(stage.steps) if isinstance(step, Stroke)]
        found = [(index, step) for index, step in strokes if step.where.key == place]
        if found:
            (begin, first), (last, _) = found[0], found[-1]  # one stroke may stand for both sides
            steps = stage.steps[begin:] if on else stage.steps[begin : last + 1]
            own = replace(stage, steps=steps, rounds=1, minutes=None)
            later = routine.stages[number + 1 :] if on else ()
            return replace(routine, stages=(own, *later), duration_s=None), f"{first.technique}, {first.region}"
    raise UsageError("there is no stroke to listen to here", hint="What was taken over from elsewhere is heard there.")
