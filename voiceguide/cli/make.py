"""Defines the commands that make sessions: make (from routines) and render (from a script)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voiceguide.cli import output
from voiceguide.cli.options import COMPOSING, JOBS, SOUNDING, WORKING, setting_options
from voiceguide.cli.values import NamesType, RoutineType, StageType

if TYPE_CHECKING:
    from voiceguide.app.jobs import Job

_OWN = ("watch", "workers", "quiet", "as_json", "dry_run")
_STDOUT = Path("-")
_SIDECARS = NamesType("sidecars", "voiceguide.export.sidecars.registry", "SIDECARS", ("all", "none"))
_FORMATS = NamesType("format", "voiceguide.export.formats.registry", "FORMATS")


def _file_options(command: Any) -> Any:
    """Add the options for the files that are written to a command."""
    for add in reversed(
        (
            click.option(
                "-o", "--output", "target", type=click.Path(path_type=Path), default=Path("output"), show_default=True,
                help="Folder, or path of the sound file; - writes the sound to standard output.",
            ),
            click.option(
                "--with", "sidecars", metavar="NAMES", multiple=True, type=_SIDECARS,
                help="Files to write beside it: vtt, srt, lrc, chapters, text, markdown, script, report; all or none.",
            ),
            click.option("--format", "audio", metavar="[mp3|m4b|opus|ogg|flac|wav]", multiple=True, type=_FORMATS,
                         help="Format of the sound; several are written side by side.  [default: mp3]"),
            click.option("--page", is_flag=True, help="Write a page to listen and read along, beside the sound."),
            click.option("--picture", is_flag=True, help="Draw the session as PNG and SVG (extra: picture)."),
            click.option("--measure", is_flag=True, help="Measure the whole finished file, not only in places."),
            click.option("--stems", is_flag=True, help="Write speech, signals and bed as files of their own, too."),
            click.option("--preview", metavar="TIME|STAGE", type=StageType(),
                         help="Only so long from the first stroke on, such as 60s; or a stage's strokes, by its title, "
                         "each a few times."),
            click.option("--watch", is_flag=True,
                         help="Make it again whenever the file is saved, until Ctrl-C (extra watch)."),
            click.option("--dry-run", is_flag=True, help="Only show what would be written, how long, in which voice."),
            output.FORCE,
            click.option("-q", "--quiet", is_flag=True, help="Print only the path."),
            output.JSON,
        )
    ):  # fmt: skip
        command = add(command)
    return command


@click.command("make")
@click.argument("routines", nargs=-1, type=RoutineType(), metavar="[ROUTINE]...")
@click.option("--all", "everything", is_flag=True, help="Every routine that comes with voiceguide.")
@setting_options(*dict.fromkeys([*COMPOSING, *SOUNDING, *WORKING]), several=True)
@_file_options
@JOBS
def make_command(routines: tuple[str, ...], everything: bool, **options: Any) -> int:
    """Make sessions: for each an MP3 with captions, chapters and a report beside it.

    ROUTINE is a shipped routine's name or the path of a YAML file. Several are made side by side; one that
    fails does not stop the others. An option given several times, such as --pace 0.9 --pace 1.1, makes a
    session for each value, and for every combination of values. A session is named after its routine and the
    options that make it different, such as legs-40min-rain; its path is printed last. The same session is made
    again in its place, and so is a preview; any other file needs --force. A script is made as render does; - reads
    standard input.

    \b
    Examples:
      voiceguide make back-relief
      voiceguide make shoulders-and-back --duration 45m --pace 0.9 --ambient rain
      voiceguide make legs --guidance brief --avoid feet --output Music
      voiceguide make legs back-relief --voice pyttsx3:en-us --voice pyttsx3:en-gb
      voiceguide make --all --format m4b --page
      voiceguide make my-routine.yaml --preview 60s --watch
    """
    from voiceguide.routine.sources import shipped_routines

    if everything and routines:
        raise click.UsageError("name routines or give --all, not both")
    sources = shipped_routines() if everything else routines
    if not sources:
        raise click.UsageError("which routine? Name one (voiceguide list), or give --all.")
    return _make(sources, options)


@click.command("render")
@click.argument("script", type=RoutineType(), metavar="SCRIPT")
@setting_options(*SOUNDING, *WORKING)
@_file_options
def render_command(script: str, **options: Any) -> int:
    """Make a session from a script file that was saved and edited.

    Words, windows and counts are the script's own; voice, bed and levels are settings as for make. What an edited
    script says is checked by the rules of safety, as a routine is. - reads the script from standard input. A routine
    is made as make does.

    \b
    Examples:
      voiceguide script legs --save legs.script.yaml
      voiceguide render legs.script.yaml --ambient stream
      voiceguide render legs.script.yaml --watch
    """
    return _make((script,), options)


def _make(sources: tuple[str, ...], options: dict[str, Any]) -> int:
    """Turn sources and options into jobs and do them."""
    from voiceguide.cli.jobs import jobs_from
    from voiceguide.cli.sources import with_stdin

    own = {name: options.pop(name, None) for name in _OWN}
    to_stdout = options["target"] == _STDOUT
    if to_stdout:
        _refuse_beside_stdout(options, own)
        suffix = options["audio"][0] if options["audio"] else "mp3"
        options |= {"target": Path(f"session.{suffix}"), "sidecars": ("none",)}
    with with_stdin(sources) as files:
        jobs = jobs_from(files, options, shown="-o -" if to_stdout else None)
        return _do(jobs, own, to_stdout=to_stdout)


def _refuse_beside_stdout(options: dict[str, Any], own: dict[str, Any]) -> None:
    """Refuse options that do not go with standard output, which takes only one sound."""
    for name, text in (("sidecars", "--with"), ("page", "--page"), ("picture", "--picture"), ("stems", "--stems")):
        if options[name] and options[name] != ("none",):
            raise click.UsageError(f"{text} writes files beside the sound, but -o - names no place for them")
    for name, text in (("as_json", "--json"), ("watch", "--watch"), ("dry_run", "--dry-run")):
        if own[name]:
            raise click.UsageError(f"{text} and -o - cannot share standard output")
    if len(options["audio"]) > 1:
        raise click.UsageError("-o - writes one format")


def _do(jobs: list[Job], own: dict[str, Any], *, to_stdout: bool) -> int:
    """Do jobs in the requested way: dry run, to standard output, watching, several, or one."""
    from voiceguide.cli.make_report import make_one, make_several, make_to_stdout

    how: dict[str, bool] = {"quiet": own["quiet"], "as_json": own["as_json"]}
    if own["dry_run"]:
        from voiceguide.cli.dry_run import dry_run

        return dry_run(jobs, as_json=own["as_json"])
    if to_stdout:
        make_to_stdout(jobs[0], quiet=own["quiet"])
    elif own["watch"]:
        from voiceguide.cli.watching import watch

        if len(jobs) > 1 or own["as_json"]:
            raise click.UsageError("--watch makes one session at a time, and not with --json")
        watch(jobs[0], lambda job: make_one(job, **how))
    elif len(jobs) > 1:
        return make_several(jobs, workers=own["workers"], **how)
    else:
        return make_one(jobs[0], **how)
    return 0
