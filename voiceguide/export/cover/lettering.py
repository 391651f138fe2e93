"""Set the words on a cover, in a font that has the title's letters and in lines that fit.

A title that no installed font can set is left off, so that no boxes show; the tags still have it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from voiceguide.errors import Finding, Severity
from voiceguide.export.cover.breaks import clusters, pieces
from voiceguide.export.cover.fonts import Face, Font, face_for, own_face
from voiceguide.export.session import one_line

MARGIN = 0.085
"""Empty border around the words, as a share of the width."""

INK = (255, 253, 248)
"""Colour of the words: a warm white."""

_SIZES = ((0.118, 2), (0.106, 2), (0.095, 3), (0.085, 3), (0.076, 3), (0.068, 4), (0.06, 4))
# of the title: (size as a share of the width, most lines at that size)
_LONGEST = 160  # characters of a title that are used
_TALLEST = 0.33
"""Height of a title, as a share of the width: below that the sky is too bright for words."""

_LEADING = 1.14


@dataclass(frozen=True, slots=True)
class _Pen:
    """A face at a size, which measures and draws lines."""

    face: Face
    font: Font

    def width(self, text: str) -> float:
        """How far the ink of a line reaches; the advance alone is too short for an ellipsis or a leaning f."""
        left, _, right, _ = self.font.getbbox(text, direction=self.face.direction)
        return float(right - min(left, 0.0))

    def draw(self, draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str) -> None:
        """Set a line: `at` is where its baseline begins, on the right where it runs from right to left."""
        anchor = "rs" if self.face.rtl else "ls"
        draw.text(at, text, font=self.font, fill=INK, anchor=anchor, direction=self.face.direction)


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
    face = face_for(shown, "Light") if shown else None
    rtl = face is not None and face.rtl
    if face is not None:
        pen, lines = _fit(shown, face, width - 2 * margin, width)
        above, step = _line_measures(pen, shown)
        near = pen.font.size * 0.04
        for number, line in enumerate(lines):
            pen.draw(draw, (width - margin + near if rtl else margin - near, top + above + number * step), line)
        top += len(lines) * step + width * 0.034
    else:
        top += width * 0.01
    if minutes is not None:
        _letter_minutes(draw, width, top, minutes, small=bool(shown), rtl=rtl)


def _line_measures(pen: _Pen, title: str) -> tuple[float, float]:
    """How far the first baseline lies below the top, and the next line below it, in pixels.

    The system's fonts report metrics of many kinds, so theirs are derived from the size: letters of other scripts
    fill more of it, and marks above and below need room.
    """
    size = pen.font.size
    if pen.face == own_face("Light"):
        return float(pen.font.getmetrics()[0]), size * _LEADING
    marked = any(unicodedata.category(char) == "Mn" for char in title)
    return size * (1.05 if marked else 0.9), size * (_LEADING + (0.3 if marked else 0.12))


def _letter_minutes(draw: ImageDraw.ImageDraw, width: int, top: float, minutes: int, *, small: bool, rtl: bool) -> None:
    """A short rule, and the minutes below it, on the side where the title begins."""
    margin, rule, reach = round(width * MARGIN), max(1, round(width * 0.0021)), width * 0.064
    left = width - margin - reach if rtl else margin
    draw.rectangle((left, top, left + reach, top + rule), fill=INK)
    font = own_face("Regular").at(round(width * (0.043 if small else 0.07)))
    at = (width - margin if rtl else margin, top + width * 0.028)
    draw.text(at, f"{minutes} min", font=font, fill=INK, anchor="ra" if rtl else "la")


@lru_cache(maxsize=256)
def drawable(title: str) -> str:
    """The title as it can be set, or empty when no font at hand has its letters.

    Pictures and signs that the fonts lack are left out where the rest can be set.
    """
    text = one_line(unicodedata.normalize("NFC", title))[:_LONGEST].strip()
    if not text:
        return ""
    if face_for(text, "Light") is not None:
        return text
    plain = one_line("".join(" " if _is_picture(char) else char for char in text))
    return plain if plain not in ("", text) and face_for(plain, "Light") is not None else ""


def _is_picture(char: str) -> bool:
    """Whether a character is an emoji or a sign, or joins the parts of one."""
    return unicodedata.category(char) in ("So", "Sk") or char == "\u200d" or "\ufe00" <= char <= "\ufe0f"


def title_findings(title: str) -> tuple[Finding, ...]:
    """A note where a cover's title is left off; none where it can be set."""
    if drawable(title) or not one_line(title):
        return ()
    return (
        Finding(
            "cover-title",
            "the cover shows no title: no font on this computer has its letters",
            severity=Severity.WARNING,
            reason="Title and tags hold it all the same; in place of it the cover would show boxes.",
            hint="Install a font for its script, such as one of the Noto fonts, and make it again.",
        ),
    )


def _fit(title: str, face: Face, room: int, width: int) -> tuple[_Pen, list[str]]:
    """The largest size at which the title fits in a few lines, and those lines; the end of a long one is cut."""
    for words in (pieces(title), pieces(title, within_words=True)):
        for share, most in _SIZES:
            pen = _Pen(face, face.at(round(width * share)))
            if max(pen.width(word.rstrip()) for word in words) <= room:
                lines = _wrap(words, pen, room)
                if len(lines) <= most and len(lines) * _line_measures(pen, title)[1] <= _TALLEST * width:
                    return pen, _even_lines(words, pen, room, len(lines))
    kept = _wrap(words, pen, room)
    if len(kept) > most:
        kept = [*kept[: most - 1], _cut(f"{kept[most - 1]}…", pen, room)]
    return pen, [line if pen.width(line) <= room else _cut(line, pen, room) for line in kept]


def _wrap(words: tuple[str, ...], pen: _Pen, room: float) -> list[str]:
    """The title in lines; a piece wider than a line gets a line of its own, too wide."""
    lines: list[str] = []
    for word in words:
        if lines and pen.width((lines[-1] + word).rstrip()) <= room:
            lines[-1] += word
        else:
            lines.append(word)
    return [line.rstrip() for line in lines]


def _cut(line: str, pen: _Pen, room: float) -> str:
    """As much of a line as there is room for, with an ellipsis."""
    kept = clusters(line.rstrip("…"))
    while kept and pen.width("".join(kept).rstrip() + "…") > room:
        kept = kept[:-1]
    return "".join(kept).rstrip() + "…"


def _even_lines(words: tuple[str, ...], pen: _Pen, room: float, count: int) -> list[str]:
    """The words in `count` lines of as equal width as possible."""
    low, high = max(pen.width(word.rstrip()) for word in words), room
    if len(_wrap(words, pen, low)) <= count:
        return _wrap(words, pen, low)
    while high - low > 4:
        middle = (low + high) / 2
        if len(_wrap(words, pen, middle)) <= count:
            high = middle
        else:
            low = middle
    return _wrap(words, pen, high)
