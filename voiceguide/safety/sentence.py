"""A sentence, read: tokens, clauses and polarity together. Comes in: a folded sentence. Goes out: the record."""

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
        text: The folded text it stands in.
        tokens: Its tokens, marks too.
        clauses: Its clauses.
        polarity: What is spoken against.
    """

    text: str
    tokens: list[Token]
    clauses: list[Clause]
    polarity: Polarity

    def group(self, clause: Clause) -> list[Token]:
        """The tokens of a clause and of the fragments that go with it."""
        first = clause.tokens[0]
        return [each for each in self._words if (each.sentence, each.group) == (first.sentence, first.group)]

    def around(self, clause: Clause) -> list[Token]:
        """The tokens of the sentence that a clause stands in."""
        return [each for each in self._words if each.sentence == clause.tokens[0].sentence]

    @property
    def _words(self) -> list[Token]:
        return [each for each in self.tokens if each.word[0].isalnum()]

    def quoted(self, start: int, end: int) -> str:
        """The words from one character to another, as they were folded."""
        return self.text[start:end]

    def clause_text(self, clause: Clause) -> str:
        """A clause's own words."""
        return self.text[clause.tokens[0].start : clause.tokens[-1].end]


def read_sentence(text: str, lexicon: Lexicon) -> Sentence:
    """Read one folded text as a sentence or several; marks part its clauses for good."""
    tokens = tokens_of(text, lexicon)
    clauses = clauses_of(tokens)
    return Sentence(text, tokens, clauses, Polarity(clauses))
