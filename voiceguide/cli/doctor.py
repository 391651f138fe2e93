"""The doctor command: does everything that is needed work here?"""

from __future__ import annotations

from pathlib import Path

import click

from voiceguide.cli import output
from voiceguide.cli.options import config_from
from voiceguide.doctor import Part, State, examine
from voiceguide.errors import SettingsError
from voiceguide.settings import Settings

_MARKS = {State.OK: ("✓", "green"), State.NOTE: ("·", "yellow"), State.FAILED: ("✗", "red")}


@click.command("doctor")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("output"),
    show_default=True,
    help="Where sessions shall go.",
)
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
        _tell(parts[0])
    for part in examine(settings, folder):
        parts.append(part)
        if not as_json:
            _tell(part)
    failed = [part.name for part in parts if part.state is State.FAILED]
    if as_json:
        output.as_json({"ok": not failed, "parts": [_facts(part) for part in parts]})
    elif failed:
        click.echo(f"Sessions cannot be made yet: see {', '.join(failed)}.")
    else:
        click.echo("Everything needed works: voiceguide make back-relief")
    return int(bool(failed))


def _facts(part: Part) -> dict[str, str]:
    return {"name": part.name, "state": part.state.value, "text": part.text, "remedy": part.remedy}


def _tell(part: Part) -> None:
    mark, colour = _MARKS[part.state]
    click.echo(f"{click.style(mark, fg=colour)} {part.name}: {part.text}")
    if part.remedy:
        click.echo(f"    {part.remedy}")
