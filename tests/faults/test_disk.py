"""Full disks and places that cannot be written: the work goes on elsewhere, or ends with words and no pieces."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import Result, command, run_process
from tests.fake_engine import FakeEngine
from voiceguide.errors import SpeechError
from voiceguide.pipeline import render
from voiceguide.routine.model import Routine
from voiceguide.settings import Settings
from voiceguide.speaking import Preview

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="resource limits are POSIX's")
MAKE = ("make", "small.yaml", "--voice", "pyttsx3", "--ambient", "none", "--preview", "30s", "-q")


def run_limited(largest_bytes: int, *arguments: object) -> Result:
    """Run a command line that cannot write a larger file, as on a file system that has come to its end."""
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_bytes, largest_bytes))

    done = subprocess.run(
        command(*arguments), capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
        preexec_fn=limit,
    )  # fmt: skip
    return Result(done.returncode, done.stdout, done.stderr)


def is_clear(result: Result) -> bool:
    return result.code == 1 and result.out == "" and result.err.startswith("Error: ") and "Traceback" not in result.err


@POSIX
def test_no_room_for_the_sound_is_reported_and_leaves_nothing(folder: Path) -> None:
    assert run_process(*MAKE, "-o", "warm").code == 0
    result = run_limited(200_000, *MAKE)
    assert is_clear(result), result
    assert "small-preview.mp3" in result.err
    assert "choose another folder with --output" in result.err
    assert not (folder / "output").exists()


@POSIX
def test_no_room_for_clips_is_reported_and_leaves_nothing_half_written(folder: Path) -> None:
    result = run_limited(20_000, *MAKE)
    assert is_clear(result), result
    assert not (folder / "output").exists()
    assert [path for path in Path(os.environ["VOICEGUIDE_CACHE"]).rglob("*.part") if path.is_file()] == []


def test_a_full_disk_for_the_session_is_reported_and_leaves_it_empty(
    folder: Path, small_disk: Callable[[int], Path]
) -> None:
    disk = small_disk(200)
    result = run_process(*MAKE, "-o", disk)
    assert is_clear(result), result
    assert "The disk is full: free some space, or choose another folder with --output." in result.err
    assert list(disk.iterdir()) == []


def test_a_full_disk_for_the_cache_only_costs_speaking_again(folder: Path, small_disk: Callable[[int], Path]) -> None:
    disk = small_disk(300)
    result = run_process(*MAKE, environ={"VOICEGUIDE_CACHE": str(disk)})
    plain = run_process(*MAKE, "-o", "plain")
    assert result.code == plain.code == 0, result.err
    made, expected = (Path(each.out.strip()).read_bytes() for each in (result, plain))
    assert made == expected
    assert list(disk.rglob("*.part")) == []


def test_a_full_disk_for_temporary_files_is_reported(folder: Path, small_disk: Callable[[int], Path]) -> None:
    disk = small_disk(16)
    result = run_process(*MAKE, environ={"TMPDIR": str(disk)})
    assert is_clear(result), result
    assert not (folder / "output").exists()


def test_no_place_for_temporary_files_at_all_is_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object, **__: object) -> str:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "mkdtemp", nowhere)
    from voiceguide.speech.pyttsx3_engine import Pyttsx3Engine

    with Pyttsx3Engine() as engine, pytest.raises(SpeechError, match="temporary") as caught:
        engine.voices()
    assert caught.value.hint


def test_a_file_where_the_cache_should_be_only_costs_speaking_again(
    routine: Routine, fake: FakeEngine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "file").write_text("mine")
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(folder / "file"))
    made = render(routine, "out", Settings(voice="fake:tone"), preview=Preview(30.0))
    assert made.path.is_file()
    assert (folder / "file").read_text() == "mine"


def test_a_file_where_the_output_should_be_is_reported(folder: Path) -> None:
    (folder / "out").write_text("mine")
    result = run_process(*MAKE, "-o", "out/deeper")
    assert is_clear(result), result
    assert "A part of that path is a file, not a folder: choose another with --output." in result.err
    assert (folder / "out").read_text() == "mine"


@POSIX
def test_what_the_system_says_of_a_bed_is_told(folder: Path) -> None:
    result = run_process("ambient", "render", "rain", "--seconds", "10", "--output", f"{'x' * 251}.flac")
    assert is_clear(result), result
    assert "File name too long" in result.err
    assert "disk" not in result.err


def test_no_option_is_named_that_a_command_does_not_have(folder: Path) -> None:
    (folder / "a-file").write_text("", "utf-8")
    result = run_process("script", "legs", "--save", "a-file/legs.script.yaml")
    assert is_clear(result), result
    assert "a-file is a file, not a folder\n  Choose another folder.\n" in result.err


def test_a_record_sheet_that_cannot_be_written_says_what_to_do(folder: Path) -> None:
    (folder / "a-file").write_text("", "utf-8")
    result = run_process("record-sheet", "legs", "--output", "a-file/voice")
    assert is_clear(result), result
    assert "A part of that path is a file, not a folder" in result.err
