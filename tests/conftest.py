"""What every test gets: a cache of its own, no settings from this machine, and reproducible properties."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.examples import ALL, QUICK

# Derandomised, so that a run here and a run elsewhere try the same; no shrinking, which can take minutes.
for _name, _most in (("quick", QUICK), ("thorough", ALL)):
    settings.register_profile(
        _name,
        max_examples=_most,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile("quick")

_NUMBERS = itertools.count()


@pytest.fixture(autouse=True, scope="session")
def _shared_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is made for several tests is not made in the user's cache, either."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VOICEGUIDE_CACHE", str(Path(tmp_path_factory.getbasetemp()) / "caches" / "shared"))
        yield


@pytest.fixture(autouse=True)
def _own_world(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the user's cache, settings or neural voice by accident."""
    for name in list(os.environ):
        if name.startswith("VOICEGUIDE_") and name != "VOICEGUIDE_KOKORO":
            monkeypatch.delenv(name)
    folder = Path(tmp_path_factory.getbasetemp())
    # a name is enough: making a folder for each of thousands of tests takes longer than most of them
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(folder / "caches" / str(next(_NUMBERS))))
    monkeypatch.setenv("VOICEGUIDE_CONFIG", str(folder / "no-settings.toml"))
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


@pytest.fixture(autouse=True)
def _quick_encoder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody listens to what the encoder makes of a sound, LAME may make half the effort."""
    if "mp3" not in request.path.parts and request.node.get_closest_marker("listening") is None:
        monkeypatch.setattr("voiceguide.mp3.segments.QUALITY", 7)
