"""Defines the settings command: show, set, unset, path."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from voiceguide.cli import output
from voiceguide.cli.groups import NearGroup
from voiceguide.cli.options import config_from, note_former, option_name
from voiceguide.cli.printed import SettingsFile, ShownSetting
from voiceguide.cli.values import SettingNameType, SettingValueType
from voiceguide.config import PROJECT_FILE, Config, user_file
from voiceguide.errors import SettingsError, VoiceguideError, did_you_mean
from voiceguide.settings import WORDS, Settings
from voiceguide.settings.profiles import PROFILES
from voiceguide.settings.values import setting_of, show_value
from voiceguide.settings_files import read_file, save_setting, unset_setting

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
        output.as_json([_describe(each, config) for each in fields])
        return
    rows = [(WORDS[each.name], _value(each, config.settings), config.origins[each.name]) for each in fields]
    output.table(rows, indent="")


def _value(each: dataclasses.Field[Any], settings: Settings) -> str:
    """A setting's value as people write it."""
    unit = each.metadata["unit"] if each.metadata["unit"] != "factor" else ""
    return f"{show_value(getattr(settings, each.name))} {unit}".strip()


def _describe(each: dataclasses.Field[Any], config: Config) -> ShownSetting:
    """A setting with its value and where it comes from."""
    return ShownSetting(
        name=each.name,
        value=getattr(config.settings, each.name),
        unit=each.metadata["unit"],
        origin=config.origins[each.name],
        option=option_name(each.name),
        text=each.metadata["text"],
    )


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
    note_former(name)
    path = _file(project)
    if setting_of(name) == "profile":
        _check_profile(value, project)
    kept = save_setting(name, value, path)
    _note_unusable(setting_of(name), kept)
    click.echo(f"{WORDS[setting_of(name)]} = {show_value(kept)}  ({path})")


def _note_unusable(setting: str, value: Any) -> None:
    """Say so if a voice, bed, music, signal or region is not there now; a file or voice may come later."""
    from voiceguide.anatomy import region
    from voiceguide.mix.bed import check_beds
    from voiceguide.mix.interlude import check_interlude
    from voiceguide.mix.own_earcons import check_earcons
    from voiceguide.speech.casting import check_voices

    checks: dict[str, Callable[[], object]] = {
        "voice": lambda: check_voices((value,)),
        "receiver_voice": lambda: check_voices((value,)),
        "ambient": lambda: check_beds(value, None, ()),
        "interlude": lambda: check_interlude(value),
        "earcons": lambda: check_earcons(value),
        "avoid": lambda: [region(each) for each in value],
    }
    try:
        checks.get(setting, lambda: None)()
    except VoiceguideError as error:
        output.note(f"{WORDS[setting]} cannot be used like this: {error}")


def _check_profile(profile: str, project: bool) -> None:
    """Refuse a profile that is unknown where it is set: in this folder for `project`, else in any folder.

    Raises:
        SettingsError: It is unknown.
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
    note_former(name)
    path = _file(project)
    was_there = unset_setting(name, path)
    own = setting_of(name)
    value = show_value(getattr(config_from({}, lenient=True).settings, own))
    click.echo(f"{WORDS[own]} = {value}  ({'no longer' if was_there else 'was not'} in {path})")


@settings_command.command("path")
@output.JSON
def path_(as_json: bool) -> None:
    """Where settings files lie, weakest first.

    \b
    Example:
      voiceguide settings path
    """
    user, project = user_file(), _file(True)
    files = [SettingsFile("user", user, user.is_file()), SettingsFile("project", project, project.is_file())]
    if as_json:
        output.as_json(files)
        return
    output.table([(each.kind, str(each.path), "" if each.exists else "(not there)") for each in files], indent="")


def _file(project: bool) -> Path:
    return Path.cwd() / PROJECT_FILE if project else user_file()
