"""Options made from the settings' own metadata, and the settings made from options.

Every setting that shapes a session has one option here; its help, range and default come from
`voiceguide.settings`, so that they are written once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar

import click

from voiceguide.config import Config, load_config
from voiceguide.errors import SettingsError
from voiceguide.setting_values import parse_setting, shown
from voiceguide.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])

COMPOSING = ("duration_s", "pace", "guidance", "avoid", "seed", "rate_wpm")
"""Settings that change what is said, and when."""

SOUNDING = (
    "voice", "profile", "pitch_st", "volume_lu", "ambient", "ambient_below_lu", "duck_lu", "speech_lufs",
    "pacer", "pacer_below_lu", "earcon_below_lu", "pan", "giver_channel", "bitrate_kbps", "mono", "chapters",
)  # fmt: skip
"""Settings that change how it sounds, and the file."""

_NAMES = {
    "duration_s": "--duration", "rate_wpm": "--rate", "pitch_st": "--pitch", "volume_lu": "--volume",
    "ambient_below_lu": "--ambient-level", "duck_lu": "--duck", "speech_lufs": "--loudness",
    "pacer_below_lu": "--pacer-level", "earcon_below_lu": "--earcon-level", "bitrate_kbps": "--bitrate",
}  # fmt: skip
"""Options that are not simply the setting's name."""


def option_name(setting: str) -> str:
    """``--ambient-level`` for ``ambient_below_lu``."""
    return _NAMES.get(setting, "--" + setting.replace("_", "-"))


class SettingType(click.ParamType[Any]):
    """Parses one setting with the parser of the settings files."""

    def __init__(self, setting: dataclasses.Field[Any]) -> None:
        self.setting = setting
        info = setting.metadata
        choices = "|".join(str(choice) for choice in info["choices"])
        self.name = choices or ("time" if info["unit"] == "s" else info["unit"] or "text")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return parse_setting(self.setting.name, value)
        except SettingsError as error:
            hint = f" {error.hint}" if error.hint else ""
            self.fail(f"{error.message}.{hint}", param, ctx)


def setting_options(*names: str) -> Callable[[Command], Command]:
    """Add an option for each setting."""
    fields = {each.name: each for each in dataclasses.fields(Settings)}

    def add(command: Command) -> Command:
        for name in reversed(names):
            command = _option(fields[name])(command)
        return command

    return add


def _option(each: dataclasses.Field[Any]) -> Callable[[Command], Command]:
    flag = option_name(each.name)
    default = "" if each.default is None or each.default == () else f"  [default: {shown(each.default)}]"
    text = f"{each.metadata['text']}{default}"
    if isinstance(each.default, bool):
        return click.option(f"{flag}/--no-{flag[2:]}", each.name, default=None, help=text)
    return click.option(flag, each.name, type=SettingType(each), metavar=_metavar(each), help=text)


def _metavar(each: dataclasses.Field[Any]) -> str | None:
    info = each.metadata
    if info["choices"]:
        return "[" + "|".join(str(choice) for choice in info["choices"]) + "]"
    unit = str(info["unit"])
    return {"s": "TIME", "": "TEXT", "factor": "FACTOR"}.get(unit, unit.upper())


def config_from(options: dict[str, Any]) -> Config:
    """The settings that files, environment and these options give."""
    return load_config(options)
