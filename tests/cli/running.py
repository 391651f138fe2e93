"""Runs the command line as a user would: in this process for speed, or as a process of its own where that matters."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

import click

from voiceguide.cli.app import root
from voiceguide.cli.exit_codes import run as run_command


@dataclass(frozen=True, slots=True)
class Result:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def last(self) -> str:
        """The last line of the output."""
        return self.out.splitlines()[-1]


class _Stream(io.StringIO):
    """A stream that is no terminal, and takes the settings a real one takes."""

    encoding = "utf-8"

    def reconfigure(self, **_: Any) -> None:
        pass


def run(*arguments: object) -> Result:
    """Run a command line here."""
    out, err = _Stream(), _Stream()
    with redirect_stdout(out), redirect_stderr(err):
        code = run_command(root, [str(each) for each in arguments])
    return Result(code, out.getvalue(), err.getvalue())


def parse(arguments: list[str]) -> tuple[click.Command, click.Context]:
    """The command that a line calls, and its options; raises where it could not be called."""
    command: click.Command = root
    context = click.Context(root, info_name="voiceguide")
    while isinstance(command, click.Group) and arguments and arguments[0] in command.list_commands(context):
        inner = command.get_command(context, arguments[0])
        assert inner is not None
        command, arguments = inner, arguments[1:]
    return command, command.make_context(command.name, list(arguments), parent=context)


def command(*arguments: object) -> list[str]:
    """The command line as a process: this Python, so that nothing depends on PATH."""
    return [sys.executable, "-m", "voiceguide", *map(str, arguments)]


def run_process(*arguments: object, environ: Mapping[str, str] | None = None, **options: Any) -> Result:
    """Run a command line as a process of its own."""
    done = subprocess.run(
        command(*arguments), capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
        env={**os.environ, **(environ or {})}, **options,
    )  # fmt: skip
    return Result(done.returncode, done.stdout, done.stderr)
