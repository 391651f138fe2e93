"""--watch: made again when saved, patient with mistakes, told of files it did not know before."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import run
from tests.fake_engine import FakeEngine
from voiceguide.app.jobs import Job
from voiceguide.cli import watching
from voiceguide.cli.watching import changes, files_of, state_of, watch
from voiceguide.errors import RoutineError, UsageError
from voiceguide.mp3.segments import Segment
from voiceguide.settings import Settings


class Editor:
    """Stands for somebody who edits while the program waits: each step is told as an event of its folder."""

    def __init__(self, *steps: Callable[[], None]) -> None:
        self.steps = list(steps)
        self.watched: list[list[Path]] = []
        self.clock_ns = 1_700_000_000_000_000_000

    def __call__(self, files: Iterable[Path]) -> Iterator[None]:
        self.watched.append(sorted(files))
        while self.steps:
            self.steps.pop(0)()
            yield
        raise KeyboardInterrupt

    def save(self, path: Path, text: str) -> Callable[[], None]:
        def step() -> None:
            path.write_text(text, "utf-8")
            self.clock_ns += 1_000_000_000
            os.utime(path, ns=(self.clock_ns, self.clock_ns))

        return step


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch) -> Editor:
    made = Editor()
    monkeypatch.setattr(watching, "events", made)
    return made


def rest() -> None:
    """Nothing happens."""


def count(*files: Path) -> int:
    found = 0
    try:
        for _ in changes(lambda: files, state_of(files)):
            found += 1
    except KeyboardInterrupt:  # the editor has gone home
        return found
    raise AssertionError("it stopped watching by itself")


def test_each_save_is_noticed_once(folder: Path, editor: Editor) -> None:
    path = folder / "small.yaml"
    editor.steps = [rest, editor.save(path, "a"), rest, rest, editor.save(path, "b"), rest]
    assert count(path) == 2


def test_an_editor_that_replaces_the_file_is_waited_for(folder: Path, editor: Editor) -> None:
    path = folder / "small.yaml"
    editor.steps = [path.unlink, rest, rest, editor.save(path, "new"), rest, rest]
    assert count(path) == 1


def test_any_of_the_files_counts(folder: Path, editor: Editor) -> None:
    other = folder / "other.yaml"
    other.write_text("x", "utf-8")
    editor.steps = [editor.save(other, "y"), rest]
    assert count(folder / "small.yaml", other) == 1


def test_what_is_saved_while_a_session_is_made_is_noticed_afterwards(folder: Path, editor: Editor) -> None:
    path = folder / "small.yaml"
    editor.steps = [editor.save(path, "a"), rest]
    saves = changes(lambda: [path], state_of([path]))
    next(saves)
    editor.save(path, "b")()  # `rest` alone follows: what was written meanwhile has no event of its own
    next(saves)
    with pytest.raises(KeyboardInterrupt):
        next(saves)


def test_files_that_come_into_use_are_watched_from_then_on(folder: Path, editor: Editor) -> None:
    path, other = folder / "small.yaml", folder / "other.yaml"
    other.write_text("x", "utf-8")
    used = [path]
    editor.steps = [editor.save(path, "a"), lambda: used.append(other), editor.save(path, "b"), editor.save(other, "y")]
    with pytest.raises(KeyboardInterrupt):
        list(changes(lambda: used, state_of(used)))
    assert editor.watched == [[path], [other, path]]


def test_a_real_save_is_reported_by_the_system(folder: Path) -> None:
    path = folder / "small.yaml"
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.wait(0.4):
            path.write_text(f"{'x' * (number := number + 1)}", "utf-8")

    writer = threading.Thread(target=write, daemon=True)
    known = state_of([path])
    writer.start()
    try:
        next(changes(lambda: [path], known))
        assert state_of([path]) != known
        assert path.read_text("utf-8").strip("x") == ""
    finally:
        stop.set()
        writer.join()


def test_without_the_extra_the_line_that_installs_it_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voiceguide.installing.is_there", lambda extra: extra != "watch")
    result = run("make", "small.yaml", "--watch")
    assert result.code == 2
    assert "the extra 'watch' is not installed" in result.err
    assert "pip install 'watchfiles" in result.err


def job(source: str, **changes: object) -> Job:
    return Job("x", source, Path("output"), Settings(), **changes)  # type: ignore[arg-type]


def test_the_files_of_a_routine_are_its_own_and_those_it_uses(folder: Path) -> None:
    mine = folder / "mine.yaml"
    mine.write_text("title: Mine\nstages:\n  - use: small/Neck\n", "utf-8")
    assert [path.name for path in files_of(job("mine.yaml"))] == ["mine.yaml", "small.yaml"]
    mine.write_text("title: [", "utf-8")
    assert [path.name for path in files_of(job("mine.yaml"))] == ["mine.yaml"]
    (folder / "s.yaml").write_text("voiceguide-script: 2\n", "utf-8")
    assert files_of(job("s.yaml")) == [Path("s.yaml")]
    with pytest.raises(UsageError):
        files_of(job("nowhere"))


def test_mistakes_are_reported_and_waited_for_and_its_own_files_replaced(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[bool] = []

    def make(each: Job) -> None:
        made.append(each.force)
        if len(made) == 2:
            raise RoutineError("small.yaml has a mistake", [])

    monkeypatch.setattr(watching, "changes", lambda *_: iter([None, None]))
    watch(job("small.yaml"), make)
    assert made == [False, True, True]
    err = capsys.readouterr().err
    assert "Watching small.yaml" in err
    assert "Error: small.yaml has a mistake" in err


def test_only_what_was_changed_is_spoken_and_encoded_anew(
    folder: Path, fake: FakeEngine, editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "small.yaml"
    spoken: list[list[str]] = []
    encoded: list[int] = []
    begun: list[int] = []
    begin = Segment._begin

    def note(self: Segment) -> Any:
        begun.append(self.first)
        return begin(self)

    def remember() -> None:
        spoken.append([each.text for each in fake.spoken])
        encoded.append(len(begun))
        fake.spoken.clear()
        begun.clear()

    monkeypatch.setattr(Segment, "_begin", note)

    own = 'over the shoulders\n        say: {during: "This is an evening for two."}'
    longer = path.read_text("utf-8").replace("duration: 3 min", "duration: 5 min")
    path.write_text(longer, "utf-8")
    text = longer.replace("over the shoulders", own)
    editor.steps = [remember, editor.save(path, text), rest, remember]
    result = run("make", "small.yaml", "--watch", "--preview", "100s", "--ambient", "none", "--with", "none")
    assert result.code == 130
    assert result.out.count("output/small-preview.mp3") == 2
    first, second = spoken
    assert len(first) > 5
    assert 0 < len(second) < len(first)
    assert any("evening for two" in each for each in second)
    assert not set(first) & set(second)
    assert 0 < encoded[1] < encoded[0]
