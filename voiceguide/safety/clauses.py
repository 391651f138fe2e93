"""Where clauses begin, what is a verb in them, and whether a clause only sets a condition.

Comes in: the tokens of a sentence. Goes out: the same tokens with `verb` and `clause` set, and the clauses. It knows
English massage instructions, no grammar: an imperative begins a clause, and so does a noun with its verb.
"""

from __future__ import annotations

from dataclasses import dataclass

from voiceguide.safety.words import Token

_REACH = 6  # words within which a noun at a clause's head has its verb


@dataclass(slots=True)
class Clause:
    """A stretch of a sentence with one verb, or a fragment after a comma.

    Attributes:
        tokens: Its tokens, marks and conjunctions left out.
        conditional: It only says when ("if it hurts").
        inherits: It goes on as the clause before it stood ("never on the spine, the throat or the eyes").
    """

    tokens: list[Token]
    conditional: bool = False
    inherits: bool = False


def clauses_of(tokens: list[Token]) -> list[Clause]:
    """The clauses of a sentence's tokens, in order."""
    _mark_verbs(tokens)
    starts = _starts(tokens)
    clauses: list[Clause] = []
    group = 0
    for number, (start, inherits) in enumerate(starts):
        stop = starts[number + 1][0] if number + 1 < len(starts) else len(tokens)
        part = [token for token in tokens[start:stop] if token.word[0].isalnum()]
        if not part:
            continue
        if not inherits or not clauses:
            group = len(clauses)
        for token in part:
            token.clause, token.group = len(clauses), group
        head = next((each for each in part if not each.isa("conj") and not each.isa("neg")), part[0])
        conditional = head.isa("condition") and (len(part) > 1 and _finite_ahead(part, part.index(head) + 1))
        reached = head.isa("not-yet") and len(part) > 1 and not any(each.isa("press") for each in part)
        clauses.append(Clause(part, conditional or reached or part[0].isa("supposing"), inherits))
    return clauses


def _mark_verbs(tokens: list[Token]) -> None:
    for index, token in enumerate(tokens):
        if "verb" not in token.classes:
            continue
        before = index - 1
        while before >= 0 and "adv" in tokens[before].classes and "det" not in tokens[before].classes:
            before -= 1
        if before < 0:
            token.verb = True
            continue
        left = tokens[before]
        noun = (
            left.owner or "det" in left.classes or ("adj" in left.classes and "verb" not in left.classes)
            or ("prep" in left.classes and left.lemma != "to")
        )  # fmt: skip
        if left.isa("alone") and not left.owner and (token.word != token.lemma or "modal" in token.classes):
            token.verb = not token.word.endswith("ing")  # "this heals", "both must rest"
            continue
        gerund = token.word.endswith("ing") and not left.owner and "det" not in left.classes
        token.verb = gerund or not noun


def _starts(tokens: list[Token]) -> list[tuple[int, bool]]:
    """Index of each clause's first token, and whether it inherits."""
    starts = [(0, False)]
    for index, token in enumerate(tokens):
        if index == 0:
            continue
        if token.hard:
            starts.append((index, False))
        elif token.lemma == ",":
            if _lists_subjects(tokens, starts[-1][0], index) or _leaves_a_list(tokens, starts[-1][0], index):
                continue
            fresh = _begins(tokens, index + 1) and not _list_of_verbs(tokens, index)
            contrast = index + 1 < len(tokens) and tokens[index + 1].isa("contrast")
            starts.append((index, not fresh and not contrast))
        elif "conj" in token.classes or "sub" in token.classes:
            if tokens[index - 1].lemma == "," or (token.isa("supposing") and token.isa("modal")):
                continue
            if _joins_clauses(tokens, index) and not _joins_subjects(tokens, starts[-1][0], index):
                starts.append((index, False))
    return starts


def _joins_subjects(tokens: list[Token], start: int, index: int) -> bool:
    """Whether nouns with one verb are joined: "the spine and the kidneys are left alone"."""
    before = [each for each in tokens[start:index] if each.word[0].isalnum()]
    if not before or not tokens[index].isa("and") or any(each.verb for each in before):
        return False
    nouns = not any(each.isa("prep") or each.isa("sub") or each.isa("adv") or each.isa("neg") for each in before)
    return nouns and not _verb_at(tokens, index + 1)


def _lists_subjects(tokens: list[Token], start: int, comma: int) -> bool:
    """Whether a comma stands in "throat, armpits and belly are left out"."""
    end = next((at for at in range(comma, len(tokens)) if tokens[at].isa("and") or tokens[at].hard), len(tokens))
    if end == len(tokens) or not _joins_subjects(tokens, start, end):
        return False
    return _finite_ahead(tokens, end + 1)


def _leaves_a_list(tokens: list[Token], start: int, comma: int) -> bool:
    """Whether a comma stands in "leave moles, scratches and scabs alone"."""
    if not any(each.verb and each.isa("leave") and not each.isa("shun") for each in tokens[start:comma]):
        return False
    rest = (each for each in tokens[comma:] if _is_imperative(each) or each.hard or each.isa("away-part"))
    return any(each.isa("away-part") for each in list(rest)[:1])


def _is_imperative(token: Token) -> bool:
    return token.verb and token.word == token.lemma


def _joins_clauses(tokens: list[Token], index: int) -> bool:
    token = tokens[index]
    if token.isa("contrast"):
        return True
    if "conj" in token.classes:
        if token.isa("alternative") and _verb_at(tokens, index + 1):
            return False  # "never press or rub": what was denied stays denied
        both_verbs = tokens[index - 1].verb and _verb_at(tokens, index + 1)
        if both_verbs and tokens[index - 1].isa("touch") and not tokens[index - 1].isa("shun"):
            return False
        return _begins(tokens, index + 1)
    if token.isa("relative"):
        return False
    return not token.isa("before-verb") or _finite_ahead(tokens, index + 1)


def _list_of_verbs(tokens: list[Token], comma: int) -> bool:
    """Whether a comma stands in "do not press, rub or knead"."""
    if not tokens[comma - 1].verb or not _verb_at(tokens, comma + 1):
        return False
    for token in tokens[comma + 1 :]:
        if token.hard:
            break
        if token.isa("alternative"):
            return True
    return False


def _verb_at(tokens: list[Token], index: int) -> bool:
    while index < len(tokens) and "adv" in tokens[index].classes:
        index += 1
    return index < len(tokens) and tokens[index].verb


def _begins(tokens: list[Token], index: int) -> bool:
    """Whether a clause with a verb of its own begins here."""
    while index < len(tokens) and (
        "conj" in tokens[index].classes or "adv" in tokens[index].classes or "neg" in tokens[index].classes
    ):
        index += 1
    if index >= len(tokens):
        return False
    first = tokens[index]
    if first.verb and tokens[index - 1].isa("nobody"):
        return True  # "…, and nobody is pressed"
    if first.verb:
        return first.word == first.lemma or " " in first.lemma
    if "sub" in first.classes:
        return True
    if "prep" in first.classes:
        return False
    return _finite_ahead(tokens, index)


def _finite_ahead(tokens: list[Token], index: int) -> bool:
    """Whether a verb comes within reach, before a mark or a conjunction."""
    for token in tokens[index : index + _REACH]:
        if token.lemma == "," or token.hard or "conj" in token.classes:
            return False
        if token.verb and not token.word.endswith("ing"):
            return True
    return False
