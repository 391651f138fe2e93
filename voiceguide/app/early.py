"""Writes the sound of a session to a file that grows while the session is spoken, mixed and encoded.

Its final length is known when the first words are spoken, so a player may seek in it and request ranges.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide.progress import Progress, WorkStage

if TYPE_CHECKING:
    from voiceguide.app.jobs import Job


@dataclass(frozen=True, slots=True)
class EarlySound:
    """An MP3 that grows.

    Attributes:
        path: The file.
        there: How many of its bytes can be read.
        total: How many there will be.
    """

    path: Path
    there: int
    total: int


def write_early(job: Job, path: Path, progress: Progress | None, threads: int | None) -> None:
    """Write a session's sound to a file while it is made; a full disk ends only the writing.

    Raises:
        VoiceguideError: As for `voiceguide.stream`.
    """
    from voiceguide.streaming import stream

    sound = stream(
        job.source,
        job.settings,
        preview=job.preview,
        on_progress=progress,
        pronounce=job.pronounce,
        threads=threads,
    )
    with sound, contextlib.suppress(OSError), path.open("xb") as file:
        there = 0
        for piece in sound:
            file.write(piece)
            file.flush()
            there += len(piece)
            if progress is not None:
                progress(WorkStage.EARLY, there, sound.total_bytes)
