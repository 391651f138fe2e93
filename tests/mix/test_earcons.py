"""The earcons: exactly as long as told, soft, equally loud, and told apart by ear."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from voiceguide import loudness
from voiceguide.audio import Samples
from voiceguide.mix.earcons import EARCON_LUFS, EARCON_PEAK, earcon
from voiceguide.mix.tuning import pitch_hz
from voiceguide.script.lines import EARCON_SECONDS, Earcon
from voiceguide.units import RATE_HZ, decibels, to_samples


def envelope(sound: Samples, smooth_s: float = 0.03) -> NDArray[np.float64]:
    """Level of each 10 ms, smoothed."""
    steps = np.square(sound[: len(sound) // 441 * 441]).sum(axis=1).reshape(-1, 441).mean(axis=1)
    window = np.hanning(round(smooth_s * 100) + 2)
    return np.sqrt(np.convolve(steps, window / window.sum(), "same"))


def onsets(kind: Earcon) -> list[float]:
    """When notes are at their height, in seconds: peaks of the level with a dip before each."""
    level = envelope(earcon(kind), 0.25)
    found: list[float] = []
    dip = 0.0
    for step in range(1, len(level) - 1):
        dip = min(dip, float(level[step]))
        if level[step - 1] < level[step] >= level[step + 1] and level[step] > max(1.1 * dip, 0.15 * level.max()):
            found.append(step / 100)
            dip = float(level[step])
    return found


def chroma(sound: Samples) -> dict[str, float]:
    """How much of each note of the octave above D4, and of D3, is in it."""
    spectrum = np.square(np.abs(np.fft.rfft(sound.sum(axis=1))))
    hz = np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
    notes = ["D3", "D4", "E4", "F#4", "A4", "B4", "D5", "E5"]
    return {note: float(spectrum[np.abs(hz / pitch_hz(note) - 1) < 0.015].sum() / spectrum.sum()) for note in notes}


@pytest.mark.parametrize("kind", list(Earcon))
class TestEach:
    def test_length(self, kind: Earcon) -> None:
        assert earcon(kind).shape == (to_samples(EARCON_SECONDS[kind]), 2)

    def test_loudness_and_peak(self, kind: Earcon) -> None:
        sound = earcon(kind)
        energy = loudness.k_energy(sound[:, 0]) + loudness.k_energy(sound[:, 1])
        assert float(loudness.momentary(energy).max()) == pytest.approx(EARCON_LUFS, abs=0.05)
        assert loudness.true_peak(sound) <= EARCON_PEAK

    def test_it_swells_for_a_tenth_of_a_second(self, kind: Earcon) -> None:
        heard = envelope(earcon(kind))[:60]
        assert int(np.argmax(heard)) >= 10
        assert heard[2] < 0.2 * heard.max()
        assert float(np.diff(heard / heard.max()).max()) < 0.2

    def test_it_begins_and_ends_in_silence(self, kind: Earcon) -> None:
        sound = earcon(kind)
        assert not sound[0].any()
        assert not sound[-1].any()
        assert decibels(float(np.abs(sound[-RATE_HZ // 10 :]).max() / np.abs(sound).max())) < -45.0

    def test_there_is_no_click(self, kind: Earcon) -> None:
        bend = np.abs(np.diff(earcon(kind), 2, axis=0))
        assert float(bend.max()) < 0.004  # the highest partial alone reaches 0.003

    def test_it_keeps_to_the_scale(self, kind: Earcon) -> None:
        assert sum(chroma(earcon(kind)).values()) > 0.85

    def test_it_is_made_once_and_cannot_be_changed(self, kind: Earcon) -> None:
        assert earcon(kind) is earcon(kind)
        with pytest.raises(ValueError, match="read-only"):
            earcon(kind)[0] = 1.0


def test_each_has_its_rhythm() -> None:
    assert [len(onsets(kind)) for kind in (Earcon.STROKE, Earcon.TICK, Earcon.CHIME, Earcon.SIDE)] == [1, 1, 1, 2]
    assert len(onsets(Earcon.REGION)) == 3
    bells = onsets(Earcon.END)
    assert len(bells) == 3
    assert np.diff(bells) == pytest.approx([2.2, 2.2], abs=0.15)


def test_no_two_are_alike() -> None:
    """Any two differ clearly in their notes or in their rhythm."""
    for one, other in itertools.combinations(Earcon, 2):
        notes = [np.array(list(chroma(earcon(kind)).values())) for kind in (one, other)]
        assert float(np.abs(notes[0] - notes[1]).sum()) > 0.4 or len(onsets(one)) != len(onsets(other))


def test_the_side_earcon_moves_across() -> None:
    sound = earcon(Earcon.SIDE)
    first, second = sound[: RATE_HZ // 2], sound[RATE_HZ:]
    assert first[:, 0].std() > 1.4 * first[:, 1].std()
    assert second[:, 1].std() > 1.4 * second[:, 0].std()


def test_pitches() -> None:
    assert pitch_hz("A4") == 440.0
    assert pitch_hz("D4") == pytest.approx(293.665, abs=1e-3)
    assert pitch_hz("F#3") == pytest.approx(184.997, abs=1e-3)
    assert pitch_hz("B2") == pytest.approx(pitch_hz("B3") / 2)
    for wrong in ("H4", "D", "d4", "D44", ""):
        with pytest.raises(ValueError, match="is not a note"):
            pitch_hz(wrong)
