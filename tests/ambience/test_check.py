"""Advice on a track: every fault is named in plain words, and a good track gets none."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.mix.synthetic import speech_like
from tests.sounds import RATE_HZ, noise, tone, write
from voiceguide.ambience import check_ambient, seam_of
from voiceguide.ambience.speechlike import SPEECH_SHARE, speech_share
from voiceguide.audio import Audio, Samples, decode, resample
from voiceguide.errors import AudioError, Severity
from voiceguide.mix.bed import shipped_beds

GOOD = noise(40.0)


def rules(path: Path) -> list[str]:
    findings = check_ambient(path)
    assert all(str(finding.where) and finding.message for finding in findings)
    assert all(finding.hint for finding in findings if finding.severity is Severity.WARNING)
    return [finding.rule for finding in findings]


def pair(one: Samples, other: Samples) -> Samples:
    return np.stack([one, other], axis=1).astype(np.float32)


def with_burst(sound: Samples) -> Samples:
    loud = sound.copy()
    loud[20 * RATE_HZ : 20 * RATE_HZ + RATE_HZ // 2] *= 8.0
    return loud * 0.2


def uneven(sound: Samples) -> Samples:
    swing_db = 12.0 * np.sin(np.arange(len(sound)) / RATE_HZ / 3.0) - 12.0
    return (sound * 10.0 ** (swing_db[:, np.newaxis] / 20.0)).astype(np.float32)


FAULTS: dict[str, Callable[[], Samples]] = {
    "ambient-repeats": lambda: GOOD[: 20 * RATE_HZ],
    "ambient-clipped": lambda: np.clip(GOOD * 9.0, -1.0, 1.0),
    "ambient-dc": lambda: GOOD + np.float32(0.05),
    "ambient-mono": lambda: np.repeat(GOOD[:, :1], 2, axis=1),
    "ambient-one-sided": lambda: GOOD * np.array([1.0, 0.0], np.float32),
    "ambient-phase": lambda: pair(GOOD[:, 0], -GOOD[:, 0] + 0.3 * GOOD[:, 1]),
    "ambient-quiet": lambda: GOOD * np.float32(0.012),
    "ambient-uneven": lambda: uneven(GOOD),
    "ambient-sudden": lambda: with_burst(GOOD),
    "ambient-ends": lambda: GOOD * np.linspace(1.0, 0.3, len(GOOD), dtype=np.float32)[:, np.newaxis],
}  # fmt: skip


@pytest.mark.parametrize("rule", FAULTS)
def test_each_fault_is_named(tmp_path: Path, rule: str) -> None:
    found = check_ambient(write(tmp_path / "a.wav", FAULTS[rule]()))
    assert rule in [finding.rule for finding in found]
    assert all(finding.severity is Severity.WARNING for finding in found)


def test_a_good_track_gets_no_advice(tmp_path: Path) -> None:
    assert rules(write(tmp_path / "a.flac", GOOD)) == []


def test_a_shipped_bed_gets_no_advice() -> None:
    assert rules(shipped_beds()["ocean"]) == []


@pytest.mark.parametrize(
    ("content", "rule"),
    [(b"", "ambient-unreadable"), (b"not a sound" * 500, "ambient-unreadable")],
)
def test_what_is_refused(tmp_path: Path, content: bytes, rule: str) -> None:
    (tmp_path / "a.mp3").write_bytes(content)
    (finding,) = check_ambient(tmp_path / "a.mp3")
    assert (finding.rule, finding.severity) == (rule, Severity.ERROR)
    assert rules(tmp_path / "none.mp3") == ["ambient-unreadable"]


@pytest.mark.parametrize(
    ("sound", "rule"),
    [
        (noise(3.0), "ambient-short"),
        (np.zeros((6 * RATE_HZ, 2), np.float32), "ambient-silent"),
        (np.full((6 * RATE_HZ, 2), 0.4, np.float32), "ambient-short"),
        (np.eye(6 * RATE_HZ, 2, dtype=np.float32), "ambient-short"),
    ],
    ids=["short", "silent", "only DC", "a click"],
)
def test_what_cannot_be_a_bed_is_an_error(tmp_path: Path, sound: Samples, rule: str) -> None:
    (finding,) = check_ambient(write(tmp_path / "a.wav", sound))
    assert (finding.rule, finding.severity) == (rule, Severity.ERROR)


def test_every_track_of_a_folder_is_looked_at(tmp_path: Path) -> None:
    write(tmp_path / "1.wav", GOOD)
    write(tmp_path / "2.wav", noise(3.0))
    (tmp_path / "3.mp3").write_bytes(b"junk")
    found = check_ambient(tmp_path)
    assert [(finding.rule, Path(str(finding.where)).name) for finding in found] == [
        ("ambient-short", "2.wav"),
        ("ambient-unreadable", "3.mp3"),
    ]
    (tmp_path / "empty").mkdir()
    assert rules(tmp_path / "empty") == ["ambient-unreadable"]


def test_the_seam_of_a_file(tmp_path: Path) -> None:
    assert seam_of(shipped_beds()["drone"]).faults == ()
    assert "click" in " ".join(seam_of(write(tmp_path / "a.wav", tone(8.0, 220.05))).faults)
    with pytest.raises(AudioError, match="is shorter than 5 s"):
        seam_of(write(tmp_path / "b.wav", tone(2.0)))


# --- speech or not -------------------------------------------------------------------------------


def share(sound: Samples, rate_hz: int = RATE_HZ) -> float:
    return speech_share(Audio(sound.reshape(len(sound), -1).astype(np.float32), rate_hz))


def espeak(text: str, words_per_minute: int) -> Audio:
    """Speech by espeak-ng, straight from its library."""
    import espeakng_loader

    library = ctypes.cdll.LoadLibrary(espeakng_loader.get_library_path())
    pieces: list[Samples] = []

    def take(samples: Any, count: int, _: object) -> int:
        if samples and count:
            pieces.append(np.ctypeslib.as_array(samples, (count,)).astype(np.float32) / np.float32(32_768))
        return 0

    callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)(take)
    rate_hz = library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0)
    library.espeak_SetSynthCallback(callback)
    library.espeak_SetVoiceByName(b"en-us")
    library.espeak_SetParameter(1, words_per_minute, 0)
    raw = text.encode()
    library.espeak_Synth(raw, len(raw) + 1, 0, 0, 0, 1, None, None)
    library.espeak_Synchronize()
    return Audio(np.concatenate(pieces)[:, np.newaxis], rate_hz)


TEXT = (
    "Lay both palms beside the spine. Glide slowly to the lower back, and let the hands come back lightly. "
    "Press while your partner breathes out. Five times. Keep one hand on the back and warm a little more oil."
)


@pytest.mark.skipif(sys.platform != "linux", reason="espeak-ng comes as a wheel on Linux only")
@pytest.mark.parametrize("words_per_minute", [110, 175])
def test_speech_is_heard_alone_and_over_the_sea(words_per_minute: int) -> None:
    voice = resample(espeak(TEXT, words_per_minute))
    assert speech_share(voice) > 0.8
    sea = decode(shipped_beds()["ocean"]).samples[: voice.frames]
    for above_db in (15.0, 8.0):
        both = sea + voice.samples * (sea.std() / voice.samples.std() * 10 ** (above_db / 20))
        assert share(both) > 2 * SPEECH_SHARE


def test_a_voice_made_of_formants_is_heard() -> None:
    assert share(speech_like(16.0, 3)) > SPEECH_SHARE


def notes(per_minute: float, drum: float) -> Samples:
    """Plucked notes, each with its own steady pitch, and a drum."""
    random = np.random.default_rng(2)
    sound, t = np.zeros(24 * RATE_HZ), np.arange(RATE_HZ) / RATE_HZ
    for at in np.arange(0.0, 22.0, 60.0 / per_minute):
        hz = 220.0 * 2 ** (random.choice([0, 2, 4, 7, 9, 12]) / 12)
        note = sum(np.sin(2 * np.pi * hz * n * t) / n for n in (1, 2, 3, 4)) * np.exp(-5 * t)
        first = round(at * RATE_HZ)
        sound[first : first + RATE_HZ] += note + drum * random.standard_normal(RATE_HZ) * np.exp(-30 * t)
    return np.asarray(0.1 * sound, dtype=np.float32)


@pytest.mark.parametrize(("per_minute", "drum"), [(60.0, 0.0), (120.0, 0.0), (100.0, 0.6), (160.0, 0.6), (240.0, 1.0)])
def test_music_is_no_speech(per_minute: float, drum: float) -> None:
    assert share(notes(per_minute, drum)) < SPEECH_SHARE


def test_noise_that_comes_and_goes_is_no_speech() -> None:
    gate = np.repeat(np.random.default_rng(1).random(160) > 0.5, RATE_HZ // 10)[:, np.newaxis]
    assert share(noise(16.0)[: len(gate)] * gate) == 0.0


def test_too_short_to_judge() -> None:
    assert share(noise(2.0)) == 0.0
