"""Defines the commands for finished sessions: play, picture, feed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from voiceguide.cli import output
from voiceguide.cli.launch import open_file
from voiceguide.cli.options import COMPOSING, SOUNDING, WORKING, setting_options
from voiceguide.cli.printed_sessions import DrawnSession, FeedEpisode, MadeFeed
from voiceguide.cli.progress import mode_of, progress
from voiceguide.cli.values import RoutineType
from voiceguide.progress import WorkStage

_STDOUT = Path("-")


@click.command("play")
@click.argument("session", type=RoutineType(), metavar="FILE|ROUTINE")
@output.folder_option(
    "Folder in which a routine's session is looked for; - makes it now and writes its sound to standard output.",
    Path("output"),
)
@click.option("--page", is_flag=True, help="Open its page, to listen and read along.")
@setting_options(*dict.fromkeys([*COMPOSING, *SOUNDING, *WORKING]))
def play_command(session: str, folder: Path, page: bool, **options: Any) -> None:
    """Play a session. For a routine's name: its newest session in output/, or one that is made while it is heard.

    With settings, such as --duration, and where there is no session yet, a routine or script is heard from its first
    second on while the rest is spoken and mixed: in mpv, in ffplay, or on a page of this computer alone. Only the
    spoken clips are kept of it; make writes the files.

    \b
    Examples:
      voiceguide play back-relief
      voiceguide play legs --duration 20m --ambient rain
      voiceguide play output/back-relief.mp3
      voiceguide play back-relief --page
      voiceguide play back-relief --output - > session.mp3
    """
    from voiceguide.routine.sources import SUFFIXES

    to_stdout = folder == _STDOUT
    file = Path(session)
    if not page and (to_stdout or _has_settings(options) or (file.suffix in SUFFIXES and file.is_file())):
        _play_now(session, options, to_stdout=to_stdout)
    else:
        _open(session, folder, options, page=page)


def _has_settings(options: dict[str, Any]) -> bool:
    """Whether the command line gives any setting."""
    context = click.get_current_context()
    return any(context.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in options)


def _open(session: str, folder: Path, options: dict[str, Any], *, page: bool) -> None:
    """Open a finished session, or make one if there is none."""
    from voiceguide.app.found import find_session
    from voiceguide.errors import ExportError, NoSessionError, UsageError, Where

    try:
        path = find_session(session, folder, page=page)
    except NoSessionError as error:
        if page:
            raise
        try:
            _play_now(session, options, to_stdout=False)
        except UsageError:  # it is not a routine either
            raise error from None
        return
    click.echo(str(path))
    if not open_file(path):
        raise ExportError(
            "no player was found on this system", where=Where(str(path)), hint="Open that file in a player you like."
        )


def _play_now(source: str, options: dict[str, Any], *, to_stdout: bool) -> None:
    """Make a session and play it meanwhile."""
    from voiceguide.cli.options import config_from
    from voiceguide.cli.playing import play_stream, standard_output, write_stream
    from voiceguide.heap import share_heap
    from voiceguide.streaming import stream

    if to_stdout:
        standard_output()
    config = config_from(options)
    share_heap(little=config.settings.low_memory)
    heard = stream(source, config.settings, pronounce=config.pronounce)
    if to_stdout:
        write_stream(heard)
    else:
        play_stream(heard)


@click.command("picture")
@click.argument("session", type=click.Path(path_type=Path), metavar="SESSION")
@click.option("--form", "forms", type=click.Choice(["png", "svg"]), multiple=True, help="Only this form; else both.")
@output.FORCE
@output.JSON
def picture_command(session: Path, forms: tuple[str, ...], force: bool, as_json: bool) -> None:
    """Draw a finished session: stages, strokes, speech and loudness over its minutes.

    SESSION is the session's sound file or its report. The pictures are written beside it, their paths printed
    last. Needs the extra picture; without it the line that installs it is printed.

    \b
    Examples:
      voiceguide picture output/legs.mp3
      voiceguide picture output/legs.report.json --form svg
    """
    from voiceguide.app.found import report_of
    from voiceguide.export.picture.redraw import picture_name, redraw
    from voiceguide.export.transaction import FileTransaction

    report = report_of(session)
    wanted = forms or ("png", "svg")
    with FileTransaction(report.parent, force=force) as transaction, progress(mode_of(as_json=as_json)) as on_progress:
        for form in wanted:
            transaction.path(picture_name(report, form))  # refuses an existing file before the work
        if on_progress:
            on_progress(WorkStage.MEASURE, 0, 1)
        for name, content in redraw(report, wanted).items():
            transaction.write(name, content)
        written = transaction.commit()
    if as_json:
        output.as_json(DrawnSession(report, tuple(written)))
        return
    for path in written:
        click.echo(str(path))


@click.command("feed")
@click.argument("folder", type=click.Path(path_type=Path), metavar="FOLDER")
@click.option("--base-url", required=True, metavar="URL", help="Address the folder will have on the web.")
@click.option("--title", default="Massage sessions", show_default=True, metavar="TEXT", help="Title of the podcast.")
@click.option("--description", default="", metavar="TEXT", help="A sentence about it.")
@click.option("--author", default="voiceguide", show_default=True, metavar="TEXT", help="Whose it is.")
@output.FORCE
@output.JSON
def feed_command(
    folder: Path, base_url: str, title: str, description: str, author: str, force: bool, as_json: bool
) -> None:
    """Turn a folder of sessions into a podcast: feed.xml and its artwork, written into the folder.

    Put the folder on a web server and give a podcast app the address of feed.xml. Needs the extra feed; without
    it the line that installs it is printed.

    \b
    Examples:
      voiceguide feed output --base-url https://example.org/massage/
      voiceguide feed output --base-url https://example.org/massage/ --title "Evenings" --force
    """
    from voiceguide.export.feed.rss import make_feed
    from voiceguide.export.transaction import FileTransaction

    made = make_feed(folder, base_url, title=title, description=description, author=author)
    with FileTransaction(folder, force=force) as transaction:
        for name, content in made.files:
            transaction.write(name, content)
        written = transaction.commit()
    if as_json:
        episodes = (FeedEpisode(each.title, Path(each.audio), round(each.seconds, 3)) for each in made.episodes)
        output.as_json(MadeFeed(tuple(written), tuple(episodes), tuple(made.passed)))
        return
    for text in made.passed:
        output.note(f"skipped: {text}")
    output.note(f"{len(made.episodes)} session{'s' if len(made.episodes) != 1 else ''} in the feed")
    click.echo(str(written[0]))
