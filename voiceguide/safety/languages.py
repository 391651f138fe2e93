"""Recognise whether a text is in the lexicon's language.

Counting the short common words of each language is enough for sentences; two or three words alone stay undecided.
"""

from __future__ import annotations

import re

from voiceguide.safety.lexicon import Lexicon

_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 2


def other_language(text: str, lexicon: Lexicon) -> str | None:
    """The language of a text if it is clearly not the lexicon's; otherwise None."""
    words = _WORD.findall(text.casefold())
    known = sum(word in lexicon.common for word in words)
    counts = {name: sum(word in small for word in words) for name, small in lexicon.foreign.items()}
    name = max(counts, key=lambda each: counts[each], default="")
    if name and counts[name] >= _LEAST and counts[name] > known:
        return name
    letters = [each for each in text if each.isalpha()]
    strange = sum(ord(each) > 0x24F for each in letters)
    return "another script" if letters and strange * 2 > len(letters) else None
