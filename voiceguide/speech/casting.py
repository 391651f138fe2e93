"""Which voice speaks which language. Comes in: the voice that was asked for, and the languages of a session's lines.

Goes out: an engine and voice for each language, and what is otherwise than one might expect, in sentences. A voice
never reads another language by its own rules where one is installed that speaks it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import ExitStack
from dataclasses import dataclass

from voiceguide.errors import VoiceError
from voiceguide.speech.engine import Engine
from voiceguide.speech.registry import AUTO, resolve_voice
from voiceguide.text import fold


@dataclass(frozen=True, slots=True)
class Role:
    """Who speaks a language.

    Attributes:
        engine: The engine.
        voice: The engine's own name of the voice.
    """

    engine: Engine
    voice: str

    @property
    def name(self) -> str:
        """The voice's uniform name."""
        return f"{self.engine.name}:{self.voice}"


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The lines of a session that its author wrote whole, in a language that need not be English.

    Attributes:
        language: Their BCP 47 tag.
        texts: The texts, as `plain` gives them.
    """

    language: str = "en"
    texts: Collection[str] = ()

    def language_of(self, text: str) -> str:
        """The language of a line: the author's for one of `texts`, English for all that voiceguide words."""
        return self.language if plain(text) in self.texts else "en"


def plain(text: str) -> str:
    """A text as lines are compared: folded, in small letters, without the mark at its end."""
    return fold(text).casefold().rstrip(".!?… ")


def own_words_of(language: str, texts: Iterable[str]) -> OwnWords:
    """The own words of an author who writes in a language; in English nothing need be told apart."""
    return OwnWords() if base(language) in {"", "en"} else OwnWords(language, frozenset(map(plain, texts)))


def base(language: str) -> str:
    """The first part of a BCP 47 tag, which tells the language."""
    return language.casefold().replace("_", "-").partition("-")[0]


def cast(main: Role, languages: Collection[str], stack: ExitStack) -> tuple[dict[str, Role], tuple[str, ...]]:
    """A role for each language.

    Args:
        main: The voice that was asked for.
        languages: BCP 47 tags of the lines.
        stack: Closes the engines that are opened here.

    Returns:
        The roles by tag, and notes: which lines another voice speaks, or nobody who knows their language.
    """
    own = main.engine.language(main.voice)
    roles: dict[str, Role] = {}
    notes: list[str] = []
    for language in languages:
        same = next((role for tag, role in roles.items() if base(tag) == base(language)), None)
        if same is None and (not own or base(own) == base(language)):
            same = main
        if same is None:
            same, note = _other(main, language, stack)
            notes.append(note)
        roles[language] = same
    return roles, tuple(notes)


def _other(main: Role, language: str, stack: ExitStack) -> tuple[Role, str]:
    """The best installed voice of a language that the main one does not speak."""
    what = "voiceguide's English lines" if base(language) == "en" else f"the routine's own lines in {language!r}"
    try:
        engine, voice = resolve_voice(AUTO, language)
    except VoiceError:
        told = f"no installed voice speaks {language!r}: {main.name} reads {what} by the rules of its own language"
        return main, told
    stack.enter_context(engine)
    found = Role(engine, voice)
    return found, f"{found.name} speaks {what}: {main.name} does not speak that language"
