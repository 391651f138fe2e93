"""play, picture, feed: what is done with a finished session."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import run
from voiceguide.app.found import find_session, report_of
from voiceguide.cli import launch
from voiceguide.errors import ExportError
from voiceguide.export.picture.redraw import redraw


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What would have been opened."""
    found: list[Path] = []

    def take(path: Path) -> bool:
        found.append(path)
        return True

    monkeypatch.setattr("voiceguide.cli.sessions.open_file", take)
    return found


def touch(name: str, age_s: int = 0) -> Path:
    path = Path("output") / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x")
    os.utime(path, (1_700_000_000 - age_s, 1_700_000_000 - age_s))
    return path


def test_a_file_is_opened(opened: list[Path]) -> None:
    path = touch("legs.mp3")
    assert run("play", path).out == f"{path}\n"
    assert opened == [path]


def test_a_routine_means_its_newest_session(opened: list[Path]) -> None:
    touch("legs-pace-0.9.mp3", age_s=50)
    newer = touch("legs-pace-1.1.flac", age_s=20)
    touch("legs-pace-1.1.vtt")
    touch("legswing.mp3")
    assert run("play", "legs").last == str(newer)
    own = touch("legs.mp3", age_s=10)
    touch("legs-preview.mp3")
    touch("back-relief.mp3")
    assert run("play", "legs").last == str(own)
    assert run("play", "somewhere/legs.yaml").last == str(own)
    assert run("play", "back").last == "output/back-relief.mp3"  # there is no other
    whole = touch("back.mp3", age_s=99)
    assert run("play", "back").last == str(whole)
    assert opened == [newer, own, own, Path("output/back-relief.mp3"), whole]


def test_the_page_is_opened_when_asked_for(opened: list[Path]) -> None:
    sound, page = touch("legs.mp3"), touch("legs.html")
    assert run("play", "legs", "--page").last == str(page)
    assert run("play", sound, "--page").last == str(page)
    assert run("play", page, "--page").last == str(page)
    page.unlink()
    refused = run("play", sound, "--page")
    assert refused.code == 2
    assert "--page" in refused.err


def test_what_is_not_there_yet_is_made_and_heard_meanwhile(
    opened: list[Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    player = tmp_path / "mpv"
    player.write_text(f"#!/bin/sh\ncat > {tmp_path}/heard.mp3\n", encoding="utf-8")
    player.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr("voiceguide.streaming.stream", lambda *_, **__: Heard(b"one, ", b"two"))
    result = run("play", "legs", "--duration", "12m")
    assert (result.code, opened) == (0, [])
    assert "Legs: 12:00" in result.err
    assert (tmp_path / "heard.mp3").read_bytes() == b"one, two"
    assert not Path("output").exists()


@pytest.mark.parametrize(
    "pieces", [(b"one, ", b"two"), (b"one", bytes(1 << 20))], ids=["few bytes", "more than a pipe holds"]
)
def test_a_player_closed_at_once_ends_it(
    pieces: tuple[bytes, ...], opened: list[Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    player = tmp_path / "mpv"
    player.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    player.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr("voiceguide.streaming.stream", lambda *_, **__: Heard(*pieces))
    result = run("play", "legs")
    gc.collect()  # a pipe left open is told of here, which fails the test
    assert (result.code, opened) == (0, [])


class Heard:
    """A stream of such pieces."""

    title, seconds = "Legs", 720.0

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)

    def __enter__(self) -> Heard:
        return self

    def __exit__(self, *exc: object) -> None:
        pass


def test_what_is_neither_session_nor_routine_is_reported() -> None:
    touch("legs.mp3")
    assert "Did you mean 'legs'?" in run("play", "lags").err
    assert run("play", "lags").code == 2
    assert "Make it: voiceguide make legs --page" in run("play", "legs", "--page").err
    unknown = run("play", "lags").err  # neither a session nor a routine: nothing to make
    assert "Did you mean 'legs'?" in unknown
    assert "Make it" not in unknown


def test_a_system_without_a_player_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    path = touch("legs.mp3")
    monkeypatch.setattr("voiceguide.cli.sessions.open_file", lambda _: False)
    result = run("play", "legs")
    assert result.code == 1
    assert result.out == f"{path}\n"
    assert "no player was found" in result.err


@pytest.mark.skipif(os.name != "posix", reason="the opener is a program there")
def test_the_systems_opener_is_called_with_the_file(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    tools = folder / "bin"
    tools.mkdir()
    for name in ("xdg-open", "open"):
        (tools / name).write_text(f'#!/bin/sh\necho "$1" > {folder}/asked\nexit "${{CODE:-0}}"\n', "utf-8")
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    assert launch.open_file(Path("a b.mp3"))
    assert (folder / "asked").read_text("utf-8").strip() == str(folder / "a b.mp3")
    monkeypatch.setenv("CODE", "3")
    assert not launch.open_file(Path("a b.mp3"))
    monkeypatch.setenv("PATH", str(folder))
    assert not launch.open_file(Path("a b.mp3"))


def test_a_player_that_stays_open_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    if os.name != "posix":
        pytest.skip("the opener is a program there")
    for name in ("xdg-open", "open"):
        (folder / name).write_text("#!/bin/sh\nexec sleep 5\n", "utf-8")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setattr(launch, "PATIENCE_S", 0.1)
    assert launch.open_file(Path("x.mp3"))


# --- picture and feed ----------------------------------------------------------------------------


@pytest.fixture
def session(fake: object) -> Path:
    """A finished one."""
    result = run("make", "small.yaml", "--preview", "4s", "--ambient", "none")
    assert result.code == 0, result.err
    return Path(result.last)


@pytest.fixture
def whole(session: Path) -> Path:
    """The same as if it were a whole session."""
    for path in list(session.parent.iterdir()):
        text = path.name.replace("small-preview", "small")
        if path.name.endswith(".report.json"):
            report = path.read_text("utf-8").replace("small-preview", "small").replace('"preview"', '"session"')
            path.write_text(report, "utf-8")
        path.rename(path.with_name(text))
    return session.with_name("small.mp3")


def test_a_picture_is_drawn_from_sound_report_or_name(session: Path) -> None:
    pytest.importorskip("matplotlib")
    assert run("picture", session).out.splitlines() == [
        "output/small-preview.timeline.png",
        "output/small-preview.timeline.svg",
    ]
    assert Path("output/small-preview.timeline.png").read_bytes().startswith(b"\x89PNG")
    assert run("picture", "output/small-preview").code == 1  # they are there already
    assert run("picture", "output/small-preview", "--force", "--form", "svg").code == 0
    assert run("picture", "output/small-preview.report.json", "--force").code == 0
    session.unlink()  # without the sound there is no loudness, but still a picture
    assert set(redraw(report_of(session), ("svg",))) == {"small-preview.timeline.svg"}


def test_a_picture_of_nothing_is_reported(session: Path) -> None:
    result = run("picture", "output/legs.mp3")
    assert result.code == 2
    assert "report" in result.err
    Path("output/small-preview.report.json").write_text("{}", "utf-8")
    assert run("picture", session).code == 1


def test_a_feed_is_written_into_the_folder(whole: Path) -> None:
    pytest.importorskip("feedgen")
    result = run("feed", "output", "--base-url", "https://example.org/x", "--title", "Evenings <3")
    assert result.code == 0, result.err
    assert result.out == "output/feed.xml\n"
    assert "1 session in the feed" in result.err
    text = Path("output/feed.xml").read_text("utf-8")
    assert "Evenings &lt;3" in text
    assert "https://example.org/x/small.mp3" in text
    again = run("feed", "output", "--base-url", "https://example.org/x")
    assert again.code == 1
    assert "--force" in again.err
    assert run("feed", "output", "--base-url", "https://example.org/x", "--force").code == 0


def test_what_a_feed_cannot_use_is_reported(whole: Path) -> None:
    pytest.importorskip("feedgen")
    Path("output/broken.mp3").write_bytes(b"not a sound")
    result = run("feed", "output", "--base-url", "https://example.org/x")
    assert result.code == 0
    assert "skipped: broken.mp3" in result.err
    assert run("feed", "output", "--base-url", "example.org").code == 2
    assert run("feed", "nowhere", "--base-url", "https://example.org").code == 2


def test_find_session_in_a_folder_that_is_not_there() -> None:
    with pytest.raises(ExportError):
        find_session("legs", Path("nowhere"))
