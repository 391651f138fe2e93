"""Fonts for the tests of covers, none of this machine's: made here, and one that comes with matplotlib."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import matplotlib
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from voiceguide.export.cover import fonts
from voiceguide.export.cover.lettering import drawable

UNITS = 1000


def joining_font() -> Path:
    """DejaVu Sans: Arabic letters that join, Hebrew; no Thai, no Chinese."""
    return Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")


def make_font(path: Path, letters: str) -> Path:
    """A font with a shape of its own for each letter: a box with one bar for each bit of the letter's number.

    What it lacks shows as a full box. Marks have no width.
    """
    names = {letter: f"u{ord(letter):04X}" for letter in dict.fromkeys(letters)}
    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap({ord(letter): name for letter, name in names.items()})
    shapes = {".notdef": _bars(0x3FFFF)} | {name: _bars(ord(letter)) for letter, name in names.items()}
    builder.setupGlyf(shapes)
    builder.setupHorizontalMetrics(dict.fromkeys(shapes, (950, 50)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": path.stem, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    path.parent.mkdir(parents=True, exist_ok=True)
    builder.save(str(path))
    return path


def _bars(number: int) -> object:
    pen = TTGlyphPen(None)
    for bit in range(18):
        if number >> bit & 1:
            left = 50 + 50 * bit
            for at, point in enumerate(((left, -100), (left, 800), (left + 30, 800), (left + 30, -100))):
                (pen.lineTo if at else pen.moveTo)(point)
            pen.closePath()
    return pen.glyph()


@contextlib.contextmanager
def fonts_in(*folders: Path) -> Iterator[None]:
    """The system's fonts are those in some folders, and no others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fonts, "font_folders", lambda: folders)
        _forget()
        try:
            yield
        finally:
            _forget()


def _forget() -> None:
    for kept in (drawable, fonts.face_for, fonts.system_fonts):
        kept.cache_clear()
