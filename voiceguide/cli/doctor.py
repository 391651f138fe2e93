"""Defines the doctor command, which checks that everything needed works."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from voiceguide.app.doctor import Part, State, examine
from voiceguide.cli import output
from voiceguide.cli.options import config_from
from voiceguide.errors import SettingsError
from voiceguide.settings import Settings

_MARKS = {State.OK: ("✓", "green"), State.NOTE: ("·", "yellow"), State.FAILED: ("✗", "red")}


@dataclass(frozen=True, slots=True)
class DoctorReport:
    """What the doctor found.

    Attributes:
        ok: Whether sessions can be made.
        parts: Everything that was tried.
    """

    ok: bool
    parts: tuple[Part, ...]


@click.command("doctor")
@output.folder_option("Where sessions shall go.", Path("output"))
@output.JSON
def doctor_command(folder: Path, as_json: bool) -> int:
    """Check that everything needed works here: each part is tried, and has a remedy where it fails.

    Exits with 1 when sessions could not be made.

    \b
    Examples:
      voiceguide doctor
      voiceguide doctor --json
    """
    parts: list[Part] = []
    settings = Settings()
    try:
        settings = config_from({}).settings
    except SettingsError as error:
        place = f"{error.where}: " if error.where else ""
        parts.append(Part("settings", State.FAILED, place + error.message, error.hint or "voiceguide settings path"))
    else:
        parts.append(Part("settings", State.OK, "can be read (voiceguide settings show)"))
    if not as_json:
        _print_part(parts[0])
    for part in examine(settings, folder):
        parts.append(part)
        if not as_json:
            _print_part(part)
    failed = [part.name for part in parts if part.state is State.FAILED]
    if as_json:
        output.as_json(DoctorReport(not failed, tuple(parts)))
    elif failed:
        click.echo(f"Sessions cannot be made yet: see {', '.join(failed)}.")
    else:
        click.echo("Everything needed works: voiceguide make back-relief")
    return int(bool(failed))


def _print_part(part: Part) -> None:
    mark, colour = _MARKS[part.state]
    click.echo(f"{click.style(mark, fg=colour)} {part.name}: {part.text}")
    if part.remedy:
        click.echo(f"    {part.remedy}")
