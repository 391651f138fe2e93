"""doctor: every part is really tried, a broken one is named with its remedy, and it never fails itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.cli.running import run
from tests.fake_engine import FakeEngine
from voiceguide.app import doctor
from voiceguide.app.doctor import Part, State, examine
from voiceguide.audio import Audio
from voiceguide.errors import SpeechError
from voiceguide.settings import Settings
from voiceguide.speech.hibari_engine import HibariEngine

pytestmark = pytest.mark.usefixtures("fake")


def parts(**options: object) -> dict[str, Part]:
    return {part.name: part for part in examine(Settings(voice="fake:tone"), **options)}  # type: ignore[arg-type]


def test_a_machine_that_can_do_it_all() -> None:
    result = run("doctor")
    assert result.code == 0, result.out
    assert result.out.splitlines()[-1] == "Everything needed works: voiceguide make back-relief"
    for name in ("python", "routines", "beds", "voice", "encoder", "codecs", "cache", "output", "space"):
        assert f"✓ {name}: " in result.out
    assert not Path("output").exists()  # looking leaves nothing behind


def test_a_voice_that_fails_or_is_silent_is_found(fake: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.level = 0.0
    assert parts()["voice"].text == "fake:tone makes no sound"

    def broken(utterances: Sequence[object]) -> None:
        raise SpeechError("its process died", hint="Try once more.")

    monkeypatch.setattr(fake, "speak", broken)
    found = parts()["voice"]
    assert (found.state, found.text, found.remedy) == (State.FAILED, "its process died", "Try once more.")
    result = run("doctor")
    assert result.code == 1
    assert result.out.splitlines()[-1] == "Sessions cannot be made yet: see voice."


def test_the_natural_voice_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voiceguide.speech.registry.ENGINES", {"hibari": HibariEngine})
    found = {part.name: part for part in examine(Settings(voice="hibari"))}["voice"]
    assert found.state is State.OK
    assert found.text.startswith("hibari:heart speaks (")


def test_without_the_natural_voice_the_reason_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voiceguide.speech.registry.unusable", lambda: "onnxruntime is not installed")
    found = {part.name: part for part in examine(Settings())}["voice"]
    assert found.state is State.NOTE
    assert "onnxruntime is not installed" in found.text
    assert "pip install" in found.remedy


def test_an_unknown_voice_in_the_settings_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEGUIDE_VOICE", "fake:nobody")
    result = run("doctor", "--json")
    assert result.code == 1
    found = {part["name"]: part for part in result.json["parts"]}
    assert found["voice"]["state"] == "failed"
    assert "fake:tone" in found["voice"]["remedy"]


def test_broken_settings_are_found_and_the_rest_is_looked_at(folder: Path) -> None:
    (folder / "voiceguide.toml").write_text("pace = 9\n", "utf-8")
    result = run("doctor", "--json")
    assert result.code == 1
    states = {part["name"]: part["state"] for part in result.json["parts"]}
    assert states["settings"] == "failed"
    assert states["encoder"] == "ok"


def test_an_output_that_cannot_be_written_to(folder: Path) -> None:
    found = parts(output=folder / "small.yaml" / "inside")["output"]
    assert found.state is State.FAILED
    assert "--output" in found.remedy


def test_a_cache_that_cannot_be_written_to_is_no_failure(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(folder / "small.yaml" / "cache"))
    found = parts()["cache"]
    assert found.state is State.NOTE
    assert "VOICEGUIDE_CACHE" in found.remedy


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_permission(folder: Path) -> None:
    (folder / "locked").mkdir(mode=0o500)
    assert parts(output=folder / "locked" / "x")["output"].state is State.FAILED


def test_missing_beds_and_a_full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voiceguide.mix.bed.shipped_beds", dict)
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1_000_000})())
    found = parts()
    assert found["beds"].state is State.FAILED
    assert found["space"].state is State.NOTE


def test_whatever_a_broken_installation_raises_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Part:
        raise ImportError("libmp3lame is broken")

    monkeypatch.setattr(doctor, "check_encoder", broken)
    found = parts()["encoder"]
    assert found.state is State.FAILED
    assert "ImportError: libmp3lame is broken" in found.text
    assert found.remedy


def test_missing_extras_are_notes_with_the_command_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    found = parts()
    assert found["extra feed"].state is State.NOTE
    assert "feedgen" in found["extra feed"].remedy
    assert sys.executable in found["extra feed"].remedy
    assert found["kokoro"].state is State.NOTE
    assert "kokoro-onnx" in found["kokoro"].remedy


@pytest.mark.parametrize(
    ("patch", "name", "state", "words"),
    [
        (("sys.version_info", (3, 10, 0)), "python", State.FAILED, "3.11"),
        (("sysconfig.get_config_var", lambda _: "x86_64-alpine-linux-musl"), "python", State.NOTE, "python:3.13-slim"),
        (("voiceguide.routine.sources.shipped_routines", tuple), "routines", State.FAILED, "Install again"),
        (("voiceguide.audio.decode", lambda _: Audio(np.zeros((9, 2), np.float32), 44_100)), "encoder", State.FAILED,
         "Install again"),
        (("av.codecs_available", {"mp3"}), "codecs", State.NOTE, "Install again"),
        (("voiceguide.speech.kokoro_files.is_installed", lambda: False), "kokoro", State.NOTE, "neural"),
    ],
)  # fmt: skip
def test_every_part_can_be_found_wanting(
    patch: tuple[str, object], name: str, state: State, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*patch)
    if name == "kokoro":
        monkeypatch.setattr("voiceguide.speech.kokoro_engine.missing_step", lambda: 'pip install "voiceguide[neural]"')
    found = parts()[name]
    assert found.state is state
    assert words in found.remedy


def test_an_installed_neural_voice_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    class Whole(FakeEngine):
        pass

    monkeypatch.setattr("voiceguide.speech.kokoro_engine.KokoroEngine", Whole)
    monkeypatch.setattr("voiceguide.speech.kokoro_files.is_installed", lambda: True)
    assert parts()["kokoro"].text == "1 kokoro voices are whole"
    monkeypatch.setattr(Whole, "default_voice", lambda _: "damaged")
    assert parts()["kokoro"].state is State.FAILED
