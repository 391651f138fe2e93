"""The whole way, with the voice that always works: real files, decoded and measured."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voiceguide import loudness, loudness_files
from voiceguide.audio import Samples
from voiceguide.choreography.model import MoveKind
from voiceguide.errors import DurationError, ExportError, ScriptError, UsageError
from voiceguide.export import deliver as deliver_module
from voiceguide.export.formats.registry import write_audio
from voiceguide.export.outputs import Outputs
from voiceguide.export.session import SessionKind
from voiceguide.heap import frugal
from voiceguide.mix.bed import open_bed
from voiceguide.mix.mixdown import plan_mix
from voiceguide.pipeline import plan, render
from voiceguide.rendered import RenderResult
from voiceguide.routine.check import load_checked
from voiceguide.script.file import load
from voiceguide.script.lines import Audience, BeforeLine, BeforePart, Line, Purpose, Variant
from voiceguide.settings import GiverChannel, Guidance, OpeningPlace, PacerStyle, Settings
from voiceguide.speaking import Preview, speak

FIVE = ("head-to-feet", "shoulders-and-back", "back-relief", "flowing-back", "legs")
VOICE = "pyttsx3:en-us"


SETTINGS = Settings(voice=VOICE, guidance=Guidance.BRIEF, rate_wpm=200.0, duration_s=600.0)


@dataclass
class Made:
    result: RenderResult
    stem: Samples


@pytest.fixture(
    scope="module", params=[FIVE[-1], *(pytest.param(name, marks=pytest.mark.listening) for name in FIVE[:-1])]
)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp(str(request.param))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VOICEGUIDE_CACHE", str(tmp_path_factory.mktemp("cache")))
        result = render(load_checked(request.param), folder, SETTINGS)
        spoken = speak(result.session.script, SETTINGS)
        bed = open_bed(None, cache=folder)
        mix = plan_mix(spoken.timeline, spoken.clips, bed, SETTINGS)
        stem = mix.stem("speech").block(0, mix.frames)
    assert spoken.timeline == result.session.timeline
    return Made(result, stem)


def test_the_file_is_as_long_as_the_timeline_to_the_sample(made: Made) -> None:
    assert loudness_files.measure_file(made.result.path).frames == made.result.session.timeline.frames


def test_the_loudness_is_what_was_predicted_and_nothing_clips(made: Made) -> None:
    facts = made.result.session.facts
    assert facts.decoded is not None
    predicted = dict(facts.predicted)
    whole = loudness_files.measure_file(made.result.path)
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


def test_every_word_that_is_placed_is_in_the_report_and_what_is_not_is_reported(made: Made) -> None:
    report = json.loads(made.result.path.with_suffix(".report.json").read_text("utf-8"))
    heard = {each["cue"]: each["text"] for each in report["placements"]["speech"]}
    assert heard == {each.cue: each.text for each in made.result.session.timeline.speech}
    reported = {each["cue"] for each in report["shortfalls"] if not each["said"]}
    unsaid = {line.id for line in made.result.session.script.lines} - set(heard)
    assert reported <= unsaid
    assert all(each["room_s"] < each["seconds"] for each in report["shortfalls"] if not each["said"])


def test_hands_in_the_report_are_where_the_pacer_is_heard(made: Made) -> None:
    report = json.loads(made.result.path.with_suffix(".report.json").read_text("utf-8"))
    pulses = report["placements"]["pulses"]
    strokes = [each for each in report["hands"] if each["kind"] == "stroke"]
    assert strokes
    assert report["figures"]["first_stroke_s"] == pytest.approx(strokes[0]["start"] / report["rate_hz"], abs=1e-3)
    for each in strokes:
        inside = [pulse for pulse in pulses if each["start"] <= pulse["start"] < each["stop"]]
        assert len(inside) == each["repetitions"]
        assert inside[0]["start"] == each["start"]
        assert inside[-1]["start"] + sum(frames for _, frames in inside[-1]["beats"]) == each["stop"]
        assert {pulse["side"] for pulse in inside} == {each["side"]}


def test_it_lasts_as_long_as_asked_to_the_sample(made: Made) -> None:
    assert made.result.session.timeline.frames == 600 * 44100


def test_the_same_call_gives_the_same_bytes_and_speaks_nothing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    settings = Settings(voice=VOICE, rate_wpm=160.0)
    routine = load_checked("happy-feet")
    first = render(routine, tmp_path / "a", settings, preview=Preview(40.0), threads=1)
    second = render(routine, tmp_path / "b", settings, preview=Preview(40.0), threads=2)
    assert first.synthesised > 0
    assert second.synthesised == 0
    assert [path.name for path in first.files] == [path.name for path in second.files]
    for before, after in zip(first.files, second.files, strict=True):
        assert before.read_bytes() == after.read_bytes(), before.name
    changed = replace(settings, pacer=PacerStyle.BREATH, ambient="rain", ambient_below_lu=24.0)
    third = render(routine, tmp_path / "c", changed, preview=Preview(25.0))
    assert third.synthesised == 0


def test_with_little_memory_the_same_files_come_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    seen: list[tuple[bool, int]] = []
    deliver = deliver_module.deliver

    def looked_at(*arguments: Any, **named: Any) -> Any:
        seen.append((frugal(), named["threads"]))
        return deliver(*arguments, **named)

    monkeypatch.setattr(deliver_module, "deliver", looked_at)
    made = []
    for number, low_memory in enumerate((False, True)):
        monkeypatch.setenv("VOICEGUIDE_CACHE", str(tmp_path / f"cache {number}"))
        settings = replace(SETTINGS, low_memory=low_memory)
        result = render("happy-feet", tmp_path / f"{number}", settings, preview=Preview(30.0), threads=2)
        made.append({path.name: path.read_bytes() for path in result.files})
    assert seen == [(False, 2), (True, 1)]
    assert made[0] == made[1]
    assert not frugal()


def test_a_preview_begins_with_the_first_stroke_and_is_exactly_as_long_as_asked(tmp_path: Path) -> None:
    made = render(load_checked("legs"), tmp_path, Settings(voice=VOICE), preview=Preview(20.0))
    assert loudness_files.measure_file(made.path).frames == 20 * 44100
    timeline = made.session.timeline
    assert timeline.pulses[0].start < 3 * 44100
    assert timeline.speech[0].text == "Now."
    assert made.path.name == "legs-preview.mp3"
    assert not list(tmp_path.glob("*before*"))


def test_a_preview_of_a_stage_plays_each_of_its_strokes_a_few_times(tmp_path: Path) -> None:
    routine = load_checked("shoulders-and-back")
    stage = routine.stages[2]
    made = render(routine, tmp_path, Settings(voice=VOICE), preview=Preview(stage=stage.name.upper()))
    strokes = [move for move in made.session.timeline.moves if move.kind is MoveKind.STROKE]
    assert len(strokes) == len(stage.strokes)
    assert all(1 <= stroke.repetitions <= 6 for stroke in strokes)
    assert made.session.timeline.pulses[0].start < 3 * 44100
    with pytest.raises(UsageError, match="there is no stage"):
        render(routine, tmp_path / "x", Settings(voice=VOICE), preview=Preview(stage="Lags"))


PLAIN = Settings(voice=VOICE, mono=True, bitrate_kbps=96, pacer=PacerStyle.OFF, ambient="none", duration_s=400.0)


def test_a_saved_script_renders_to_the_very_same_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    settings = replace(PLAIN, guidance=Guidance.SIGNALS)
    routine = load_checked("happy-feet")
    made = render(routine, tmp_path / "made", settings)
    saved = made.path.with_suffix(".script.yaml")
    again = render(load(saved), tmp_path / "again", replace(settings, duration_s=None))
    assert load(saved) == plan(routine, settings).script
    assert again.path.read_bytes() == made.path.read_bytes()
    for suffix in (".vtt", ".txt", ".lrc", ".chapters.json", ".script.yaml"):
        assert again.path.with_suffix(suffix).read_bytes() == made.path.with_suffix(suffix).read_bytes(), suffix


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        (lambda line: replace(line, variants=(Variant("Press with your elbow, as hard as you can."),)), "elbow-tool"),
        (lambda line: replace(line, variants=(Variant("Slowly."), Variant("This cures pain."))), "claim"),
    ],
)
def test_an_edited_script_is_checked_as_a_routine_is(
    tmp_path: Path, changed: Callable[[Line], Line], rule: str
) -> None:
    script = plan(load_checked("happy-feet"), PLAIN).script
    lines = tuple(changed(line) if line.purpose is Purpose.REFINE else line for line in script.lines)
    with pytest.raises(ScriptError) as caught:
        render(replace(script, lines=lines), tmp_path / "x", PLAIN)
    assert rule in {each.rule for each in caught.value.findings}
    assert not (tmp_path / "x").exists()


def test_the_cautions_of_a_script_cannot_be_taken_out(tmp_path: Path) -> None:
    script = plan(load_checked("happy-feet"), PLAIN).script
    unsafe = replace(script, lines=tuple(line for line in script.lines if line.purpose is not Purpose.STOP))
    with pytest.raises(ScriptError) as caught:
        render(unsafe, tmp_path / "x", PLAIN)
    assert {each.rule for each in caught.value.findings} == {"safety-words"}
    assert not (tmp_path / "x").exists()


def test_nothing_is_overwritten_and_nothing_half_written(tmp_path: Path) -> None:
    routine = load_checked("happy-feet")
    settings = Settings(voice=VOICE)
    outputs = Outputs(sidecars=("vtt",))
    made = render(routine, tmp_path, settings, outputs=outputs, preview=Preview(10.0))
    before = made.path.read_bytes()
    with pytest.raises(ExportError, match="exists already"):
        render(routine, tmp_path, settings, outputs=outputs, preview=Preview(12.0))
    assert made.path.read_bytes() == before

    class StopError(Exception):
        pass

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "sound":
            raise StopError

    with pytest.raises(StopError):
        render(routine, tmp_path, settings, outputs=outputs, preview=Preview(12.0), force=True, on_progress=stop)
    assert made.path.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in made.files)


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        (Settings(voice=VOICE, duration_s=120.0), DurationError, "cannot take"),
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


BEFORE = BeforePart(
    "Before you begin",
    (
        BeforeLine("before.1", "Warm a towel: it takes half an hour.", "Have ready", item=True),
        BeforeLine("before.2", "Pause here until you are ready.", "Have ready", 2.5),
        BeforeLine("before.3", "Three colours: green, yellow and red.", "The colours"),
    ),
)


def test_the_before_part_is_a_small_file_of_its_own(tmp_path: Path) -> None:
    script = replace(plan(load_checked("happy-feet"), PLAIN).script, before=BEFORE)
    made = render(script, tmp_path, PLAIN, outputs=Outputs(sidecars=("vtt", "text", "report")))
    before = tmp_path / "happy-feet-before.mp3"
    assert before in made.files
    assert made.files[0].name == "happy-feet.mp3"
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in made.files}
    assert 8 * 44100 < loudness_files.measure_file(before).frames < 30 * 44100
    text = before.with_suffix(".txt").read_text("utf-8")
    assert "Have ready" in text
    assert "Pause here until you are ready." in text
    assert "half an hour" in before.with_suffix(".vtt").read_text("utf-8")
    assert "half an hour" not in made.path.with_suffix(".vtt").read_text("utf-8")
    report = json.loads(made.path.with_suffix(".report.json").read_text("utf-8"))
    assert report["before"]["audio"] == before.name
    assert report["before"]["lines"][0]["item"] is True
    assert before.name in {each["name"] for each in report["files"]}


@pytest.mark.parametrize("failing", ["the before-part", "the session"])
def test_where_either_file_fails_neither_appears_and_no_work_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """They are made side by side: what fails in one ends the other, and is what is told."""
    write = write_audio
    script = replace(plan(load_checked("happy-feet"), PLAIN).script, before=BEFORE)

    def failing_one(form: Any, job: Any) -> None:
        if (job.session.facts.kind is SessionKind.BEFORE) is (failing == "the before-part"):
            raise ExportError(f"the disk is full while {failing} is written")
        write(form, job)

    monkeypatch.setattr(deliver_module, "write_audio", failing_one)
    with pytest.raises(ExportError, match=f"while {failing} is written"):
        render(script, tmp_path / "out", PLAIN, threads=2)
    assert not list(tmp_path.glob("out/*"))
    assert [each.name for each in threading.enumerate() if each.name.startswith(("beside", "mp3", "prediction"))] == []


def test_the_before_part_may_be_in_front_of_the_session(tmp_path: Path) -> None:
    script = replace(plan(load_checked("happy-feet"), PLAIN).script, before=BEFORE)
    alone = render(script, tmp_path / "a", PLAIN)
    separate = alone.session.timeline
    whole = render(script, tmp_path / "b", replace(PLAIN, opening=OpeningPlace.INCLUDED))
    timeline = whole.session.timeline
    assert [path.name for path in whole.files if "before" in path.name] == []
    by = timeline.frames - separate.frames
    assert by > 8 * 44100
    assert loudness_files.measure_file(whole.path).frames == timeline.frames
    assert timeline.chapters[0].title == "Before you begin"
    assert timeline.chapters[1].start == by
    later = [each for each in timeline.speech if each.start >= by]
    assert [each.start - by for each in later] == [each.start for each in separate.speech]
    assert {each.rule for each in whole.findings} == {each.rule for each in alone.findings}, (
        "nothing by its being there"
    )


def test_with_one_earbud_the_givers_words_go_to_one_ear_and_the_receivers_to_both(tmp_path: Path) -> None:
    settings = replace(PLAIN, mono=False, giver_channel=GiverChannel.LEFT)
    spoken = speak(load_checked("happy-feet"), settings)
    bed = open_bed("none", cache=tmp_path)
    mix = plan_mix(spoken.timeline, spoken.clips, bed, settings)
    stem = mix.stem("speech").block(0, mix.frames)
    heard = {audience: np.zeros(2) for audience in Audience}
    for each in spoken.timeline.speech:
        heard[each.audience] += np.square(stem[each.start : each.stop]).sum(axis=0)
    assert heard[Audience.GIVER][0] > 0
    assert heard[Audience.GIVER][1] == 0
    assert heard[Audience.BOTH][0] == pytest.approx(heard[Audience.BOTH][1])
    assert heard[Audience.BOTH][0] > 0


GERMAN = """\
title: Ruhe für die Schultern
language: de
stages:
  - name: Schultern
    strokes:
      - {technique: effleurage, region: shoulders, repeat: 20}
      - say: Ganz langsam und weich
      - {technique: petrissage, region: shoulders, repeat: 6}
"""


def test_german_lines_are_spoken_by_a_german_voice_and_english_ones_by_the_one_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICEGUIDE_CACHE", str(tmp_path / "cache"))
    source = tmp_path / "ruhe.yaml"
    source.write_text(GERMAN, encoding="utf-8")
    whole = replace(SETTINGS, guidance=Guidance.FULL)
    spoken = speak(load_checked(source), whole)
    own = next(each for each in spoken.timeline.speech if each.text == "Ganz langsam und weich.")
    assert any("pyttsx3:de speaks the routine's own lines in 'de'" in each for each in spoken.narration.notes)
    # The same words in a routine said to be English are read by English rules: another sound.
    source.write_text(GERMAN.replace("language: de", "language: en"), encoding="utf-8")
    english = speak(load_checked(source), whole)
    assert not english.narration.notes
    same = next(each for each in english.timeline.speech if each.text == own.text)
    assert spoken.clips[own.cue].frames != english.clips[same.cue].frames
    theirs = {each.text: english.clips[each.cue].key for each in english.timeline.speech}
    ours = {each.text: spoken.clips[each.cue].key for each in spoken.timeline.speech}
    fixed = [text for text in ours if text in theirs and text != own.text]
    assert len(fixed) > 10
    assert [text for text in fixed if ours[text] != theirs[text]] == []
