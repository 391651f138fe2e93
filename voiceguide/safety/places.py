"""Find the places of the body that a text sends hands to, not those that it only names or keeps hands off.

A mention is harmless if it is denied, if a preposition keeps hands beside it, if a pillow or a posture is meant, or if
the place only rests, breathes or is asked about. Every other mention counts as touch, for places where a doubt counts
(`Place.doubt`).
"""

from __future__ import annotations

from collections.abc import Iterator

from voiceguide.safety.clauses import Clause
from voiceguide.safety.context import Context, Field
from voiceguide.safety.lexicon import Lexicon, Place
from voiceguide.safety.mentions import Mention, Surroundings
from voiceguide.safety.sentence import Sentence
from voiceguide.safety.words import Token

_LIGHT_PASS = "back of the knee"
_UP_TO = "rel:from-to"
_FELT = frozenset({"spine", "upper abdomen", "jaw", "eyes", "bump", "breasts"})
"""Places that people feel from within; feeling any other place means touching it."""

_BEFORE_TOUCH = frozenset({Field.PREPARE, Field.NEED, Field.REASON})


def places_touched(sentence: Sentence, lexicon: Lexicon, context: Context) -> Iterator[Mention]:
    """Every mention that sends hands to a place that must not be touched."""
    reader = _Places(Surroundings(sentence, lexicon, context))
    for clause in sentence.clauses:
        for index, token in enumerate(clause.tokens):
            for name in token.classes:
                place = lexicon.places.get(name)
                if place is not None and place.key != "kidneys" and reader.counts(place, clause, index):
                    yield Mention(place, token, clause)
    yield from reader.by_pronoun()


def _is_verb_of_state(token: Token) -> bool:
    """Whether a verb says that something rests or moves by itself: "rests", "is soft", "goes"."""
    return (token.isa("state") or token.lemma == "go") and (token.verb or token.isa("be"))


def _is_touch(tokens: list[Token], at: int, index: int) -> bool:
    """Whether the word at `at` is a verb or, after the place at `index`, a noun of touch."""
    each = tokens[at]
    if each.verb:
        return each.isa("touch") and not _moves_by_itself(tokens, at, index)
    return at > index and each.isa("touch-noun") and not each.isa("hand-part")


class _Places:
    """Decides which mentions count as touch."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._sentence = around.sentence
        self._field = around.context.field

    def counts(self, place: Place, clause: Clause, index: int) -> bool:
        """Whether a mention of a place counts as touch."""
        if self._is_kept_off(place, clause, index) or self._is_harmless(place, clause, index):
            return False
        if self._field.of_hands or self._around.is_pointed_at(clause):
            return True
        if clause.conditional or self._around.is_breath(clause) or self._is_by_itself(clause, index):
            return False
        return self._is_touched(clause, index) or self._is_doubtful(place, clause, index)

    def _is_doubtful(self, place: Place, clause: Clause, index: int) -> bool:
        """Whether a place that is only named counts as touched, because nothing says that it is left alone."""
        if self._field in _BEFORE_TOUCH or (place.key == "sore skin" and self._field is Field.TITLE):
            return False
        spoken_of = self._around.is_asked(clause, index) or self._around.is_own(clause, index)
        return place.doubt and not spoken_of and not self._is_state(place, clause, index)

    def _is_kept_off(self, place: Place, clause: Clause, index: int) -> bool:
        """Whether the words keep hands off, by a denial or by a preposition."""
        if self._around.is_denied(clause.tokens[index]) or self._around.is_pointed_away_from(clause):
            return True
        relation = self._around.relation(clause, index) & place.beside
        if relation == {_UP_TO} and self._around.is_sent_to(clause, index):
            return False
        if relation or self._around.is_untouched(clause, index, by="bare-touch"):
            return True
        led = self._around.relation(clause, index) & {_UP_TO, "rel:around"}
        return bool(led) and self._around.is_taken_back(clause)

    def _is_harmless(self, place: Place, clause: Clause, index: int) -> bool:
        """Whether a compound, a posture, a carer or a light pass makes a mention harmless."""
        if self._around.is_compound(clause, index) or self._around.is_posture(place, clause, index):
            return True
        if place.key == "sore skin":
            sent_on = clause.tokens[0].isa("with") and len(self._sentence.clauses) > 1
            sent_on |= any(each.lemma == "with" for each in clause.tokens[max(0, index - 2) : index])
            return sent_on or any(each.isa("carer") for each in self._sentence.around(clause))
        return place.key == _LIGHT_PASS and self._is_light_pass(clause, index)

    def _is_by_itself(self, clause: Clause, index: int) -> bool:
        return bool(index) and clause.tokens[index - 1].isa("by-itself")

    def _is_light_pass(self, clause: Clause, index: int) -> bool:
        """Whether a long glide only passes lightly over it."""
        tokens = self._sentence.around(clause)
        passing = any(each.verb and each.isa("travel") for each in clause.tokens[:index])
        if passing and self._around.is_untouched(clause, index, by="press"):
            return True
        if any(each.verb and each.isa("hovering") for each in tokens):
            return True
        if not any(each.isa("very-light") and not self._around.is_denied(each) for each in tokens):
            return False
        if self._around.context.technique in {"", "effleurage"}:
            return True
        return any(each.verb and (each.isa("travel") or each.lemma == "touch") for each in tokens)

    def _is_touched(self, clause: Clause, index: int) -> bool:
        """Whether the clause touches the mentioned place: by a verb or noun of touch, or by a hand on it."""
        tokens = clause.tokens
        for at, each in enumerate(tokens):
            if at != index and not self._around.is_denied(each) and _is_touch(tokens, at, index):
                return True
        hands = any(each.isa("hand-part") and not self._around.is_denied(each) for each in tokens[:index])
        return hands and any(each.isa("touch-prep") for each in tokens[max(0, index - 3) : index])

    def _is_state(self, place: Place, clause: Clause, index: int) -> bool:
        """Whether the place itself rests, moves or is felt."""
        tokens = clause.tokens
        after, before = tokens[index + 1 :], tokens[:index]
        if any(_is_verb_of_state(each) for each in after):
            later = [each for each in self._sentence.around(clause) if each.start > tokens[index].end]
            if any(each.isa("not-state") for each in after) or any(each.lemma == "belong" for each in later):
                return False
            return not any(each.isa("touch-noun") and not each.isa("hand-part") for each in after)
        if place.key in _FELT and any(each.verb and each.isa("perceive") for each in before):
            return not any(each.isa("press") and each.verb for each in tokens)
        return place.key == "eyes" and any(each.isa("soft-state") for each in tokens)

    def by_pronoun(self) -> Iterator[Mention]:
        """Every place meant by "it": "beside the spine, then on it"; "stop at the knee, then press behind it"."""
        last: tuple[Token, Clause] | None = None
        for clause in self._sentence.clauses:
            for index, token in enumerate(clause.tokens):
                named = any(name in self._around.lexicon.places for name in token.classes)
                if named or token.isa("bearer"):
                    last = token, clause
                elif token.isa("it") and last is not None:
                    place = self._place_meant(
                        clause, index, last[0], here=last[1] is clause and not _goes_on(clause, index)
                    )
                    if place is not None:
                        yield Mention(place, last[0], clause)

    def _place_meant(self, clause: Clause, index: int, named: Token, *, here: bool) -> Place | None:
        """The place that a pronoun means and sends hands to, or None."""
        places = self._around.lexicon.places
        before = clause.tokens[index - 1] if index else None
        pronoun = clause.tokens[index]
        if before is None or self._around.is_denied(pronoun) or self._means_hands(pronoun, named):
            return None
        pair = before.lemma, named.lemma
        behind = next((each for each in places.values() if pair in each.behind), None)
        if behind is not None or here:
            return behind
        place = next((places[name] for name in named.classes if name in places), None)
        if place is None or place.key == "kidneys" or place.beside & before.classes:
            return None
        return place if self._goes_to(clause.tokens[:index]) else None

    def _goes_to(self, before: list[Token]) -> bool:
        """Whether hands are sent to what follows these words."""
        last, verbs = before[-1], [each for each in before if each.verb]
        directly = last.verb and last.isa("touch") and not last.isa("takes-away")
        if not directly and not last.isa("touch-prep"):
            return False
        return not verbs or any(each.isa("touch") and not self._around.is_denied(each) for each in verbs)

    def _means_hands(self, pronoun: Token, named: Token) -> bool:
        """Whether "them" means hands named before: "lift your hands over the knee and set them down"."""
        hands = any(each.isa("hand-part") and each.start < named.start for each in self._sentence.tokens)
        return pronoun.lemma == "them" and hands and not any(word.endswith("s") for word in named.word.split())


def _goes_on(clause: Clause, index: int) -> bool:
    """Whether a clause continues to the place itself: "around the wound and into it"."""
    return index > 1 and clause.tokens[index - 2].isa("and") and clause.tokens[index - 1].isa("touch-prep")


def _moves_by_itself(tokens: list[Token], verb: int, index: int) -> bool:
    """Whether the place itself does it: "the belly moves with the breath", "let the jaw drop"."""
    each = tokens[verb]
    passive = any(other.verb and other.isa("be") for other in tokens[index:verb])
    return (each.isa("state") or each.lemma == "go") and verb > index and not passive
