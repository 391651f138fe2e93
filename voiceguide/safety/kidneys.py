"""Find the area of the kidneys in words: pressed, struck, or only passed over."""

from __future__ import annotations

from collections.abc import Iterator

from voiceguide.safety.clauses import Clause
from voiceguide.safety.context import Context
from voiceguide.safety.lexicon import Lexicon, Place
from voiceguide.safety.mentions import Mention, Surroundings
from voiceguide.safety.sentence import Sentence
from voiceguide.safety.words import Token

_CLASS = "place:kidneys"


def kidneys_pressed(sentence: Sentence, lexicon: Lexicon, context: Context) -> Iterator[Mention]:
    """Every mention in which hands press, strike or work the area firmly."""
    around = Surroundings(sentence, lexicon, context)
    for place, clause, index in _mentions(sentence, lexicon):
        if not _is_kept_off(around, place, clause, index) and _is_pressed(around, place, clause, index):
            yield Mention(place, clause.tokens[index], clause)


def kidneys_named(sentence: Sentence, lexicon: Lexicon, context: Context) -> Iterator[Mention]:
    """Every mention in which a path leads over the area, however lightly."""
    around = Surroundings(sentence, lexicon, context)
    for place, clause, index in _mentions(sentence, lexicon):
        if not around.is_denied(clause.tokens[index]) and not _is_kept_off(around, place, clause, index):
            yield Mention(place, clause.tokens[index], clause)


def _mentions(sentence: Sentence, lexicon: Lexicon) -> Iterator[tuple[Place, Clause, int]]:
    """Every mention of the area, as (place, clause, index of its token)."""
    place = lexicon.places[_CLASS]
    for clause in sentence.clauses:
        for index, token in enumerate(clause.tokens):
            if token.isa(_CLASS):
                yield place, clause, index


def _is_kept_off(around: Surroundings, place: Place, clause: Clause, index: int) -> bool:
    """Whether the words keep hands off, by a compound or a preposition."""
    return around.is_compound(clause, index) or bool(around.relation(clause, index) & place.beside)


def _is_pressed(around: Surroundings, place: Place, clause: Clause, index: int) -> bool:
    """Whether a mention says that hands press, strike or work the area firmly."""
    denied, token = around.is_denied, clause.tokens[index]
    others = [each for each in around.sentence.group(clause) if each is not token]
    if _forbids_lightness(around, others):
        return any(each.verb for each in others)
    spared = any(each.isa("sparing") and denied(each) for each in others)  # "do not spare them"
    if spared or (around.is_pointed_at(clause) and _is_pressed_where(around, clause)):
        return True
    if denied(token) or clause.conditional or around.is_asked(clause, index):
        return False
    if around.is_posture(place, clause, index) or around.is_own(clause, index):
        return False
    return _asks_for_force(around, others)


def _forbids_lightness(around: Surroundings, others: list[Token]) -> bool:
    """Whether the text denies lightness: "do not go lightly over them"."""
    if any(each.verb and each.isa("press") for each in others) or not any(each.isa("neg") for each in others):
        return False
    return any(each.isa("light") and around.is_denied(each) for each in others)


def _asks_for_force(around: Surroundings, others: list[Token]) -> bool:
    """Whether hands strike, or press without a word for lightness."""
    said = [each for each in others if not around.is_denied(each)]
    if any(each.verb and each.isa("strike") for each in said):
        return True
    if any(each.isa("light") for each in said):
        return False
    return any(each.isa("force-adv") or each.isa("firm") or (each.verb and each.isa("press")) for each in said)


def _is_pressed_where(around: Surroundings, clause: Clause) -> bool:
    """Whether the previous clause says to press there: "press hard where the kidneys lie"."""
    sent = around.sentence.clauses[around.sentence.clauses.index(clause) - 1].tokens
    return any(each.verb and each.isa("press") for each in sent) and not any(each.isa("light") for each in sent)
