"""What a page may choose: names out of the lists, values within their ranges, never a path."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.errors import SettingsError, UsageError, VoiceguideError
from voiceguide.settings import GiverChannel, Guidance, PacerStyle, Settings
from voiceguide.studio.choices import beds, settings_from

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
    ["minutes", "pace", "guidance", "voice", "ambient", "level", "avoid", "earbud", "pacer", "rate"]
)


@given(st.dictionaries(_KEYS, _VALUES, max_size=5))
def test_any_values_make_settings_or_a_plain_error(choices: dict[str, Any]) -> None:
    try:
        made = settings_from(choices, Settings(), VOICES)
    except VoiceguideError:
        return
    assert made.ambient in {None, "none", *(key for key, _ in beds(Settings()))}
    assert made.voice in {"auto", *VOICES}
