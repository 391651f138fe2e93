"""Polarity: whether a text affirms something or denies it.

Every word of denial, avoidance or danger reverses the polarity of what it covers: "never on the spine" denies the
spine, "never leave the spine out" does not, nor does "there is no harm in pressing the spine".
"""

from __future__ import annotations

from voiceguide.safety.clauses import Clause
from voiceguide.safety.words import Token

_PARTICLES = {"be": "let", "by": "pass"}
"""Particles that only one verb has."""

_OPERATORS = frozenset({"neg", "shun", "shun-np", "bad", "rhetoric"})


class Polarity:
    """The polarity of each token of a sentence."""

    def __init__(self, clauses: list[Clause]) -> None:
        self._turned: dict[int, bool] = {}
        self._by: dict[int, set[int]] = {}
        carried = False
        for number, clause in enumerate(clauses):
            rest = clauses[number + 1 :] if number + 1 < len(clauses) else []
            carried = self._read(clause, carried and clause.inherits, rest)
            if number and clause.inherits and len(clause.tokens) == 1 and clause.tokens[0].isa("bad"):
                for token in clauses[number - 1].tokens:  # "there lies the spine, untouched"
                    self._turned[id(token)] = not self._turned[id(token)]

    def is_denied(self, token: Token, but: Token | None = None) -> bool:
        """Whether what is said of a token is denied, not counting the effect of the word `but`."""
        turned = self._turned.get(id(token), False)
        return turned ^ (but is not None and id(but) in self._by.get(id(token), ()))

    def _read(self, clause: Clause, carried: bool, rest: list[Clause]) -> bool:
        """Read a clause; return whether what follows it after a comma is denied, too."""
        tokens = clause.tokens
        if clause.inherits and len(tokens) > 1 and tokens[0].isa("neg") and tokens[1].isa("even"):
            tokens = tokens[
                1:
            ]  # "leave nothing out, not even the throat": it keeps the polarity of the clause before it
        operators = [at for at, token in enumerate(tokens) if _is_operator(token)]
        if not operators and not any(token.isa("leave") for token in tokens):
            self._turned |= dict.fromkeys(map(id, clause.tokens), carried)
            return carried and not _contrast(clause, rest)
        for index, token in enumerate(tokens):
            self._turned[id(token)] = carried ^ _is_turned(tokens, index)
            self._by[id(token)] = {id(tokens[at]) for at in operators if _covers(tokens, at, index)}
        if not tokens:
            return carried
        end = carried ^ _is_turned(tokens, len(tokens))
        return end and not _contrast(clause, rest)


def _contrast(clause: Clause, rest: list[Clause]) -> bool:
    """Whether a denial ends at the comma: "not the spine, the muscle"."""
    head = clause.tokens[0].lemma
    plain = head in {"not", "no"} and not any(token.verb for token in clause.tokens)
    listed = any(token.lemma in {"or", "nor", "and"} for each in rest for token in each.tokens)
    return plain and not listed


def _is_turned(tokens: list[Token], index: int) -> bool:
    """Whether the polarity of the token at `index` (or after the clause) is reversed an odd number of times."""
    turns = sum(_covers(tokens, each, index) for each, token in enumerate(tokens) if _is_operator(token))
    turns += _is_left_out(tokens, index)
    return turns % 2 == 1


def _is_operator(token: Token) -> bool:
    return not _OPERATORS.isdisjoint(token.classes)


def _covers(tokens: list[Token], operator: int, index: int) -> bool:
    """Whether an operator reverses the token at `index`."""
    token = tokens[operator]
    if operator >= index:
        return operator > index and _covers_what_came_before(tokens, operator, index)
    if token.isa("neg"):
        return _negation_covers(tokens, operator, index)
    if token.isa("shun-np"):
        if _takes_a_verb(tokens, operator):
            return not any(each.verb for each in tokens[operator + 2 : index])
        return not any(_ends_phrase(tokens, each) for each in range(operator + 1, index))
    aside = " " not in token.lemma and not token.verb  # a word of avoidance, no verb here: "the fear", "a miss"
    return not (token.isa("shun") and aside)


def _takes_a_verb(tokens: list[Token], operator: int) -> bool:
    """Whether the excluded thing is a verb with its object: "instead of looking at it", "everything but avoid it"."""
    following = tokens[operator + 1] if operator + 1 < len(tokens) else None
    if following is None or not following.verb:
        return False
    return following.isa("shun") or (" " in tokens[operator].lemma and following.word.endswith("ing"))


def _ends_phrase(tokens: list[Token], index: int) -> bool:
    """Whether a noun phrase ends here, at a verb or a preposition ("that is swollen" continues it)."""
    token = tokens[index]
    relative = token.isa("be") and tokens[index - 1].isa("relative")
    return (token.verb and not relative) or (token.isa("prep") and token.lemma != "of")


def _negation_covers(tokens: list[Token], operator: int, index: int) -> bool:
    """Whether a negation reverses the token at `index`, which comes after it."""
    following = tokens[operator + 1] if operator + 1 < len(tokens) else None
    if following is None or (following.isa("only") and not following.isa("even")):
        return False
    if following.isa("degree"):
        return index <= operator + 2
    never_too_much = operator > 0 and tokens[operator - 1].isa("can") and any(each.isa("excess") for each in tokens)
    return not never_too_much and not (tokens[operator].isa("lacking") and _lacks_manner(tokens, operator, index))


def _lacks_manner(tokens: list[Token], operator: int, index: int) -> bool:
    """Whether a token comes after "no hurry" or "without pause", which say how, not where, and do not cover it."""
    at = operator + 1
    while at < len(tokens) and (tokens[at].isa("adj") or tokens[at].isa("det")):
        at += 1
    return at < len(tokens) and tokens[at].isa("manner") and index > at


def _is_subject(tokens: list[Token], index: int) -> bool:
    """Whether a word is a subject: there is no verb before it and one after it."""
    if any(each.verb and not each.isa("modal") and each.lemma != "let" for each in tokens[:index]):
        return False
    return any(each.verb for each in tokens[index + 1 :])


def _covers_what_came_before(tokens: list[Token], operator: int, index: int) -> bool:
    """Whether a predicate covers the words before it: "the spine is never pressed", "the throat is forbidden"."""
    token, here = tokens[operator], tokens[index]
    if token.isa("bad"):
        return True
    named = not here.verb or here.word.endswith("ing")
    if not named or not _is_subject(tokens, index):
        return False
    if token.isa("shun"):
        return token.verb or " " in token.lemma
    following = tokens[operator + 1] if operator + 1 < len(tokens) else None
    if following is None or not token.isa("neg"):
        return token.isa("neg")
    plain = not following.isa("degree") and not following.isa("only")
    return plain and not (token.isa("lacking") and following.isa("manner"))


def _is_left_out(tokens: list[Token], index: int) -> bool:
    """Whether a token is between a verb and its particle: "leave the spine out", "take your hands off it"."""
    before = next(
        (each for each in range(min(index, len(tokens)) - 1, -1, -1) if "leave" in tokens[each].classes), None
    )
    if before is None or "shun" in tokens[before].classes:
        return False
    verb = tokens[before]
    if any("away-part" in each.classes and each.lemma != "be" for each in tokens[before + 1 : index]):
        return any("neg" in each.classes for each in tokens[before + 1 : index])  # "leave nothing out"
    for token in tokens[index : index + 6] if index < len(tokens) else ():
        if "away-part" in token.classes:
            return _PARTICLES.get(token.lemma, verb.lemma) == verb.lemma
        if token.verb and token.word == token.lemma:
            return False
    return False
