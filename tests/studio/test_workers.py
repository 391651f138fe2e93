"""The worker processes: one that takes too long, or dies, stands in nobody's way."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator

import pytest

from voiceguide.app.errors import BusyError
from voiceguide.studio import workers as workers_module
from voiceguide.studio.workers import WorkerPool


@pytest.fixture
def workers() -> Iterator[WorkerPool]:
    made = WorkerPool(1, 2)
    yield made
    made.close()


def sleeping(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def dying() -> None:
    os._exit(3)


def test_one_that_takes_too_long_is_ended(workers: WorkerPool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asyncio.run(workers.run(sleeping, 0.0)) == 0.0
    with monkeypatch.context() as patch:
        patch.setattr(workers_module, "LONGEST_S", 0.2)
        with pytest.raises(BusyError, match="too long"):
            asyncio.run(workers.run(sleeping, 3_600.0))
    assert asyncio.run(workers.run(sleeping, 0.01)) == 0.01


def test_one_that_dies_is_replaced(workers: WorkerPool) -> None:
    with pytest.raises(BusyError, match="unexpectedly"):
        asyncio.run(workers.run(dying))
    assert asyncio.run(workers.run(sleeping, 0.01)) == 0.01


def test_only_so_many_wait(workers: WorkerPool) -> None:
    async def crowd() -> list[BaseException | float]:
        return await asyncio.gather(*(workers.run(sleeping, 0.01) for _ in range(4)), return_exceptions=True)

    results = asyncio.run(crowd())
    assert [type(each) for each in results] == [float, float, BusyError, BusyError]
