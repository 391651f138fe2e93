"""Collects everything wrong with a routine, so that an author hears of all of it at once.

Comes in: what is wrong and at which node. Goes out: findings in file order. Knows nothing of the format.
"""

from __future__ import annotations

from voiceguide.errors import Finding, RoutineError, Severity, Where

MAX_FINDINGS = 100
"""After this many, a file is not a routine with mistakes but something else; the rest is not listed."""


class Problems:
    """A growing list of findings. `file` names the routine in the first line of the error."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._findings: list[Finding] = []
        self._unlisted = 0

    def add(
        self,
        rule: str,
        message: str,
        *,
        line: int | None = None,
        key: str = "",
        file: str | None = None,
        hint: str | None = None,
    ) -> None:
        """Note an error.

        Args:
            rule: Short stable name of the rule.
            message: What is wrong and what was expected.
            line: 1-based line.
            key: Dotted path of the key.
            file: The file, when it is not the routine's own.
            hint: What to do.
        """
        if len(self._findings) >= MAX_FINDINGS:
            self._unlisted += 1
            return
        where = Where(file or self.file, line, key or None)
        self._findings.append(Finding(rule, message, where, Severity.ERROR, hint=hint))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, by file and line."""
        own = sorted(self._findings, key=lambda each: (each.where.file != self.file, each.where.line or 0))
        if self._unlisted:
            text = f"and {self._unlisted} more like these"
            own.append(Finding("too-many", text, Where(self.file), hint="Mend the ones above first."))
        return tuple(own)

    def stop_if_any(self) -> None:
        """End the reading when something is wrong.

        Raises:
            RoutineError: With all findings.
        """
        if self._findings:
            raise routine_error(self.file, self.findings)


def routine_error(file: str, findings: tuple[Finding, ...]) -> RoutineError:
    """The error that carries `findings` about `file`."""
    number = len(findings)
    what = "1 problem" if number == 1 else f"{number} problems"
    return RoutineError(f"this routine cannot be used: {what}", findings, where=Where(file))
