"""Checks a routine from its file to what is heard, and reports everything wrong, unsafe or hard to follow at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from voiceguide.choreography.asked import rehearse_asked
from voiceguide.config import explain
from voiceguide.errors import Finding, RoutineError, Severity, VoiceguideError, Where
from voiceguide.pipeline import plan
from voiceguide.planning import SessionPlan
from voiceguide.routine.check import check
from voiceguide.routine.load import load_routine, load_routine_text
from voiceguide.routine.model import Routine
from voiceguide.settings import Settings
from voiceguide.timeline.audit import audit

REFUSED = "usage"
"""Rule of a finding that is no fault of the routine: there is no such file, or the length is not possible."""

UNSAVED = "routine"
"""Name of a routine whose text has no file yet."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What the checks of a routine found.

    Attributes:
        findings: In the order of the checks: reading, safety, rehearsal, listening.
        routine: The routine, if it could be read.
        planned: Its planned session, if it can be made.
    """

    findings: tuple[Finding, ...]
    routine: Routine | None = None
    planned: SessionPlan | None = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that prevent a session."""
        return tuple(each for each in self.findings if each.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The other findings."""
        return tuple(each for each in self.findings if each.severity is Severity.WARNING)

    @property
    def refused(self) -> bool:
        """Whether the call was wrong: there is no such routine, or the length is not possible."""
        return any(each.rule == REFUSED for each in self.findings)


def check_routine(name: str, settings: Settings, origins: Mapping[str, str] | None = None) -> CheckReport:
    """Check a routine by its name or path.

    Args:
        name: Name of a shipped routine, or the path of a file.
        settings: The requested length, guidance, pace and regions to avoid.
        origins: Where each setting was given, for errors about it.
    """
    return _report(lambda: load_routine(name), settings, Where(name), origins or {})


def check_text(text: str, file: Path | None, settings: Settings) -> CheckReport:
    """Check a routine's text.

    Args:
        text: The YAML.
        file: The file that it was read from, whose folder is searched for reused stages; None for a new text.
        settings: As for `check_routine`.
    """
    name, place = (file.stem, str(file)) if file else (UNSAVED, "<text>")
    return _report(lambda: load_routine_text(text, name, place), settings, Where(), {})


def _report(load: Callable[[], Routine], settings: Settings, where: Where, origins: Mapping[str, str]) -> CheckReport:
    """Load a routine and run all checks; an error that stops them becomes a finding."""
    found: list[Finding] = []
    routine = planned = None
    try:
        routine = load()
        found += check(routine)
        if not any(each.severity is Severity.ERROR for each in found):
            found += rehearse_asked(routine, settings)
            planned = plan(routine, settings)
            found += audit(planned.script, planned.timeline, slow=planned.slow)
    except RoutineError as error:
        found += error.findings
    except VoiceguideError as error:
        error = explain(error, origins)
        found.append(Finding(REFUSED, error.message, error.where or where, hint=error.hint))
    return CheckReport(tuple(found), routine, planned)
