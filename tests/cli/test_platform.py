"""Other encodings, names and clocks than the usual: as processes, since they are set when Python starts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import command, run_process
from tests.sounds import noise, write
from voiceguide.export.names import safe_name

MAKE = ("--voice", "pyttsx3", "--preview", "2s", "--with", "all", "--page", "-q", "--force", "--mono")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no locales of this kind")
@pytest.mark.parametrize(
    "environ",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "C", "PYTHONIOENCODING": "latin-1"},
        {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"},
    ],
    ids=["C", "ASCII", "latin-1", "cp1252"],
)
def test_a_session_is_made_whatever_the_locale(folder: Path, environ: dict[str, str]) -> None:
    text = (folder / "small.yaml").read_text("utf-8").replace("A small routine", "Rücken 背中")
    (folder / "small.yaml").write_text(text, "utf-8")
    done = subprocess.run(
        command("make", "small.yaml", "--ambient", "none", *MAKE), capture_output=True, timeout=120, check=False,
        env={**os.environ, **environ},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Rücken 背中" in (folder / "output" / "small-preview.txt").read_text("utf-8")


@LINUX
def test_names_that_are_no_text_are_used_or_refused(folder: Path) -> None:
    write(folder / "waves.flac", noise(6.0)).rename(folder / "w\udce4ves.flac")
    shutil.copy(folder / "small.yaml", folder / "R\udcfccken.yaml")
    for source, ambient in (("small.yaml", "w\udce4ves.flac"), ("R\udcfccken.yaml", "none")):
        result = run_process("make", source, "--ambient", ambient, *MAKE)
        assert result.code == 0, result.err
    for target in ("R\udcfc.mp3", "R\udcfc"):
        result = run_process("make", "small.yaml", "--ambient", "none", *MAKE, "-o", target)
        assert (result.code, "no text that can be written" in result.err) == (1, True), result.err


def test_the_bytes_do_not_depend_on_the_time_zone(folder: Path) -> None:
    made = {}
    for zone in ("UTC", "Pacific/Kiritimati", "Etc/GMT+12", "no such zone"):
        environ = {"TZ": zone, "SOURCE_DATE_EPOCH": "1735689600"}
        result = run_process("make", "small.yaml", "--ambient", "none", *MAKE, environ=environ)
        assert result.code == 0, result.err
        made[zone] = {path.name: path.read_bytes() for path in (folder / "output").iterdir()}
    assert [zone for zone, files in made.items() if files != made["UTC"]] == []


@pytest.mark.parametrize(
    "name", ["con", "NUL.txt", "aux", "COM1", "lpt9.x", "a:b", "x" * 400, "背" * 200, "..", "a\nb"]
)
def test_names_that_some_system_refuses_become_others(name: str) -> None:
    safe = safe_name(name)
    assert safe.partition(".")[0].casefold() not in {"con", "nul", "aux", "com1", "lpt9", ""}
    assert len(safe.encode()) <= 121
    assert not set(safe) & set('/\\:*?"<>|\n')
