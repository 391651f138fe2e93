"""Defines the studio command, which starts a small web app on this computer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("studio")
@click.option("--lan", is_flag=True, help="Let phones in the same home network open it, with a token.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen on.  [default: the one before, 8737, or a free one]"
)
@click.option("--forget-devices", is_flag=True, help="Pair every device anew; those paired before stay out.")
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@click.option("--library", type=_FOLDER, help="Folder of the finished sessions.")
@click.option("--routines", type=_FOLDER, help="Folder of your own routines.")
def studio_command(lan: bool, port: int | None, forget_devices: bool, no_open: bool, **folders: Path | None) -> None:
    """Choose, listen and write in a browser, on this computer or on a phone at home.

    Needs the extra studio; without it the line that installs it is printed. Runs until Ctrl-C. Devices that were paired
    stay paired for 90 days, over every restart, until --forget-devices.

    \b
    Examples:
      voiceguide studio
      voiceguide studio --lan
    """
    from voiceguide import installing
    from voiceguide.config import load_config

    installing.require("studio")
    from voiceguide.studio.serve import serve

    serve(
        load_config(),
        sessions=folders["library"],
        routines=folders["routines"],
        port=port,
        lan=lan,
        forget=forget_devices,
        announce=_print_addresses,
        open_browser=not no_open,
    )


def _print_addresses(address: Any) -> None:
    """Print the addresses of the studio, with a QR code for a phone."""
    from voiceguide.studio.qr import qr_text

    click.echo(f"The studio is open: {address.local}")
    if address.lan:
        click.echo(f"On a phone at home: {address.lan}")
        click.echo(qr_text(address.lan), nl=False)
    click.echo("Stop it with Ctrl-C.")
