"""How words heard wrong are counted, and how long lines are, in ``python -m benchmarks.voices``."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from benchmarks.listening import Row, fitted_pace, listening_table, measure, pace_table, wrong_words


@pytest.mark.parametrize(
    ("said", "heard", "wrong"),
    [
        ("Rest both hands on the skin.", "rest both hands, on the skin", 0),
        ("About three minutes.", "About 3 minutes.", 0),
        ("Rest both hands.", "", 3),
        ("Rest both hands.", "Rest hands.", 1),
        ("Rest both hands.", "Rest both of the hands.", 2),
        ("Press and wait.", "Dress and wait.", 1),
    ],
)
def test_words_left_out_put_in_or_taken_for_others_are_counted(said: str, heard: str, wrong: int) -> None:
    assert wrong_words(said, heard) == wrong


def test_a_pace_is_found_again_in_lines_made_by_it() -> None:
    lines = [(-0.6 + 0.09 * p + 0.3 * c + 1.0 * s, p, c, s) for p in (5, 20, 41) for c in (0, 1, 3) for s in (1, 2)]
    row = Row("fake:tone", 154.0, len(lines), 100, 60.0, 1.0, 1.0, 100.0, 0.5, lines)
    factors, within_s = fitted_pace(row)
    assert factors == pytest.approx((-0.6, 0.09, 0.3, 1.0))
    assert within_s == pytest.approx(0.0, abs=1e-9)
    assert "| fake:tone | 154 |" in pace_table([row])[-1]
    assert "|  |  |" in listening_table([row])[-1], "without a recogniser and a judge these columns stay empty"


@pytest.mark.slow
def test_a_voice_is_heard_by_any_command_that_prints_words(tmp_path: Path) -> None:
    """Here it is one that reads what was said from beside the sound."""
    script = tmp_path / "listen.py"
    script.write_text("import pathlib, sys; print(pathlib.Path(sys.argv[1]).with_suffix('.txt').read_text())")
    judge = tmp_path / "judge.py"
    judge.write_text("print(3.5, 4)")
    command = shlex.join([sys.executable, str(script)])
    (row,) = measure([("hibari:heart", 0.0)], 4, command, shlex.join([sys.executable, str(judge)]))
    assert (row.wrong, row.marks, row.rate_wpm) == (0, (3.5, 4.0), 154.0)
    assert row.words > 10
    assert row.said_s > 5
