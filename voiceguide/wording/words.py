"""Small pieces of English: numbers, sentences, lists, rough lengths.

Knows nothing of routines.
"""

from __future__ import annotations

import re

_SMALL = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
).split()
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


def number(value: int) -> str:
    """A whole number in words up to 99, in digits beyond."""
    if 0 <= value <= 20:
        return _SMALL[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")
    return str(value)


def sentence(text: str) -> str:
    """Give a text a capital first letter and a full stop at its end."""
    text = text.strip()
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?…" else text + "."


def join_list(items: tuple[str, ...] | list[str]) -> str:
    """Join items as in a sentence: ``a``, ``a and b``, ``a, b and c``."""
    *most, last = items
    return f"{', '.join(most)} and {last}" if most else last


def about_minutes(seconds: float) -> str:
    """A rough length for people: ``about half a minute``, ``about two minutes``."""
    if seconds < 45:
        return "about half a minute"
    minutes = max(1, round(seconds / 60))
    return f"about {number(minutes)} minute{'s' if minutes != 1 else ''}"


def word_count(text: str) -> int:
    """How many words are spoken."""
    return len(_WORD.findall(text))


_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()


def ordinal(value: int) -> str:
    """``first`` to ``tenth``; ``next`` beyond."""
    return _ORDINALS[value - 1] if 1 <= value <= len(_ORDINALS) else "next"
