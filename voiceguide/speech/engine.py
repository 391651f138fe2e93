"""What a speech engine is, and the records that go in and come out of one.

An engine turns texts into sound and knows nothing of routines, cues or mixes. To add one, write
one file with a class that satisfies `Engine` and list it in `voiceguide.speech.registry`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from voiceguide.audio import Audio
from voiceguide.errors import VoiceError
from voiceguide.speech.rates import Rates

Progress = Callable[[int, int], None]
"""Called with (done, total) as work goes on; may raise to stop it."""


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
    """One text to be spoken, with all that changes how it sounds.

    Attributes:
        text: What is said; never empty. Words and the marks of sentences, unless the engine is `verbatim`.
        voice: The engine's own name of the voice (the part after the colon).
        rate_wpm: Words per minute.
        pitch_st: Semitones from the voice's normal pitch.
        phonemes: Pronunciations to use, as pairs (word, IPA phonemes), sorted; only those that occur in the text.
        asked: The words among them whose sound an author or user asked for: a voice that cannot be told refuses.
    """

    text: str
    voice: str
    rate_wpm: float
    pitch_st: float = 0.0
    phonemes: tuple[tuple[str, str], ...] = ()
    asked: tuple[str, ...] = ()


class Engine(Protocol):
    """A speech engine. Use it as a context manager; closing it ends its processes."""

    name: str

    verbatim: bool
    """Whether texts reach it as they were written, whole: only where people read them. Others get words alone
    (`voiceguide.text.spoken`), and a line with silences in it part by part."""

    def voices(self) -> Sequence[VoiceInfo]:
        """Every voice, installed or not, in the order they should be preferred."""
        ...

    def default_voice(self) -> str:
        """The engine's own name of the voice to take when none is asked for."""
        ...

    def prepare(self, voice: str, texts: Mapping[str, str]) -> None:
        """Hear, once and before speaking, every text of the session by cue id.

        Raises:
            SpeechError: Some of them cannot be spoken; the message names all of those.
        """
        ...

    def rates(self, voice: str) -> Rates:
        """How fast the voice speaks by itself, and the range in which it sounds well; any name is answered."""
        ...

    def language(self, voice: str) -> str:
        """What the voice speaks, as a BCP 47 tag; empty when it speaks whatever it is given. Any name is answered."""
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
            VoiceError: The voice cannot do what was asked.
        """
        ...

    def close(self) -> None:
        """End workers and free memory. Calling it twice does no harm."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...


def cannot_pronounce(engine: str, utterance: Utterance) -> VoiceError:
    """The refusal of a voice that cannot be told how a word sounds."""
    words = ", ".join(repr(word) for word in utterance.asked)
    return VoiceError(
        f"{engine}:{utterance.voice} cannot be told how {words} sounds",
        hint="Choose another voice (voiceguide voices), or take the word out of 'pronounce'.",
    )
