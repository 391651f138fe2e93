"""Tags of an MP3: ID3v2.3 with cover, lyrics, chapters and their table of contents.

The tag is written before the first audio frame, so that the file is written once. mutagen makes each frame, but they
are put together here: players read chapters in file order, and mutagen sorts frames by size.
"""

from __future__ import annotations

import io
from collections.abc import Iterable

from mutagen import id3
from mutagen.id3 import ID3, CTOCFlags, Frame, PictureType

from voiceguide.export.chapters import chapter_marks
from voiceguide.export.languages import iso639_2
from voiceguide.export.privacy import without_names
from voiceguide.export.session import ARTIST, GENRE, Session, one_line
from voiceguide.export.transcript import transcript

PADDING = 256
"""Zero bytes after the frames: room to correct a title in place, and no more."""

_NO_OFFSET = 0xFFFFFFFF  # "use the times, not byte offsets" (ID3v2 Chapter Frame Addendum, section 3.1)
_UTF16 = id3.Encoding.UTF16
_HEADER = 10


def id3_bytes(session: Session, cover: bytes | None = None) -> bytes:
    """The whole tag.

    Args:
        session: What the tag describes.
        cover: A JPEG, or None for a tag without a picture.

    Returns:
        A complete ID3v2.3 tag, the same bytes for the same session.
    """
    return _tag(b"".join(_frame_bytes(frame) for frame in _frames(session, cover)) + bytes(PADDING))


def _tag(body: bytes) -> bytes:
    """An ID3v2.3 tag around the bytes of its frames."""
    size = len(body)
    syncsafe = bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + syncsafe + body


def short_id3(session: Session) -> bytes:
    """A tag of what is known before anything is spoken: title, length and chapters."""
    plain = [each for each in _frames(session, None) if not isinstance(each, id3.USLT | id3.COMM)]
    return _tag(b"".join(map(_frame_bytes, plain)))


def lyrics(session: Session) -> str:
    """Everything said, for the lyrics tag: chapter titles in brackets, then the text; without names."""
    blocks = []
    for passage in transcript(session):
        blocks.append("\n".join([f"[{passage.chapter.title}]", *(each.text for each in passage.paragraphs)]))
    return without_names("\n\n".join(blocks), session.settings.names)


def comment(session: Session) -> str:
    """The settings that shaped the sound, in a line that people can read."""
    settings, facts = session.settings, session.facts
    parts = [
        facts.voice if facts.rate_wpm is None else f"{facts.voice} at {facts.rate_wpm:g} words/min",
        *(f"with {voice}" for voice in facts.voices[1:]),
        f"pace {settings.pace:g}",
        f"guidance {settings.guidance.value}",
        f"bed {facts.bed}",
        f"pacer {settings.pacer.value}",
        f"speech {settings.speech_lufs:g} LUFS",
        f"routine {session.script.routine}",
    ]
    return one_line("; ".join(parts))


def _frames(session: Session, cover: bytes | None) -> Iterable[Frame]:
    """Every frame of the tag, in order."""
    facts, timeline = session.facts, session.timeline
    language = iso639_2(session.script.language)
    yield _text(id3.TIT2, session.title)
    yield _text(id3.TPE1, ARTIST)
    yield _text(id3.TALB, one_line(facts.album))
    if facts.track:
        yield _text(id3.TRCK, f"{facts.track.number}/{facts.track.total}")
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
    """The table of contents and the chapters."""
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
