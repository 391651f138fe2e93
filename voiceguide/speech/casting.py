"""Choose which voice speaks which language of a session's lines.

Gives an engine and voice for each language, and notes on what may be unexpected. A voice never reads another language
by its own rules if an installed voice speaks it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import ExitStack
from dataclasses import dataclass

from voiceguide.errors import VoiceError
from voiceguide.speech.engine import Engine
from voiceguide.speech.registry import AUTO, resolve_voice
from voiceguide.text import base_language, fold, is_english


@dataclass(frozen=True, slots=True)
class Role:
    """Who speaks a language.

    Attributes:
        engine: The engine.
        voice: The engine's own name of the voice.
        own: The engine that the caller gave, or its class; None for the one that the voice's name means.
    """

    engine: Engine
    voice: str
    own: Engine | type[Engine] | None = None

    @property
    def name(self) -> str:
        """The voice's uniform name."""
        return f"{self.engine.name}:{self.voice}"


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The lines of a session that its author wrote entirely, in any language.

    Attributes:
        language: Their BCP 47 tag.
        texts: The texts, as `plain` gives them.
    """

    language: str = "en"
    texts: Collection[str] = ()

    def language_of(self, text: str) -> str:
        """The language of a line: the author's for one of `texts`, English for voiceguide's own sentences."""
        return self.language if plain(text) in self.texts else "en"


def plain(text: str) -> str:
    """Normalise a text for comparing lines: folded, in small letters, without the mark at its end."""
    return fold(text).casefold().rstrip(".!?… ")


def own_words_of(language: str, texts: Iterable[str]) -> OwnWords:
    """The own words of an author who writes in a language; empty for English, where all lines are alike."""
    return OwnWords() if is_english(language) else OwnWords(language, frozenset(map(plain, texts)))


def cast(main: Role, languages: Collection[str], stack: ExitStack) -> tuple[dict[str, Role], tuple[str, ...]]:
    """Choose a role for each language.

    Args:
        main: The requested voice.
        languages: BCP 47 tags of the lines.
        stack: Closes the engines that are opened here.

    Returns:
        The roles by tag, and notes: which lines another voice speaks, or a voice that does not know their language.
    """
    own = main.engine.language(main.voice)
    roles: dict[str, Role] = {}
    notes: list[str] = []
    for language in languages:
        same = next((role for tag, role in roles.items() if base_language(tag) == base_language(language)), None)
        if same is None and (not own or base_language(own) == base_language(language)):
            same = main
        if same is None:
            same, note = _voice_for(main, language, stack)
            notes.append(note)
        roles[language] = same
    return roles, tuple(notes)


def open_other_voices(main: Role | None, names: Iterable[str], stack: ExitStack) -> dict[str, Role]:
    """Open the voices that a session needs besides its own, by the names as written.

    Args:
        main: The session's voice, used for names that mean it; None if not known yet.
        names: As people write them: ``ENGINE:NAME`` or an engine.
        stack: Closes the engines that are opened here.

    Raises:
        VoiceError: Some are unknown or not installed; the message names all of them.
    """
    found: dict[str, Role] = {}
    problems: list[VoiceError] = []
    for name in dict.fromkeys(each for each in names if each):
        try:
            engine, voice = resolve_voice(name)
        except VoiceError as error:
            problems.append(error)
            continue
        stack.enter_context(engine)
        role = Role(engine, voice)
        same = next((each for each in (main, *found.values()) if each is not None and each.name == role.name), role)
        found[name] = same
    if problems:
        hint = "\n  ".join(dict.fromkeys(each.hint for each in problems if each.hint)) or None
        raise VoiceError("; ".join(each.message for each in problems), hint=hint)
    return found


def check_voices(names: Iterable[str]) -> None:
    """Refuse voices that are not available, all at once, before any work.

    Raises:
        VoiceError: Some are unknown or not installed; the message names all of them.
    """
    with ExitStack() as stack:
        open_other_voices(None, names, stack)


def _voice_for(main: Role, language: str, stack: ExitStack) -> tuple[Role, str]:
    """The best installed voice of a language that the main one does not speak."""
    what = (
        "voiceguide's English lines" if base_language(language) == "en" else f"the routine's own lines in {language!r}"
    )
    try:
        engine, voice = resolve_voice(AUTO, language)
    except VoiceError:
        note = f"no installed voice speaks {language!r}: {main.name} reads {what} by the rules of its own language"
        return main, note
    stack.enter_context(engine)
    found = Role(engine, voice)
    return found, f"{found.name} speaks {what}: {main.name} does not speak that language"
