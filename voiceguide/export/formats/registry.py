"""The one list of sound formats: what ``--format`` may name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from voiceguide.errors import ExportError, UsageError, Where, did_you_mean
from voiceguide.export.formats import flac, m4b, mp3_file, ogg, opus, wav
from voiceguide.export.formats.job import Job
from voiceguide.files import write_error


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """One sound format.

    Attributes:
        name: What ``--format`` calls it.
        suffix: Of its files.
        media_type: Its media type (MIME), for feeds and pages.
        text: One sentence for people.
        write: Writes one file, sound, tags, cover and chapters.
    """

    name: str
    suffix: str
    media_type: str
    text: str
    write: Callable[[Job], None]


FORMATS = {
    each.name: each
    for each in (
        AudioFormat("mp3", ".mp3", "audio/mpeg", "Plays on any device; chapters in podcast apps.", mp3_file.write),
        AudioFormat("m4b", ".m4b", "audio/mp4", "AAC audiobook with chapters for phones.", m4b.write),
        AudioFormat("opus", ".opus", "audio/ogg", "Smallest for its quality.", opus.write),
        AudioFormat("ogg", ".ogg", "audio/ogg", "Ogg Vorbis.", ogg.write),
        AudioFormat("flac", ".flac", "audio/flac", "Lossless, about half the size of wav.", flac.write),
        AudioFormat("wav", ".wav", "audio/wav", "Lossless and plain, 16 bit.", wav.write),
    )
}
"""Every format by name; the first is the default."""


def format_named(name: str) -> AudioFormat:
    """The format that `name` names.

    Raises:
        UsageError: There is none; the hint names the nearest.
    """
    found = FORMATS.get(name.strip().casefold().removeprefix("."))
    if found is None:
        raise UsageError(f"there is no format {name!r}", hint=did_you_mean(name, FORMATS))
    return found


def write_audio(audio_format: AudioFormat, job: Job) -> None:
    """Write one sound file.

    Raises:
        ExportError: It cannot be written, or the encoder failed.
    """
    from mutagen import MutagenError

    try:
        audio_format.write(job)
    except OSError as error:
        raise write_error(job.path, error) from error
    except MutagenError as error:
        raise ExportError(f"the tags cannot be written: {error}", where=Where(str(job.path))) from error
