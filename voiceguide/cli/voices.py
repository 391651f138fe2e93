"""Commands about voices."""

from __future__ import annotations

import click

from voiceguide.cli import output


@click.command("voices")
@output.JSON
def voices_command(as_json: bool) -> None:
    """The voices, and which are ready.

    \b
    Example:
      voiceguide voices
    """
    from voiceguide.speech.registry import all_voices

    voices = all_voices()
    if as_json:
        output.as_json(
            [
                {
                    "name": each.name,
                    "language": each.language,
                    "gender": each.gender,
                    "installed": each.installed,
                    "note": each.note,
                }
                for each in voices
            ]
        )
        return
    rows = [
        (each.name, each.language, each.gender, "ready" if each.installed else "not installed", each.note)
        for each in voices
    ]
    output.table(rows, indent="")
