"""Covers with titles in other scripts: set with a font of the system that has them, or left off; never boxes."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import features

from voiceguide.export.cover.breaks import pieces
from voiceguide.export.cover.fonts import face_for, font_folders
from voiceguide.export.cover.lettering import drawable, title_findings
from voiceguide.export.cover.picture import cover_jpeg

from .scripts import fonts_in, joining_font, make_font
from .test_cover import pixels

SIDE = 420
RAQM = pytest.mark.skipif(not features.check("raqm"), reason="Pillow without Raqm: letters cannot be joined here")
CHINESE, JAPANESE, KOREAN, THAI = (
    "肩背按摩",
    "背中と肩のやさしいマッサージ",
    "어깨와 등 마사지",
    "นวดไหล่และหลังเบาๆก่อนนอน",
)
ARABIC, HEBREW = "مساج الكتفين والظهر", "עיסוי כתפיים וגב"


def ink(title: str) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Where a title and its minutes are: what differs from the landscape without any words."""
    with_title, without = (
        pixels(cover_jpeg(text, minutes, seed="ink", size=SIDE)) for text, minutes in ((title, 30), ("", None))
    )
    return np.asarray(np.abs(with_title - without).max(axis=2) > 60)


def inked(title: str, font: Path) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.bool_]], str]:
    """The same with one font on the system, and what is set."""
    with fonts_in(font.parent):
        return ink(title), drawable(title)


@pytest.mark.parametrize("title", [CHINESE, JAPANESE, KOREAN])
def test_titles_without_joined_letters_are_set_with_a_font_that_has_them(title: str, tmp_path: Path) -> None:
    seen, shown = inked(title, make_font(tmp_path / "Letters.ttf", title))
    rows, columns = np.nonzero(seen)
    assert shown == title
    assert seen.sum() > 2000
    assert SIDE * 0.075 <= columns.min() <= columns.max() <= SIDE * 0.925
    assert rows.max() <= SIDE * 0.53


@RAQM
def test_thai_is_set_and_parted_between_letters_only_where_it_must(tmp_path: Path) -> None:
    seen, shown = inked(THAI, make_font(tmp_path / "Thai.ttf", THAI))
    assert shown == THAI
    assert seen.sum() > 2000
    assert np.nonzero(seen)[1].max() <= SIDE * 0.925
    assert pieces(THAI) == (THAI,)
    parted = pieces(THAI, within_words=True)
    assert "".join(parted) == THAI
    assert not any(piece.endswith(("ไ", "แ", "เ")) or piece[0] in "่ั" for piece in parted)


@RAQM
@pytest.mark.parametrize("title", ["الظهر", "גב"])
def test_titles_from_right_to_left_begin_on_the_right_and_the_minutes_below_them_too(title: str) -> None:
    seen, shown = inked(title, joining_font())
    assert shown == title
    columns = np.nonzero(seen)[1]
    assert seen.sum() > 500
    assert SIDE * 0.9 <= columns.max() <= SIDE * 0.925
    assert columns.min() > SIDE * 0.45


@RAQM
@pytest.mark.parametrize("title", [ARABIC, HEBREW])
def test_lines_from_right_to_left_stay_within_the_margins(title: str) -> None:
    seen, shown = inked(title, joining_font())
    assert shown == title
    columns = np.nonzero(seen)[1]
    assert SIDE * 0.075 <= columns.min() <= columns.max() <= SIDE * 0.925


@RAQM
def test_arabic_letters_are_joined() -> None:
    with fonts_in(joining_font().parent):
        font = face_for("بببب", "Light")
        assert font is not None
        pen = font.at(60)
        joined, apart = (pen.getlength(text, direction="rtl") for text in ("بببب", "ب\u200cب\u200cب\u200cب"))
    assert joined < 0.75 * apart


@pytest.mark.parametrize("title", [CHINESE, JAPANESE, KOREAN, THAI, ARABIC, HEBREW, "👋🏽", "q\u0323\u0301 x"])
def test_a_title_that_no_font_has_is_left_off_and_said(title: str, tmp_path: Path) -> None:
    with fonts_in(make_font(tmp_path / "Other.ttf", "ΑΒΓ").parent):
        assert drawable(title) == ""
        one, other = (pixels(cover_jpeg(text, 30, seed="a", size=300)) for text in (title, ""))
        assert np.array_equal(one, other)
        (finding,) = title_findings(title)
        assert "no font on this computer" in finding.message
        assert "Install a font" in (finding.hint or "")


def test_a_font_that_lacks_one_letter_is_not_taken(tmp_path: Path) -> None:
    with fonts_in(make_font(tmp_path / "Most.ttf", CHINESE[:-1]).parent):
        assert drawable(CHINESE) == ""
        assert drawable(CHINESE[:-1]) == CHINESE[:-1]


def test_titles_that_can_be_set_have_no_finding() -> None:
    assert title_findings("Shoulders, arms and back") == ()
    assert title_findings("") == ()


def test_pictures_that_fonts_lack_are_left_out_of_a_title() -> None:
    with fonts_in():
        assert drawable("Legs 🦵🏽 tonight 👩\u200d🦰") == "Legs tonight"


def test_without_raqm_no_arabic_is_set_letter_by_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "check", lambda _: False)
    with fonts_in(joining_font().parent):
        assert drawable(ARABIC) == ""


def test_a_font_drawn_for_the_script_comes_before_others_and_upright_before_bold(tmp_path: Path) -> None:
    for name in ("AAA", "NotoSansCJK-Bold", "NotoSansCJK-Regular", "ZZZ"):
        make_font(tmp_path / f"{name}.ttf", CHINESE)
    with fonts_in(tmp_path):
        face = face_for(CHINESE, "Light")
    assert face is not None
    assert face.path is not None
    assert face.path.stem == "NotoSansCJK-Regular"


def test_files_that_are_no_fonts_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "NotoSansCJK-Regular.ttf").write_bytes(b"no font")
    make_font(tmp_path / "Zhong.ttf", CHINESE)
    with fonts_in(tmp_path, tmp_path / "not there"):
        assert drawable(CHINESE) == CHINESE


def test_lines_are_parted_between_characters_but_not_before_closing_marks() -> None:
    assert pieces("背中と、肩「あ」") == ("背", "中", "と、", "肩", "「あ」")
    assert pieces("Back and 背中") == ("Back ", "and ", "背", "中")
    assert pieces("어깨와 등") == ("어깨와 ", "등")


@pytest.mark.parametrize(
    ("platform", "variables", "folder"),
    [
        ("linux", {"XDG_DATA_HOME": "/home/a/data", "XDG_DATA_DIRS": "/opt/share"}, "/opt/share/fonts"),
        ("linux", {"XDG_DATA_HOME": "", "XDG_DATA_DIRS": ""}, "/usr/share/fonts"),
        ("darwin", {}, "/System/Library/Fonts"),
        ("win32", {"WINDIR": "C:/Windows", "LOCALAPPDATA": "C:/Local"}, "C:/Windows/Fonts"),
    ],
)
def test_fonts_are_looked_for_where_each_system_keeps_them(
    platform: str, variables: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert folder in [each.as_posix() for each in font_folders()]
