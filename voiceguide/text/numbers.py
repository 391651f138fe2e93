"""Numbers in English words."""

from __future__ import annotations

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_PARTS = {2: ("half", "halves"), 3: ("third", "thirds"), 4: ("quarter", "quarters"), 8: ("eighth", "eighths")}

LARGEST = 10**12 - 1
"""The largest number that has words here; larger ones are read digit by digit."""


def cardinal(value: int) -> str:
    """A whole number from 0 to `LARGEST`: ``forty-two``, ``one thousand five hundred``."""
    if value < 20:
        return _SMALL[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")
    scale, name = next(each for each in _SCALES if value >= each[0])
    count, rest = divmod(value, scale)
    return f"{cardinal(count)} {name}" + (f" {cardinal(rest)}" if rest else "")


def digits(text: str) -> str:
    """Digits read one by one: ``four two``."""
    return " ".join(_SMALL[int(each)] for each in text)


def spell_out(text: str) -> str:
    """A number written with digits and at most one point, in words: ``one point five``, ``zero point two five``."""
    whole, point, decimals = text.partition(".")
    said = ""
    if whole:
        said = digits(whole) if (len(whole) > 1 and whole[0] == "0") or int(whole) > LARGEST else cardinal(int(whole))
    return f"{said} point {digits(decimals)}".strip() if point and decimals else said


def ordinal(value: int) -> str:
    """An ordinal number in words: ``first``, ``twenty-third``, ``one hundredth``."""
    words = cardinal(value)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    head, last = words[:cut], words[cut:]
    if last in _ORDINALS:
        return head + _ORDINALS[last]
    return head + (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")


def year(value: int) -> str:
    """A year from 1100 to 2099 in words: ``nineteen ninety-four``, ``two thousand five``."""
    century, rest = divmod(value, 100)
    if value // 10 == 200:
        return cardinal(value)
    if not rest:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def fraction(count: int, parts: int) -> str:
    """A fraction in words: ``one half``, ``three quarters``; without a name, ``two out of ten``, ``seven over two``."""
    if parts in _PARTS and count < parts:
        return f"{cardinal(count)} {_PARTS[parts][count != 1]}"
    return f"{cardinal(count)} {'out of' if count <= parts else 'over'} {cardinal(parts)}"


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


def roman(text: str) -> int:
    """The value of a Roman numeral made of I, V, X and L."""
    values = [_ROMAN[each] for each in text]
    return sum(-one if one < next_one else one for one, next_one in zip(values, [*values[1:], 0], strict=True))
