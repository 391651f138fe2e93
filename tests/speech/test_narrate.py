"""Narration: every cue has its clip, each text is made once, and nothing is lost on the way."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fake_engine import FakeEngine, clip_frames, sound, spoken_frames
from voiceguide.audio import Audio
from voiceguide.errors import SpeechError, VoiceError
from voiceguide.loudness import integrated_loudness, k_energy, true_peaks
from voiceguide.settings import Settings
from voiceguide.speech import narrate as module
from voiceguide.speech.cache import ClipCache
from voiceguide.speech.engine import Engine, Utterance
from voiceguide.speech.narrate import Narration, narrate
from voiceguide.speech.postprocess import COMMON_LUFS, HEAD_FRAMES, TAIL_FRAMES
from voiceguide.text import spoken_words

TEXTS = {"a": "Breathe in.", "b": "Both palms glide out over the shoulders.", "c": "Breathe in.", "d": "Rest."}


@pytest.fixture
def cache(tmp_path: Path) -> ClipCache:
    return ClipCache(tmp_path / "clips")


def narrate_script(cache: ClipCache, engine: FakeEngine | None = None, settings: Settings | None = None) -> Narration:
    return narrate(TEXTS, engine=engine or FakeEngine(), cache=cache, settings=settings)


def test_every_cue_has_a_clip_of_its_text(cache: ClipCache) -> None:
    narration = narrate_script(cache)
    assert list(narration.clips) == list(TEXTS)
    assert {cue: clip.text for cue, clip in narration.clips.items()} == TEXTS
    assert {cue: clip.frames for cue, clip in narration.clips.items()} == {
        cue: clip_frames(text) for cue, text in TEXTS.items()
    }
    assert narration.voice == "fake:tone"


def test_equal_texts_are_spoken_once_in_the_sessions_order(cache: ClipCache) -> None:
    engine = FakeEngine()
    narration = narrate_script(cache, engine)
    assert [each.text for each in engine.spoken] == ["Breathe in.", TEXTS["b"], "Rest."]
    assert (narration.synthesised, narration.from_cache) == (3, 0)


def test_the_next_run_speaks_nothing(cache: ClipCache) -> None:
    first = narrate_script(cache)
    engine = FakeEngine()
    again = narrate(TEXTS, engine=engine, cache=ClipCache(cache.folder))
    assert engine.spoken == []
    assert (again.synthesised, again.from_cache) == (0, 3)
    for cue, clip in first.clips.items():
        assert np.array_equal(clip.samples(), again.clips[cue].samples())


def test_one_changed_sentence_is_one_synthesis(cache: ClipCache) -> None:
    narrate_script(cache)
    engine = FakeEngine()
    narrate(TEXTS | {"d": "Rest now."}, engine=engine, cache=cache)
    assert [each.text for each in engine.spoken] == ["Rest now."]


@pytest.mark.parametrize(
    "changes", [{"pace": 0.7}, {"ambient": "ocean"}, {"speech_lufs": -20.0}, {"duration_s": 900.0}, {"volume_lu": 3.0}]
)
def test_what_does_not_shape_the_voice_causes_no_synthesis(cache: ClipCache, changes: dict[str, object]) -> None:
    narrate_script(cache)
    engine = FakeEngine()
    narrate_script(cache, engine, Settings().replaced(changes))
    assert engine.spoken == []


@pytest.mark.parametrize("changes", [{"rate_wpm": 140.0}, {"pitch_st": 1.0}])
def test_what_shapes_the_voice_is_spoken_anew(cache: ClipCache, changes: dict[str, object]) -> None:
    narrate_script(cache)
    engine = FakeEngine()
    narrate_script(cache, engine, Settings().replaced(changes))
    assert len(engine.spoken) == 3


def test_another_engine_version_is_spoken_anew(cache: ClipCache, monkeypatch: pytest.MonkeyPatch) -> None:
    narrate_script(cache)
    engine = FakeEngine()
    monkeypatch.setattr(engine, "fingerprint", lambda _: "fake 2")
    assert narrate_script(cache, engine).synthesised == 3


def test_pronunciations_reach_the_engine_and_the_key(cache: ClipCache) -> None:
    texts = {"a": "Long effleurage.", "b": "Rest."}
    engine = FakeEngine()
    narrate(texts, engine=engine, cache=cache)
    assert dict(engine.spoken[0].phonemes) == {"effleurage": "ˌɛfləˈrɑːʒ"}
    assert engine.spoken[1].phonemes == ()
    changed = FakeEngine()
    narrate(texts, engine=changed, cache=cache, pronounce=[("Effleurage", "ˈɛflʊərɑːʒ")])
    assert [(each.text, dict(each.phonemes)) for each in changed.spoken] == [
        ("Long effleurage.", {"effleurage": "ˈɛflʊərɑːʒ"})
    ]


def test_an_interrupted_run_is_continued(cache: ClipCache) -> None:
    class StoppedError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        narrate(TEXTS, engine=FakeEngine(), cache=cache, progress=stop)
    engine = FakeEngine()
    assert narrate_script(cache, engine).from_cache == 2
    assert [each.text for each in engine.spoken] == ["Rest."]


def test_progress_counts_clips(cache: ClipCache) -> None:
    calls: list[tuple[int, int]] = []
    narrate(TEXTS, engine=FakeEngine(), cache=cache, progress=lambda done, total: calls.append((done, total)))
    assert calls == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_clip_that_fails_names_its_cue_and_silence_never_takes_its_place(cache: ClipCache) -> None:
    with pytest.raises(SpeechError) as caught:
        narrate(TEXTS, engine=FakeEngine(fail_on="palms"), cache=cache)
    assert caught.value.cue == "b"


class Silent(FakeEngine):
    def speak(self, utterances: Sequence[Utterance]) -> Iterator[Audio]:
        for each in super().speak(utterances):
            yield Audio(np.zeros_like(each.samples), each.rate_hz)


def test_a_silent_clip_is_an_error(cache: ClipCache) -> None:
    with pytest.raises(SpeechError, match="said nothing") as caught:
        narrate(TEXTS, engine=Silent(), cache=cache)
    assert caught.value.cue == "a"


class Short(FakeEngine):
    def speak(self, utterances: Sequence[Utterance]) -> Iterator[Audio]:
        yield from list(super().speak(utterances))[:-1]


def test_an_engine_that_leaves_one_out_is_noticed(cache: ClipCache) -> None:
    with pytest.raises(SpeechError, match="left out"):
        narrate(TEXTS, engine=Short(), cache=cache)


@pytest.mark.parametrize("text", ["", "   ", "...", "—!?", "\x00\x1b"])
def test_a_text_with_nothing_to_say_is_refused(cache: ClipCache, text: str) -> None:
    with pytest.raises(SpeechError, match="nothing to say") as caught:
        narrate({"x": text}, engine=FakeEngine(), cache=cache)
    assert caught.value.cue == "x"


def test_a_text_far_too_long_is_refused(cache: ClipCache) -> None:
    with pytest.raises(SpeechError, match="characters"):
        narrate({"x": "word " * 1000}, engine=FakeEngine(), cache=cache)


def test_spaces_and_control_characters_do_not_make_another_text(cache: ClipCache) -> None:
    engine = FakeEngine()
    narrate({"a": "Breathe  in.", "b": " Breathe\tin.\n", "c": "Breathe\x00in."}, engine=engine, cache=cache)
    assert [each.text for each in engine.spoken] == ["Breathe in."]


@given(st.dictionaries(st.text(min_size=1, max_size=5), st.text("ab c,", min_size=1, max_size=30), max_size=8))
def test_any_texts_get_clips_of_their_own_length(
    tmp_path_factory: pytest.TempPathFactory, texts: dict[str, str]
) -> None:
    texts = {cue: text for cue, text in texts.items() if any(map(str.isalnum, text))}
    narration = narrate(texts, engine=FakeEngine(), cache=ClipCache(tmp_path_factory.mktemp("any")))
    assert {cue: clip.frames for cue, clip in narration.clips.items()} == {
        cue: clip_frames(spoken_words(text)) for cue, text in texts.items()
    }


def test_texts_that_are_read_alike_are_spoken_once(cache: ClipCache) -> None:
    engine = FakeEngine()
    narration = narrate({"a": "Press for 5 s.", "b": "*Press* for five seconds."}, engine=engine, cache=cache)
    assert [each.text for each in engine.spoken] == ["Press for five seconds."]
    assert narration.clips["a"].key == narration.clips["b"].key


def test_a_silence_inside_a_text_is_exact_and_part_of_the_clip(cache: ClipCache) -> None:
    engine = FakeEngine()
    texts = {"a": "Press down… and let go. [2.5 s] Rest.", "b": "[1 s] Rest [0.1 s]", "c": "Press down [0.3 s] down."}
    clips = narrate(texts, engine=engine, cache=cache).clips
    assert [each.text for each in engine.spoken] == [
        *("Press down,", "and let go.", "Rest."),
        "Rest,",
        *("Press down,", "down."),
    ]
    word, breath, second = spoken_frames("word"), 35_280, 44_100
    assert clips["a"].frames == HEAD_FRAMES + 6 * word + breath + 5 * second // 2 + TAIL_FRAMES
    assert clips["b"].frames == second + word + second // 10
    quiet = np.flatnonzero(np.abs(clips["a"].samples()) > 1e-3)
    gaps = np.diff(quiet)
    assert sorted(gaps[gaps > 10_000] - 1) == [breath, 5 * second // 2]
    assert np.flatnonzero(clips["b"].samples())[0] > second - 1000


def test_a_part_that_fails_names_its_cue(cache: ClipCache) -> None:
    with pytest.raises(SpeechError) as caught:
        narrate({"a": "Rest.", "b": "Press [2 s] hold."}, engine=FakeEngine(fail_on="hold"), cache=cache)
    assert caught.value.cue == "b"


def test_a_silence_too_long_names_its_cue(cache: ClipCache) -> None:
    with pytest.raises(SpeechError, match="out of range") as caught:
        narrate({"b": "Press [90 s] hold."}, engine=FakeEngine(), cache=cache)
    assert caught.value.cue == "b"


def test_an_engine_of_people_gets_texts_as_they_were_written(cache: ClipCache) -> None:
    engine = FakeEngine()
    engine.verbatim = True
    narrate({"a": "Press  for 5 s… then [2 s] rest."}, engine=engine, cache=cache)
    assert [each.text for each in engine.spoken] == ["Press for 5 s… then [2 s] rest."]


def test_clips_of_loud_and_soft_voices_come_out_equally_loud(tmp_path: Path) -> None:
    for level in (0.02, 0.4):
        narration = narrate(TEXTS, engine=FakeEngine(level=level), cache=ClipCache(tmp_path / str(level)))
        for clip in narration.clips.values():
            assert integrated_loudness(k_energy(clip.samples())) == pytest.approx(COMMON_LUFS, abs=0.1)


def test_measures_are_those_of_the_samples(cache: ClipCache) -> None:
    for clip in narrate_script(cache).clips.values():
        raw = clip.samples() / np.float32(clip.gain)
        assert clip.energy == pytest.approx(k_energy(raw), rel=1e-3, abs=1e-9)
        peaks = true_peaks(raw)
        assert ((clip.peaks >= peaks * 0.99999) | (peaks < peaks.max() / 4)).all(), "rounded up where it counts"
        assert clip.peaks.max() == pytest.approx(peaks.max(), rel=1e-3)
        assert (clip.peaks <= peaks * 1.001 + 1e-6).all()


def test_a_deleted_cache_is_survived(cache: ClipCache, monkeypatch: pytest.MonkeyPatch) -> None:
    narration = narrate_script(cache)
    before = {cue: clip.samples() for cue, clip in narration.clips.items()}
    shutil.rmtree(cache.folder)
    with pytest.raises(VoiceError):  # the fake is in no registry
        narration.clips["a"].samples()

    def resolve(name: str) -> tuple[Engine, str]:
        assert name == "fake:tone"
        return FakeEngine(), "tone"

    monkeypatch.setattr("voiceguide.speech.registry.resolve_voice", resolve)
    for cue, clip in narration.clips.items():
        assert np.array_equal(clip.samples(), before[cue])


def test_a_clip_that_comes_back_different_is_refused(cache: ClipCache, monkeypatch: pytest.MonkeyPatch) -> None:
    narration = narrate_script(cache)
    shutil.rmtree(cache.folder)

    class Other(FakeEngine):
        def speak(self, utterances: Sequence[Utterance]) -> Iterator[Audio]:
            for each in utterances:
                yield sound(each.text + " and more")

    monkeypatch.setattr("voiceguide.speech.registry.resolve_voice", lambda _: (Other(), "tone"))
    with pytest.raises(SpeechError, match="gone from the cache"):
        narration.clips["a"].samples()


def test_the_engine_of_the_settings_is_opened_and_closed(cache: ClipCache, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine()
    monkeypatch.setattr(module, "resolve_voice", lambda _: (engine, "tone"))
    assert narrate(TEXTS, cache=cache).voice == "fake:tone"
    assert engine.closed


def test_an_engine_that_is_given_stays_open(cache: ClipCache) -> None:
    engine = FakeEngine()
    narrate_script(cache, engine)
    assert not engine.closed


def test_the_users_cache_is_used_by_default() -> None:
    engine = FakeEngine()
    narrate(TEXTS, engine=engine)
    narrate(TEXTS, engine=engine)
    assert len(engine.spoken) == 3


def test_utterances_are_plain_records() -> None:
    one = Utterance("a", "b", 125.0)
    assert replace(one, text="c") != one
