"""Replace signs and abbreviations by words or pauses.

An arrow is read by its meaning between two words, never as "right arrow": in a massage, "right" is a side of the body.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from voiceguide.text.numbers import cardinal, roman

_Change = tuple[re.Pattern[str], "str | Callable[[re.Match[str]], str]"]

VERBS = frozenset(
    "add alternate apply ask begin bend bow breathe bring change circle close continue cover cross cup curl decrease "
    "drag draw drape drift drop ease exhale fan feel find finish float fold follow gather give glide go grasp guide "
    "hold increase inhale keep knead lay lead lean leave let lie lift listen loosen lower massage melt move open pause "
    "place press pull push put raise reach relax release remove repeat rest return rock roll rotate rub scoop separate "
    "set settle shake shift sink sit slide slow smooth soften spread squeeze stand start stay step stop stretch stroke "
    "sweep swirl switch take tap tear tell thank touch trace trail trap turn uncover unfold use vibrate wait walk warm "
    "wind wipe work wrap".split()
)
"""Verbs that begin an instruction."""

_ARROWS = "(?:[→⇒➔➜➝➞⟶⟹▶►➡]|[-=]{1,2}>)"
_MARKED: tuple[_Change, ...] = (
    (re.compile(r"[™®©℠]"), ""),
    (re.compile(r"</?[a-zA-Z][^<>]{0,40}>"), " "),
    (re.compile(r"^\s*(?:[*+•‣◦·▪—>]|#{1,6}(?=\s))\s+"), ""),
    (re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|~{1,2})(?=\S)(.+?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"(?<=[^\W\d_])_(?=[^\W\d_])"), " "),
    (re.compile(r'"'), " "),
    (re.compile(r"(?<=\d) — (?=\d)"), "-"),
    (re.compile(r"(\b\d+ ?[ap]\.?m)\.? — (?=\d)", re.IGNORECASE), r"\1 to "),
    (re.compile(r"\s*[()\[\]{}|—•‣◦·▪]+\s*"), ", "),
)

_ENGLISH: tuple[_Change, ...] = (
    (re.compile(r"\be\. ?g\.?(?!\w)", re.IGNORECASE), "for example"),
    (re.compile(r"\bi\. ?e\.?(?!\w)", re.IGNORECASE), "that is"),
    (re.compile(r"(?<=\d)\s?([ap])\.?\s?m\b(?:\.(?!\w))?", re.IGNORECASE), lambda m: f" {m[1].upper()}M" + _end(m)),
    (re.compile(r"\b([ap])\. ?m\.(?!\w)", re.IGNORECASE), lambda m: f"{m[1].upper()}M" + _end(m)),
    (re.compile(r"\betc\b\.?", re.IGNORECASE), lambda m: "and so on" + _end(m)),
    (re.compile(r"\bvs\b\.?", re.IGNORECASE), "versus"),
    (re.compile(r"\bca\.(?=\s*\d)", re.IGNORECASE), "about"),
    (re.compile(r"\bapprox\b\.?", re.IGNORECASE), "approximately"),
    (re.compile(r"\bincl\b\.?", re.IGNORECASE), "including"),
    (re.compile(r"\besp\.", re.IGNORECASE), "especially"),
    (re.compile(r"\bmax\.(?=\s*[\da-z])"), "at most"),
    (re.compile(r"\bmin\.(?=\s*\d)(?<!\d min\.)(?<!\dmin\.)"), "at least"),
    (re.compile(r"\bw/o\b", re.IGNORECASE), "without"),
    (re.compile(r"\bw/\s?", re.IGNORECASE), "with "),
    (re.compile(r"\bl/r\b", re.IGNORECASE), "left or right"),
    (re.compile(r"\bn/a\b", re.IGNORECASE), "not needed"),
    (
        re.compile(
            r"\b((?:part|step|stage|chapter|section|phase|round|level|volume|set|lesson|unit|week|day) )"
            r"(?=[IVXL])((?:XL|X{0,3})(?:IX|IV|V?I{0,3}))(?![\w'])(?! [a-z])",
            re.IGNORECASE,
        ),
        lambda m: m[1] + cardinal(roman(m[2])) if m[2].isupper() else m[0],
    ),
    (
        re.compile(
            r"\b((?:part|step|stage|chapter|section|phase|round|level|volume|set|lesson|unit|week|day) )"
            r"(?=[IVXL]{2}|[VX])((?:XL|X{0,3})(?:IX|IV|V?I{0,3}))(?![\w'])",
            re.IGNORECASE,
        ),
        lambda m: m[1] + cardinal(roman(m[2])) if m[2].isupper() else m[0],
    ),
    (re.compile(r"(\w+)\s*(?:↔|⇔|⟷|<-+>|<=+>)\s*(\w+)"), r"\1 to \2 and back"),
    (re.compile(rf"^\s*{_ARROWS}\s*"), ""),
    (re.compile(rf"\s*{_ARROWS}+(?=[\s.,;]*$)"), ""),
    (re.compile(rf"\s*{_ARROWS}+\s*(?=(\w*))"), lambda m: ", then " if m[1].casefold() in VERBS else " to "),
    (re.compile(r"\s*(?:[←⇐⟵]|<[-=]{1,2})\s*"), " from "),
    (re.compile(r"\s*[↑⇑⬆]+\s*"), " up "),
    (re.compile(r"\s*[↓⇓⬇]+\s*"), " down "),
    (re.compile(r"[~≈](?=\s?\.?\d)"), "about "),
    (re.compile(r"≤|<=(?=\s?\d)"), " at most "),
    (re.compile(r"≥|>=(?=\s?\d)"), " at least "),
    (re.compile(r"<(?=\s?\d)"), " less than "),
    (re.compile(r">(?=\s?\d)"), " more than "),
    (re.compile(r"±"), " plus or minus "),
    (re.compile(r"(?<=\d)\+(?!\s?\d)"), " or more"),
    (re.compile(r"(?<=\d)\s?\+\s?(?=\d)"), " plus "),
    (re.compile(r"\s*\+\s*(?=[^\W\d_])|\s+\+\s+"), " and "),
    (re.compile(r"\s*&\s*"), " and "),
    (re.compile(r"(?<=\w)\s*=\s*(?=\w)"), " is "),
    (re.compile(r"(?<!\w)@(?=\s*\w)"), "at "),
    (re.compile(r"\band/or\b", re.IGNORECASE), "and or"),
    (re.compile(r"(?<=\d)\s?(mm|cm|m|km|x)\s?/\s?s(?:ec)?\b"), r" \1 per second"),
    (re.compile(r"(?<=\d)\s?(mm|cm|m|km|x)\s?/\s?min\b"), r" \1 per minute"),
    (re.compile(r"(?<=\d)\s?(km|x)\s?/\s?h\b"), r" \1 per hour"),
    (re.compile(r"(?<=\d(?:st|nd|rd|th))\s?[-—]\s?(?=\d+(?:st|nd|rd|th)\b)"), " to "),
    (re.compile(r"(?<=\d)\s?(s|sec|min|h|cm|mm|m|g|kg|ml|l|tsp|tbsp|x)\s?/\s?(?=[^\W\d_])"), r" \1 per "),
    (re.compile(r"(?<=[^\W\d_])\s?/\s?(?=[^\W\d_])"), " or "),
)


def without_marks(text: str) -> str:
    """A folded text without layout marks such as asterisks, quotes and tags; brackets and dashes become commas."""
    return _change(text, _MARKED)


def in_plain_words(text: str) -> str:
    """A folded English text with words for signs and abbreviations."""
    return _change(text, _ENGLISH)


def _change(text: str, changes: tuple[_Change, ...]) -> str:
    """Apply replacements one after the other."""
    for pattern, new in changes:
        text = pattern.sub(new, text)
    return text


def _end(match: re.Match[str]) -> str:
    """A full stop, if the point of an abbreviation also ended a sentence; else nothing."""
    after = match.string[match.end() :].lstrip()
    return "." if match[0].endswith(".") and (not after or after[0].isupper()) else ""
