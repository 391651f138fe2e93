"""Mentions of places, and the words around them that make them harmless.

A mention can be harmless without being denied: by a preposition that keeps beside a place, a compound that means
something else, a pillow, a posture, a question, or the breath.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from voiceguide.safety.clauses import Clause
from voiceguide.safety.context import Context
from voiceguide.safety.lexicon import Lexicon, Place
from voiceguide.safety.sentence import Sentence
from voiceguide.safety.words import Token

_LIES_ON = frozenset({"upper abdomen", "bump", "breasts"})
"""Places that people lie on."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that hands are sent to."""

    place: Place
    token: Token
    clause: Clause


class Surroundings:
    """The words and keys around a mention.

    Attributes:
        sentence: The read text.
        lexicon: The words of its language.
        context: The keys it stands with.
    """

    def __init__(self, sentence: Sentence, lexicon: Lexicon, context: Context) -> None:
        self.sentence = sentence
        self.lexicon = lexicon
        self.context = context

    def is_denied(self, token: Token) -> bool:
        """Whether what is said of a token is denied."""
        return self.sentence.polarity.is_denied(token)

    def is_compound(self, clause: Clause, index: int) -> bool:
        """Whether the words next to a place's name give it another meaning: the belly of a muscle."""
        for name in clause.tokens[index].classes:
            before, after = self.lexicon.compounds.get(name, (frozenset(), frozenset()))
            right, left = clause.tokens[index + 1 : index + 6], clause.tokens[max(0, index - 4) : index]
            if any(f"{text} ".startswith(f"{each} ") for each in after for text in _dictionary_forms(right)):
                return True
            if any(f" {text}".endswith(f" {each}") for each in before for text in _dictionary_forms(left)):
                return True
        return False

    def relation(self, clause: Clause, index: int) -> frozenset[str]:
        """The classes of the preposition before a mention, skipping articles and adjectives."""
        at = index - 1
        while at >= 0 and _is_article(clause.tokens[at]):
            at -= 1
        if at < 0:
            return frozenset()
        if clause.tokens[at].isa("around-of"):  # "between the spine and the blade", and not "between the vertebrae"
            parted = any(each.isa("and") for each in clause.tokens[index + 1 : index + 3])
            return frozenset({"rel:next-to"}) if parted else frozenset()
        found = _relations(clause.tokens[at])
        if found or not clause.tokens[at].isa("and"):
            return found
        between = clause.tokens[max(0, at - 8) : at]  # "between the blades and the spine"
        if any(each.isa("around-of") for each in between):
            return frozenset({"rel:next-to"})
        earlier = next((number for number in reversed(range(len(between))) if _relations(between[number])), None)
        if earlier is None or any(each.verb for each in between[earlier:]):
            return frozenset()
        return _relations(between[earlier])

    def _is_propped(self, clause: Clause, index: int) -> bool:
        """Whether a pillow or cloth lies at a place."""
        before = clause.tokens[:index]
        own = self.lexicon.classes_of.get(clause.tokens[index].word.split()[0], frozenset())
        return "prep" in own or any(each.isa("prep") or (each.verb and each.isa("covering")) for each in before)

    def is_posture(self, place: Place, clause: Clause, index: int) -> bool:
        """Whether a mention is about a pillow, a drop of oil to test, or somebody lying on the place."""
        if self.context.field.of_hands:
            return False
        tokens, before = clause.tokens, clause.tokens[:index]
        if any(each.isa("patch-test") for each in tokens):
            return True
        pressing = any(each.isa("press") and each.verb for each in tokens)
        if not pressing and any(each.isa("prop") and not each.verb for each in tokens):
            return self._is_propped(clause, index)
        lies = any(each.isa("posture") or each.isa("lie-verb") for each in before)
        return place.key in _LIES_ON and lies and not any(each.isa("hand-part") for each in before)

    def is_asked(self, clause: Clause, index: int) -> bool:
        """Whether somebody asks, agrees or thinks about the place."""
        group = self.sentence.group(clause)
        return any(each.isa("ask") and each.verb for each in group[: group.index(clause.tokens[index])])

    def is_own(self, clause: Clause, index: int) -> bool:
        """Whether the place is the listener's own ("let your belly be soft"); ``your partner's`` is not."""
        at = index - 1
        while at >= 0 and not clause.tokens[at].owner and _is_filler(clause.tokens[at]):
            if clause.tokens[at].isa("your"):
                return True
            at -= 1
        return False

    def is_pointed_at(self, clause: Clause) -> bool:
        """Whether hands are sent to where a clause says: "press where you feel the pulse"."""
        verb = self._pointing(clause)
        return verb is not None and not self.is_denied(verb)

    def is_pointed_away_from(self, clause: Clause) -> bool:
        """Whether hands are kept away from where a clause says."""
        verb = self._pointing(clause)
        return verb is not None and self.is_denied(verb)

    def _pointing(self, clause: Clause) -> Token | None:
        """The verb of touch that sends hands to where a clause says, or None."""
        number = self.sentence.clauses.index(clause)
        if not number or not clause.tokens[0].isa("where"):
            return None
        before = self.sentence.clauses[number - 1].tokens
        weighty = (each for each in reversed(before) if each.verb or not (each.isa("adv") or each.isa("adj")))
        said = next(weighty, before[0])
        return said if said.verb and said.isa("touch") else None

    def is_untouched(self, clause: Clause, index: int, *, by: str) -> bool:
        """Whether hands go on "without touching it"; `by` is the class of what they do not do."""
        rest = clause.tokens[index + 1 :]
        if len(rest) < 2 or not rest[0].isa("lacking") or not rest[1].isa(by):
            return False
        return len(rest) == 2 or rest[2].isa("it")

    def is_taken_back(self, clause: Clause) -> bool:
        """Whether the path stops before the place: "to the hollow of the knee, but not into it"."""
        later = [each for each in self.sentence.around(clause) if each.start > clause.tokens[-1].end]
        pairs = pairwise(later)
        return any(here.isa("touch-prep") and it.isa("it") and self.is_denied(it) for here, it in pairs)

    def is_sent_to(self, clause: Clause, index: int) -> bool:
        """Whether hands are put on the place: "bring both thumbs to the spine", not "from the blade to the spine"."""
        before = clause.tokens[:index]
        if any(each.isa("onward") for each in before[-3:]):
            return True
        hand = next((at for at, each in enumerate(before) if each.isa("hand-part")), None)
        if hand is None or any(each.isa("origin") for each in before):
            return False
        put = any(each.verb and each.isa("placing") for each in before[:hand])
        number = self.sentence.clauses.index(clause)
        following = self.sentence.clauses[number + 1].tokens if number + 1 < len(self.sentence.clauses) else []
        said = [each for each in following if not each.isa("and") and not each.isa("adv")]
        return put or (len(said) == 1 and said[0].isa("staying") and not self.is_denied(said[0]))

    def is_breath(self, clause: Clause) -> bool:
        """Whether the breath, not a hand, reaches the place."""
        tokens = self.sentence.group(clause)
        hands = any(each.isa("hand-part") or (each.verb and each.isa("press")) for each in tokens)
        return not hands and any(each.isa("breath") for each in tokens)


def _relations(token: Token) -> frozenset[str]:
    return frozenset(name for name in token.classes if name.startswith("rel:"))


def _dictionary_forms(tokens: list[Token]) -> tuple[str, str]:
    """Dictionary forms of consecutive words: without articles, and without adjectives too."""
    plain = " ".join(each.lemma for each in tokens if not each.isa("det"))
    return plain, " ".join(each.lemma for each in tokens if not _is_filler(each))


def _is_filler(token: Token) -> bool:
    return token.isa("det") or (token.isa("adj") and not token.verb)


def _is_article(token: Token) -> bool:
    return token.owner or token.isa("det") or (token.isa("adj") and not token.verb) or token.isa("adv")
