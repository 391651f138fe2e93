"""The settings command: show, set, unset, path."""

from __future__ import annotations

import dataclasses
from enum import Enum
from pathlib import Path
from typing import Any

import click

from voiceguide.cli import output
from voiceguide.cli.groups import NearGroup
from voiceguide.cli.options import config_from, option_name
from voiceguide.cli.values import SettingNameType, SettingValueType
from voiceguide.config import PROJECT_FILE, user_file
from voiceguide.errors import SettingsError, did_you_mean
from voiceguide.setting_values import setting_of, shown
from voiceguide.settings import WORDS, Settings
from voiceguide.settings_files import read_file, save_setting, unset_setting
from voiceguide.speech.profiles import PROFILES

_PROJECT = click.option(
    "--project", is_flag=True, help=f"In {PROJECT_FILE} of the current folder, not in your own file."
)


@click.group("settings", cls=NearGroup)
def settings_command() -> None:
    """Show and set what is used when nothing is said.

    Settings come from, strongest last: the defaults, your own file, voiceguide.toml in the current folder,
    environment variables such as VOICEGUIDE_PACE, and the options of a command. docs/settings.md lists them all.

    \b
    Examples:
      voiceguide settings show
      voiceguide settings set pace 0.9
      voiceguide settings set ambient rain --project
    """


@settings_command.command("show")
@click.argument("names", nargs=-1, type=SettingNameType(), metavar="[NAME]...")
@output.JSON
def show(names: tuple[str, ...], as_json: bool) -> None:
    """Every setting, its value, and where that comes from.

    \b
    Examples:
      voiceguide settings show
      voiceguide settings show pace voice --json
    """
    wanted = {setting_of(name) for name in names}
    config = config_from({}, lenient=True)
    fields = [each for each in dataclasses.fields(Settings) if not names or each.name in wanted]
    if as_json:
        output.as_json([_facts(each, getattr(config.settings, each.name), config.origins) for each in fields])
        return
    rows = [(WORDS[each.name], _value(each, config.settings), config.origins[each.name]) for each in fields]
    output.table(rows, indent="")


def _value(each: dataclasses.Field[Any], settings: Settings) -> str:
    unit = each.metadata["unit"] if each.metadata["unit"] != "factor" else ""
    return f"{shown(getattr(settings, each.name))} {unit}".strip()


def _facts(each: dataclasses.Field[Any], value: Any, origins: Any) -> dict[str, Any]:
    plain = list(value) if isinstance(value, tuple) else value.value if isinstance(value, Enum) else value
    return {
        "name": each.name,
        "value": plain,
        "unit": each.metadata["unit"],
        "from": origins[each.name],
        "option": option_name(each.name),
        "text": each.metadata["text"],
    }


@settings_command.command("set", context_settings={"ignore_unknown_options": True})
@click.argument("name", type=SettingNameType(), metavar="NAME")
@click.argument("value", type=SettingValueType(), metavar="VALUE")
@_PROJECT
def set_(name: str, value: str, project: bool) -> None:
    """Write one setting into your own settings file, keeping everything else in it.

    \b
    Examples:
      voiceguide settings set pace 0.9
      voiceguide settings set duration 40m --project
      voiceguide settings set loudness -18
    """
    path = _file(project)
    if setting_of(name) == "profile":
        _check_profile(value, project)
    kept = save_setting(name, value, path)
    click.echo(f"{WORDS[setting_of(name)]} = {shown(kept)}  ({path})")


def _check_profile(profile: str, project: bool) -> None:
    """A profile is known where it is named: in this folder alone for `project`, else wherever the user is.

    Raises:
        SettingsError: It is not.
    """
    known = config_from({}, lenient=True).profiles
    if profile not in known:
        raise SettingsError(f"there is no profile {profile!r}", hint=did_you_mean(profile, sorted(known)))
    everywhere = profile in PROFILES or (user_file().is_file() and profile in read_file(user_file()).profiles)
    if not project and not everywhere:
        raise SettingsError(
            f"the profile {profile!r} is defined in {PROJECT_FILE} of this folder alone",
            hint=f"Add --project to use it here, or define it in {user_file()}, too.",
        )


@settings_command.command("unset")
@click.argument("name", type=SettingNameType(), metavar="NAME")
@_PROJECT
def unset(name: str, project: bool) -> None:
    """Take one setting out of your own settings file.

    \b
    Example:
      voiceguide settings unset pace
    """
    path = _file(project)
    was_there = unset_setting(name, path)
    own = setting_of(name)
    value = shown(getattr(config_from({}, lenient=True).settings, own))
    click.echo(f"{WORDS[own]} = {value}  ({'no longer' if was_there else 'was not'} in {path})")


@settings_command.command("path")
@output.JSON
def path_(as_json: bool) -> None:
    """Where settings files lie, weakest first.

    \b
    Example:
      voiceguide settings path
    """
    files = [("user", user_file()), ("project", _file(True))]
    if as_json:
        output.as_json([{"kind": kind, "path": str(path), "exists": path.is_file()} for kind, path in files])
        return
    output.table([(kind, str(path), "" if path.is_file() else "(not there)") for kind, path in files], indent="")


def _file(project: bool) -> Path:
    return Path.cwd() / PROJECT_FILE if project else user_file()
