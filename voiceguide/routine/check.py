"""Is a routine safe and fair? Every finding at once, each with its rule, reason and remedy.

Comes in: a routine that could be read. Goes out: findings, errors and warnings, in file order. Nothing is ever
rendered from a routine with errors: `load_checked` is the door of the pipeline.
"""

from __future__ import annotations

from pathlib import Path

from voiceguide.errors import Finding, Severity
from voiceguide.routine.load import load_routine
from voiceguide.routine.model import Routine
from voiceguide.routine.problems import routine_error
from voiceguide.routine.rules.balance import unfair
from voiceguide.routine.rules.positions import not_for_pregnancy
from voiceguide.routine.rules.strokes import unsafe_strokes
from voiceguide.routine.rules.words import unsafe_words
from voiceguide.routine.sayable import unsayable


def check(routine: Routine) -> tuple[Finding, ...]:
    """Everything that is wrong or doubtful about a routine, in file order."""
    found = dict.fromkeys(
        (
            *routine.notes,
            *unsafe_strokes(routine),
            *unsafe_words(routine),
            *not_for_pregnancy(routine),
            *unsayable(routine),
            *unfair(routine),
        )
    )
    return tuple(sorted(found, key=lambda each: (each.where.file != routine.file, each.where.line or 0)))


def unsafe_parts(routine: Routine) -> tuple[Finding, ...]:
    """What is unsafe in the strokes and words of a routine that could be read only in part.

    What compares strokes (a first pass, both sides alike) waits until all of them can be read.
    """
    found = (*unsafe_strokes(routine), *unsafe_words(routine), *not_for_pregnancy(routine))
    return tuple(each for each in found if each.severity is Severity.ERROR and each.rule != "first-pass")


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
