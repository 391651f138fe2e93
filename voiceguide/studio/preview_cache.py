"""Short sounds made on demand: previews and samples, kept for a while under ids that reveal nothing.

Equal requests are rendered once. When there are many sounds the oldest are removed, and all when the studio ends.
"""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from voiceguide.studio.workers import WorkerPool

MOST_KEPT = 60
"""Sounds kept at most, of about 500 kB each."""


class PreviewCache:
    """The previews and samples made so far."""

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers
        self._folder = tempfile.TemporaryDirectory(prefix="voiceguide-studio-")
        self._made: OrderedDict[str, asyncio.Task[dict[str, Any]]] = OrderedDict()

    async def make(self, task: Callable[..., dict[str, Any]], *args: Any) -> dict[str, Any]:
        """Have a sound made, or take it from the cache.

        Args:
            task: A function of `tasks` whose last argument is the file to write.
            args: Its other arguments.

        Returns:
            What the task returned, with the sound's id as ``clip``.
        """
        clip = hashlib.sha256(repr((task.__name__, args)).encode("utf-8", "replace")).hexdigest()[:32]
        if clip not in self._made or _has_failed(self._made[clip]):
            work = self._workers.run(task, *args, self._path(clip))
            self._made[clip] = asyncio.create_task(work)
        self._made.move_to_end(clip)
        making = self._made[clip]
        try:
            facts = await asyncio.shield(making)
        finally:
            if _has_failed(making) and self._made.get(clip) is making:
                del self._made[clip]
            self._forget_oldest()
        return {**facts, "clip": clip}

    def file(self, clip: str) -> Path | None:
        """The file of a finished sound, or None."""
        task = self._made.get(clip)
        if task is None or not task.done() or _has_failed(task):
            return None
        return self._path(clip)

    def _path(self, clip: str) -> Path:
        return Path(self._folder.name) / f"{clip}.mp3"

    def _forget_oldest(self) -> None:
        for clip in list(self._made)[: max(0, len(self._made) - MOST_KEPT)]:
            if self._made[clip].done():
                del self._made[clip]
                self._path(clip).unlink(missing_ok=True)

    def close(self) -> None:
        """Remove everything."""
        for task in self._made.values():
            task.cancel()
        self._folder.cleanup()


def _has_failed(task: asyncio.Task[Any]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
