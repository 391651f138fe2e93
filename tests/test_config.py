"""Settings: where each value comes from, which source is stronger, and what is refused."""

from __future__ import annotations

import dataclasses
import os
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st
from platformdirs.macos import MacOS
from platformdirs.unix import Unix

from voiceguide import config
from voiceguide.config import explain, load_config, read_environment, user_file
from voiceguide.errors import DurationError, ExportError, SettingsError, VoiceguideError
from voiceguide.files import cache_folder, data_folder
from voiceguide.settings import WORDS, Guidance, PacerStyle, Settings
from voiceguide.settings.profiles import PROFILES, AppliedProfile
from voiceguide.settings.values import parse_setting, setting_names, setting_of, show_value, to_toml
from voiceguide.settings_files import read_file, save_setting, unset_setting


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's settings file, not there yet."""
    path = tmp_path / "user" / "settings.toml"
    monkeypatch.setenv("VOICEGUIDE_CONFIG", str(path))
    return path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


# --- sources and their strength ------------------------------------------------------------------


def test_without_anything_everything_is_its_default(tmp_path: Path, user: Path) -> None:
    found = load_config(folder=tmp_path, environ={})
    assert found.settings == Settings()
    assert set(found.origins) == set(setting_names())
    assert set(found.origins.values()) == {"default"}


def test_each_source_is_stronger_than_the_one_before(tmp_path: Path, user: Path) -> None:
    write(user, "pace = 0.6\nrate_wpm = 101\nseed = 1\nmono = true\n")
    project = write(tmp_path / "voiceguide.toml", "pace = 0.7\nrate_wpm = 102\nseed = 2\n")
    environ = {"VOICEGUIDE_PACE": "0.8", "VOICEGUIDE_RATE_WPM": "103", "PATH": "/bin"}
    found = load_config({"pace": 0.9, "seed": None}, folder=tmp_path, environ=environ)
    values = [getattr(found.settings, name) for name in ("mono", "seed", "rate_wpm", "pace", "pitch_st")]
    assert values == [True, 2, 103, 0.9, 0.0]
    origins = [found.origins[name] for name in ("mono", "seed", "rate_wpm", "pace", "pitch_st")]
    assert origins == [str(user), str(project), "VOICEGUIDE_RATE_WPM", "option", "default"]


def test_a_profile_is_weaker_than_what_stands_beside_it_and_stronger_than_what_is_weaker(
    tmp_path: Path, user: Path
) -> None:
    write(user, 'rate_wpm = 90\n[profiles.evening]\nrate_wpm = 110\npitch_st = -1\nvoice = "pyttsx3:en-gb"\n')
    found = load_config({"profile": "evening", "pitch_st": 2.0}, folder=tmp_path, environ={})
    settings = found.settings
    assert (settings.rate_wpm, settings.pitch_st, settings.voice) == (110, 2.0, "pyttsx3:en-gb")
    assert found.origins["rate_wpm"] == "profile evening"
    assert found.origins["pitch_st"] == "option"
    write(user, 'profile = "evening"\n' + user.read_text("utf-8"))
    stronger = load_config(folder=tmp_path, environ={"VOICEGUIDE_RATE_WPM": "130"})
    assert (stronger.settings.rate_wpm, stronger.settings.pitch_st) == (130, -1)


def test_a_users_profile_replaces_the_built_in_one_of_its_name(tmp_path: Path, user: Path) -> None:
    built_in = load_config({"profile": "clear"}, folder=tmp_path, environ={}).settings
    assert built_in.volume_lu == PROFILES["clear"]["volume_lu"] == 1.0
    write(user, "[profiles.clear]\nrate_wpm = 95\n")
    found = load_config({"profile": "clear"}, folder=tmp_path, environ={})
    assert (found.settings.rate_wpm, found.settings.volume_lu) == (95, 0)
    assert (found.settings.profile, replace(found.settings, mono=True).volume_lu) == ("clear", 0)


def test_pronunciations_are_gathered(tmp_path: Path, user: Path) -> None:
    write(user, '[pronounce]\ntrapezius = "/ə/"\nglutes = "b"\n')
    write(tmp_path / "voiceguide.toml", '[pronounce]\nglutes = "GLOOTS"\n')
    assert load_config(folder=tmp_path, environ={}).pronounce == (("glutes", "GLOOTS"), ("trapezius", "/ə/"))


def test_places_in_the_environment_are_no_settings() -> None:
    assert read_environment(dict.fromkeys(config.NOT_SETTINGS, "/x")).values == {}


class WindowsFolders:
    """What the system tells there, on a machine that is none: one place for cache and data, another that roams."""

    def __init__(self, name: str, *, appauthor: bool, roaming: bool) -> None:
        home = Path(os.environ["HOME"])
        assert not appauthor
        self.user_cache_path = home / "Local" / name / "Cache"
        self.user_config_path = home / ("Roaming" if roaming else "Local") / name
        self.user_data_path = home / "Local" / name


@pytest.mark.skipif(os.name != "posix", reason="stands in for systems that are not POSIX")
@pytest.mark.parametrize(
    ("system", "expected"),
    [
        (Unix, ("xdg/voiceguide/settings.toml", ".cache/voiceguide", ".local/share/voiceguide")),
        (MacOS, ("Library/Application Support/voiceguide/settings.toml", "Library/Caches/voiceguide",
                 "Library/Application Support/voiceguide")),
        (WindowsFolders, ("Roaming/voiceguide/settings.toml", "Local/voiceguide/Cache", "Local/voiceguide/data")),
    ],
)  # fmt: skip
def test_folders_have_their_place_on_every_system(
    system: type, expected: tuple[str, str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("VOICEGUIDE_CONFIG", "VOICEGUIDE_CACHE", "VOICEGUIDE_DATA", "XDG_CACHE_HOME", "XDG_DATA_HOME",
                 "XDG_CONFIG_HOME"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    if system is Unix:
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    monkeypatch.setattr("platformdirs.PlatformDirs", system)
    assert (user_file(), cache_folder(), data_folder()) == tuple(tmp_path / each for each in expected)


def test_what_an_earlier_version_kept_on_a_mac_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOICEGUIDE_CACHE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setattr("sys.platform", "darwin")
    assert cache_folder() == tmp_path / "xdg" / "voiceguide"
    (tmp_path / "Library" / "Caches" / "voiceguide").mkdir(parents=True)
    assert cache_folder() == tmp_path / "Library" / "Caches" / "voiceguide"
    (tmp_path / "xdg" / "voiceguide").mkdir(parents=True)
    assert cache_folder() == tmp_path / "xdg" / "voiceguide"


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected", "key"),
    [
        ("paec = 1", "there is no setting 'paec'", "paec"),
        ("pace = 3", "pace is 3, but must be from 0.5 to 2", "pace"),
        ('pace = "fast"', "pace cannot be 'fast': expected a number from 0.5 to 2", "pace"),
        ("pace = true", "pace cannot be True", "pace"),
        ("pace = nan", "pace is nan, but must be", "pace"),
        ('duration_s = "30"', "duration_s cannot be '30': expected a length of time", "duration_s"),
        ('guidance = "much"', "guidance is 'much', but must be one of: full, brief, signals", "guidance"),
        ("avoid = [1, 2]", "avoid cannot be [1, 2]: expected names", "avoid"),
        ("voice = 5", "voice cannot be 5: expected a text", "voice"),
        ('voice = ""', "voice cannot be '': expected a text", "voice"),
        ('mono = "perhaps"', "mono cannot be 'perhaps': expected yes or no", "mono"),
        ("seed = 1.5", "seed cannot be 1.5", "seed"),
        ('speech_lufs = "-16 dB"', "speech_lufs cannot be '-16 dB'", "speech_lufs"),
        ("pace", "is not TOML", None),
        ("= 3", "is not TOML", None),
        ("profiles = 3", "profiles must be tables", "profiles"),
        ("[profiles]\nx = 3", "profiles must be tables", "profiles"),
        ("[profiles.x]\npace = 1", "is unknown in a profile", "profiles.x.pace"),
        ("[profiles.x]\nrate_wpm = 5", "rate_wpm is 5", "profiles.x.rate_wpm"),
        ("pronounce = 3", "pronounce must hold words", "pronounce"),
        ('[pronounce]\nx = ""', "pronounce must hold words", "pronounce"),
        ('[pronounce]\nx = "ef-luh"', "does not tell which syllable is stressed", "pronounce.x"),
        ('[pronounce]\nx = "c"', "is not an English sound", "pronounce.x"),
    ],
)
def test_what_is_wrong_in_a_file_is_reported_with_file_and_key(
    text: str, expected: str, key: str | None, tmp_path: Path
) -> None:
    path = write(tmp_path / "s.toml", text)
    with pytest.raises(SettingsError) as caught:
        read_file(path)
    assert expected in caught.value.message
    assert caught.value.where is not None
    assert (caught.value.where.file, caught.value.where.key) == (str(path), key)
    assert caught.value.exit_code == 2


def test_a_near_name_is_suggested(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read_file(write(tmp_path / "s.toml", "ambiant = 'rain'"))
    assert caught.value.hint == "Did you mean 'ambient'?"


def test_a_wrong_variable_is_reported_by_its_name() -> None:
    with pytest.raises(SettingsError) as caught:
        read_environment({"VOICEGUIDE_PACE": "9"})
    assert str(caught.value).startswith("VOICEGUIDE_PACE: pace is 9")


def test_an_unknown_variable_is_reported_and_stops_nothing(tmp_path: Path, user: Path) -> None:
    environ = {"VOICEGUIDE_PAEC": "1", "VOICEGUIDE_9": "/srv", "VOICEGUIDE_PACE": "0.9"}
    found = load_config(folder=tmp_path, environ=environ)
    assert found.settings.pace == 0.9
    number, pace = found.notes
    assert number == "VOICEGUIDE_9 is not a setting and is ignored."
    assert pace == "VOICEGUIDE_PAEC is not a setting and is ignored. Did you mean VOICEGUIDE_PACE?"


@pytest.mark.parametrize(("own", "word"), list(WORDS.items()))
def test_a_setting_may_be_called_by_either_of_its_names_everywhere(own: str, word: str, tmp_path: Path) -> None:
    field = next(each for each in dataclasses.fields(Settings) if each.name == own)
    for name in {own, word, word.replace("-", "_")}:
        assert setting_of(name) == own
    path = tmp_path / "s.toml"
    value: Any
    if field.default is None:
        value = "40 min" if field.metadata["unit"] == "s" else 120.0 if field.metadata["unit"] else "rain"
    else:
        value = ["feet"] if own == "avoid" else to_toml(own, field.default)
    text = tomlkit.dumps({own: value})
    assert read_file(write(path, text)).values == read_file(write(path, text.replace(own, word, 1))).values
    if own != word:
        both = text + text.replace(own, word, 1)
        with pytest.raises(SettingsError, match=f"says the same as {own}"):
            read_file(write(path, both))


def test_earlier_names_still_work_and_are_reported(tmp_path: Path, user: Path) -> None:
    file = write(user, "ambient-level = 30\nduck = 2\n")
    found = load_config(folder=tmp_path, environ={"VOICEGUIDE_PACER_LEVEL": "20", "VOICEGUIDE_EARCON_LEVEL": "9"})
    settings = found.settings
    assert (settings.ambient_below_lu, settings.pause_lift_lu) == (30, 2)
    assert (settings.pacer_below_lu, settings.earcon_below_lu) == (20, 9)
    assert len(found.notes) == 4
    for old, new in (("ambient-level", "ambient-below"), ("duck", "pause-lift"),
                     ("VOICEGUIDE_PACER_LEVEL", "VOICEGUIDE_PACER_BELOW")):  # fmt: skip
        assert any(f"{old} is now called {new};" in each for each in found.notes)
    save_setting("duck", "3", file)
    assert file.read_text("utf-8") == "ambient-level = 30\npause-lift = 3.0\n", "what is set gets its present name"


def test_a_present_name_is_stronger_than_an_earlier_one_in_the_environment() -> None:
    environ = {"VOICEGUIDE_AMBIENT_LEVEL": "30", "VOICEGUIDE_AMBIENT_BELOW": "25", "VOICEGUIDE_DUCK": "1",
               "VOICEGUIDE_PAUSE_LIFT": "2"}  # fmt: skip
    assert read_environment(environ).values == {"ambient_below_lu": 25, "pause_lift_lu": 2}


def test_a_bare_number_is_minutes_for_peoples_word_and_seconds_for_the_other() -> None:
    assert parse_setting("duration", 40) == parse_setting("duration", "40") == parse_setting("duration_s", 2400)
    assert read_environment({"VOICEGUIDE_DURATION": "35"}).values == {"duration_s": 2100.0}
    with pytest.raises(SettingsError, match="duration_s cannot be '30'"):
        parse_setting("duration_s", "30")


def test_what_is_saved_has_peoples_word_or_the_name_that_stands_there(tmp_path: Path) -> None:
    path = write(tmp_path / "s.toml", "# mine\nrate_wpm = 110  # slow\n")
    save_setting("rate", "120", path)
    save_setting("duration_s", "45 min", path)
    assert path.read_text("utf-8") == '# mine\nrate_wpm = 120.0  # slow\nduration = "45 min"\n'
    assert read_file(path).values == {"rate_wpm": 120.0, "duration_s": 2700.0}
    assert unset_setting("rate", path)
    assert read_file(path).values == {"duration_s": 2700.0}


def test_a_profile_defined_elsewhere_is_reported_with_its_source_and_can_be_looked_at(
    tmp_path: Path, user: Path
) -> None:
    write(user, 'profile = "evening"\n')
    write(tmp_path / "a" / "voiceguide.toml", "[profiles.evening]\nrate = 110\n")
    write(tmp_path / "b" / "voiceguide.toml", "pace = 0.9\n")
    assert load_config(folder=tmp_path / "a", environ={}).settings.rate_wpm == 110
    with pytest.raises(SettingsError, match="there is no profile 'evening' here") as caught:
        load_config(folder=tmp_path / "b", environ={})
    assert str(user) in str(caught.value)
    assert "settings unset profile" in str(caught.value.hint)
    lenient = load_config(folder=tmp_path / "b", environ={}, lenient=True)
    assert lenient.settings.pace == 0.9
    assert "evening" in lenient.notes[0]
    write(user, "pace = 0.8\n")
    with pytest.raises(SettingsError, match="VOICEGUIDE_PROFILE"):
        load_config(folder=tmp_path / "b", environ={"VOICEGUIDE_PROFILE": "morning"})


@pytest.mark.parametrize("origin", ["/x/voiceguide.toml", "VOICEGUIDE_DURATION", "option", "default"])
def test_an_error_says_where_its_setting_came_from(origin: str) -> None:
    error = explain(DurationError("40 min is not possible", shortest_s=1, longest_s=2), {"duration_s": origin})
    hint = f"The duration comes from {origin}; --duration is stronger."
    assert (error.hint == hint) is (origin not in ("option", "default"))
    assert explain(VoiceguideError("other"), {"duration_s": origin}).hint is None


def test_an_unknown_profile_is_reported_with_the_near_one(tmp_path: Path, user: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_config({"profile": "clam"}, folder=tmp_path, environ={})
    assert caught.value.hint == "Did you mean 'calm'?"


@pytest.mark.parametrize(
    "content", [b"\xff\xfep\x00", b"voice = '\xe9'", b"x" * 300_000, b"\x00", b"a = " + b"[" * 5000]
)
def test_files_that_are_no_settings(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        read_file(path)
    assert str(path) in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_file(tmp_path / "nowhere.toml")


def test_a_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_bytes(b"\xef\xbb\xbfpace = 0.9\r\n")
    assert read_file(path).values == {"pace": 0.9}


# --- writing -------------------------------------------------------------------------------------


def test_a_saved_setting_keeps_everything_else(tmp_path: Path) -> None:
    before = "# mine\npace = 0.9  # slow\n\n[profiles.evening]\nrate_wpm = 110\n"
    path = write(tmp_path / "s.toml", before)
    assert save_setting("ambient", "rain", path) == "rain"
    assert save_setting("pace", "0.8", path) == 0.8
    text = path.read_text("utf-8")
    assert text.startswith("# mine\npace = 0.8  # slow\n")
    content = tomllib.loads(text)
    assert content["ambient"] == "rain"
    assert content["profiles"] == {"evening": {"rate_wpm": 110}}
    assert unset_setting("ambient", path)
    assert unset_setting("pace", path)
    assert not unset_setting("pace", path)
    assert "# mine" in path.read_text("utf-8")
    assert tomllib.loads(path.read_text("utf-8")) == {"profiles": {"evening": {"rate_wpm": 110}}}


def test_a_new_file_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "settings.toml"
    save_setting("avoid", "feet, neck", path)
    assert read_file(path).values == {"avoid": ("feet", "neck")}


def test_a_wrong_value_or_a_broken_file_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "s.toml", "pace = 0.9\n")
    with pytest.raises(SettingsError):
        save_setting("pace", "9", path)
    with pytest.raises(SettingsError):
        save_setting("paec", "1", path)
    with pytest.raises(SettingsError):
        unset_setting("paec", path)
    assert path.read_text("utf-8") == "pace = 0.9\n"
    write(path, "pace = \n")
    with pytest.raises(SettingsError, match="is not TOML"):
        save_setting("pace", "1", path)
    assert path.read_text("utf-8") == "pace = \n"


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    write(tmp_path / "file", "")
    with pytest.raises(ExportError, match="cannot write"):
        save_setting("pace", "1", tmp_path / "file" / "settings.toml")


# --- values --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("duration_s", "30 min", 1800.0),
        ("duration_s", "1:15:00", 4500.0),
        ("duration_s", 90, 90.0),
        ("speech_lufs", "-18 LUFS", -18.0),
        ("volume_lu", "-3 dB", -3.0),
        ("guidance", "Brief", Guidance.BRIEF),
        ("pacer", "off", PacerStyle.OFF),
        ("bitrate_kbps", "192", 192),
        ("mono", "on", True),
        ("pan", False, False),
        ("avoid", "feet, , neck", ("feet", "neck")),
        ("avoid", ["feet"], ("feet",)),
        ("ambient", " rain ", "rain"),
        ("seed", "7", 7),
    ],
)
def test_values_are_read_from_text_and_toml(name: str, raw: Any, expected: Any) -> None:
    assert parse_setting(name, raw) == expected


def test_values_for_people() -> None:
    assert [show_value(each) for each in (True, False, None, 0.5, 3, "x", (), ("a", "b"), Guidance.FULL)] == [
        "yes", "no", "-", "0.5", "3", "x", "-", "a, b", "full",
    ]  # fmt: skip


@given(st.sampled_from([each for each in setting_names() if each != "profile"]), st.data())
def test_every_value_survives_writing_and_reading(name: str, data: st.DataObject) -> None:
    each = next(field for field in dataclasses.fields(Settings) if field.name == name)
    if each.metadata["choices"]:
        value = data.draw(st.sampled_from(each.metadata["choices"]))
    elif isinstance(each.default, bool):
        value = data.draw(st.booleans())
    elif isinstance(each.default, int):
        value = data.draw(st.integers(int(each.metadata["low"]), int(each.metadata["high"])))
    elif isinstance(each.default, float) or each.metadata["unit"]:
        value = data.draw(st.floats(each.metadata["low"], each.metadata["high"]))
    elif name == "names":
        value = data.draw(st.sampled_from([(), ("Anna", "Ben")]))
    elif isinstance(each.default, tuple):
        value = tuple(data.draw(st.lists(st.sampled_from(["feet", "neck", "arms"]), unique=True)))
    else:
        value = data.draw(st.text(st.characters(categories=["L", "N"]), min_size=1))
    text = ",".join(value) if isinstance(value, tuple) else str(value)
    if isinstance(value, float):
        text = f"{value:.4f}{' s' if each.metadata['unit'] == 's' else ''}"
        value = pytest.approx(value, abs=1e-4)
    assert parse_setting(name, text) == value


@given(st.sampled_from([*setting_names(), "nonsense"]), st.one_of(st.text(), st.integers(), st.floats(), st.none(),
       st.booleans(), st.lists(st.text()), st.dictionaries(st.text(), st.text())))  # fmt: skip
def test_any_value_is_taken_or_refused_in_our_own_words(name: str, raw: Any) -> None:
    refusal = ""
    try:
        value = parse_setting(name, raw)
    except SettingsError as error:
        refusal = str(error)
    else:
        held: dict[str, Any] = {name: AppliedProfile(value) if name == "profile" else value}
        Settings(**held)  # whether there is such a profile, files tell
    assert len(refusal) < 800


@given(st.binary(max_size=400))
def test_any_bytes_are_settings_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(content)
    message = str(path)
    try:
        read_file(path)
    except VoiceguideError as error:
        message = str(error)
    assert str(path) in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("seed = " + "9" * 5000, "is not TOML"),
        ("avoid = " + "[" * 60 + "]" * 60, "nested too deeply"),
        ("avoid = " + "{a = " * 60 + "1" + "}" * 60, "nested too deeply"),
        ("a." * 300 + "a = 1", "nested too deeply"),
    ],
    ids=["digits", "lists", "tables", "dots"],
)
def test_what_would_take_the_reader_too_far_is_refused_first(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "voiceguide.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=words):
        load_config(folder=tmp_path, environ={})
