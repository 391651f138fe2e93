"""Checking one routine for the ``check`` command: its file, its safety, what bodies can do, how it can be followed."""

from __future__ import annotations

from voiceguide.choreography.asked import rehearse_asked
from voiceguide.config import Config, explained
from voiceguide.errors import Finding, RoutineError, Severity, VoiceguideError, Where
from voiceguide.pipeline import plan
from voiceguide.routine.check import check
from voiceguide.routine.load import load_routine
from voiceguide.timeline.audit import audit


def check_one(name: str, config: Config) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Errors and warnings of one routine, by name or path."""
    found: list[Finding] = []
    try:
        routine = load_routine(name)
        found += check(routine)
        if not any(each.severity is Severity.ERROR for each in found):
            found += rehearse_asked(routine, config.settings)
            made = plan(routine, config.settings)
            found += audit(made.script, made.timeline, slow=made.slow)
    except RoutineError as error:
        found += error.findings
    except VoiceguideError as error:
        error = explained(error, config.origins)
        found.append(Finding("usage", error.message, error.where or Where(name), hint=error.hint))
    errors = tuple(each for each in found if each.severity is Severity.ERROR)
    return errors, tuple(each for each in found if each.severity is Severity.WARNING)
