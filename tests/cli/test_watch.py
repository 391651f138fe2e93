"""--watch: made again when saved, patient with mistakes, told of files it did not know before."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import run
from tests.fake_engine import FakeEngine
from voiceguide.batch import Job
from voiceguide.cli import watching
from voiceguide.cli.watching import changes, files_of, watch
from voiceguide.errors import RoutineError, UsageError
from voiceguide.settings import Settings


class Editor:
    """Stands for somebody who edits while the program waits: each pause is one step of the list."""

    def __init__(self, *steps: Callable[[], None]) -> None:
        self.steps = list(steps)
        self.clock_ns = 1_700_000_000_000_000_000

    def __call__(self, seconds: float) -> None:
        assert seconds == watching.POLL_S
        if not self.steps:
            raise KeyboardInterrupt
        self.steps.pop(0)()

    def save(self, path: Path, text: str) -> Callable[[], None]:
        def step() -> None:
            path.write_text(text, "utf-8")
            self.clock_ns += 1_000_000_000
            os.utime(path, ns=(self.clock_ns, self.clock_ns))

        return step


def rest() -> None:
    """Nothing happens."""


def count(editor: Editor, *files: Path) -> int:
    found = 0
    try:
        for _ in changes(lambda: files, editor):
            found += 1
    except KeyboardInterrupt:  # the editor has gone home
        return found
    raise AssertionError("it stopped watching by itself")


def test_a_save_is_noticed_once_and_only_when_it_has_settled(folder: Path) -> None:
    path = folder / "small.yaml"
    editor = Editor()
    editor.steps = [rest, editor.save(path, "a"), editor.save(path, "ab"), rest, rest, rest]
    assert count(editor, path) == 1


def test_saving_twice_is_two_changes(folder: Path) -> None:
    path = folder / "small.yaml"
    editor = Editor()
    editor.steps = [editor.save(path, "a"), rest, editor.save(path, "b"), rest, rest]
    assert count(editor, path) == 2


def test_an_editor_that_replaces_the_file_is_waited_for(folder: Path) -> None:
    path = folder / "small.yaml"
    editor = Editor()
    editor.steps = [path.unlink, rest, rest, editor.save(path, "new"), rest, rest]
    assert count(editor, path) == 1


def test_any_of_the_files_counts(folder: Path) -> None:
    other = folder / "other.yaml"
    other.write_text("x", "utf-8")
    editor = Editor()
    editor.steps = [editor.save(other, "y"), rest]
    assert count(editor, folder / "small.yaml", other) == 1


def job(source: str, **changes: object) -> Job:
    return Job("x", source, Path("output"), Settings(), **changes)  # type: ignore[arg-type]


def test_the_files_of_a_routine_are_its_own_and_those_it_uses(folder: Path) -> None:
    mine = folder / "mine.yaml"
    mine.write_text("title: Mine\nstages:\n  - use: small/Neck\n", "utf-8")
    assert [path.name for path in files_of(job("mine.yaml"))] == ["mine.yaml", "small.yaml"]
    mine.write_text("title: [", "utf-8")
    assert [path.name for path in files_of(job("mine.yaml"))] == ["mine.yaml"]
    assert files_of(job("s.yaml", script=True)) == [Path("s.yaml")]
    with pytest.raises(UsageError):
        files_of(job("nowhere"))


def test_mistakes_are_told_and_waited_upon_and_its_own_files_replaced(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[bool] = []

    def make(each: Job) -> None:
        made.append(each.force)
        if len(made) == 2:
            raise RoutineError("small.yaml has a mistake", [])

    monkeypatch.setattr(watching, "changes", lambda _: iter([None, None]))
    watch(job("small.yaml"), make)
    assert made == [False, True, True]
    err = capsys.readouterr().err
    assert "Watching small.yaml" in err
    assert "Error: small.yaml has a mistake" in err


def test_only_what_was_changed_is_spoken_anew(folder: Path, fake: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "small.yaml"
    spoken: list[list[str]] = []
    editor = Editor()

    def remember() -> None:
        spoken.append([each.text for each in fake.spoken])
        fake.spoken.clear()

    own = 'over the shoulders\n        say: {during: "This is an evening for two."}'
    text = path.read_text("utf-8").replace("over the shoulders", own)
    editor.steps = [remember, editor.save(path, text), rest, remember]
    monkeypatch.setattr("time.sleep", editor)
    monkeypatch.setattr(changes, "__defaults__", (editor,))
    result = run("make", "small.yaml", "--watch", "--preview", "100s", "--ambient", "none", "--with", "none")
    assert result.code == 130
    assert result.out.count("output/small-preview.mp3") == 2
    first, second = spoken
    assert len(first) > 5
    assert 0 < len(second) < len(first)
    assert any("evening for two" in each for each in second)
    assert not set(first) & set(second)
