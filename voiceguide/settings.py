"""Every setting, its default, its unit and its range: the one home of all of them.

`Settings` is frozen; a stage of the pipeline reads it and never changes it. The command line's
options, the settings files, the environment variables and docs/settings.md are all made from
the metadata here, so that a setting is described once.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from voiceguide.errors import SettingsError, did_you_mean


class Guidance(StrEnum):
    """How much is said."""

    FULL = "full"
    BRIEF = "brief"
    SIGNALS = "signals"


class PacerStyle(StrEnum):
    """How the pacer sounds."""

    SWELL = "swell"
    BREATH = "breath"
    TICK = "tick"
    OFF = "off"


class GiverChannel(StrEnum):
    """Which ear hears the narration."""

    BOTH = "both"
    LEFT = "left"
    RIGHT = "right"


class OpeningPlace(StrEnum):
    """Where the before-part goes: what is needed once or rarely."""

    SEPARATE = "separate"
    INCLUDED = "included"


class ChapterDetail(StrEnum):
    """What becomes a chapter."""

    STAGES = "stages"
    STROKES = "strokes"
    NONE = "none"


ASSUMED_WPM = 125.0
"""The rate to reckon with, in words per minute, where no rate was asked for and no voice is known yet."""


def setting(
    default: Any,
    text: str,
    *,
    word: str = "",
    unit: str = "",
    low: float = -math.inf,
    high: float = math.inf,
    choices: tuple[Any, ...] = (),
) -> Any:
    """A dataclass field with what people need to know of it: their word for it, sentence, unit, range, choices."""
    info = {"text": text, "word": word, "unit": unit, "low": low, "high": high, "choices": choices}
    return field(default=default, metadata=MappingProxyType(info))


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that shapes a session but the routine itself. Each field's metadata tells its meaning."""

    # the voice
    voice: str = setting("auto", "Voice: auto, or ENGINE:NAME such as kokoro:af_heart.")
    profile: str | None = setting(None, "A named bundle of voice, rate, pitch and volume.")
    rate_wpm: float | None = setting(
        None,
        "How fast the voice speaks; by default as each voice does by itself.",
        word="rate",
        unit="words/min",
        low=80,
        high=220,
    )
    pitch_st: float = setting(
        0.0, "Voice pitch against its normal one.", word="pitch", unit="semitones", low=-6, high=6
    )
    volume_lu: float = setting(0.0, "Louder or quieter voice.", word="volume", unit="LU", low=-12, high=6)
    # the guidance
    duration_s: float | None = setting(None, "Length of the session.", word="duration", unit="s", low=60, high=4 * 3600)
    pace: float = setting(1.0, "How fast the hands move; 0.8 is slower.", unit="factor", low=0.5, high=2.0)
    guidance: Guidance = setting(Guidance.FULL, "How much is said.", choices=tuple(Guidance))
    opening: OpeningPlace = setting(
        OpeningPlace.SEPARATE,
        "Where set-up and the full safety words go: a file beside the session, or in front of it.",
        choices=tuple(OpeningPlace),
    )
    avoid: tuple[str, ...] = setting((), "Regions the receiver wants left out.")
    seed: int = setting(0, "Varies the wording, always the same for one seed.", low=0, high=2**31 - 1)
    # the sound
    ambient: str | None = setting(None, "Bed: a shipped one's name, a file, a folder, or none.")
    ambient_below_lu: float = setting(
        20.0,
        "How far the bed lies under the speech while words are spoken.",
        word="ambient-level",
        unit="LU",
        low=15,
        high=60,
    )
    duck_lu: float = setting(6.0, "How far the bed rises in long pauses.", word="duck", unit="LU", low=0, high=20)
    speech_lufs: float = setting(-16.0, "Loudness of the speech.", word="loudness", unit="LUFS", low=-30, high=-12)
    ceiling_dbtp: float = setting(
        -1.5, "Highest true peak before encoding.", word="ceiling", unit="dBTP", low=-12, high=-1
    )
    pacer: PacerStyle = setting(PacerStyle.SWELL, "Sound of the pacer.", choices=tuple(PacerStyle))
    pacer_below_lu: float = setting(
        14.0, "How far the pacer lies under the speech.", word="pacer-level", unit="LU", low=6, high=40
    )
    earcon_below_lu: float = setting(
        8.0, "How far the earcons lie under the speech.", word="earcon-level", unit="LU", low=3, high=40
    )
    pan: bool = setting(True, "The pacer moves gently to the side being worked.")
    giver_channel: GiverChannel = setting(
        GiverChannel.BOTH,
        "Which channel carries what is for the giver alone; the rest is in both.",
        choices=tuple(GiverChannel),
    )
    # the file
    bitrate_kbps: int = setting(128, "MP3 bit rate.", word="bitrate", unit="kbit/s", choices=(96, 128, 160, 192, 256))
    mono: bool = setting(False, "One channel in place of two.")
    chapters: ChapterDetail = setting(ChapterDetail.STAGES, "What becomes a chapter.", choices=tuple(ChapterDetail))
    caption_width: int = setting(65, "Most characters in a line of a caption.", unit="characters", low=20, high=100)
    # limits a routine cannot pass
    max_session_s: float = setting(
        4 * 3600.0, "No session is longer than this.", word="max-session", unit="s", low=60, high=12 * 3600
    )
    max_cues: int = setting(20_000, "No session has more cues than this.", low=10, high=200_000)

    def __post_init__(self) -> None:
        for each in dataclasses.fields(self):
            _check(each, getattr(self, each.name))

    @property
    def assumed_wpm(self) -> float:
        """The rate to reckon with where no voice is known yet."""
        return ASSUMED_WPM if self.rate_wpm is None else self.rate_wpm

    def replaced(self, changes: Mapping[str, Any]) -> Settings:
        """These settings with some of them changed.

        Raises:
            SettingsError: An unknown name, or a value outside its range or choices.
        """
        names = [each.name for each in dataclasses.fields(self)]
        for name in changes:
            if name not in names:
                raise SettingsError(f"there is no setting {name!r}", hint=did_you_mean(name, names))
        return dataclasses.replace(self, **changes)


def _check(each: dataclasses.Field[Any], value: Any) -> None:
    info = each.metadata
    if value is None:
        return
    if info["choices"]:
        if value not in info["choices"]:
            allowed = ", ".join(str(choice) for choice in info["choices"])
            raise SettingsError(f"{each.name} is {value!r}, but must be one of: {allowed}")
    elif isinstance(value, int | float) and not isinstance(value, bool) and not info["low"] <= value <= info["high"]:
        unit = f" {info['unit']}" if info["unit"] not in ("", "factor") else ""
        raise SettingsError(
            f"{each.name} is {value:g}{unit}, but must be from {info['low']:g} to {info['high']:g}{unit}"
        )


WORDS: Mapping[str, str] = MappingProxyType(
    {each.name: each.metadata["word"] or each.name.replace("_", "-") for each in dataclasses.fields(Settings)}
)
"""Setting → what people call it. Both are accepted everywhere; this one is shown."""
