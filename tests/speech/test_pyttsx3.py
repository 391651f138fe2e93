"""pyttsx3 in its worker: no clip lost, whatever happens."""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from voiceguide.audio import Audio
from voiceguide.errors import SpeechError, VoiceError
from voiceguide.speech import pyttsx3_worker
from voiceguide.speech.engine import Utterance
from voiceguide.speech.pyttsx3_engine import Pyttsx3Engine
from voiceguide.speech.pyttsx3_process import Worker, WorkerDiedError

LINUX = sys.platform not in {"darwin", "win32"}
pytestmark = pytest.mark.skipif(not LINUX, reason="espeak-ng speaks on Linux only; elsewhere the contract tests do")

REGIONS = ("Shoulders", "Upper back", "Lower back", "Left calf", "Right calf")
SWEEPS = ("glide out", "press and wait", "circle slowly", "lift away")
MANY = [f"{region}, {sweep}, {count}." for count in range(25) for region in REGIONS for sweep in SWEEPS]
LONG = "Slide both palms from the base of the neck over the shoulders and down both sides of the spine. " * 4


def utterances(*texts: str, rate_wpm: float = 160.0, pitch_st: float = 0.0) -> list[Utterance]:
    return [Utterance(text, "en-us", rate_wpm, pitch_st) for text in texts]


@pytest.fixture
def engine() -> Iterator[Pyttsx3Engine]:
    with Pyttsx3Engine() as made:
        yield made


def _spin() -> None:
    while True:
        pass


@pytest.fixture
def busy_cores() -> Iterator[None]:
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=_spin, daemon=True) for _ in range(os.cpu_count() or 1)]
    for process in processes:
        process.start()
    yield
    for process in processes:
        process.kill()
        process.join()


@pytest.mark.listening
def test_of_500_clips_none_is_lost_doubled_or_cut_with_every_core_busy(engine: Pyttsx3Engine, busy_cores: None) -> None:
    assert len(set(MANY)) == 500
    sounds = list(engine.speak(utterances(LONG, *MANY)))[1:]
    assert len(sounds) == 500
    assert len({each.samples.tobytes() for each in sounds}) == 500, "each text is its own"
    for each in sounds:
        assert not each.samples[-200:].any(), "espeak-ng ends each text with a pause: one that lacks it was cut"
    # a clip cut short or exchanged differs from what another process says in another order
    with Pyttsx3Engine(workers=1) as other:
        chosen = range(0, 500, 10)
        again = list(other.speak(utterances(*(MANY[number] for number in reversed(chosen)))))
    for number, each in zip(reversed(chosen), again, strict=True):
        assert np.array_equal(each.samples, sounds[number].samples), MANY[number]


def test_the_first_clip_of_a_process_and_a_long_one_are_whole(engine: Pyttsx3Engine) -> None:
    (first,) = engine.speak(utterances(LONG))
    assert first.seconds == pytest.approx(
        4 * next(iter(engine.speak(utterances(LONG[: len(LONG) // 4])))).seconds, rel=0.1
    )
    (again,) = engine.speak(utterances(LONG))
    assert np.array_equal(first.samples, again.samples)


def test_a_dead_worker_is_started_anew(engine: Pyttsx3Engine) -> None:
    (before,) = engine.speak(utterances("One."))
    worker = engine._idle.get()
    os.kill(worker.pid, signal.SIGKILL)
    engine._idle.put(worker)
    (after,) = engine.speak(utterances("One."))
    assert np.array_equal(before.samples, after.samples)


def test_a_worker_that_dies_again_is_a_clear_error(engine: Pyttsx3Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(self: Worker, request: object) -> None:
        raise WorkerDiedError("it ended with exit status 9")

    monkeypatch.setattr(Worker, "ask", dies)
    with pytest.raises(SpeechError, match="died twice") as caught:
        list(engine.speak(utterances("Breathe in.")))
    assert caught.value.cue == "Breathe in."
    assert caught.value.hint


def test_a_worker_that_hangs_is_ended_by_the_time_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hangs = tmp_path / "hangs.py"
    hangs.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(pyttsx3_worker, "__file__", str(hangs))
    began = time.monotonic()
    with Pyttsx3Engine(limit_s=0.3) as engine, pytest.raises(SpeechError, match="died twice"):
        list(engine.speak(utterances("One.")))
    assert time.monotonic() - began < 30


def test_a_worker_that_cannot_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyttsx3.py").write_text("raise ImportError('broken on purpose')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Pyttsx3Engine() as engine, pytest.raises(SpeechError, match="broken on purpose") as caught:
        list(engine.speak(utterances("One.")))
    assert "pip install" in str(caught.value.hint)


def test_nothing_reaches_the_users_screen(tmp_path: Path) -> None:
    code = (
        "from voiceguide.speech.pyttsx3_engine import Pyttsx3Engine\n"
        "from voiceguide.speech.engine import Utterance\n"
        "with Pyttsx3Engine() as engine:\n"
        "    assert len(list(engine.speak([Utterance('One.', 'en-us', 125.0)]))) == 1\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=Path(__file__).parents[2])
    assert (done.stdout, done.stderr) == (b"", b"")


def test_closing_ends_the_processes() -> None:
    engine = Pyttsx3Engine()
    list(engine.speak(utterances("One.", "Two.", "Three.")))
    worker = engine._idle.get()
    engine._idle.put(worker)
    engine.close()
    assert worker._process.poll() is not None


class Scripted(pyttsx3_worker.Speaker):
    """A speaker whose syntheses are given: what pyttsx3 has been seen to return."""

    def __init__(self, *sounds: bytes, exact: bool = False) -> None:
        self._exact = exact
        self._last = None
        self._voice = ""
        self._sounds = list(sounds)

    def _once(self, request: dict[str, object]) -> bytes:  # noqa: ARG002
        return self._sounds.pop(0) if self._sounds else b""


WHOLE, CUT, OTHER = b"w" * 20_000, b"w" * 12_000, b"o" * 20_000


def test_a_clip_that_did_not_come_out_whole_is_made_again() -> None:
    assert Scripted(b"", WHOLE, exact=True).speak({"text": "a"}) == WHOLE
    with pytest.raises(RuntimeError):
        Scripted(exact=True).speak({"text": "a"})


LOSING = """
import sys
from pathlib import Path
from voiceguide.speech.pyttsx3_worker import Speaker

class Losing(Speaker):
    def _say(self, request, path):
        finished = super()._say(request, path)
        if path.name == "1.wav":
            path.write_bytes(path.read_bytes()[:-2])
        return finished

speaker = Losing(Path(sys.argv[1]))
sound = speaker.speak({"voice": "gmw/en-us", "text": "Breathe out slowly."})
sys.stderr.write(f"{speaker._count} {sound == speaker._once(dict(voice='gmw/en-us', text='Breathe out slowly.'))}")
"""


def test_a_file_that_lacks_one_sample_of_what_was_said_is_not_taken(tmp_path: Path) -> None:
    completed = subprocess.run(
        [sys.executable, "-c", LOSING, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert completed.stderr.split()[-2:] == ["2", "True"], "made once more, and then whole"


def test_where_samples_are_not_counted_a_clip_counts_when_two_syntheses_agree() -> None:
    assert Scripted(WHOLE, WHOLE).speak({"text": "a"}) == WHOLE
    assert Scripted(CUT, WHOLE, WHOLE).speak({"text": "a"}) == WHOLE
    assert Scripted(b"", WHOLE, WHOLE).speak({"text": "a"}) == WHOLE
    with pytest.raises(RuntimeError):
        Scripted(CUT, WHOLE, CUT, WHOLE).speak({"text": "a"})


@pytest.mark.parametrize("exact", [True, False])
def test_an_empty_file_never_counts_as_a_clip(exact: bool) -> None:
    with pytest.raises(RuntimeError):
        Scripted(*[b"RIFF" + bytes(40)] * 4, exact=exact).speak({"text": "a"})


def test_the_clip_before_once_more_is_refused_but_a_homophone_is_not() -> None:
    stale = Scripted(WHOLE, WHOLE, WHOLE, WHOLE, OTHER, OTHER, OTHER, OTHER)
    assert stale.speak({"text": "a"}) == WHOLE
    assert stale.speak({"text": "b"}) == OTHER
    homophone = Scripted(WHOLE, WHOLE, WHOLE, WHOLE, OTHER, WHOLE)
    assert homophone.speak({"text": "right"}) == WHOLE
    assert homophone.speak({"text": "write"}) == WHOLE


def test_frames_survive_whatever_is_in_them() -> None:
    pipe = io.BytesIO()
    pyttsx3_worker.write_frame(pipe, {"text": "é\n\0"}, b"\0\n" * 7)
    pyttsx3_worker.write_frame(pipe, {})
    pipe.seek(0)
    assert pyttsx3_worker.read_frame(pipe) == ({"text": "é\n\0"}, b"\0\n" * 7)
    assert pyttsx3_worker.read_frame(pipe) == ({}, b"")
    assert pyttsx3_worker.read_frame(pipe) is None
    assert pyttsx3_worker.read_frame(io.BytesIO(pipe.getvalue()[:20])) is None, "cut short"


def test_voices_are_listed_with_language_and_gender_english_first(engine: Pyttsx3Engine) -> None:
    voices = engine.voices()
    assert voices[0].name == "pyttsx3:en-us"
    assert (voices[0].language, voices[0].gender) == ("en-us", "male")
    assert "pyttsx3:fr" in {voice.name for voice in voices}


def test_an_unknown_voice_names_the_nearest(engine: Pyttsx3Engine) -> None:
    with pytest.raises(VoiceError) as caught:
        list(engine.speak([Utterance("One.", "en-uss", 125.0)]))
    assert "pyttsx3:en-us" in str(caught.value.hint)


def test_a_variant_speaks_in_another_voice(engine: Pyttsx3Engine) -> None:
    male, female = engine.speak([Utterance("Breathe out.", voice, 125.0) for voice in ("en-us", "en-us+f2")])
    assert _pitch_hz(female) > 1.3 * _pitch_hz(male)


def test_other_voices_in_between_change_nothing(engine: Pyttsx3Engine) -> None:
    def said(speaker: Pyttsx3Engine, voice: str) -> Audio:
        return next(iter(speaker.speak([Utterance("Breathe out slowly.", voice, 140.0)])))

    mixed = {voice: said(engine, voice) for voice in ("en-us", "de", "en-us+f2", "fr")}
    for voice, before in mixed.items():
        assert np.array_equal(before.samples, said(engine, voice).samples), voice
        with Pyttsx3Engine() as fresh:
            assert np.array_equal(before.samples, said(fresh, voice).samples), voice


@pytest.mark.skipif(sys.platform != "linux", reason="variants are espeak-ng's")
def test_breath_does_not_depend_on_the_time_of_day() -> None:
    said = []
    for _ in range(2):
        with Pyttsx3Engine(workers=1) as fresh:
            said.append(next(iter(fresh.speak([Utterance("Breathe out slowly.", "en-us+f2", 140.0)]))).samples)
        time.sleep(1.1)  # espeak-ng starts its random numbers from the second
    assert np.array_equal(said[0], said[1])


def test_a_language_does_for_a_name(engine: Pyttsx3Engine) -> None:
    british = next(voice.name.partition(":")[2] for voice in engine.voices() if voice.language == "en-gb")
    assert engine.fingerprint("en-gb") == engine.fingerprint(british) != engine.fingerprint("en-us")


def test_an_unknown_variant_is_refused(engine: Pyttsx3Engine) -> None:
    with pytest.raises(VoiceError, match="no variant") as caught:
        engine.fingerprint("en-us+ff2")
    assert "f2" in str(caught.value.hint)


def test_pitch_is_in_semitones(engine: Pyttsx3Engine) -> None:
    text = "Now roll your arm along the wall, and our warm hand may allow more."
    low, normal, high = (_pitch_hz(next(iter(engine.speak(utterances(text, pitch_st=st))))) for st in (-3.0, 0.0, 4.0))
    assert 12 * np.log2(low / normal) == pytest.approx(-3.0, abs=0.7)
    assert 12 * np.log2(high / normal) == pytest.approx(4.0, abs=0.7)


@pytest.mark.parametrize(
    "parameters", [{"rate_wpm": 40.0}, {"rate_wpm": 900.0}, {"pitch_st": -6.0}, {"pitch_st": 12.0}]
)
def test_a_manner_out_of_range_says_what_is_possible(engine: Pyttsx3Engine, parameters: dict[str, float]) -> None:
    with pytest.raises(VoiceError) as caught:
        list(engine.speak(utterances("One.", **parameters)))
    assert " to " in str(caught.value.hint)


def test_brackets_in_a_text_are_not_taken_for_phonemes(engine: Pyttsx3Engine) -> None:
    plain, bracketed = engine.speak(utterances("Rest now.", "Rest [[ now."))
    assert bracketed.seconds >= 0.8 * plain.seconds


def _pitch_hz(spoken: Audio) -> float:
    """The median fundamental of the voiced 40 ms, by autocorrelation."""
    samples, rate_hz = spoken.samples[:, 0], spoken.rate_hz
    size, found = int(0.04 * rate_hz), []
    low, high = rate_hz // 400, rate_hz // 55
    for at in range(0, len(samples) - size, size // 2):
        window = samples[at : at + size] * np.hanning(size)
        power = np.fft.irfft(np.abs(np.fft.rfft(window, 4 * size)) ** 2)[:size]
        if power[0] < 1e-4 * size:
            continue
        lag = low + int(power[low:high].argmax())
        if power[lag] > 0.5 * power[0]:
            found.append(rate_hz / lag)
    return float(np.median(found))


def test_no_library_is_loaded_into_the_main_process_by_speaking(engine: Pyttsx3Engine) -> None:
    list(engine.speak(utterances("One.")))
    assert "pyttsx3" not in sys.modules


def test_nothing_is_said_about_programs_that_are_not_needed(tmp_path: Path) -> None:
    code = (
        "from voiceguide.speech.pyttsx3_engine import Pyttsx3Engine\n"
        "from voiceguide.speech.engine import Utterance\n"
        "with Pyttsx3Engine(workers=1) as engine:\n"
        "    print(len(list(engine.speak([Utterance('One.', 'en-us', 140.0)]))))\n"
    )
    environment = {**os.environ, "PATH": str(tmp_path), "PYTHONWARNINGS": "default"}  # no ffmpeg on the path
    completed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert (completed.stdout, completed.stderr) == ("1\n", "")
