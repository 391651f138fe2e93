"""Rules for a routine's own words: every text is read once, with the keys beside it.

`voiceguide.safety` reads what words mean.
"""

from __future__ import annotations

from collections.abc import Iterator

from voiceguide.errors import Finding, Severity, Where
from voiceguide.routine.model import Routine
from voiceguide.routine.texts import place_of, texts_of
from voiceguide.safety import check_text
from voiceguide.safety.reading import unread_language


def unsafe_words(routine: Routine) -> Iterator[Finding]:
    """Find every rule that the routine's words break; report once if a language cannot be checked."""
    reported = False
    for text in texts_of(routine):
        yield from check_text(text.heard, text.context, text.where, language=routine.language)
        language = None if reported else unread_language(text.text, routine.language)
        if language is not None:
            reported = True
            whole = place_of(routine, Where(routine.file or None), "language")
            yield unread(language, text.where if routine.language.startswith("en") else whole)


def unread(language: str, where: Where) -> Finding:
    """The warning that words in another language were not checked."""
    return Finding(
        "unread",
        f"words in {language} are not read for safety; only English is",
        where,
        Severity.WARNING,
        "What is not read can ask for anything.",
        "Let somebody who knows massage and the language read them against docs/explanation/safety.md.",
    )
