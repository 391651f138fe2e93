"""Defines every setting once, with its default, unit and range.

The options of the command line, the settings files, the environment variables and docs/settings.md are all made from
the metadata here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from voiceguide.errors import SettingsError, did_you_mean
from voiceguide.settings.checks import check_value, refuse, unknown_setting
from voiceguide.settings.fields import (
    BOTH,
    LONGEST_S,
    SCRIPT,
    SOUND,
    WORK,
    ChapterDetail,
    GiverChannel,
    Guidance,
    Occasion,
    OpeningPlace,
    PacerStyle,
    Part,
    setting,
)  # fmt: skip
from voiceguide.settings.profiles import PROFILES, AppliedProfile

__all__ = [
    "FORMER", "WORDS", "ChapterDetail", "GiverChannel", "Guidance", "Occasion", "OpeningPlace", "PacerStyle", "Part",
    "Settings", "former_note", "settings_for",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that shapes a session except the routine itself; the metadata of each field holds its meaning."""

    # the voice
    voice: str = setting("auto", "Voice: auto, or ENGINE:NAME such as kokoro:af_heart.", affects=BOTH)
    receiver_voice: str | None = setting(
        None, "A second voice for what is said to the receiver: ENGINE:NAME.", word="receiver-voice", affects=SOUND
    )
    profile: str | None = setting(None, "A named bundle of voice, rate, pitch and volume.", affects=SOUND)
    rate_wpm: float | None = setting(
        None,
        "How fast the voice speaks; by default as each voice does by itself.",
        word="rate",
        unit="words/min",
        low=80,
        high=220,
        affects=BOTH,
    )
    pitch_st: float = setting(
        0.0, "Voice pitch against its normal one.", word="pitch", unit="semitones", low=-6, high=6, affects=SOUND
    )
    volume_lu: float = setting(
        0.0, "Louder or quieter voice.", word="volume", unit="LU", low=-12, high=6, affects=SOUND
    )
    # the guidance
    duration_s: float | None = setting(
        None, "Length of the session.", word="duration", unit="s", low=60, high=LONGEST_S, affects=SCRIPT
    )
    pace: float = setting(
        1.0, "How fast the hands move; 0.8 is slower.", unit="factor", low=0.5, high=2.0, affects=SCRIPT
    )
    guidance: Guidance = setting(Guidance.FULL, "How much is said.", choices=tuple(Guidance), affects=SCRIPT)
    opening: OpeningPlace = setting(
        OpeningPlace.SEPARATE,
        "Where set-up and the full safety words go: a file beside the session, or in front of it.",
        choices=tuple(OpeningPlace),
        affects=SOUND,
    )
    avoid: tuple[str, ...] = setting((), "Regions the receiver wants left out.", affects=SCRIPT)
    swap: bool = setting(
        False,
        "Half and half in one session: the two change places in the middle, and each receives the same.",
        affects=SCRIPT,
    )
    names: tuple[str, ...] = setting(
        (), "Names of giver and receiver, as GIVER,RECEIVER; each is said a few times.", affects=SCRIPT
    )
    occasion: Occasion = setting(
        Occasion.NONE,
        "A thought at the beginning and a question at the end for the day.",
        choices=tuple(Occasion),
        affects=SCRIPT,
    )
    halfway: bool = setting(False, "Say when half of it is over.", affects=SCRIPT)
    every_s: float | None = setting(
        None,
        "Say how many minutes have passed, every so often.",
        word="every",
        unit="s",
        low=60,
        high=3600,
        affects=SCRIPT,
    )
    countdown: bool = setting(False, "Say how long is left: ten, five, three, two minutes and one.", affects=SCRIPT)
    earcons: str | None = setting(
        None,
        "Signals: a sound file for every change, a folder with a sound for each, or none; else voiceguide's.",
        affects=BOTH,
    )
    seed: int = setting(0, "Varies the wording, always the same for one seed.", low=0, high=2**31 - 1, affects=SCRIPT)
    # the sound
    ambient: str | None = setting(None, "Bed: a shipped one's name, a file, a folder, or none.", affects=SOUND)
    interlude: str | None = setting(
        None,
        "Music between chapters: swell (the bed rises), a shipped bed's name, a file, a folder, or none.",
        affects=SOUND,
    )
    ambient_below_lu: float = setting(
        20.0,
        "How far the bed lies under the speech while words are spoken.",
        word="ambient-below",
        unit="LU",
        low=15,
        high=60,
        affects=SOUND,
    )
    pause_lift_lu: float = setting(
        6.0, "How far the bed rises in long pauses.", word="pause-lift", unit="LU", low=0, high=20, affects=SOUND
    )
    speech_lufs: float = setting(
        -16.0, "Loudness of the speech.", word="loudness", unit="LUFS", low=-30, high=-12, affects=SOUND
    )
    ceiling_dbtp: float = setting(
        -1.5,
        "Highest true peak before encoding.",
        word="ceiling",
        unit="dBTP",
        low=-12,
        high=-1,
        affects=SOUND,
        option=False,
    )
    pacer: PacerStyle = setting(PacerStyle.SWELL, "Sound of the pacer.", choices=tuple(PacerStyle), affects=SOUND)
    pacer_below_lu: float = setting(
        14.0, "How far the pacer lies under the speech.", word="pacer-below", unit="LU", low=6, high=40, affects=SOUND
    )
    earcon_below_lu: float = setting(
        8.0, "How far the earcons lie under the speech.", word="earcon-below", unit="LU", low=3, high=40, affects=SOUND
    )
    pan: bool = setting(True, "The pacer moves gently to the side being worked.", affects=SOUND)
    giver_channel: GiverChannel = setting(
        GiverChannel.BOTH,
        "Which channel carries what is for the giver alone; the rest is in both.",
        choices=tuple(GiverChannel),
        affects=SOUND,
    )
    # the file
    bitrate_kbps: int = setting(
        128, "MP3 bit rate.", word="bitrate", unit="kbit/s", choices=(96, 128, 160, 192, 256), affects=SOUND
    )
    mono: bool = setting(False, "One channel in place of two.", affects=SOUND)
    chapters: ChapterDetail = setting(
        ChapterDetail.STAGES, "What becomes a chapter.", choices=tuple(ChapterDetail), affects=SOUND
    )
    caption_width: int = setting(
        65, "Most characters in a line of a caption.", unit="characters", low=20, high=100, affects=SOUND
    )
    # the work
    low_memory: bool = setting(
        False, "Take as little memory as can be, and longer: for machines with half a gigabyte.", affects=WORK
    )
    # limits that a routine cannot exceed
    max_session_s: float = setting(
        LONGEST_S,
        "No session is longer than this.",
        word="max-session",
        unit="s",
        low=60,
        high=12 * 3600,
        affects=SCRIPT,
        option=False,
    )
    max_cues: int = setting(
        20_000, "No session has more cues than this.", low=10, high=200_000, affects=SCRIPT, option=False
    )

    def __post_init__(self) -> None:
        """Check all values together, convert texts to choices and numbers to float, and apply the profile.

        Raises:
            SettingsError: A value is of the wrong kind, or outside its range or choices; `findings` holds all.
        """
        problems = []
        for each in dataclasses.fields(self):
            try:
                object.__setattr__(self, each.name, check_value(each, getattr(self, each.name)))
            except SettingsError as error:
                problems.append(error)
        refuse(problems)
        self._take_profile()

    def _take_profile(self) -> None:
        """Apply the profile to the settings that have their default; only once, and not again in a changed copy."""
        if self.profile is None or isinstance(self.profile, AppliedProfile):
            return
        if self.profile not in PROFILES:
            hint = f"{did_you_mean(self.profile, PROFILES)} Profiles of settings files come with load_config()."
            raise SettingsError(f"there is no profile {self.profile[:60]!r}", hint=hint)
        defaults = {each.name: each.default for each in dataclasses.fields(self)}
        for name, value in PROFILES[self.profile].items():
            if getattr(self, name) == defaults[name]:
                object.__setattr__(self, name, value)
        object.__setattr__(self, "profile", AppliedProfile(self.profile))

    @classmethod
    def parse(cls, values: Mapping[str, Any]) -> Settings:
        """Read settings as people write them: ``{"duration": "30 min", "avoid": "feet, neck", "pan": "no"}``.

        Args:
            values: By either name of each setting. A bare number for ``duration`` is minutes.

        Raises:
            SettingsError: A name is unknown or given twice, or a value cannot be read; `findings` holds all.
        """
        from voiceguide.settings.values import parse_settings

        return cls(**parse_settings(values))

    @property
    def for_script(self) -> Settings:
        """Only the settings that change the script, the others at their default: equal for settings with one script."""
        return Settings(**{name: getattr(self, name) for name in settings_for(Part.SCRIPT)})

    def replaced(self, changes: Mapping[str, Any]) -> Settings:
        """A copy with some settings changed.

        Raises:
            SettingsError: A name is unknown, or a value is outside its range or choices.
        """
        names = [each.name for each in dataclasses.fields(self)]
        refuse([unknown_setting(name, names) for name in changes if name not in names])
        return dataclasses.replace(self, **changes)


def settings_for(part: Part, *, options: bool = False) -> tuple[str, ...]:
    """The settings that change one part of a session, in the order of their definition.

    Args:
        part: The part they change.
        options: Only those with an option on the command line.
    """
    fields = dataclasses.fields(Settings)
    return tuple(
        each.name for each in fields if part in each.metadata["affects"] and (each.metadata["option"] or not options)
    )


WORDS: Mapping[str, str] = MappingProxyType(
    {each.name: each.metadata["word"] or each.name.replace("_", "-") for each in dataclasses.fields(Settings)}
)
"""Setting → its name for people. Both names are accepted everywhere; this one is shown."""

FORMER: Mapping[str, str] = MappingProxyType(
    {
        "ambient-level": "ambient_below_lu",
        "pacer-level": "pacer_below_lu",
        "earcon-level": "earcon_below_lu",
        "duck": "pause_lift_lu",
        "duck-lu": "pause_lift_lu",
    }
)
"""Earlier name, with dashes → setting. Earlier names work, with a note, until version 0.3."""


def former_note(name: str) -> str:
    """A sentence for the user if a setting's name is an earlier one, else an empty text."""
    setting_name = FORMER.get(name.strip().casefold().replace("_", "-"))
    return f"{name} is now called {WORDS[setting_name]}; the old name works until version 0.3." if setting_name else ""
