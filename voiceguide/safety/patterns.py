"""Compile and match the small language of the lexicon's patterns.

``english.yaml`` describes it at its beginning. A pattern is tried only on texts that contain its rarest word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from voiceguide.safety.lexicon import Lexicon
from voiceguide.safety.polarity import Polarity
from voiceguide.safety.words import Token

_PART = re.compile(r"(?P<sign>[+!-])?(?P<body>[^?]+)(?P<maybe>\?)?")
_SENTENCE_GAP = 14
_SENTENCE_ENDS = frozenset(".!?")


@dataclass(frozen=True, slots=True)
class Option:
    """One way in which an element matches: consecutive words, or a class; and which use of the word is required."""

    words: tuple[str, ...] = ()
    name: str = ""
    use: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a pattern.

    Attributes:
        kind: ``word``, ``gap``, ``articles``, ``start`` or ``end``.
        options: What matches, for words.
        sign: ``+`` it is not denied, ``-`` it is denied, ``!`` it must not occur here.
        maybe: It may be missing.
        most: Longest gap, in words.
        far: The gap may leave the clause.
        heads: First words of its options; with `names`, for a quick check whether a token may match.
        names: Classes of its options.
    """

    kind: str
    options: tuple[Option, ...] = ()
    sign: str = ""
    maybe: bool = False
    most: int = 0
    far: bool = False
    heads: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def may_match(self, token: Token) -> bool:
        """Whether a token can match: it is one of the first words or in one of the classes."""
        return token.lemma in self.heads or not self.names.isdisjoint(token.classes)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled line of the data."""

    line: str
    elements: tuple[Element, ...]
    trigger: tuple[str, ...]


def compile_pattern(line: str, lexicon: Lexicon) -> Pattern:
    """Compile a pattern from its line.

    Raises:
        ValueError: The line names a class that the data does not have.
    """
    elements = tuple(_element(part, lexicon) for part in line.split())
    return Pattern(line, elements, _trigger(elements, lexicon))


def _element(part: str, lexicon: Lexicon) -> Element:
    """Compile one element of a pattern."""
    if part in {"^", "$"}:
        return Element("start" if part == "^" else "end")
    if part == "~~":
        return Element("gap", most=_SENTENCE_GAP, far=True)
    if part == "~det":
        return Element("articles")
    if part[0] == "~":
        return Element("gap", most=int(part[1:] or 3))
    match = _PART.fullmatch(part)
    if match is None:
        raise ValueError(f"{part!r} is no element of a pattern")
    options = tuple(_option(each, lexicon) for each in match["body"].split("/"))
    heads = frozenset(word for each in options if each.words for word in (each.words[0], " ".join(each.words)))
    names = frozenset(each.name for each in options if each.name)
    return Element("word", options, match["sign"] or "", bool(match["maybe"]), heads=heads, names=names)


def _option(text: str, lexicon: Lexicon) -> Option:
    """Compile one option of an element."""
    body, _, use = text.partition(":")
    if body[0] == "@":
        if body[1:] not in lexicon.sizes:
            raise ValueError(f"there is no class {body}")
        return Option(name=body[1:], use=use)
    return Option(tuple(lexicon.lemma(word) for word in body.split("_")), use=use)


def _trigger(elements: tuple[Element, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """Words and classes of the rarest element: every match contains one of them."""
    needed = [each for each in elements if each.kind == "word" and not each.maybe and each.sign != "!"]

    def commonness(element: Element) -> int:
        return sum(lexicon.sizes.get(option.name, 0) if option.name else 1 for option in element.options)

    rarest = min(needed, key=commonness)
    return tuple(f"@{each.name}" if each.name else each.words[0] for each in rarest.options)


class Matcher:
    """Looks for patterns in the tokens of one sentence."""

    def __init__(self, tokens: list[Token], polarity: Polarity) -> None:
        self._tokens = tokens
        self._polarity = polarity

    def find(self, pattern: Pattern) -> Iterator[tuple[int, int]]:
        """Every match of a pattern, as the index of its first token and the index after its last."""
        first = pattern.elements[0]
        plain = first.kind == "word" and not first.maybe and first.sign != "!"
        for start, token in enumerate(self._tokens):
            if plain and not first.may_match(token):
                continue
            end = self._match(pattern.elements, 0, start)
            if end is not None and end > start:
                yield start, end

    def _match(self, elements: tuple[Element, ...], number: int, at: int) -> int | None:
        """Match the elements from `number` on; the end of the match, or None."""
        if number == len(elements):
            return at
        element = elements[number]
        if element.kind == "gap":
            return self._gap(elements, number, at, element)
        for length in self._lengths_of(element, at):
            found = self._match(elements, number + 1, at + length)
            if found is not None:
                return found
        return None

    def _lengths_of(self, element: Element, at: int) -> list[int]:
        """How many tokens an element may take here, likeliest first; empty if it does not match."""
        if element.kind in {"start", "end"}:
            fits = self._begins(at) if element.kind == "start" else self._ends(at)
            return [0] if fits else []
        if element.kind == "articles":
            end = at
            while end < len(self._tokens) and self._is_article(end):
                end += 1
            return [end - at]
        lengths = self._lengths(element, at)
        if element.sign == "!":
            return [] if lengths else [0]
        return [*lengths, 0] if element.maybe else lengths

    def _gap(self, elements: tuple[Element, ...], number: int, at: int, element: Element) -> int | None:
        """Match the elements after a gap of any length that it allows."""
        for skipped in range(element.most + 1):
            found = self._match(elements, number + 1, at + skipped)
            if found is not None:
                return found
            here = at + skipped
            if here >= len(self._tokens):
                return None
            token = self._tokens[here]
            if element.far:
                if "relief" in token.classes or token.lemma in _SENTENCE_ENDS:
                    return None
            elif not token.word[0].isalnum() or (here and token.clause != self._tokens[here - 1].clause):
                return None
        return None

    def _lengths(self, element: Element, at: int) -> list[int]:
        """How many tokens each matching option takes here."""
        if at >= len(self._tokens) or not element.may_match(self._tokens[at]):
            return []
        token = self._tokens[at]
        found = [length for option in element.options if (length := self._length(option, at))]
        if found and element.sign in {"+", "-"} and self._polarity.is_denied(token) != (element.sign == "-"):
            return []
        return found

    def _length(self, option: Option, at: int) -> int:
        """How many tokens one option takes here; 0 if it does not match."""
        token = self._tokens[at]
        if not self._fits_use(token, option.use):
            return 0
        if option.name:
            return int(option.name in token.classes)
        begins = token.lemma == option.words[0] or len(option.words) > 1
        return self._row(option.words, at) if begins else 0

    def _row(self, words: tuple[str, ...], at: int) -> int:
        """How many tokens these words take from here on, or 0; a phrase of the lexicon is one token."""
        if len(words) == 1:
            return 1
        if self._tokens[at].lemma == " ".join(words):
            return 1
        row = self._tokens[at : at + len(words)]
        return len(words) if [token.lemma for token in row] == list(words) else 0

    @staticmethod
    def _fits_use(token: Token, use: str) -> bool:
        """Whether a token is used as a verb, or not as one, as the option requires."""
        return not use or token.verb == (use == "v")

    def _is_article(self, at: int) -> bool:
        token = self._tokens[at]
        return token.owner or "det" in token.classes or "adj" in token.classes

    def _begins(self, at: int) -> bool:
        """Whether a clause begins here."""
        if at == 0:
            return True
        if at >= len(self._tokens):
            return False
        before = self._tokens[at - 1]
        return not before.word[0].isalnum() or before.clause != self._tokens[at].clause

    def _ends(self, at: int) -> bool:
        """Whether a clause ends here."""
        if at >= len(self._tokens):
            return True
        token = self._tokens[at]
        return not token.word[0].isalnum() or token.clause != self._tokens[at - 1].clause
