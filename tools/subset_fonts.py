"""Make the heading font of the studio's pages: the Latin letters of Source Serif Pro, as WOFF2.

    python -m tools.subset_fonts

Needs fonttools and brotli (the extra ``test-browser``). The licence (OFL 1.1) allows this under another name; it is
written beside the font.
"""

from __future__ import annotations

import io
from importlib.util import find_spec
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).parent.parent / "voiceguide" / "studio" / "static" / "heading.woff2"
NAME = "Voiceguide Heading"
"""Name of the font: the licence reserves the original's name."""

CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x2010, 0x2015),
    *range(0x2018, 0x201F),
    0x2026,
    0x2212,
    0x20AC,
]
"""Basic Latin, Latin-1, Latin Extended-A, dashes, quotation marks, ellipsis, minus, euro."""


def original() -> Path:
    """The font file in the package that is also used for covers."""
    spec = find_spec("font_source_serif_pro")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "files" / "SourceSerifPro-Regular.ttf"


def subset_font() -> bytes:
    """The bytes of the font for the web."""
    options = subset.Options(
        flavor="woff2", layout_features=["kern", "liga", "tnum"], hinting=False, name_IDs=[0, 1, 2, 13, 14]
    )
    font = subset.load_font(str(original()), options)
    font["head"].modified = font["head"].created  # so that the bytes are the same every time
    font.recalcTimestamp = False
    work = subset.Subsetter(options)
    work.populate(unicodes=CHARACTERS)
    work.subset(font)
    _rename(font)
    content = io.BytesIO()
    font.flavor = "woff2"
    font.save(content)
    return content.getvalue()


def _rename(font: TTFont) -> None:
    for record in font["name"].names:
        if record.nameID == 1:
            record.string = NAME


def main() -> None:
    """Write the font and its licence."""
    TARGET.write_bytes(subset_font())
    TARGET.with_suffix(".licence.txt").write_text((original().parent / "LICENSE.txt").read_text("utf-8"), "utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes of {original().stat().st_size}")


if __name__ == "__main__":
    main()
