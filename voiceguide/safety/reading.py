"""Check a text with its keys: the entry point of this package, which finds everything unsafe.

Results are cached: the same words with the same keys are read once in a process.
"""

from __future__ import annotations

import functools
import re

from voiceguide.errors import Finding, Severity, Where
from voiceguide.safety.context import Context, Field, RuleBreak
from voiceguide.safety.joined import against_keys
from voiceguide.safety.kidneys import kidneys_named, kidneys_pressed
from voiceguide.safety.languages import other_language
from voiceguide.safety.lexicon import Lexicon, lexicon_for
from voiceguide.safety.mentions import Mention
from voiceguide.safety.places import places_touched
from voiceguide.safety.rules_of_words import Hit, broken_rules, find_alarming, index_for
from voiceguide.safety.sentence import Sentence, read_sentence
from voiceguide.text import fold

_EYES_OPEN = frozenset(
    {Field.PREPARE, Field.NEED, Field.CLOSE, Field.TURN, Field.TITLE, Field.GIVER, Field.RECEIVER, Field.REASON}
)
_HEARD = frozenset({*(field for field in Field if field.in_the_session), Field.TITLE})
_NOT_OF_HANDS = frozenset({Field.GIVER, Field.RECEIVER})


def check_text(text: str, context: Context, where: Where | None = None, *, language: str = "en") -> list[Finding]:
    """Find everything in a text that hands may not do or a voice may not say.

    Args:
        text: The words as written.
        context: The keys beside them.
        where: Their place in a file, for the findings.
        language: BCP 47 tag of the text.

    Returns:
        Findings, each rule once; empty for a language without a lexicon (see `unread_language`).
    """
    return [
        Finding(each.rule, each.message, where or Where(), each.severity, each.reason, each.hint)
        for each in read_text(text, context, language)
    ]


@functools.lru_cache(maxsize=4096)
def read_text(text: str, context: Context, language: str = "en") -> tuple[RuleBreak, ...]:
    """Do the same as `check_text`, without a place in a file."""
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
        *(_words_found(sentence, hit) for hit in broken_rules(sentence, index) if _applies(hit, context)),
        *(_words_found(sentence, hit) for hit in find_alarming(sentence, index) if context.field in _HEARD),
        *against_keys(sentence, context),
    ]
    return tuple({each.rule: each for each in reversed(found)}.values())[::-1]


@functools.lru_cache(maxsize=4096)
def _sentence(folded: str, language: str) -> Sentence | None:
    lexicon = lexicon_for(language)
    return read_sentence(folded, lexicon) if lexicon is not None else None


def is_denied_at(folded: str, start: int, end: int, language: str = "en") -> bool:
    """Whether what a folded text says between two characters is denied."""
    sentence = _sentence(folded, language)
    if sentence is None:
        return False
    touched = [each for each in sentence.tokens if each.start < end and start < each.end]
    return any(sentence.polarity.is_denied(each) for each in touched)


def asserts(names: re.Pattern[str], folded: str) -> bool:
    """Whether a folded text names one of these without denying it."""
    return any(not is_denied_at(folded, *match.span()) for match in names.finditer(folded))


def names_kidneys(text: str) -> bool:
    """Whether a path's words lead over the area of the kidneys: “down to the waist”, but not “above the waist”."""
    lexicon, sentence = lexicon_for("en"), _sentence(fold(text), "en")
    if lexicon is None or sentence is None:
        return False
    return any(True for _ in kidneys_named(sentence, lexicon, Context(Field.WAY)))


def unread_language(text: str, language: str = "en") -> str | None:
    """The language of a text that cannot be checked; None if it can."""
    lexicon = lexicon_for(language)
    return language if lexicon is None else other_language(fold(text), lexicon)


def _mentions(sentence: Sentence, lexicon: Lexicon, context: Context) -> list[Mention]:
    """All mentions of places that a text sends hands to."""
    if context.field in _NOT_OF_HANDS:
        return []
    return [*places_touched(sentence, lexicon, context), *kidneys_pressed(sentence, lexicon, context)]


def _applies(hit: Hit, context: Context) -> bool:
    """Whether a rule of words applies to what a text is for."""
    if hit.rule.name == "needs-eyes" and context.field in _EYES_OPEN:
        return hit.first.isa("shown") or hit.last.isa("shown")
    if hit.rule.name == "elbow-tool" and context.field in _NOT_OF_HANDS:
        return False
    if hit.rule.name == "static-time":
        return context.field.in_the_session and context.technique != "still hands"
    if hit.rule.name in {"unequal-sides", "glide-speed"}:
        return context.field.in_the_session or context.field in (Field.PREPARE, Field.CLOSE)
    return True


def _place_found(sentence: Sentence, mention: Mention, rule: str) -> RuleBreak:
    """What was found: a place that must not be touched."""
    place = mention.place
    said = sentence.quote(mention.token.start, mention.token.end)
    clause = sentence.clause_text(mention.clause)
    message = {
        "kidney-pressure": f"“{clause}”: over the kidneys hands only stroke, at pressure 1",
        "skin": f"“{clause}”: hands go around “{said}”",
        "pregnancy": f"“{clause}”: “{said}” is never massaged",
    }.get(rule, f"“{clause}”: “{said}” is never massaged, at any pressure")
    return RuleBreak(rule, message, place.reason, place.hint)


def _words_found(sentence: Sentence, hit: Hit) -> RuleBreak:
    """What was found: words that break a rule."""
    said = sentence.quote(hit.first.start, hit.last.end)
    own = next(each for each in sentence.clauses if hit.first in each.tokens)
    clause = sentence.clause_text(own)
    message = f"“{said}” must not be said here" + (f": “{clause}”" if clause != said else "")
    severity = Severity.WARNING if hit.doubtful else Severity.ERROR
    return RuleBreak(hit.rule.name, message, hit.rule.reason, hit.rule.hint, severity)
