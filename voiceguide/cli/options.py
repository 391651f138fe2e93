"""Makes options from the metadata of settings, and settings from options.

Help, range and default of an option come from `voiceguide.settings`, so that they are written only once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from voiceguide.cli import values
from voiceguide.cli.output import detail, note
from voiceguide.config import Config, explain, load_config
from voiceguide.errors import SettingsError, VoiceguideError
from voiceguide.files import place_notes
from voiceguide.settings import WORDS, Part, Settings, former_note, settings_for
from voiceguide.settings.values import in_minutes, parse_setting, show_value

Command = TypeVar("Command", bound=Callable[..., Any])

COMPOSING = settings_for(Part.SCRIPT, options=True)
"""Settings with an option that change what is done and said, and when."""

SOUNDING = settings_for(Part.SOUND, options=True)
"""Settings with an option that change the sound or the file; some also change what is said."""


WORKING = settings_for(Part.WORK, options=True)
"""Settings with an option that change how a session is made, but not the result."""


JOBS = click.option(
    "--jobs",
    "workers",
    type=click.IntRange(1, 64),
    metavar="NUMBER",
    help="How many at once, 1 to 64.  [default: one for each core]",
)
"""The option of commands that make several sessions."""


def option_name(setting: str) -> str:
    """The option of a setting, such as ``--ambient-below`` for ``ambient_below_lu``."""
    return f"--{WORDS[setting]}"


class SettingType(values.AnyType):
    """The type of a setting's option; parses its value like a settings file."""

    def __init__(self, setting: dataclasses.Field[Any]) -> None:
        self.setting = setting
        info = setting.metadata
        choices = "|".join(str(choice) for choice in info["choices"])
        self.name = choices or ("time" if info["unit"] == "s" else info["unit"] or "text")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002
        """Parse the value; an error about it names the option."""
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
        """The values that the setting can have."""
        return values.of_setting(self.setting.name, incomplete)


def setting_options(*names: str, several: bool = False) -> Callable[[Command], Command]:
    """Add an option for each setting to a command.

    Args:
        names: Names of the settings.
        several: Let options with a single value be given several times; their values come as a tuple.
    """
    fields = {each.name: each for each in dataclasses.fields(Settings)}

    def add(command: Command) -> Command:
        for name in reversed(names):
            command = _option(fields[name], several)(command)
            if name == "earcons":
                command = _NO_EARCONS(command)
        return command

    return add


def _option(each: dataclasses.Field[Any], several: bool) -> Callable[[Command], Command]:
    """The option of one setting."""
    flag = option_name(each.name)
    default = "" if each.default is None or each.default == () else f"  [default: {show_value(each.default)}]"
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
        callback=_join_values if lists else _or_none if each.name == "earcons" else None,
    )


def _or_none(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Treat ``--no-earcons`` as ``--earcons none``."""
    if not ctx.meta.get("voiceguide.no-earcons"):
        return value
    return ("none",) if param.multiple else "none"


def _note_none(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001
    """Note that --no-earcons was given."""
    ctx.meta["voiceguide.no-earcons"] = value


_NO_EARCONS = click.option(
    "--no-earcons",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_note_none,
    help="As --earcons none.",
)


def _join_values(ctx: click.Context, param: click.Parameter, value: Any) -> Any:  # noqa: ARG001
    """Join ``--avoid feet --avoid neck,scalp`` into one list; equal names of two people are kept."""
    items = [item for items in value for item in items]
    return tuple(items if param.name == "names" else dict.fromkeys(items)) or None


def _metavar(each: dataclasses.Field[Any]) -> str | None:
    """What stands for the value in the help of an option."""
    info = each.metadata
    if info["choices"]:
        return "[" + "|".join(str(choice) for choice in info["choices"]) + "]"
    if isinstance(each.default, tuple):
        return "GIVER,RECEIVER" if each.name == "names" else "NAMES"
    unit = str(info["unit"])
    return {"s": "TIME", "": "NUMBER" if isinstance(each.default, int) else "NAME", "factor": "FACTOR"}.get(
        unit, unit.upper()
    )


_noted: set[str] = set()


def note_former(name: str) -> None:
    """Note once that a setting has a new name, when a command line uses its earlier one (``ambient-level``)."""
    text = former_note(name)
    if text and text not in _noted:
        _noted.add(text)
        note(f"Note: {text}")


def config_from(options: dict[str, Any], *, lenient: bool = False) -> Config:
    """Gather the settings from files, environment and these options, and print each note about them once.

    Args:
        options: Settings by name; None means "not given".
        lenient: As for `load_config`.
    """
    config = load_config(options, lenient=lenient)
    for text in (*config.notes, *place_notes()):
        if text not in _noted:
            _noted.add(text)
            note(f"Note: {text}")
    detail(f"settings from: {', '.join(config.sources) or 'the defaults'}")
    return config


@contextmanager
def explaining(config: Config) -> Iterator[None]:
    """Add to errors about a setting where it was given, unless by an option of this call."""
    try:
        yield
    except VoiceguideError as error:
        raise explain(error, config.origins) from error.__cause__
