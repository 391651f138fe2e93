"""The job of a format writer, and how it reads the sound: in blocks, never as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from voiceguide.audio import Samples
from voiceguide.export.pcm import Source
from voiceguide.export.session import Session
from voiceguide.progress import Counting

BLOCK = 1 << 16
"""Frames taken from the source at a time."""


@dataclass(frozen=True, slots=True)
class Job:
    """One sound file to write.

    Attributes:
        source: The mix, at `units.RATE_HZ`.
        path: Where to write; a temporary path, replaced or removed by the caller.
        session: What the tags and chapters describe.
        cover: Makes the cover, a JPEG, or None; to be called once, while other work goes on beside it.
        threads: How many threads an encoder may use that can use several.
        progress: Called with the number of samples written.
    """

    source: Source
    path: Path
    session: Session
    cover: Callable[[], bytes | None] = lambda: None
    threads: int = 2
    progress: Counting | None = None

    def blocks(self) -> Iterator[tuple[int, Samples]]:
        """The whole source in order, as (first frame, samples); reports progress after each."""
        return blocks(self.source, self.progress)


def blocks(source: Source, progress: Counting | None = None) -> Iterator[tuple[int, Samples]]:
    """A source in order, as (first frame, samples of shape frames × channels)."""
    for start in range(0, source.frames, BLOCK):
        count = min(BLOCK, source.frames - start)
        yield start, source.block(start, count)
        if progress is not None:
            progress(start + count, source.frames)
