"""Covers: the right size, small, their own for each routine, always readable, never boxes."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from tests.contrast import contrast
from voiceguide.export.cover import fonts
from voiceguide.export.cover.lettering import INK, drawable
from voiceguide.export.cover.palette import mix
from voiceguide.export.cover.picture import LARGEST_BYTES, SIZE, cover_jpeg, cover_of

from .scripts import fonts_in
from .sessions import TITLES, session


def pixels(jpeg: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    with Image.open(io.BytesIO(jpeg)) as image:
        return np.asarray(image.convert("RGB"), np.float64)


def words(title: str, minutes: int = 30, seed: str = "words") -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Where words were set: what differs from the same landscape with next to no title."""
    with_title, without = (pixels(cover_jpeg(text, minutes, seed=seed, size=420)) for text in (title, "."))
    return np.asarray(np.abs(with_title - without).max(axis=2) > 60)


def test_a_cover_is_what_podcast_apps_ask_for() -> None:
    jpeg = cover_of(session())
    with Image.open(io.BytesIO(jpeg)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (SIZE, SIZE))
    assert len(jpeg) < LARGEST_BYTES
    cover_jpeg.cache_clear()
    assert jpeg == cover_of(session()), "painted anew, it is the same"


@pytest.mark.parametrize("title", TITLES)
def test_any_title_gives_a_cover(title: str) -> None:
    assert pixels(cover_jpeg(title, 30, seed="a", size=300)).shape == (300, 300, 3)


def test_each_routine_has_a_landscape_of_its_own() -> None:
    names = ("head-to-feet", "shoulders-and-back", "back-relief", "flowing-back", "legs")
    small = [pixels(cover_jpeg(".", 30, seed=name, size=140))[70:] for name in names]
    for index, one in enumerate(small):
        for other in small[index + 1 :]:
            assert np.abs(one - other).mean() > 12


def test_the_landscape_belongs_to_the_routine_and_the_words_to_the_session() -> None:
    short, long = (pixels(cover_jpeg(title, 30, seed="a", size=300)) for title in ("Back", "Legs"))
    assert np.abs(short[160:] - long[160:]).max() < 20
    assert np.abs(short[:100] - long[:100]).max() > 100


@pytest.mark.parametrize("number", range(40))
def test_white_words_are_readable_on_every_sky(number: int) -> None:
    """Contrast of at least 4.5 (WCAG 1.4.3) behind a title of two lines, 3 (large text) down to the longest one."""
    blank = pixels(cover_jpeg("", 30, seed=f"sky {number}", size=200))
    ink = (INK[0] / 255, INK[1] / 255, INK[2] / 255)

    def worst(rows: slice) -> float:
        places = blank[rows, 100:160:8].reshape(-1, 3) / 255
        return min(contrast(ink, (float(r), float(g), float(b))) for r, g, b in places)

    assert worst(slice(14, 56, 6)) >= 4.5
    assert worst(slice(56, 78, 4)) >= 3.0


@pytest.mark.parametrize("title", ["Shoulders, arms and back", "Crème œ Füße Łódź ő ğ", "Χαλάρωση", "Тёплые руки"])
def test_titles_in_scripts_that_the_font_has_are_set(title: str) -> None:
    assert drawable(title) == title
    assert words(title).sum() > 300


def test_the_minutes_are_on_the_cover() -> None:
    one, other = (pixels(cover_jpeg("Back", minutes, seed="a", size=420)) for minutes in (30, 45))
    assert np.abs(one - other).max() > 60


@pytest.mark.parametrize("title", ["Legs", "A quiet hour for " * 12, "x" * 300, "Donaudampfschifffahrtsgesellschaft"])
def test_words_stay_within_the_margins(title: str) -> None:
    rows, columns = np.nonzero(words(title))
    assert columns.min() >= 420 * 0.075
    assert columns.max() <= 420 * 0.925
    assert rows.max() <= 420 * 0.55


def test_without_the_font_package_plain_titles_are_still_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "find_spec", lambda _: None)
    with fonts_in():
        assert drawable("Back relief") == "Back relief"
        assert drawable("Füße") == ""
        assert words("Back relief").sum() > 300


def test_blends_end_where_they_should() -> None:
    first, second = (0.2, 0.4, 0.6), (0.9, 0.5, 0.1)
    assert mix(first, second, 0.0) == pytest.approx(first, abs=1e-4)
    assert mix(first, second, 1.0) == pytest.approx(second, abs=1e-4)
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
