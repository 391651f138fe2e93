"""A session heard at once: the frames are the file's, whoever listens however slowly, and stops whenever they like."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.fake_engine import FakeEngine
from voiceguide import Settings, Stream, load_routine, render, stream
from voiceguide.audio import Audio
from voiceguide.errors import SpeechError, UsageError
from voiceguide.export.outputs import Outputs
from voiceguide.growing import GrowingMix
from voiceguide.heap import frugal
from voiceguide.loading import LoadedSource
from voiceguide.mixing import Work
from voiceguide.settings import OpeningPlace
from voiceguide.speech.engine import Utterance

SHORT = Settings(duration_s=300.0, bitrate_kbps=96, mono=True)
SOUND_ALONE = Outputs(sidecars=("none",))


def audio_of(mp3: bytes) -> bytes:
    """The frames after the tag and the Info frame."""
    size = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(mp3[6:10], (21, 14, 7, 0), strict=True))
    info = mp3.index(b"Info", size)
    following = mp3.index(mp3[size : size + 2], info)
    return mp3[following:]


class Gated(FakeEngine):
    """Says nothing but what the gate lets through."""

    def __init__(self, sentences: int) -> None:
        super().__init__()
        self.gate = threading.Semaphore(sentences)

    def speak(self, utterances: Sequence[Utterance]) -> Iterator[Audio]:
        for each in super().speak(utterances):
            if not self.gate.acquire(timeout=60):
                raise SpeechError("nobody opened the gate")
            yield each


@pytest.mark.parametrize("opening", OpeningPlace)
def test_the_frames_are_those_of_the_file(tmp_path: Path, opening: OpeningPlace) -> None:
    settings = SHORT.replaced({"opening": opening})
    heard = stream("desk-shoulders", settings, engine=FakeEngine)
    sent = b"".join(heard)
    made = render("desk-shoulders", tmp_path / "a.mp3", settings, outputs=SOUND_ALONE, engine=FakeEngine)
    assert audio_of(sent) == audio_of(made.path.read_bytes())
    assert (len(sent), heard.seconds) == (heard.total_bytes, made.seconds)
    assert heard.chapters == made.session.timeline.chapters


@pytest.fixture(scope="module")
def without_music() -> bytes:
    """The frames of the stream that has no music between its chapters."""
    return audio_of(b"".join(stream("desk-shoulders", SHORT, engine=FakeEngine)))


@pytest.mark.parametrize("interlude", ["swell", "bowls"])
def test_music_between_chapters_is_heard_in_both(tmp_path: Path, without_music: bytes, interlude: str) -> None:
    settings = SHORT.replaced({"interlude": interlude})
    sent = b"".join(stream("desk-shoulders", settings, engine=FakeEngine))
    cache = Path(os.environ["VOICEGUIDE_CACHE"])
    shutil.rmtree(cache / "segments")
    made = render("desk-shoulders", tmp_path / "a.mp3", settings, outputs=SOUND_ALONE, engine=FakeEngine)
    assert audio_of(sent) == audio_of(made.path.read_bytes())
    assert audio_of(sent) != without_music


def test_the_beginning_is_heard_while_the_rest_waits_to_be_spoken() -> None:
    engine = Gated(30)
    heard = stream("desk-shoulders", SHORT, engine=engine)
    pieces = iter(heard)
    sent = 0
    while sent < 20_000:  # more than a second of sound
        sent += len(next(pieces))
    assert len(engine.spoken) < 40
    engine.gate.release(1000)
    assert sent + sum(map(len, pieces)) == heard.total_bytes


def test_who_stops_listening_stops_the_work() -> None:
    engine = Gated(30)
    with stream("desk-shoulders", SHORT, engine=engine) as heard:
        next(iter(heard))
        engine.gate.release(1)
    assert not [each for each in threading.enumerate() if each.name.startswith(("speech", "mp3"))]
    assert len(engine.spoken) < 40


def test_words_that_cannot_be_spoken_end_it() -> None:
    class Hoarse(Gated):
        def speak(self, utterances: Sequence[Utterance]) -> Iterator[Audio]:
            for each in super().speak(utterances):
                if len(self.spoken) > 30:
                    raise SpeechError("hoarse")
                yield each

    heard = stream("desk-shoulders", SHORT, engine=Hoarse(1000))
    with pytest.raises(SpeechError, match="hoarse"):
        b"".join(heard)


def test_what_is_wrong_from_the_beginning_is_reported_by_the_call() -> None:
    with pytest.raises(UsageError):
        stream("no-such-routine", SHORT)


def test_every_stretch_is_final_when_it_is_given_away() -> None:
    """However the words are cut into rounds, what was heard of them is what the whole holds."""
    work = Work(LoadedSource(load_routine("desk-shoulders")), SHORT, None, None, (), FakeEngine)
    with GrowingMix(work) as growing:
        early = [growing.block(at, 44_100) for at in range(0, 60 * 44_100, 44_100)]
        growing.block(growing.frames - 44_100, 44_100)  # there once everything is spoken
        assert np.array_equal(np.concatenate(early), growing.block(0, 60 * 44_100))


def test_its_facts_are_plain_before_a_byte_is_taken() -> None:
    with stream("desk-shoulders", SHORT, engine=FakeEngine) as heard:
        assert isinstance(heard, Stream)
        assert heard.seconds == SHORT.duration_s
        assert heard.total_bytes == pytest.approx(300 * 12_000, rel=0.01)
        assert heard.chapters[-1].stop == 300 * 44_100


def test_a_stream_saves_memory_from_its_first_word_until_it_is_closed() -> None:
    with stream("desk-shoulders", SHORT.replaced({"low_memory": True}), engine=FakeEngine):
        assert frugal()
    assert not frugal()
