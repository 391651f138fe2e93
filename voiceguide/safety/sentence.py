"""A sentence that has been read: tokens, clauses and polarity."""

from __future__ import annotations

from dataclasses import dataclass

from voiceguide.safety.clauses import Clause, clauses_of
from voiceguide.safety.lexicon import Lexicon
from voiceguide.safety.polarity import Polarity
from voiceguide.safety.words import Token, tokens_of


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with everything that is known of its words.

    Attributes:
        text: The folded text that contains it.
        tokens: Its tokens, punctuation included.
        clauses: Its clauses.
        polarity: What is denied in it.
    """

    text: str
    tokens: list[Token]
    clauses: list[Clause]
    polarity: Polarity

    def group(self, clause: Clause) -> list[Token]:
        """The words of a clause and of the fragments that belong to it."""
        first = clause.tokens[0]
        return [each for each in self._words if (each.sentence, each.group) == (first.sentence, first.group)]

    def around(self, clause: Clause) -> list[Token]:
        """The words of the sentence that contains a clause."""
        return [each for each in self._words if each.sentence == clause.tokens[0].sentence]

    @property
    def _words(self) -> list[Token]:
        return [each for each in self.tokens if each.word[0].isalnum()]

    def quote(self, start: int, end: int) -> str:
        """The folded text between two characters."""
        return self.text[start:end]

    def clause_text(self, clause: Clause) -> str:
        """The folded text of a clause."""
        return self.text[clause.tokens[0].start : clause.tokens[-1].end]


def read_sentence(text: str, lexicon: Lexicon) -> Sentence:
    """Read a folded text of one or more sentences."""
    tokens = tokens_of(text, lexicon)
    clauses = clauses_of(tokens)
    return Sentence(text, tokens, clauses, Polarity(clauses))
