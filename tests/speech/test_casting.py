"""Who speaks which language: the fixed English lines and an author's own are never read by each other's rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.fake_engine import FakeEngine
from voiceguide.audio import Audio
from voiceguide.errors import VoiceError
from voiceguide.routine.load import load_routine_text
from voiceguide.routine.texts import own_lines
from voiceguide.speech import casting
from voiceguide.speech.cache import ClipCache
from voiceguide.speech.casting import OwnWords, Role, cast, own_words_of
from voiceguide.speech.engine import Utterance
from voiceguide.speech.narrate import narrate
from voiceguide.speech.registry import ENGINES
from voiceguide.text import base_language

TEXTS = {"a": "Welcome.", "b": "Streiche 3-mal über den Rücken.", "c": "Five strokes.", "d": "Ruhe."}
OWN = own_words_of("de", ["streiche 3-mal über den Rücken", "Ruhe"])


class Speaking(FakeEngine):
    """A fake that speaks one language, and notes what it was given."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self.name = f"fake-{language}"

    def language(self, voice: str) -> str:  # noqa: ARG002
        return self._language

    def speak(self, utterances: Sequence[Utterance]) -> Iterator[Audio]:
        return super().speak(utterances)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Speaking]:
    """The voices that `auto` finds, by language."""
    engines = {"en": Speaking("en"), "de": Speaking("de")}

    def resolve(name: str, language: str = "en") -> tuple[Speaking, str]:
        assert name == "auto"
        if base_language(language) not in engines:
            raise VoiceError(f"no installed voice speaks {language!r}")
        return engines[base_language(language)], "tone"

    monkeypatch.setattr(casting, "resolve_voice", resolve)
    return engines


def words(engine: FakeEngine) -> list[str]:
    return [each.text for each in engine.spoken]


def test_own_lines_are_spoken_by_a_voice_of_their_language(installed: dict[str, Speaking], tmp_path: Path) -> None:
    main = Speaking("en-us")
    reports: list[tuple[int, int]] = []
    spoken = narrate(
        TEXTS,
        engine=main,
        cache=ClipCache(tmp_path),
        own_words=OWN,
        progress=lambda done, whole: reports.append((done, whole)),
    )
    assert words(main) == ["Welcome.", "Five strokes."]
    assert words(installed["de"]) == ["Streiche 3-mal über den Rücken.", "Ruhe."]
    assert list(spoken.clips) == list(TEXTS)
    assert spoken.voice == "fake-en-us:tone"
    assert spoken.notes == (
        "fake-de:tone speaks the routine's own lines in 'de': fake-en-us:tone does not speak that language",
    )
    assert (spoken.synthesised, spoken.from_cache) == (4, 0)
    assert reports[-1] == (4, 4)
    assert installed["de"].closed
    assert not main.closed


def test_a_voice_of_the_authors_language_never_reads_the_english_lines(
    installed: dict[str, Speaking], tmp_path: Path
) -> None:
    main = Speaking("de")
    spoken = narrate(TEXTS, engine=main, cache=ClipCache(tmp_path), own_words=OWN)
    assert words(main) == ["Streiche 3-mal über den Rücken.", "Ruhe."]
    assert words(installed["en"]) == ["Welcome.", "Five strokes."]
    assert "fake-en:tone speaks voiceguide's English lines" in spoken.notes[0]


def test_where_nobody_speaks_the_language_it_is_said_plainly(installed: dict[str, Speaking], tmp_path: Path) -> None:
    del installed["de"]
    main = Speaking("en-us")
    spoken = narrate(TEXTS, engine=main, cache=ClipCache(tmp_path), own_words=OWN)
    assert len(words(main)) == 4
    assert spoken.notes == (
        "no installed voice speaks 'de': fake-en-us:tone reads the routine's own lines in 'de' "
        "by the rules of its own language",
    )


def test_people_read_every_language(tmp_path: Path) -> None:
    main = Speaking("")
    main.verbatim = True
    spoken = narrate(TEXTS, engine=main, cache=ClipCache(tmp_path), own_words=OWN)
    assert words(main) == list(TEXTS.values())
    assert spoken.notes == ()


def test_in_english_nothing_is_distinguished(installed: dict[str, Speaking], tmp_path: Path) -> None:
    main = Speaking("en-gb")
    spoken = narrate(TEXTS, engine=main, cache=ClipCache(tmp_path), own_words=own_words_of("en-US", TEXTS.values()))
    assert len(words(main)) == 4
    assert spoken.notes == ()
    assert not any(words(each) for each in installed.values())


def test_what_an_author_wrote_is_known_however_it_is_set_into_a_line() -> None:
    text = (
        "title: Ruhe\nlanguage: de\nstages:\n  - name: Rücken\n    strokes:\n      - say: streiche langsam\n"
        "      - technique: effleurage\n        region: shoulders\n        say:\n"
        "          during: 'Langsam am {side} Arm'\n"
    )
    own = own_words_of("de", own_lines(load_routine_text(text)))
    assert own.language_of("Streiche langsam.") == "de"
    assert own.language_of("Rücken.") == "de"
    assert own.language_of("Langsam am left Arm.") == own.language_of("Langsam am Arm") == "de"
    assert own.language_of("Use both palms.") == "en"


def test_one_role_for_the_accents_of_a_language(installed: dict[str, Speaking]) -> None:
    with ExitStack() as stack:
        roles, notes = cast(Role(Speaking("en"), "tone"), ("en", "de", "de-AT", "en-GB"), stack)
    assert roles["de"] is roles["de-AT"]
    assert roles["en"] is roles["en-GB"]
    assert len(notes) == 1
    assert OwnWords().language_of("anything") == "en"


@pytest.mark.parametrize(
    ("engine", "voice", "language"),
    [
        ("kokoro", "af_heart", "en-us"),
        ("kokoro", "if_sara", "it"),
        ("hibari", "heart", "en-us"),
        ("hibari", "emma", "en-gb"),
        ("recordings", "folder", ""),
    ],
)
def test_engines_tell_what_their_voices_speak(engine: str, voice: str, language: str) -> None:
    with ENGINES[engine]() as made:
        assert made.language(voice) == language
