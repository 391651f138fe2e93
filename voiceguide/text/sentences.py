"""Split a text into sentences.

A point inside a number or after an abbreviation that is usual in English instructions does not end a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NEVER_END = frozenset("e.g i.e eg ie p.s dr mr mrs ms nos vs approx fig".split())
_MAY_END = frozenset("a.m p.m etc min mins sec secs hr hrs ft lb oz cm mm kg no st".split())
"""Abbreviations, and words written like one, that may also end a sentence: then a capital follows."""

_END = re.compile(r"[.!?…]+[\"')\]]*")
_WORD_BEFORE = re.compile(r"[^\W\d_](?:[\w'-]|\.(?=[^\W\d_]))*$")
_NUMBERED = re.compile(r"^\s*\d{1,2}$")


def sentences(text: str) -> list[str]:
    """The sentences of a folded text, with their marks; empty for a text without words."""
    return [text[start:end] for start, end in sentence_spans(text)]


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence, without the white space between them."""
    start = 0
    for match in _END.finditer(text):
        if not _ends(text, match, start):
            continue
        yield from _strip(text, start, match.end())
        start = match.end()
    yield from _strip(text, start, len(text))


def _strip(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span without white space at its ends; nothing if it is empty."""
    inner = text[start:end]
    begin = start + len(inner) - len(inner.lstrip())
    if inner.strip():
        yield begin, begin + len(inner.strip())


def _ends(text: str, match: re.Match[str], start: int) -> bool:
    """Whether a mark ends a sentence."""
    before, after = text[start : match.start()], text[match.end() :]
    if not after.strip():
        return True
    following = after.lstrip().lstrip("\"'([")[:1]
    if not after[0].isspace():
        # "spine.Press": a forgotten space; not in a number, an abbreviation or a file's name
        return match[0] == "." and following.isupper() and bool(re.search(r"[^\W\d_]{3}$", before))
    if match[0][0] in "!?":
        return True
    if match[0][0] == "…":
        return not following.islower()
    if _NUMBERED.match(before):
        return False  # "1. Rest both palms"
    word = _WORD_BEFORE.search(before)
    name = word[0].casefold() if word else ""
    return name not in _NEVER_END and (name not in _MAY_END or following.isupper())
