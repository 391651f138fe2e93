"""The manual page, docs/voiceguide.1, made from every command's help in the macros of man(7).

`tools.cli_reference` writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import click

_EXAMPLES = "Examples:"


def man_page(root: click.Group, version: str, variables: Mapping[str, str]) -> str:
    """The text of the whole page.

    Args:
        root: The root command.
        version: Version of the program.
        variables: Environment variable → its description.
    """
    context = click.Context(root, info_name="voiceguide", **root.context_settings)
    lines = [
        f'.TH VOICEGUIDE 1 "" "voiceguide {version}" "User Commands"',
        ".SH NAME",
        r"voiceguide \- turns a massage routine into a spoken, exactly timed audio session",
        ".SH SYNOPSIS",
        r".B voiceguide",
        r"[\fIOPTIONS\fR] \fICOMMAND\fR [\fIARGUMENTS\fR]...",
        ".SH DESCRIPTION",
        *_prose(root.help or ""),
        ".SH OPTIONS",
        *_options(root, context),
        ".SH COMMANDS",
    ]
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        assert command is not None
        lines += _command(command, context, name)
    lines += [".SH EXIT STATUS", ".nf"]
    lines += [_text(line) for line in (root.epilog or "").split("Places:")[0].splitlines()[2:] if line.strip()]
    lines += [".fi", ".SH ENVIRONMENT"]
    for name, text in variables.items():
        lines += [".TP", rf"\fB{_text(name)}\fR", _text(text.replace("`", ""))]
    lines += [".SH SEE ALSO", _text("The folder docs of the project: routine format, settings, how-tos.")]
    return "\n".join(lines) + "\n"


def _command(command: click.Command, parent: click.Context, name: str) -> Iterator[str]:
    """The sections of a command and of its subcommands."""
    context = click.Context(command, info_name=name, parent=parent, **command.context_settings)
    usage = command.get_usage(context).removeprefix("Usage: ")
    yield from (f".SS {_text(context.command_path)}", ".nf", _text(" ".join(usage.split())), ".fi", ".PP")
    yield from _prose(command.help or "")
    yield from _options(command, context)
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            inner = command.get_command(context, each)
            assert inner is not None
            yield from _command(inner, context, each)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    """The options of a command."""
    for param in command.get_params(context):
        record = param.get_help_record(context)
        if record is not None:
            yield from (".TP", rf"\fB{_text(record[0])}\fR", _text(" ".join(record[1].split())))


def _prose(help_text: str) -> Iterator[str]:
    """The paragraphs of a help text as man(7) lines; examples keep their line breaks."""
    for block in re.split(r"\n\s*\n", re.sub(r"\n[ \t]+", "\n", help_text.strip())):
        lines = [line for line in block.replace("\b", "").splitlines() if line.strip()]
        if _EXAMPLES.rstrip("s:") in (lines[0] if lines else ""):
            yield from (".PP", _text(lines[0]), ".RS", ".nf", *map(_text, lines[1:]), ".fi", ".RE")
        elif lines:
            yield from (".PP", _text(" ".join(lines)))


def _text(text: str) -> str:
    """Text escaped for man(7), with hyphens that can be copied as options."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped
