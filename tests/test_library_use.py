"""Sessions made from Python: every way of naming a source, the sound itself, an engine of one's own."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

import voiceguide
from tests.fake_engine import FakeEngine
from tests.routines import small_routine, stroke
from voiceguide import (
    Outputs,
    Preview,
    RoutineError,
    Script,
    ScriptError,
    Settings,
    Technique,
    UsageError,
    blocks,
    compose,
    plan,
    render,
    save_script,
)
from voiceguide.export.pcm import to_pcm16

QUIET = Settings(ambient="none", duration_s=600.0)
SOUND_ALONE = Outputs(sidecars=("none",))
SHORT = Preview(6.0)


@pytest.fixture(scope="module")
def script() -> Script:
    return compose("legs", Settings(duration_s=900.0))


def made(source: voiceguide.Source, output: Path, **how: object) -> voiceguide.RenderResult:
    values: dict[str, object] = {"preview": SHORT, "outputs": SOUND_ALONE, "engine": FakeEngine, **how}
    return render(source, output, QUIET, **values)  # type: ignore[arg-type]


def test_a_name_a_path_a_routine_and_a_script_are_the_same_source(tmp_path: Path, script: Script) -> None:
    saved = tmp_path / "legs.script.yaml"
    save_script(script, saved)
    mine = tmp_path / "mine.yaml"
    mine.write_text("title: Mine\nstages:\n  - use: legs/Left leg\n", "utf-8")
    assert made("legs", tmp_path / "a").path == tmp_path / "a" / "legs-preview.mp3"
    assert made(voiceguide.load_routine("legs"), tmp_path / "b").path.name == "legs-preview.mp3"
    for source in (saved, str(saved), script):
        assert made(source, tmp_path / "c" / "s.mp3", force=True).title == f"{script.title} (preview)"
    assert compose(saved) == script


@pytest.mark.parametrize("source", [None, 7, b"legs", ["legs"]])
def test_anything_else_is_refused_by_name(source: object, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"cannot be made from {type(source).__name__}") as refused:
        made(source, tmp_path)  # type: ignore[arg-type]
    assert "Routine or a Script" in (refused.value.hint or "")


@pytest.mark.parametrize("suffix", [".mp3", ".flac", ".wav", ".OGG"])
def test_the_suffix_of_the_output_picks_the_format(suffix: str, tmp_path: Path) -> None:
    result = made("legs", tmp_path / f"x{suffix}")
    assert result.files == (tmp_path / f"x{suffix.lower()}",) or result.path.suffix == suffix.lower()
    assert soundfile.info(result.path).duration == pytest.approx(result.seconds, abs=0.001)


def test_a_suffix_that_is_no_format_or_another_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no format"):
        made("legs", tmp_path / "x.mp33")
    with pytest.raises(UsageError, match=r"does not end in \.flac"):
        made("legs", tmp_path / "x.mp3", outputs=Outputs("flac"))


def test_outputs_are_named_as_on_the_command_line(tmp_path: Path) -> None:
    assert Outputs("FLAC").format == "flac"
    assert Outputs(sidecars=("srt", "VTT")).sidecars == ("vtt", "srt")
    for wrong in ({"format": "mp4"}, {"sidecars": ("vttt",)}, {"pictures": ("gif",)}, {"stem_suffix": ".mp3"}):
        with pytest.raises(UsageError):
            Outputs(**wrong)


def test_a_result_has_plain_values(tmp_path: Path) -> None:
    result = made("legs", tmp_path, outputs=Outputs(sidecars=("report", "vtt")))
    assert result.path in result.files
    assert result.report is not None
    report = json.loads(result.report.read_text("utf-8"))
    assert report["durations"]["total_s"] == pytest.approx(result.seconds, abs=0.001)
    assert (report["title"], report["voice"]["name"], report["bed"]) == (result.title, result.voice, result.bed)
    assert report["durations"]["words"] == result.words > 0
    assert result.loudness_lufs == pytest.approx(report["loudness"]["decoded"]["integrated_lufs"], abs=0.01)
    assert result.true_peak_dbtp is not None
    assert result.true_peak_dbtp < 0
    assert made("legs", tmp_path / "b").report is None


# --- the sound itself -------------------------------------------------------------------------------


@pytest.mark.parametrize(("mono", "channels"), [(False, 2), (True, 1)])
def test_blocks_are_what_make_encodes(mono: bool, channels: int, tmp_path: Path) -> None:
    settings = replace(QUIET, mono=mono)
    how = {"preview": SHORT, "engine": FakeEngine}
    path = render("legs", tmp_path / "x.wav", settings, outputs=SOUND_ALONE, **how).path  # type: ignore[arg-type]
    pieces = list(blocks("legs", settings, frames=10_007, **how))  # type: ignore[arg-type]
    assert {(block.dtype, block.shape[1]) for block in pieces} == {(np.dtype(np.float32), channels)}
    assert [len(block) for block in pieces[:-1]] == [10_007] * (len(pieces) - 1)
    heard, rate_hz = soundfile.read(path, dtype="int16", always_2d=True)
    assert rate_hz == 44_100
    assert np.array_equal(to_pcm16(np.concatenate(pieces), 0), heard)


def test_blocks_refuse_before_the_first_is_asked_for() -> None:
    with pytest.raises(UsageError, match="there is no routine"):
        blocks("lags")
    with pytest.raises(UsageError, match="1 or more"):
        blocks("legs", frames=0)


# --- an engine of one's own -------------------------------------------------------------------------


class Parrot(FakeEngine):
    name = "parrot"


def test_an_engine_that_was_made_is_left_open_and_one_of_a_class_is_closed(tmp_path: Path) -> None:
    engine = Parrot()
    result = made("legs", tmp_path / "a.mp3", engine=engine)
    assert result.voice == "parrot:tone"
    assert engine.spoken
    assert not engine.closed
    opened: list[Parrot] = []

    class Counted(Parrot):
        def __init__(self) -> None:
            super().__init__()
            opened.append(self)

    made("legs", tmp_path / "b.mp3", engine=Counted)
    assert opened
    assert all(each.closed for each in opened)


@pytest.mark.parametrize("voice", ["auto", "tone", "parrot", "parrot:tone"])
def test_the_voice_of_an_own_engine_is_named_with_or_without_it(voice: str, tmp_path: Path) -> None:
    settings = replace(QUIET, voice=voice)
    result = render("legs", tmp_path, settings, preview=SHORT, outputs=SOUND_ALONE, engine=Parrot())
    assert result.voice == "parrot:tone"


def test_a_voice_that_an_own_engine_lacks_is_refused_by_it(tmp_path: Path) -> None:
    with pytest.raises(voiceguide.VoiceError, match="no voice 'squawk'"):
        render("legs", tmp_path, replace(QUIET, voice="parrot:squawk"), engine=Parrot())


def test_what_is_no_engine_is_refused_with_what_it_lacks(tmp_path: Path) -> None:
    class Half:
        name = "half"

        def speak(self) -> None: ...

    with pytest.raises(UsageError, match="it has no verbatim, voices, default_voice"):
        made("legs", tmp_path, engine=Half())


# --- what is made in Python is read as strictly as a file -------------------------------------------


def test_an_unsafe_routine_made_in_python_is_refused(tmp_path: Path) -> None:
    routine = small_routine()
    stage = replace(routine.stages[0], steps=(stroke(Technique.EFFLEURAGE, "throat"),))
    with pytest.raises(RoutineError) as refused:
        made(replace(routine, stages=(stage,)), tmp_path)
    assert any("throat" in finding.message for finding in refused.value.findings)
    assert not any(tmp_path.iterdir())


def test_an_unsafe_line_of_a_script_made_in_python_is_refused(script: Script, tmp_path: Path) -> None:
    line = script.lines[5]
    worse = replace(line, variants=(replace(line.variants[0], text="Now press hard on the throat."),))
    lines = tuple(worse if each is line else each for each in script.lines)
    for use in (lambda each: made(each, tmp_path), lambda each: blocks(each, QUIET), compose):
        with pytest.raises(ScriptError) as refused:
            use(replace(script, lines=lines))
        assert any("throat" in str(finding) for finding in refused.value.findings)


def test_a_script_made_in_python_is_read_for_what_no_file_could_hold(script: Script, tmp_path: Path) -> None:
    lost = replace(script.lines[3], move="nowhere")
    twice = script.lines[4]
    with pytest.raises(ScriptError) as refused:
        made(replace(script, lines=(*script.lines[:3], lost, twice, twice)), tmp_path)
    findings = [(finding.where.key, finding.rule) for finding in refused.value.findings]
    assert ("lines[3].window.move", "value") in findings
    assert ("lines[5].id", "duplicate-id") in findings
    assert all(finding.where.line is None for finding in refused.value.findings)


def test_a_script_has_no_plan(script: Script, tmp_path: Path) -> None:
    save_script(script, tmp_path / "s.yaml")
    with pytest.raises(UsageError, match="a script has its plan already"):
        plan(tmp_path / "s.yaml")
