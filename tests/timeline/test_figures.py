"""Figures of a session: worked out from what is heard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.timeline.made import GOOD, lengths_of, script_of
from voiceguide.choreography.model import Move, MoveKind
from voiceguide.script.lines import Script
from voiceguide.timeline.figures import figures_of, figures_row, hands_of, hands_rows, quiets_of
from voiceguide.timeline.model import Timeline
from voiceguide.timeline.schedule import schedule
from voiceguide.units import RATE_HZ, to_samples


def timeline(script: Script | None = None) -> Timeline:
    script = script or script_of(GOOD)
    return schedule(script, lengths_of(script))


def test_the_figures() -> None:
    figures = figures_of(timeline())
    assert (figures.first_touch_s, figures.first_stroke_s, figures.opening_s) == (40.0, 85.0, 85.0)
    work = sum(sum(made.beats) * made.repetitions for made in GOOD) + 18.0
    assert figures.hands_share == pytest.approx(work / timeline().seconds, abs=1e-4)
    assert figures.longest_idle_s == 0.0
    assert (figures.check_ins, figures.check_ins_in_motion) == (1, 1)
    quiets = quiets_of(timeline())
    assert len(quiets) == 2
    assert figures.announced_quiet_s == pytest.approx(sum(b - a for a, b in quiets) / RATE_HZ, abs=1e-3)
    assert 5 < figures.words_per_minute < 38


def test_strokes_are_where_the_pulses_are() -> None:
    heard = timeline()
    strokes = [each for each in hands_of(heard) if each.kind == "stroke"]
    assert [each.repetitions for each in strokes] == [made.repetitions for made in GOOD]
    for each in strokes:
        inside = [pulse for pulse in heard.pulses if each.start <= pulse.start < each.stop]
        assert (inside[0].start, inside[-1].stop, len(inside)) == (each.start, each.stop, each.repetitions)


def test_without_pulses_there_is_no_stroke() -> None:
    heard = timeline()
    silent = replace(heard, pulses=tuple(pulse for pulse in heard.pulses if pulse.slot != "rolls"))
    assert len(hands_of(silent)) == len(hands_of(heard)) - 1
    figures = figures_of(silent)
    assert figures.longest_idle_s == 16 * 5.0
    assert figures.check_ins_in_motion == 0


def test_hands_are_idle_where_they_cover() -> None:
    script = script_of(GOOD)

    def covering(move: Move) -> Move:
        return replace(move, kind=MoveKind.COVER) if move.id == "squeeze.travel" else move

    assert figures_of(timeline(replace(script, moves=tuple(map(covering, script.moves))))).longest_idle_s == 2.0


def test_a_before_part_in_the_same_file_is_not_counted() -> None:
    script = script_of(GOOD)
    first = Move("before", MoveKind.PAUSE, 0, to_samples(100), -1)
    moves = (first, *(replace(move, start=move.start + first.frames) for move in script.moves))
    figures = figures_of(timeline(replace(script, moves=moves)))
    assert (figures.first_touch_s, figures.opening_s) == (140.0, 85.0)
    assert figures.hands_share == figures_of(timeline()).hands_share


def test_rows_for_the_report() -> None:
    heard = timeline()
    rows = hands_rows(heard)
    assert set(rows[0]) == {"start", "stop", "kind", "region", "side", "repetitions"}
    assert {row["kind"] for row in rows} == {"touch", "stroke", "travel", "hold"}
    assert set(figures_row(heard)) == {
        "first_touch_s", "first_stroke_s", "hands_share", "longest_idle_s", "words_per_minute", "announced_quiet_s",
        "check_ins", "check_ins_in_motion", "opening_s", "hands_s",
    }  # fmt: skip
