"""Is a routine safe and fair? Every finding at once, each with its rule, reason and remedy.

Comes in: a routine that could be read. Goes out: findings, errors and warnings, in file order. Nothing is ever
rendered from a routine with errors: `load_checked` is the door of the pipeline.
"""

from __future__ import annotations

from pathlib import Path

from voiceguide.errors import Finding, Severity
from voiceguide.routine.fairness import unfair
from voiceguide.routine.load import load_routine
from voiceguide.routine.model import Routine
from voiceguide.routine.problems import routine_error
from voiceguide.routine.safety import unsafe_strokes
from voiceguide.routine.sayable import unsayable
from voiceguide.routine.texts import texts_of
from voiceguide.routine.wording_rules import broken_rules


def check(routine: Routine) -> tuple[Finding, ...]:
    """Everything that is wrong or doubtful about a routine, in file order."""
    wording = (finding for text in texts_of(routine) for finding in broken_rules(text))
    found = dict.fromkeys((*routine.notes, *unsafe_strokes(routine), *wording, *unsayable(routine), *unfair(routine)))
    return tuple(sorted(found, key=lambda each: (each.where.file != routine.file, each.where.line or 0)))


def load_checked(path: Path | str) -> Routine:
    """Read a routine that may be rendered.

    Args:
        path: A file, or the name of a shipped routine.

    Raises:
        RoutineError: It cannot be read, or breaks a rule whose finding is an error; `findings` holds all,
            warnings too.
        UsageError: There is no such file.
    """
    routine = load_routine(path)
    findings = check(routine)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise routine_error(routine.file, findings)
    return routine
