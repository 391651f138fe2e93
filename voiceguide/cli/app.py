"""The root command, and the one place that turns errors into exit codes.

0: fine. 1: the work failed. 2: the call was wrong. 130: stopped with Ctrl-C. Commands live one group a file and
are imported only when they are called, so that ``--help`` is quick.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from voiceguide.errors import VoiceguideError

COMMANDS = {
    "list": ("routines", "The routines that can be played."),
    "show": ("routines", "What is in a routine."),
    "check": ("routines", "Find everything wrong, unsafe or hard to follow in a routine."),
    "plan": ("routines", "Minutes, counts and words of a session, without making it."),
    "script": ("scripts", "Print or save the script of a session, with times."),
    "make": ("make", "Make a session from a routine."),
    "render": ("make", "Make a session from a script file."),
    "voices": ("voices", "The voices, and which are ready."),
}
"""Every command: the module of `voiceguide.cli` it lives in, and one line for the list."""


class _Lazy(click.Group):
    """A group that imports a command's module when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"voiceguide.cli.{COMMANDS[cmd_name][0]}")
        command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from voiceguide.errors import did_you_mean

            ctx.fail(f"there is no command {args[0]!r}. {did_you_mean(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="voiceguide", message="%(package)s %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def root(debug: bool) -> None:
    """Turn a massage routine into a spoken, exactly timed audio session.

    \b
    voiceguide list                        the routines that come with it
    voiceguide make back-relief            an MP3 in the folder output/
    voiceguide make legs --duration 30m    as long as you like
    """


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line and exit the process with its code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        result = root.main(args=arguments, prog_name="voiceguide", standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        click.echo("Stopped. What was spoken so far is kept: run the same command again to go on.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except VoiceguideError as error:
        if "--debug" in arguments:
            raise
        click.echo(f"{click.style('Error', fg='red', bold=True)}: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    sys.exit(result if isinstance(result, int) else 0)
