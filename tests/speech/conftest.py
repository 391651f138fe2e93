"""The neural voice for tests: its files from VOICEGUIDE_KOKORO, its session loaded once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from voiceguide.speech.kokoro_engine import KokoroEngine
from voiceguide.speech.kokoro_files import is_installed


def neural_files() -> Path | None:
    """The folder of the neural voice, if there is one and its packages are installed."""
    folder = os.environ.get("VOICEGUIDE_KOKORO")
    return Path(folder) if folder and is_installed() else None


@pytest.fixture(scope="session")
def _one_kokoro() -> Iterator[KokoroEngine]:
    with KokoroEngine(threads=2) as engine:
        yield engine


@pytest.fixture
def kokoro(request: pytest.FixtureRequest) -> KokoroEngine:
    if neural_files() is None:
        pytest.skip("the neural voice is not there: set VOICEGUIDE_KOKORO to its folder")
    engine = request.getfixturevalue("_one_kokoro")
    assert isinstance(engine, KokoroEngine)
    return engine
