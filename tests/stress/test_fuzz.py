"""A slice of the fuzzing campaign, and that it can be repeated."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.examples import drawn, some_of
from tests.stress import fuzz
from tests.stress.boxed import Outcome
from tests.stress.cases import KINDS, SUFFIX, corpus, made
from tests.stress.figures import PAGE, table, write_figures
from tests.stress.mutate import laughs, structural

COUNTS = {kind: drawn(most) for kind, most in (("routine", 40), ("settings", 60), ("script", 30))}


@pytest.mark.sampled
def test_a_slice_of_the_campaign_finds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "SLOWEST_CPU_S", 60.0)  # how quick it is, the campaign tells
    numbers = {kind: (*some_of(fuzz.by_hand(kind), 0), *range(count)) for kind, count in COUNTS.items()}
    tallies = fuzz.campaign(numbers, seed=25, kept=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == []
    for kind in KINDS:
        tally = tallies[kind]
        assert tally.endings["used"] + tally.endings["refused"] == COUNTS[kind]
        assert tally.endings["used"] > COUNTS[kind] // 20, "nearly nothing came through: the cases say little"
        assert tally.endings["refused"] > COUNTS[kind] // 20


@pytest.mark.parametrize("kind", KINDS)
def test_a_case_is_the_same_each_time_and_another_than_the_next(kind: str) -> None:
    cases = [made(3, kind, number) for number in range(20)]
    assert cases == [made(3, kind, number) for number in range(20)]
    assert len(set(cases)) > 15
    assert sum(case not in corpus(kind).files for case in cases) > 15


def test_mutations_leave_the_corpus_alone() -> None:
    trees = corpus("routine").trees
    before = repr(trees)
    for number in range(60):
        structural(Random(number), trees[number % len(trees)], trees)
    assert repr(trees) == before


def test_what_fails_is_kept_and_can_be_run_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = Outcome((3, "settings", 5), "broken", 0.1, 2.0, 40.0, "Traceback\nKeyError: 'x'")
    fuzz.keep(outcome, fuzz.verdict(outcome), tmp_path)
    kept = tmp_path / f"settings-3-5{SUFFIX['settings']}"
    assert kept.read_bytes() == made(3, "settings", 5)
    description = kept.with_suffix(".txt").read_text("utf-8")
    assert f"python -m tests.stress.fuzz --replay {kept}" in description
    assert "KeyError" in description
    assert fuzz.main(["--replay", str(kept)]) == 0
    assert capsys.readouterr().out.splitlines()[-2].startswith(("refused", "used"))
    assert fuzz.main(["--replay", str(tmp_path / "other.toml")]) == 2


def test_slow_and_large_cases_are_failures() -> None:
    assert fuzz.verdict(Outcome(None, "used", cpu_s=2.5)) == "slow"
    assert fuzz.verdict(Outcome(None, "refused", grown_mb=400.0)) == "large"
    assert fuzz.verdict(Outcome(None, "hung", cpu_s=9.0)) == "hung"
    assert fuzz.verdict(Outcome(None, "used", cpu_s=0.5, grown_mb=20.0)) == "used"


def test_aliases_multiply_as_meant() -> None:
    assert laughs(3, 2).count(b"*a") == 5


def test_figures_go_into_their_own_block(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# P\n<!-- figures: a -->\nold\n<!-- end: a -->\n<!-- figures: b -->\n<!-- end: b -->\n", "utf-8")
    write_figures("a", table(("what", "n"), [("x|y", 12_000)]), page)
    text = page.read_text("utf-8")
    assert "old" not in text
    assert "| x\\|y | 12,000 |" in text
    assert text.endswith("<!-- end: a -->\n<!-- figures: b -->\n<!-- end: b -->\n")
    with pytest.raises(ValueError, match="no block"):
        write_figures("c", "", page)


def test_the_page_tells_of_the_whole_campaign() -> None:
    block = PAGE.read_text("utf-8").partition("<!-- figures: fuzz -->")[2].partition("<!-- end: fuzz -->")[0]
    rows = {line.split("|")[1].strip(): line.split("|")[2:] for line in block.splitlines() if line.startswith("| ")}
    assert int(rows["routines"][0].replace(",", "")) >= 10_000
    assert int(rows["settings files"][0].replace(",", "")) >= 1_000
    assert int(rows["scripts"][0].replace(",", "")) >= 1_000
    assert all(rows[name][3].strip() == "0" for name in ("routines", "settings files", "scripts"))
