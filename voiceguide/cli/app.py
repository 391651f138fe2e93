"""Defines the root command, which imports a command only when it is called, so that ``--help`` is fast."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import NamedTuple, NoReturn

import click

from voiceguide.cli.groups import NearGroup


class Row(NamedTuple):
    """One command in the list.

    Attributes:
        section: Its heading in the list.
        module: The module of `voiceguide.cli` that defines it, as ``NAME_command``.
        text: One line for the list.
    """

    section: str
    module: str
    text: str


COMMANDS = {
    "list": Row("Routines", "routines", "The routines that come with voiceguide."),
    "show": Row("Routines", "routines", "What is in a routine: strokes, counts, set-up."),
    "check": Row("Routines", "routines", "Find everything wrong, unsafe or hard to follow."),
    "plan": Row("Routines", "routines", "Minutes, counts and words of a session, in a moment."),
    "rehearse": Row("Routines", "rehearsing", "Who is where and which hands do what, move by move."),
    "new": Row("Routines", "new", "Write a routine of your own to start from."),
    "make": Row("Sessions", "make", "Make sessions from routines."),
    "series": Row("Sessions", "series", "Plan weeks of evenings for two, and make them."),
    "catalogue": Row("Sessions", "catalogue", "Make every session of a matrix, here or on a cluster."),
    "script": Row("Sessions", "scripts", "Print or save what will be said, with times."),
    "render": Row("Sessions", "make", "Make a session from a script you edited."),
    "studio": Row("Sessions", "studio", "Choose, listen and write in a browser, or on a phone at home."),
    "play": Row("Sessions", "sessions", "Hear a session: a finished one, or one that is made meanwhile."),
    "picture": Row("Sessions", "sessions", "Draw a finished session over its minutes."),
    "feed": Row("Sessions", "sessions", "Turn a folder of sessions into a podcast."),
    "voices": Row("Voices and sound", "voices", "List, install and sample voices."),
    "record-sheet": Row("Voices and sound", "voices", "The texts to read aloud for a voice of your own."),
    "ambient": Row("Voices and sound", "ambient", "List, render and check ambient beds."),
    "settings": Row("This program", "preferences", "Show and set what is used when nothing is said."),
    "cache": Row("This program", "cache", "What is kept between runs, and clearing it."),
    "doctor": Row("This program", "doctor", "Check that everything needed works here."),
    "completion": Row("This program", "completion", "Tab completion for bash, zsh, fish and PowerShell."),
}
"""Every command by name, in the order of the list."""

_EPILOG = """\b
Exit codes:
  0 fine    1 the work failed    2 the call was wrong: a name, file or package that is not there, too
  130 stopped with Ctrl-C    143, 129 stopped by a signal

\b
Places:
  output/             in the current folder: where sessions go
  voiceguide.toml     in the current folder: settings of a project
  VOICEGUIDE_CONFIG   another file for your own settings (voiceguide settings path)
  VOICEGUIDE_CACHE    another folder for spoken clips and voices
  NO_COLOR            no colours, no moving bars
"""


class LazyGroup(NearGroup):
    """A group that imports a command's module only when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"voiceguide.cli.{COMMANDS[cmd_name].module}")
        command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list under its headings, without importing the commands."""
        width = max(map(len, COMMANDS))
        for section in dict.fromkeys(row.section for row in COMMANDS.values()):
            rows = [(name.ljust(width), row.text) for name, row in COMMANDS.items() if row.section == section]
            with formatter.section(section):
                formatter.write_dl(rows)

    def hint(self, name: str, ctx: click.Context) -> str:
        """The hint for an unknown command; for the name of a routine, how to make it."""
        from voiceguide.routine.sources import SUFFIXES, shipped_routines

        if name in shipped_routines() or name.endswith(SUFFIXES):
            return f"To make that routine: voiceguide make {name}"
        return super().hint(name, ctx)


def _normal(token: str) -> str:
    """The shown name of an option; a setting's name for programs, such as ``rate-wpm``, is accepted, too."""
    from voiceguide.settings import WORDS
    from voiceguide.settings.values import find_setting

    found = find_setting(token)
    if found and token not in (found, WORDS[found]):
        from voiceguide.cli.options import note_former

        note_former(token)
    return WORDS[found] if found else token


@click.group(
    cls=LazyGroup,
    epilog=_EPILOG,
    invoke_without_command=True,
    subcommand_metavar="[COMMAND] [ARGS]...",
    context_settings={
        "help_option_names": ["-h", "--help"],
        "max_content_width": 110,
        "token_normalize_func": _normal,
    },
)
@click.version_option(package_name="voiceguide", message="%(package)s %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an error; may stand anywhere.")
@click.option("-v", "--verbose", is_flag=True, help="Tell more of what is done; may stand anywhere.")
@click.pass_context
def root(context: click.Context, debug: bool, verbose: bool) -> None:  # noqa: ARG001 (`exit_codes.run` has removed them)
    """Turn a massage routine into a spoken, exactly timed audio session.

    \b
    Examples:
      voiceguide list                        the routines that come with it
      voiceguide make back-relief            an MP3 in the folder output/
      voiceguide make legs --duration 40m    as long as you like
      voiceguide make --help                 everything that can be changed
    """
    if context.invoked_subcommand is None:
        from voiceguide.cli.welcome import welcome

        welcome()


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and end the process with its exit code."""
    from voiceguide.cli.exit_codes import leave, run

    if "_VOICEGUIDE_COMPLETE" in os.environ:
        import_module("voiceguide.cli.completion")  # adds a shell that click does not know
    # numpy reads this when it is first imported; its threads would only wait, since all matrices here are small
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    leave(run(root, sys.argv[1:] if arguments is None else arguments))
