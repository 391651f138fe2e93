"""A slice of the campaign of sound files; the page shows every file of the catalogue."""

from __future__ import annotations

import pytest

from tests.stress import files
from tests.stress.figures import PAGE
from tests.stress.sound_files import CATALOGUE

SLICE = {
    "WAV": ("used", "advice: repeats", "used"),
    "truncated FLAC": ("refused: is damaged", "refused: is damaged", "refused: is damaged"),
    "zero bytes": ("refused: is empty",) * 3,
    "1 sample": ("refused: is silent", "refused: ", ""),
    "a link to itself": ("refused: ", "refused: ", "refused: "),
    "HLS list of a file": ("refused: is not audio",) * 3,
    "/dev/zero": ("refused: is not a plain file",) * 3,
}


def test_a_slice_of_the_campaign_ends_as_reported() -> None:
    wanted = [each for each in SLICE if each in CATALOGUE]
    found = files.campaign(wanted)
    for each in wanted:
        for way, ending in zip(files.WAYS, SLICE[each], strict=True):
            assert not files.failed(found[each, way]), found[each, way].trace
            assert found[each, way].ending.startswith(ending), (each, way, found[each, way].ending)


def test_a_failure_is_shown_as_one() -> None:
    from tests.stress.boxed import Outcome

    found = {("x", way): Outcome(("x", way), "broken" if way == "recording" else "used") for way in files.WAYS}
    text = files.figures(found)
    assert "1 failed" in text
    assert "| x | used | used | **failed** |" in text


@pytest.mark.parametrize("description", CATALOGUE)
def test_the_page_shows_every_file(description: str) -> None:
    block = PAGE.read_text("utf-8").partition("<!-- figures: files -->")[2].partition("<!-- end: files -->")[0]
    (row,) = (line for line in block.splitlines() if line.startswith(f"| {description} |"))
    assert "failed" not in row
