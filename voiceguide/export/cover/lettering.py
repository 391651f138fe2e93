"""The words on a cover: fonts that come with the package's dependencies, lines that fit, ink that reads.

Comes in: a Pillow image, a title, minutes. Goes out: the same image with the words on it. A title in a
script that the font lacks is left off: the picture, the minutes and the tags carry it, and no boxes show.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from voiceguide.export.session import one_line

MARGIN = 0.085
"""Empty border around the words, as a share of the width."""

INK = (255, 253, 248)
"""Colour of the words: a warm white."""

_SIZES = ((0.118, 2), (0.106, 2), (0.095, 3), (0.085, 3), (0.076, 3), (0.068, 4), (0.06, 4))
# of the title: (size as a share of the width, most lines at that size)
_LONGEST = 160  # characters of a title that are looked at
_LEADING = 1.14
_Font = ImageFont.FreeTypeFont


def letter(image: Image.Image, title: str, minutes: int | None) -> None:
    """Set title and minutes into the upper part of a square image.

    Args:
        image: RGB, square, dark enough in its upper part for white words.
        title: Any text.
        minutes: Length of the session; None leaves it off.
    """
    width = image.width
    margin = round(width * MARGIN)
    draw = ImageDraw.Draw(image)
    top = float(margin)
    shown = drawable(title)
    if shown:
        font, lines = _fit(shown, width - 2 * margin, width)
        step = font.size * _LEADING
        for number, line in enumerate(lines):
            draw.text((margin - font.size * 0.04, top + number * step), line, font=font, fill=INK, anchor="la")
        top += len(lines) * step + width * 0.034
    else:
        top += width * 0.01
    if minutes is None:
        return
    rule = max(1, round(width * 0.0021))
    draw.rectangle((margin, top, margin + width * 0.064, top + rule), fill=INK)
    font = _font("Regular", round(width * (0.043 if shown else 0.07)))
    draw.text((margin, top + width * 0.028), f"{minutes} min", font=font, fill=INK, anchor="la")


def drawable(title: str) -> str:
    """The title as the font can set it, or empty when it cannot."""
    text = one_line(unicodedata.normalize("NFC", title))[:_LONGEST]
    font = _font("Light", 40)
    missing = bytes(font.getmask("\uffff"))
    for char in set(text) - {" "}:
        if unicodedata.category(char)[0] in "MC" or unicodedata.bidirectional(char) in ("R", "AL"):
            return ""
        if bytes(font.getmask(char)) == missing:
            return ""
    return text


def _fit(title: str, room: int, width: int) -> tuple[_Font, list[str]]:
    """The largest size at which the title fits in a few lines, and those lines; the end of a long one is cut."""
    for share, most in _SIZES:
        font = _font("Light", round(width * share))
        if max(_width(font, word) for word in title.split(" ")) <= room:
            lines = _wrap(title, font, room)
            if len(lines) <= most:
                return font, _evened(title, font, room, len(lines))
    kept = _wrap(title, font, room)
    if len(kept) > most:
        kept = [*kept[: most - 1], _cut(f"{kept[most - 1]}…", font, room)]
    return font, [line if _width(font, line) <= room else _cut(line, font, room) for line in kept]


def _wrap(title: str, font: _Font, room: float) -> list[str]:
    """The title in lines; a word wider than a line stands alone, too wide."""
    lines: list[str] = []
    for word in title.split(" "):
        if lines and _width(font, f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _width(font: _Font, text: str) -> float:
    """How far the ink of a line reaches; the advance alone is too short for an ellipsis or a leaning f."""
    return float(font.getbbox(text)[2])


def _cut(line: str, font: _Font, room: float) -> str:
    """As much of a line as there is room for, with an ellipsis."""
    kept = line.rstrip("…")
    while kept and _width(font, f"{kept}…") > room:
        kept = kept[:-1].rstrip()
    return f"{kept}…"


def _evened(title: str, font: _Font, room: float, count: int) -> list[str]:
    """The same number of lines, as even as they can be without parting a word."""
    low, high = max(_width(font, word) for word in title.split(" ")), room
    if len(_wrap(title, font, low)) <= count:
        return _wrap(title, font, low)
    while high - low > 4:
        middle = (low + high) / 2
        if len(_wrap(title, font, middle)) <= count:
            high = middle
        else:
            low = middle
    return _wrap(title, font, high)


@lru_cache(maxsize=16)
def _font(weight: str, size: int) -> _Font:
    """Source Serif Pro from its wheel; without it, Pillow's own font."""
    package = find_spec("font_source_serif_pro")
    if package is not None and package.origin:
        path = Path(package.origin).parent / "files" / f"SourceSerifPro-{weight}.ttf"
        if path.is_file():
            return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType")
    return font
