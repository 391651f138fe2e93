"""The interface of a speech engine, and its records.

An engine turns texts into sound and knows nothing of routines, cues or mixes. To add one, write a class that satisfies
`Engine` and list it in `voiceguide.speech.registry`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self, runtime_checkable

from voiceguide.errors import VoiceError
from voiceguide.speech.rates import Rates
from voiceguide.text.pronunciation import Pronunciation

if TYPE_CHECKING:
    from voiceguide.audio import Audio


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """One voice that an engine has or could have.

    Attributes:
        name: Uniform name, ``ENGINE:NAME``, such as ``pyttsx3:en-us``.
        language: BCP 47 tag such as ``en-us``, or empty when unknown.
        gender: ``female``, ``male`` or empty when unknown.
        installed: Whether it can speak now.
        note: One line for people: where it comes from, or how to install it.
    """

    name: str
    language: str = ""
    gender: str = ""
    installed: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One text to be spoken, with everything that changes how it sounds.

    Attributes:
        text: What is said; never empty. Words and the marks of sentences, unless the engine is `verbatim`.
        voice: The engine's own name of the voice (the part after the colon).
        rate_wpm: Words per minute.
        pitch_st: Semitones from the voice's normal pitch.
        phonemes: Pronunciations to use, in IPA, sorted; only those that occur in the text.
        asked: The words among them whose sound an author or user chose: a voice that cannot follow it refuses.
    """

    text: str
    voice: str
    rate_wpm: float
    pitch_st: float = 0.0
    phonemes: tuple[Pronunciation, ...] = ()
    asked: tuple[str, ...] = ()


@runtime_checkable
class Engine(Protocol):
    """A speech engine. Use it as a context manager; closing it ends its processes."""

    name: str

    verbatim: bool
    """Whether texts reach it as written, in one piece: for people who read them. Other engines get only words
    (`voiceguide.text.spoken`), and a line with silences part by part."""

    def voices(self) -> Sequence[VoiceInfo]:
        """Every voice, installed or not, in the order they should be preferred."""
        ...

    def default_voice(self) -> str:
        """The engine's own name of the voice to use if none is requested."""
        ...

    def prepare(self, voice: str, texts: Mapping[str, str]) -> None:
        """Receive, once and before speaking, every text of the session by cue id.

        Raises:
            SpeechError: Some of them cannot be spoken; the message names all of these.
        """
        ...

    def rates(self, voice: str) -> Rates:
        """The voice's natural rate, and the range in which it sounds well; gives an answer for any name."""
        ...

    def language(self, voice: str) -> str:
        """The voice's language as a BCP 47 tag, empty if it speaks any; gives an answer for any name."""
        ...

    def fingerprint(self, voice: str) -> str:
        """Engine version, model and voice hash in one string: changes whenever the sound would.

        Raises:
            VoiceError: The voice is unknown or not installed; the hint says what to do.
        """
        ...

    def speak(self, utterances: Sequence[Utterance]) -> Iterator[Audio]:
        """Synthesise each utterance, verified and complete, in the order given.

        Yields:
            One mono `Audio` for each utterance, at the engine's own rate, untrimmed or trimmed.

        Raises:
            SpeechError: One could not be made; its `cue` is the utterance's text.
            VoiceError: The voice cannot do what the utterance requires.
        """
        ...

    def close(self) -> None:
        """End workers and free memory. It may be called twice."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...


class BaseEngine:
    """What most engines have in common: they get words alone, prepare nothing, and keep nothing open."""

    verbatim = False

    def prepare(self, voice: str, texts: Mapping[str, str]) -> None:
        """Nothing to prepare: any text can be spoken."""

    def rates(self, voice: str) -> Rates:  # noqa: ARG002 (all are alike)
        """The same rates for every voice: 125 words/min by default."""
        return Rates()

    def close(self) -> None:
        """Nothing to close."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


_PARTS = (
    "name", "verbatim", "voices", "default_voice", "prepare", "rates", "language", "fingerprint", "speak", "close",
    "__enter__", "__exit__",
)  # fmt: skip


def missing_of(made: object) -> tuple[str, ...]:
    """Names of what an object lacks to be an `Engine`; empty for an engine."""
    return tuple(name for name in _PARTS if not hasattr(made, name))


def cannot_pronounce(engine: str, utterance: Utterance) -> VoiceError:
    """The error for a voice that cannot be told how a word sounds."""
    words = ", ".join(repr(word) for word in utterance.asked)
    return VoiceError(
        f"{engine}:{utterance.voice} cannot be told how {words} sounds",
        hint="Choose another voice (voiceguide voices), or take the word out of 'pronounce'.",
    )
