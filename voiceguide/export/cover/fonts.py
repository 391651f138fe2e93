"""Find a font that can set a title: the package's own, or one of the system's.

`face_for` returns None where no font has all letters of a text: no title is better than a row of boxes.
Letters that join, change their order or carry marks (Arabic, Hebrew, Thai …) are set with Raqm, which is in Pillow's
wheels; without it such texts have no face.
"""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont, features

Font = ImageFont.FreeTypeFont

_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
_MOST_FILES = 4000  # how many font files are listed
_PROBE_PX = 40
_ABSENT = "\uffff"  # a noncharacter: a font shows the same shape for it as for every letter that it lacks
_JAPANESE = ("hiragino", "yumin", "yugoth", "meiryo", "notoserifcjk", "notosanscjk", "ipaexm", "ipag", "takao")
_SCRIPT_NAMES = (
    ("ARABIC", ("geezapro", "segoeui", "tahoma", "notonaskharabic", "notosansarabic", "amiri", "dejavusans")),
    ("HEBREW", ("arialhb", "segoeui", "tahoma", "notoserifhebrew", "notosanshebrew", "dejavusans")),
    ("THAI", ("thonburi", "leelawui", "leelawad", "notoserifthai", "notosansthai", "loma", "garuda")),
    ("HANGUL", ("applesdgothicneo", "malgun", "notoserifcjk", "notosanscjk", "nanummyeongjo", "nanumgothic")),
    ("HIRAGANA", _JAPANESE),
    ("KATAKANA", _JAPANESE),
    ("CJK", ("songti", "pingfang", "msyh", "simsun", "notoserifcjk", "notosanscjk", "sourcehan", "wqy", "arphic")),
)
"""Start of a character's Unicode name → starts of the file names of fonts drawn for it, better ones first."""

_ANYWHERE = ("notoserif", "notosans", "dejavuserif", "dejavusans", "freeserif", "freesans", "arialunicode", "unifont")
_LOUD = re.compile(r"bold|black|heavy|italic|oblique|mono|condensed|narrow|thin|emoji|symbol|lastresort")


@dataclass(frozen=True, slots=True)
class Face:
    """A font for a text.

    Attributes:
        path: Its file; None stands for Pillow's own font.
        shaped: Whether its letters are joined and ordered with Raqm.
        rtl: Whether the text runs from right to left.
    """

    path: Path | None
    shaped: bool = False
    rtl: bool = False

    def at(self, size: int) -> Font:
        """The font at a size in pixels."""
        return _open_font(self.path, size, self.shaped)

    @property
    def direction(self) -> str | None:
        """The direction in Pillow's words; None without Raqm, which alone takes one."""
        return None if not self.shaped else "rtl" if self.rtl else "ltr"


@lru_cache(maxsize=128)
def face_for(text: str, weight: str) -> Face | None:
    """The face that has every letter of a text: the package's own if possible, else the best of the system's.

    Args:
        text: One line.
        weight: Of the package's own font: Light or Regular.
    """
    needed, shaped = _find_needed(text), _needs_shaping(text)
    if needed is None or (shaped and not features.check("raqm")):
        return None
    rtl = _runs_right_to_left(text)
    if not shaped and _has_all(own := own_file(weight), needed):
        return Face(own)
    return next((Face(path, shaped, rtl) for path in _by_fitness(text) if _has_all(path, needed)), None)


def own_face(weight: str) -> Face:
    """Source Serif Pro from its wheel; without it, Pillow's own font."""
    return Face(own_file(weight))


def own_file(weight: str) -> Path | None:
    """The file of Source Serif Pro in a weight, or None without its package."""
    package = find_spec("font_source_serif_pro")
    if package is None or not package.origin:
        return None
    path = Path(package.origin).parent / "files" / f"SourceSerifPro-{weight}.ttf"
    return path if path.is_file() else None


def _find_needed(text: str) -> frozenset[str] | None:
    """The letters that a font must have; None when there are some that no font has.

    Signs without a shape of their own, such as those that join or part letters, are not needed.
    """
    categories = {char: unicodedata.category(char) for char in text}
    if any(category in ("Cc", "Cn", "Co", "Cs") for category in categories.values()):
        return None
    shapeless = ("Cf", "Zs")
    return frozenset(
        char for char, category in categories.items() if category not in shapeless and not "\ufe00" <= char <= "\ufe0f"
    )


def _needs_shaping(text: str) -> bool:
    """Whether letters join, carry marks, or are shown in another order than they are written in."""
    return any(
        unicodedata.category(char) in ("Mn", "Mc", "Cf") or unicodedata.bidirectional(char) in ("R", "AL", "AN")
        for char in text
    )


def _runs_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs right to left (Unicode Standard Annex 9, rules P2 and P3)."""
    strong = (unicodedata.bidirectional(char) for char in text)
    return next((direction in ("R", "AL") for direction in strong if direction in ("L", "R", "AL")), False)


@lru_cache(maxsize=256)
def _open_font(path: Path | None, size: int, shaped: bool) -> Font:
    """A font, opened once for each size.

    Raises:
        OSError: The file cannot be read, or has no outlines.
    """
    engine = ImageFont.Layout.RAQM if shaped else ImageFont.Layout.BASIC
    if path is not None:
        return ImageFont.truetype(str(path), size, layout_engine=engine)
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType")
    return font


def _has_all(path: Path | None, needed: frozenset[str]) -> bool:
    """Whether a font has a shape of its own for each of some letters."""
    try:
        font = _probe(path)
        missing = bytes(font.getmask(_ABSENT))
        return all(bytes(font.getmask(char)) != missing for char in needed)
    except (OSError, ValueError):
        return False  # not a font, or one without outlines


def _probe(path: Path | None) -> Font:
    """A font opened to see which letters it has; hundreds may be tried, so none is cached."""
    if path is None:
        return _open_font(None, _PROBE_PX, False)
    return ImageFont.truetype(str(path), _PROBE_PX, layout_engine=ImageFont.Layout.BASIC)


def _by_fitness(text: str) -> list[Path]:
    """The system's fonts, those first that were drawn for the script of a text, upright and of usual weight."""
    names = [unicodedata.name(char, "") for char in text]
    script = next((fonts for key, fonts in _SCRIPT_NAMES if any(name.startswith(key) for name in names)), ())
    wanted = (*script, *_ANYWHERE)

    def fitness(path: Path) -> tuple[bool, int, int, str]:
        name = re.sub(r"[^a-z0-9]", "", path.stem.lower())
        place = next((at for at, known in enumerate(wanted) if name.startswith(known)), len(wanted))
        return bool(_LOUD.search(name)), place, len(name), str(path)

    return sorted(system_fonts(), key=fitness)


@lru_cache(maxsize=1)
def system_fonts() -> tuple[Path, ...]:
    """Every font file in the folders where systems keep them."""
    found: dict[Path, None] = {}
    for folder in font_folders():
        for path in _files_below(folder):
            found[path] = None
            if len(found) >= _MOST_FILES:
                return tuple(found)
    return tuple(found)


def _files_below(folder: Path) -> Iterator[Path]:
    """The font files in a folder and its subfolders, in order."""
    for place, inner, names in os.walk(folder):
        inner.sort()
        yield from (Path(place, name) for name in sorted(names) if name.lower().endswith(_SUFFIXES))


def font_folders() -> tuple[Path, ...]:
    """Where this system keeps fonts: the user's first."""
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", str(home / "AppData" / "Local"))
        windows = os.environ.get("WINDIR", r"C:\Windows")
        return Path(local, "Microsoft", "Windows", "Fonts"), Path(windows, "Fonts")
    if sys.platform == "darwin":
        return home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")
    own = os.environ.get("XDG_DATA_HOME") or str(home / ".local/share")
    shared = (os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
    return (home / ".fonts", *(Path(each, "fonts") for each in (own, *shared) if each))
