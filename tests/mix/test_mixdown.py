"""A whole mix, rendered and measured: loudness, ducking, sides, edges, and the same samples for any cutting."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.examples import examples
from tests.mix.synthetic import NoiseBed, make_clip, make_session
from voiceguide import loudness
from voiceguide.audio import Samples
from voiceguide.errors import SpeechError
from voiceguide.mix.bed import SilentBed
from voiceguide.mix.mixdown import STEMS, Mix, plan_mix
from voiceguide.script.lines import Audience
from voiceguide.settings import GiverChannel, PacerStyle, Settings
from voiceguide.speech.clip import Clip
from voiceguide.timeline.model import Timeline
from voiceguide.units import RATE_HZ, gain, to_samples

BED = NoiseBed()


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> tuple[Timeline, Mapping[str, Clip]]:
    return make_session(tmp_path_factory.mktemp("clips"), 90)


def planned(session: tuple[Timeline, Mapping[str, Clip]], **changes: Any) -> Mix:
    return plan_mix(*session, BED.as_one() if changes.get("mono") else BED, Settings().replaced(changes))


def whole(mix: Mix) -> Samples:
    return np.concatenate([mix.block(at, min(100_000, mix.frames - at)) for at in range(0, mix.frames, 100_000)])


def both_channels(sound: Samples) -> loudness.Energies:
    return loudness.k_energy(sound[:, 0]) + loudness.k_energy(sound[:, 1])


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"speech_lufs": -20.0},
        {"volume_lu": -5.0},
        {"volume_lu": 3.0, "speech_lufs": -20.0},
        {"mono": True, "speech_lufs": -19.0},
        {"giver_channel": GiverChannel.LEFT, "speech_lufs": -20.0},
        {"giver_channel": GiverChannel.RIGHT, "speech_lufs": -20.0},
    ],
    ids=str,
)
def test_speech_has_the_loudness_asked_for(session: Any, changes: dict[str, Any]) -> None:
    mix = planned(session, **changes)
    asked = mix.settings.speech_lufs + mix.settings.volume_lu
    assert loudness.measure(whole(mix.stem("speech"))).integrated_lufs == pytest.approx(asked, abs=0.1)
    assert mix.prediction.speech_lufs == pytest.approx(asked, abs=0.1)


@examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_of_the_words_have_the_loudness_asked_for(session: Any, data: st.DataObject) -> None:
    timeline, clips = session
    chosen = data.draw(st.sets(st.sampled_from(timeline.speech), min_size=2))
    some = dataclasses.replace(timeline, speech=tuple(sorted(chosen, key=lambda each: each.start)))
    assert plan_mix(some, clips, BED, Settings()).prediction.speech_lufs == pytest.approx(-16.0, abs=0.3)


def test_words_are_mixed_the_same_whatever_else_is_said(session: Any) -> None:
    timeline, clips = session
    few = plan_mix(dataclasses.replace(timeline, speech=timeline.speech[:2]), clips, BED, Settings())
    until = timeline.speech[2].start - to_samples(4.0)
    assert np.array_equal(few.block(0, until), planned(session).block(0, until))


@pytest.mark.parametrize(
    "changes",
    [{}, {"pacer": PacerStyle.TICK}, {"pacer": PacerStyle.OFF}, {"mono": True}, {"giver_channel": GiverChannel.LEFT},
     {"ambient_below_lu": 15.0, "pause_lift_lu": 0.0}, {"ambient_below_lu": 40.0}, {"pacer_below_lu": 6.0}],
    ids=str,
)  # fmt: skip
def test_the_prediction_is_what_the_meter_reads(session: Any, changes: dict[str, Any]) -> None:
    mix = planned(session, **changes)
    measured = loudness.measure(whole(mix))
    assert measured.integrated_lufs == pytest.approx(mix.prediction.integrated_lufs, abs=0.1)
    assert measured.true_peak_dbtp <= mix.settings.ceiling_dbtp
    signals, bed = (loudness.measure(whole(mix.stem(name))).integrated_lufs for name in STEMS[1:])
    assert signals == pytest.approx(mix.prediction.signals_lufs, abs=0.1)
    assert bed == pytest.approx(mix.prediction.bed_lufs, abs=0.1)


def test_the_bed_lies_under_the_words_and_rises_between(session: Any) -> None:
    mix = planned(session)
    bed = whole(mix.stem("bed"))
    energy = both_channels(bed)
    for each in mix.timeline.speech:
        assert float(loudness.momentary(energy[each.start // 441 : each.stop // 441]).max()) < -16 - 15 + 0.05
    first_pause = mix.timeline.speech[1].stop + to_samples(2.5)
    spoken = bed[mix.timeline.speech[0].start : mix.timeline.speech[1].stop]
    unducked = BED.block(0, len(bed))
    ratios = [
        float(np.abs(part).mean() / np.abs(raw).mean())
        for part, raw in (
            (spoken, unducked[mix.timeline.speech[0].start : mix.timeline.speech[1].stop]),
            (bed[first_pause : first_pause + 44_100], unducked[first_pause : first_pause + 44_100]),
        )
    ]
    assert ratios[1] / ratios[0] >= gain(5.9)


def test_a_bed_that_swells_under_words_is_ducked_deeper(session: Any) -> None:
    surf = NoiseBed(swell_db=9.0)
    timeline, clips = session
    mix = plan_mix(timeline, clips, surf, Settings())
    bed = whole(mix.stem("bed"))
    energy = both_channels(bed)
    for each in mix.timeline.speech:
        assert float(loudness.momentary(energy[each.start // 441 : each.stop // 441]).max()) < -30.9


def test_stems_add_up_to_the_mix(session: Any) -> None:
    mix = planned(session)
    total = sum(whole(mix.stem(name)).astype(np.float64) for name in STEMS)
    # what the safety bends is no part of the sum
    difference = np.abs(total - whole(mix))
    assert np.quantile(difference, 0.9999) < 1e-6


def test_speech_sounds_where_the_timeline_says_and_nowhere_else(session: Any) -> None:
    mix = planned(session)
    heard = np.abs(whole(mix.stem("speech"))).max(axis=1)
    for each in mix.timeline.speech:
        assert heard[each.start : each.stop].max() > 0.1
        heard[each.start : each.stop] = 0
    assert heard.max() == 0


def test_what_is_for_the_giver_is_heard_on_the_givers_side_only(session: Any) -> None:
    timeline, clips = session
    audiences = itertools.cycle((Audience.GIVER, Audience.BOTH, Audience.BOTH))
    speech = tuple(
        dataclasses.replace(each, audience=audience) for each, audience in zip(timeline.speech, audiences, strict=False)
    )
    split = dataclasses.replace(timeline, speech=speech), clips
    left = whole(planned(split, giver_channel=GiverChannel.LEFT).stem("speech"))
    right = whole(planned(split, giver_channel=GiverChannel.RIGHT).stem("speech"))
    assert np.array_equal(left[:, 0], right[:, 1])
    for each in speech:
        heard = np.abs(left[each.start : each.stop]).max(axis=0)
        assert heard[0] > 0.1
        assert heard[1] == (0 if each.audience is Audience.GIVER else heard[0])
    bed = whole(planned(session, giver_channel=GiverChannel.LEFT).stem("bed"))
    assert bed[:, 0].std() == pytest.approx(bed[:, 1].std(), rel=0.2)


def test_a_loud_voice_is_limited_and_still_as_loud_as_asked(session: Any) -> None:
    mix = planned(session, speech_lufs=-15.0)
    assert 0.5 < mix.prediction.limited_db < 12
    measured = loudness.measure(whole(mix.stem("speech")))
    assert measured.integrated_lufs == pytest.approx(-15, abs=0.1)
    assert loudness.measure(whole(mix)).true_peak_dbtp <= -1.5


def test_what_cannot_be_as_loud_as_asked_says_so_and_the_bed_stays_below(session: Any) -> None:
    mix = planned(session, speech_lufs=-12.0, volume_lu=6.0, ambient_below_lu=15.0)
    measured = loudness.measure(whole(mix.stem("speech"))).integrated_lufs
    assert measured < -7
    assert mix.prediction.speech_lufs == pytest.approx(measured, abs=0.1)
    assert mix.prediction.bed_below_lu >= 15 - 1e-9


def test_no_edge_clicks(session: Any) -> None:
    timeline, clips = session
    rough = np.full(40_000, 0.5, np.float32)  # a clip that begins and ends at full height
    cue = timeline.speech[0].cue
    folder = next(iter(clips.values())).path.parent
    placement = dataclasses.replace(timeline.speech[0], frames=len(rough))
    other = dataclasses.replace(timeline, speech=(placement, *timeline.speech[1:]))
    mix = plan_mix(other, {**clips, cue: make_clip(folder, rough, "rough")}, SilentBed(), Settings())
    voice = mix.stem("speech").block(placement.start - 100, 40_200)[:, 0]
    assert np.abs(np.diff(voice)).max() < 0.02 * np.abs(voice).max()
    assert voice[[0, -1]] == pytest.approx([0, 0])


def test_the_session_ends_where_the_timeline_ends(session: Any) -> None:
    mix = planned(session)
    past = mix.block(mix.frames - 10, 100)
    assert past.shape == (100, 2)
    assert not past[10:].any()
    assert np.abs(whole(mix)[-441:]).max() < 1e-4
    assert np.abs(whole(mix)[:441]).max() < 1e-4


@examples(12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, 80 * RATE_HZ), frames=st.integers(1, 200_000), cut=st.floats(0.01, 0.99))
def test_any_stretch_is_the_same_however_it_is_cut(session: Any, start: int, frames: int, cut: float) -> None:
    mix = planned(session, speech_lufs=-13.0)
    middle = max(1, int(frames * cut))
    apart = [mix.block(start, middle), mix.block(start + middle, frames - middle + 1)]
    assert np.array_equal(np.concatenate(apart)[:frames], mix.block(start, frames))


def test_threads_hear_the_same(session: Any) -> None:
    mix = planned(session)
    starts = range(0, mix.frames, 50_000)
    with ThreadPoolExecutor(4) as pool:
        blocks = list(pool.map(lambda start: mix.block(start, 50_000), starts))
    assert np.array_equal(np.concatenate(blocks)[: mix.frames], whole(mix))


def test_without_bed_or_words_it_still_works(session: Any) -> None:
    timeline, clips = session
    silent = plan_mix(timeline, clips, SilentBed(), Settings())
    assert not whole(silent.stem("bed")).any()
    wordless = plan_mix(dataclasses.replace(timeline, speech=()), {}, BED, Settings())
    assert loudness.measure(whole(wordless)).integrated_lufs == pytest.approx(
        wordless.prediction.integrated_lufs, abs=0.1
    )


def test_a_lost_clip_is_reported_not_left_silent(session: Any) -> None:
    timeline, clips = session
    cue = timeline.speech[3].cue
    with pytest.raises(SpeechError) as caught:
        plan_mix(timeline, {name: clip for name, clip in clips.items() if name != cue}, BED, Settings())
    assert caught.value.cue == cue
    with pytest.raises(SpeechError):
        plan_mix(timeline, {**clips, cue: dataclasses.replace(clips[cue], frames=5)}, BED, Settings())


def test_a_clip_cut_on_disk_is_reported(session: Any, tmp_path: Path) -> None:
    timeline, clips = session
    each = timeline.speech[0]
    short = tmp_path / "short"
    short.write_bytes(clips[each.cue].path.read_bytes()[:-4000])
    mix = plan_mix(timeline, {**clips, each.cue: dataclasses.replace(clips[each.cue], path=short)}, BED, Settings())
    with pytest.raises(SpeechError):
        mix.block(each.start, each.frames)
