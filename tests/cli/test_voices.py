"""voices, record-sheet, ambient, completion, and the commands about routines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import jsonschema
import numpy as np
import pytest
import soundfile

from tests.cli.running import command, run
from tests.fake_engine import FakeEngine, sound
from tests.sounds import tone, write
from voiceguide.cli.schemas import schema_of
from voiceguide.errors import SpeechError
from voiceguide.script.file import load
from voiceguide.script.lines import texts_of
from voiceguide.speech import install, kokoro_files
from voiceguide.speech.artefacts import Artefact
from voiceguide.speech.samples import LINES
from voiceguide.units import RATE_HZ

# --- voices --------------------------------------------------------------------------------------


def test_voices_are_listed_with_whether_they_are_ready(fake: FakeEngine) -> None:
    result = run("voices")
    assert result.code == 0, result.err
    assert result.out.splitlines()[0].split()[:3] == ["fake:tone", "en", "ready"]
    assert "fake:absent" in result.out
    assert "not installed" in result.out
    assert "profiles: calm, clear, warm" in result.err


def test_the_systems_voices_are_shown_by_language() -> None:
    short, everything = run("voices"), run("voices", "--all")
    assert short.code == everything.code == 0
    assert "pyttsx3:" in short.out
    hidden = len(everything.out.splitlines()) - len(short.out.splitlines())
    assert hidden >= 0
    assert (f"and {hidden} for other languages" in short.err) == (hidden > 0)


def test_auto_without_any_voice_is_reported(fake: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> None:
        raise SpeechError("nothing can speak here")

    monkeypatch.setattr("voiceguide.speech.registry.resolve_voice", none)
    assert "auto is none: nothing can speak here" in run("voices").err


def test_samples_say_the_same_lines_and_are_named_by_their_voice(fake: FakeEngine) -> None:
    result = run("voices", "sample", "fake:tone")
    assert result.code == 0, result.err
    path = Path("output/voices/fake-tone.mp3")
    assert result.out == f"{path}\n"
    assert [each.text for each in fake.spoken] == list(LINES)
    assert 5 < soundfile.info(path).duration < 60
    assert result.err.splitlines()[-1].startswith("fake:tone: 0:")
    assert run("voices", "sample", "fake:tone").code == 1  # it is there
    fake.spoken.clear()
    assert run("voices", "sample", "--force", "--rate", "100").code == 0  # every English one that is ready
    assert {each.rate_wpm for each in fake.spoken} == {100.0}
    fake.spoken.clear()
    Path("voiceguide.toml").write_text('[profiles.mine]\nvoice = "fake:tone"\nrate_wpm = 90\n', "utf-8")
    made = run("voices", "sample", "--profile", "mine", "--force", "--json")
    jsonschema.validate(made.json, schema_of("voices sample"))
    assert {each.rate_wpm for each in fake.spoken} == {90.0}


def test_a_voice_that_is_not_there_gives_no_sample(fake: FakeEngine) -> None:
    result = run("voices", "sample", "fake:nobody")
    assert result.code == 2
    assert "fake:tone" in result.err
    assert not Path("output").exists()


@pytest.fixture
def model(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tiny model in a folder, pinned in place of the real one."""
    source = folder / "given"
    (source / "voices").mkdir(parents=True)
    pinned = {}
    for name in ("model_quantized.onnx", "voices/af_heart.bin"):
        content = name.encode() * 100
        (source / name).write_bytes(content)
        pinned[name] = Artefact(name, name, len(content), sha256(content).hexdigest())
    monkeypatch.setattr(kokoro_files, "MODEL", pinned["model_quantized.onnx"])
    monkeypatch.setattr(kokoro_files, "VOICES", {"af_heart": pinned["voices/af_heart.bin"]})
    defaults = {**(install.install_kokoro.__kwdefaults__ or {}), "model": pinned["model_quantized.onnx"]}
    monkeypatch.setattr(install.install_kokoro, "__kwdefaults__", defaults)
    monkeypatch.setenv("VOICEGUIDE_KOKORO", str(folder / "installed"))
    return source


def test_the_neural_voice_is_installed_from_a_folder(model: Path, folder: Path) -> None:
    result = run("voices", "install", "kokoro", "--from", model)
    assert result.code == 0, result.err
    assert result.out == f"{folder / 'installed'}\n"
    assert "Installing: " in result.err
    installed = {path.name for path in (folder / "installed").rglob("*") if path.is_file()}
    assert installed == {"model_quantized.onnx", "af_heart.bin"}
    again = run("voices", "install", "kokoro", "kokoro:af_heart", "--from", model, "--json")
    assert again.json["folder"] == str(folder / "installed")
    assert again.json["voices"] in ([], ["kokoro:af_heart"])  # whether its packages are there


def test_a_file_that_is_not_the_pinned_one_is_refused(model: Path, folder: Path) -> None:
    (model / "voices" / "af_heart.bin").write_bytes(b"something else")
    result = run("voices", "install", "kokoro", "--from", model)
    assert result.code == 1
    assert "SHA-256" in result.err
    assert not list((folder / "installed").rglob("*.bin"))


def test_a_file_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    result = run("voices", "install", "hibari:emma", "--from", tmp_path / "emma.onnx")
    assert result.code == 2
    assert "there is no such file to install" in result.err


@pytest.mark.parametrize(("name", "hint"), [("zz", "Allowed: hibari:heart, hibari:"), ("ema", "'hibari:emma'")])
def test_a_hint_names_what_can_be_installed(name: str, hint: str) -> None:
    result = run("voices", "install", f"hibari:{name}")
    assert result.code == 2
    assert hint in result.err


def test_an_unknown_voice_cannot_be_installed(model: Path) -> None:
    result = run("voices", "install", "kokoro", "af_hart", "--from", model)
    assert result.code == 2
    assert "af_heart" in result.err
    assert run("voices", "install", "piper").code == 2


def test_a_voice_of_hibari_is_installed_by_its_full_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEGUIDE_HIBARI", str(folder / "installed"))
    given = folder / "given.onnx"
    given.write_bytes(b"not emma")
    result = run("voices", "install", "hibari:emma", "--from", given)
    assert result.code == 1
    assert "SHA-256" in result.err
    unknown = run("voices", "install", "hibari:ema")
    assert unknown.code == 2
    assert "hibari:emma" in unknown.err
    two = run("voices", "install", "hibari:emma", "kokoro:af_heart")
    assert two.code == 2
    assert "one after the other" in two.err
    result = run("voices", "install", "hibari:heart", "--json")
    assert result.code == 0, result.err
    assert result.json["voices"] == ["hibari:heart"]


# --- a voice of one's own ------------------------------------------------------------------------


def test_a_record_sheet_then_recordings_then_a_session() -> None:
    result = run("record-sheet", "small.yaml", "--guidance", "signals", "--output", "mine")
    assert result.code == 0, result.err
    assert result.out == f"{Path('mine/record-sheet.txt')}\n"
    missing = run("record-sheet", "small.yaml", "-o", "mine", "--json").json["missing"]
    assert f"{len(missing)} recordings are missing" in result.err
    script = load(Path("mine/script.yaml"))
    assert {each["text"] for each in missing} == set(texts_of(script).values())
    for each in missing:
        recording = sound(each["text"])
        write(Path("mine") / f"{each['name']}.wav", recording.samples, RATE_HZ)
    one = Path("mine") / f"{missing[3]['name']}.wav"
    one.unlink()
    result = run("record-sheet", "small.yaml", "-o", "mine")
    assert f"missing: {missing[3]['name']}: {missing[3]['text']}" in result.err
    refused = run("render", "mine/script.yaml", "--voice", "recordings:mine", "--ambient", "none")
    assert refused.code == 1
    assert missing[3]["text"] in refused.err
    write(one, sound(missing[3]["text"]).samples, RATE_HZ)
    done = run("record-sheet", "small.yaml", "-o", "mine")
    assert "Nothing is missing: voiceguide render" in done.err
    made = run("render", "mine/script.yaml", "--voice", "recordings:mine", "--ambient", "none", "--with", "none")
    assert made.code == 0, made.err


def test_an_edited_script_keeps_its_words() -> None:
    run("record-sheet", "small.yaml", "-o", "mine")
    path = Path("mine/script.yaml")
    path.write_text(path.read_text("utf-8").replace("A small routine", "An evening"), "utf-8")
    assert run("record-sheet", "small.yaml", "-o", "mine").code == 0
    assert "An evening" in Path("mine/record-sheet.txt").read_text("utf-8")
    assert run("record-sheet", "small.yaml", "-o", "mine", "--force").code == 0
    assert "An evening" not in Path("mine/record-sheet.txt").read_text("utf-8")


# --- ambient -------------------------------------------------------------------------------------


def test_beds_are_listed_with_the_default() -> None:
    rows = run("ambient", "list").out.splitlines()
    assert {row.split()[0] for row in rows} >= {"ocean", "rain", "stream", "wind", "drone", "bowls"}
    assert [row.split()[0] for row in rows if row.split()[1] == "default"] == ["ocean"]


@pytest.mark.parametrize("suffix", ["flac", "wav", "ogg"])
def test_a_variant_is_rendered_as_a_loop(suffix: str) -> None:
    result = run("ambient", "render", "rain", "--seconds", "20", "--seed", "3", "-o", f"r.{suffix}")
    assert result.code == 0, result.err
    assert result.out == f"r.{suffix}\n"
    samples, rate_hz = soundfile.read(f"r.{suffix}")
    assert (rate_hz, samples.shape[1]) == (RATE_HZ, 2)
    assert len(samples) / rate_hz == pytest.approx(20, abs=2)
    assert np.abs(samples).max() > 0.01
    if suffix == "flac":
        assert run("ambient", "render", "rain", "--seconds", "20", "-o", "r.flac").code == 1
        assert "r.flac: " in run("ambient", "check", "r.flac").out


def test_wrong_beds_are_refused() -> None:
    assert run("ambient", "render", "rain", "--seconds", "3").code == 2
    assert "--" not in run("ambient", "render", "rain", "-o", "r.mp3").out
    assert run("ambient", "render", "rain", "-o", "r.mp3").code == 2
    assert run("ambient", "render", "rain", "--seed", "-1").code == 2
    assert not list(Path().glob("r*"))


def test_advice_on_tracks(folder: Path) -> None:
    write(folder / "short.wav", tone(2.0))
    write(folder / "tone.wav", tone(6.0))
    result = run("ambient", "check", "rain", "short.wav", "tone.wav")
    assert result.code == 1
    assert "rain: fine" in result.out
    assert "short.wav: error: it lasts 2.0 s" in result.out
    assert "tone.wav: warning" in result.out
    assert run("ambient", "check", "tone.wav").code == 0


# --- completion ----------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_prints_a_script_for_the_shell(shell: str) -> None:
    result = run("completion", shell)
    assert result.code == 0
    assert "_VOICEGUIDE_COMPLETE" in result.out
    assert f"{shell}_complete" in result.out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("voiceguide ma", {"make"}),
        ("voiceguide make le", {"legs"}),
        ("voiceguide check --gui", {"--guidance"}),
        ("voiceguide make legs --ambient r", {"rain"}),
        ("voiceguide make legs --pacer t", {"tick"}),
        ("voiceguide make legs --profile w", {"warm"}),
        ("voiceguide make legs --voice kokoro:b", {"kokoro:bf_emma", "kokoro:bm_george"}),
        ("voiceguide settings s", {"set", "show"}),
        ("voiceguide make legs --avoid sc", {"scalp"}),
        ("voiceguide make legs --avoid feet,sc", {"feet,scalp"}),
        ("voiceguide make legs --format o", {"opus", "ogg"}),
        ("voiceguide make legs --with sr", {"srt"}),
        ("voiceguide make desk-shoulders --preview 6", {"60s"}),
        ("voiceguide settings set guid", {"guidance"}),
        ("voiceguide settings set guidance b", {"brief"}),
        ("voiceguide settings set ambient dr", {"drone"}),
        ("voiceguide voices sample pyttsx3:en-us", {"pyttsx3:en-us", "pyttsx3:en-us-nyc"}),
        ("voiceguide nonsense x", set()),
    ],
)
def test_what_the_tab_key_offers(words: str, expected: set[str]) -> None:
    parts = words.split(" ")
    environ = {
        "_VOICEGUIDE_COMPLETE": "zsh_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(parts) - 1),
    }
    done = subprocess.run(
        command(), capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **environ}
    )
    lines = done.stdout.splitlines()
    offered = {value for kind, value in zip(lines[::3], lines[1::3], strict=False) if kind == "plain"}
    assert offered == expected, done.stderr


def powershell(line: str, word: str) -> list[tuple[str, str]]:
    """What PowerShell is told for a line."""
    environ = {"_VOICEGUIDE_COMPLETE": "powershell_complete", "COMP_WORDS": line, "COMP_WORD": word}
    done = subprocess.run(
        command(), capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **environ}
    )
    return [(kind, value) for kind, value, _ in (each.split("\t") for each in done.stdout.splitlines())]


def test_powershell_is_offered_values_stages_and_files() -> None:
    assert powershell("voiceguide make legs --ambient r", "r") == [("plain", "rain")]
    stages = powershell("voiceguide make desk-shoulders --preview ", "")
    assert ("plain", "60s") in stages
    assert len(stages) > 2
    assert powershell(r'voiceguide make "C:\My Music\le', r"C:\My Music\le") == [("file", r"'C:\My Music\le'")]


# --- routines ------------------------------------------------------------------------------------


def test_list_and_show_tell_of_the_shipped_routines() -> None:
    result = run("list")
    assert {line.split()[0] for line in result.out.splitlines()} >= {
        "head-to-feet", "shoulders-and-back", "back-relief", "flowing-back", "legs",
    }  # fmt: skip
    shown = run("show", "legs")
    assert shown.code == 0
    assert "Legs" in shown.out


def test_check_tells_warnings_and_exits_with_0_unless_there_is_an_error(folder: Path) -> None:
    assert "small.yaml: fine" in run("check", "small.yaml").out
    text = (folder / "small.yaml").read_text("utf-8")
    (folder / "wrong.yaml").write_text(text.replace("region: neck", "region: throat"), "utf-8")
    assert run("check", "small.yaml", "wrong.yaml").code == 1
    result = run("check", "small.yaml", "wrong.yaml", "nowhere")
    assert result.code == 2
    assert "wrong.yaml: 1 error" in result.out
    assert "throat" in result.out
    assert "nowhere: 1 error" in result.out


def test_plan_keeps_to_the_duration() -> None:
    facts = run("plan", "small.yaml", "--duration", "8m", "--json").json
    assert facts["seconds"] == pytest.approx(480, abs=1)
    assert facts["shortest_s"] <= 480 <= facts["longest_s"]
    page = run("plan", "small.yaml", "--duration", "8m").out
    assert "A small routine: 8:00" in page
    assert "Hands on, by region:" in page
    impossible = run("plan", "small.yaml", "--duration", "3h")
    assert impossible.code == 2
    assert "possible are" in impossible.err


def test_script_prints_every_word_with_its_time() -> None:
    text = run("script", "small.yaml").out
    cues = run("script", "small.yaml", "--json").json
    assert [each["start_s"] for each in cues] == sorted(each["start_s"] for each in cues)
    for each in cues:
        assert each["text"] in text
    assert "(end)" in text


def test_json_can_be_piped_into_another_program() -> None:
    done = subprocess.run(
        f'"{sys.executable}" -m voiceguide list --json', shell=True, capture_output=True, timeout=60, check=True
    )
    assert len(json.loads(done.stdout)) >= 5


@pytest.mark.parametrize("broken", ["write", "info"])
def test_a_bed_that_cannot_be_written_leaves_nothing(
    broken: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise soundfile.SoundFileError("disk full")

    if broken == "write":
        monkeypatch.setattr(soundfile.SoundFile, "write", fail)
    else:
        monkeypatch.setattr(soundfile, "info", lambda _: type("Info", (), {"frames": 1})())
    result = run("ambient", "render", "rain", "--seconds", "20", "-o", "r.wav")
    assert result.code == 1
    assert "r.wav" in result.err
    assert [path.name for path in folder.iterdir()] == ["small.yaml"]
