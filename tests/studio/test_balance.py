"""The balance while listening: a remix from wherever it is heard, other surroundings, the same voice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from tests.fake_engine import FakeEngine
from voiceguide.audio import Samples
from voiceguide.export.outputs import Outputs
from voiceguide.export.report_reader import read_report
from voiceguide.pipeline import render
from voiceguide.routine.load import load_routine_text
from voiceguide.settings import Settings
from voiceguide.studio.studio import Studio
from voiceguide.timeline.model import Timeline

from .levels import heard, levels
from .made import TEXT

NAME = "hands-3min"
LEVEL = 28.0
FULL, SOFT = 18.0, 38.0


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session of some minutes above rain, and the clips that it was made from."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VOICEGUIDE_CACHE", str(folder / "cache"))
        patch.setattr("voiceguide.speech.registry.ENGINES", {"hibari": FakeEngine, "pyttsx3": FakeEngine})
        patch.setattr("voiceguide.mp3.segments.QUALITY", 7)  # as the tests that make one have it
        settings = Settings(ambient="rain", ambient_below_lu=LEVEL, duration_s=180.0)
        routine = load_routine_text(TEXT, "hands")
        render(routine, folder / "sessions" / f"{NAME}.mp3", settings, outputs=Outputs(sidecars=("report", "script")))
    return folder


@pytest.fixture
def shelf(studio: Studio, made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(made / "cache"))
    (made / "sessions").rename(studio.config.sessions)
    return studio.config.sessions


@pytest.fixture
def timeline(shelf: Path, made: Path) -> Any:
    yield read_report(shelf / f"{NAME}.report.json").timeline
    shelf.rename(made / "sessions")


def remix(client: TestClient, level: float, at: float = 0.0, instead: str = "") -> str:
    content = {"of": NAME, "made": True, "level": level, "at": at, "instead": instead}
    answer = client.post("/api/remixes", json=content)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def sound_of(client: TestClient, name: str) -> Samples:
    answer = client.get(f"/remixes/{name}/sound")
    assert answer.status_code == 200
    return heard(answer.content)


def test_surroundings_change_as_asked_and_the_voice_stays(client: TestClient, timeline: Timeline) -> None:
    full_voice, full_bed = levels(sound_of(client, remix(client, FULL)), timeline)
    soft_voice, soft_bed = levels(sound_of(client, remix(client, SOFT)), timeline)
    assert full_voice == pytest.approx(soft_voice, abs=0.5)
    assert full_bed - soft_bed == pytest.approx(SOFT - FULL, abs=1.0)


def test_at_its_own_level_a_remix_is_the_session(client: TestClient, timeline: Timeline, shelf: Path) -> None:
    again = sound_of(client, remix(client, LEVEL))
    whole = heard((shelf / f"{NAME}.mp3").read_bytes())
    assert again.shape == whole.shape
    assert np.abs(again - whole).max() < 0.05


def test_what_is_listened_to_is_made_first_and_the_rest_when_it_is_asked_for(
    client: TestClient, timeline: Timeline
) -> None:
    name = remix(client, FULL, at=90.0)
    size = int(client.head(f"/remixes/{name}/sound").headers["content-length"])
    middle = client.get(f"/remixes/{name}/sound", headers={"range": f"bytes={size // 2}-"})
    assert middle.status_code == 206
    assert middle.headers["content-range"] == f"bytes {size // 2}-{size - 1}/{size}"
    whole = sound_of(client, name)
    plain = sound_of(client, remix(client, FULL))
    assert whole.shape == plain.shape
    apart = np.abs(whole - plain).max(axis=1) > 0.05
    assert apart.sum() < 4 * 1152  # where two stretches meet, a frame or two


def test_another_balance_takes_the_place_of_the_last(client: TestClient, timeline: Timeline) -> None:
    first = remix(client, FULL)
    second = remix(client, SOFT, 20.0, instead=first)
    assert client.get(f"/remixes/{first}/sound").status_code == 404
    assert client.get(f"/remixes/{second}/sound", headers={"range": "bytes=0-99"}).status_code == 206


def test_a_session_without_its_script_says_why_its_balance_stays(
    client: TestClient, timeline: Timeline, shelf: Path
) -> None:
    assert f'"level": {LEVEL}' in client.get(f"/session/{NAME}").text
    script = next(shelf.glob("*.script.*"))
    script.rename(script.with_suffix(".away"))
    try:
        assert "its balance stays as it is" in client.get(f"/session/{NAME}").text
        content = {"of": NAME, "made": True, "level": FULL, "at": 0, "instead": ""}
        assert client.post("/api/remixes", json=content).status_code == 422
    finally:
        script.with_suffix(".away").rename(script)


@pytest.mark.parametrize(
    "wrong", [{"level": 900}, {"level": "loud"}, {"at": -1}, {"at": True}, {"of": 7}, {"of": "../x"}, {"instead": 5}]
)
def test_nonsense_is_refused(client: TestClient, timeline: Timeline, wrong: dict[str, Any]) -> None:
    content = {"of": NAME, "made": True, "level": FULL, "at": 0, "instead": "", **wrong}
    assert client.post("/api/remixes", json=content).status_code in (404, 422)
