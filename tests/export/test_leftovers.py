"""What a killed render left is taken away by a later one; what is still at work is left alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from voiceguide.export.bundle import Bundle
from voiceguide.export.leftovers import JOURNAL, QUIET_S, clear_leftovers, remove_staged, staging_name

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX's")
NEW = {"a.mp3": b"new sound", "a.vtt": b"new words", "a.txt": b"new text"}

KILLED = """
import os, signal, sys
from pathlib import Path
from voiceguide.export.bundle import Bundle
folder, kill_at = Path(sys.argv[1]), int(sys.argv[2])
moves, real = 0, Path.replace
def replace(self, target):
    global moves
    if moves == kill_at:
        os.kill(os.getpid(), signal.SIGKILL)
    moves += 1
    return real(self, target)
Path.replace = replace
if sys.argv[3] == "no links":
    del Path.hardlink_to
    def hardlink_to(self, target): raise NotImplementedError
    Path.hardlink_to = hardlink_to
with Bundle(folder, force=True) as bundle:
    for name in ("a.mp3", "a.vtt", "a.txt"):
        bundle.write(name, f"new {dict(mp3='sound', vtt='words', txt='text')[name[2:]]}")
    bundle.commit()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def staged(folder: Path, pid: int, *, age_s: float) -> Path:
    """A staging folder as a render leaves it when it is killed while encoding."""
    staging = folder / staging_name(pid, "0123456789ab")
    staging.mkdir()
    (staging / "a.mp3").write_bytes(b"half")
    for path in (staging / "a.mp3", staging):
        os.utime(path, (time.time() - age_s,) * 2)
    return staging


def render(folder: Path) -> None:
    with Bundle(folder) as bundle:
        bundle.write("b.mp3", b"other")
        bundle.commit()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_a_dead_process_staged_goes_with_the_next_render(tmp_path: Path) -> None:
    staged(tmp_path, dead_pid(), age_s=QUIET_S + 10)
    render(tmp_path)
    assert contents(tmp_path) == {"b.mp3": b"other"}


def test_what_a_living_process_staged_stays_however_old(tmp_path: Path) -> None:
    staging = staged(tmp_path, os.getppid(), age_s=QUIET_S * 100)
    render(tmp_path)
    assert (staging / "a.mp3").read_bytes() == b"half"


def test_what_was_staged_just_now_stays_even_when_no_such_process_runs_here(tmp_path: Path) -> None:
    """It may be one of another machine or container that shares the folder."""
    staging = staged(tmp_path, dead_pid(), age_s=QUIET_S / 2)
    render(tmp_path)
    assert (staging / "a.mp3").read_bytes() == b"half"


@pytest.mark.parametrize("name", [".voiceguide-x-00.part", ".voiceguide-1-zz.part", ".a.mp3.00.part", "voiceguide"])
def test_other_folders_are_not_touched(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "mine").write_bytes(b"mine")
    os.utime(tmp_path / name, (1_000_000, 1_000_000))
    render(tmp_path)
    assert (tmp_path / name / "mine").read_bytes() == b"mine"


WITH_LINKS, WITHOUT = [("links", n) for n in range(4)], [("no links", n) for n in range(6)]


@pytest.mark.parametrize(("links", "kill_at"), WITH_LINKS + WITHOUT)
def test_a_render_killed_between_two_moves_is_undone(tmp_path: Path, links: str, kill_at: int) -> None:
    old = {"a.mp3": b"old sound", "a.vtt": b"old words"}
    for name, content in old.items():
        (tmp_path / name).write_bytes(content)
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), str(kill_at), links], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    for name, content in contents_of_files(tmp_path).items():
        assert content in {old.get(name), NEW[name]}, "nothing damaged stands at a final name"
    render(tmp_path)
    complete = kill_at == (3 if links == "links" else 5)
    assert contents(tmp_path) == (NEW if complete else old) | {"b.mp3": b"other"}


def contents_of_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize(
    "journal", ["", "no JSON", "[1, 2]", '{"../a.mp3": ".old-0", "b.mp3": ".old-1"}', '{"c.mp3": "x/y"}']
)
def test_a_journal_that_is_not_ours_moves_nothing(tmp_path: Path, journal: str) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    for path in (tmp_path / "a.mp3", folder / "c.mp3"):
        path.write_bytes(b"mine")
    staging = staged(folder, dead_pid(), age_s=0)
    (staging / JOURNAL).write_text(journal)
    clear_leftovers(folder)
    assert (tmp_path / "a.mp3").read_bytes() == b"mine"
    assert contents(folder) == {"c.mp3": b"mine"}


def test_a_worker_known_to_be_dead_is_cleared_up_after_at_once(tmp_path: Path) -> None:
    pid = dead_pid()
    staging = staged(tmp_path, pid, age_s=0)
    (staging / "a.vtt").write_bytes(b"words")
    (staging / JOURNAL).write_text(json.dumps({"a.mp3": ".old-0", "a.vtt": ".old-1"}))
    (staging / "a.vtt").replace(tmp_path / "a.vtt")
    other = staged(tmp_path, pid + 1, age_s=0)
    remove_staged(tmp_path, pid)
    assert [path.name for path in tmp_path.iterdir()] == [other.name]


def test_a_file_that_was_only_linked_when_its_render_was_killed_goes_as_well(tmp_path: Path) -> None:
    pid = dead_pid()
    staging = staged(tmp_path, pid, age_s=0)
    for name in ("a.mp3", "a.vtt"):
        (staging / name).write_bytes(b"new")
    (staging / JOURNAL).write_text(json.dumps({"a.mp3": ".old-0", "a.vtt": ".old-1"}))
    (tmp_path / "a.vtt").hardlink_to(staging / "a.vtt")
    remove_staged(tmp_path, pid)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_removed_does_not_stop_a_render(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staging = staged(tmp_path, dead_pid(), age_s=QUIET_S + 10)
    real = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self == staging:
            raise PermissionError(13, "Permission denied")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    render(tmp_path)
    assert (tmp_path / "b.mp3").read_bytes() == b"other"
    assert staging.exists()
