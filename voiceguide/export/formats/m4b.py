"""M4B: an AAC audiobook; phones remember the place and show its chapters."""

from __future__ import annotations

from fractions import Fraction

from mutagen.mp4 import MP4, AtomDataType, MP4Cover, MP4FreeForm

from voiceguide.export.chapters import chapter_marks
from voiceguide.export.formats.avfile import BITEXACT, add_stream, create, encode
from voiceguide.export.formats.job import Job
from voiceguide.export.languages import iso639_2
from voiceguide.export.session import ARTIST, GENRE, one_line
from voiceguide.export.tags import comment, lyrics
from voiceguide.units import RATE_HZ

_AUDIOBOOK = 2
# the brand by which players know an audiobook; times in samples, so that the edit list ends at the last one; the index
# first, so that it plays while it loads
_OPTIONS = {**BITEXACT, "movflags": "+faststart", "brand": "M4B ", "movie_timescale": str(RATE_HZ)}


def write(job: Job) -> None:
    """Write one M4B file."""
    session = job.session
    with create(job.path, "ipod", _OPTIONS) as container:
        stream = add_stream(container, "aac", RATE_HZ, job.source.channels, session.settings.bitrate_kbps)
        stream.metadata["language"] = iso639_2(session.script.language)
        container.set_chapters(
            [
                {
                    "id": number,
                    "start": mark.start,
                    "end": mark.stop,
                    "time_base": Fraction(1, session.timeline.rate_hz),
                    "metadata": {"title": mark.title},
                }
                for number, mark in enumerate(chapter_marks(session.timeline, session.settings.chapters))
            ]
        )
        encode(container, stream, (block for _, block in job.blocks()))
    _tag(job)


def _tag(job: Job) -> None:
    """Write the tags into the finished file."""
    session, facts = job.session, job.session.facts
    file = MP4(job.path)
    file["\xa9nam"] = session.title
    file["\xa9ART"] = file["aART"] = ARTIST
    file["\xa9alb"] = one_line(facts.album)
    file["\xa9gen"] = GENRE
    file["\xa9day"] = f"{facts.created.year:04}"
    file["\xa9cmt"] = comment(session)
    file["\xa9lyr"] = lyrics(session)
    file["stik"] = [_AUDIOBOOK]
    file["----:com.apple.iTunes:LANGUAGE"] = MP4FreeForm(
        iso639_2(session.script.language).encode("ascii"), AtomDataType.UTF8
    )
    if facts.track:
        file["trkn"] = [facts.track]
    cover = job.cover()
    if cover is not None:
        file["covr"] = [MP4Cover(cover, MP4Cover.FORMAT_JPEG)]
    file.save(padding=lambda _: 0)
