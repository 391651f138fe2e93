"""The small language of the lexicon's patterns. Comes in: lines of a data file. Goes out: where they match.

Its form is described at the head of ``english.yaml``. A pattern is tried only on texts that hold its rarest word.
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
    """One way in which an element matches: words in a row, or a class; with what use of the word is asked."""

    words: tuple[str, ...] = ()
    name: str = ""
    use: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a pattern.

    Attributes:
        kind: ``word``, ``gap``, ``articles``, ``start`` or ``end``.
        options: What matches, for words.
        sign: ``+`` nothing speaks against it, ``-`` something does, ``!`` it must not stand here.
        maybe: It may be missing.
        most: Longest gap, in words; beyond the clause where `far`.
        far: The gap may leave the clause.
        heads: First words of its options; with `names`, a quick look at whether a token may match at all.
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
        """Whether a token is one of the words, or of the classes, at all."""
        return token.lemma in self.heads or not self.names.isdisjoint(token.classes)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled line of the data."""

    line: str
    elements: tuple[Element, ...]
    trigger: tuple[str, ...]


def compiled(line: str, lexicon: Lexicon) -> Pattern:
    """A pattern from its line.

    Raises:
        ValueError: The line names a class that the data does not have.
    """
    elements = tuple(_element(part, lexicon) for part in line.split())
    return Pattern(line, elements, _trigger(elements, lexicon))


def _element(part: str, lexicon: Lexicon) -> Element:
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
    body, _, use = text.partition(":")
    if body[0] == "@":
        if body[1:] not in lexicon.sizes:
            raise ValueError(f"there is no class {body}")
        return Option(name=body[1:], use=use)
    return Option(tuple(lexicon.lemma(word) for word in body.split("_")), use=use)


def _trigger(elements: tuple[Element, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """The words and classes one of which every match holds: those of the rarest element."""
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
        """Every place where a pattern matches: first and past the last token."""
        first = pattern.elements[0]
        plain = first.kind == "word" and not first.maybe and first.sign != "!"
        for start, token in enumerate(self._tokens):
            if plain and not first.may_match(token):
                continue
            end = self._match(pattern.elements, 0, start)
            if end is not None and end > start:
                yield start, end

    def _match(self, elements: tuple[Element, ...], number: int, at: int) -> int | None:
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
        """How many tokens an element may take here, the likeliest first; empty where it does not match."""
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
        found = []
        for option in element.options:
            if option.name:
                if option.name in token.classes and self._used(token, option.use):
                    found.append(1)
            elif (token.lemma == option.words[0] or len(option.words) > 1) and self._used(token, option.use):
                length = self._row(option.words, at)
                if length:
                    found.append(length)
        if found and element.sign in {"+", "-"} and self._polarity.denied(token) != (element.sign == "-"):
            return []
        return found

    def _row(self, words: tuple[str, ...], at: int) -> int:
        """How many tokens from here on are these words; a phrase of the lexicon is one token."""
        if len(words) == 1:
            return 1
        if self._tokens[at].lemma == " ".join(words):
            return 1
        row = self._tokens[at : at + len(words)]
        return len(words) if [token.lemma for token in row] == list(words) else 0

    @staticmethod
    def _used(token: Token, use: str) -> bool:
        return not use or token.verb == (use == "v")

    def _is_article(self, at: int) -> bool:
        token = self._tokens[at]
        return token.owner or "det" in token.classes or "adj" in token.classes

    def _begins(self, at: int) -> bool:
        if at == 0:
            return True
        if at >= len(self._tokens):
            return False
        before = self._tokens[at - 1]
        return not before.word[0].isalnum() or before.clause != self._tokens[at].clause

    def _ends(self, at: int) -> bool:
        if at >= len(self._tokens):
            return True
        token = self._tokens[at]
        return not token.word[0].isalnum() or token.clause != self._tokens[at - 1].clause
