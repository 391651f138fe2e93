"""Levels that were asked for and cannot be had are told; those that can be had are reached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from tests.mix.synthetic import NoiseBed, make_session
from voiceguide import loudness
from voiceguide.mix.findings import level_findings
from voiceguide.mix.mixdown import Mix, plan_mix
from voiceguide.settings import PacerStyle, Settings
from voiceguide.speech.clip import Clip
from voiceguide.timeline.model import Timeline


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> tuple[Timeline, Mapping[str, Clip]]:
    return make_session(tmp_path_factory.mktemp("clips"), 90)


def planned(session: tuple[Timeline, Mapping[str, Clip]], **changes: Any) -> Mix:
    return plan_mix(*session, NoiseBed(), Settings().replaced(changes))


def loudest(mix: Mix) -> float:
    sound = np.concatenate([mix.block(at, min(100_000, mix.frames - at)) for at in range(0, mix.frames, 100_000)])
    return loudness.measure(sound).max_momentary_lufs


def rules(mix: Mix, true_peak_dbtp: float | None = -1.4) -> list[str]:
    return [each.rule for each in level_findings(mix.prediction, mix.settings, true_peak_dbtp)]


def test_a_usual_session_has_none(session: Any) -> None:
    assert rules(planned(session)) == []
    assert rules(planned(session), None) == []


def test_speech_that_cannot_be_so_loud_is_reported(session: Any) -> None:
    mix = planned(session, speech_lufs=-12.0, volume_lu=6.0)
    (found,) = level_findings(mix.prediction, mix.settings, -1.4)
    assert found.rule == "speech-level"
    assert "not at -6.0" in found.message
    assert "--volume" in (found.hint or "")


def test_peaks_above_the_limit_are_reported(session: Any) -> None:
    assert rules(planned(session), -0.6) == ["true-peak"]
    assert rules(planned(session), -1.0) == []


@pytest.mark.parametrize("volume_lu", [-12.0, -6.0, 0.0])
def test_signals_stay_below_a_soft_voice(session: Any, volume_lu: float) -> None:
    mix = planned(session, volume_lu=volume_lu)
    speech = mix.prediction.speech_lufs
    assert speech == pytest.approx(-16.0 + volume_lu, abs=0.3)
    assert loudest(mix.stem("signals")) < speech - 7.0


@pytest.mark.parametrize("below_lu", [3.0, 8.0, 20.0])
def test_earcons_lie_as_far_below_the_speech_as_asked(session: Any, below_lu: float) -> None:
    mix = planned(session, earcon_below_lu=below_lu, pacer=PacerStyle.OFF)
    assert loudest(mix.stem("signals")) == pytest.approx(-16.0 - below_lu, abs=0.3)
