"""Split a text into the words and phrases of the lexicon.

A phrase of the lexicon ("small of the back") becomes one token, whatever articles are inside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from voiceguide.safety.lexicon import Lexicon

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[,;:()—…/\"]|[.!?]+|&|%")
_HARD = frozenset(";:()—….!?")
_DIGIT_LETTERS = str.maketrans("013457", "oieast")
_MIXED = re.compile(r"(?=.*[a-z])(?=.*\d)(?!\d+(?:st|nd|rd|th|cm|mm|min|s|h|ml|x)$)[a-z\d]+")


@dataclass(slots=True)
class Token:
    """A word, phrase or mark.

    Attributes:
        start: Where it begins in the folded text.
        end: Where it ends.
        word: As written, in lower case.
        lemma: Its dictionary form; a punctuation mark is its own.
        classes: Names of the lexicon's classes that it belongs to.
        verb: It is used as a verb (set by `clauses`).
        clause: Number of its clause (set by `clauses`).
        group: Number of the clause that its clause continues: its own, except for a fragment after a comma.
        sentence: Number of its sentence.
        owner: It owns what follows ("partner's").
    """

    start: int
    end: int
    word: str
    lemma: str
    classes: frozenset[str]
    verb: bool = False
    clause: int = 0
    group: int = 0
    sentence: int = 0
    owner: bool = False

    @property
    def hard(self) -> bool:
        """Whether it is a mark that always ends a clause."""
        return self.lemma[0] in _HARD

    def isa(self, name: str) -> bool:
        """Whether it belongs to a class."""
        return name in self.classes


def tokens_of(text: str, lexicon: Lexicon) -> list[Token]:
    """The tokens of a folded text, phrases joined."""
    tokens = _join_phrases(list(_single(text.casefold(), lexicon)), lexicon)
    sentence = 0
    for token in tokens:
        token.sentence = sentence
        sentence += token.lemma in {".", "!", "?"}
    return tokens


def _single(text: str, lexicon: Lexicon) -> Iterator[Token]:
    """Split a text into words and marks, before phrases are joined."""
    for match in _WORD.finditer(text):
        word, start, end = match[0], match.start(), match.end()
        if not word[0].isalnum():
            yield Token(start, end, word, word[0], frozenset())
            continue
        parts = lexicon.contractions.get(word)
        if parts is None and word.endswith("n't"):
            parts = (word[:-3], "not")
        if parts is not None:
            for part in parts:
                yield _make_token(part, start, end, lexicon)
            continue
        owner = word.endswith(("'s", "s'"))
        base, _, tail = word.partition("'")
        token = _make_token(base if owner or len(tail) < 3 else word, start, end, lexicon)
        token.owner = owner
        yield token


def _make_token(word: str, start: int, end: int, lexicon: Lexicon) -> Token:
    """Make a token with its dictionary form and classes."""
    if _MIXED.fullmatch(word):
        word = word.translate(_DIGIT_LETTERS)
    lemma = lexicon.lemma(word)
    return Token(start, end, word, lemma, lexicon.classes_of.get(lemma, frozenset()))


def _join_phrases(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """Join the longest phrases into one token each; determiners inside a phrase are skipped."""
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        found = _longest(tokens, index, lexicon)
        if found is None:
            out.append(tokens[index])
            index += 1
            continue
        end, lemma = found
        word = " ".join(token.word for token in tokens[index:end])
        out.append(Token(tokens[index].start, tokens[end - 1].end, word, lemma, lexicon.classes_of[lemma]))
        index = end
    return out


def _longest(tokens: list[Token], index: int, lexicon: Lexicon) -> tuple[int, str] | None:
    """The longest phrase from a token on, as (index after it, phrase), or None."""
    node = lexicon.phrases.get(tokens[index].lemma)
    if node is None:
        return None
    best: tuple[int, str] | None = None
    at = index + 1
    while node is not None:
        if node.lemma is not None:
            best = at, node.lemma
        while at < len(tokens) and tokens[at].lemma not in node.after and _is_passed_over(tokens[at]):
            at += 1
        node = node.after.get(tokens[at].lemma) if at < len(tokens) else None
        at += 1
    return best


def _is_passed_over(token: Token) -> bool:
    return token.owner or "det" in token.classes
