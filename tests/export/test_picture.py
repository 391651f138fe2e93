"""The timeline picture, and reading a report back for it."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import soundfile
from PIL import Image

from tests.export.curves import heard_curve
from voiceguide.errors import AudioError, ExportError, MissingExtraError
from voiceguide.export.picture.curves import FLOOR_LUFS, Curve, curve_of_file
from voiceguide.export.picture.figure import BED, MIX, TECHNIQUES, drawable, picture
from voiceguide.export.report_reader import read_report
from voiceguide.export.sidecars import report
from voiceguide.routine.model import Technique

from .sessions import TITLES, as_reported, session
from .test_formats import Tones

CURVES = {"mix": Curve(np.full(240, -20.0)), "bed": Curve(np.full(240, -35.0))}


def pixels(png: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB"), np.int64)


def amount(png: bytes, colour: str) -> int:
    """How many pixels have a colour, nearly."""
    wanted = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
    return int((np.abs(pixels(png) - wanted).max(axis=2) <= 3).sum())


@pytest.fixture(scope="module")
def png() -> bytes:
    made = session()
    return picture(made.title, made.timeline, CURVES, subtitle="4 minutes")


def test_it_is_wide_and_the_same_each_time(png: bytes) -> None:
    made = session()
    assert pixels(png).shape == (984, 1920, 3)
    assert picture(made.title, made.timeline, CURVES, subtitle="4 minutes") == png


def test_strokes_and_curves_are_drawn_in_their_colours(png: bytes) -> None:
    made = session()
    bare = picture(made.title, dataclasses.replace(made.timeline, pulses=(), moves=()), {}, subtitle="4 minutes")
    for colour in (BED, MIX, TECHNIQUES[Technique.EFFLEURAGE]):
        assert amount(png, colour) > 3_000
        assert amount(bare, colour) < amount(png, colour) / 10


def test_a_louder_bed_stands_higher(png: bytes) -> None:
    made = session()
    louder = picture(made.title, made.timeline, CURVES | {"bed": Curve(np.full(240, -25.0))}, subtitle="4 minutes")
    assert amount(louder, BED) == pytest.approx(amount(png, BED) * (60 - 25) / (60 - 35), rel=0.02)


def test_svg_is_well_formed_and_the_same_each_time() -> None:
    made = session(TITLES[1])
    svg = picture(made.title, made.timeline, CURVES, form="svg")
    assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert svg == picture(made.title, made.timeline, CURVES, form="svg")
    assert not re.search(rb"<dc:date>|<script", svg)


@pytest.mark.parametrize("title", [*TITLES, "$x^2$ costs $5 _or_ \\frac{", ""])
def test_any_title_can_be_drawn(title: str) -> None:
    made = session(title)
    assert picture(made.title, made.timeline, {}, subtitle=title).startswith(b"\x89PNG")


def test_scripts_without_a_font_are_left_off() -> None:
    assert drawable("Ελληνικά é ж") == "Ελληνικά é ж"
    assert drawable("背中") == ""
    assert drawable("עברית") == ""


def test_without_the_library_the_way_to_get_it_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    with pytest.raises(MissingExtraError) as caught:
        picture("x", session().timeline, {})
    assert "pip install" in str(caught.value.hint)


def test_curves_are_in_lufs(tmp_path: Path) -> None:
    """A 440 Hz tone of amplitude 0.2 on one channel and 220 Hz on the other: −14.8 LUFS together."""
    tones = Tones(5 * 44_100)
    curve = heard_curve(tones)
    assert len(curve.lufs) == 5
    assert curve.lufs[1:4] == pytest.approx(-14.77, abs=0.1)
    assert list(curve.seconds) == [0.5, 1.5, 2.5, 3.5, 4.5]
    path = tmp_path / "a.wav"
    soundfile.write(path, tones.block(0, tones.frames), 44_100, subtype="FLOAT")
    assert curve_of_file(path).lufs == pytest.approx(curve.lufs, abs=0.01)


def test_silence_lies_on_the_floor(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.zeros((44_100 * 2 + 5, 1)), 44_100)
    assert set(curve_of_file(path).lufs) == {FLOOR_LUFS}
    with pytest.raises(AudioError):
        curve_of_file(tmp_path / "missing.mp3")


@pytest.mark.parametrize("title", TITLES)
def test_a_report_gives_its_timeline_back(title: str, tmp_path: Path) -> None:
    made = session(title.replace("\n", " "))
    path = tmp_path / "a.report.json"
    path.write_text(report.render(made), encoding="utf-8")
    reread = read_report(path)
    assert reread.timeline == as_reported(made.timeline)
    assert (reread.title, reread.facts.routine, reread.facts.audio) == (made.title, "example", "example.mp3")


def _without(key: str) -> Callable[[dict[str, Any]], Any]:
    return lambda content: {name: value for name, value in content.items() if name != key}


@pytest.mark.parametrize(
    "spoil",
    [
        _without("placements"),
        _without("frames"),
        _without("report"),
        lambda content: content | {"report": 99},
        lambda content: content | {"placements": {"moves": [{"move": 1}]}},
        lambda content: content | {"voice": None},
        lambda content: [content],
        lambda content: content | {"frames": "many"},
    ],
)
def test_a_report_that_is_not_whole_is_a_clear_error(spoil: Callable[[Any], Any], tmp_path: Path) -> None:
    path = tmp_path / "a.report.json"
    path.write_text(json.dumps(spoil(report.content(session())), default=str), encoding="utf-8")
    with pytest.raises(ExportError) as caught:
        read_report(path)
    assert caught.value.where is not None
    assert caught.value.where.file == str(path)


def test_what_is_no_json_is_a_clear_error(tmp_path: Path) -> None:
    for content in (b"", b"\xff\xfe", b"[" * 100_000):
        (tmp_path / "a.json").write_bytes(content)
        with pytest.raises(ExportError):
            read_report(tmp_path / "a.json")
