"""The speech of every shipped routine is as loud as asked, by construction: each clip is, whichever are spoken."""

from __future__ import annotations

import pytest

from tests.examples import some_of
from tests.fake_engine import FakeEngine
from voiceguide import Settings, load_routine
from voiceguide.loading import LoadedSource
from voiceguide.loudness import Meter
from voiceguide.mix.mixdown import Mix
from voiceguide.mixing import Work, mix_speech
from voiceguide.routine.sources import shipped_routines
from voiceguide.units import RATE_HZ

TEN = Settings(duration_s=600.0, mono=True, ambient="none")


def mix_of(name: str, settings: Settings = TEN) -> Mix:
    work = Work(LoadedSource(load_routine(name)), settings, engine=FakeEngine)
    return mix_speech(work).mix


@pytest.mark.sampled
def test_its_speech_is_at_sixteen_below() -> None:
    for name in some_of(shipped_routines(), 3):
        assert mix_of(name).prediction.speech_lufs == pytest.approx(-16.0, abs=0.3), name


def test_a_meter_reads_what_is_reported_of_it() -> None:
    stem = mix_of("desk-shoulders").stem("speech")
    meter = Meter(1, RATE_HZ)
    for at in range(0, stem.frames, 20 * RATE_HZ):
        meter.push(stem.block(at, min(20 * RATE_HZ, stem.frames - at)))
    read = meter.result().integrated_lufs
    assert read == pytest.approx(-16.0, abs=0.3)
    assert read == pytest.approx(stem.prediction.speech_lufs, abs=0.1)


def test_a_quieter_voice_is_brought_up_as_far_as_its_peaks_allow() -> None:
    """The fake at a fiftieth of its level: the same loudness."""
    work = Work(LoadedSource(load_routine("desk-shoulders")), TEN, engine=FakeEngine(level=0.005))
    assert mix_speech(work).mix.prediction.speech_lufs == pytest.approx(-16.0, abs=0.3)
