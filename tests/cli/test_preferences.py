"""settings: shown with where they come from, set, and taken out again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import run
from voiceguide.settings import WORDS


@pytest.fixture(autouse=True)
def _own_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEGUIDE_CONFIG", str(folder / "user.toml"))


def test_show_lists_every_setting_and_where_it_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("voiceguide.toml").write_text("pace = 0.9\n", "utf-8")
    monkeypatch.setenv("VOICEGUIDE_SEED", "7")
    lines = run("settings", "show").out.splitlines()
    rows = {line.split()[0]: line for line in lines}
    assert list(rows) == list(WORDS.values())
    assert rows["pace"].split() == ["pace", "0.9", str(Path.cwd() / "voiceguide.toml")]
    assert rows["seed"].split() == ["seed", "7", "VOICEGUIDE_SEED"]
    assert rows["rate"].split() == ["rate", "-", "words/min", "default"]


def test_show_takes_names() -> None:
    assert [each["name"] for each in run("settings", "show", "pace", "avoid", "--json").json] == ["pace", "avoid"]
    wrong = run("settings", "show", "paec")
    assert wrong.code == 2
    assert "Did you mean 'pace'?" in wrong.err


def test_what_is_set_is_used_and_can_be_taken_out_again() -> None:
    assert run("settings", "set", "speech_lufs", "-18").code == 0
    assert run("settings", "set", "avoid", "feet, neck", "--project").code == 0
    shown = {each["name"]: each for each in run("settings", "show", "--json").json}
    assert shown["speech_lufs"]["value"] == -18
    assert shown["speech_lufs"]["from"] == str(Path.cwd() / "user.toml")
    assert shown["avoid"]["value"] == ["feet", "neck"]
    assert shown["avoid"]["from"] == str(Path.cwd() / "voiceguide.toml")
    assert "loudness = -16" in run("settings", "unset", "speech_lufs").out
    assert "was not" in run("settings", "unset", "loudness").out
    assert run("settings", "show", "speech_lufs", "--json").json[0]["from"] == "default"


def test_what_is_set_under_an_earlier_name_gets_its_present_one() -> None:
    result = run("settings", "set", "pacer_level", "20")
    assert result.out.startswith("pacer-below = 20 ")
    assert "pacer_level is now called pacer-below" in result.err
    assert Path("user.toml").read_text("utf-8") == "pacer-below = 20.0\n"


def test_a_wrong_value_is_refused_and_nothing_is_written() -> None:
    result = run("settings", "set", "pace", "9")
    assert result.code == 2
    assert "pace is 9, but must be from 0.5 to 2" in result.err
    assert not Path("user.toml").exists()


def test_a_profile_of_one_folder_is_not_named_for_all_of_them() -> None:
    Path("voiceguide.toml").write_text("[profiles.evening]\nrate = 112\n", "utf-8")
    refused = run("settings", "set", "profile", "evening")
    assert (refused.code, "--project" in refused.err) == (2, True)
    assert run("settings", "set", "profile", "evening", "--project").code == 0
    assert run("settings", "set", "profile", "calm").code == 0
    assert run("settings", "set", "profile", "clam").code == 2
    Path("user.toml").write_text('profile = "morning"\n', "utf-8")
    shown = run("settings", "show", "profile", "rate")
    assert shown.code == 0, shown.err
    assert "there is no profile 'morning' here" in shown.err
    assert run("plan", "small.yaml").code == 2
    assert run("settings", "unset", "profile").code == 0
    assert run("plan", "small.yaml").code == 0


def test_a_duration_of_the_project_says_where_it_comes_from() -> None:
    assert run("settings", "set", "duration", "3h", "--project").code == 0
    for command in ("plan", "script", "check"):
        result = run(command, "small.yaml")
        assert f"The duration comes from {Path.cwd() / 'voiceguide.toml'}" in result.err + result.out, command
    made = run("make", "small.yaml")
    assert f"The duration comes from {Path.cwd() / 'voiceguide.toml'}" in made.err
    assert "comes from" not in run("plan", "small.yaml", "--duration", "3h").err


def test_a_broken_file_is_reported_with_its_place_by_every_command() -> None:
    Path("voiceguide.toml").write_text("pace = \n", "utf-8")
    for arguments in (["settings", "show"], ["plan", "small.yaml"], ["make", "small.yaml"]):
        result = run(*arguments)
        assert result.code == 2
        assert "voiceguide.toml: is not TOML" in result.err


def test_path_tells_which_files_are_there() -> None:
    run("settings", "set", "pace", "0.9")
    found = {each["kind"]: each for each in run("settings", "path", "--json").json}
    assert found["user"] == {"kind": "user", "path": str(Path.cwd() / "user.toml"), "exists": True}
    assert found["project"]["exists"] is False
    assert "(not there)" in run("settings", "path").out


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("voice", "hibari:hart", "voice cannot be used like this: hibari has no voice 'hart'"),
        ("receiver-voice", "hibary:heart", "Did you mean 'hibari:heart'?"),
        ("ambient", "rian", "ambient cannot be used like this: there is no bed or file 'rian'"),
        ("interlude", "rian", "Did you mean 'rain'?"),
        ("earcons", "nowhere", "there is no such file or folder"),
        ("avoid", "feet,nek", "Did you mean 'neck'?"),
    ],
)
def test_what_cannot_be_used_now_is_told_when_it_is_set(name: str, value: str, told: str) -> None:
    result = run("settings", "set", name, value)
    assert result.code == 0  # the file or voice may come later
    assert told in result.err


def test_what_can_be_used_is_set_without_a_note() -> None:
    for name, value in (("ambient", "rain"), ("avoid", "feet"), ("interlude", "swell"), ("earcons", "none")):
        assert run("settings", "set", name, value).err == ""
