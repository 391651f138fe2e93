"""`Studio`: everything the studio holds while it runs, shared by the pages and the API."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from voiceguide.app.jobs import Job
from voiceguide.app.library import Library
from voiceguide.app.queue import Queue
from voiceguide.app.queued_job import QueuedJob
from voiceguide.app.remixer import Remixer, StartRemixes
from voiceguide.app.routines import RoutineCatalogue
from voiceguide.app.worker import Worker
from voiceguide.export.outputs import Outputs
from voiceguide.settings import Settings
from voiceguide.speech.engine import VoiceInfo
from voiceguide.studio import tasks
from voiceguide.studio.feed import FeedCache
from voiceguide.studio.keys import Keys, LaunchCode
from voiceguide.studio.preview_cache import PreviewCache
from voiceguide.studio.voices import Additions, install
from voiceguide.studio.workers import WorkerPool
from voiceguide.text.pronunciation import Pronunciation

NEAR = 0.15
"""How far a session's length may be from the requested one, as a share of it. Lengths are offered before the voice has
spoken, by counting words; near the shortest, a slow voice may need a little more."""

MOST_EARLY = 3
"""How many early sounds of jobs are kept for people who are listening to them, including the present one."""

MOST_STREAMS = 100
"""Pages that may watch the queue at the same time."""


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """The studio's folders, secrets and settings.

    Attributes:
        sessions: Folder of the finished sessions.
        routines: Folder of the user's own routines.
        keys: The secrets that let a request in.
        lan: Whether other devices can reach it.
        settings: The user's own settings.
        pronounce: The user's own pronunciations.
        address: The address that other devices use, or this computer's own.
        code: Pairs the browser that the studio opens itself; None when it opens none.
        queue: File that keeps the queue for the next start; None to keep it only in memory.
    """

    sessions: Path
    routines: Path
    keys: Keys
    lan: bool = False
    settings: Settings = Settings()
    pronounce: tuple[Pronunciation, ...] = ()
    address: str = ""
    code: LaunchCode | None = None
    queue: Path | None = None


class Studio:
    """The running studio."""

    def __init__(
        self,
        config: ServerConfig,
        *,
        maker: Worker | None = None,
        workers: WorkerPool | None = None,
        remixes: StartRemixes | None = None,
    ) -> None:
        self.config = config
        self.routines = RoutineCatalogue(config.routines)
        self.library = Library(config.sessions)
        self.feed = FeedCache(self.library)
        self.queue = Queue(maker, config.queue, self.library.has)
        self.workers = workers or WorkerPool()
        self.previews = PreviewCache(self.workers)
        self.streams = 0
        self._early = tempfile.TemporaryDirectory(prefix="voiceguide-studio-")
        self._remixes = tempfile.TemporaryDirectory(prefix="voiceguide-remixes-")
        self.remixer = Remixer(Path(self._remixes.name), remixes)
        self.additions = Additions(install, self._forget_voices)
        self._voices: asyncio.Task[tuple[VoiceInfo, ...]] | None = None

    async def voices(self) -> tuple[VoiceInfo, ...]:
        """Every voice, listed once and then cached."""
        if self._voices is None or (self._voices.done() and self._voices.exception() is not None):
            self._voices = asyncio.create_task(self.workers.run(tasks.voices))
        return await asyncio.shield(self._voices)

    def _forget_voices(self) -> None:
        """List the voices again next time: one has been added."""
        self._voices = None

    async def voice_names(self) -> Sequence[str]:
        """Names of the voices that can speak now."""
        return [each.name for each in await self.voices() if each.installed]

    def request(self, title: str, file: Path, settings: Settings) -> Job:
        """The job that makes a session of a routine's file; its output path is chosen when the work starts."""
        return Job(
            name=title,
            source=str(file),
            output=self.library.folder,
            settings=settings,
            outputs=Outputs(page=True),
            pronounce=self.config.pronounce,
            near=NEAR,
        )

    def prepare_job(self, job: QueuedJob) -> Job:
        """The job that makes a queued session, from the routine as it is now, at a path that is free now.

        Raises:
            MissingError: The routine does not exist any more.
        """
        file = self.routines.file(job.routine)
        target = self.library.free_target(file.stem, max(1, round(job.seconds / 60)))
        early = self._early_file(job.id) if job.wanted else None
        return replace(self.request(job.title, file, job.request.settings), output=target, early=early)

    def _early_file(self, name: str) -> Path:
        """The path of a job's sound while it is being made; the oldest such sounds are removed."""
        folder = Path(self._early.name)
        for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)[: -MOST_EARLY + 1]:
            old.unlink(missing_ok=True)
        return folder / f"{name}.mp3"

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work on the queue while the block runs; then end every process."""
        work = asyncio.create_task(self.queue.run(self.prepare_job, self.config.settings.voice))
        warm = asyncio.create_task(self._warm())
        try:
            yield
        finally:
            for task in (work, warm):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, Exception):
                    await task
            self.previews.close()
            await asyncio.to_thread(self.workers.close)
            await asyncio.to_thread(self.remixer.close)
            self._early.cleanup()
            self._remixes.cleanup()

    async def _warm(self) -> None:
        """Read in advance what the first page needs."""
        await asyncio.to_thread(self.routines.cards)
        await self.voices()

    async def cover(self, title: str, minutes: int | None, seed: str, size: int) -> bytes:
        """A cover as JPEG, painted once."""
        return await asyncio.to_thread(_cover, title, minutes, seed, size)


@lru_cache(maxsize=200)
def _cover(title: str, minutes: int | None, seed: str, size: int) -> bytes:
    """The cover as a picture; the last ones are kept."""
    return tasks.cover(title, minutes, seed, size)
