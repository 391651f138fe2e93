"""Settings are whole or are not: whatever they hold can be used, and whatever cannot is told with the right form."""

from __future__ import annotations

import dataclasses
import math
import pickle
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide import Settings, SettingsError
from voiceguide.settings import FORMER, WORDS, Guidance, PacerStyle, Part
from voiceguide.settings.profiles import PROFILES
from voiceguide.settings.values import to_toml

FIELDS = {each.name: each for each in dataclasses.fields(Settings)}
ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.binary(max_size=4),
    st.lists(st.one_of(st.text(max_size=5), st.integers()), max_size=3), st.sampled_from([*Guidance, *PacerStyle]),
)  # fmt: skip


def good(name: str) -> st.SearchStrategy[Any]:  # noqa: PLR0911
    """Values that a setting can have, as a caller in Python would write them."""
    each = FIELDS[name]
    info = each.metadata
    if name == "profile":
        return st.sampled_from([None, *PROFILES])
    if name == "names":
        return st.sampled_from([(), ("Ana", "Ben"), ["Ana", "Ben"]])
    if info["choices"]:
        own = st.sampled_from(info["choices"])
        return own if isinstance(info["choices"][0], int) else st.one_of(own, own.map(str))
    if isinstance(each.default, bool):
        return st.booleans()
    if isinstance(each.default, tuple):
        return st.lists(st.sampled_from(["feet", "neck", "scalp"]), max_size=2)
    if "str" in str(each.type):
        return st.sampled_from([*([None] if each.default is None else []), "rain", "auto"])
    if isinstance(each.default, int):
        return st.integers(int(info["low"]), int(info["high"]))
    number = st.one_of(st.floats(info["low"], info["high"]), st.integers(math.ceil(info["low"]), int(info["high"])))
    return st.one_of(number, st.none()) if each.default is None else number


@given(st.fixed_dictionaries({}, optional={name: good(name) for name in FIELDS}))
def test_good_values_are_held_in_one_form_and_survive_every_way_there_and_back(values: dict[str, Any]) -> None:
    settings = Settings(**values)
    for name, each in FIELDS.items():
        held = getattr(settings, name)
        if isinstance(each.default, float):
            assert type(held) is float
        assert not isinstance(held, list)
        assert each.metadata["choices"] == () or any(held is choice or held == choice for choice in
                                                     each.metadata["choices"])  # fmt: skip
    assert hash(settings) == hash(dataclasses.replace(settings))
    assert Settings(**{name: getattr(settings, name) for name in FIELDS}) == settings
    assert pickle.loads(pickle.dumps(settings)) == settings
    written = {word: to_toml(name, getattr(settings, name)) for name, word in WORDS.items()}
    parsed = Settings.parse({word: value for word, value in written.items() if value not in (None, [])})
    for name, each in FIELDS.items():
        if each.metadata["unit"] != "s":  # as people write it, a time is rounded
            assert getattr(parsed, name) == getattr(settings, name)


@given(st.sampled_from(sorted(FIELDS)), ANYTHING)
def test_any_value_is_held_or_refused_with_the_settings_name(name: str, value: Any) -> None:
    refused = None
    try:
        held = getattr(Settings(**{name: value}), name)
    except SettingsError as error:
        refused = error
    if refused is None:
        assert held == value or list(held) == list(value)
    else:
        assert (name in refused.message, refused.exit_code) == (True, 2)


@given(st.dictionaries(st.one_of(st.sampled_from([*FIELDS, *WORDS.values()]), st.text(max_size=8)), ANYTHING))
def test_parsing_anything_gives_settings_or_the_projects_error(values: dict[str, Any]) -> None:
    with suppress(SettingsError):
        assert isinstance(Settings.parse(values), Settings)


@pytest.mark.parametrize(
    ("values", "message", "hint"),
    [
        ({"pace": "1"}, "pace is '1', but must be a number from 0.5 to 2", "Write pace=1.0. Settings.parse reads"),
        ({"avoid": "feet"}, "avoid is 'feet', but must be a tuple of texts", "Write avoid=('feet',)."),
        ({"avoid": "feet, neck"}, "must be a tuple of texts", "Write avoid=('feet', 'neck')."),
        ({"profile": "clam"}, "there is no profile 'clam'", "Did you mean 'calm'?"),
        ({"guidance": "breif"}, "guidance is 'breif', but must be one of: full, brief", "Did you mean 'brief'?"),
        ({"guidance": PacerStyle.TICK}, "guidance is 'tick', but must be one of", None),
        ({"duration_s": "30 min"}, "duration_s is '30 min', but must be a number from 60 to 14400 s", "=1800.0"),
        ({"duration_s": 30}, "duration_s is 30 s, but must be from 60 to 14400 s", None),
        ({"pan": "no"}, "pan is 'no', but must be True or False", "Write pan=True."),
        ({"pan": 1}, "pan is 1, but must be True or False", "Write pan=True."),
        ({"pace": True}, "pace is True, but must be a number", "Write pace=1.0."),
        ({"pace": math.nan}, "pace is nan, but must be from 0.5 to 2", None),
        ({"seed": 1.0}, "seed is 1.0, but must be a whole number", "Write seed=0."),
        ({"bitrate_kbps": 100}, "bitrate_kbps is 100, but must be one of: 96, 128", None),
        ({"bitrate_kbps": "128"}, "bitrate_kbps is '128', but must be one of", "Write bitrate_kbps=128."),
        ({"voice": None}, "voice is None, but must be a text", "Write voice='auto'."),
        ({"ambient": ""}, "ambient is '', but must be a text", "Write ambient='rain'."),
        ({"names": ("Ana",)}, "names has 1 name, but must have two", None),
    ],
)  # fmt: skip
def test_a_wrong_value_is_reported_at_once_with_the_right_form(
    values: dict[str, Any], message: str, hint: str | None
) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings(**values)
    assert message in refused.value.message
    assert (hint or "") in (refused.value.hint or "")


def test_all_mistakes_are_reported_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings(pace="fast", avoid="feet", guidance="much")  # type: ignore[arg-type]
    assert refused.value.message == "these settings cannot be used: 3 problems"
    assert [each.message.split(" ")[0] for each in refused.value.findings] == ["pace", "guidance", "avoid"]
    assert "do: Write avoid=('feet',)." in str(refused.value)


def test_people_s_ways_of_writing_are_read() -> None:
    settings = Settings.parse(
        {"duration": "1 h 15 min", "avoid": "feet, neck", "pan": "no", "loudness": "-18 LUFS", "pace": "0.9",
         "guidance": "Brief", "bitrate": "160", "max_session_s": "2 h", "ambient_below": 25}
    )  # fmt: skip
    assert settings == Settings(
        duration_s=4500.0, avoid=("feet", "neck"), pan=False, speech_lufs=-18.0, pace=0.9, guidance=Guidance.BRIEF,
        bitrate_kbps=160, max_session_s=7200.0, ambient_below_lu=25.0,
    )  # fmt: skip
    assert Settings.parse({"duration": 45}).duration_s == 2700.0
    assert Settings.parse({}) == Settings()


def test_everything_that_cannot_be_read_is_reported_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.parse({"paec": 1, "duration": "long", "duration_s": 60, "duration ": 3, "pace": "9"})
    messages = [each.message for each in refused.value.findings]
    assert messages[0] == "there is no setting 'paec'"
    assert refused.value.findings[0].hint == "Did you mean 'pace'?"
    assert messages[1].startswith("duration cannot be 'long': expected a length of time")
    assert messages[2].endswith("is said twice")
    assert messages[3] == "pace is 9, but must be from 0.5 to 2"


@pytest.mark.parametrize("former", FORMER)
def test_earlier_names_are_read(former: str) -> None:
    assert getattr(Settings.parse({former: 20}), FORMER[former]) == 20.0


def test_a_profile_gives_what_is_left_open_once() -> None:
    settings = Settings(profile="clear", voice="pyttsx3:en-us")
    assert (settings.voice, settings.volume_lu, settings.profile) == ("pyttsx3:en-us", 1.0, "clear")
    changed = dataclasses.replace(settings, volume_lu=0.0)
    assert changed.volume_lu == 0.0
    assert Settings.parse({"profile": "clear"}).voice == PROFILES["clear"]["voice"]


def test_changes_of_a_name_that_is_none_are_refused() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings().replaced({"paec": 1, "pacee": 2})
    assert [each.hint for each in refused.value.findings] == ["Did you mean 'pace'?", "Did you mean 'pace'?"]


@pytest.mark.parametrize("name", FIELDS)
def test_a_setting_says_what_it_affects(name: str) -> None:
    affects = FIELDS[name].metadata["affects"]
    assert set(affects) <= set(Part)
    assert affects
    kept = getattr(Settings(**CHANGED).for_script, name) == getattr(Settings(**CHANGED), name)
    assert kept is (Part.SCRIPT in affects or CHANGED.get(name) is None)


CHANGED: dict[str, Any] = {
    "voice": "pyttsx3:en-us", "rate_wpm": 120.0, "pitch_st": 1.0, "volume_lu": 1.0, "pace": 0.9, "ambient": "rain",
    "guidance": "brief", "seed": 4, "mono": True, "pan": False, "duration_s": 1800.0, "bitrate_kbps": 96,
}  # fmt: skip
