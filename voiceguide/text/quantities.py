"""Write quantities in English words: numbers, fractions, ranges, clock times, units.

A comma before three digits separates thousands, a comma before one or two is a decimal point; ``5 m`` is a length and
``5m`` a time, as everywhere in voiceguide.
"""

from __future__ import annotations

import re

from voiceguide.text.numbers import cardinal, fraction, ordinal, spell_out, year

_UNITS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("s", "sec", "secs"), ("second", "seconds")),
    **dict.fromkeys(("min", "mins"), ("minute", "minutes")),
    **dict.fromkeys(("h", "hr", "hrs"), ("hour", "hours")),
    "ms": ("millisecond", "milliseconds"), "mm": ("millimetre", "millimetres"), "cm": ("centimetre", "centimetres"),
    "m": ("metre", "metres"), "km": ("kilometre", "kilometres"), "ft": ("foot", "feet"),
    "g": ("gram", "grams"), "kg": ("kilogram", "kilograms"), "oz": ("ounce", "ounces"),
    **dict.fromkeys(("lb", "lbs"), ("pound", "pounds")), "ml": ("millilitre", "millilitres"),
    "l": ("litre", "litres"), "tsp": ("teaspoon", "teaspoons"), "tbsp": ("tablespoon", "tablespoons"),
    "bpm": ("beat per minute", "beats per minute"), "hz": ("hertz", "hertz"),
    "°c": ("degree Celsius", "degrees Celsius"), "°f": ("degree Fahrenheit", "degrees Fahrenheit"),
    "°": ("degree", "degrees"), "%": ("percent", "percent"),
}  # fmt: skip
_TIMES = {"1": "once", "2": "twice"}
_UNIT_NAMES = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_NUMBER = r"(?:\d+(?:\.\d+)?|\.\d+)"
_FREE = r"(?<![\w.])"  # no word or number directly before

_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:(?:,\d{3})+|(?:'\d{3})+|(?: 000)+)(?![\d,]\d|\d)")
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(\d+),(\d{1,2})(?![\d\w]|,\d)")
_CLOCK = re.compile(r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])")
_FRACTION = re.compile(r"(?<![\d/.])(?:(\d+) )?(\d{1,3})/([1-9]\d{0,2})(?![\d/.]*\d|/)(?:\s?([A-Za-z°%]+))?")
_CROSS = re.compile(rf"({_NUMBER})\s*[x×*]\s*(?=\d)", re.IGNORECASE)
_TIMES_AFTER = re.compile(r"(?<![\w.])((?:\d+\s?(?:-|—|to)\s?)?)(\d+)\s?[x×](?!\w)", re.IGNORECASE)
_TIMES_BEFORE = re.compile(r"(?<!\w)[x×]\s?(\d+)(?![\d.]*\d)", re.IGNORECASE)
_YEARS = re.compile(r"(?<![\w.])(1[1-9]\d0|20[1-9]0)s\b")
_SPAN = re.compile(r"(?:(?<=\b[A-Z]\d)|(?<=\b[A-Z]\d\d))\s?[-—]\s?(?=[A-Z]?\d{1,2}\b)")  # of labels: "L4–L5"
_ORDINAL = re.compile(r"(?<![\w.])(\d{1,9})(?:st|nd|rd|th)\b", re.IGNORECASE)
_DECADE = re.compile(r"\b(the|your|their|his|her|my|our) (\d0)s\b", re.IGNORECASE)
_ROW = re.compile(r"(?<![\w.])\d+(?:-\d+){2,}(?!\w)")
_RANGE = re.compile(rf"{_FREE}({_NUMBER})(\s?(?:{_UNIT_NAMES})?)\s?[-—]\s?(?={_NUMBER}(?!\w*-\d))", re.IGNORECASE)
_HYPHENED = re.compile(rf"{_FREE}({_NUMBER})-({_UNIT_NAMES})(?![\w])", re.IGNORECASE)
_MINUTES = re.compile(rf"{_FREE}({_NUMBER})m(?![\w'])")
_WITH_UNIT = re.compile(rf"{_FREE}({_NUMBER})\s?({_UNIT_NAMES})(?![\w'°])(\.(?=\s*\S))?", re.IGNORECASE)
_MONEY = re.compile(rf"([$€£])\s?({_NUMBER})")
_MONEY_NAMES = {"$": ("dollar", "dollars"), "€": ("euro", "euros"), "£": ("pound", "pounds")}
_NUMBERED = re.compile(r"(?:#|\bNos?\.) ?(?=\d)")
_MINUS = re.compile(r"(?<![\w.\-])-(?=\.?\d)")
_YEAR = re.compile(r"\b(in|since|from|until|of|by|before|after) (1[1-9]\d\d|20\d\d)\b(?! [a-z]+s\b)", re.IGNORECASE)
_REST = re.compile(r"\d+(?:\.\d+)*|\.\d+")
_BETWEEN = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


def in_words(text: str) -> str:
    """A folded text with every quantity in words; a text without digits is returned unchanged."""
    said = "".join(_plain_digit(each) for each in text)
    if not any(map(str.isdigit, said)):
        return said
    said = _THOUSANDS.sub(lambda match: re.sub(r"\D", "", match[0]), said)
    said = _DECIMAL_COMMA.sub(r"\1.\2", said)
    said = _CLOCK.sub(_clock, said)
    said = _NUMBERED.sub("number ", said)
    said = _MONEY.sub(lambda match: f"{match[2]} {_MONEY_NAMES[match[1]][match[2] != '1']}", said)
    said = _FRACTION.sub(_fraction, said)
    said = _TIMES_BEFORE.sub(_times, _TIMES_AFTER.sub(_times_after, _CROSS.sub(r"\1 times ", said)))
    said = _ORDINAL.sub(lambda match: ordinal(int(match[1])), said)
    said = _YEARS.sub(lambda match: _plural(year(int(match[1]))), said)
    said = _SPAN.sub(" to ", said)
    said = _DECADE.sub(lambda match: f"{match[1]} {_plural(cardinal(int(match[2])))}", said)
    said = _ROW.sub(lambda match: match[0].replace("-", ", "), said)
    said = _RANGE.sub(_range, said)
    said = _HYPHENED.sub(lambda match: f"{match[1]} {_UNITS[match[2].casefold()][0]}", said)
    said = _MINUTES.sub(lambda match: _measure(match[1], "min"), said)
    said = _WITH_UNIT.sub(_with_unit, said)
    said = _MINUS.sub("minus ", said)
    said = _YEAR.sub(lambda match: f"{match[1]} {year(int(match[2]))}", said)
    return _REST.sub(_number, _BETWEEN.sub(" ", said))


def _plural(words: str) -> str:
    """The plural of a number in words: ``nineteen nineties``."""
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


def _plain_digit(character: str) -> str:
    """A digit of any script as 0 to 9; other characters as they are."""
    if character.isdigit() and not character.isascii():
        try:
            return str(int(character))
        except ValueError:
            return character
    return character


def _number(match: re.Match[str]) -> str:
    """A number in words."""
    if match[0].count(".") > 1:  # "1.2.3": each part is read as a number
        return " ".join(spell_out(part) for part in match[0].split(".") if part)
    return spell_out(match[0])


def _measure(number: str, unit: str) -> str:
    """A number with its unit in words, singular or plural."""
    return f"{number} {_UNITS[unit.casefold()][number != '1']}"


def _with_unit(match: re.Match[str]) -> str:
    """A quantity in words; the point of "5 min." is dropped if the sentence goes on, and stays before a capital."""
    goes_on = match.string[match.end() :].lstrip()[:1].islower()
    return _measure(match[1], match[2]) + ("" if goes_on else match[3] or "")


def _clock(match: re.Match[str]) -> str:
    """A clock time in words: ``ten o'clock``, ``nine oh five``."""
    hour, minute = int(match[1]), int(match[2])
    if not minute:
        return f"{cardinal(hour)} o'clock"
    return f"{cardinal(hour)} {'oh ' if minute < 10 else ''}{cardinal(minute)}"


def _range(match: re.Match[str]) -> str:
    return f"{match[1]}{match[2]} to "


def _times(match: re.Match[str]) -> str:
    return _TIMES.get(match[1], f"{match[1]} times")


def _times_after(match: re.Match[str]) -> str:
    return f"{match[1]}{match[2]} times" if match[1] else _TIMES.get(match[2], f"{match[2]} times")


def _fraction(match: re.Match[str]) -> str:
    """``1/2 cup`` as half a cup, ``1 1/2 cups`` as one and a half cups, ``2/10`` as two out of ten."""
    whole, count, parts, noun = match[1], int(match[2]), int(match[3]), match[4] or ""
    words = fraction(count, parts)
    singular, plural = _UNITS.get(noun.casefold(), (noun, noun))
    if whole:
        part = re.sub(r"^one ", "a ", words)
        return f"{whole} and {part} {plural}".rstrip()
    if words.endswith(("half", "quarter")) and count == 1:
        if noun.casefold() in {"a", "an", "the", "of", "your", "their", "way"}:
            return f"{'half' if parts == 2 else 'a quarter of'} {noun}".replace("of of", "of")
        if (singular and not noun.endswith("s")) or noun.casefold() in _UNITS:
            article = "an" if singular.startswith(("hour", "ounce", "inch")) else "a"
            return f"{'half' if parts == 2 else 'a quarter of'} {article} {singular}"
    if noun.casefold() in _UNITS:
        return f"{words} of {'an' if singular[:1] in 'aeio' else 'a'} {singular}"
    return f"{words} {noun}".rstrip()
