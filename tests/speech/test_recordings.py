"""The user's own recordings: found by several names, cleaned at the ends, all missing ones told at once."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.fake_engine import clip_frames, sound, spoken_frames
from voiceguide.choreography.model import Move, MoveKind
from voiceguide.errors import SpeechError, VoiceError
from voiceguide.script.lines import Line, Purpose, Script, Variant, texts_of
from voiceguide.speech.cache import ClipCache
from voiceguide.speech.engine import Utterance
from voiceguide.speech.narrate import narrate
from voiceguide.speech.postprocess import HEAD_FRAMES, TAIL_FRAMES, postprocess
from voiceguide.speech.recordings import SHEET, RecordingsEngine, record_sheet, short_name, without_noise
from voiceguide.units import RATE_HZ

SCRIPT = Script(
    title="Hands",
    routine="hands",
    moves=(Move("1", MoveKind.STROKE, 0, 60 * RATE_HZ, 0),),
    lines=tuple(
        Line(name, "1", Purpose.REFINE, (Variant(text),))
        for name, text in (
            ("1.where", "Your partner's left hand."),
            ("1.last", "Last one."),
            ("1.again", "Your partner's left hand."),
        )
    ),
)
TEXTS = ("Your partner's left hand.", "Last one.")


def record(folder: Path, name: str, text: str) -> Path:
    spoken = sound(text)
    path = folder / name
    soundfile.write(path, spoken.samples, spoken.rate_hz)
    return path


@pytest.mark.parametrize(
    "names",
    [
        ("your-partners-left-hand.wav", "last-one.wav"),
        ("1.where.flac", "1.LAST.flac"),
        ("1.again.wav", "last-one.ogg"),
        ("001-your-partners-left-hand.wav", "002-last-one.wav"),
    ],
)
def test_recordings_are_found_by_text_cue_or_numbered_name(tmp_path: Path, names: tuple[str, str]) -> None:
    for name, text in zip(names, TEXTS, strict=True):
        record(tmp_path, name, text)
    with RecordingsEngine() as engine:
        clips = narrate(texts_of(SCRIPT), engine=engine, voice=str(tmp_path), cache=ClipCache(tmp_path / "clips")).clips
    assert list(clips) == ["1.where", "1.last", "1.again"]
    for clip in clips.values():
        assert clip.frames == pytest.approx(clip_frames(clip.text), abs=0.02 * RATE_HZ)


def test_a_number_alone_is_read_by_the_sheet_in_the_folder(tmp_path: Path) -> None:
    record(tmp_path, "1.wav", TEXTS[0])
    record(tmp_path, "002.wav", TEXTS[1])
    with RecordingsEngine() as engine:
        with pytest.raises(SpeechError, match="2 of 2 recordings are missing"):
            engine.prepare(str(tmp_path), {"a": TEXTS[0], "b": TEXTS[1]})
        (tmp_path / SHEET).write_text(record_sheet(SCRIPT))
        engine.prepare(str(tmp_path), {"a": TEXTS[0], "b": TEXTS[1]})


def test_all_missing_recordings_are_listed_at_once(tmp_path: Path) -> None:
    record(tmp_path, "last-one.wav", "Last one.")
    texts = {str(number): f"Now stroke number {number}." for number in range(50)} | {"x": "Last one."}
    with RecordingsEngine() as engine, pytest.raises(SpeechError) as caught:
        narrate(texts, engine=engine, voice=str(tmp_path), cache=ClipCache(tmp_path / "clips"))
    message = caught.value.message
    assert message.startswith("50 of 51 recordings are missing")
    assert "now-stroke-number-0: Now stroke number 0." in message
    assert "and 10 more" in message
    assert "last-one" not in message


def test_the_sheet_numbers_each_text_once() -> None:
    sheet = record_sheet(SCRIPT)
    assert "001-your-partners-left-hand\n    Your partner's left hand.\n" in sheet
    assert "002-last-one\n    Last one.\n" in sheet
    assert sheet.count("left hand.") == 1
    assert "2 recordings" in sheet


def test_texts_that_begin_alike_get_names_of_their_own() -> None:
    start = "Glide both palms slowly out over the shoulders and"
    names = {short_name(f"{start} {end}") for end in ("back.", "down.", "away from the neck.")}
    assert len(names) == 3
    assert all(len(name) < 120 for name in names)
    assert short_name("Légère: la main!") == "légère-la-main"


def test_a_recording_that_cannot_be_read_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "last-one.wav").write_text("this is no sound")
    with RecordingsEngine() as engine, pytest.raises(SpeechError, match=r"this recording .* read") as caught:
        list(engine.speak([Utterance("Last one.", str(tmp_path), 125.0)]))
    assert str(caught.value.where) == str(tmp_path / "last-one.wav")


@pytest.mark.parametrize(
    "samples",
    [np.full(8000, 0.4, np.float32), np.full(1, 0.5, np.float32), np.full(8000, 1e-9, np.float32)],
    ids=["DC", "one sample", "nearly nothing"],
)
def test_a_recording_of_nothing_names_the_file(
    tmp_path: Path, samples: np.ndarray[tuple[int], np.dtype[np.float32]]
) -> None:
    soundfile.write(tmp_path / "last-one.wav", samples, 8000, subtype="FLOAT")
    with RecordingsEngine() as engine, pytest.raises(SpeechError, match="recording is silent") as caught:
        list(engine.speak([Utterance("Last one.", str(tmp_path), 125.0)]))
    assert str(caught.value.where) == str(tmp_path / "last-one.wav")


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
def test_a_link_to_nowhere_is_a_recording_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "last-one.wav").symlink_to(tmp_path / "gone.wav")
    with RecordingsEngine() as engine, pytest.raises(SpeechError, match="there is no such file"):
        narrate({"a": "Last one."}, engine=engine, voice=str(tmp_path), cache=ClipCache(tmp_path / "clips"))


def test_a_recording_far_too_long_names_the_file(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "last-one.wav", np.full(8000 * 121, 0.1, np.float32), 8000)
    with RecordingsEngine() as engine, pytest.raises(SpeechError, match="longer than") as caught:
        list(engine.speak([Utterance("Last one.", str(tmp_path), 125.0)]))
    assert str(caught.value.where) == str(tmp_path / "last-one.wav")


def test_no_folder_and_no_name_are_refused(tmp_path: Path) -> None:
    with RecordingsEngine() as engine:
        with pytest.raises(VoiceError, match="no such folder"):
            engine.fingerprint(str(tmp_path / "none"))
        with pytest.raises(VoiceError) as caught:
            engine.default_voice()
    assert "recordings:FOLDER" in str(caught.value.hint)


def test_a_new_take_is_heard_in_the_next_render(tmp_path: Path) -> None:
    path = record(tmp_path, "last-one.wav", "Last one.")
    cache = ClipCache(tmp_path / "clips")
    with RecordingsEngine() as engine:
        first = narrate({"a": "Last one."}, engine=engine, voice=str(tmp_path), cache=cache).clips["a"]
        record(tmp_path, "last-one.wav", "Last one, once more.")
        os.utime(path, (1_000, 1_000))
        second = narrate({"a": "Last one."}, engine=engine, voice=str(tmp_path), cache=cache).clips["a"]
    assert second.frames > first.frames


@pytest.mark.parametrize("rate_hz", [16_000, 44_100, 48_000])
def test_the_rooms_noise_is_cut_at_both_ends(rate_hz: int) -> None:
    rng = np.random.default_rng(1)
    noise = 0.001 * rng.standard_normal(4 * rate_hz)
    time_s = np.arange(2 * rate_hz) / rate_hz
    noise[rate_hz : 3 * rate_hz] += 0.3 * np.sin(2 * np.pi * 150 * time_s)
    voice = without_noise(noise.astype(np.float32), rate_hz)
    assert len(voice) / rate_hz == pytest.approx(2.2, abs=0.05)


def test_a_recording_without_silence_is_left_whole() -> None:
    speech = sound("one two three").samples[4410:-4410, 0]
    assert len(finish_of(without_noise(speech, RATE_HZ))) == HEAD_FRAMES + spoken_frames("one two three") + TAIL_FRAMES


def finish_of(samples: np.ndarray[tuple[int], np.dtype[np.float32]]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    from voiceguide.audio import Audio

    done: np.ndarray[tuple[int], np.dtype[np.float32]] = postprocess(
        [Audio(samples[:, np.newaxis], RATE_HZ)], "x"
    ).samples
    return done
