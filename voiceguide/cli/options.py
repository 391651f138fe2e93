"""Options made from the settings' own metadata, and the settings made from options.

Every setting that shapes a session has one option here; its help, range and default come from
`voiceguide.settings`, so that they are written once.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from voiceguide.config import Config, load_config
from voiceguide.errors import SettingsError, VoiceguideError
from voiceguide.setting_values import parse_setting, shown
from voiceguide.settings import Settings

if TYPE_CHECKING:
    _AnyType = click.ParamType[Any]
else:
    _AnyType = click.ParamType  # generic only since click 8.4

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


class SettingType(_AnyType):
    """Parses one setting with the parser of the settings files."""

    def __init__(self, setting: dataclasses.Field[Any]) -> None:
        self.setting = setting
        info = setting.metadata
        choices = "|".join(str(choice) for choice in info["choices"])
        self.name = choices or ("time" if info["unit"] == "s" else info["unit"] or "text")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value; a wrong one is refused under the option's own name."""
        try:
            return parse_setting(self.setting.name, value)
        except SettingsError as error:
            text = error.message.removeprefix(f"{self.setting.name} ")
            hint = f"\n  {error.hint}" if error.hint else ""
            flag = param.opts[0] if param else option_name(self.setting.name)
            raise click.UsageError(f"{flag} {text}{hint}", ctx) from error

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """Choices, or shipped beds and files."""
        words = [str(choice) for choice in self.setting.metadata["choices"]]
        if self.setting.name == "profile":
            words = sorted(config_from({}).profiles)
        if self.setting.name == "voice":
            words = ["auto", "pyttsx3", *_neural_voices()]
        if self.setting.name == "ambient":
            from voiceguide.files import shipped_folder

            beds = sorted(path.stem for path in shipped_folder("ambient").glob("*.ogg"))
            found = [CompletionItem(name) for name in [*beds, "none"] if name.startswith(incomplete)]
            return found or [CompletionItem(incomplete, type="file")]
        return [CompletionItem(word) for word in words if word.startswith(incomplete)]


def _neural_voices() -> list[str]:
    from voiceguide.speech import hibari_files, kokoro_files

    with contextlib.suppress(VoiceguideError):  # without hibari there are only the others
        return [f"hibari:{name}" for name in hibari_files.voices()] + [f"kokoro:{name}" for name in kokoro_files.VOICES]
    return [f"kokoro:{name}" for name in kokoro_files.VOICES]


class RoutineType(_AnyType):
    """The name of a shipped routine, or a path; whether it is there is found out when it is read."""

    name = "routine"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002
        """The text as it was typed."""
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """Shipped routines, then files."""
        from voiceguide.routine.sources import shipped_routines

        names = [name for name in shipped_routines() if name.startswith(incomplete)]
        return [*map(CompletionItem, names), CompletionItem(incomplete, type="file")]


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


def config_from(options: dict[str, Any]) -> Config:
    """The settings that files, environment and these options give."""
    from voiceguide.speech.profiles import PROFILES

    return load_config(options, built_in_profiles=PROFILES)
