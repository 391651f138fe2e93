"""The one list of sound formats: what ``--format`` may name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

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
        """Make sure that the format can be written on this computer.

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
"""Every format by name."""

DEFAULT_FORMAT = "mp3"
"""The format that is written when none is requested."""


def format_named(name: str) -> AudioFormat:
    """The format that `name` names.

    Raises:
        UsageError: There is none; the hint names the nearest.
    """
    found = FORMATS.get(name.strip().casefold().removeprefix("."))
    if found is None:
        raise UsageError(f"there is no format {name!r}", hint=did_you_mean(name, FORMATS))
    return found


def formats_of(output: Path, names: Iterable[str] = ()) -> tuple[AudioFormat, ...]:
    """The requested formats, or the one that the path's ending names.

    Args:
        output: A folder, or the path of the sound file. What ends like a sound file and is no folder is one.
        names: Formats by name, in any order; several may be separated by commas.

    Raises:
        UsageError: There is no such format, or the path ends in the suffix of another one.
    """
    suffix = "" if output.is_dir() else output.suffix.casefold()
    looks_like_sound = re.fullmatch(r"\.[a-z][a-z0-9]{1,3}", suffix) is not None
    asked = [each for name in names for each in name.split(",")] or [suffix if looks_like_sound else DEFAULT_FORMAT]
    found = tuple(dict.fromkeys(format_named(name) for name in asked))
    if suffix in {each.suffix for each in FORMATS.values()} - {each.suffix for each in found}:
        named = ", ".join(each.name for each in found)
        raise UsageError(f"{output} does not end in {found[0].suffix}, but the format asked for is {named}")
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
        raise write_error(job.path, error, "--output") from error
    except MutagenError as error:
        raise ExportError(f"the tags cannot be written: {error}", where=Where(str(job.path))) from error
