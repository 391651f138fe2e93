"""The helper processes: one that takes too long, or dies, stands in nobody's way."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator

import pytest

from voiceguide.studio import helpers as helpers_module
from voiceguide.studio.errors import BusyError
from voiceguide.studio.helpers import Helpers


@pytest.fixture
def helpers() -> Iterator[Helpers]:
    made = Helpers(1, 2)
    yield made
    made.close()


def sleeping(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def dying() -> None:
    os._exit(3)


def test_one_that_takes_too_long_is_ended(helpers: Helpers, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asyncio.run(helpers.do(sleeping, 0.0)) == 0.0
    with monkeypatch.context() as patch:
        patch.setattr(helpers_module, "LONGEST_S", 0.2)
        with pytest.raises(BusyError, match="too long"):
            asyncio.run(helpers.do(sleeping, 3_600.0))
    assert asyncio.run(helpers.do(sleeping, 0.01)) == 0.01


def test_one_that_dies_is_replaced(helpers: Helpers) -> None:
    with pytest.raises(BusyError, match="unexpectedly"):
        asyncio.run(helpers.do(dying))
    assert asyncio.run(helpers.do(sleeping, 0.01)) == 0.01


def test_only_so_many_wait(helpers: Helpers) -> None:
    async def crowd() -> list[BaseException | float]:
        return await asyncio.gather(*(helpers.do(sleeping, 0.01) for _ in range(4)), return_exceptions=True)

    results = asyncio.run(crowd())
    assert [type(each) for each in results] == [float, float, BusyError, BusyError]
