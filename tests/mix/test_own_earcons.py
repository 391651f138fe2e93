"""Signals of one's own: decoded, cut to their time, as loud as the bells; or a clear word about why not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from voiceguide import loudness
from voiceguide.errors import AudioError, EarconError
from voiceguide.mix.earcons import EARCON_LUFS, EARCON_PEAK, earcon
from voiceguide.mix.own_earcons import check_earcons, files_of, signal_sound
from voiceguide.script.lines import EARCON_SECONDS, Earcon
from voiceguide.units import RATE_HZ, to_samples


def tone(path: Path, seconds: float = 3.0, level: float = 0.3, rate_hz: int = 48_000, lead_s: float = 0.0) -> Path:
    at = np.arange(int(seconds * rate_hz)) / rate_hz
    sound = level * np.sin(2 * np.pi * 700 * at)
    soundfile.write(path, np.concatenate([np.zeros(int(lead_s * rate_hz)), sound]), rate_hz)
    return path


def momentary(sound: np.ndarray) -> float:
    energy = loudness.k_energy(sound[:, 0]) + loudness.k_energy(sound[:, 1])
    return float(loudness.momentary(energy).max())


def test_one_file_stands_for_every_change(tmp_path: Path) -> None:
    path = str(tone(tmp_path / "gong.wav"))
    for kind in (Earcon.STROKE, Earcon.SIDE, Earcon.REGION):
        sound = signal_sound(kind, path)
        assert sound.shape == (to_samples(EARCON_SECONDS[kind]), 2)
        assert momentary(sound) == pytest.approx(EARCON_LUFS, abs=0.1)
        assert sound[0].max() == 0.0
        assert abs(sound[-1]).max() < 1e-4
    for kind in (Earcon.TICK, Earcon.END):
        assert signal_sound(kind, path) is earcon(kind)


def test_a_folder_has_a_file_for_each(tmp_path: Path) -> None:
    tone(tmp_path / "Tick.flac", 0.2)
    tone(tmp_path / "end.wav", 2.0, 0.001)
    (tmp_path / "notes.txt").write_text("mine")
    folder = str(tmp_path)
    check_earcons(folder)
    assert {path.name for path in files_of(folder)} == {"Tick.flac", "end.wav"}
    tick = signal_sound(Earcon.TICK, folder)
    assert tick.shape[0] == to_samples(EARCON_SECONDS[Earcon.TICK])
    assert not tick[to_samples(0.25) :].any()
    assert momentary(signal_sound(Earcon.END, folder)) == pytest.approx(EARCON_LUFS, abs=0.1)
    assert signal_sound(Earcon.STROKE, folder) is earcon(Earcon.STROKE)


def test_silence_before_a_sound_is_left_out_and_a_click_is_no_louder(tmp_path: Path) -> None:
    sound = signal_sound(Earcon.STROKE, str(tone(tmp_path / "late.wav", 0.5, lead_s=2.0)))
    assert np.abs(sound[: to_samples(0.1)]).max() > 0.01
    click = np.zeros(RATE_HZ)
    click[100:104] = 0.9
    soundfile.write(tmp_path / "click.wav", click, RATE_HZ)
    assert np.abs(signal_sound(Earcon.STROKE, str(tmp_path / "click.wav"))).max() <= EARCON_PEAK + 1e-6


def test_a_changed_file_is_heard_anew(tmp_path: Path) -> None:
    path = tone(tmp_path / "gong.wav", 0.3)
    before = signal_sound(Earcon.STROKE, str(path))
    tone(path, 1.0)
    assert not np.array_equal(before, signal_sound(Earcon.STROKE, str(path)))


@pytest.mark.parametrize(
    ("name", "problem", "error"),
    [
        ("nowhere.wav", "no such file or folder", EarconError),
        ("empty", "holds no file for a signal", EarconError),
        ("near", "holds no file for a signal", EarconError),
        ("silent.wav", "silent in its first", AudioError),
        ("long.wav", "longer than 30 s", AudioError),
        ("text.wav", "text.wav", AudioError),
    ],
)
def test_what_cannot_be_a_signal_is_refused(tmp_path: Path, name: str, problem: str, error: type[Exception]) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "near").mkdir()
    tone(tmp_path / "near" / "stroek.wav", 0.2)
    tone(tmp_path / "silent.wav", 1.0, 0.0)
    tone(tmp_path / "long.wav", 31.0, rate_hz=8000)
    (tmp_path / "text.wav").write_text("no sound")
    with pytest.raises(error, match=problem) as caught:
        check_earcons(str(tmp_path / name))
    if name == "near":
        assert "stroke" in str(caught.value.hint)  # type: ignore[attr-defined]


def test_none_is_fine() -> None:
    check_earcons(None)
    check_earcons("none")
    assert files_of("none") == ()
