"""Defines the ambient command: list, render and check beds."""

from __future__ import annotations

from pathlib import Path

import click

from voiceguide.cli import output
from voiceguide.cli.exit_codes import MISUSED
from voiceguide.cli.groups import NearGroup
from voiceguide.cli.printed import BedRendered, CheckedTrack, ListedBed
from voiceguide.cli.progress import mode_of, progress
from voiceguide.errors import Severity
from voiceguide.progress import WorkStage
from voiceguide.units import clock


@click.group("ambient", cls=NearGroup)
def ambient_command() -> None:
    """List, render and check ambient beds.

    A bed is what sounds softly under the voice: a shipped one, a file or a folder of your own, or none.

    \b
    Examples:
      voiceguide ambient list
      voiceguide ambient check Music/waves.mp3
      voiceguide make legs --ambient Music/waves.mp3
    """


@ambient_command.command("list")
@output.JSON
def list_(as_json: bool) -> None:
    """The beds that come with voiceguide.

    \b
    Example:
      voiceguide ambient list
    """
    from voiceguide.ambience import describe, names
    from voiceguide.mix.bed import DEFAULT_BED, shipped_beds

    files = shipped_beds()
    found = [ListedBed(name, describe(name), name in files, name == DEFAULT_BED) for name in names()]
    if as_json:
        output.as_json(found)
        return
    output.table([(each.name, _notes(each), each.text) for each in found], indent="")


def _notes(bed: ListedBed) -> str:
    """What a list of beds says beside a bed."""
    return "not installed" if not bed.ready else "default" if bed.default else ""


@ambient_command.command("render")
@click.argument("name", metavar="NAME")
@click.option("--seconds", type=float, metavar="SECONDS", help="Length, 20 to 300; the nearest possible one is made.")
@click.option("--seed", type=int, default=0, metavar="NUMBER", show_default=True, help="Each number is a new variant.")
@click.option(
    "-o", "--output", "target", type=click.Path(path_type=Path), help="File: .flac, .wav or .ogg.  [default: NAME.flac]"
)
@output.FORCE
@output.JSON
def render(name: str, seconds: float | None, seed: int, target: Path | None, force: bool, as_json: bool) -> None:
    """Make a variant of a bed: an endless loop in a file of your own. Its path is printed last.

    \b
    Examples:
      voiceguide ambient render rain --seed 7
      voiceguide ambient render ocean --seconds 180 --output long-ocean.flac
      voiceguide make legs --ambient long-ocean.flac
    """
    from voiceguide.ambience import describe
    from voiceguide.ambience import render as render_bed
    from voiceguide.ambience.store import check_target, write_bed

    describe(name)  # refuses an unknown name before anything is printed
    path = target or Path(f"{name}.flac" if not seed else f"{name}-{seed}.flac")
    check_target(path, force=force)
    with progress(mode_of(as_json=as_json)) as on_progress:
        if on_progress:
            on_progress(WorkStage.RENDER, 0, 1)
        audio = render_bed(name, seconds, seed)
        write_bed(audio, path, force=force)
    if as_json:
        output.as_json(BedRendered(name, path, round(audio.seconds, 3), seed))
        return
    output.note(f"{name}, variant {seed}: {clock(audio.seconds)}, a loop without a seam")
    click.echo(str(path))


@ambient_command.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@output.JSON
def check(paths: tuple[str, ...], as_json: bool) -> int:
    """Advice on tracks of your own before they are used: files, folders or playlists.

    Exits with 1 when one would be refused, with 2 when one is not there; advice alone is no error.

    \b
    Examples:
      voiceguide ambient check waves.mp3
      voiceguide ambient check Music/calm
    """
    from voiceguide.ambience import check_ambient
    from voiceguide.mix.bed import shipped_beds

    shipped = shipped_beds()
    results = [(path, check_ambient(shipped.get(path, Path(path)))) for path in paths]
    refused = any(each.severity is Severity.ERROR for _, found in results for each in found)
    absent = any(path not in shipped and not Path(path).exists() for path in paths)
    code = MISUSED if absent else int(refused)
    if as_json:
        output.as_json(
            [
                CheckedTrack(
                    path,
                    ok=not any(each.severity is Severity.ERROR for each in found),
                    findings=tuple(found),
                )
                for path, found in results
            ]
        )
        return code
    for path, found in results:
        output.findings(found, err=False)
        if not found:
            click.echo(f"{path}: fine")
    return code
