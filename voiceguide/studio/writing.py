"""What the editor shows of a text: findings at their lines, the values for the form, and the plan.

Comes in: YAML as it stands while somebody types. Goes out: plain values. Runs in a helper process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from voiceguide.errors import Finding, RoutineError, Severity, VoiceguideError, Where
from voiceguide.routine.problems import Problems
from voiceguide.routine.yaml_lines import Listing, Node, Scalar, Table, read_yaml
from voiceguide.settings import Settings
from voiceguide.studio.facts import plan_facts
from voiceguide.studio.yaml_edit import LONGEST_TEXT, plain

NAME = "routine"


def look_at(text: str, file: Path | None, settings: Settings) -> dict[str, Any]:
    """Everything the editor shows.

    Args:
        text: The YAML.
        file: The file it was read from, whose folder is searched for reuse; None for a new text.
        settings: For the plan.

    Returns:
        ``findings`` (with line and key), ``ok`` (no error among them), ``values`` and ``lines`` for the form (None
        when the text is no YAML), ``plan`` (None while there are errors).
    """
    root = read_yaml(text, Problems(NAME)) if len(text) <= LONGEST_TEXT else None
    findings, plan = _checked(text, file, settings)
    findings = [*findings, *_own_beds(root)]
    return {
        "findings": [_told(finding, file) for finding in findings],
        "ok": not any(each.severity is Severity.ERROR for each in findings),
        "values": plain(root) if root is not None else None,
        "lines": dict(_lines(root, "")) if root is not None else {},
        "plan": plan,
    }


def _checked(text: str, file: Path | None, settings: Settings) -> tuple[list[Finding], dict[str, Any] | None]:
    """The findings of reading, safety, the rehearsal, and listening with the eyes closed; and the plan."""
    from voiceguide import audit, check, plan
    from voiceguide.choreography.asked import rehearse_asked
    from voiceguide.routine.load import load_routine_text

    found: list[Finding] = []
    try:
        routine = load_routine_text(text, file.stem if file else NAME, str(file) if file else "<text>")
        found += check(routine)
        if any(each.severity is Severity.ERROR for each in found):
            return found, None
        found += rehearse_asked(routine, settings)
        made = plan(routine, settings)
        found += audit(made.script, made.timeline, slow=made.slow)
        return found, plan_facts(routine, settings, lambda *_: made)
    except RoutineError as error:
        return [*found, *error.findings], None
    except VoiceguideError as error:
        return [*found, Finding("plan", error.message, error.where or Where(), hint=error.hint)], None


def _own_beds(root: Node | None) -> Iterator[Finding]:
    """Beds that are files: a text from a browser never names one."""
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


def _lines(node: Node, path: str) -> Iterator[tuple[str, int]]:
    """The line of every key and item, by its dotted path."""
    if isinstance(node, Table):
        for entry in node.entries:
            key = f"{path}.{entry.key}" if path else entry.key
            yield key, entry.line
            yield from _lines(entry.value, key)
    elif isinstance(node, Listing):
        for index, item in enumerate(node.items):
            yield f"{path}[{index}]", item.line
            yield from _lines(item, f"{path}[{index}]")


def _told(finding: Finding, file: Path | None) -> dict[str, Any]:
    """A finding as plain values, with a foreign file by its name alone."""
    here = finding.where.file in (None, "<text>", NAME, str(file))
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


def forbidden(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings with which a text is not even kept as a draft."""
    return [each for each in told["findings"] if each["rule"] == "bed"]
