"""A session's files appear together or not at all, under names that every system takes."""

from __future__ import annotations

import errno
import os
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.errors import ExportError, UsageError
from voiceguide.export import transaction as transaction_module
from voiceguide.export.names import LONGEST_NAME, safe_name
from voiceguide.export.session import one_line, release_moment
from voiceguide.export.transaction import FileTransaction

from .sessions import TITLES


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_files_appear_only_at_the_commit_and_all_of_them(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "deeper"
    with FileTransaction(folder) as transaction:
        transaction.path("a.mp3").write_bytes(b"sound")
        transaction.write("a.vtt", "Grüße\n")
        transaction.path("never-written.txt")
        assert not list(folder.glob("a.*"))
        assert [name for name, _ in transaction.staged()] == ["a.mp3", "a.vtt"]
        done = transaction.commit()
    assert done == (folder / "a.mp3", folder / "a.vtt")
    assert names(folder) == ["a.mp3", "a.vtt"]
    assert (folder / "a.vtt").read_bytes() == "Grüße\n".encode()


def test_leaving_without_a_commit_leaves_nothing_not_even_the_folder(tmp_path: Path) -> None:
    with FileTransaction(tmp_path / "new" / "deeper") as transaction:
        transaction.write("a.mp3", b"sound")
    assert names(tmp_path) == []


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt(), MemoryError()])
def test_an_error_on_the_way_leaves_the_folder_as_it_was(tmp_path: Path, error: BaseException) -> None:
    (tmp_path / "old.mp3").write_bytes(b"old")

    def render() -> None:
        with FileTransaction(tmp_path, force=True) as transaction:
            transaction.write("old.mp3", b"new")
            raise error

    with pytest.raises(type(error)):
        render()
    assert names(tmp_path) == ["old.mp3"]
    assert (tmp_path / "old.mp3").read_bytes() == b"old"


def test_a_file_that_exists_is_kept_unless_forced(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(b"old")
    with FileTransaction(tmp_path) as transaction, pytest.raises(ExportError, match="exists") as caught:
        transaction.path("a.mp3")
    assert "--force" in str(caught.value.hint)
    assert caught.value.where is not None
    assert caught.value.where.file == str(tmp_path / "a.mp3")
    with FileTransaction(tmp_path, force=True) as transaction:
        transaction.write("a.mp3", b"new")
        transaction.commit()
    assert (tmp_path / "a.mp3").read_bytes() == b"new"
    assert names(tmp_path) == ["a.mp3"]


def test_a_file_that_appears_during_the_render_is_kept(tmp_path: Path) -> None:
    with FileTransaction(tmp_path) as transaction:
        transaction.write("a.mp3", b"new")
        transaction.write("a.vtt", "new")
        (tmp_path / "a.vtt").write_text("other")
        with pytest.raises(ExportError, match="exists"):
            transaction.commit()
    assert names(tmp_path) == ["a.vtt"]
    assert (tmp_path / "a.vtt").read_text() == "other"


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_appears_at_the_last_moment_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    """Another render of the same name, without --force as well, comes to its end while this one begins to move."""

    def other_ends(staging: Path, backups: dict[str, str]) -> None:
        (tmp_path / "a.vtt").write_text("other")

    monkeypatch.setattr(transaction_module, "write_journal", other_ends)
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", _no_links)
    with FileTransaction(tmp_path) as transaction:
        for name in ("a.mp3", "a.vtt", "a.txt"):
            transaction.write(name, b"new")
        with pytest.raises(ExportError, match="exists already"):
            transaction.commit()
    assert names(tmp_path) == ["a.vtt"]
    assert (tmp_path / "a.vtt").read_text() == "other"


@pytest.mark.parametrize("step", ["hardlink_to", "unlink"])
@pytest.mark.parametrize("fail_at", range(3))
def test_a_failure_at_any_step_leaves_nothing_where_nothing_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, fail_at: int
) -> None:
    real = getattr(Path, step)
    calls = 0

    def failing(self: Path, *arguments: Path) -> None:
        nonlocal calls
        calls += 1
        if calls == fail_at + 1:
            raise KeyboardInterrupt
        real(self, *arguments)

    with FileTransaction(tmp_path) as transaction:
        for name in ("a.mp3", "a.vtt", "a.txt"):
            transaction.write(name, b"new")
        monkeypatch.setattr(Path, step, failing)
        with pytest.raises(KeyboardInterrupt):
            transaction.commit()
        monkeypatch.undo()
    assert names(tmp_path) == []


def test_files_that_go_while_they_are_moved_do_not_hide_what_went_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.hardlink_to

    def failing(self: Path, staged: Path) -> None:
        if self.name == "a.mp3":
            (tmp_path / "a.txt").unlink()  # somebody tidies up
            raise KeyboardInterrupt
        real(self, staged)

    with FileTransaction(tmp_path) as transaction:
        for name in ("a.mp3", "a.vtt", "a.txt"):
            transaction.write(name, b"new")
        monkeypatch.setattr(Path, "hardlink_to", failing)
        with pytest.raises(KeyboardInterrupt):
            transaction.commit()
        monkeypatch.undo()
    assert names(tmp_path) == []


def _no_links(self: Path, target: Path) -> None:
    raise OSError(errno.EPERM, "this file system has no links")


def test_a_folder_in_the_way_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").mkdir()
    with FileTransaction(tmp_path, force=True) as transaction, pytest.raises(ExportError, match="folder"):
        transaction.path("a.mp3")
    assert names(tmp_path) == ["a.mp3"]


@pytest.mark.parametrize(("links", "fail_at"), [*((True, n) for n in range(4)), *((False, n) for n in range(6))])
def test_a_failure_at_any_step_of_the_commit_takes_everything_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool, fail_at: int
) -> None:
    """Two of three files replace old ones: three moves, or five where there are no links; each fails in turn."""
    (tmp_path / "a.mp3").write_bytes(b"old sound")
    (tmp_path / "a.vtt").write_bytes(b"old words")
    real = Path.replace
    calls = 0

    def failing(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == fail_at + 1:
            raise OSError(errno.EIO, "device error")
        return real(self, target)

    whole = fail_at == (3 if links else 5)
    transaction = FileTransaction(tmp_path, force=True)
    with transaction:
        for name in ("a.mp3", "a.vtt", "a.txt"):
            transaction.write(name, b"new")
        monkeypatch.setattr(Path, "replace", failing)
        if not links:
            monkeypatch.setattr(Path, "hardlink_to", _no_links)
        if whole:
            transaction.commit()
        else:
            with pytest.raises(ExportError, match="device error"):
                transaction.commit()
    monkeypatch.undo()
    left = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    if whole:
        assert left == dict.fromkeys(("a.mp3", "a.vtt", "a.txt"), b"new")
    else:
        assert left == {"a.mp3": b"old sound", "a.vtt": b"old words"}


def test_an_old_file_stays_at_its_name_until_the_new_one_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.mp3").write_bytes(b"old")
    real = Path.replace

    def looking(self: Path, target: Path) -> Path:
        assert (tmp_path / "a.mp3").read_bytes() == b"old"
        return real(self, target)

    with FileTransaction(tmp_path, force=True) as transaction:
        transaction.write("a.mp3", b"new")
        monkeypatch.setattr(Path, "replace", looking)
        transaction.commit()
    assert (tmp_path / "a.mp3").read_bytes() == b"new"


@pytest.mark.parametrize("force", [True, False])
def test_the_sound_is_moved_last_so_that_it_never_stands_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, force: bool
) -> None:
    order: list[str] = []
    replace, link = Path.replace, Path.hardlink_to

    def replacing(self: Path, target: Path) -> Path:
        order.append(target.name)
        return replace(self, target)

    def linking(self: Path, target: Path) -> None:
        order.append(self.name)
        link(self, target)

    with FileTransaction(tmp_path, force=force) as transaction:
        for name in ("a.mp3", "a.vtt", "a.txt"):
            transaction.write(name, b"")
        monkeypatch.setattr(Path, "replace", replacing)
        monkeypatch.setattr(Path, "hardlink_to", linking)
        transaction.commit()
    assert order == ["a.txt", "a.vtt", "a.mp3"]


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "disk is full"), (errno.EDQUOT, "cannot write"), (errno.EFBIG, "larger")]
)
def test_a_full_disk_while_writing_is_a_clear_error(tmp_path: Path, number: int, words: str) -> None:
    def render() -> None:
        with FileTransaction(tmp_path) as transaction:
            transaction.path("a.mp3").write_bytes(b"half")
            raise OSError(number, os.strerror(number))

    with pytest.raises(ExportError) as caught:
        render()
    assert words in str(caught.value)
    assert names(tmp_path) == []


def test_an_error_of_reading_elsewhere_is_not_called_an_error_of_writing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), FileTransaction(tmp_path / "out"):
        (tmp_path / "missing.wav").read_bytes()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_folder_that_cannot_be_written_is_a_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(ExportError) as caught, FileTransaction(tmp_path / "new"):
        pass
    assert "--output" in str(caught.value.hint)
    assert caught.value.where is not None


def test_a_file_where_the_folder_should_be_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(ExportError), FileTransaction(tmp_path / "out"):
        pass
    with pytest.raises(ExportError), FileTransaction(tmp_path / "out" / "deeper"):
        pass
    assert (tmp_path / "out").read_text() == "a file"


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "/etc/x", "../x", "a\0b"])
def test_only_plain_file_names_are_taken(tmp_path: Path, name: str) -> None:
    with FileTransaction(tmp_path) as transaction, pytest.raises(ExportError):
        transaction.path(name)


@given(st.text(max_size=400))
def test_a_safe_name_is_a_file_name_on_every_system(title: str) -> None:
    name = safe_name(title)
    assert 0 < len(name.encode("utf-8")) <= LONGEST_NAME + 1
    assert not set(name) & set('/\\:*?"<>|')
    assert {unicodedata.category(char) for char in name if char not in "\u200c\u200d"} & {"Cc", "Cf", "Cs"} == set()
    assert name[0] not in ".- "
    assert name[-1] not in ". "
    assert safe_name(name) == name


@pytest.mark.parametrize("title", TITLES)
def test_any_title_can_be_written_under_its_safe_name(tmp_path: Path, title: str) -> None:
    with FileTransaction(tmp_path) as transaction:
        transaction.write(f"{safe_name(title)}.chapters.json", title)
        (path,) = transaction.commit()
    assert path.read_text(encoding="utf-8") == title


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Shoulders, arms and back", "Shoulders, arms and back"),
        ("背中と肩", "背中と肩"),
        ("Back / neck: deep?", "Back - neck- deep"),
        ("../../etc/passwd", "etc-passwd"),
        ("  .hidden ", "hidden"),
        ("--force", "force"),
        ("CON", "CON_"),
        ("nul.txt", "nul_.txt"),
        ("console", "console"),
        ("", "session"),
        ("...", "session"),
        ("\u202egpj.exe", "gpj.exe"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("e\u0301te\u0301", "\u00e9t\u00e9"),
        ("a\nb\tc", "a b c"),
    ],
)
def test_safe_names(title: str, name: str) -> None:
    assert safe_name(title) == name


def test_a_long_name_is_cut_at_a_word_and_never_before_a_mark() -> None:
    words = "shoulders " * 30
    assert safe_name(words).endswith("shoulders")
    marks = "q\u0323" * 100
    assert safe_name(marks).endswith("q\u0323")


def test_the_date_of_a_reproducible_build_is_honoured() -> None:
    assert release_moment({"SOURCE_DATE_EPOCH": "1735689600"}) == datetime(2025, 1, 1, tzinfo=UTC)
    assert release_moment({"SOURCE_DATE_EPOCH": ""}).year >= 2024


@pytest.mark.parametrize("text", ["soon", "1e9", "9" * 30])
def test_a_wrong_date_is_a_clear_error(text: str) -> None:
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        release_moment({"SOURCE_DATE_EPOCH": text})


@pytest.mark.parametrize("make", [one_line, safe_name])
def test_lone_surrogates_do_not_break_anything(make: Callable[[str], str]) -> None:
    assert make("a\ud800b").encode("utf-8")
