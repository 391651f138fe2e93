"""Whether a text is in a language that is read. Comes in: a folded text. Goes out: the name of another language.

Counting the small words of each language is enough for sentences; two or three words alone stay undecided.
"""

from __future__ import annotations

import re

from voiceguide.safety.lexicon import Lexicon

_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 2


def other_language(text: str, lexicon: Lexicon) -> str | None:
    """The language a text is in, when that is plainly not the lexicon's; None otherwise."""
    words = _WORD.findall(text.casefold())
    known = sum(word in lexicon.common for word in words)
    counts = {name: sum(word in small for word in words) for name, small in lexicon.foreign.items()}
    name = max(counts, key=lambda each: counts[each], default="")
    if name and counts[name] >= _LEAST and counts[name] > known:
        return name
    letters = [each for each in text if each.isalpha()]
    strange = sum(ord(each) > 0x24F for each in letters)
    return "another script" if letters and strange * 2 > len(letters) else None
