"""A session heard while it is made, when things go wrong: with the listener, the disk, the process, its neighbours."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from tests.cli.running import command
from tests.fake_engine import FakeEngine
from voiceguide import Settings, stream
from voiceguide.cli.playing import play_stream
from voiceguide.export import mp3
from voiceguide.export.kept_segments import KeptSegments
from voiceguide.files import cache_folder
from voiceguide.growing import GrowingMix
from voiceguide.kept_stream import KeptStream
from voiceguide.mp3 import segments
from voiceguide.mp3.frames import FRAME_SAMPLES
from voiceguide.units import RATE_HZ

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals and shells are POSIX's")
ROUTINE = "desk-shoulders"
SHORT = Settings(duration_s=600.0, bitrate_kbps=96, mono=True)
BYTES_A_SECOND = 12_000

CHILD = """
import sys
from tests.fake_engine import FakeEngine
from voiceguide import Settings, stream
from voiceguide.mp3 import segments
segments.QUALITY = 7
short = Settings(duration_s=600.0, bitrate_kbps=96, mono=True)
for piece in stream("desk-shoulders", short, engine=FakeEngine):
    sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
"""
"""Another process that streams the same session."""


def child() -> subprocess.Popen[bytes]:
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.Popen([sys.executable, "-c", CHILD], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ)


@cache
def whole() -> bytes:
    """The session with nothing kept, and nothing kept of it; made once for all tests here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mp3, "kept_of", lambda *_: None)
        return b"".join(stream(ROUTINE, SHORT, engine=FakeEngine))


@contextmanager
def encoded() -> Iterator[set[int]]:
    """The segments that are encoded meanwhile, by their first frame."""
    found: set[int] = set()
    begin = segments.Segment._begin

    def note(self: segments.Segment) -> Any:
        found.add(self.first)
        return begin(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments.Segment, "_begin", note)
        yield found


def all_segments() -> set[int]:
    return set(segments.segment_starts(600 * RATE_HZ))


def kept() -> list[Path]:
    return sorted((cache_folder() / "segments").glob("??/*.frames"))


def damaged() -> list[Path]:
    """Kept segments that are not whole."""
    found = []
    for path in kept():
        head, _, rest = path.read_bytes().partition(b"\n")
        if head != b"voiceguide segment 1" or rest[:4] != crc32(rest[4:]).to_bytes(4, "little"):
            found.append(path)
    return found


def at_work() -> list[str]:
    names = ("speech", "mp3", "kept-stream")
    return [each.name for each in threading.enumerate() if each.name.startswith(names)]


def test_a_reader_who_takes_long_holds_the_work_back_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is mixed and not yet taken is memory: it is no more in the middle than at the beginning."""
    furthest = 0
    block = GrowingMix.block

    def note(self: GrowingMix, start: int, frames: int) -> Any:
        nonlocal furthest
        furthest = max(furthest, start + frames)
        return block(self, start, frames)

    def settled() -> int:
        """How far it is mixed when it goes no further."""
        seen, since = -1, time.monotonic()
        while time.monotonic() - since < 1.0:
            if furthest != seen:
                seen, since = furthest, time.monotonic()
            time.sleep(0.02)
        return furthest

    expected = whole()
    monkeypatch.setattr(GrowingMix, "block", note)
    starts = segments.segment_starts(600 * RATE_HZ)
    longest = max(after - before for before, after in pairwise(starts)) * FRAME_SAMPLES
    with stream(ROUTINE, SHORT, engine=FakeEngine, threads=2) as heard:
        pieces, got = iter(heard), b""
        for pause_s in (20, 150, 300):
            while len(got) < pause_s * BYTES_A_SECOND:
                got += next(pieces)
            ahead = settled() - len(got) // BYTES_A_SECOND * RATE_HZ
            assert 0 < ahead < 5 * longest, f"at {pause_s} s: {ahead / RATE_HZ:.0f} s ahead of the reader"
        got += b"".join(pieces)
    assert got == expected


@POSIX
@pytest.mark.parametrize("end", ["exit 0", "kill -9 $$"], ids=["closed", "killed"])
def test_a_player_that_goes_away_ends_the_work_and_what_was_made_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    player = tmp_path / "mpv"
    player.write_text(f"#!/bin/sh\nhead -c 2000000 > /dev/null\n{end}\n", encoding="utf-8")
    player.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    play_stream(stream(ROUTINE, SHORT, engine=FakeEngine))
    assert at_work() == []
    assert damaged() == []
    expected = whole()
    with encoded() as again:
        assert b"".join(stream(ROUTINE, SHORT, engine=FakeEngine)) == expected
    assert again < all_segments()


def test_listeners_who_always_leave_early_do_not_fill_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    limit = 900_000
    monkeypatch.setattr(mp3, "KeptSegments", partial(KeptSegments, limit_bytes=limit))
    for volume in (0.0, -1.0, -2.0):
        with stream(ROUTINE, SHORT.replaced({"volume_lu": volume}), engine=FakeEngine) as heard:
            pieces, taken = iter(heard), 0
            while taken < 100 * BYTES_A_SECOND:
                taken += len(next(pieces))
            pieces.close()  # type: ignore[attr-defined]
        assert 0 < sum(path.stat().st_size for path in kept()) <= limit


def test_a_disk_that_is_full_of_segments_changes_nothing(small_disk: Callable[[int], Path]) -> None:
    expected = whole()
    cache_folder().mkdir(parents=True, exist_ok=True)
    disk = small_disk(1500)
    (cache_folder() / "segments").symlink_to(disk)
    for _ in range(2):
        assert b"".join(stream(ROUTINE, SHORT, engine=FakeEngine)) == expected
    assert 0 < len(kept()) < len(all_segments())
    assert damaged() == []
    assert [path for path in disk.rglob("*.part") if path.is_file()] == []


def test_a_disk_that_is_full_under_the_listener_is_reported(small_disk: Callable[[int], Path]) -> None:
    """A page plays from a file that grows: where it cannot, whoever reads on hears of it, and nothing hangs."""
    disk = small_disk(1500)
    with KeptStream(stream(ROUTINE, SHORT, engine=FakeEngine), disk / "heard.mp3") as running:
        assert running.read(0, 3) == b"ID3"
        with pytest.raises(OSError, match="No space left"):
            running.read(running.total_bytes - 1, 1)
        assert running.read(0, 3) == b"ID3", "what is there can be heard on"
    assert at_work() == []


@POSIX
def test_a_disk_that_is_full_under_the_bytes_is_reported_in_words(
    folder: Path, small_disk: Callable[[int], Path]
) -> None:
    arguments = ("play", "desk-shoulders", "--duration", "12m", "--voice", "pyttsx3:en-us", "-o", "-")
    with (small_disk(300) / "heard.mp3").open("wb") as out:
        done = subprocess.run(
            command(*arguments), stdout=out, stderr=subprocess.PIPE, cwd=folder, check=False, timeout=300, text=True
        )
    assert done.returncode == 1
    assert done.stderr == "Error: the output: No space left on device\n"


@POSIX
def test_a_process_killed_while_it_streams_leaves_whole_segments_and_the_next_goes_on_from_them() -> None:
    expected = whole()
    with child() as process:
        assert process.stdout is not None
        got = process.stdout.read(250 * BYTES_A_SECOND)
        process.kill()
    assert got == expected[: len(got)]
    before = {int(path.stem.rsplit("-", 1)[1]) for path in kept()}
    assert len(before) > 3
    assert damaged() == []
    with encoded() as again:
        assert b"".join(stream(ROUTINE, SHORT, engine=FakeEngine)) == expected
    assert again == all_segments() - before


@POSIX
def test_two_processes_share_the_store() -> None:
    expected = whole()
    with child() as one, child() as other:
        ends = [process.communicate(timeout=600) for process in (one, other)]
    assert [process.returncode for process in (one, other)] == [0, 0], ends
    assert [out == expected for out, _ in ends] == [True, True]
    assert damaged() == []
    with encoded() as again:
        assert b"".join(stream(ROUTINE, SHORT, engine=FakeEngine)) == expected
    assert again == set()


def test_a_damaged_segment_is_made_anew_and_it_alone() -> None:
    expected = whole()
    b"".join(stream(ROUTINE, SHORT, engine=FakeEngine))
    broken = kept()[3]
    broken.write_bytes(broken.read_bytes()[:-7])
    with encoded() as again:
        assert b"".join(stream(ROUTINE, SHORT, engine=FakeEngine)) == expected
    assert again == {int(broken.stem.rsplit("-", 1)[1])}
    assert damaged() == []
