"""Tags: what players read, by mutagen and (where installed) by ffprobe."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import lameenc
import pytest
from mutagen.id3 import ID3, CTOCFlags
from mutagen.mp3 import MP3

from voiceguide.export.chapters import MOST_CHAPTERS, chapter_marks
from voiceguide.export.languages import iso639_2
from voiceguide.export.session import Track, one_line
from voiceguide.export.tags import PADDING, id3_bytes, lyrics
from voiceguide.settings import ChapterDetail, Settings
from voiceguide.timeline.model import Chapter

from .sessions import TITLES, session, with_facts

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40 + b"\xff\xd9"


def read(tag: bytes) -> ID3:
    return ID3(io.BytesIO(tag), translate=False)


@pytest.fixture
def audio() -> bytes:
    encoder = lameenc.Encoder()
    encoder.set_channels(1)
    encoder.set_bit_rate(128)
    encoder.set_in_sample_rate(44_100)
    return bytes(encoder.encode(bytes(2 * 44_100))) + bytes(encoder.flush())


@pytest.mark.parametrize("title", TITLES)
def test_any_title_survives(title: str) -> None:
    tag = read(id3_bytes(session(title), JPEG))
    assert tag.version == (2, 3, 0)
    assert tag["TIT2"].text == [one_line(title)]
    assert tag["CHAP:ch1"].sub_frames["TIT2"].text == [one_line(title)]
    assert one_line(title) in tag.getall("USLT")[0].text


def test_every_field_that_players_show_is_there() -> None:
    made = with_facts(session(), track=Track(2, 3), album="Evenings")
    tag = read(id3_bytes(made, JPEG))
    shown = {name: str(tag[name]) for name in ("TPE1", "TALB", "TCON", "TLAN", "TYER", "TRCK", "TLEN")}
    assert shown == {
        "TPE1": "voiceguide",
        "TALB": "Evenings",
        "TCON": "Wellness",
        "TLAN": "eng",
        "TYER": "2025",
        "TRCK": "2/3",
        "TLEN": "240000",
    }
    comment = tag.getall("COMM")[0]
    assert comment.lang == "eng"
    assert "125 words/min" in comment.text[0]
    cover = tag.getall("APIC")[0]
    assert (cover.type, cover.mime, cover.data) == (3, "image/jpeg", JPEG)
    assert tag.getall("USLT")[0].text == lyrics(made)


def test_chapters_carry_titles_and_times_and_one_ordered_table() -> None:
    tag = read(id3_bytes(session()))
    (toc,) = tag.getall("CTOC")
    assert toc.flags == CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
    chapters = [tag[f"CHAP:{name}"] for name in toc.child_element_ids]
    assert len(chapters) == len(tag.getall("CHAP")) == 2
    assert [str(each.sub_frames["TIT2"]) for each in chapters] == [TITLES[0], "Back"]
    assert [(each.start_time, each.end_time) for each in chapters] == [(0, 120_000), (120_000, 240_000)]
    assert {each.start_offset for each in chapters} == {0xFFFFFFFF}


def test_no_text_uses_an_encoding_that_version_2_3_lacks() -> None:
    tag = read(id3_bytes(session(TITLES[2]), JPEG))
    used = {int(frame.encoding) for frame in tag.values() if hasattr(frame, "encoding")}
    used |= {int(sub.encoding) for chap in tag.getall("CHAP") for sub in chap.sub_frames.values()}
    assert used <= {0, 1}


def test_chapters_lie_in_the_file_in_their_order() -> None:
    tag = id3_bytes(session(settings=Settings(chapters=ChapterDetail.STROKES)))
    places = [tag.index(b"CHAP" + tag[at + 4 : at + 10] + name) for at, name in _chapter_heads(tag)]
    assert places == sorted(places)
    assert len(places) == 4


def _chapter_heads(tag: bytes) -> list[tuple[int, bytes]]:
    heads = []
    for number in range(1, 5):
        name = f"ch{number}\0".encode()
        heads.append((tag.index(name, tag.index(b"CHAP")) - 10, name))
    return heads


def test_chapters_can_be_left_out() -> None:
    tag = read(id3_bytes(session(settings=Settings(chapters=ChapterDetail.NONE))))
    assert not tag.getall("CHAP")
    assert not tag.getall("CTOC")


def test_more_chapters_than_a_table_can_count_are_joined() -> None:
    made = session()
    many = tuple(Chapter(f"Part {i}", i * 1000, (i + 1) * 1000) for i in range(400))
    marks = chapter_marks(type(made.timeline)(400_000, (), (), (), many, (), ()), ChapterDetail.STAGES)
    assert len(marks) == MOST_CHAPTERS
    assert marks[0].start == 0
    assert marks[-1].stop == 400_000
    assert all(one.stop == following.start for one, following in pairwise(marks))


def test_the_tag_is_the_same_each_time_and_small() -> None:
    assert id3_bytes(session(), JPEG) == id3_bytes(session(), JPEG)
    assert id3_bytes(session()).endswith(bytes(PADDING))
    assert len(id3_bytes(session())) < 6_000


def test_a_tag_written_before_the_sound_makes_a_whole_mp3(audio: bytes) -> None:
    tag = id3_bytes(session(), JPEG)
    file: Any = MP3(io.BytesIO(tag + audio))
    assert file.info.length == pytest.approx(1.0, abs=0.06)
    assert str(file.tags["TIT2"]) == TITLES[0]
    assert ID3(io.BytesIO(tag + audio)).size == len(tag)


@pytest.mark.parametrize(
    ("tag", "code"), [("en", "eng"), ("de-AT", "deu"), ("pt_BR", "por"), ("haw", "haw"), ("", "und"), ("x!", "und")]
)
def test_language_codes(tag: str, code: str) -> None:
    assert iso639_2(tag) == code


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed here")
def test_ffprobe_reads_the_same_chapters_and_titles(tmp_path: Path, audio: bytes) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(id3_bytes(session(TITLES[2]), None) + audio)
    command = ["ffprobe", "-v", "error", "-show_chapters", "-show_format", "-of", "json", str(path)]
    completed = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    assert completed.stderr == ""
    probed = json.loads(completed.stdout)
    assert probed["format"]["tags"]["title"] == TITLES[2]
    chapters = [(float(each["start_time"]), each["tags"]["title"]) for each in probed["chapters"]]
    assert chapters == [(0.0, TITLES[2]), (120.0, "Back")]
