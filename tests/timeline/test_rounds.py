"""Words placed in order of time, while the rest is still being spoken, lie where they do when all is spoken first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zlib import crc32

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fake_engine import FakeEngine, sound
from tests.timeline.made import Made, script_of
from voiceguide import rounds
from voiceguide.audio import Audio
from voiceguide.settings import Settings
from voiceguide.speech.engine import Utterance

WORDS = st.lists(st.sampled_from("slow soft warm long lower back and again".split()), min_size=1, max_size=12)
ANY = Settings(voice="fake:tone")


class Uneven(FakeEngine):
    """Speaks some texts much faster or slower than others: nobody can guess how long one takes."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.seed = seed

    def speak(self, utterances: Sequence[Utterance]) -> Iterator[Audio]:
        for each in utterances:
            self.spoken.append(each)
            yield sound(each.text, each.rate_wpm * (0.5, 0.8, 1.0, 1.6)[crc32(f"{self.seed} {each.text}".encode()) % 4])

    def fingerprint(self, voice: str) -> str:  # noqa: ARG002
        return f"uneven {self.seed}"


@st.composite
def strokes(draw: st.DrawFn) -> list[Made]:
    return [
        Made(
            name=f"s{number}",
            beats=(draw(st.sampled_from((1.5, 3.0, 7.0))), draw(st.sampled_from((1.0, 3.0)))),
            repetitions=draw(st.integers(2, 15)),
            during=tuple(" ".join(each).capitalize() + "." for each in draw(st.lists(WORDS, max_size=3))),
            quiet=draw(st.booleans()),
        )
        for number in range(draw(st.integers(2, 5)))
    ]


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(made=strokes(), seed=st.integers(0, 99), lines=st.integers(1, 9), odd=st.integers(0, 99))
def test_rounds_of_any_size_place_every_word_as_one_round_does(
    made: list[Made], seed: int, lines: int, odd: int
) -> None:
    script = script_of(made, odd=odd)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rounds, "SECOND_LINES", lines)
        grown = list(rounds.speak_in_rounds(script, ANY, own=Uneven(seed)))
    (whole,) = rounds.speak_in_rounds(script, ANY, own=Uneven(seed), at_once=True)
    assert len(grown) > 1
    assert grown[-1].whole
    assert grown[-1].timeline == whole.timeline
    for early in grown:
        known = tuple(each for each in whole.timeline.speech if each.start < early.until)
        assert early.timeline.speech[: len(known)] == known, "what was handed out stays where it is"
