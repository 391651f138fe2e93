"""The whole way, with the voice that always works: real files, decoded and measured."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from voiceguide import loudness
from voiceguide.audio import Samples
from voiceguide.errors import DurationError, ExportError, ScriptError, UsageError
from voiceguide.export.companions.registry import chosen
from voiceguide.export.deliver import Order
from voiceguide.mix.bed import open_bed
from voiceguide.mix.mixdown import plan_mix
from voiceguide.pipeline import Rendered, plan, render, speak
from voiceguide.routine.check import load_checked
from voiceguide.routine.model import Routine, Step, StepKind, Stroke
from voiceguide.script.store import load, save
from voiceguide.settings import Guidance, PacerStyle, Settings

FIVE = ("head-to-feet", "shoulders-and-back", "back-relief", "flowing-back", "legs")
VOICE = "pyttsx3:en-us"


def short(name: str) -> Routine:
    """A shipped routine with every stroke once: all its words, little of its time."""

    def once(step: Stroke | Step) -> Stroke | Step:
        if isinstance(step, Stroke):
            return replace(step, repeat=1, spots=1, passes=1, exact=True)
        return replace(step, seconds=2.0 if step.kind is not StepKind.CHECK_IN else None)

    routine = load_checked(name)
    stages = tuple(
        replace(stage, rounds=1, minutes=None, steps=tuple(once(step) for step in stage.steps))
        for stage in routine.stages
    )
    return replace(routine, stages=stages, prepare=routine.prepare[:1], duration_s=None)


SETTINGS = Settings(voice=VOICE, pace=2.0, guidance=Guidance.BRIEF, rate_wpm=200.0)


@dataclass
class Made:
    result: Rendered
    stem: Samples


@pytest.fixture(scope="module", params=[pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in FIVE])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp(str(request.param))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VOICEGUIDE_CACHE", str(tmp_path_factory.mktemp("cache")))
        result = render(short(request.param), folder, SETTINGS)
        spoken = speak(result.session.script, SETTINGS)
        bed = open_bed(None, cache=folder)
        mix = plan_mix(spoken.timeline, spoken.narration.clips, bed, SETTINGS)
        stem = mix.stem("speech").block(0, mix.frames)
    assert spoken.timeline == result.session.timeline
    return Made(result, stem)


def test_the_file_is_as_long_as_the_timeline_to_the_sample(made: Made) -> None:
    assert loudness.measure_file(made.result.path).frames == made.result.session.timeline.frames


def test_the_loudness_is_what_was_predicted_and_nothing_clips(made: Made) -> None:
    facts = made.result.session.facts
    assert facts.decoded is not None
    predicted = dict(facts.predicted)
    whole = loudness.measure_file(made.result.path)
    assert whole.integrated_lufs == pytest.approx(predicted["mix"].integrated_lufs, abs=0.2)
    assert facts.decoded.integrated_lufs == pytest.approx(whole.integrated_lufs, abs=0.2)
    assert whole.true_peak_dbtp <= -1.0
    assert loudness.measure(made.stem).integrated_lufs == pytest.approx(-16.0, abs=0.3)
    assert facts.decoded.true_peak_dbtp is not None
    assert facts.decoded.true_peak_dbtp <= -1.0


def test_speech_is_where_the_timeline_says_and_nowhere_else(made: Made) -> None:
    timeline = made.result.session.timeline
    spoken = np.zeros(timeline.frames, dtype=bool)
    for each in timeline.speech:
        spoken[each.start : each.stop] = True
        power = float(np.mean(np.square(made.stem[each.start : each.stop, 0])))
        assert power > 1e-4, f"{each.cue} cannot be heard"
    assert len(made.stem) == timeline.frames
    assert float(np.abs(made.stem[~spoken]).max()) < 1e-4


def test_every_word_of_the_script_is_in_the_report(made: Made) -> None:
    report = json.loads(made.result.path.with_suffix(".report.json").read_text("utf-8"))
    texts = [cue.text for cue in made.result.session.script.cues() if cue.earcon is None]
    assert sorted(each["text"] for each in report["placements"]["speech"]) == sorted(texts)


def test_the_same_call_gives_the_same_bytes_and_speaks_nothing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    settings = Settings(voice=VOICE, rate_wpm=160.0)
    routine = load_checked("happy-feet")
    first = render(routine, tmp_path / "a", settings, preview_s=40.0, threads=1)
    second = render(routine, tmp_path / "b", settings, preview_s=40.0, threads=2)
    assert first.synthesised > 0
    assert second.synthesised == 0
    assert [path.name for path in first.files] == [path.name for path in second.files]
    for before, after in zip(first.files, second.files, strict=True):
        assert before.read_bytes() == after.read_bytes(), before.name
    changed = replace(settings, pace=1.2, ambient="rain", ambient_below_lu=24.0)
    third = render(routine, tmp_path / "c", changed, preview_s=25.0)
    assert third.synthesised == 0


def test_a_preview_is_exactly_as_long_as_asked_and_may_begin_at_a_stage(tmp_path: Path) -> None:
    routine = load_checked("legs")
    stage = routine.stages[-1].name
    made = render(routine, tmp_path, Settings(voice=VOICE), preview_s=20.0, preview_stage=stage)
    assert loudness.measure_file(made.path).frames == 20 * 44100
    assert made.session.timeline.speech[0].text.startswith(stage)
    with pytest.raises(UsageError, match="there is no stage"):
        render(routine, tmp_path, Settings(voice=VOICE), preview_s=20.0, preview_stage="Lags")


def test_a_saved_script_renders_and_its_safety_words_cannot_be_taken_out(tmp_path: Path) -> None:
    fitted = plan(load_checked("happy-feet"), Settings(guidance=Guidance.SIGNALS, duration_s=700.0))
    path = tmp_path / "feet.script.yaml"
    save(fitted.script, path)
    assert load(path) == fitted.script
    plain = Settings(voice=VOICE, mono=True, bitrate_kbps=96, pacer=PacerStyle.OFF, ambient="none")
    made = render(load(path), tmp_path, plain, order=Order(companions=()))
    assert made.session.timeline.seconds == pytest.approx(700.0, rel=0.1)
    unsafe = replace(fitted.script, slots=tuple(slot for slot in fitted.script.slots if slot.kind != "safety"))
    with pytest.raises(ScriptError) as caught:
        render(unsafe, tmp_path / "x", Settings(voice=VOICE))
    assert {each.rule for each in caught.value.findings} >= {"safety-words"}
    assert not (tmp_path / "x").exists()


def test_nothing_is_overwritten_and_nothing_half_written(tmp_path: Path) -> None:
    routine = load_checked("happy-feet")
    settings = Settings(voice=VOICE)
    order = Order(companions=chosen(["vtt"]))
    made = render(routine, tmp_path, settings, order=order, preview_s=10.0)
    before = made.path.read_bytes()
    with pytest.raises(ExportError, match="exists already"):
        render(routine, tmp_path, settings, order=order, preview_s=12.0)
    assert made.path.read_bytes() == before

    class StopError(Exception):
        pass

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "sound":
            raise StopError

    with pytest.raises(StopError):
        render(routine, tmp_path, settings, order=order, preview_s=12.0, force=True, progress=stop)
    assert made.path.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in made.files)


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        (Settings(voice=VOICE, duration_s=120.0), DurationError, "it can take"),
        (Settings(voice=VOICE, avoid=("foots",)), UsageError, "foots"),
        (Settings(voice="pyttsx3:klingonian"), UsageError, "klingonian"),
        (Settings(voice="espeek"), UsageError, "espeek"),
        (Settings(voice=VOICE, ambient="oceen"), UsageError, "oceen"),
        (Settings(voice=VOICE, max_cues=20), UsageError, "limit is 20"),
        (Settings(voice=VOICE, max_session_s=300.0), UsageError, "limit is 5"),
    ],
)
def test_what_cannot_be_used_is_named_and_leaves_nothing(
    settings: Settings, error: type[Exception], words: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=words):
        render(load_checked("happy-feet"), tmp_path / "out", settings)
    assert not (tmp_path / "out").exists()
