"""The clip cache: whole or not at all, verified, bounded, shared."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fake_engine import sound
from voiceguide.errors import SpeechError
from voiceguide.files import ABANDONED_S
from voiceguide.speech.cache import ClipCache
from voiceguide.speech.postprocess import ProcessedClip, postprocess

KEY = "ab" + "0" * 62


@pytest.fixture(scope="module")
def finished() -> ProcessedClip:
    return postprocess([sound("breathe in")], "breathe in")


@pytest.fixture
def cache(tmp_path: Path) -> ClipCache:
    return ClipCache(tmp_path / "clips")


def stored_file(cache: ClipCache) -> Path:
    (path,) = cache.folder.rglob("*.clip")
    return path


def test_what_is_stored_comes_back_to_the_bit(cache: ClipCache, finished: ProcessedClip) -> None:
    stored = cache.store(KEY, "breathe in", finished)
    loaded = ClipCache(cache.folder).load(KEY)
    assert loaded is not None
    for clip in (stored, loaded):
        assert (clip.text, clip.frames, clip.gain) == ("breathe in", len(finished.samples), finished.gain)
        assert np.array_equal(clip.energy, finished.energy)
        assert np.array_equal(clip.peaks, finished.peaks)
        assert np.array_equal(clip.samples(), finished.samples * np.float32(finished.gain))


def test_what_is_not_there_is_none(cache: ClipCache) -> None:
    assert cache.load(KEY) is None


@given(place=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_any_damaged_byte_is_noticed_and_the_file_removed(
    tmp_path_factory: pytest.TempPathFactory, finished: ProcessedClip, place: float, flip: int
) -> None:
    cache = ClipCache(tmp_path_factory.mktemp("damaged"))
    cache.store(KEY, "breathe in", finished)
    path = stored_file(cache)
    content = bytearray(path.read_bytes())
    content[int(place * len(content))] ^= flip
    path.write_bytes(content)
    assert ClipCache(cache.folder).load(KEY) is None
    assert not path.exists()


@given(kept=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_short_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, finished: ProcessedClip, kept: float
) -> None:
    cache = ClipCache(tmp_path_factory.mktemp("cut"))
    cache.store(KEY, "breathe in", finished)
    path = stored_file(cache)
    path.write_bytes(path.read_bytes()[: int(kept * path.stat().st_size)])
    assert ClipCache(cache.folder).load(KEY) is None


def test_a_clip_damaged_after_loading_is_not_played(cache: ClipCache, finished: ProcessedClip) -> None:
    clip = cache.store(KEY, "breathe in", finished)
    path = stored_file(cache)
    path.write_bytes(path.read_bytes()[:-4000] + bytes(4000))
    with path.open("r+b") as file:
        file.seek(clip.offset)
        file.write(b"\x7f" * 400)
    with pytest.raises(SpeechError, match="gone from the cache"):
        clip.samples()


def test_the_clips_not_used_for_longest_go_first(tmp_path: Path, finished: ProcessedClip) -> None:
    size = ClipCache(tmp_path / "one").store(KEY, "x", finished).path.stat().st_size
    cache = ClipCache(tmp_path / "clips", limit_bytes=3 * size)
    keys = [f"{number:02x}" + "0" * 62 for number in range(5)]
    for age, key in enumerate(keys):
        path = cache.store(key, "x", finished).path
        os.utime(path, (1_000_000 + age, 1_000_000 + age))
    assert ClipCache(cache.folder).load(keys[0]) is not None, "used now"
    assert cache.evict() == 2
    left = ClipCache(cache.folder)
    assert [left.load(key) is not None for key in keys] == [True, False, False, True, True]
    sizes = [path.stat().st_size for path in left.folder.rglob("*") if path.is_file()]
    assert len(sizes) == 3
    assert sum(sizes) <= 3 * size


def test_what_a_killed_process_was_writing_goes_after_an_hour(cache: ClipCache, finished: ProcessedClip) -> None:
    clip = cache.store(KEY, "x", finished)
    old, new = (clip.path.with_name(f".{clip.path.name}.{mark}.part") for mark in ("0a", "0b"))
    for path, age_s in ((old, 2 * ABANDONED_S), (new, ABANDONED_S / 2)):
        path.write_bytes(b"half")
        os.utime(path, (time.time() - age_s,) * 2)
    assert cache.evict() == 0
    assert {path for path in cache.folder.rglob("*") if path.is_file()} == {clip.path, new}


def test_a_folder_that_cannot_be_written_is_replaced_for_this_run(tmp_path: Path, finished: ProcessedClip) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    cache = ClipCache(blocked / "clips")
    clip = cache.store(KEY, "x", finished)
    assert np.array_equal(clip.samples(), finished.samples * np.float32(finished.gain))
    assert cache.load(KEY) is not None
    assert cache.problem is not None
    assert str(blocked) in cache.problem


def test_no_place_at_all_is_a_clear_error(
    tmp_path: Path, finished: ProcessedClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    cache = ClipCache(tmp_path / "clips")
    with pytest.raises(SpeechError, match="No space left") as caught:
        cache.store(KEY, "x", finished)
    assert caught.value.hint
    monkeypatch.undo()
    assert not list(tmp_path.rglob("*.*")), "nothing half-written"


def _store_many(folder: Path, finished: ProcessedClip) -> None:
    cache = ClipCache(folder, limit_bytes=8 * 200_000)
    for number in range(30):
        cache.store(f"{number:02x}" + "0" * 62, f"text {number}", finished)
        cache.load(f"{(number * 7) % 30:02x}" + "0" * 62)
        cache.evict()


def test_several_processes_share_a_folder(tmp_path: Path, finished: ProcessedClip) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_store_many, args=(tmp_path / "clips", finished)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    left = ClipCache(tmp_path / "clips")
    for path in left.folder.rglob("*.clip"):
        assert left.load(path.stem) is not None, "what is there is whole"
    assert not list(left.folder.rglob("*.part"))


def test_the_folder_may_vanish_while_it_is_used(cache: ClipCache, finished: ProcessedClip) -> None:
    cache.store(KEY, "x", finished)
    shutil.rmtree(cache.folder)
    assert cache.load(KEY) is None
    cache.store(KEY, "x", finished)
    assert cache.load(KEY) is not None
