"""Machines as people have them: without a home, with other file systems, open files, long paths, other line ends."""

from __future__ import annotations

import errno
import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import command, run
from tests.fake_engine import FakeEngine
from voiceguide import ctrl_c, files
from voiceguide.cli import exit_codes
from voiceguide.errors import ExportError, Where
from voiceguide.export import transaction as transactions
from voiceguide.export.transaction import FileTransaction
from voiceguide.routine.check import load_checked
from voiceguide.script.file import load as load_script
from voiceguide.settings_files import read_file, save_setting

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX's")
QUICK = ("--preview", "2s", "--ambient", "none", "--with", "none")


# --- no home ---------------------------------------------------------------------------------------


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """No HOME, and no entry in the list of users: as in containers, and under systemd."""
    import pwd

    def nobody(number: int) -> None:
        raise KeyError(number)

    for name in ("HOME", "VOICEGUIDE_CACHE", "VOICEGUIDE_CONFIG", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)


@POSIX
@pytest.mark.usefixtures("homeless")
def test_without_a_home_it_works_and_says_where_things_are_kept(
    fake: FakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    result = run("make", "small.yaml", *QUICK, "--preview", "20s")
    assert result.code == 0, result.err
    place = tmp_path / "temporary" / f"voiceguide-{os.getuid()}"
    assert f"no home folder is known (HOME is not set): {place} serves" in result.err
    assert any(path.is_file() for path in place.rglob("*"))
    for arguments in (["settings", "path"], ["cache", "info"], ["settings", "show"], ["check", "~/x.yaml"]):
        assert "Traceback" not in run(*arguments).err
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(tmp_path / "lasting"))
    assert files.place_notes() == ()


# --- pipes -----------------------------------------------------------------------------------------


@POSIX
def test_a_path_that_was_printed_is_there_whatever_the_locale(tmp_path: Path) -> None:
    (tmp_path / "Füße 背.yaml").write_bytes((tmp_path / "small.yaml").read_bytes())
    environ = {**os.environ, "LC_ALL": "C"}
    environ.pop("PYTHONIOENCODING", None)
    arguments = ("make", "Füße 背.yaml", "--voice", "pyttsx3", *QUICK, "-q")
    done = subprocess.run(command(*arguments), capture_output=True, timeout=120, check=False, env=environ)
    assert done.returncode == 0, done.stderr
    assert Path(os.fsdecode(done.stdout.removesuffix(b"\n"))).is_file()
    assert "Füße" in done.stdout.decode("utf-8")
    ascii_only = {**environ, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}  # there no such name can be written
    done = subprocess.run(command(*arguments), capture_output=True, timeout=120, check=False, env=ascii_only)
    assert (done.returncode, b"LC_ALL=C.UTF-8" in done.stderr, b"Traceback" in done.stderr) == (1, True, False)


class Stream(io.StringIO):
    """A stream that notes how it is set."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal
        self.how: dict[str, Any] = {}

    def isatty(self) -> bool:
        return self.terminal

    def reconfigure(self, **how: Any) -> None:
        self.how = how


@pytest.mark.parametrize("platform", ["win32", "linux"])
def test_pipes_get_utf_8_and_terminals_keep_what_they_have(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    pipe, terminal = Stream(False), Stream(True)
    monkeypatch.setattr(sys, "stdout", pipe)
    monkeypatch.setattr(sys, "stderr", terminal)
    exit_codes.set_streams()
    assert pipe.how == {"encoding": "utf-8", "errors": "replace" if platform == "win32" else "surrogateescape"}
    assert terminal.how == {"errors": "replace"}
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    exit_codes.set_streams()
    assert pipe.how == {"errors": "replace"}


# --- names and places ------------------------------------------------------------------------------


def refusing(monkeypatch: pytest.MonkeyPatch, number: int, char: str) -> None:
    """A file system that refuses names with a character, as exFAT and NTFS do."""
    real = Path.touch

    def touch(self: Path, *args: Any, **how: Any) -> None:
        if char in self.name:
            raise OSError(number, os.strerror(number), str(self))
        real(self, *args, **how)

    monkeypatch.setattr(Path, "touch", touch)


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOENT])
def test_a_refused_name_is_reported_with_its_final_path_and_the_character_before_any_work(
    fake: FakeEngine, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing(monkeypatch, number, "?")
    result = run("make", "small.yaml", *QUICK, "-o", "usb/who?.mp3")
    assert result.code == 1
    assert "usb/who?.mp3: cannot write: this file system refuses '?' in a name" in result.err
    assert ".voiceguide-" not in result.err
    assert not fake.spoken
    assert not Path("usb").exists()


@pytest.mark.parametrize("code", [32, 33])
def test_a_file_that_a_player_holds_open_says_close_it(code: int, tmp_path: Path) -> None:
    error = PermissionError(13, "The process cannot access the file", str(tmp_path / "a.mp3"))
    error.winerror = code  # type: ignore[attr-defined]
    failure = files.write_error(tmp_path / "a.mp3", error)
    assert str(failure.where) == str(tmp_path / "a.mp3")
    assert "close it there, and try again" in str(failure.hint)


def test_a_path_near_the_longest_is_written_by_way_of_a_short_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "a" * 60 + ".mp3"
    longest = len(str(tmp_path / name)) + 3  # the staging folder's name does not fit between
    monkeypatch.setattr(transactions, "longest_path", lambda: longest)
    with FileTransaction(tmp_path) as transaction:
        staged = transaction.path(name)
        assert len(str(staged)) <= longest
        assert staged.suffix == ".mp3"
        staged.write_bytes(b"sound")
        assert transaction.staged() == ((name, staged),)
        transaction.commit()
    assert {path.name for path in tmp_path.iterdir()} == {name, "small.yaml"}
    with (
        FileTransaction(tmp_path) as transaction,
        pytest.raises(ExportError, match=f"but Windows allows {longest}") as caught,
    ):
        transaction.path("b" * 70 + ".mp3")
    assert str(caught.value.where) == str(tmp_path / ("b" * 70 + ".mp3"))


@pytest.mark.parametrize(
    "raised",
    [
        lambda staged: OSError(errno.ENOSPC, "No space left on device", str(staged)),
        lambda staged: ExportError("not everything could be written", where=Where(str(staged))),
        lambda staged: ExportError("not everything", where=Where(f"{staged}.pages")),
    ],
    ids=["the system's", "a writer's", "a part's"],
)
def test_a_full_disk_is_reported_with_the_final_path(raised: Any, tmp_path: Path) -> None:
    with pytest.raises(ExportError) as caught, FileTransaction(tmp_path / "out") as transaction:
        raise raised(transaction.path("a.ogg"))
    assert str(caught.value.where) == str(tmp_path / "out" / "a.ogg")
    assert not (tmp_path / "out").exists()


# --- signals ---------------------------------------------------------------------------------------


@POSIX
def test_the_end_of_the_terminal_cleans_up_like_a_termination(tmp_path: Path) -> None:
    arguments = ("make", "small.yaml", "--voice", "pyttsx3", "--ambient", "none", "--duration", "20m", "--pace", "0.7")
    with subprocess.Popen(command(*arguments), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("Speaking"):
                break
        process.send_signal(signal.SIGHUP)
        assert "Traceback" not in process.stderr.read()
        assert process.wait(30) == 128 + signal.SIGHUP
    assert not (tmp_path / "output").exists()


@POSIX
def test_who_was_started_with_nohup_goes_on() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with exit_codes.terminable():
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, before)


def test_processes_begin_deaf_to_ctrl_c_and_hear_it_later(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[bool] = []
    monkeypatch.setattr(ctrl_c, "deafen", calls.append)
    with ctrl_c.deaf_to_ctrl_c():
        assert calls == [True]
    assert calls == [True, False]
    ctrl_c.hear_ctrl_c()
    assert calls == [True, False, False]


# --- line ends -------------------------------------------------------------------------------------


def test_files_with_the_line_ends_of_windows_mean_the_same(fake: FakeEngine, tmp_path: Path) -> None:
    small = tmp_path / "small.yaml"
    one, said = load_checked("small.yaml"), run("script", "small.yaml").out
    small.write_bytes(small.read_bytes().replace(b"\n", b"\r\n"))
    other = load_checked("small.yaml")
    assert run("script", "small.yaml").out == said
    assert [where.line for where in one.places.values()] == [where.line for where in other.places.values()]
    assert run("script", "small.yaml", "--save", "s.yaml").code == 0
    script = (tmp_path / "s.yaml").read_bytes()
    (tmp_path / "w.yaml").write_bytes(script.replace(b"\n", b"\r\n"))
    assert load_script(tmp_path / "w.yaml") == load_script(tmp_path / "s.yaml")
    settings = tmp_path / "settings.toml"
    settings.write_bytes(b"# mine\r\npace = 0.9\r\n")
    assert read_file(settings).values == {"pace": 0.9}
    save_setting("pace", "0.8", settings)
    assert read_file(settings).values == {"pace": 0.8}
    (tmp_path / "list.m3u").write_bytes(b"#EXTM3U\r\nwaves.flac\r\n")
    broken = (tmp_path / "small.yaml").read_text("utf-8").replace("region: neck", "region: nekc").replace("\n", "\r\n")
    (tmp_path / "broken.yaml").write_text(broken, "utf-8", newline="")
    line = broken[: broken.index("nekc")].count("\n") + 1
    assert f"broken.yaml:{line}: " in run("check", "broken.yaml").out


def test_checkouts_have_the_line_ends_that_were_committed() -> None:
    attributes = (Path(__file__).parent.parent.parent / ".gitattributes").read_text("utf-8").splitlines()
    assert "* text=auto eol=lf" in attributes
    for kind in ("mp3", "ogg", "png"):
        assert f"*.{kind} binary" in attributes
