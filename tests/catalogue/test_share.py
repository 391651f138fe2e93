"""What the tasks of a worker take, and what they leave: threads, and memory."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.catalogue.conftest import catalogue
from tests.catalogue.here import Here
from tests.fake_engine import FakeEngine
from voiceguide.catalogue import conductor
from voiceguide.catalogue.catalogue import Outcome, make_catalogue
from voiceguide.catalogue.matrix import read_matrix
from voiceguide.catalogue.store import Store
from voiceguide.speech import parallel

pytestmark = pytest.mark.usefixtures("fake")


def make(folder: Path, cluster: Here | None = None, **how: Any) -> Outcome:
    file = catalogue(folder, "routines: [small.yaml, other.yaml]\ndurations: [3 min]\n")
    return make_catalogue(read_matrix(file), Store("out"), cluster or Here(), **how)


def test_a_session_leaves_no_sound_to_the_garbage_collector(folder: Path) -> None:
    gc.collect()
    gc.disable()  # a worker's many objects keep it from looking for long
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        assert len(make(folder).new) == 2
        gc.collect()
        referents = (each for left in gc.garbage for each in gc.get_referents(left))
        arrays = {id(each): each.nbytes for each in referents if isinstance(each, np.ndarray)}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert sum(arrays.values()) < 100_000


@pytest.mark.parametrize("threads", [1, 3])
def test_a_task_speaks_in_no_more_threads_than_are_its_share(
    folder: Path, monkeypatch: pytest.MonkeyPatch, threads: int
) -> None:
    monkeypatch.setattr(parallel, "cores", lambda: 8)
    shares: list[int] = []
    monkeypatch.setattr(FakeEngine, "prepare", lambda *_: shares.append(parallel.most_at_once()))
    make(folder, threads=threads)
    assert set(shares) == {threads}
    assert parallel.most_at_once() == 8


def test_the_clips_of_a_session_are_shared_by_the_workers_in_one_task_each(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conductor, "BATCH", 4)
    sizes: list[int] = []

    def note(task: str, asked: Any, _avoid: set[str]) -> None:
        if task == "say":
            sizes.append(len(asked.texts))

    made = make(folder, Here(note))
    assert (len(made.new), sum(sizes)) == (2, made.tally.spoken)
    assert sizes[0] - sizes[1] in (0, 1)  # two workers, two tasks, for the first session
    assert sum(sizes[:2]) > 40
