"""Making sessions: make (from a routine) and render (from a script)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from voiceguide.cli import output
from voiceguide.cli.options import COMPOSING, SOUNDING, config_from, setting_options
from voiceguide.units import clock

_PREVIEW_HELP = "Only the first minute or so: a time such as 60s, or a stage's title."


def _file_options(command: Any) -> Any:
    for add in reversed(
        (
            click.option(
                "-o", "--output", "target", type=click.Path(path_type=Path), default=Path("output"), show_default=True,
                help="Folder, or path of the MP3.",
            ),
            click.option("--with", "companions", metavar="NAMES", help="Files to write beside it: names, all or none."),
            click.option("--format", "audio", metavar="FORMAT", help="mp3, m4b, opus, ogg, flac or wav."),
            click.option("--page", is_flag=True, help="Write a page to listen and read along, beside the sound."),
            click.option("--picture", is_flag=True, help="Draw the session as PNG and SVG (extra: picture)."),
            click.option("--stems", is_flag=True, help="Write speech, signals and bed as files of their own."),
            click.option("--preview", metavar="TIME|STAGE", help=_PREVIEW_HELP),
            click.option("--force", is_flag=True, help="Replace files that are there."),
            click.option("-q", "--quiet", is_flag=True, help="Print only the path."),
            click.option("--json", "as_json", is_flag=True, help="Print what was made as JSON."),
        )
    ):  # fmt: skip
        command = add(command)
    return command


@click.command("make")
@click.argument("routine")
@setting_options(*COMPOSING, *SOUNDING)
@_file_options
def make_command(routine: str, **options: Any) -> None:
    """Make a session: one MP3 with captions, chapters and a report beside it.

    ROUTINE is a shipped routine's name or the path of a YAML file. The path of the MP3 is printed last.

    \b
    Examples:
      voiceguide make back-relief
      voiceguide make shoulders-and-back --duration 45m --pace 0.9 --ambient rain
      voiceguide make legs --guidance brief --avoid feet -o ~/Music
    """
    from voiceguide.routine.check import load_checked

    _make(lambda: load_checked(routine), options)


@click.command("render")
@click.argument("script", type=click.Path(path_type=Path))
@setting_options("rate_wpm", *SOUNDING)
@_file_options
def render_command(script: Path, **options: Any) -> None:
    """Make a session from a script file that was saved and edited.

    \b
    Examples:
      voiceguide script legs --save legs.script.yaml
      voiceguide render legs.script.yaml --ambient stream
    """
    from voiceguide.script.store import load

    _make(lambda: load(script), options)


def _make(load: Any, options: dict[str, Any]) -> None:
    from voiceguide.pipeline import render

    own = ("target", "companions", "audio", "page", "picture", "stems", "preview", "force", "quiet", "as_json")
    given = {name: options.pop(name) for name in own}
    config = config_from(options)
    preview = _preview(given["preview"])
    order = _order(given)
    source = load()
    quiet = given["quiet"] or given["as_json"]
    with output.progress_bar(quiet=quiet) as progress:
        made = render(
            source,
            given["target"],
            config.settings,
            order=order,
            force=given["force"],
            progress=progress,
            pronounce=config.pronounce,
            **preview,
        )
    if given["as_json"]:
        output.as_json(facts_of(made))
        return
    if not quiet:
        _tell(made)
    click.echo(str(made.path))


def _order(given: dict[str, Any]) -> Any:
    """Which files are wanted."""
    from voiceguide.export.companions.registry import chosen
    from voiceguide.export.deliver import PICTURE_FORMS, Order
    from voiceguide.export.formats.registry import format_named

    return Order(
        audio=format_named(given["audio"] or given["target"].suffix or "mp3"),
        companions=chosen(given["companions"].split(",") if given["companions"] else None),
        page=given["page"],
        pictures=PICTURE_FORMS if given["picture"] else (),
        stems=given["stems"],
    )


def _preview(text: str | None) -> dict[str, Any]:
    """What ``--preview`` asks for: a time, or a stage from its beginning."""
    from voiceguide.errors import UnitError
    from voiceguide.preview import DEFAULT_S
    from voiceguide.units import parse_duration

    if text is None:
        return {}
    try:
        return {"preview_s": parse_duration(text)}
    except UnitError:
        return {"preview_s": DEFAULT_S, "preview_stage": text}


def facts_of(made: Any) -> dict[str, Any]:
    """What was made, for ``--json``."""
    session = made.session
    decoded = session.facts.decoded
    predicted = dict(session.facts.predicted)["mix"]
    return {
        "path": str(made.path),
        "files": [str(path) for path in made.files],
        "seconds": session.timeline.seconds,
        "voice": session.facts.voice,
        "bed": session.facts.bed,
        "words": session.timeline.words,
        "predicted_lufs": predicted.integrated_lufs,
        "measured_lufs": decoded.integrated_lufs,
        "true_peak_dbtp": decoded.true_peak_dbtp,
        "clips_made": made.synthesised,
        "clips_from_cache": made.from_cache,
        "changes": list(session.script.changes),
        "findings": [str(finding) for finding in made.findings],
    }


def _tell(made: Any) -> None:
    facts = facts_of(made)
    click.echo(
        f"{made.session.title}: {clock(facts['seconds'])}, voice {facts['voice']}, bed {facts['bed']}, "
        f"{facts['words']} words, {facts['measured_lufs']:.1f} LUFS, {facts['true_peak_dbtp']:.1f} dBTP",
        err=True,
    )
    for change in facts["changes"]:
        click.echo(f"* {change}", err=True)
    output.findings(made.findings)
