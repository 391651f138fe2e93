"""Apply the rules about words alone.

The lexicon has the patterns; here they are looked up by their rarest word and matched. A match is dropped if it is
denied, or if the same sentence makes it harmless.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from voiceguide.safety.lexicon import Lexicon, Words, lexicon_for
from voiceguide.safety.patterns import Matcher, Pattern, compile_pattern
from voiceguide.safety.sentence import Sentence
from voiceguide.safety.words import Token


@dataclass(frozen=True, slots=True)
class Hit:
    """A match of a rule's pattern in a text.

    Attributes:
        rule: The rule.
        first: First token of the match.
        last: Last token of the match.
        doubtful: It gives only a warning.
    """

    rule: Words
    first: Token
    last: Token
    doubtful: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """A pattern with its rule."""

    rule: Words
    pattern: Pattern
    saying: bool
    doubtful: bool


class Index:
    """All patterns of a lexicon, by the words and classes that trigger them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._by_trigger: dict[str, list[_Line]] = {}
        self.rules = lexicon.rules
        self._lexicon = lexicon
        self._unless: dict[str, tuple[tuple[Pattern, bool], ...]] = {}
        for rule in lexicon.rules:
            for block, saying, doubtful in (
                (rule.patterns, False, False),
                (rule.sayings, True, False),
                (rule.doubtful, False, True),
            ):
                for line in block:
                    self._add(_Line(rule, compile_pattern(line, lexicon), saying, doubtful))

    def unless(self, rule: Words) -> tuple[tuple[Pattern, bool], ...]:
        """The patterns that make a rule's words harmless, and whether each applies to the whole sentence."""
        if rule.name not in self._unless:
            lines = ((line.removeprefix("& "), line.startswith("& ")) for line in rule.unless)
            self._unless[rule.name] = tuple((compile_pattern(line, self._lexicon), wide) for line, wide in lines)
        return self._unless[rule.name]

    def _add(self, line: _Line) -> None:
        for trigger in line.pattern.trigger:
            self._by_trigger.setdefault(trigger, []).append(line)

    def lines_for(self, tokens: list[Token]) -> Iterator[_Line]:
        """Every pattern that the tokens may match, each once."""
        seen: set[int] = set()
        for token in tokens:
            keys = [token.lemma, *(f"@{name}" for name in token.classes)]
            if " " in token.lemma:
                keys.append(token.lemma.split()[0])
            for key in keys:
                for line in self._by_trigger.get(key, ()):
                    if id(line) not in seen:
                        seen.add(id(line))
                        yield line


@functools.cache
def index_for(language: str) -> Index:
    """The index of a language's patterns.

    Raises:
        ValueError: There is no lexicon for the language.
    """
    lexicon = lexicon_for(language)
    if lexicon is None:
        raise ValueError(f"{language!r} is not read")
    return Index(lexicon)


def broken_rules(sentence: Sentence, index: Index) -> Iterator[Hit]:
    """Every rule that a text breaks by its words, each once."""
    matcher = Matcher(sentence.tokens, sentence.polarity)
    meant: dict[str, list[tuple[int, int, bool]]] = {}
    found_rules: set[str] = set()

    def is_excused(rule: Words, match: tuple[int, int]) -> bool:
        if rule.name not in meant:
            patterns = index.unless(rule)
            meant[rule.name] = [(*found, wide) for pattern, wide in patterns for found in matcher.find(pattern)]
        return any(_excuses(sentence, match, each) for each in meant[rule.name])

    for line in index.lines_for(sentence.tokens):
        name = line.rule.name
        if name in found_rules:
            continue
        for start, end in matcher.find(line.pattern):
            tokens = [each for each in sentence.tokens[start:end] if each.word[0].isalnum()]
            if not tokens or (not line.saying and _spoken_against(sentence, line.pattern, tokens)):
                continue
            if not line.saying and is_excused(line.rule, (start, end)):
                continue
            found_rules.add(name)
            yield Hit(line.rule, tokens[0], tokens[-1], line.doubtful)
            break


def find_alarming(sentence: Sentence, index: Index) -> Iterator[Hit]:
    """Find alarming words without the advice they need: pain without stopping, an illness without asking a doctor."""
    matcher = Matcher(sentence.tokens, sentence.polarity)
    for at, token in enumerate(sentence.tokens):
        for rule in index.rules:
            if f"alarm:{rule.name}" in token.classes and not sentence.polarity.is_denied(token):
                around = (each for each in sentence.tokens if each.sentence == token.sentence and each is not token)
                cared = any(
                    f"care:{rule.name}" in each.classes and not sentence.polarity.is_denied(each) for each in around
                )
                asked = any(each.lemma == "?" for each in sentence.tokens if each.sentence == token.sentence)
                if not cared and not asked and not _meant_otherwise(sentence, index, rule, matcher, at):
                    yield Hit(rule, token, token, False)


def _meant_otherwise(sentence: Sentence, index: Index, rule: Words, matcher: Matcher, at: int) -> bool:
    """Whether the same sentence makes an alarming word harmless."""
    wide = [pattern for pattern, reaches in index.unless(rule) if reaches]
    return any(_excuses(sentence, (at, at + 1), (*found, True)) for each in wide for found in matcher.find(each))


def _spoken_against(sentence: Sentence, pattern: Pattern, tokens: list[Token]) -> bool:
    """Whether a match is denied, unless its pattern itself sets the polarity."""
    denied = sentence.polarity.is_denied
    first = next((each for each in pattern.elements if each.kind == "word"), None)
    if first is not None and first.sign in {"+", "-"}:
        return False
    return denied(tokens[0]) or (len(tokens) > 1 and denied(tokens[-1], but=tokens[0]))


def _excuses(sentence: Sentence, match: tuple[int, int], other: tuple[int, int, bool]) -> bool:
    """Whether excusing words are in a clause of the match, or in its sentence if they apply to all of it."""
    start, end, wide = other
    own = {_stretch(token, wide) for token in sentence.tokens[match[0] : match[1]]}
    return any(_stretch(token, wide) in own for token in sentence.tokens[start:end])


def _stretch(token: Token, wide: bool) -> tuple[int, int]:
    """The sentence of a token, with its clause unless `wide`."""
    return token.sentence, -1 if wide else token.clause
