"""What may happen while a render is at work: it goes on with the same bytes, or ends with words and no pieces."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import command
from tests.fake_engine import FakeEngine
from voiceguide.errors import ExportError, SpeechError
from voiceguide.pipeline import render
from voiceguide.routine.model import Routine
from voiceguide.settings import Settings
from voiceguide.speaking import Preview
from voiceguide.speech import pyttsx3_process
from voiceguide.speech.pyttsx3_process import Worker

FAKE = Settings(voice="fake:tone")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
ESPEAK = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="only espeak-ng is the same everywhere")


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def undisturbed(routine: Routine, settings: Settings = FAKE) -> dict[str, bytes]:
    """What a render writes that nothing happens to; its cache is empty, and is so again."""
    folder = Path("undisturbed")
    render(routine, folder, settings, preview=Preview(20.0))
    shutil.rmtree(os.environ["VOICEGUIDE_CACHE"])
    return files(folder)


def when(stage: str, act: Callable[[], None]) -> Callable[[str, int, int], None]:
    """A progress callback that acts once, when a stage is half done."""
    done_for: list[str] = []

    def report(now: str, done: int, total: int) -> None:
        if now == stage and 2 * done >= total and not done_for:
            done_for.append(stage)
            act()

    return report


@pytest.mark.parametrize("stage", ["voice", "sound", "measure"])
def test_a_cache_that_is_deleted_changes_nothing(routine: Routine, fake: FakeEngine, stage: str) -> None:
    expected = undisturbed(routine)
    delete = when(stage, lambda: shutil.rmtree(os.environ["VOICEGUIDE_CACHE"]))
    made = render(routine, "out", FAKE, preview=Preview(20.0), on_progress=delete)
    assert files(made.path.parent) == expected


def test_a_cache_that_becomes_a_file_changes_nothing_but_that_clips_are_not_kept(
    routine: Routine, fake: FakeEngine
) -> None:
    expected = undisturbed(routine)
    cache = Path(os.environ["VOICEGUIDE_CACHE"])

    def block() -> None:
        shutil.rmtree(cache)
        cache.write_text("in the way")

    made = render(routine, "out", FAKE, preview=Preview(20.0), on_progress=when("voice", block))
    assert files(made.path.parent) == expected
    assert cache.read_text() == "in the way"


@pytest.mark.parametrize("days", [-4000, 4000])
def test_a_clock_that_jumps_changes_nothing(
    routine: Routine, fake: FakeEngine, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    expected = undisturbed(routine)
    real, calls = time.time, itertools.count()
    monkeypatch.setattr(time, "time", lambda: real() + next(calls) % 2 * days * 86_400)
    made = render(routine, "out", FAKE, preview=Preview(20.0))
    assert files(made.path.parent) == expected
    again = render(routine, "out", FAKE, preview=Preview(20.0), force=True)
    assert again.synthesised == 0, "clips stay, whatever the clock says"
    assert files(again.path.parent) == expected


def test_a_folder_that_is_deleted_under_the_render_is_a_clear_error(routine: Routine, fake: FakeEngine) -> None:
    with pytest.raises(ExportError) as caught:
        render(routine, "out", FAKE, preview=Preview(20.0), on_progress=when("sound", lambda: shutil.rmtree("out")))
    assert str(caught.value.where) == "out"
    assert "went away" in str(caught.value)
    assert not Path("out").exists()


def test_what_appears_at_the_place_of_the_session_meanwhile_is_kept(routine: Routine, fake: FakeEngine) -> None:
    def appear() -> None:
        Path("out", "small-preview.mp3").write_bytes(b"mine")

    with pytest.raises(ExportError, match="exists already"):
        render(routine, "out", FAKE, preview=Preview(20.0), on_progress=when("sound", appear))
    assert files(Path("out")) == {"small-preview.mp3": b"mine"}


@ESPEAK
def test_a_speech_process_that_is_killed_during_a_render_changes_nothing(
    routine: Routine, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Settings(voice="pyttsx3:en-us")
    expected = undisturbed(routine, plain)
    asked, killed = itertools.count(), []
    real = Worker.ask

    def ask(self: Worker, request: dict[str, object]) -> tuple[dict[str, object], bytes]:
        if next(asked) == 1:
            os.kill(self.pid, signal.SIGKILL)
            killed.append(self.pid)
        return real(self, request)

    monkeypatch.setattr(Worker, "ask", ask)
    made = render(routine, "out", plain, preview=Preview(20.0))
    assert len(killed) == 1
    assert files(made.path.parent) == expected


@ESPEAK
def test_a_speech_process_that_is_killed_each_time_ends_the_render_with_words(
    routine: Routine, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Worker.ask

    def killed(self: Worker, request: dict[str, object]) -> tuple[dict[str, object], bytes]:
        os.kill(self.pid, signal.SIGKILL)
        return real(self, request)

    monkeypatch.setattr(pyttsx3_process.Worker, "ask", killed)
    with pytest.raises(SpeechError, match="died twice") as caught:
        render(routine, "out", Settings(voice="pyttsx3:en-us"), preview=Preview(20.0))
    assert caught.value.cue, "it names the cue"
    assert caught.value.hint
    assert not Path("out").exists()


@POSIX
@pytest.mark.parametrize("force", [True, False], ids=["force", "no force"])
def test_two_renders_of_the_same_routine_at_once_leave_one_whole_session(force: bool, folder: Path) -> None:
    arguments = ["make", "small.yaml", "--voice", "pyttsx3", "--ambient", "none", "--preview", "30s", "-q"]
    arguments += ["--force"] if force else []
    both = [
        subprocess.Popen(
            command(*arguments, "--output", "output/s.mp3"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    ends = [(*process.communicate(timeout=120), process.returncode) for process in both]
    codes = sorted(code for _, _, code in ends)
    assert codes == [0, 0 if force else 1], ends
    assert all("Traceback" not in err for _, err, _ in ends)
    assert all("exists already" in err for _, err, code in ends if code)
    together = files(folder / "output")
    alone = subprocess.run(
        command(*arguments, "--output", "alone/s.mp3"), capture_output=True, timeout=120, check=False
    )
    assert alone.returncode == 0, alone.stderr
    assert together == files(folder / "alone")
