"""Find where clauses begin, which words are verbs, and whether a clause only sets a condition.

Sets `verb` and `clause` of the tokens, and gives the clauses. It knows English massage instructions, not grammar in
general: an imperative begins a clause, and so does a noun with its verb.
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
        conditional: It only states a condition ("if it hurts").
        inherits: It has the polarity of the clause before it ("never on the spine, the throat or the eyes").
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
        clauses.append(Clause(part, _is_conditional(part), inherits))
    return clauses


def _is_conditional(part: list[Token]) -> bool:
    """Whether a clause is about what may happen, or has not happened yet: "if …", "until …", "suppose …"."""
    head = next((each for each in part if not each.isa("conj") and not each.isa("neg")), part[0])
    if part[0].isa("supposing"):
        return True
    if len(part) < 2:
        return False
    if head.isa("condition") and _finite_ahead(part, part.index(head) + 1):
        return True
    return head.isa("not-yet") and not any(each.isa("press") for each in part)


def _mark_verbs(tokens: list[Token]) -> None:
    """Set `verb` of every token."""
    for index, token in enumerate(tokens):
        if "verb" in token.classes:
            left = _before_adverbs(tokens, index)
            token.verb = left is None or _is_verb_after(left, token)


def _before_adverbs(tokens: list[Token], index: int) -> Token | None:
    """The token before this one, skipping adverbs; None at the beginning."""
    before = index - 1
    while before >= 0 and "adv" in tokens[before].classes and "det" not in tokens[before].classes:
        before -= 1
    return tokens[before] if before >= 0 else None


def _is_verb_after(left: Token, token: Token) -> bool:
    """Whether a word that can be a verb is one when it follows `left`."""
    if left.isa("alone") and not left.owner and (token.word != token.lemma or "modal" in token.classes):
        return not token.word.endswith("ing")  # "this heals", "both must rest"
    if token.word.endswith("ing") and not left.owner and "det" not in left.classes:
        return True
    return not _opens_noun(left)


def _opens_noun(left: Token) -> bool:
    """Whether a noun is expected after a word: "the …", "your …", "soft …", "on …"."""
    if left.owner or "det" in left.classes:
        return True
    plain = "adj" in left.classes and "verb" not in left.classes
    return plain or ("prep" in left.classes and left.lemma != "to")


def _starts(tokens: list[Token]) -> list[tuple[int, bool]]:
    """Index of each clause's first token, and whether it inherits."""
    starts = [(0, False)]
    for index in range(1, len(tokens)):
        inherits = _start_at(tokens, starts[-1][0], index)
        if inherits is not None:
            starts.append((index, inherits))
    return starts


def _start_at(tokens: list[Token], begin: int, index: int) -> bool | None:
    """Whether the clause that starts at a token inherits; None if none starts. The previous one starts at `begin`."""
    token = tokens[index]
    if token.hard:
        return False
    if token.lemma == ",":
        return _start_at_comma(tokens, begin, index)
    if "conj" not in token.classes and "sub" not in token.classes:
        return None
    if tokens[index - 1].lemma == "," or (token.isa("supposing") and token.isa("modal")):
        return None
    return False if _joins_clauses(tokens, index) and not _joins_subjects(tokens, begin, index) else None


def _start_at_comma(tokens: list[Token], begin: int, index: int) -> bool | None:
    """The same as `_start_at`, for a clause that may start at a comma."""
    if _lists_subjects(tokens, begin, index) or _leaves_a_list(tokens, begin, index):
        return None
    fresh = _begins(tokens, index + 1) and not _list_of_verbs(tokens, index)
    contrast = index + 1 < len(tokens) and tokens[index + 1].isa("contrast")
    return not fresh and not contrast


def _joins_subjects(tokens: list[Token], start: int, index: int) -> bool:
    """Whether "and" joins nouns that share a verb: "the spine and the kidneys are left alone"."""
    before = [each for each in tokens[start:index] if each.word[0].isalnum()]
    if not before or not tokens[index].isa("and") or any(each.verb for each in before):
        return False
    nouns = not any(each.isa("prep") or each.isa("sub") or each.isa("adv") or each.isa("neg") for each in before)
    return nouns and not _verb_at(tokens, index + 1)


def _lists_subjects(tokens: list[Token], start: int, comma: int) -> bool:
    """Whether a comma separates subjects: "throat, armpits and belly are left out"."""
    end = next((at for at in range(comma, len(tokens)) if tokens[at].isa("and") or tokens[at].hard), len(tokens))
    if end == len(tokens) or not _joins_subjects(tokens, start, end):
        return False
    return _finite_ahead(tokens, end + 1)


def _leaves_a_list(tokens: list[Token], start: int, comma: int) -> bool:
    """Whether a comma separates objects: "leave moles, scratches and scabs alone"."""
    if not any(each.verb and each.isa("leave") and not each.isa("shun") for each in tokens[start:comma]):
        return False
    rest = (each for each in tokens[comma:] if _is_imperative(each) or each.hard or each.isa("away-part"))
    return any(each.isa("away-part") for each in list(rest)[:1])


def _is_imperative(token: Token) -> bool:
    return token.verb and token.word == token.lemma


def _joins_verbs(tokens: list[Token], index: int) -> bool:
    """Whether "and" or "or" stands between two verbs of one clause: "never press or rub"."""
    if not _verb_at(tokens, index + 1):
        return False
    before = tokens[index - 1]
    return tokens[index].isa("alternative") or (before.verb and before.isa("touch") and not before.isa("shun"))


def _joins_clauses(tokens: list[Token], index: int) -> bool:
    """Whether a word between two clauses begins a new one."""
    token = tokens[index]
    if token.isa("contrast"):
        return True
    if "conj" in token.classes:
        return not _joins_verbs(tokens, index) and _begins(tokens, index + 1)
    if token.isa("relative"):
        return False
    return not token.isa("before-verb") or _finite_ahead(tokens, index + 1)


def _list_of_verbs(tokens: list[Token], comma: int) -> bool:
    """Whether a comma separates verbs: "do not press, rub or knead"."""
    if not tokens[comma - 1].verb or not _verb_at(tokens, comma + 1):
        return False
    for token in tokens[comma + 1 :]:
        if token.hard:
            break
        if token.isa("alternative"):
            return True
    return False


def _verb_at(tokens: list[Token], index: int) -> bool:
    """Whether a verb comes here, after any adverbs."""
    while index < len(tokens) and "adv" in tokens[index].classes:
        index += 1
    return index < len(tokens) and tokens[index].verb


_LEADING = frozenset({"conj", "adv", "neg"})
"""Classes of words that may come before the first meaningful word of a clause."""


def _begins(tokens: list[Token], index: int) -> bool:
    """Whether a clause with a verb of its own begins here."""
    while index < len(tokens) and not _LEADING.isdisjoint(tokens[index].classes):
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
