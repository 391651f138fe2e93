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

from voiceguide.export import recovery
from voiceguide.export.recovery import JOURNAL, LOCK, QUIET_S, hold, recover_folder, staging_name
from voiceguide.export.transaction import FileTransaction
from voiceguide.files import same_file

NEW = {"a.mp3": b"new sound", "a.vtt": b"new words", "a.txt": b"new text"}

KILLED = """
import os, signal, sys
from pathlib import Path
from voiceguide.export.transaction import FileTransaction
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
with FileTransaction(folder, force=True) as transaction:
    for name in ("a.mp3", "a.vtt", "a.txt"):
        transaction.write(name, f"new {dict(mp3='sound', vtt='words', txt='text')[name[2:]]}")
    transaction.commit()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def staged(folder: Path, *, age_s: float = 0.0, lock: bool = True, name: str = "") -> Path:
    """A staging folder as a render leaves it when it is killed while encoding."""
    staging = folder / (name or staging_name())
    staging.mkdir()
    (staging / "a.mp3").write_bytes(b"half")
    if lock:
        (staging / LOCK).touch()
    for path in (*staging.iterdir(), staging):
        os.utime(path, (time.time() - age_s,) * 2)
    return staging


def render(folder: Path) -> None:
    with FileTransaction(folder) as transaction:
        transaction.write("b.mp3", b"other")
        transaction.commit()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_a_dead_render_staged_goes_at_once_with_the_next(tmp_path: Path) -> None:
    staged(tmp_path)
    render(tmp_path)
    assert contents(tmp_path) == {"b.mp3": b"other"}


HOLDER = """
import sys, time
from pathlib import Path
from voiceguide.export.transaction import FileTransaction
with FileTransaction(Path(sys.argv[1])) as transaction:
    transaction.write("a.mp3", b"half")
    print("ready", flush=True)
    sys.stdin.readline()
"""


def test_a_living_render_is_left_alone_whatever_its_process_number_tells(tmp_path: Path) -> None:
    """One of another container has a number that means nothing here; and on Windows none can be asked for."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as living:
        assert living.stdout is not None
        assert living.stdin is not None
        living.stdout.readline()
        (staging,) = tmp_path.iterdir()
        for path in (*staging.iterdir(), staging):
            os.utime(path, (1_000_000, 1_000_000))
        (staging / JOURNAL).write_text(json.dumps({"a.mp3": ["a.mp3", ".old-0"]}))
        render(tmp_path)
        assert (staging / "a.mp3").read_bytes() == b"half"
        living.kill()
    recover_folder(tmp_path)
    assert contents(tmp_path) == {"b.mp3": b"other"}


@pytest.mark.parametrize("name", ["", ".voiceguide-4711-0123456789ab.part"], ids=["begun just now", "earlier version"])
def test_without_a_lock_only_age_tells(tmp_path: Path, name: str) -> None:
    young = staged(tmp_path, age_s=QUIET_S / 2, lock=False, name=name)
    recover_folder(tmp_path)
    assert young.exists()
    for path in (*young.iterdir(), young):
        os.utime(path, (time.time() - QUIET_S - 10,) * 2)
    recover_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_where_the_file_system_knows_no_locks_a_render_works_and_only_a_day_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(number: int) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(recovery, "lock_handle", none)
    staging = staged(tmp_path, age_s=QUIET_S * 2)
    render(tmp_path)
    assert staging.exists()
    os.utime(staging, (1_000_000, 1_000_000))
    for path in staging.iterdir():
        os.utime(path, (1_000_000, 1_000_000))
    recover_folder(tmp_path)
    assert contents(tmp_path) == {"b.mp3": b"other"}


def test_a_lock_is_held_once_and_ends_with_its_handle(tmp_path: Path) -> None:
    first = hold(tmp_path / "x")
    assert first is not None
    assert hold(tmp_path / "x") is None
    first.close()
    again = hold(tmp_path / "x")
    assert again is not None
    again.close()


def test_files_of_a_share_that_numbers_none_are_distinguished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some network shares give every file the number 0; two files are not one for that."""
    real = Path.stat

    def numberless(self: Path, **how: bool) -> os.stat_result:
        status = real(self, **how)
        return os.stat_result((status.st_mode, 0, status.st_dev, *status[3:]))

    for name in ("a.mp3", "b.mp3"):
        (tmp_path / name).write_bytes(b"x")
    monkeypatch.setattr(Path, "stat", numberless)
    assert not same_file(tmp_path / "a.mp3", tmp_path / "b.mp3")
    assert same_file(tmp_path / "a.mp3", tmp_path / "." / "a.mp3")
    assert not recovery.is_moved(tmp_path / "a.mp3", tmp_path / "b.mp3")


@pytest.mark.parametrize("name", [".voiceguide-x-00.part", ".voiceguide-1-zz.part", ".a.mp3.00.part", "voiceguide"])
def test_other_folders_are_not_touched(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "mine").write_bytes(b"mine")
    os.utime(tmp_path / name, (1_000_000, 1_000_000))
    render(tmp_path)
    assert (tmp_path / name / "mine").read_bytes() == b"mine"


WITH_LINKS, WITHOUT = [("links", n) for n in range(4)], [("no links", n) for n in range(6)]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX's")
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
    staging = staged(folder)
    (staging / JOURNAL).write_text(journal)
    recover_folder(folder)
    assert (tmp_path / "a.mp3").read_bytes() == b"mine"
    assert contents(folder) == {"c.mp3": b"mine"}


def test_a_render_killed_between_moves_is_undone_by_its_journal(tmp_path: Path) -> None:
    staging = staged(tmp_path)
    (staging / "0.vtt").write_bytes(b"words")  # a short name, where the whole path would be too long
    (staging / JOURNAL).write_text(json.dumps({"a.mp3": ["a.mp3", ".old-0"], "a.vtt": ["0.vtt", ".old-1"]}))
    (staging / "0.vtt").replace(tmp_path / "a.vtt")
    recover_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_only_linked_when_its_render_was_killed_goes_as_well(tmp_path: Path) -> None:
    staging = staged(tmp_path)
    for name in ("a.mp3", "a.vtt"):
        (staging / name).write_bytes(b"new")
    (staging / JOURNAL).write_text(json.dumps({"a.mp3": ["a.mp3", ".old-0"], "a.vtt": ["a.vtt", ".old-1"]}))
    (tmp_path / "a.vtt").hardlink_to(staging / "a.vtt")
    recover_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_removed_does_not_stop_a_render(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staging = staged(tmp_path)
    real = Path.unlink

    def refuse(self: Path, missing_ok: bool = False) -> None:
        if self.parent == staging:
            raise PermissionError(13, "Permission denied")
        real(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    render(tmp_path)
    assert (tmp_path / "b.mp3").read_bytes() == b"other"
    assert staging.exists()
