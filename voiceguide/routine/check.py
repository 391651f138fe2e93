"""Check whether a routine is safe and fair: every finding at once, with its rule, reason and remedy.

Gives errors and warnings in file order. Nothing is ever rendered from a routine with errors: the pipeline reads
routines by `load_checked`.
"""

from __future__ import annotations

from pathlib import Path

from voiceguide import anatomy
from voiceguide.errors import Finding, Severity, did_you_mean
from voiceguide.routine.load import load_routine
from voiceguide.routine.model import Routine
from voiceguide.routine.problems import routine_error
from voiceguide.routine.rules.balance import find_imbalance
from voiceguide.routine.rules.positions import not_for_pregnancy
from voiceguide.routine.rules.strokes import unsafe_strokes
from voiceguide.routine.rules.words import unsafe_words
from voiceguide.routine.sayable import unsayable


def check(routine: Routine) -> tuple[Finding, ...]:
    """Everything that is wrong or doubtful about a routine, in file order.

    If a routine made in Python has strokes on unknown regions, only those are reported.
    """
    nowhere = _unknown_regions(routine)
    if nowhere:
        return nowhere
    found = dict.fromkeys(
        (
            *routine.notes,
            *unsafe_strokes(routine),
            *unsafe_words(routine),
            *not_for_pregnancy(routine),
            *unsayable(routine),
            *find_imbalance(routine),
        )
    )
    return tuple(sorted(found, key=lambda each: (each.where.file != routine.file, each.where.line or 0)))


def _unknown_regions(routine: Routine) -> tuple[Finding, ...]:
    """A finding for every stroke on an unknown region; reading a file refuses these earlier."""
    found = []
    for stage in routine.stages:
        for stroke in stage.strokes:
            if stroke.region in anatomy.REGIONS:
                continue
            place = anatomy.no_go(stroke.region)
            rule, why = ("no-go", place.reason) if place else ("value", None)
            message = f"{stroke.region!r} is never massaged" if place else f"there is no region {stroke.region!r}"
            hint = "Leave this stroke out." if place else did_you_mean(stroke.region, anatomy.REGIONS)
            found.append(Finding(rule, f"{stage.name}: {message}", stroke.where, reason=why, hint=hint))
    return tuple(found)


def refuse_unsafe(routine: Routine) -> None:
    """Refuse a routine that may not be rendered.

    Raises:
        RoutineError: It breaks a rule whose finding is an error; `findings` holds all, warnings too.
    """
    findings = check(routine)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise routine_error(routine.file, findings)


def unsafe_parts(routine: Routine) -> tuple[Finding, ...]:
    """What is unsafe in the strokes and words of a routine that could be read only partly.

    Rules that compare strokes (first pass, both sides alike) apply only when all of them can be read.
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
    refuse_unsafe(routine)
    return routine
