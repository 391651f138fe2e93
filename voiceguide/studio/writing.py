"""What the editor shows of a text: findings at their lines, the values for the form, and the plan.

This runs in a worker process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from voiceguide.app.checks import UNSAVED, check_text
from voiceguide.app.summaries import summarise
from voiceguide.errors import Finding, Severity, Where
from voiceguide.routine.problems import Problems
from voiceguide.routine.tables import places_of
from voiceguide.routine.yaml_lines import Listing, Node, Scalar, Table, read_yaml
from voiceguide.settings import Settings
from voiceguide.studio.plans import plan_values
from voiceguide.studio.yaml_edit import LONGEST_TEXT, plain


def look_at(text: str, file: Path | None, settings: Settings) -> dict[str, Any]:
    """Everything the editor shows.

    Args:
        text: The YAML.
        file: The file it was read from, whose folder is searched for reuse; None for a new text.
        settings: For the plan.

    Returns:
        ``findings`` (with line and key), ``ok`` (no error among them), ``values`` and ``lines`` for the form (None
        when the text is not YAML), ``plan`` (None while there are errors).
    """
    root = read_yaml(text, Problems(UNSAVED)) if len(text) <= LONGEST_TEXT else None
    report = check_text(text, file, settings)
    plan = None
    if report.planned and report.routine:
        plan = plan_values(summarise(report.routine, report.planned, settings), report.routine.duration_s)
    findings = [*report.findings, *_own_beds(root)]
    return {
        "findings": [_describe(finding, file) for finding in findings],
        "ok": not any(each.severity is Severity.ERROR for each in findings),
        "values": plain(root) if root is not None else None,
        "lines": {key: where.line for key, where in places_of(root)} if root is not None else {},
        "plan": plan,
    }


def _own_beds(root: Node | None) -> Iterator[Finding]:
    """A finding for each bed that is a file: a text from a browser may not name one."""
    if not isinstance(root, Table):
        return
    stages = root.get("stages")
    tables = [("", root), *((f"stages[{i}].", item) for i, item in enumerate(_items(stages)))]
    for key, table in tables:
        bed = table.get("ambient") if isinstance(table, Table) else None
        if isinstance(bed, Scalar) and any(mark in bed.text for mark in "./\\:~"):
            where = Where(None, bed.line, f"{key}ambient")
            hint = "Name a shipped one here; a track of your own goes into the settings: ambient."
            yield Finding("bed", "a routine written here cannot name a file", where, hint=hint)


def _items(node: Node | None) -> Iterable[Node]:
    return node.items if isinstance(node, Listing) else ()


def _describe(finding: Finding, file: Path | None) -> dict[str, Any]:
    """A finding as plain values; another file is named without its folder."""
    here = finding.where.file in (None, "<text>", UNSAVED, str(file))
    return {
        "severity": finding.severity.value,
        "rule": finding.rule,
        "message": finding.message[:1].upper() + finding.message[1:],
        "reason": finding.reason or "",
        "hint": finding.hint or "",
        "line": finding.where.line if here else None,
        "key": (finding.where.key or "") if here else "",
        "elsewhere": "" if here or not finding.where.file else Path(finding.where.file).stem,
    }


def find_forbidden(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings with which a text is not even saved as a draft."""
    return [each for each in report["findings"] if each["rule"] == "bed"]
