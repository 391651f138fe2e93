"""Several readers of one remix: each gets its bytes, the newest request first."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from voiceguide.app.jobs import Job
from voiceguide.app.remix import BytesReady, FileOpened, RemixRequest
from voiceguide.app.remixer import Remixer
from voiceguide.settings import Settings

TOTAL = 1_000_000
PIECE = 50_000
WAIT_S = 20.0


class Maker:
    """Takes the place of the process: fills the beginning, then one piece from each byte it is asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def start(self, pipe: Connection) -> Callable[[], None]:
        serving = threading.Thread(target=self._serve, args=(pipe,), daemon=True)
        serving.start()
        return lambda: serving.join(WAIT_S)

    def _serve(self, pipe: Connection) -> None:
        request = pipe.recv()
        assert isinstance(request, RemixRequest)
        pipe.send((request.number, FileOpened(TOTAL, 0)))
        pipe.send((request.number, BytesReady(0, PIECE)))
        while (byte := pipe.recv()) is not None:
            self.asked.append(byte)
            pipe.send((request.number, BytesReady(byte, byte + PIECE)))


def read(folder: Path, *, newer_gives_up: bool = False) -> tuple[list[int], list[int]]:
    """Two readers wait for a byte each, the second a moment later: what each got up to, and what was asked for."""
    maker = Maker()

    async def both() -> list[int]:
        remixer = Remixer(folder, maker.start)
        try:
            name = await remixer.open(Job("Hands", "hands.yaml", folder, Settings()), 0.0)
            readers = []
            for byte in (300_000, 700_000):
                readers.append(asyncio.create_task(remixer.find(name, byte)))
                await asyncio.sleep(0)
            if newer_gives_up:
                readers.pop().cancel()
            async with asyncio.timeout(WAIT_S):
                return [sound.there for sound in await asyncio.gather(*readers) if sound]
        finally:
            remixer.close()

    return asyncio.run(both()), maker.asked


def test_every_reader_gets_its_bytes_the_newest_request_first(tmp_path: Path) -> None:
    assert read(tmp_path) == ([300_000 + PIECE, 700_000 + PIECE], [700_000, 300_000])


def test_a_request_that_was_given_up_keeps_no_other_waiting(tmp_path: Path) -> None:
    assert read(tmp_path, newer_gives_up=True) == ([300_000 + PIECE], [300_000])
