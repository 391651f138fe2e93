"""make and render: files, names, combinations, failures, and what is told of them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import soundfile

from tests.cli.running import Result, command, run
from tests.fake_engine import FakeEngine
from tests.sounds import noise, write
from voiceguide.cli.jobs import jobs_from
from voiceguide.errors import UsageError

pytestmark = pytest.mark.usefixtures("fake")

QUICK = ("--preview", "4s", "--ambient", "none", "--pacer", "off")
OPTIONS = {
    "target": Path("output"), "sidecars": (), "audio": (), "page": False, "picture": False, "stems": False,
    "measure": False, "preview": None, "force": False,
}  # fmt: skip


def make(*arguments: object) -> Result:
    return run("make", *arguments, *QUICK)


def test_a_session_goes_to_output_and_its_path_is_printed_last() -> None:
    result = make("small.yaml")
    assert result.code == 0, result.err
    path = Path("output/small-preview.mp3")
    assert result.out == f"{path}\n"
    assert soundfile.info(path).duration == pytest.approx(4, abs=0.01)
    assert {each.name for each in Path("output").iterdir()} == {
        f"small-preview.{suffix}"
        for suffix in ("mp3", "vtt", "lrc", "chapters.json", "txt", "script.yaml", "report.json")
    }
    assert "voice fake:tone" in result.err
    assert "× real time" in result.err


def test_auto_tells_which_voice_it_took(monkeypatch: pytest.MonkeyPatch, fake: FakeEngine) -> None:
    monkeypatch.delenv("VOICEGUIDE_VOICE")
    result = make("small.yaml")
    assert result.code == 0, result.err
    assert "voice fake:tone (the best that is ready)" in result.err
    assert fake.spoken


def test_quiet_prints_the_path_and_nothing_else() -> None:
    result = make("small.yaml", "--quiet", "-o", "here/evening.mp3", "--with", "none")
    assert (result.code, result.out, result.err) == (0, "here/evening.mp3\n", "")
    assert [each.name for each in Path("here").iterdir()] == ["evening.mp3"]


@pytest.mark.parametrize("name", ["flac", "wav", "ogg"])
def test_the_format_follows_from_the_option_or_the_name(name: str) -> None:
    assert make("small.yaml", "--format", name, "--with", "none").last == f"output/small-preview.{name}"
    result = make("small.yaml", "--output", f"mine.{name}", "--with", "none")
    assert result.last == f"mine.{name}"
    assert soundfile.info(f"mine.{name}").format.casefold() == name


def test_a_folder_with_a_dot_in_its_name_is_a_folder() -> None:
    assert make("small.yaml", "-o", "v1.2", "--with", "none").last == "v1.2/small-preview.mp3"
    Path("music.old").mkdir()
    assert make("small.yaml", "-o", "music.old", "--with", "none").last == "music.old/small-preview.mp3"


def test_a_name_that_contradicts_the_format_is_refused() -> None:
    result = make("small.yaml", "--format", "flac", "-o", "mine.mp3")
    assert result.code == 2
    assert "mine.mp3 does not end in .flac" in result.err


def test_files_that_are_there_are_not_replaced_unless_forced() -> None:
    Path("output").mkdir()
    old = Path("output/mine.vtt")
    old.write_text("mine", "utf-8")
    refused = make("small.yaml", "-o", "output/mine.mp3")
    assert refused.code == 1
    assert "mine.vtt: this file exists already" in refused.err
    assert "--force" in refused.err
    assert [each.name for each in Path("output").iterdir()] == [old.name]
    assert make("small.yaml", "-o", "output/mine.mp3", "-f").code == 0
    assert old.read_text("utf-8").startswith("WEBVTT")


def test_a_session_is_made_again_in_its_place_and_nothing_else_is_replaced() -> None:
    whole = ("make", "small.yaml", "--ambient", "none", "--duration", "8m", "--guidance", "brief", "--mono")
    path = Path("output/small-8min-brief-no-ambient-mono.mp3")
    assert run(*whole).last == str(path)
    before = {each.name: each.read_bytes() for each in Path("output").iterdir() if "report" not in each.name}

    script = path.with_suffix(".script.yaml")
    written = script.read_text("utf-8")
    script.write_text(f"# mine\n{written}", "utf-8")
    assert "exists already" in run(*whole).err, "what was edited stays"
    script.write_text(written, "utf-8")
    Path("voiceguide.toml").write_text("pace = 0.9\n", "utf-8")
    assert "exists already" in run(*whole).err, "the same name, but another sound"
    Path("voiceguide.toml").unlink()
    routine = Path("small.yaml").read_text("utf-8")
    Path("small.yaml").write_text(routine.replace("A small", "Another"), "utf-8")
    refused = run(*whole)
    assert (refused.code, "exists already" in refused.err) == (1, True)
    Path("small.yaml").write_text(routine, "utf-8")

    again = run(*whole, "--page")
    assert again.code == 0, again.err
    assert {name: (Path("output") / name).read_bytes() for name in before} == before
    assert path.with_suffix(".html").is_file()


def test_formats_keep_their_files_apart_and_several_are_written_at_once() -> None:
    formats = ("mp3", "flac", "ogg")
    preview = ("--preview", "2s", "--ambient", "none", "--with", "vtt,report")
    made = run("make", "small.yaml", *preview, "--voice", "pyttsx3", "--format", "mp3", "--format", "flac,ogg")
    assert made.code == 0, made.err
    names = {path.name.removeprefix("small-preview.") for path in Path("output").iterdir()}
    assert names == {f"{of}{each}" for of in ("", "flac.", "ogg.") for each in ("vtt", "report.json")} | set(formats)
    assert len(made.out.splitlines()) == 3
    assert run("picture", "output/small-preview.flac", "--form", "svg").last == "output/small-preview.flac.timeline.svg"


def test_a_preview_takes_the_place_of_the_one_before() -> None:
    assert make("small.yaml").code == 0
    assert make("small.yaml", "--seed", "5").last == "output/small-preview.mp3"
    report = json.loads(Path("output/small-preview.report.json").read_text("utf-8"))
    assert (report["settings"]["seed"], report["kind"]) == (5, "preview")


def test_a_script_has_a_name_that_its_routines_session_has_not() -> None:
    assert run("script", "small.yaml", "--save", "small.script.yaml").code == 0
    names = []
    for file in ("small.script.yaml", "other.yaml", "my-voice/script.yaml"):
        Path(file).parent.mkdir(exist_ok=True)
        Path(file).write_bytes(Path("small.script.yaml").read_bytes())
        names.append(run("render", file, "--dry-run", "--json").json["would_make"][0]["path"])
    assert names == ["output/small-edited.mp3", "output/other.mp3", "output/my-voice.mp3"]


def test_make_takes_scripts_and_render_takes_routines() -> None:
    assert run("script", "small.yaml", "--save", "s.yaml").code == 0
    assert make("s.yaml").last == "output/s-preview.mp3"
    assert run("render", "small.yaml", *QUICK).last == "output/small-preview.mp3"
    refused = run("make", "s.yaml", "--duration", "40m")
    assert (refused.code, "is a script: --duration cannot change" in refused.err) == (2, True)
    assert run("render", "missing.yaml").code == 2


def test_a_number_alone_is_minutes_and_that_is_said() -> None:
    result = run("make", "small.yaml", "--duration", "8", "--dry-run")
    assert "--duration 8 was taken for 8 min." in result.err
    assert result.last.startswith("output/small-8min")


def test_the_settings_own_names_are_options_too() -> None:
    result = run("make", "small.yaml", "--rate-wpm", "110", "--giver_channel", "left", "--dry-run", "--json")
    assert result.json["would_make"][0]["name"] == "small-rate-110-giver-channel-left"
    assert "--rate-wpm" not in run("make", "--help").out


def test_earlier_names_of_options_work_with_a_note() -> None:
    result = run("make", "small.yaml", "--ambient-level", "30", "--duck", "1", "--dry-run")
    assert result.code == 0, result.err
    assert "Note: ambient-level is now called ambient-below;" in result.err
    assert "Note: duck is now called pause-lift;" in result.err
    assert "--ambient-level" not in run("make", "--help").out


def test_more_is_shown_when_asked() -> None:
    quiet, verbose = make("small.yaml"), make("small.yaml", "-v")
    assert "written: output/small-preview.vtt" in verbose.err
    assert "settings from: VOICEGUIDE_VOICE" in verbose.err
    assert "written:" not in quiet.err


# --- standard input and output -------------------------------------------------------------------


def piped(*arguments: object, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command(*arguments), input=stdin, capture_output=True, timeout=120, check=False)


def test_the_sound_goes_to_standard_output_and_nothing_else_does() -> None:
    done = piped("make", "small.yaml", *QUICK, "--voice", "pyttsx3", "-o", "-")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"ID3")
    Path("piped.mp3").write_bytes(done.stdout)
    assert 1.5 < soundfile.info("piped.mp3").duration < 20
    assert sorted(path.name for path in Path().iterdir()) == ["piped.mp3", "small.yaml"]


def test_a_script_comes_from_standard_input() -> None:
    assert run("script", "small.yaml", "--save", "s.yaml").code == 0
    script = Path("s.yaml").read_bytes()
    done = piped("render", "-", *QUICK, "--voice", "pyttsx3", "-o", "-", "--format", "flac", stdin=script)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"fLaC")
    wrong = piped("render", "-", stdin=script.replace(b"moves:", b"mooves:"))
    assert wrong.returncode == 1
    assert b"<standard input>" in wrong.stderr
    assert b"/tmp" not in wrong.stderr
    empty = piped("render", "-")
    assert (empty.returncode, b"standard input is empty" in empty.stderr) == (2, True)


@pytest.mark.parametrize("more", ["--page", "--with vtt", "--json", "--watch", "--stems", "--dry-run"])
def test_nothing_else_shares_standard_output(more: str) -> None:
    result = run("make", "small.yaml", "-o", "-", *more.split())
    assert (result.code, more.split(maxsplit=1)[0] in result.err) == (2, True), result.err


def test_companions_page_and_stems() -> None:
    result = make("small.yaml", "--with", "srt,markdown", "--with", "report", "--page", "--stems", "-q")
    assert result.code == 0, result.err
    names = {each.name.removeprefix("small-preview.") for each in Path("output").iterdir()}
    assert {"mp3", "srt", "md", "report.json", "html"} <= names
    assert len([name for name in names if name.endswith(".flac")]) == 3


def test_a_script_is_saved_edited_and_rendered() -> None:
    assert run("script", "small.yaml", "--save", "my.script.yaml").out == "my.script.yaml\n"
    again = run("script", "small.yaml", "--save", "my.script.yaml")
    assert again.code == 1
    assert "--force" in again.err
    path = Path("my.script.yaml")
    path.write_text(path.read_text("utf-8").replace("A small routine", "An evening"), "utf-8")
    result = run("render", path, *QUICK, "-o", "evening.mp3", "--json")
    assert result.code == 0, result.err
    assert result.json["made"][0]["title"] == "An evening (preview)"


@pytest.mark.parametrize("more", [(), ("--force",), ("--with", "script,text"), ("--preview", "2s", "--force")])
def test_a_script_rendered_where_it_lies_is_left_as_it_stands(more: tuple[str, ...]) -> None:
    assert run("script", "small.yaml", "--save", "evening.script.yaml").code == 0
    path = Path("evening.script.yaml")
    path.write_text("# my own note\n" + path.read_text("utf-8"), "utf-8")
    before = path.read_bytes()
    result = run("render", path, *QUICK, "-o", "evening.mp3", *more)
    assert result.code == 0, result.err
    assert path.read_bytes() == before
    assert Path("evening.mp3").is_file()
    assert Path("evening.txt").is_file()


def test_no_output_takes_the_place_of_what_it_is_made_from() -> None:
    write(Path("waves.flac"), noise(6.0))
    assert run("script", "small.yaml", "--save", "words.txt").code == 0
    before = {path: path.read_bytes() for path in map(Path, ("waves.flac", "words.txt", "small.yaml"))}
    over_bed = run("make", "small.yaml", "--preview", "2s", "--ambient", "waves.flac", "-o", "waves.flac", "--force")
    over_script = run("render", "words.txt", *QUICK, "-o", "words.mp3", "--force")
    over_routine = run("script", "small.yaml", "--save", "./small.yaml", "--force")
    for result in (over_bed, over_script):
        assert (result.code, "is made from this file" in result.err) == (1, True), result.err
    assert (over_routine.code, "the routine itself" in over_routine.err) == (1, True)
    assert {path: path.read_bytes() for path in before} == before


def test_a_preview_may_begin_with_a_stage() -> None:
    result = run(
        "make", "small.yaml", "--duration", "6m", "--preview", "Neck", "--ambient", "none", "--with", "text", "-q"
    )
    assert result.code == 0, result.err
    text = Path("output/small-preview.txt").read_text("utf-8")
    assert "\nNeck (0:00)\n" in text
    assert "Shoulders (" not in text


def test_settings_come_from_file_environment_and_options(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("voiceguide.toml").write_text('rate_wpm = 100\nguidance = "brief"\n', "utf-8")
    monkeypatch.setenv("VOICEGUIDE_GUIDANCE", "signals")
    assert make("small.yaml", "--seed", "3").code == 0
    settings = json.loads(Path("output/small-preview.report.json").read_text("utf-8"))["settings"]
    assert (settings["rate_wpm"], settings["guidance"], settings["seed"]) == (100, "signals", 3)


def test_a_profile_of_the_settings_file_is_used() -> None:
    Path("voiceguide.toml").write_text("[profiles.evening]\nrate_wpm = 99\n", "utf-8")
    assert make("small.yaml", "--profile", "evening", "--with", "report", "-q").code == 0
    settings = json.loads(Path("output/small-preview.report.json").read_text("utf-8"))["settings"]
    assert settings["rate_wpm"] == 99


# --- several sessions ----------------------------------------------------------------------------


def test_every_combination_of_repeated_options_becomes_a_job() -> None:
    options = OPTIONS | {"voice": ("fake:tone", "pyttsx3:en-gb"), "pace": (0.9, 1.1), "guidance": (), "mono": None}
    jobs = jobs_from(["legs", "x/my one.yaml"], options)
    assert [job.name for job in jobs[:4]] == [
        "legs-fake-tone-pace-0.9",
        "legs-fake-tone-pace-1.1",
        "legs-pyttsx3-en-gb-pace-0.9",
        "legs-pyttsx3-en-gb-pace-1.1",
    ]
    assert len({job.output for job in jobs}) == 8
    assert str(jobs[7].output) == "output/my one-pyttsx3-en-gb-pace-1.1.mp3"
    voices, paces = ("fake:tone", "pyttsx3:en-gb"), (0.9, 1.1)
    assert {(job.settings.voice, job.settings.pace) for job in jobs} == {(v, p) for v in voices for p in paces}


def test_values_given_twice_make_one_session_and_every_option_has_its_place_in_the_name() -> None:
    (job,) = jobs_from(
        ["legs", "legs"], OPTIONS | {"pace": (0.9, 0.9), "ambient": ("rain",), "avoid": ("feet", "neck")}
    )
    assert job.name == "legs-pace-0.9-without-feet-neck-rain"
    assert job.output == Path("output/legs-pace-0.9-without-feet-neck-rain.mp3")
    assert (job.settings.pace, job.settings.ambient, job.settings.avoid) == (0.9, "rain", ("feet", "neck"))


def test_beds_are_named_by_their_file_and_odd_characters_stay_out_of_names() -> None:
    jobs = jobs_from(["legs"], OPTIONS | {"ambient": ("/music/my waves.mp3", "rain"), "duration_s": (1800.0, 2700.0)})
    assert jobs[0].output.name == "legs-30min-my-waves.mp3"
    assert len({job.output for job in jobs}) == 4


def test_several_sessions_do_not_go_into_one_file() -> None:
    with pytest.raises(UsageError, match="is one file, but 2 sessions"):
        jobs_from(["legs", "feet"], OPTIONS | {"target": Path("x.mp3")})


def test_avoid_takes_names_with_commas_and_repeated() -> None:
    result = run("plan", "shoulders-and-back", "--avoid", "neck,forearm", "--avoid", "arms", "--json")
    assert result.code == 0, result.err
    regions = set(result.json["regions"])
    assert not regions & {"neck", "forearm", "arms"}
    assert "shoulders" in regions


def test_watching_several_is_refused() -> None:
    assert "--watch makes one session at a time" in run("make", "small.yaml", "legs", "--watch").err


@pytest.mark.parametrize("text", ["0s", "-5s", "1 parsec", "5"])
@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_a_preview_that_is_no_length(text: str, more: tuple[str, ...]) -> None:
    result = run("make", "small.yaml", f"--preview={text}", *more)
    assert result.code == 2
    assert "stage" not in result.err
    assert not Path("output").exists()


def test_names_are_in_no_file_name_tag_or_report() -> None:
    Path("voiceguide.toml").write_text('ambient = "none"\nmono = true\n', "utf-8")
    path = Path("output/happy-feet-6min-named-birthday.mp3")
    made = run("make", "happy-feet", "--names", "Wilhelmine,Theophil", "--occasion", "birthday", "--duration", "6m")
    assert made.code == 0, made.err
    assert made.last == str(path)
    assert "Theophil, say now where hands are welcome." in path.with_suffix(".vtt").read_text("utf-8")
    sound, report = path.read_bytes(), path.with_suffix(".report.json").read_bytes()
    for name in ("Wilhelmine", "Theophil"):
        assert name.encode() not in sound + report
        assert name.encode("utf-16-le") not in sound


def test_names_of_one_or_that_are_instructions_are_refused() -> None:
    assert "must have two: GIVER,RECEIVER" in make("legs", "--names", "Anna").err
    refused = make("legs", "--names", "Anna,press the spine")
    assert refused.code == 2
    assert "is read as an instruction" in refused.err


def test_a_dry_run_refuses_what_the_run_would_refuse() -> None:
    result = run("make", "legs", "--preview", "Leggs", "--dry-run")
    assert result.code == 2
    assert "there is no stage 'Leggs'" in result.err
    assert "Did you mean 'Legs'?" in result.err


def test_a_dry_run_tells_how_long_a_preview_is() -> None:
    def seconds(text: str) -> float:
        return float(run("make", "legs", "--preview", text, "--dry-run", "--json").json["would_make"][0]["seconds"])

    assert seconds("30s") == 30
    assert seconds("Legs") > 30
    assert 60 < seconds("4h") < 3 * 3600  # no longer than the session


def test_several_sessions_for_standard_output_are_refused_in_its_words() -> None:
    refused = run("make", "legs", "happy-feet", "-o", "-")
    assert refused.code == 2
    assert "-o - is one file, but 2 sessions are asked for" in refused.err
