"""Defines the catalogue command: makes every session of a matrix, on this machine or on a cluster."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voiceguide.cli import output
from voiceguide.cli.options import config_from
from voiceguide.cli.printed_many import MadeCatalogue
from voiceguide.units import clock

if TYPE_CHECKING:
    from voiceguide.catalogue.catalogue import Outcome
    from voiceguide.catalogue.estimating import Estimate
    from voiceguide.catalogue.matrix import Matrix
    from voiceguide.catalogue.store import Store


# fmt: off
@click.command("catalogue")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("-o", "--output", "target", metavar="FOLDER", default="catalogue", show_default=True,
              help="Where everything goes: a folder, or an address such as s3://bucket/massage.")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask cluster, such as tcp://10.0.0.1:8786.  [default: none]")
@click.option("--workers", type=click.IntRange(1, 256), metavar="NUMBER",
              help="Workers on this machine, without --scheduler.  [default: one for each core]")
@click.option(
    "--base-url", metavar="URL", help="Address it will have on the web: writes a podcast feed for each voice."
)
@click.option("--quick", is_flag=True, help="Compare what exists by size alone, not by its hash.")
@click.option("--dry-run", is_flag=True, help="Only show what would be made, how large, and about how long it takes.")
@click.option("--calibrate", is_flag=True, help="With --dry-run: measure this machine anew.")
@click.option("-q", "--quiet", is_flag=True, help="Print only the path of the index.")
@output.JSON
def catalogue_command(
    file: Path,
    target: str,
    scheduler: str | None,
    workers: int | None,
    base_url: str | None,
    quick: bool,
    dry_run: bool,
    calibrate: bool,
    quiet: bool,
    as_json: bool,
) -> int:
    """Make every session of a matrix: routines, lengths, voices, guidance, beds and paces, combined.

    FILE is YAML with lists under routines, durations, voices, guidance, ambient and pace, and rows under include and
    exclude. What exists and is undamaged is skipped, so that the same command goes on, repairs and extends. Each
    sentence is spoken once for the whole catalogue. Needs the extra cluster; without it the line that
    installs it is printed. One that fails does not stop the others: the manifest names it, and the exit code is 1.

    \b
    Examples:
      voiceguide catalogue evenings.yaml --dry-run
      voiceguide catalogue evenings.yaml --output evenings --base-url https://example.org/evenings/
      voiceguide catalogue evenings.yaml --output s3://bucket/evenings --scheduler tcp://10.0.0.1:8786
    """
    from voiceguide import installing
    from voiceguide.catalogue.matrix import read_matrix
    from voiceguide.catalogue.store import Store

    installing.require("cluster")
    if base_url is not None:
        from voiceguide.export.feed.rss import base_address

        installing.require("feed")
        base_address(base_url)
    matrix = read_matrix(file, config_from({}).settings)
    store = Store(target)
    how: dict[str, Any] = {"workers": workers, "quiet": quiet, "as_json": as_json}
    if dry_run:
        return _estimate(matrix, store, calibrate=calibrate, **how)
    return _make(matrix, store, scheduler=scheduler, base_url=base_url, quick=quick, **how)


# fmt: on


def _estimate(matrix: Matrix, store: Store, *, calibrate: bool, workers: int | None, quiet: bool, as_json: bool) -> int:
    """Estimate what a catalogue would take, and print it."""
    from voiceguide.catalogue.catalogue import known_clips, known_keys, sessions_of
    from voiceguide.catalogue.estimating import estimate
    from voiceguide.cli.progress import mode_of, progress

    sessions, failed = sessions_of(matrix)
    with progress(mode_of(quiet=quiet, as_json=as_json)) as on_progress:
        figures = estimate(
            matrix.title,
            sessions,
            failed,
            known_keys(store),
            known_clips(store),
            workers=workers,
            again=calibrate,
            progress=on_progress,
        )
    if as_json:
        output.as_json(figures)
    else:
        _print_estimate(figures)
    return 1 if figures.failed else 0


def _print_estimate(figures: Estimate) -> None:
    """Print what a catalogue would take."""
    about = "at least " if figures.sampled else "about "
    left = figures.sessions - figures.there - len(figures.failed)
    click.echo(f"{figures.title}: {figures.sessions} sessions, {figures.there} of them there")
    output.table(
        [
            ("to be made", f"{left} sessions, {figures.sound_s / 3600:.1f} hours of sound"),
            ("to be spoken", f"{about}{figures.clips} clips, each once"),
            ("to be written", f"about {output.size(figures.size_bytes)}"),
            ("will take", f"about {clock(figures.seconds, hours=True)} on {figures.workers} cores like this machine's"),
        ]
    )
    for each in figures.failed:
        output.failure(f"{each.name}: {each.error}", "Could not be made")


def _make(
    matrix: Matrix,
    store: Store,
    *,
    scheduler: str | None,
    base_url: str | None,
    quick: bool,
    workers: int | None,
    quiet: bool,
    as_json: bool,
) -> int:
    """Make a catalogue on a cluster or on this machine, and print the result."""
    from voiceguide.catalogue.catalogue import make_catalogue
    from voiceguide.catalogue.cluster import open_cluster
    from voiceguide.cli.progress import mode_of, progress

    began = time.monotonic()
    with (
        open_cluster(scheduler, workers=workers) as cluster,
        progress(mode_of(quiet=quiet, as_json=as_json)) as on_progress,
    ):
        made = make_catalogue(matrix, store, cluster, base_url=base_url, quick=quick, progress=on_progress)
    took_s = time.monotonic() - began
    if as_json:
        output.as_json(_describe_made(matrix, store, made, took_s))
    else:
        _print_made(matrix, store, made, took_s, quiet=quiet)
    return 1 if made.failed else 0


def _describe_made(matrix: Matrix, store: Store, made: Outcome, took_s: float) -> MadeCatalogue:
    """What was made as a record for ``--json``."""
    return MadeCatalogue(
        title=matrix.title,
        output=store.address,
        files=made.files,
        sessions=len(made.sessions),
        made=len(made.new),
        there=len(made.made) - len(made.new),
        repaired=tuple(made.damaged),
        clips=made.tally.spoken,
        clips_again=made.tally.again,
        took_s=round(took_s, 1),
        failed=made.not_made(),
    )


def _print_made(matrix: Matrix, store: Store, made: Outcome, took_s: float, *, quiet: bool) -> None:
    """Print what was made, what failed, and where the page is."""
    if not quiet:
        there = len(made.made) - len(made.new)
        sound_s = sum(made.made[key].seconds for key in made.new)
        output.note(
            f"{matrix.title}: {len(made.new)} made, {there} were there"
            + (f", {len(made.failed)} failed" if made.failed else "")
            + f"; {clock(sound_s, hours=True)} of sound and {made.tally.spoken} clips in {took_s:.0f} s"
        )
        for name in made.damaged:
            output.note(f"* {name} was damaged, and is made anew")
    for each in made.not_made():
        output.failure(f"{each.name}: {each.error}")
    click.echo(f"{store.given.rstrip('/')}/index.html")
