"""Check files of sentences against the rules of safety, and count by rule: ``python -m tools.read_sentences FILE…``.

A heading ``# RULE|RULE FIELD [REGION]`` applies to the sentences below it: each, put alone into that field of an
otherwise correct routine, on that region, must be refused by one of the rules. Below ``# safe FIELD`` none may be.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voiceguide.errors import Finding, RoutineError, Severity
from voiceguide.routine.check import check
from voiceguide.routine.load import load_routine_text

SAFE = "safe"


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence of a file, with what is expected of it.

    Attributes:
        rules: Rules, one of which must refuse it; ``(SAFE,)`` if none may.
        field: The field it is put into.
        region: The region of the stroke.
        text: The sentence.
    """

    rules: tuple[str, ...]
    field: str
    region: str
    text: str


def cases_in(path: Path) -> Iterator[Case]:
    """The sentences of a file with their headings."""
    heading: tuple[tuple[str, ...], str, str] = (SAFE,), "during", ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("# "):
            rules, field, *region = line[2:].split()
            heading = tuple(rules.split("|")), field, " ".join(region)
        elif line.strip():
            yield Case(*heading, line.strip())


def routine_with(case: Case) -> str:
    """An otherwise correct routine, in YAML, with the sentence in its field."""
    import yaml

    region = case.region or "shoulders"
    stroke: dict[str, object] = {"technique": "effleurage", "region": region, "pressure": 1}
    document: dict[str, object] = {"title": "Test", "language": "en"}
    strokes: list[dict[str, object]] = [stroke]
    match case.field:
        case "title" | "summary" | "giver" | "receiver":
            document[case.field] = case.text
        case "prepare":
            document["prepare"] = [{"say": case.text}]
        case "need" | "needs":
            document["needs"] = [case.text]
        case "close":
            document["close"] = {"say": case.text}
        case "path" | "hands":
            stroke[case.field] = case.text
        case "step" | "say":
            strokes.insert(0, {"say": case.text})
        case "oil":
            strokes.insert(0, {"oil": case.text})
        case "stage":
            pass
        case "during" | "say.during":
            stroke["say"] = {"during": [case.text]}
        case other:
            stroke["say"] = {other.removeprefix("say."): case.text}
    name = case.text if case.field == "stage" else "One"
    document["stages"] = [{"name": name, "strokes": strokes}]
    return str(yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=10_000))


def findings_of(case: Case) -> tuple[Finding, ...]:
    """The findings about the sentence in its field, warnings included."""
    try:
        return check(load_routine_text(routine_with(case)))
    except RoutineError as error:
        return tuple(error.findings)


def refused_by(case: Case) -> set[str]:
    """The rules that refuse a sentence."""
    return {each.rule for each in findings_of(case) if each.severity is Severity.ERROR}


def main(files: list[str]) -> int:
    """Print each sentence that was judged wrongly, then a table; returns 1 if there is any, else 0."""
    wrong = 0
    for name in files:
        rows: dict[str, list[int]] = {}
        for case in cases_in(Path(name)):
            rules = refused_by(case)
            right = not rules if case.rules == (SAFE,) else bool(rules & set(case.rules))
            row = rows.setdefault("|".join(case.rules), [0, 0, 0])
            row[0] += 1
            row[1] += bool(rules)
            row[2] += right
            if not right:
                wrong += 1
                verdict = ", ".join(sorted(rules)) or "accepted"
                print(f"  [{'|'.join(case.rules)}] {case.field}: {case.text}   -> {verdict}")
        print(f"{name}\n  {'rule':34} {'sentences':>9} {'refused':>8} {'accepted':>9} {'as asked':>9}")
        for rule, (number, refused, right) in [
            *rows.items(),
            ("together", [sum(x) for x in zip(*rows.values(), strict=True)]),
        ]:
            print(f"  {rule:34} {number:9} {refused:8} {number - refused:9} {right:6} {right / number:6.1%}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
