"""Music between chapters: in silences that are there anyway, louder by so much, faded, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.mix.synthetic import NoiseBed, make_session
from voiceguide import loudness
from voiceguide.audio import Samples
from voiceguide.errors import AudioError, BedError
from voiceguide.mix.bed import open_beds
from voiceguide.mix.interlude import SWELL_LU, check_interlude, with_interludes
from voiceguide.mix.mixdown import Mix, plan_mix
from voiceguide.planning import plan_session
from voiceguide.routine.check import load_checked
from voiceguide.routine.sources import shipped_routines
from voiceguide.settings import Guidance, Settings
from voiceguide.timeline.interludes import AFTER, BEFORE, LEAST, MOST, interludes_of
from voiceguide.timeline.model import BedSpan, Timeline
from voiceguide.units import RATE_HZ, to_samples


@pytest.mark.parametrize("name", shipped_routines())
def test_interludes_lie_near_borders_and_never_under_words(name: str) -> None:
    for guidance in Guidance:
        timeline = plan_session(load_checked(name), Settings(guidance=guidance), voice_wpm=156.0).timeline
        spans = interludes_of(timeline)
        borders = [chapter.start for chapter in timeline.chapters[1:]]
        assert len(spans) >= len(borders) / 2
        before = 0
        for start, stop in spans:
            assert before < start
            assert LEAST <= stop - start <= MOST
            assert not any(each.start < stop and start < each.stop for each in timeline.speech)
            assert any(border - BEFORE <= start and stop <= border + AFTER for border in borders)
            before = stop


def bed_of(mix: Mix) -> Samples:
    return mix.stem("bed").block(0, mix.frames)


def lufs(sound: Samples) -> float:
    return float(loudness.integrated_loudness(loudness.k_energy(sound[:, 0]) + loudness.k_energy(sound[:, 1])))


@pytest.fixture(scope="module")
def silence(tmp_path_factory: pytest.TempPathFactory) -> tuple[Timeline, dict, tuple[int, int]]:  # type: ignore[type-arg]
    """A session, and a silence of it in which the bed is up."""
    timeline, clips = make_session(tmp_path_factory.mktemp("clips"), 90)
    edges = [0, *(edge for each in timeline.speech for edge in (each.start, each.stop)), timeline.frames]
    start, stop = max(zip(edges[::2], edges[1::2], strict=True), key=lambda each: each[1] - each[0])
    return timeline, dict(clips), (start + to_samples(0.5), stop - to_samples(0.5))


def test_the_bed_swells_there_and_is_the_same_to_the_sample_elsewhere(silence) -> None:  # type: ignore[no-untyped-def]
    timeline, clips, span = silence
    plain = bed_of(plan_mix(timeline, clips, NoiseBed(), Settings()))
    risen = bed_of(plan_mix(timeline, clips, NoiseBed(), Settings(), swells=(span,)))
    start, stop = span
    assert np.array_equal(plain[:start], risen[:start])
    assert np.array_equal(plain[stop:], risen[stop:])
    middle = slice((2 * start + stop) // 3, (start + 2 * stop) // 3)
    assert lufs(risen[middle]) - lufs(plain[middle]) == pytest.approx(SWELL_LU, abs=1.0)


def test_prediction_knows_it(silence) -> None:  # type: ignore[no-untyped-def]
    timeline, clips, span = silence
    mix = plan_mix(timeline, clips, NoiseBed(), Settings(), swells=(span,))
    assert lufs(bed_of(mix)) == pytest.approx(mix.prediction.bed_lufs, abs=0.2)


def test_a_track_begins_with_its_beginning_and_is_as_loud_as_the_bed(tmp_path: Path) -> None:
    at = np.arange(20 * RATE_HZ) / RATE_HZ
    sweep = 0.2 * np.sin(2 * np.pi * (200 * at + 30 * at**2))
    soundfile.write(tmp_path / "music.wav", sweep, RATE_HZ)
    frames, (start, stop) = to_samples(60), (to_samples(20), to_samples(32))
    spans = with_interludes([BedSpan(None, 0, frames)], str(tmp_path / "music.wav"), [(start, stop)])
    assert [(each.start, each.stop, each.begins) for each in spans] == [
        (0, start, False), (start, stop, True), (stop, frames, False),
    ]  # fmt: skip
    bed = open_beds(spans, "drone", cache=tmp_path, longest_s=60)
    plain = open_beds([BedSpan(None, 0, frames)], "drone", cache=tmp_path, longest_s=60)
    clear = to_samples(2.0)
    assert np.array_equal(bed.block(0, start - clear), plain.block(0, start - clear))
    assert np.array_equal(bed.block(stop + clear, clear), plain.block(stop + clear, clear))
    heard = bed.block(start + clear, to_samples(2.0))[:, 0]
    begun = start - to_samples(1.5)
    part = sweep[start + clear - begun :][: len(heard)]
    assert np.corrcoef(heard, part)[0, 1] > 0.99
    assert lufs(bed.block(start + clear, stop - start - 2 * clear)) == pytest.approx(bed.lufs, abs=2.0)


def test_swell_and_none_leave_the_beds_as_they_are() -> None:
    beds = (BedSpan(None, 0, 1000),)
    for interlude in (None, "swell", "none"):
        assert with_interludes(beds, interlude, [(100, 200)]) == beds


def test_two_interludes_in_stages_with_their_own_beds() -> None:
    beds = (BedSpan("rain", 0, 1000), BedSpan(None, 1000, 2000))
    found = with_interludes(beds, "bowls", [(900, 1100), (1500, 1600)])
    assert [(each.ambient, each.start, each.stop) for each in found] == [
        ("rain", 0, 900), ("bowls", 900, 1000), ("bowls", 1000, 1100), (None, 1100, 1500), ("bowls", 1500, 1600),
        (None, 1600, 2000),
    ]  # fmt: skip


def test_music_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BedError, match="no bed or file"):
        check_interlude("bolws")
    (tmp_path / "empty").mkdir()
    with pytest.raises(AudioError):
        check_interlude(str(tmp_path / "empty"))
    for fine in (None, "swell", "none", "bowls"):
        check_interlude(fine)


def test_no_hand_and_no_word_moves_for_it() -> None:
    routine = load_checked("legs")
    plain = plan_session(routine, Settings(), voice_wpm=156.0)
    music = plan_session(replace(routine, interlude="bowls"), Settings(interlude="swell"), voice_wpm=156.0)
    assert music.timeline == plain.timeline
    assert music.script == replace(plain.script, interlude="bowls")
