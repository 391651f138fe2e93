"""Vorbis comments: the tags of Ogg Vorbis, Opus and FLAC, with chapters and cover.

Chapters follow the field names CHAPTERxxx and CHAPTERxxxNAME (Xiph wiki, "Chapter Extension"), which
FFmpeg, mpv and VLC read.
"""

from __future__ import annotations

import base64
import io
from typing import Any

from mutagen.flac import Picture
from mutagen.id3 import PictureType

from voiceguide.export.chapters import chapter_marks
from voiceguide.export.formats.job import Job
from voiceguide.export.languages import iso639_2
from voiceguide.export.session import ARTIST, GENRE, Session, one_line
from voiceguide.export.tags import comment, lyrics
from voiceguide.units import clock


def comments(session: Session) -> dict[str, str]:
    """Every field of a session's tags, in order."""
    facts, rate_hz = session.facts, session.timeline.rate_hz
    fields = {
        "title": session.title,
        "artist": ARTIST,
        "album": one_line(facts.album),
        "genre": GENRE,
        "date": f"{facts.created.year:04}",
        "language": iso639_2(session.script.language),
        "comment": comment(session),
        "lyrics": lyrics(session),
    }
    if facts.track:
        fields |= {"tracknumber": str(facts.track.number), "tracktotal": str(facts.track.total)}
    for number, mark in enumerate(chapter_marks(session.timeline, session.settings.chapters), 1):
        fields[f"chapter{number:03}"] = clock(mark.start / rate_hz, millis=True)
        fields[f"chapter{number:03}name"] = mark.title
    return fields


def fill(tags: Any, session: Session) -> None:
    """Put every field into a mutagen file of this family."""
    for name, text in comments(session).items():
        tags[name] = text


def picture(cover: bytes) -> Picture:
    """The cover as FLAC stores it."""
    from PIL import Image

    made = Picture()
    made.type = PictureType.COVER_FRONT
    made.mime = "image/jpeg"
    made.desc = ""
    with Image.open(io.BytesIO(cover)) as image:
        made.width, made.height = image.size
    made.depth = 24
    made.data = cover
    return made


def tag_ogg(file: Any, job: Job) -> None:
    """Put fields and cover (FLAC's block in base64) into an Ogg file of mutagen, and save it."""
    fill(file, job.session)
    cover = job.cover()
    if cover is not None:
        file["metadata_block_picture"] = base64.b64encode(picture(cover).write()).decode("ascii")
    file.save(padding=lambda _: 0)
