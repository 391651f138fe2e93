"""The rules that are read from words alone. Comes in: a read text. Goes out: which rules it breaks, and where.

The patterns are the lexicon's; here they are looked up by their rarest word, matched, and dropped where something
speaks against them or the same sentence says that they are meant otherwise.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from voiceguide.safety.lexicon import Lexicon, Words, lexicon_for
from voiceguide.safety.patterns import Matcher, Pattern, compiled
from voiceguide.safety.sentence import Sentence
from voiceguide.safety.words import Token


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern of a rule that a text holds.

    Attributes:
        rule: The rule.
        first: First token of the match.
        last: Last token of the match.
        doubtful: It is only warned of.
    """

    rule: Words
    first: Token
    last: Token
    doubtful: bool


@dataclass(frozen=True, slots=True)
class _Line:
    rule: Words
    pattern: Pattern
    saying: bool
    doubtful: bool


class Index:
    """All patterns of a lexicon by the words and classes that call for trying them."""

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
                    self._put(_Line(rule, compiled(line, lexicon), saying, doubtful))

    def unless(self, rule: Words) -> tuple[tuple[Pattern, bool], ...]:
        """The patterns that mean a rule's words otherwise, and whether they reach through the sentence."""
        if rule.name not in self._unless:
            lines = ((line.removeprefix("& "), line.startswith("& ")) for line in rule.unless)
            self._unless[rule.name] = tuple((compiled(line, self._lexicon), wide) for line, wide in lines)
        return self._unless[rule.name]

    def _put(self, line: _Line) -> None:
        for trigger in line.pattern.trigger:
            self._by_trigger.setdefault(trigger, []).append(line)

    def lines_for(self, tokens: list[Token]) -> Iterator[_Line]:
        """Every line that the tokens may match, each once."""
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
        ValueError: The language is not read.
    """
    lexicon = lexicon_for(language)
    if lexicon is None:
        raise ValueError(f"{language!r} is not read")
    return Index(lexicon)


def broken(sentence: Sentence, index: Index) -> Iterator[Hit]:
    """Every rule that a text breaks by its words, each once."""
    matcher = Matcher(sentence.tokens, sentence.polarity)
    meant: dict[str, list[tuple[int, int, bool]]] = {}
    told: set[str] = set()

    def excused(rule: Words, match: tuple[int, int]) -> bool:
        if rule.name not in meant:
            patterns = index.unless(rule)
            meant[rule.name] = [(*found, wide) for pattern, wide in patterns for found in matcher.find(pattern)]
        return any(_excuses(sentence, match, each) for each in meant[rule.name])

    for line in index.lines_for(sentence.tokens):
        name = line.rule.name
        if name in told:
            continue
        for start, end in matcher.find(line.pattern):
            tokens = [each for each in sentence.tokens[start:end] if each.word[0].isalnum()]
            if not tokens or (not line.saying and _spoken_against(sentence, line.pattern, tokens)):
                continue
            if not line.saying and excused(line.rule, (start, end)):
                continue
            told.add(name)
            yield Hit(line.rule, tokens[0], tokens[-1], line.doubtful)
            break


def alarming(sentence: Sentence, index: Index) -> Iterator[Hit]:
    """Words that are only said together with care: pain with stopping, an illness with asking a doctor."""
    matcher = Matcher(sentence.tokens, sentence.polarity)
    for at, token in enumerate(sentence.tokens):
        for rule in index.rules:
            if f"alarm:{rule.name}" in token.classes and not sentence.polarity.denied(token):
                around = (each for each in sentence.tokens if each.sentence == token.sentence and each is not token)
                cared = any(
                    f"care:{rule.name}" in each.classes and not sentence.polarity.denied(each) for each in around
                )
                asked = any(each.lemma == "?" for each in sentence.tokens if each.sentence == token.sentence)
                if not cared and not asked and not _meant_otherwise(sentence, index, rule, matcher, at):
                    yield Hit(rule, token, token, False)


def _meant_otherwise(sentence: Sentence, index: Index, rule: Words, matcher: Matcher, at: int) -> bool:
    """Whether the same sentence says that an alarming word is meant otherwise."""
    wide = [pattern for pattern, reaches in index.unless(rule) if reaches]
    return any(_excuses(sentence, (at, at + 1), (*found, True)) for each in wide for found in matcher.find(each))


def _spoken_against(sentence: Sentence, pattern: Pattern, tokens: list[Token]) -> bool:
    denied = sentence.polarity.denied
    first = next((each for each in pattern.elements if each.kind == "word"), None)
    if first is not None and first.sign in {"+", "-"}:
        return False
    return denied(tokens[0]) or (len(tokens) > 1 and denied(tokens[-1], but=tokens[0]))


def _excuses(sentence: Sentence, match: tuple[int, int], other: tuple[int, int, bool]) -> bool:
    """Whether words that mean it otherwise stand in a clause of the match, or in its sentence where they reach wide."""
    start, end, wide = other
    own = {_stretch(token, wide) for token in sentence.tokens[match[0] : match[1]]}
    return any(_stretch(token, wide) in own for token in sentence.tokens[start:end])


def _stretch(token: Token, wide: bool) -> tuple[int, int]:
    return token.sentence, -1 if wide else token.clause
