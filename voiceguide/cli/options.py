"""Options made from the settings' own metadata, and the settings made from options.

Every setting that shapes a session has one option here; its help, range and default come from
`voiceguide.settings`, so that they are written once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from voiceguide.cli import values
from voiceguide.cli.output import detail, note
from voiceguide.config import Config, explained, load_config
from voiceguide.errors import SettingsError, VoiceguideError
from voiceguide.files import place_notes
from voiceguide.setting_values import in_minutes, parse_setting, shown
from voiceguide.settings import WORDS, Settings

if TYPE_CHECKING:
    _AnyType = click.ParamType[Any]
else:
    _AnyType = click.ParamType  # generic only since click 8.4

Command = TypeVar("Command", bound=Callable[..., Any])

COMPOSING = ("duration_s", "pace", "guidance", "avoid", "seed", "rate_wpm")
"""Settings that change what is done and said, and when."""

SOUNDING = (
    "voice", "profile", "opening", "pitch_st", "volume_lu", "ambient", "ambient_below_lu", "duck_lu", "speech_lufs",
    "pacer", "pacer_below_lu", "earcon_below_lu", "pan", "giver_channel", "bitrate_kbps", "mono", "chapters",
    "caption_width",
)  # fmt: skip
"""Settings that change how it sounds, and the file."""


def option_name(setting: str) -> str:
    """``--ambient-level`` for ``ambient_below_lu``."""
    return f"--{WORDS[setting]}"


class SettingType(_AnyType):
    """Parses one setting with the parser of the settings files."""

    def __init__(self, setting: dataclasses.Field[Any]) -> None:
        self.setting = setting
        info = setting.metadata
        choices = "|".join(str(choice) for choice in info["choices"])
        self.name = choices or ("time" if info["unit"] == "s" else info["unit"] or "text")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002
        """The value; a wrong one is refused under the option's own name."""
        word = WORDS[self.setting.name]
        try:
            found = parse_setting(word, value)
        except SettingsError as error:
            hint = f"\n  {error.hint}" if error.hint else ""
            raise click.UsageError(f"--{error.message}{hint}", ctx) from error
        if self.setting.metadata["unit"] == "s" and in_minutes(value) != value:
            note(f"--{word} {value} was taken for {in_minutes(value)}.")
        return found

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """What the setting can be."""
        return values.of_setting(self.setting.name, incomplete)


def setting_options(*names: str, several: bool = False) -> Callable[[Command], Command]:
    """Add an option for each setting.

    Args:
        names: Of the settings.
        several: An option with one value may be given several times; its values come as a tuple.
    """
    fields = {each.name: each for each in dataclasses.fields(Settings)}

    def add(command: Command) -> Command:
        for name in reversed(names):
            command = _option(fields[name], several)(command)
        return command

    return add


def _option(each: dataclasses.Field[Any], several: bool) -> Callable[[Command], Command]:
    flag = option_name(each.name)
    default = "" if each.default is None or each.default == () else f"  [default: {shown(each.default)}]"
    text = f"{each.metadata['text']}{default}"
    if isinstance(each.default, bool):
        return click.option(f"{flag}/--no-{flag[2:]}", each.name, default=None, help=text)
    lists = isinstance(each.default, tuple)
    return click.option(
        flag,
        each.name,
        type=SettingType(each),
        metavar=_metavar(each),
        help=text,
        multiple=several or lists,
        callback=_joined if lists else None,
    )


def _joined(ctx: click.Context, param: click.Parameter, value: Any) -> Any:  # noqa: ARG001
    """``--avoid feet --avoid neck,scalp`` is one list."""
    return tuple(dict.fromkeys(item for items in value for item in items)) or None


def _metavar(each: dataclasses.Field[Any]) -> str | None:
    info = each.metadata
    if info["choices"]:
        return "[" + "|".join(str(choice) for choice in info["choices"]) + "]"
    if isinstance(each.default, tuple):
        return "NAMES"
    unit = str(info["unit"])
    return {"s": "TIME", "": "NUMBER" if isinstance(each.default, int) else "NAME", "factor": "FACTOR"}.get(
        unit, unit.upper()
    )


_told: set[str] = set()


def config_from(options: dict[str, Any], *, lenient: bool = False) -> Config:
    """The settings that files, environment and these options give; what the user should know of them is told once.

    Args:
        options: Settings by name; None stands for "not given".
        lenient: As `load_config`.
    """
    from voiceguide.speech.profiles import PROFILES

    config = load_config(options, built_in_profiles=PROFILES, lenient=lenient)
    for text in (*config.notes, *place_notes()):
        if text not in _told:
            _told.add(text)
            note(f"Note: {text}")
    detail(f"settings from: {', '.join(config.sources) or 'the defaults'}")
    return config


@contextmanager
def explaining(config: Config) -> Iterator[None]:
    """An error about a setting also says where that was given, when it was not an option of this call."""
    try:
        yield
    except VoiceguideError as error:
        raise explained(error, config.origins) from error.__cause__
