"""The neural voice: short texts, pitch, limits and errors. With its files it speaks for real."""

from __future__ import annotations

import numpy as np
import pytest

from voiceguide.audio import Audio, Samples
from voiceguide.errors import SpeechError, VoiceError
from voiceguide.speech import kokoro_engine, kokoro_files
from voiceguide.speech.engine import Utterance
from voiceguide.speech.kokoro_engine import KokoroEngine, before_carrier
from voiceguide.speech.postprocess import postprocess
from voiceguide.speech.stretch import stretch

RATE_HZ = 24_000


def say(
    engine: KokoroEngine, *texts: str, voice: str = "af_heart", rate_wpm: float = 125.0, pitch: float = 0.0
) -> list[Audio]:
    return list(engine.speak([Utterance(text, voice, rate_wpm, pitch) for text in texts]))


def hiss_at_the_end(samples: Samples) -> float:
    """The largest share of energy above 3.5 kHz in 20 ms of the last 160 ms of sound."""
    loud = np.flatnonzero(np.abs(samples) > 0.01 * np.abs(samples).max())
    ending = samples[max(loud[-1] - 3840, 0) : loud[-1]]
    shares = []
    for at in range(0, len(ending) - 480, 240):
        window = ending[at : at + 480] * np.hanning(480)
        power = np.abs(np.fft.rfft(window)) ** 2
        if np.sqrt(np.mean(np.square(window))) > 0.02 * np.abs(samples).max():
            shares.append(power[70:].sum() / power.sum())
    return float(max(shares))


@pytest.mark.neural
def test_a_single_word_ends_as_it_should(kokoro: KokoroEngine) -> None:
    """Alone, "One." ends in a hiss that nobody wrote; inside the carrier it does not."""
    kokoro._load("af_heart")
    alone = kokoro._infer("wˈʌn.", Utterance("One.", "af_heart", 125.0), 1.0)
    (spoken,) = say(kokoro, "One.")
    assert hiss_at_the_end(alone) > 0.4
    assert hiss_at_the_end(spoken.samples[:, 0]) < 0.2


@pytest.mark.neural
def test_nothing_of_the_carrier_is_left(kokoro: KokoroEngine) -> None:
    for text, spoken in zip(("One.", "Feet."), say(kokoro, "One.", "Feet."), strict=True):
        seconds = postprocess([spoken], text).samples.size / 44_100
        assert 0.35 < seconds < 1.1, text


@pytest.mark.neural
def test_a_higher_pitch_keeps_the_length(kokoro: KokoroEngine) -> None:
    normal, high = (say(kokoro, "Rest your hands.", pitch=pitch)[0] for pitch in (0.0, 3.0))
    assert high.seconds == pytest.approx(normal.seconds, rel=0.06)
    assert high.rate_hz == round(RATE_HZ * 2 ** (3 / 12))


@pytest.mark.neural
def test_the_model_is_never_asked_to_drag(kokoro: KokoroEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below 0.8 it grunts before the first word; a slower voice is stretched."""
    speeds: list[float] = []

    def infer(phonemes: str, utterance: Utterance, speed: float) -> Samples:
        speeds.append(speed)
        return np.full(24_000, 0.1, dtype=np.float32)

    monkeypatch.setattr(kokoro, "_infer", infer)
    slow, normal, fast = (say(kokoro, "Rest your hands now.", rate_wpm=rate)[0].seconds for rate in (100, 125, 200))
    assert speeds[:2] == [0.8, 0.8]
    assert speeds[2] > 0.9
    assert slow / normal == pytest.approx(1.25, rel=0.05)
    assert fast == pytest.approx(1.0)


@pytest.mark.parametrize("tempo", [0.5, 0.74, 0.95, 1.0])
def test_stretching_keeps_the_pitch(tempo: float) -> None:
    time_s = np.arange(2 * RATE_HZ) / RATE_HZ
    tone = (0.3 * np.sin(2 * np.pi * 150 * time_s)).astype(np.float32)
    longer = stretch(tone, tempo, 24_000)
    assert len(longer) == pytest.approx(len(tone) / tempo, rel=0.03)
    spectrum = np.abs(np.fft.rfft(longer * np.hanning(len(longer))))
    assert spectrum.argmax() * RATE_HZ / len(longer) == pytest.approx(150, abs=2)
    assert np.array_equal(longer, stretch(tone, tempo, 24_000))


@pytest.mark.neural
def test_a_long_text_is_spoken_in_pieces(kokoro: KokoroEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def infer(phonemes: str, utterance: Utterance, speed: float) -> Samples:
        asked.append(phonemes)
        return np.full(2400, 0.1, dtype=np.float32)

    monkeypatch.setattr(kokoro, "_infer", infer)
    say(kokoro, "Both palms glide over the back, slowly and evenly. " * 30)
    say(kokoro, "over and " * 200)
    assert len(asked) > 4
    assert max(map(len, asked)) <= 510
    assert "".join(asked).count("pˈɑmz") == 30


@pytest.mark.neural
@pytest.mark.parametrize("rate_wpm", [30.0, 700.0])
def test_a_rate_out_of_range_says_what_is_possible(kokoro: KokoroEngine, rate_wpm: float) -> None:
    with pytest.raises(VoiceError) as caught:
        say(kokoro, "Rest.", rate_wpm=rate_wpm)
    assert "Choose a rate from" in str(caught.value.hint)


@pytest.mark.neural
def test_silence_from_the_model_is_an_error(kokoro: KokoroEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    kokoro._load("af_heart")

    class Mute:
        def run(self, *_: object) -> list[Samples]:
            return [np.zeros((1, 24_000), np.float32)]

    monkeypatch.setattr(kokoro, "_session", Mute())
    with pytest.raises(SpeechError, match="said nothing"):
        say(kokoro, "Rest your hands now.")


@pytest.mark.neural
def test_a_failing_model_is_our_error(kokoro: KokoroEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    kokoro._load("af_heart")

    class Broken:
        def run(self, *_: object) -> list[Samples]:
            raise RuntimeError("out of memory")

    monkeypatch.setattr(kokoro, "_session", Broken())
    with pytest.raises(SpeechError, match="out of memory") as caught:
        say(kokoro, "Rest your hands now.")
    assert caught.value.cue == "Rest your hands now."


def test_missing_packages_name_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    engine = KokoroEngine()
    assert not kokoro_files.is_installed()
    assert not any(voice.installed for voice in engine.voices())
    with pytest.raises(VoiceError) as caught:
        engine.fingerprint("af_heart")
    hint = str(caught.value.hint)
    assert hint.startswith("Run: ")
    assert all(word in hint for word in (" install ", "kokoro-onnx", "onnxruntime"))


def test_nothing_is_loaded_until_it_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kokoro_engine, "_session", lambda _: pytest.fail("loaded"))
    with KokoroEngine() as engine:
        assert len(engine.voices()) == len(kokoro_files.VOICES)


@pytest.mark.parametrize("pause_s", [0.05, 0.3])
def test_the_cut_is_made_in_the_pause_before_the_carrier(pause_s: float) -> None:
    rng = np.random.default_rng(2)

    def tone(seconds: float) -> Samples:
        return np.asarray(0.3 * np.sin(np.arange(int(seconds * RATE_HZ)) * 0.05), dtype=np.float32)

    hush = (0.0001 * rng.standard_normal(int(pause_s * RATE_HZ))).astype(np.float32)
    closure = np.zeros(int(0.04 * RATE_HZ), np.float32)  # a stop inside the word is no pause
    said = np.concatenate([tone(0.3), closure, tone(0.2), hush, tone(0.8), np.zeros(4800, np.float32)])
    cut = before_carrier(said, 1.0)
    assert 0.54 * RATE_HZ <= len(cut) <= (0.54 + pause_s) * RATE_HZ
