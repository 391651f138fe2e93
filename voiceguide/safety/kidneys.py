"""The kidneys' area in words: pressed, struck, or only passed. Comes in: a read sentence. Goes out: mentions."""

from __future__ import annotations

from collections.abc import Iterator

from voiceguide.safety.clauses import Clause
from voiceguide.safety.context import Context
from voiceguide.safety.lexicon import Lexicon, Place
from voiceguide.safety.mentions import Mention, Surroundings
from voiceguide.safety.sentence import Sentence

_CLASS = "place:kidneys"


def kidneys_pressed(sentence: Sentence, lexicon: Lexicon, context: Context) -> Iterator[Mention]:
    """Every mention of the area that hands press, strike or work firmly."""
    around = Surroundings(sentence, lexicon, context)
    for place, clause, index in _mentions(sentence, lexicon):
        if not _is_kept_off(around, place, clause, index) and _is_pressed(around, place, clause, index):
            yield Mention(place, clause.tokens[index], clause)


def kidneys_named(sentence: Sentence, lexicon: Lexicon, context: Context) -> Iterator[Mention]:
    """Every mention of the area that a way leads over, however lightly."""
    around = Surroundings(sentence, lexicon, context)
    for place, clause, index in _mentions(sentence, lexicon):
        if not around.denied(clause.tokens[index]) and not _is_kept_off(around, place, clause, index):
            yield Mention(place, clause.tokens[index], clause)


def _mentions(sentence: Sentence, lexicon: Lexicon) -> Iterator[tuple[Place, Clause, int]]:
    place = lexicon.places[_CLASS]
    for clause in sentence.clauses:
        for index, token in enumerate(clause.tokens):
            if token.isa(_CLASS):
                yield place, clause, index


def _is_kept_off(around: Surroundings, place: Place, clause: Clause, index: int) -> bool:
    return around.is_compound(clause, index) or bool(around.relation(clause, index) & place.beside)


def _is_pressed(around: Surroundings, place: Place, clause: Clause, index: int) -> bool:
    denied, token = around.denied, clause.tokens[index]
    others = [each for each in around.sentence.group(clause) if each is not token]
    verbs = [each for each in others if each.verb]
    pressing = [each for each in verbs if each.isa("press")]
    light = [each for each in others if each.isa("light")]
    negated = any(each.isa("neg") for each in others)
    if negated and any(map(denied, light)) and not pressing:  # "do not go lightly over them"
        return bool(verbs)
    spared = any(each.isa("sparing") and denied(each) for each in others)  # "do not spare them"
    if spared or (around.is_pointed_at(clause) and _is_pressed_where(around, clause)):
        return True
    if denied(token) or clause.conditional or around.is_asked(clause, index):
        return False
    if around.is_posture(place, clause, index) or around.is_own(clause, index):
        return False
    if any(each.isa("strike") and not denied(each) for each in verbs):
        return True
    firm = any((each.isa("force-adv") or each.isa("firm")) and not denied(each) for each in others)
    return all(map(denied, light)) and (firm or not all(map(denied, pressing)))


def _is_pressed_where(around: Surroundings, clause: Clause) -> bool:
    """Whether the clause before says to press there: "press hard where the kidneys lie"."""
    sent = around.sentence.clauses[around.sentence.clauses.index(clause) - 1].tokens
    return any(each.verb and each.isa("press") for each in sent) and not any(each.isa("light") for each in sent)
