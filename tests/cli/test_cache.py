"""cache: what is kept is counted, and cleared without touching anything else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.running import run
from voiceguide.app.cache import CLEARED, clear, list_folders
from voiceguide.errors import UsageError


@pytest.fixture
def cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache with something on each folder, and beside them."""
    root = folder / "cache"
    for name, size in (
        ("clips/ab/x.clip", 1000),
        ("clips/cd/y.clip", 500),
        ("beds/z.pcm", 70),
        ("segments/ab/s.frames", 30),
        ("kokoro/m.onnx", 9),
        ("hibari/e.onnx", 8),
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * size)
    (root / "mine.txt").write_text("mine", "utf-8")
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(root))
    return root


def test_info_counts_files_and_bytes(cache: Path) -> None:
    found = {each["name"]: (each["files"], each["bytes"]) for each in run("cache", "info", "--json").json}
    assert found == {"clips": (2, 1500), "beds": (1, 70), "segments": (1, 30), "hibari": (1, 8), "kokoro": (1, 9)}
    assert str(cache / "clips") in run("cache", "info").out


def test_clear_takes_what_comes_back_by_itself(cache: Path) -> None:
    result = run("cache", "clear")
    assert result.code == 0
    assert "clips: 2 files" in result.out
    left = {str(path.relative_to(cache)) for path in cache.rglob("*") if path.is_file()}
    assert left == {os.path.join("kokoro", "m.onnx"), os.path.join("hibari", "e.onnx"), "mine.txt"}  # noqa: PTH118


def test_clear_takes_what_is_named_and_nothing_else(cache: Path) -> None:
    assert run("cache", "clear", "kokoro").code == 0
    assert {folder.name: folder.files for folder in list_folders()} == {
        "clips": 2,
        "beds": 1,
        "segments": 1,
        "hibari": 1,
        "kokoro": 0,
    }


@pytest.mark.parametrize("name", ["..", "/", "", "clip", "mine.txt"])
def test_only_shelves_can_be_cleared(name: str, cache: Path) -> None:
    with pytest.raises(UsageError):
        clear([name])
    assert (cache / "mine.txt").exists()


def test_an_empty_cache_is_no_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(folder / "nowhere"))
    assert [folder.files for folder in clear(CLEARED)] == [0, 0, 0]
    assert run("cache", "info").code == 0
    assert not (folder / "nowhere").exists()


def test_what_cannot_be_cleared_is_reported(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("shutil.rmtree", refuse)
    result = run("cache", "clear")
    assert result.code == 1
    assert "Permission denied" in result.err

    def gone(path: Path) -> None:
        raise FileNotFoundError(2, "No such file", str(path))

    monkeypatch.setattr("shutil.rmtree", gone)  # another process was quicker
    assert run("cache", "clear").code == 0


def test_a_file_that_goes_while_it_is_counted_does_no_harm(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Path.is_symlink

    def vanish(path: Path) -> bool:
        path.unlink()
        return before(path)

    monkeypatch.setattr(Path, "is_symlink", vanish)
    assert not any(folder.files for folder in list_folders())
