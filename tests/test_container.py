"""The container recipe: clean for a linter, and, where a builder is at hand, built and run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
RECIPE = PROJECT / "Dockerfile"
LINTER = Path(sysconfig.get_path("scripts")) / "hadolint"


def builder() -> str | None:
    """A program that builds images here and now."""
    for name in ("docker", "podman"):
        program = shutil.which(name)
        if program and subprocess.run([program, "info"], capture_output=True, check=False, timeout=30).returncode == 0:
            completed = subprocess.run([program, "info"], capture_output=True, text=True, check=False, timeout=30)
            if "Cannot connect" not in completed.stdout + completed.stderr:
                return program
    return None


@pytest.mark.skipif(not LINTER.exists(), reason="the linter's wheels are for Linux on x86-64")
def test_the_recipe_is_clean_for_the_linter(tmp_path: Path) -> None:
    done = subprocess.run([LINTER, RECIPE], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")
    worse = tmp_path / "Dockerfile"
    worse.write_text(RECIPE.read_text("utf-8").replace("python:3.13-slim", "python"), "utf-8")
    assert subprocess.run([LINTER, worse], capture_output=True, check=False, timeout=60).returncode != 0


def test_the_recipe_keeps_its_promises() -> None:
    text = RECIPE.read_text("utf-8")
    assert all(image.endswith("-slim") for image in re.findall(r"^FROM (python:[\w.-]+)", text, re.M))  # Debian: glibc
    assert re.search(r"^USER [1-9]\d*", text, re.M), "it runs as root"
    assert re.search(r"^VOLUME /sessions$", text, re.M)
    assert "VOICEGUIDE_CACHE=/sessions/" in text
    assert '"/source[studio]"' in text
    assert ".venv" in (PROJECT / ".dockerignore").read_text("utf-8").splitlines()


@pytest.mark.slow
@pytest.mark.skipif(builder() is None, reason="no builder of images is at hand")
def test_the_image_is_built_and_makes_a_session(tmp_path: Path) -> None:
    program = builder()
    assert program is not None
    subprocess.run([program, "build", "-q", "-t", "voiceguide-test", PROJECT], check=True, timeout=1200)
    (tmp_path / "output").mkdir()
    (tmp_path / "output").chmod(0o777)
    volume = f"{tmp_path / 'output'}:/sessions/output"
    arguments = ("make", "happy-feet", "--preview", "20s", "-q")
    done = subprocess.run(
        [program, "run", "--rm", "--network", "none", "-v", volume, "voiceguide-test", *arguments],
        capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    assert done.stdout == "output/happy-feet-preview.mp3\n"
    made = tmp_path / "output" / "happy-feet-preview.mp3"
    assert made.read_bytes().startswith(b"ID3")
    assert made.stat().st_uid != 0 or sys.platform != "linux"
