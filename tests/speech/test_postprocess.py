"""Finishing: fixed margins, nothing cut, true measures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fake_engine import sound, spoken_frames
from voiceguide.audio import Audio
from voiceguide.errors import SpeechError
from voiceguide.loudness import integrated_loudness, k_energy
from voiceguide.speech.postprocess import COMMON_LUFS, HEAD_FRAMES, TAIL_FRAMES, postprocess, trim
from voiceguide.units import RATE_HZ

RNG = np.random.default_rng(5)


@given(head=st.integers(0, 30_000), tail=st.integers(0, 30_000))
def test_margins_are_the_same_whatever_silence_there_was(head: int, tail: int) -> None:
    speech = sound("one two").samples[4410:-4410, 0]
    clip = trim(np.concatenate([np.zeros(head, np.float32), speech, np.zeros(tail, np.float32)]))
    assert len(clip) == HEAD_FRAMES + spoken_frames("one two") + TAIL_FRAMES
    assert np.array_equal(clip[HEAD_FRAMES:-TAIL_FRAMES], speech)


def test_the_ends_fade_so_that_nothing_clicks() -> None:
    hum = (0.0005 * RNG.standard_normal(60_000)).astype(np.float32)
    hum[20_000:40_000] += sound("one two three").samples[8000:28_000, 0]
    clip = trim(hum)
    assert clip[0] == clip[-1] == 0.0


def test_soft_consonants_at_both_ends_are_kept() -> None:
    """An f lies 35 dB under the vowel after it, an s at the end 30 dB."""
    vowel = sound("one").samples[4410:-4410, 0]
    f, s = (level * RNG.standard_normal(6000).astype(np.float32) for level in (0.0045, 0.008))
    word = np.concatenate([np.zeros(9000, np.float32), f, vowel, s, np.zeros(9000, np.float32)])
    clip = trim(word)
    assert len(clip) == pytest.approx(HEAD_FRAMES + 12_000 + len(vowel) + TAIL_FRAMES, abs=60)


@pytest.mark.parametrize("frames", [0, 1, 5000])
def test_silence_is_no_clip(frames: int) -> None:
    with pytest.raises(SpeechError, match="said nothing"):
        postprocess([Audio(np.zeros((frames, 1), np.float32), RATE_HZ)], "text")


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 48_000])
def test_any_rate_becomes_the_mixs_and_keeps_its_length(rate_hz: int) -> None:
    time_s = np.arange(rate_hz) / rate_hz
    tone = (0.3 * np.sin(2 * np.pi * 440 * time_s)).astype(np.float32)
    clip = postprocess([Audio(tone[:, np.newaxis], rate_hz)], "tone").samples
    assert len(clip) == pytest.approx(HEAD_FRAMES + RATE_HZ + TAIL_FRAMES, abs=500)
    spectrum = np.abs(np.fft.rfft(clip * np.hanning(len(clip))))
    assert spectrum.argmax() * RATE_HZ / len(clip) == pytest.approx(440, abs=2)


def test_a_constant_offset_is_taken_away_without_a_step() -> None:
    speech = sound("one two three").samples[:, 0]
    clip = postprocess([Audio((speech + 0.01)[:, np.newaxis], RATE_HZ)], "one two three").samples
    plain = postprocess([Audio(speech[:, np.newaxis], RATE_HZ)], "one two three").samples
    assert abs(float(clip.mean())) < 1e-5
    assert abs(float(plain.mean())) < 1e-5
    assert clip[0] == clip[-1] == 0.0
    assert np.abs(np.diff(clip[:HEAD_FRAMES])).max() < 1e-3  # nothing steps before the first sound


def test_stereo_becomes_mono() -> None:
    one = sound("one").samples
    assert np.allclose(
        postprocess([Audio(np.hstack([one, one]), RATE_HZ)], "x").samples, postprocess([sound("one")], "x").samples
    )


@pytest.mark.parametrize("level", [0.02, 0.1, 0.9])
def test_the_gain_brings_every_clip_to_the_common_loudness(level: float) -> None:
    done = postprocess([sound("breathe in and out", level=level)], "x")
    assert integrated_loudness(k_energy(done.samples * np.float32(done.gain))) == pytest.approx(COMMON_LUFS, abs=0.05)


def test_a_click_is_not_blown_up_without_limit() -> None:
    click = np.zeros((RATE_HZ, 1), np.float32)
    click[20_000:20_010] = 0.001
    assert postprocess([Audio(click, RATE_HZ)], "x").gain <= 16
