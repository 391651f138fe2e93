"""What the formats that libsndfile writes have in common: open, write, make sure that everything was written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from voiceguide.errors import ExportError, Where


def stream(
    path: Path, rate_hz: int, channels: int, pieces: Iterable[NDArray[Any]], *, container: str, subtype: str
) -> None:
    """Write pieces of shape (frames × channels), int16 or float32, one after the other.

    Raises:
        ExportError: Not everything is in the file afterwards: libsndfile does not report a disk that
            fills up while it closes the file.
    """
    import soundfile

    written = 0
    try:
        with soundfile.SoundFile(path, "w", rate_hz, channels, subtype=subtype, format=container) as file:
            for piece in pieces:
                file.write(piece)
                written += len(piece)
        complete = soundfile.info(str(path)).frames == written
    except (soundfile.SoundFileError, AssertionError) as error:
        raise _incomplete(path) from error
    if not complete:
        raise _incomplete(path)


def _incomplete(path: Path) -> ExportError:
    """The error for a file that could not be written whole."""
    hint = "The disk may be full: free some space, or choose another folder with --output."
    return ExportError("not everything could be written", where=Where(str(path)), hint=hint)
