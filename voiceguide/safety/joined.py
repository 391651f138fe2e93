"""Compare words with the keys beside them: left and right, seconds and the length of the path, the neck as region.

It finds what is unsafe only by words and keys together.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from voiceguide.safety.context import Context, Field, RuleBreak
from voiceguide.safety.sentence import Sentence

FASTEST_CM_S = 10.0
"""Highest speed of a gliding hand, cm/s (Löken 2009; Ackerley 2014)."""

_NUMBERS = {name: value for value, name in enumerate(("zero", "one", "two", "three", "four", "five", "six"))}
_NECK = {"neck", "head", "base of skull"}


def against_keys(sentence: Sentence, context: Context) -> Iterator[RuleBreak]:
    """Find contradictions between words and keys, and what they make unsafe together."""
    if context.field is Field.REASON:
        return
    yield from _other_side(sentence, context)
    yield from _too_fast(sentence, context)
    yield from _neck(sentence, context)
    yield from _tool(sentence, context)


def _other_side(sentence: Sentence, context: Context) -> Iterator[RuleBreak]:
    """Find a side in the words that is not the stroke's."""
    other = {"left": "right", "right": "left"}.get(context.side)
    tokens = sentence.tokens
    if other is None or any(token.lemma == context.side for token in tokens):
        return
    for number, (token, following) in enumerate(pairwise(tokens)):
        owned = any(each.isa("your") and not each.owner for each in tokens[max(0, number - 2) : number])
        owned &= not any(each.owner for each in tokens[max(0, number - 2) : number])
        if token.lemma == other and following.isa("limb") and not owned and not sentence.polarity.is_denied(token):
            said = sentence.quote(token.start, following.end)
            yield RuleBreak(
                "unequal-sides",
                f"“{said}” is said of a stroke whose side is {context.side}",
                "Left and right are the receiver's, and hands follow the words.",
                f"Write “{context.side}”, or change the side of the stroke.",
            )
            return


def _too_fast(sentence: Sentence, context: Context) -> Iterator[RuleBreak]:
    """Find seconds in the words that make hands glide too fast."""
    if not context.glides or not context.length_cm:
        return
    tokens = sentence.tokens
    for index, token in enumerate(tokens):
        if (
            token.lemma != "second"
            or index == 0
            or not any(each.lemma in {"in", "within", "take"} for each in tokens[max(0, index - 4) : index])
        ):
            continue
        word = tokens[index - 1].word
        seconds = float(word) if word.isdigit() else _NUMBERS.get(word, 1 if word == "a" else 0)
        if seconds and context.length_cm / seconds > FASTEST_CM_S:
            speed = context.length_cm / seconds
            said = sentence.quote(tokens[index - 1].start, token.end)
            yield RuleBreak(
                "glide-speed",
                f"in “{said}” the hands would glide {speed:.0f} cm/s; at most {FASTEST_CM_S:g}",
                "Gentle touch is felt as pleasant from 1 to 10 cm/s.",
                "Give it more seconds, or leave the seconds to the tempo.",
            )
            return


def _tool(sentence: Sentence, context: Context) -> Iterator[RuleBreak]:
    """Find tools other than hands under the key 'hands'."""
    if context.field is not Field.HANDS or any(each.isa("hand-part") for each in sentence.tokens):
        return
    for token in sentence.tokens:
        if any(token.isa(name) for name in ("elbow", "knee", "foot", "tool")) and not sentence.polarity.is_denied(
            token
        ):
            said = sentence.quote(token.start, token.end)
            yield RuleBreak(
                "elbow-tool",
                f"“{said}” is no part of a hand",
                "An elbow, a knee or a thing of wood presses harder than an untrained person can feel.",
                "Write “both palms” or “the heel of one hand”.",
            )
            return


def _neck(sentence: Sentence, context: Context) -> Iterator[RuleBreak]:
    """Find words that tell hands to twist the neck."""
    if context.region not in _NECK:
        return
    for clause in sentence.clauses:
        for verb, what in pairwise(clause.tokens):
            if verb.verb and verb.isa("twist-surely") and what.lemma == "it" and not sentence.polarity.is_denied(verb):
                said = sentence.quote(verb.start, what.end)
                yield RuleBreak(
                    "neck-twist",
                    f"“{said}” is said of the {context.region}",
                    "Moving another person's neck can injure arteries and joints.",
                    "Write “invite your partner to turn the head”, or leave it out.",
                )
                return
