"""Everything the studio holds while it runs, in one place.

Comes in: folders, settings and keys. Goes out: one `Studio` that the pages and the API share.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from voiceguide.settings import Settings
from voiceguide.studio import tasks
from voiceguide.studio.clips import Clips
from voiceguide.studio.feed import FeedShelf
from voiceguide.studio.gate import Keys
from voiceguide.studio.helpers import Helpers
from voiceguide.studio.library import Library
from voiceguide.studio.maker import Errand
from voiceguide.studio.queue import Job, Queue, Starter, start_process
from voiceguide.studio.shelf import Shelf

MOST_STREAMS = 100
"""Pages that may watch the queue at the same time."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the studio works, and with what.

    Attributes:
        sessions: Folder of the finished sessions.
        routines: Folder of the user's own routines.
        keys: What opens the gate.
        lan: Whether other devices can reach it.
        settings: The user's own settings.
        pronounce: The user's own pronunciations.
        address: The address that other devices use, or this computer's own.
    """

    sessions: Path
    routines: Path
    keys: Keys
    lan: bool = False
    settings: Settings = Settings()
    pronounce: tuple[tuple[str, str], ...] = ()
    address: str = ""


class Studio:
    """The running studio."""

    def __init__(self, place: Place, *, start: Starter = start_process, helpers: Helpers | None = None) -> None:
        self.place = place
        self.shelf = Shelf(place.routines)
        self.library = Library(place.sessions)
        self.feed = FeedShelf(self.library)
        self.queue = Queue(start)
        self.helpers = helpers or Helpers()
        self.clips = Clips(self.helpers)
        self.streams = 0
        self.closing = asyncio.Event()
        self._voices: asyncio.Task[list[dict[str, Any]]] | None = None

    async def voices(self) -> list[dict[str, Any]]:
        """Every voice, asked for once."""
        if self._voices is None or (self._voices.done() and self._voices.exception() is not None):
            self._voices = asyncio.create_task(self.helpers.do(tasks.voices))
        return await asyncio.shield(self._voices)

    async def voice_names(self) -> Sequence[str]:
        """Names of the voices that can speak now."""
        return [each["name"] for each in await self.voices() if each["installed"]]

    def prepared(self, job: Job) -> Errand:
        """A job's errand with a target that is free now."""
        name = job.errand.file.stem
        return replace(job.errand, target=self.library.free_target(name, max(1, round(job.seconds / 60))))

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work on the queue while the block runs; then end every process."""
        work = asyncio.create_task(self.queue.run(self.prepared))
        warm = asyncio.create_task(self._warm())
        try:
            yield
        finally:
            self.closing.set()
            for task in (work, warm):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, Exception):
                    await task
            self.clips.close()
            await asyncio.to_thread(self.helpers.close)

    async def _warm(self) -> None:
        """Read what the first page needs before it is asked for."""
        await asyncio.to_thread(self.shelf.cards)
        await self.voices()

    async def cover(self, title: str, minutes: int | None, seed: str, size: int) -> bytes:
        """A cover as JPEG, painted once."""
        return await asyncio.to_thread(_cover, title, minutes, seed, size)


@lru_cache(maxsize=200)
def _cover(title: str, minutes: int | None, seed: str, size: int) -> bytes:
    return tasks.cover(title, minutes, seed, size)
