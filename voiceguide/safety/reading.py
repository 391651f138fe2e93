"""The one door of the room: a text and its keys go in, everything unsafe in it comes out.

Texts are remembered: the same words with the same keys are read once in a process.
"""

from __future__ import annotations

import functools

from voiceguide.errors import Finding, Severity, Where
from voiceguide.safety.context import Context, Field, Found
from voiceguide.safety.joined import against_keys
from voiceguide.safety.kidneys import kidneys_named, kidneys_pressed
from voiceguide.safety.languages import other_language
from voiceguide.safety.lexicon import Lexicon, lexicon_for
from voiceguide.safety.mentions import Mention
from voiceguide.safety.places import places_touched
from voiceguide.safety.rules_of_words import Hit, alarming, broken, index_for
from voiceguide.safety.sentence import Sentence, read_sentence
from voiceguide.text import fold

_EYES_OPEN = frozenset({Field.PREPARE, Field.NEED, Field.CLOSE, Field.TITLE, Field.GIVER, Field.RECEIVER, Field.REASON})
_HEARD = frozenset({*(field for field in Field if field.in_the_session), Field.TITLE})
_NOT_OF_HANDS = frozenset({Field.GIVER, Field.RECEIVER})


def check_text(text: str, context: Context, where: Where | None = None, *, language: str = "en") -> list[Finding]:
    """Everything in a text that hands may not do or a voice may not say.

    Args:
        text: The words as they were written.
        context: The keys they stand with.
        where: Their place in a file, for the findings.
        language: BCP 47 tag of the text.

    Returns:
        Findings, each rule once; empty for a language that is not read (see `unread_language`).
    """
    return [
        Finding(each.rule, each.message, where or Where(), each.severity, each.reason, each.hint)
        for each in read_text(text, context, language)
    ]


@functools.lru_cache(maxsize=4096)
def read_text(text: str, context: Context, language: str = "en") -> tuple[Found, ...]:
    """As `check_text`, without a place."""
    lexicon = lexicon_for(language)
    folded = fold(text)
    if lexicon is None or not folded or other_language(folded, lexicon):
        return ()
    sentence = read_sentence(folded, lexicon)
    index = index_for(language)
    found = [
        *(
            _place_found(sentence, each, rule)
            for each in _mentions(sentence, lexicon, context)
            for rule in each.place.rules
        ),
        *(_words_found(sentence, hit) for hit in broken(sentence, index) if _applies(hit, context)),
        *(_words_found(sentence, hit) for hit in alarming(sentence, index) if context.field in _HEARD),
        *against_keys(sentence, context),
    ]
    return tuple({each.rule: each for each in reversed(found)}.values())[::-1]


@functools.lru_cache(maxsize=4096)
def _sentence(folded: str, language: str) -> Sentence | None:
    lexicon = lexicon_for(language)
    return read_sentence(folded, lexicon) if lexicon is not None else None


def denied_at(folded: str, start: int, end: int, language: str = "en") -> bool:
    """Whether what a folded text says from one character to another is spoken against, or kept off by a limit."""
    sentence = _sentence(folded, language)
    if sentence is None:
        return False
    touched = [each for each in sentence.tokens if each.start < end and start < each.end]
    return any(sentence.polarity.denied(each) for each in touched)


def names_kidneys(text: str, language: str = "en") -> bool:
    """Whether a way leads over the kidneys' area by name: “down to the waist”, and not “above the waist”."""
    lexicon, folded = lexicon_for(language), fold(text)
    sentence = _sentence(folded, language)
    if lexicon is None or sentence is None:
        return False
    return any(True for _ in kidneys_named(sentence, lexicon, Context(Field.WAY)))


def unread_language(text: str, language: str = "en") -> str | None:
    """The name of the language a text is in where nobody reads it here; None where it is read."""
    lexicon = lexicon_for(language)
    return language if lexicon is None else other_language(fold(text), lexicon)


def _mentions(sentence: Sentence, lexicon: Lexicon, context: Context) -> list[Mention]:
    if context.field in _NOT_OF_HANDS:
        return []
    return [*places_touched(sentence, lexicon, context), *kidneys_pressed(sentence, lexicon, context)]


def _applies(hit: Hit, context: Context) -> bool:
    if hit.rule.name == "needs-eyes" and context.field in _EYES_OPEN:
        return hit.first.isa("shown") or hit.last.isa("shown")
    if hit.rule.name == "elbow-tool" and context.field in _NOT_OF_HANDS:
        return False
    if hit.rule.name == "static-time":
        return context.field.in_the_session and context.technique != "still hands"
    if hit.rule.name in {"unequal-sides", "glide-speed"}:
        return context.field.in_the_session or context.field in (Field.PREPARE, Field.CLOSE)
    return True


def _place_found(sentence: Sentence, mention: Mention, rule: str) -> Found:
    place = mention.place
    said = sentence.quoted(mention.token.start, mention.token.end)
    clause = sentence.clause_text(mention.clause)
    message = {
        "kidney-pressure": f"“{clause}”: over the kidneys hands only stroke, at pressure 1",
        "skin": f"“{clause}”: hands go around “{said}”",
        "pregnancy": f"“{clause}”: “{said}” is never massaged",
    }.get(rule, f"“{clause}”: “{said}” is never massaged, at any pressure")
    return Found(rule, said, clause, message, place.reason, place.hint)


def _words_found(sentence: Sentence, hit: Hit) -> Found:
    said = sentence.quoted(hit.first.start, hit.last.end)
    own = next(each for each in sentence.clauses if hit.first in each.tokens)
    clause = sentence.clause_text(own)
    message = f"“{said}” must not be said here" + (f": “{clause}”" if clause != said else "")
    severity = Severity.WARNING if hit.doubtful else Severity.ERROR
    return Found(hit.rule.name, said, clause, message, hit.rule.reason, hit.rule.hint, severity)
