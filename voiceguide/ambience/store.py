"""Write a bed into a file, completely or not at all."""

from __future__ import annotations

from pathlib import Path

from voiceguide.audio import Audio
from voiceguide.errors import ExportError, UsageError, Where
from voiceguide.files import atomic_path, refuse_existing

FORMS = {".flac": ("FLAC", "PCM_24"), ".wav": ("WAV", "PCM_24"), ".ogg": ("OGG", "VORBIS")}
"""Suffix → libsndfile's format and subtype. 24 bits need no dither."""

_PIECE = 4096  # libsndfile's Vorbis writer overflows its stack on long writes


def check_target(path: Path, *, force: bool = False) -> None:
    """Make sure that a bed may be written to a path, before it is made.

    Raises:
        UsageError: The suffix is not one of `FORMS`.
        ExportError: The file exists already and `force` is not set.
    """
    if path.suffix.casefold() not in FORMS:
        raise UsageError(f"a bed cannot be written as {path.name!r}", hint=f"Known endings: {', '.join(FORMS)}.")
    refuse_existing(path, force=force)


def write_bed(audio: Audio, path: Path, *, force: bool = False) -> None:
    """Write a bed; the suffix decides the format.

    A lossless form keeps the loop's seam as it is; Vorbis puts a little noise there.

    Raises:
        UsageError: The suffix is not one of `FORMS`.
        ExportError: The file exists already and `force` is not set, or cannot be written.
    """
    import soundfile

    check_target(path, force=force)
    container, subtype = FORMS[path.suffix.casefold()]
    with atomic_path(path) as temporary:
        temporary.touch()  # the system's reason; the library gives none
        try:
            with soundfile.SoundFile(
                temporary, "w", audio.rate_hz, audio.channels, subtype=subtype, format=container
            ) as out:
                for at in range(0, audio.frames, _PIECE):
                    out.write(audio.samples[at : at + _PIECE])
            complete = soundfile.info(str(temporary)).frames == audio.frames
        except soundfile.SoundFileError as error:
            raise ExportError("cannot be written", where=Where(str(path)), hint="The disk may be full.") from error
        if not complete:
            raise ExportError("not everything could be written", where=Where(str(path)), hint="The disk may be full.")
