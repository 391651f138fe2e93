"""What to type when something is missing: exact, quoted, and told before any work."""

from __future__ import annotations

import importlib.util
import re
import shlex
import sys
import tomllib
from importlib.metadata import requires
from pathlib import Path

import numpy as np
import pytest

from tests.cli.running import run
from tests.fake_engine import FakeEngine, fake
from tests.sounds import noise, write
from voiceguide import audio, installing
from voiceguide.errors import AudioError, MissingExtraError
from voiceguide.export.formats.registry import FORMATS
from voiceguide.export.outputs import Outputs
from voiceguide.mix.bed import open_bed

__all__ = ["fake"]

PROJECT = Path(__file__).parent.parent


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation without any extra."""
    for module, _ in installing.EXTRAS.values():
        monkeypatch.setitem(sys.modules, module, None)


def test_every_extra_for_users_is_known_and_asks_for_packages() -> None:
    declared = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert set(installing.EXTRAS) == {name for name in declared if not name.startswith("test") and name != "sbom"}
    for extra in installing.EXTRAS:
        assert all(re.match(r"^[\w.-]+(\[[\w,]+\])?[<>=~!]", each) for each in installing.requirements_of(extra)), extra
    assert {"starlette>=1.10.0", "feedgen>=1.0"} <= set(installing.requirements_of("studio"))
    assert any("extra ==" in each for each in requires("voiceguide") or ())


def test_the_line_names_this_python_and_packages_that_an_index_has() -> None:
    program, *rest = shlex.split(installing.extra_line("picture"))
    assert program == sys.executable
    assert rest[:3] == ["-m", "pip", "install"]
    assert rest[3].startswith("matplotlib")
    assert "voiceguide" not in rest  # no index has it


def test_without_pip_the_line_is_for_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pip" else find(name))
    assert shlex.split(installing.install_line("av>=16"))[:5] == ["uv", "pip", "install", "--python", sys.executable]


@pytest.mark.parametrize("prompt", ["$P$G", None], ids=["cmd", "PowerShell"])
def test_lines_for_windows_can_be_typed(monkeypatch: pytest.MonkeyPatch, prompt: str | None) -> None:
    monkeypatch.setattr(installing, "WINDOWS", True)
    if prompt is None:
        monkeypatch.delenv("PROMPT", raising=False)
    else:
        monkeypatch.setenv("PROMPT", prompt)
    line = installing.command_line(r"C:\Program Files\Python\python.exe", "-m", "pip", "install", "av>=16")
    call = "" if prompt else "& "
    assert line == rf'{call}"C:\Program Files\Python\python.exe" -m pip install "av>=16"'
    assert installing.command_line("voiceguide", "make", "it's mine.yaml") == 'voiceguide make "it\'s mine.yaml"'
    assert installing.command_line(r"C:\py\python.exe", "-m", "pip") == r"C:\py\python.exe -m pip"


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("extra", list(installing.EXTRAS))
def test_what_is_missing_is_reported_with_the_line(extra: str) -> None:
    with pytest.raises(MissingExtraError, match=extra) as caught:
        installing.require(extra)
    assert caught.value.exit_code == 2
    assert sys.executable in str(caught.value.hint)


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("options", [["--picture"], ["--format", "m4b"], ["--format", "opus"]])
def test_a_session_that_cannot_be_ended_is_not_begun(
    options: list[str], fake: FakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("make", "happy-feet", "--ambient", "none", *options)
    assert result.code == 2
    assert "-m pip install" in result.err
    assert not fake.spoken
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("command", [["feed", ".", "--base-url", "https://example.org/"], ["studio", "--no-open"]])
def test_commands_that_need_an_extra_say_so(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*command)
    assert (result.code, f"{sys.executable} -m pip install" in result.err) == (2, True), result.err


@pytest.mark.usefixtures("bare")
def test_a_whole_session_is_made_without_any_extra(
    fake: FakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    plain = [name for name, each in FORMATS.items() if not each.extra]
    for name in plain:
        result = run("make", "happy-feet", "--preview", "3s", "--format", name, "--page", "--measure", "--stems")
        assert result.code == 0, result.err
    assert plain == ["mp3", "ogg", "flac", "wav"]
    Outputs().require()


# --- sound files without FFmpeg's libraries --------------------------------------------------------


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("kind", [".mp3", ".flac", ".ogg", ".wav", ".aiff", ".opus"])
def test_beds_of_common_kinds_are_read_without_the_extra(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"waves{kind}"
    rate_hz = 48_000 if kind == ".opus" else 44_100
    sound = np.tile(noise(8.0, rate_hz=rate_hz)[:, :1], (1, 2))
    write(path, sound, rate_hz, subtype="OPUS" if kind == ".opus" else None)
    assert open_bed(str(path), cache=tmp_path / "cache").name == path.name


@pytest.mark.usefixtures("bare")
def test_a_kind_that_needs_the_extra_is_refused_before_work(
    fake: FakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "waves.m4a").write_bytes(b"\0\0\0\x20ftypM4A \0\0\2\0" + bytes(4000))
    result = run("make", "happy-feet", "--ambient", "waves.m4a")
    assert result.code == 2
    assert "waves.m4a" in result.err
    assert "-m pip install" in result.err
    assert not fake.spoken
    (tmp_path / "list.m3u").write_text("waves.m4a\n", "utf-8")
    assert run("make", "happy-feet", "--ambient", "list.m3u").code == 2
    assert not fake.spoken


@pytest.mark.usefixtures("bare")
def test_a_damaged_mp3_is_refused_and_not_cut_short(tmp_path: Path) -> None:
    path = write(tmp_path / "waves.mp3", noise(20.0))
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3000] = bytes(3000)
    path.write_bytes(content)
    with pytest.raises(AudioError, match="is damaged after"):
        audio.decode(path)
