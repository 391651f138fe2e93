"""The one list of sound formats: what ``--format`` may name."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from voiceguide import installing
from voiceguide.errors import ExportError, UsageError, Where, did_you_mean
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
        extra: The extra its library comes with, or empty.
        module: The module of this folder whose `write(job)` writes one file, sound, tags, cover and chapters;
            imported when it is needed, for each brings a library of its own.
    """

    name: str
    suffix: str
    media_type: str
    text: str
    module: str
    extra: str = ""

    def require(self) -> None:
        """Refuse to begin a file that nothing here can write.

        Raises:
            MissingExtraError: Its extra is not installed.
        """
        if self.extra:
            installing.require(self.extra, self.name.upper())


FORMATS = {
    each.name: each
    for each in (
        AudioFormat("mp3", ".mp3", "audio/mpeg", "Plays on any device; chapters in podcast apps.", "mp3_file"),
        AudioFormat("m4b", ".m4b", "audio/mp4", "AAC audiobook with chapters for phones.", "m4b", "formats"),
        AudioFormat("opus", ".opus", "audio/ogg", "Smallest for its quality.", "opus", "formats"),
        AudioFormat("ogg", ".ogg", "audio/ogg", "Ogg Vorbis.", "ogg"),
        AudioFormat("flac", ".flac", "audio/flac", "Lossless, about half the size of wav.", "flac"),
        AudioFormat("wav", ".wav", "audio/wav", "Lossless and plain, 16 bit.", "wav"),
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
        import_module(f"voiceguide.export.formats.{audio_format.module}").write(job)
    except OSError as error:
        raise write_error(job.path, error) from error
    except MutagenError as error:
        raise ExportError(f"the tags cannot be written: {error}", where=Where(str(job.path))) from error
