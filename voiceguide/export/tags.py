"""Tags of an MP3: ID3v2.3 with cover, lyrics, chapters and their table of contents.

Comes in: a session and its cover. Goes out: the tag as bytes, to be written before the first audio
frame, so that the file is written once; or put onto a finished file. Frame by frame from mutagen, in an
order of our own: players read chapters in file order, and mutagen sorts frames by their size.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable
from pathlib import Path

from mutagen import id3
from mutagen.id3 import ID3, CTOCFlags, Frame, ID3NoHeaderError, PictureType

from voiceguide.errors import ExportError, Where
from voiceguide.export.languages import iso639_2
from voiceguide.export.marks import chapter_marks
from voiceguide.export.session import ARTIST, GENRE, Session, one_line
from voiceguide.export.transcript import transcript
from voiceguide.files import atomic_path

PADDING = 256
"""Zero bytes after the frames: room to correct a title in place, and no more."""

_NO_OFFSET = 0xFFFFFFFF  # "use the times, not byte offsets" (ID3v2 Chapter Frame Addendum, section 3.1)
_UTF16 = id3.Encoding.UTF16
_HEADER = 10


def id3_bytes(session: Session, cover: bytes | None = None) -> bytes:
    """The whole tag.

    Args:
        session: What the tag tells of.
        cover: A JPEG, or None for a tag without a picture.

    Returns:
        A complete ID3v2.3 tag, the same bytes for the same session.
    """
    body = b"".join(_frame_bytes(frame) for frame in _frames(session, cover)) + bytes(PADDING)
    size = len(body)
    syncsafe = bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + syncsafe + body


def write_id3(path: Path, tag: bytes) -> None:
    """Put `tag` onto a finished MP3 in place of the tag it has; the audio frames stay as they are.

    Raises:
        ExportError: The file cannot be read or written, or its own tag is broken.
    """
    with path.open("rb") as source, atomic_path(path) as temporary, temporary.open("wb") as target:
        source.seek(_audio_offset(path))
        target.write(tag)
        shutil.copyfileobj(source, target, 1 << 20)


def _audio_offset(path: Path) -> int:
    try:
        return int(ID3(path).size)
    except ID3NoHeaderError:
        return 0
    except id3.error as error:
        raise ExportError("the file's tag cannot be read", where=Where(str(path))) from error


def lyrics(session: Session) -> str:
    """Everything said, as the lyrics tag carries it: chapter titles in brackets, then the text."""
    blocks = []
    for passage in transcript(session):
        blocks.append("\n".join([f"[{passage.chapter.title}]", *(each.text for each in passage.paragraphs)]))
    return "\n\n".join(blocks)


def comment(session: Session) -> str:
    """The settings that shaped the sound, in a line that people can read."""
    settings, facts = session.settings, session.facts
    parts = [
        facts.voice if facts.rate_wpm is None else f"{facts.voice} at {facts.rate_wpm:g} words/min",
        f"pace {settings.pace:g}",
        f"guidance {settings.guidance.value}",
        f"bed {facts.bed}",
        f"pacer {settings.pacer.value}",
        f"speech {settings.speech_lufs:g} LUFS",
        f"routine {session.script.routine}",
    ]
    return one_line("; ".join(parts))


def _frames(session: Session, cover: bytes | None) -> Iterable[Frame]:
    facts, timeline = session.facts, session.timeline
    language = iso639_2(session.script.language)
    yield _text(id3.TIT2, session.title)
    yield _text(id3.TPE1, ARTIST)
    yield _text(id3.TALB, one_line(facts.album))
    if facts.track:
        yield _text(id3.TRCK, f"{facts.track[0]}/{facts.track[1]}")
    yield _text(id3.TCON, GENRE)
    yield _text(id3.TYER, f"{facts.created.year:04}")
    yield _text(id3.TLAN, language)
    yield _text(id3.TLEN, str(round(timeline.seconds * 1000)))
    yield id3.COMM(encoding=_UTF16, lang=language, desc="", text=[comment(session)])
    yield from _chapter_frames(session)
    yield id3.USLT(encoding=_UTF16, lang=language, desc="", text=lyrics(session))
    if cover is not None:
        yield id3.APIC(
            encoding=id3.Encoding.LATIN1, mime="image/jpeg", type=PictureType.COVER_FRONT, desc="", data=cover
        )


def _chapter_frames(session: Session) -> Iterable[Frame]:
    marks = chapter_marks(session.timeline, session.settings.chapters)
    if not marks:
        return
    names = [f"ch{number}" for number in range(1, len(marks) + 1)]
    yield id3.CTOC(
        element_id="toc",
        flags=CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED,
        child_element_ids=names,
        sub_frames=[_text(id3.TIT2, session.title)],
    )
    rate_hz = session.timeline.rate_hz
    for name, mark in zip(names, marks, strict=True):
        yield id3.CHAP(
            element_id=name,
            start_time=round(mark.start * 1000 / rate_hz),
            end_time=round(mark.stop * 1000 / rate_hz),
            start_offset=_NO_OFFSET,
            end_offset=_NO_OFFSET,
            sub_frames=[_text(id3.TIT2, mark.title)],
        )


def _text(kind: type[Frame], text: str) -> Frame:
    """A text frame: Latin-1 where that is enough (old players), else UTF-16, as ID3v2.3 has no UTF-8."""
    plain = text.isascii()
    return kind(encoding=id3.Encoding.LATIN1 if plain else _UTF16, text=[text])


def _frame_bytes(frame: Frame) -> bytes:
    """One frame as mutagen writes it for ID3v2.3."""
    tag = ID3()
    tag.add(frame)
    target = io.BytesIO()
    tag.save(target, v1=0, v2_version=3, padding=lambda _: 0)
    return target.getvalue()[_HEADER:]
