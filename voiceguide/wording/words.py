"""Small pieces of English: numbers, plurals, how long words take to say.

Comes in: numbers and texts. Goes out: texts and seconds. Knows nothing of routines.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SMALL = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
).split()
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_SYLLABLE = re.compile(r"[aeiouy]+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:;]+(?=\s|$)")


def number(value: int) -> str:
    """A whole number in words up to 99, in digits beyond."""
    if 0 <= value <= 20:
        return _SMALL[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")
    return str(value)


def counted(value: int, unit: str) -> str:
    """``five strokes``, ``one press``: a number and its unit."""
    return f"{number(value)} {unit if value == 1 else plural(unit)}"


def plural(unit: str) -> str:
    """The plural of a stroke's unit; of several words, the first noun before "of" takes it."""
    head, of, tail = unit.partition(" of ")
    ending = "es" if head.endswith(("s", "sh", "ch", "x")) else "s"
    return f"{head}{ending}{of}{tail}"


def times(value: int) -> str:
    """``once``, ``twice``, ``three times``."""
    return {1: "once", 2: "twice"}.get(value, f"{number(value)} times")


def sentence(text: str) -> str:
    """The text with a capital first letter and a full stop at its end."""
    text = text.strip()
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?…" else text + "."


def listed(items: tuple[str, ...] | list[str], word: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *most, last = items
    return f"{', '.join(most)} {word} {last}" if most else last


def about_minutes(seconds: float) -> str:
    """A rough length for people: ``about half a minute``, ``about two minutes``."""
    if seconds < 45:
        return "about half a minute"
    minutes = max(1, round(seconds / 60))
    return f"about {number(minutes)} minute{'s' if minutes != 1 else ''}"


def word_count(text: str) -> int:
    """How many words are spoken."""
    return len(_WORD.findall(text))


@lru_cache(maxsize=8192)
def estimate_s(text: str, rate_wpm: float) -> float:
    """About how long a text takes to say, in seconds, without synthesising it.

    Syllables carry the time better than words: at `rate_wpm` one lasts about 60 / (1.6 × rate) seconds. Each
    further sentence in the text adds a breath. The figures are a fit to the default voice over all cues of the
    shipped routines, where the sum is right within two per cent (``python -m tools.fit_table`` prints it).
    """
    if not text:
        return 0.0
    syllables = sum(max(1, len(_SYLLABLE.findall(word))) for word in _WORD.findall(text))
    stops = max(0, len(_SENTENCE_END.findall(text)) - 1)
    return 0.22 + syllables * 60.0 / (1.6 * rate_wpm) + 0.3 * stops


_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()


def ordinal(value: int) -> str:
    """``first`` to ``tenth``; ``next`` beyond."""
    return _ORDINALS[value - 1] if 1 <= value <= len(_ORDINALS) else "next"
