"""Collect everything wrong with a routine, so that an author sees all of it at once.

Knows nothing of the format.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from voiceguide.errors import Finding, RoutineError, Severity, Where, did_you_mean, nearest

MAX_FINDINGS = 100
"""After this many, a file is not a routine with mistakes but something else; the rest is not listed."""

_LONGEST_NAME = 60


class Problems:
    """A growing list of findings.

    Attributes:
        file: What the file being read is called in messages.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._main = file
        self._findings: list[Finding] = []
        self._unlisted = [0]

    def within(self, file: str) -> Problems:
        """The same list, for reading another file."""
        other = Problems(file)
        other._main, other._findings, other._unlisted = self._main, self._findings, self._unlisted
        return other

    def add(
        self,
        rule: str,
        message: str,
        *,
        line: int | None = None,
        key: str = "",
        file: str | None = None,
        hint: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Add an error, or a warning.

        Args:
            rule: Short stable name of the rule.
            message: What is wrong and what was expected.
            line: 1-based line.
            key: Dotted path of the key.
            file: The file, when it is not the one being read.
            hint: What to do.
            severity: A warning does not stop the reading.
        """
        where = Where(file or self.file, line, key or None)
        finding = Finding(rule, message, where, severity, hint=hint)
        if self.full:
            self._unlisted[0] += 1
        elif finding not in self._findings:  # what is reused may be read twice
            self._findings.append(finding)

    @property
    def full(self) -> bool:
        """Whether the list is full, so that looking for hints is not worth the time."""
        return len(self._findings) >= MAX_FINDINGS

    def near(self, name: str, allowed: Collection[str]) -> str | None:
        """The hint for an unknown name: the nearest allowed one, or all of them."""
        return None if self.full or not allowed else did_you_mean(name[:_LONGEST_NAME], allowed)

    def nearest(self, name: str, allowed: Iterable[str]) -> str | None:
        """The nearest of the allowed names, or None."""
        return None if self.full else nearest(name[:_LONGEST_NAME], allowed)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings: those of the routine's own file first, by line."""
        own = sorted(self._findings, key=lambda each: (each.where.file != self._main, each.where.line or 0))
        if self._unlisted[0]:
            text = f"and {self._unlisted[0]} more like these"
            own.append(Finding("too-many", text, Where(self._main), hint="Mend the ones above first."))
        return tuple(own)

    @property
    def wrong(self) -> bool:
        """Whether there is an error among the findings."""
        return any(each.severity is Severity.ERROR for each in self._findings)

    def stop_if_any(self) -> None:
        """Stop the reading if there is an error; warnings alone do not stop it.

        Raises:
            RoutineError: With all findings.
        """
        if self.wrong:
            raise routine_error(self._main, self.findings)


def routine_error(file: str, findings: tuple[Finding, ...]) -> RoutineError:
    """The error that carries `findings` about `file`."""
    number = len(findings)
    what = "1 problem" if number == 1 else f"{number} problems"
    return RoutineError(f"this routine cannot be used: {what}", findings, where=Where(file))
