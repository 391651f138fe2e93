"""The process that makes a session: as asked, or as near to it as the voice allows; stopped; failed."""

from __future__ import annotations

from dataclasses import replace
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import pytest

from tests.fake_engine import FakeEngine
from voiceguide.errors import DurationError
from voiceguide.settings import Settings
from voiceguide.studio.maker import Errand, make

from .made import TEXT


@pytest.fixture
def errand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Errand:
    monkeypatch.setattr("voiceguide.speech.registry.ENGINES", {"hibari": FakeEngine, "pyttsx3": FakeEngine})
    monkeypatch.setattr("signal.signal", lambda *_: None)
    (tmp_path / "hands.yaml").write_text(TEXT)
    return Errand(tmp_path / "hands.yaml", tmp_path / "hands.mp3", Settings(ambient="none"))


def told(errand: Errand, *, stop: bool = False) -> list[tuple[Any, ...]]:
    """Everything that it told, the progress left out."""
    ours, theirs = Pipe()
    if stop:
        ours.send("stop")
    make(theirs, errand)
    theirs.close()
    messages = []
    while ours.poll():
        try:
            messages.append(ours.recv())
        except (EOFError, ConnectionResetError):
            break
    return [message for message in messages if message[0] != "progress"]


def lasting(errand: Errand, seconds: float) -> Errand:
    return replace(errand, settings=replace(errand.settings, duration_s=seconds))


def test_it_is_made_as_asked(errand: Errand) -> None:
    assert told(errand) == [("done", "hands")]
    assert errand.target.exists()


def test_stopped_it_leaves_nothing(errand: Errand) -> None:
    assert told(errand, stop=True) == [("stopped",)]
    assert [path.name for path in errand.target.parent.iterdir()] == ["hands.yaml"]


@pytest.mark.parametrize(("share", "outcome"), [(0.93, "done"), (0.6, "failed"), (1.07, "done"), (1.9, "failed")])
def test_a_length_just_beyond_what_the_voice_allows_becomes_the_nearest(
    errand: Errand, monkeypatch: pytest.MonkeyPatch, share: float, outcome: str
) -> None:
    import voiceguide

    short, routine = replace(errand.settings, duration_s=60.0), voiceguide.load_routine(errand.file)
    with pytest.raises(DurationError) as refused:
        voiceguide.render(routine, errand.target, short)
    limits = refused.value
    asked_s = share * (limits.shortest_s if share < 1 else limits.longest_s)
    lengths: list[float] = []
    real = voiceguide.render

    def noted(*args: Any, **more: Any) -> Any:
        made = real(*args, **more)
        lengths.append(made.session.timeline.seconds)
        return made

    monkeypatch.setattr(voiceguide, "render", noted)
    (message,) = told(lasting(errand, asked_s))
    assert message[0] == outcome
    if outcome == "failed":
        assert message[1:] == ("This voice needs another length.", "Choose a longer or a shorter one.")
        assert not errand.target.exists()
    else:
        assert lengths == [pytest.approx(asked_s, rel=0.15)]
        assert lengths[0] != pytest.approx(asked_s, abs=1.0)
