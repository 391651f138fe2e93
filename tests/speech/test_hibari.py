"""The natural voice that comes with voiceguide: what it reads, and that no clip of it is cut or another one."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from voiceguide.audio import Samples
from voiceguide.errors import SpeechError, VoiceError
from voiceguide.settings import Settings
from voiceguide.speech import hibari_files
from voiceguide.speech.engine import Utterance
from voiceguide.speech.hibari_check import fault
from voiceguide.speech.hibari_engine import HibariEngine
from voiceguide.speech.hibari_model import RATE_HZ, HibariModel
from voiceguide.speech.hibari_sound import sound_of
from voiceguide.speech.hibari_text import LONGEST, Reader, Table, reader
from voiceguide.speech.narrate import narrate
from voiceguide.speech.postprocess import postprocess
from voiceguide.speech.registry import voice_findings
from voiceguide.text.pronunciation import Pronunciation

LINES = (
    "One.",
    "Begin.",
    "Use both thumbs.",
    "Glide from the base of the neck out to the tips of the shoulders.",
    "Not today with fever or infection, a clot or the fear of one, a fracture, or strong unexplained pain.",
)


@pytest.fixture(scope="module")
def engine() -> Iterator[HibariEngine]:
    with HibariEngine(threads=1) as one:
        yield one


@pytest.fixture(scope="module")
def sentences() -> list[tuple[str, Samples]]:
    """Sentences in phonemes, and how the voice says them at four fifths of its pace."""
    model = HibariModel(hibari_files.model_of(hibari_files.voice_of("heart")), hibari_files.assets())
    return [(each, model.say(each, 0.8)) for line in LINES for each in reader().sentences(line)]


# --- what it reads ----------------------------------------------------------------------------------


@pytest.mark.parametrize("british", [False, True])
def test_the_rules_are_hibaris_own(british: bool) -> None:
    """Its tables are looked up in another way here; what is read is the same, whatever the text."""
    from hibari import Hibari
    from hibari.g2p import G2P

    theirs, ours = G2P(british=british), Reader(british)
    files = sorted((Path(__file__).parents[2] / "scripts").glob("*.yaml"))
    assert files
    texts = {
        line.strip(" -") for file in files[:: 3 if british else 1] for line in file.read_text("utf-8").splitlines()
    }
    odd = {"3 cm, 1/2, 2-3 times; Dr. Who's knee", "rhomboidesque qqxz", "Lead with the lead. I read what you read."}
    for text in sorted(texts | odd | set(LINES)):
        plain = text.replace("[", "(").replace("]", ")")
        expected = [theirs(each) for each in Hibari.split_sentences(plain)]
        assert ours.sentences(text) == [each for each in expected if any(map(str.isalpha, each))], text


def test_a_table_answers_as_the_object_does() -> None:
    for content, objects in (
        ({"b": "x", "a": {"N": "y", "V": None}, 'ä"q': "z", "aa": "w"}, False),
        ({"w=a": {"N": 1.5}, "w": {"N": 2, "V": -1}, "": {"X": 0.5}}, True),
    ):
        table = Table(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), objects=objects)
        for key in (*content, "c", "a\n", "w=", "A"):
            assert table.get(key) == content.get(key), key
    assert table.get("nothing", 7) == 7


def test_a_pronunciation_goes_before_the_rules_wherever_the_word_stands() -> None:
    pairs = [Pronunciation("use", "ˈjuːs"), Pronunciation("gluteus maximus", "ˈɡluːtiəs ˈmæksɪməs")]
    said = reader().sentences("Use it; the use of the Gluteus maximus, abused.", pairs)
    assert said == ["jˈus ɪt; ðə jˈus ʌv ðə ɡlˈutiəs mˈæksɪməs, əbjˈuzd."]


def test_a_place_of_a_word_has_its_own_pronunciation() -> None:
    pairs = [Pronunciation("use", "ˈjuːz"), Pronunciation("use#2", "ˈjuːs")]
    assert reader().sentences("Use it. The use. Use it.", pairs) == ["jˈuz ɪt.", "ðə jˈus.", "jˈuz ɪt."]


def test_brackets_are_not_hibaris_own_markup() -> None:
    assert reader().sentences("[press](/kɪl/) here.")[0].replace("(", "").startswith("pɹˈɛs")


def test_a_wrong_pronunciation_is_refused() -> None:
    with pytest.raises(VoiceError, match="IPA"):
        reader().sentences("Effleurage.", [Pronunciation("effleurage", "ɬɬ")])


def test_a_sentence_longer_than_the_model_takes_is_cut_between_clauses_or_words() -> None:
    pieces = reader().sentences(", ".join(["glide slowly over the whole of the back"] * 30) + ".")
    assert len(pieces) > 1
    assert all(len(piece) <= LONGEST for piece in pieces)
    assert sum(piece.count("ɡlˈId") for piece in pieces) == 30
    words = reader().sentences(" ".join(["and glide slowly"] * 60) + ".")
    assert all(len(piece) <= LONGEST for piece in words)
    assert sum(piece.count("ɡlˈId") for piece in words) == 60


# --- what it says -----------------------------------------------------------------------------------


def test_every_sentence_is_found_whole(sentences: list[tuple[str, Samples]]) -> None:
    assert [fault(sound, RATE_HZ, phonemes, 0.8) for phonemes, sound in sentences] == [""] * len(sentences)


def _first_sound(sound: Samples) -> int:
    return int(np.flatnonzero(np.abs(sound) > np.abs(sound).max() * 0.01)[0])


def _without_head(sound: Samples) -> Samples:
    return sound[_first_sound(sound) + RATE_HZ // 50 :]


def _without_tail(sound: Samples) -> Samples:
    return _without_head(sound[::-1])[::-1]


@pytest.mark.parametrize(
    "spoil",
    [
        _without_head,
        _without_tail,
        lambda sound: sound[: len(sound) // 2],
        lambda sound: sound[len(sound) // 2 :],
        lambda sound: np.concatenate([sound, sound]),
        lambda sound: sound * np.float32(0.001),
        lambda sound: sound[:0],
        lambda sound: np.where(np.arange(len(sound)) == 9_000, np.float32(np.nan), sound),
    ],
    ids=["head", "tail", "half", "other half", "twice", "quiet", "empty", "not a number"],
)
def test_a_spoilt_sentence_is_found(sentences: list[tuple[str, Samples]], spoil: Callable[[Samples], Samples]) -> None:
    for phonemes, sound in sentences:
        assert fault(spoil(sound), RATE_HZ, phonemes, 0.8), phonemes


def test_another_sentence_than_the_one_to_be_said_is_found(sentences: list[tuple[str, Samples]]) -> None:
    """A wrong reading that leaves words out, or adds some, is not as long as its phonemes say."""
    for (phonemes, _), (_, sound) in itertools.pairwise(sentences[2:]):
        assert "should last" in fault(sound, RATE_HZ, phonemes, 0.8)


@pytest.mark.parametrize("spoil", [_without_head, _without_tail])
def test_a_spoilt_clip_never_leaves_the_engine(
    engine: HibariEngine, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Samples], Samples]
) -> None:
    say = HibariModel.say
    monkeypatch.setattr(HibariModel, "say", lambda self, phonemes, speed: spoil(say(self, phonemes, speed)))
    with pytest.raises(SpeechError, match="cut off") as caught:
        list(engine.speak([Utterance("Glide slowly.", "heart", 154.0)]))
    assert caught.value.cue == "Glide slowly."
    assert caught.value.hint


def test_the_same_text_has_the_same_bytes_however_many_threads_speak() -> None:
    wanted = [Utterance(text, "heart", 154.0) for text in LINES]
    runs = []
    for threads in (1, 4):
        with HibariEngine(threads=threads) as fresh:
            runs.append([each.samples.tobytes() for each in fresh.speak(wanted)])
    assert runs[0] == runs[1]


@pytest.mark.parametrize("frames", [1, 63, 64, 65, 200])
def test_what_the_network_predicts_sounds_as_hibari_itself_makes_it(frames: int) -> None:
    """Added up in little memory, every sample is the same."""
    from hibari import dsp

    random = np.random.default_rng(frames)
    parts = [random.standard_normal((601, frames), dtype=np.float32) for _ in range(5)]
    parts.append((250 * random.random(frames)).astype(np.float32))
    expected = dsp.synth(*(each.copy() for each in parts), np.random.default_rng(7))
    assert np.array_equal(sound_of(parts, np.random.default_rng(7), dsp), expected)
    assert parts == []


def test_pronunciations_change_the_sound(engine: HibariEngine) -> None:
    plain, other = engine.speak(
        [
            Utterance("Use it.", "heart", 154.0),
            Utterance("Use it.", "heart", 154.0, phonemes=(Pronunciation("use", "ˈjuːs"),)),
        ]
    )
    assert not np.array_equal(plain.samples, other.samples)


@pytest.mark.parametrize("pitch_st", [-6.0, 6.0])
def test_pitch_keeps_the_length(engine: HibariEngine, pitch_st: float) -> None:
    (plain,) = engine.speak([Utterance(LINES[3], "heart", 154.0)])
    (other,) = engine.speak([Utterance(LINES[3], "heart", 154.0, pitch_st)])
    assert other.rate_hz == pytest.approx(plain.rate_hz * 2 ** (pitch_st / 12), rel=1e-3)
    assert other.seconds == pytest.approx(plain.seconds, rel=0.1)


def test_nothing_to_say_is_reported(engine: HibariEngine) -> None:
    with pytest.raises(SpeechError, match="nothing to say"):
        list(engine.speak([Utterance("... !", "heart", 154.0)]))


def test_a_voice_that_is_not_installed_is_never_fetched(
    engine: HibariEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from hibari import voices as theirs

    def fetched(*arguments: object) -> None:
        raise AssertionError("hibari's own download ran")

    monkeypatch.setattr(theirs, "download", fetched)
    monkeypatch.setenv("VOICEGUIDE_HIBARI", str(tmp_path))
    with pytest.raises(VoiceError, match="not installed") as caught:
        engine.fingerprint("emma")
    assert "voices install hibari:emma" in str(caught.value.hint)
    with pytest.raises(VoiceError, match="not installed"):
        list(engine.speak([Utterance("One.", "emma", 154.0)]))


def test_a_damaged_package_is_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "hibari.onnx").write_bytes(b"not a model")
    monkeypatch.setattr(hibari_files, "assets", lambda: tmp_path)
    with HibariEngine() as fresh, pytest.raises(VoiceError, match="damaged") as caught:
        fresh.fingerprint("heart")
    assert "pip install" in str(caught.value.hint)


# --- how fast it speaks -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "spoken"), [(None, "natural"), (90.0, "slowest"), (220.0, "fastest"), (160.0, 160.0)]
)
def test_a_rate_that_would_sound_dragged_is_moved_and_reported(
    engine: HibariEngine, asked: float | None, spoken: str | float
) -> None:
    rates = engine.rates("heart")
    expected = getattr(rates, spoken) if isinstance(spoken, str) else spoken
    narration = narrate({"a": "Rest both hands."}, settings=Settings(rate_wpm=asked), engine=engine, voice="heart")
    assert narration.rate_wpm == expected
    moved = asked is not None and asked != expected
    findings = voice_findings("hibari:heart", narration.notes)
    assert len(findings) == moved
    if moved:
        assert f"not at {asked:g}" in findings[0].message
        assert f"from {rates.slowest:g} to {rates.fastest:g}" in findings[0].message


def test_lines_are_said_at_the_natural_rate_of_reading_aloud(engine: HibariEngine) -> None:
    natural = engine.rates("heart").natural
    assert 140 <= natural <= 160
    texts = [
        "Knead the large muscle, slowly and roundly.",
        "Next, firm circles on the upper back. One hand stays in contact.",
        "Press as your partner breathes out.",
        "Glide from the lower back slowly up toward the shoulders.",
    ]
    sounds = engine.speak([Utterance(text, "heart", natural) for text in texts])
    seconds = sum(postprocess([each], "").samples.size / 44_100 - 0.08 for each in sounds)
    assert 60 * sum(len(text.split()) for text in texts) / seconds == pytest.approx(natural, rel=0.08)


# --- what leaves the computer -----------------------------------------------------------------------


def test_the_runtime_reports_nothing_to_anybody(tmp_path: Path) -> None:
    """onnxruntime keeps what it would send in a file of the home folder; there is none after the voice has spoken."""
    program = (
        "from voiceguide.speech.engine import Utterance\n"
        "from voiceguide.speech.hibari_engine import HibariEngine\n"
        "with HibariEngine(threads=1) as engine:\n"
        "    print(len(list(engine.speak([Utterance('One.', 'heart', 154.0)]))))\n"
    )
    places = {"HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA", "USERPROFILE"}
    environ = {name: value for name, value in os.environ.items() if name not in {*places, "ORT_DISABLE_TELEMETRY"}}
    environ |= {"HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path), "USERPROFILE": str(tmp_path)}
    run = subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=True)
    assert run.stdout == "1\n"
    assert [each for each in tmp_path.rglob("*") if "onnxruntime" in each.name.casefold()] == []
