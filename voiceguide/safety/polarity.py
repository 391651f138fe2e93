"""Whether a text speaks of something or against it. Comes in: clauses. Goes out: what is denied in them.

Every word of denial, avoidance or danger turns what it covers round: "never on the spine" denies the spine, "never
leave the spine out" does not, "there is no harm in pressing the spine" does not either.
"""

from __future__ import annotations

from voiceguide.safety.clauses import Clause
from voiceguide.safety.words import Token

_PARTICLES = {"be": "let", "by": "pass"}
"""Particles that only one verb has."""

_OPERATORS = frozenset({"neg", "shun", "shun-np", "bad", "rhetoric"})


class Polarity:
    """How often each token of a sentence is turned round."""

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

    def denied(self, token: Token, but: Token | None = None) -> bool:
        """Whether what is said of a token is spoken against; by anything `but` one word."""
        turned = self._turned.get(id(token), False)
        return turned ^ (but is not None and id(but) in self._by.get(id(token), ()))

    def _read(self, clause: Clause, carried: bool, rest: list[Clause]) -> bool:
        """Read a clause; whether what follows it after a comma is denied, too."""
        tokens = clause.tokens
        if clause.inherits and len(tokens) > 1 and tokens[0].isa("neg") and tokens[1].isa("even"):
            tokens = tokens[1:]  # "leave nothing out, not even the throat": it goes on as the clause before it stood
        operators = [at for at, token in enumerate(tokens) if _is_operator(token)]
        if not operators and not any(token.isa("leave") for token in tokens):
            self._turned |= dict.fromkeys(map(id, clause.tokens), carried)
            return carried and not _contrast(clause, rest)
        for index, token in enumerate(tokens):
            self._turned[id(token)] = carried ^ _turned(tokens, index)
            self._by[id(token)] = {id(tokens[at]) for at in operators if _covers(tokens, at, index)}
        if not tokens:
            return carried
        end = carried ^ _turned(tokens, len(tokens))
        return end and not _contrast(clause, rest)


def _contrast(clause: Clause, rest: list[Clause]) -> bool:
    """Whether "not the spine, the muscle" ends its denial with the comma."""
    head = clause.tokens[0].lemma
    plain = head in {"not", "no"} and not any(token.verb for token in clause.tokens)
    listed = any(token.lemma in {"or", "nor", "and"} for each in rest for token in each.tokens)
    return plain and not listed


def _turned(tokens: list[Token], index: int) -> bool:
    """Whether the token at `index` (or what follows the clause) is turned round an odd number of times."""
    turns = sum(_covers(tokens, each, index) for each, token in enumerate(tokens) if _is_operator(token))
    turns += _left_out(tokens, index)
    return turns % 2 == 1


def _is_operator(token: Token) -> bool:
    return not _OPERATORS.isdisjoint(token.classes)


def _covers(tokens: list[Token], operator: int, index: int) -> bool:
    token = tokens[operator]
    if operator >= index:
        return operator > index and _covers_what_came_before(tokens, operator, index)
    if token.isa("neg"):
        return _negation_covers(tokens, operator, index)
    if token.isa("shun-np"):
        if _takes_a_verb(tokens, operator):
            return not any(each.verb for each in tokens[operator + 2 : index])
        return not any(_ends_phrase(tokens, each) for each in range(operator + 1, index))
    aside = " " not in token.lemma and not token.verb  # a word of avoidance that is no verb here: "the fear", "a miss"
    return not (token.isa("shun") and aside)


def _takes_a_verb(tokens: list[Token], operator: int) -> bool:
    """Whether a verb and its object are left out: "instead of looking at it", "everything but avoid it"."""
    following = tokens[operator + 1] if operator + 1 < len(tokens) else None
    if following is None or not following.verb:
        return False
    return following.isa("shun") or (" " in tokens[operator].lemma and following.word.endswith("ing"))


def _ends_phrase(tokens: list[Token], index: int) -> bool:
    """Whether a noun's phrase ends here, with a verb or a preposition ("that is swollen" goes on)."""
    token = tokens[index]
    relative = token.isa("be") and tokens[index - 1].isa("relative")
    return (token.verb and not relative) or (token.isa("prep") and token.lemma != "of")


def _negation_covers(tokens: list[Token], operator: int, index: int) -> bool:
    following = tokens[operator + 1] if operator + 1 < len(tokens) else None
    if following is None or (following.isa("only") and not following.isa("even")):
        return False
    if following.isa("degree"):
        return index <= operator + 2
    never_too_much = operator > 0 and tokens[operator - 1].isa("can") and any(each.isa("excess") for each in tokens)
    return not never_too_much and not (tokens[operator].isa("lacking") and _lacks_manner(tokens, operator, index))


def _lacks_manner(tokens: list[Token], operator: int, index: int) -> bool:
    """Whether "no hurry", "without pause" end before a token: they say how, not where."""
    at = operator + 1
    while at < len(tokens) and (tokens[at].isa("adj") or tokens[at].isa("det")):
        at += 1
    return at < len(tokens) and tokens[at].isa("manner") and index > at


def _covers_what_came_before(tokens: list[Token], operator: int, index: int) -> bool:
    """A predicate on what stands before it: "the spine is never pressed", "the throat is forbidden"."""
    token, here = tokens[operator], tokens[index]
    if token.isa("bad"):
        return True
    named = not here.verb or here.word.endswith("ing")
    subject = not any(each.verb and not each.isa("modal") and each.lemma != "let" for each in tokens[:index])
    if not (named and subject and any(each.verb for each in tokens[index + 1 :])):
        return False
    if token.isa("shun"):
        return token.verb or " " in token.lemma
    following = tokens[operator + 1] if operator + 1 < len(tokens) else None
    if following is None or not token.isa("neg"):
        return token.isa("neg")
    plain = not following.isa("degree") and not following.isa("only")
    return plain and not (token.isa("lacking") and following.isa("manner"))


def _left_out(tokens: list[Token], index: int) -> bool:
    """Whether a token stands between a verb and its particle: "leave the spine out", "take your hands off it"."""
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
