"""The records of the timeline count in samples, and their ends are one past the last."""

from __future__ import annotations

from voiceguide.routine.model import Phase, Role, Side
from voiceguide.script.lines import Earcon, Purpose
from voiceguide.timeline.model import EarconPlacement, PacerPulse, SpeechPlacement, Timeline
from voiceguide.units import RATE_HZ

SPEECH = SpeechPlacement("1.a", "Breathe in, and out.", Purpose.BREATH, 100, 50)
PULSE = PacerPulse(
    "1", 1, 400, (Phase.of_frames("out", Role.PRESS, 30, 2), Phase.of_frames("back", Role.RETURN, 20, 1)), Side.LEFT
)


def test_what_lies_somewhere_ends_its_length_later() -> None:
    assert SPEECH.stop == 150
    assert EarconPlacement("1.b", next(iter(Earcon)), 200, 70).stop == 270
    assert (PULSE.frames, PULSE.stop) == (50, 450)


def test_a_timeline_tells_its_seconds_and_words() -> None:
    timeline = Timeline(3 * RATE_HZ, (SPEECH, SPEECH), (), (PULSE,), (), (), ())
    assert timeline.seconds == 3.0
    assert timeline.words == 8
    assert Timeline(48_000, (), (), (), (), (), (), rate_hz=16_000).seconds == 3.0
