"""What a page may choose: names out of the lists, values within their ranges, never a path."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.errors import SettingsError, UsageError, VoiceguideError
from voiceguide.settings import GiverChannel, Guidance, Occasion, PacerStyle, Settings
from voiceguide.studio.forms import about, beds, describe_left_out, interludes, settings_from

VOICES = ["pyttsx3:en-us"]


def test_choices_become_settings() -> None:
    made = settings_from(
        {
            "minutes": 32,
            "pace": 0.8,
            "guidance": "brief",
            "voice": "pyttsx3:en-us",
            "ambient": "rain",
            "level": 25,
            "avoid": ["feet", "neck", "feet"],
            "earbud": "left",
            "pacer": "breath",
            "rate": 130,
        },
        Settings(),
        VOICES,
    )
    assert made == Settings(
        duration_s=1920.0,
        pace=0.8,
        guidance=Guidance.BRIEF,
        voice="pyttsx3:en-us",
        ambient="rain",
        ambient_below_lu=25.0,
        avoid=("feet", "neck"),
        giver_channel=GiverChannel.LEFT,
        pacer=PacerStyle.BREATH,
        rate_wpm=130.0,
    )


@pytest.mark.parametrize(
    ("avoid", "said"),
    [((), ""), (("feet",), "without feet"), (("hand", "toes", "wings"), "without hands, toes and wings")],
)
def test_what_is_left_out_is_said(avoid: tuple[str, ...], said: str) -> None:
    assert describe_left_out(avoid) == said
    assert about(Settings(avoid=avoid), 1800.0) == " · ".join(filter(None, ["30 min", "everything is said", said]))


def test_what_stands_behind_more_becomes_settings() -> None:
    made = settings_from(
        {
            "swap": True,
            "names": ["Anna", "Ben"],
            "occasion": "hard-day",
            "halfway": True,
            "countdown": True,
            "every": 5,
            "receiver_voice": "pyttsx3:en-us",
            "interlude": "rain",
        },
        Settings(),
        VOICES,
    )
    assert made == Settings(
        swap=True,
        names=("Anna", "Ben"),
        occasion=Occasion.HARD_DAY,
        halfway=True,
        countdown=True,
        every_s=300.0,
        receiver_voice="pyttsx3:en-us",
        interlude="rain",
    )
    assert "half and half" in about(made, 2400.0)


def test_more_can_be_taken_back_to_nothing() -> None:
    own = Settings(
        swap=True,
        names=("Anna", "Ben"),
        halfway=True,
        every_s=300.0,
        receiver_voice="kokoro:af_heart",
        interlude="x.ogg",
    )
    none = {"swap": False, "names": [], "halfway": False, "every": 0, "receiver_voice": "", "interlude": "none"}
    assert settings_from(none, own, VOICES) == Settings(interlude="none")
    kept = {"receiver_voice": "kokoro:af_heart", "interlude": "own"}
    assert settings_from(kept, own, VOICES) == own
    assert settings_from({"interlude": "routine"}, own, VOICES).interlude is None
    assert [key for key, _ in interludes(own, asked=True)][:4] == ["own", "routine", "none", "swell"]
    assert interludes(Settings(), asked=False)[0] == ("none", "None")


def test_nothing_chosen_is_what_the_user_has_set() -> None:
    own = Settings(voice="kokoro:af_heart", ambient="/home/me/loop.ogg", duration_s=600.0)
    assert settings_from({}, own, VOICES) == own
    assert settings_from({"minutes": None, "voice": "kokoro:af_heart", "ambient": "own"}, own, VOICES) == own
    assert settings_from({"ambient": "routine"}, own, VOICES).ambient is None
    assert beds(own)[0][0] == "own"
    assert beds(Settings())[0][0] == "ocean"


@pytest.mark.parametrize(
    "choices",
    [
        {"voice": "recordings:/etc"},
        {"voice": "/etc/passwd"},
        {"voice": None},
        {"voice": ["auto"]},
        {"ambient": "/etc/passwd"},
        {"ambient": "../x.ogg"},
        {"ambient": "own"},
        {"ambient": "ocean.ogg"},
        {"ambient": None},
        {"minutes": math.nan},
        {"minutes": math.inf},
        {"minutes": -1},
        {"minutes": 0},
        {"minutes": 1e9},
        {"minutes": "30"},
        {"minutes": True},
        {"minutes": []},
        {"pace": 9},
        {"pace": "fast"},
        {"pace": {}},
        {"guidance": "loud"},
        {"level": 3},
        {"avoid": "feet"},
        {"avoid": [1]},
        {"avoid": ["feet"] * 50},
        {"avoid": {"feet": 1}},
        {"earbud": "none"},
        {"swap": "perhaps"},
        {"names": ["Anna"]},
        {"names": ["Anna", "Ben", "Cleo"]},
        {"names": "Anna,Ben"},
        {"names": ["Anna", " "]},
        {"occasion": "funeral"},
        {"halfway": []},
        {"every": 0.5},
        {"every": "5"},
        {"every": 1e9},
        {"receiver_voice": "recordings:/etc"},
        {"receiver_voice": None},
        {"interlude": "/etc/passwd"},
        {"interlude": "own"},
        {"interlude": None},
        {"max_session_s": 5},
        {"output": "/tmp"},
        {"bitrate_kbps": 96},
        {"__class__": "x"},
    ],
)
def test_anything_else_is_refused(choices: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        settings_from(choices, Settings(), VOICES)


@pytest.mark.parametrize("choices", [None, [], "x", 3])
def test_choices_are_an_object(choices: Any) -> None:
    with pytest.raises(UsageError):
        settings_from(choices, Settings(), VOICES)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
_KEYS = st.sampled_from(
    ["minutes", "pace", "guidance", "voice", "ambient", "level", "avoid", "earbud", "pacer", "rate",
     "swap", "names", "occasion", "halfway", "countdown", "every", "receiver_voice", "interlude"]
)  # fmt: skip


@given(st.dictionaries(_KEYS, _VALUES, max_size=5))
def test_any_values_make_settings_or_a_plain_error(choices: dict[str, Any]) -> None:
    try:
        made = settings_from(choices, Settings(), VOICES)
    except VoiceguideError:
        return
    assert made.ambient in {None, "none", *(key for key, _ in beds(Settings()))}
    assert made.voice in {"auto", *VOICES}
    assert made.receiver_voice in {None, *VOICES}
    assert made.interlude in {None, *(key for key, _ in interludes(Settings(), asked=False))}
