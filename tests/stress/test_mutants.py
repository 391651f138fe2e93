"""Mutants change one thing each, where a test could notice, and nothing else."""

from __future__ import annotations

from tests.stress.covered import figures, room
from tests.stress.mutants import mutants

SOURCE = '''
"""Words for people: a < b."""
from x import y as z

LIMIT: int = 3


def f(a: int = 1, b: str = "left") -> bool:
    """True when a < b."""
    if a < LIMIT and b:
        return not a + 1
    raise ValueError(f"{a} is too much")
'''


def changes(source: str) -> set[str]:
    return {mutant.name for mutant in mutants(source)}


def test_every_kind_of_change_is_made_and_reported_by_name() -> None:
    assert changes(SOURCE) == {
        "module: 3 → 4",
        "f: 1 → 2",
        "f: 'left' → 'leftx'",
        "f: a < LIMIT → a <= LIMIT",
        "f: a < LIMIT → a >= LIMIT",
        "f: a < LIMIT and b → a < LIMIT or b",
        "f: a < LIMIT and b → b",
        "f: a < LIMIT and b → a < LIMIT",
        "f: not a + 1 → a + 1",
        "f: a + 1 → a - 1",
    }


def test_a_mutant_is_a_whole_module_that_differs() -> None:
    for mutant in mutants(SOURCE.replace("from x import y as z", "")):
        names: dict[str, object] = {}
        exec(compile(mutant.source, "mutant", "exec"), names)
        assert "f" in names
        assert mutant.line > 0


def test_alternatives_of_patterns_items_of_tables_and_branches_are_taken_away() -> None:
    assert changes("P = words('a|b c|d)', 'e')") >= {
        "module: 'a|b c|d)' → 'a|d)'",
        "module: 'a|b c|d)' → 'a|b c)'",
        "module: words('a|b c|d)', 'e') → words('e')",
    }
    assert changes("T = {'one': 1, 'two': 2}") >= {
        "module: {'one': 1, 'two': 2} → {'two': 2}",
        "module: {'one': 1, 'two': 2} → {'one': 1}",
    }
    assert changes("a = [n for n in b if n]") == {"module: for n in b if n → for n in b"}
    assert changes("a = min(b, c) if d else c") == {
        "module: min(b, c) → max(b, c)",
        "module: min(b, c) if d else c → c if d else min(b, c)",
    }


def test_imports_annotations_decorators_and_sentences_stay() -> None:
    assert changes("import a\n@dataclass(frozen=True)\nclass B:\n    c: Literal[3]\n    d = 'two words'\n") == set()


def test_the_table_of_coverage_counts_lines_and_branches_by_room() -> None:
    summary = {"num_statements": 80, "missing_lines": 2, "num_branches": 20, "missing_branches": 3}
    files = {
        name: {"summary": summary} for name in ("voiceguide/cli/app.py", "voiceguide/cli/new.py", "voiceguide/units.py")
    }
    text, total = figures({"files": files})
    assert total == 95.0
    assert "| `cli` | 160 | 4 | 40 | 6 | 95.0 % |" in text
    assert "| **all** | 240 | 6 | 60 | 9 | **95.0 %** |" in text
    assert room("voiceguide/units.py") == "modules of their own"
