"""Commands about finished sessions: play, picture, feed."""

from __future__ import annotations

from pathlib import Path

import click

from voiceguide.cli import output
from voiceguide.cli.opening import open_file
from voiceguide.cli.progress import mode_of, progress
from voiceguide.cli.values import RoutineType


@click.command("play")
@click.argument("session", type=RoutineType(), metavar="FILE|ROUTINE")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("output"),
    show_default=True,
    help="Folder in which a routine's session is looked for.",
)
@click.option("--page", is_flag=True, help="Open its page, to listen and read along.")
def play_command(session: str, folder: Path, page: bool) -> None:
    """Open a session with the system's player. For a routine's name: its newest session in output/.

    \b
    Examples:
      voiceguide play back-relief
      voiceguide play output/back-relief.mp3
      voiceguide play back-relief --page
    """
    from voiceguide.errors import ExportError, Where
    from voiceguide.export.found import find_session

    path = find_session(session, folder, page=page)
    click.echo(str(path))
    if not open_file(path):
        raise ExportError(
            "no player was found on this system", where=Where(str(path)), hint="Open that file in a player you like."
        )


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
    from voiceguide.export.bundle import Bundle
    from voiceguide.export.picture.redraw import picture_name, redraw, report_of

    report = report_of(session)
    wanted = forms or ("png", "svg")
    with Bundle(report.parent, force=force) as bundle, progress(mode_of(as_json=as_json)) as tell:
        for form in wanted:
            bundle.path(picture_name(report, form))  # what is in the way is told before the work
        if tell:
            tell("measure", 0, 1)
        for name, content in redraw(report, wanted).items():
            bundle.write(name, content)
        written = bundle.commit()
    if as_json:
        output.as_json({"report": str(report), "files": [str(path) for path in written]})
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
    from voiceguide.export.bundle import Bundle
    from voiceguide.export.feed.rss import make_feed

    made = make_feed(folder, base_url, title=title, description=description, author=author)
    with Bundle(folder, force=force) as bundle:
        for name, content in made.files:
            bundle.write(name, content)
        written = bundle.commit()
    if as_json:
        output.as_json(
            {
                "files": [str(path) for path in written],
                "episodes": [
                    {"title": each.title, "audio": str(each.audio), "seconds": round(each.seconds, 3)}
                    for each in made.episodes
                ],
                "passed_over": list(made.passed),
            }
        )
        return
    for text in made.passed:
        output.note(f"passed over: {text}")
    output.note(f"{len(made.episodes)} session{'s' if len(made.episodes) != 1 else ''} in the feed")
    click.echo(str(written[0]))
