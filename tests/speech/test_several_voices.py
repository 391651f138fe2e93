"""Several voices in one session: a stage's, a second one for the receiver's lines, a line's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from tests.fake_engine import FakeEngine, sound
from tests.routines import small_routine
from voiceguide import loudness
from voiceguide.audio import Audio
from voiceguide.errors import VoiceError
from voiceguide.loading import LoadedSource
from voiceguide.planning import plan_session
from voiceguide.script.file import loads
from voiceguide.script.lines import Audience, Script
from voiceguide.script.voices import with_voices
from voiceguide.script.writing import dump
from voiceguide.settings import Settings
from voiceguide.speaking import SpeechWork, speak_script
from voiceguide.speech import registry
from voiceguide.speech.casting import check_voices
from voiceguide.speech.engine import Utterance, VoiceInfo

SETTINGS = Settings(voice="fake:tone", duration_s=900, receiver_voice="second:tone")


class Second(FakeEngine):
    """Speaks half as loud and a little slower."""

    name = "second"

    def voices(self) -> Sequence[VoiceInfo]:
        return [VoiceInfo("second:tone", "en")]

    def speak(self, utterances: Sequence[Utterance]) -> Iterator[Audio]:
        for each in utterances:
            self.spoken.append(each)
            yield sound(each.text, 0.9 * each.rate_wpm, 0.12)


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> tuple[FakeEngine, Second]:
    fake, second = FakeEngine(), Second()
    known = MappingProxyType({"fake": lambda: fake, "second": lambda: second})
    monkeypatch.setattr(registry, "ENGINES", known)
    return fake, second


def script_of(**stage: object) -> Script:
    routine = small_routine()
    stages = (replace(routine.stages[0], **stage), *routine.stages[1:])  # type: ignore[arg-type]
    return plan_session(replace(routine, stages=stages), SETTINGS, voice_wpm=125.0).script


def test_a_second_voice_says_what_is_said_to_the_receiver(engines: tuple[FakeEngine, Second]) -> None:
    fake, second = engines
    spoken = speak_script(script_of(), SETTINGS)
    lines = {line.id: line for line in spoken.script.lines}
    to_receiver = {each.text for each in spoken.timeline.speech if lines[each.cue].audience is Audience.RECEIVER}
    assert "Say now where hands are welcome." in to_receiver
    assert len(to_receiver) >= 3
    said = {each.text for each in second.spoken}
    assert to_receiver <= said
    assert not to_receiver & {each.text for each in fake.spoken}
    assert spoken.narration.voices == ("fake:tone", "second:tone")
    for each in spoken.timeline.speech:
        assert spoken.clips[each.cue].frames == each.frames


def test_a_stage_has_its_own_voice_and_one_text_is_said_by_both(engines: tuple[FakeEngine, Second]) -> None:
    fake, second = engines
    spoken = speak_script(script_of(voice="second:tone"), replace(SETTINGS, receiver_voice=None))
    nows = [each for each in spoken.timeline.speech if each.text == "Now."]
    stages = {move.id: move.stage for move in spoken.script.moves}
    lines = {line.id: line for line in spoken.script.lines}
    assert {lines[each.cue].voice for each in nows} == {"", "second:tone"}
    for each in nows:
        assert (lines[each.cue].voice == "second:tone") == (stages[lines[each.cue].move] == 0)
    assert len({each.frames for each in nows}) == 2
    assert "Now." in {each.text for each in fake.spoken} & {each.text for each in second.spoken}


def test_levels_are_matched(engines: tuple[FakeEngine, Second]) -> None:
    spoken = speak_script(script_of(), SETTINGS)
    lines = {line.id: line for line in spoken.script.lines}
    heard: dict[bool, list[float]] = {True: [], False: []}
    for each in spoken.timeline.speech:
        clip = spoken.clips[each.cue]
        loud = loudness.integrated_loudness(clip.energy * clip.gain**2)
        if np.isfinite(loud):
            heard[lines[each.cue].voice != ""].append(float(loud))
    assert np.mean(heard[True]) == pytest.approx(np.mean(heard[False]), abs=0.5)


def test_a_line_s_own_voice_goes_before_all_others(engines: tuple[FakeEngine, Second]) -> None:
    script = script_of(voice="fake:tone")
    first = next(line for line in script.lines if line.audience is Audience.RECEIVER)
    own = replace(script, lines=tuple(replace(x, voice="fake:tone") if x is first else x for x in script.lines))
    assert loads(dump(own)) == own
    voices = {line.id: line.voice for line in with_voices(own, SETTINGS).lines}
    assert voices[first.id] == "fake:tone"
    assert set(voices.values()) == {"fake:tone", "second:tone", ""}


def test_the_same_voice_by_another_name_is_the_same(engines: tuple[FakeEngine, Second]) -> None:
    _, second = engines
    spoken = speak_script(script_of(), replace(SETTINGS, receiver_voice="fake:tone"))
    assert second.spoken == []
    assert spoken.narration.voices == ("fake:tone",)


def test_voices_that_are_missing_are_all_named_before_any_work(engines: tuple[FakeEngine, Second]) -> None:
    fake, _ = engines
    with pytest.raises(VoiceError) as caught:
        check_voices(["third:voice", "second:tone", "fourth:voice"])
    assert "third" in caught.value.message
    assert "fourth" in caught.value.message
    routine = small_routine()
    stages = tuple(replace(stage, voice=f"absent{number}:x") for number, stage in enumerate(routine.stages))
    with pytest.raises(VoiceError, match=r"absent0.*absent1"):
        SpeechWork(LoadedSource(replace(routine, stages=stages)), SETTINGS).speak()
    assert fake.spoken == []
