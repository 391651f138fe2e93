"""Nothing is undocumented, and the docs cannot drift: help, examples, docs/cli.md, docs/settings.md, docs/json/."""

from __future__ import annotations

import dataclasses
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.cli.running import parse
from tests.cli.test_json import commands
from tools.cli_reference import DOCS, contents
from voiceguide.cli.app import COMMANDS, root
from voiceguide.cli.options import COMPOSING, SOUNDING, WORKING
from voiceguide.settings import Settings

ALL = dict(commands(root))


@pytest.mark.parametrize(("path", "text"), contents().items(), ids=lambda each: getattr(each, "name", ""))
def test_the_generated_docs_are_what_would_be_generated_now(path: Path, text: str) -> None:
    assert path.read_text("utf-8") == text, f"{path.name} has drifted: run python tools/cli_reference.py"


@pytest.mark.parametrize("name", ALL)
def test_every_command_says_what_it_does_with_an_example(name: str) -> None:
    command = ALL[name]
    assert command.help
    assert re.search(r"\n *Examples?:\n", command.help), f"{name} has no example"
    assert f"voiceguide {name}" in command.help
    first = command.help.strip().split("\n\n")[0]
    assert first.strip().endswith(".")


@pytest.mark.parametrize("name", ALL)
def test_every_option_has_its_words(name: str) -> None:
    for param in ALL[name].params:
        if isinstance(param, click.Option):
            assert param.help, f"{name} {param.opts[0]}"
            assert param.help.split("  [")[0].rstrip().endswith("."), f"{name} {param.opts[0]}: {param.help}"


@pytest.mark.parametrize("name", ALL)
def test_every_command_and_option_stands_in_the_docs(name: str) -> None:
    page = (DOCS / "cli.md").read_text("utf-8")
    (section,) = re.findall(rf"^#+ voiceguide {re.escape(name)}\n(.*?)(?=^#+ voiceguide|\Z)", page, re.M | re.S)
    for param in ALL[name].params:
        for option in (*param.opts, *param.secondary_opts) if isinstance(param, click.Option) else ():
            assert option in section


def test_the_list_has_one_line_for_each_command() -> None:
    for name, row in COMMANDS.items():
        assert row.text.endswith(".")
        assert len(row.text) <= 66, name


def test_settings_have_an_option_or_are_limits_for_files() -> None:
    names = {each.name for each in dataclasses.fields(Settings)}
    assert names - {*COMPOSING, *SOUNDING, *WORKING} == {"ceiling_dbtp", "max_session_s", "max_cues"}
    assert {*COMPOSING} & {*SOUNDING} == {"voice", "rate_wpm", "earcons"}


def examples() -> Iterator[tuple[str, list[str]]]:
    for name, command in {"": root, **ALL}.items():
        for line in re.findall(r"^ +(voiceguide .*)$", command.help or "", re.M):
            yield name, shlex.split(re.split(r"   +| > ", line)[0])[1:]


@pytest.mark.parametrize(("name", "arguments"), list(examples()), ids=str)
def test_every_example_is_a_call_that_can_be_made(name: str, arguments: list[str]) -> None:
    if "--help" in arguments:
        assert arguments == ["--help"] or arguments[0] in COMMANDS
        return
    command, _ = parse(arguments)
    assert not isinstance(command, click.Group) or command.invoke_without_command, f"{name} shows half a command"


def test_the_manual_page_has_every_command_and_option_and_is_well_formed() -> None:
    page = (DOCS / "voiceguide.1").read_text("utf-8")
    plain = page.replace(r"\-", "-")
    for name, command in ALL.items():
        assert f".SS voiceguide {name}\n" in plain, name
        for param in command.params:
            assert isinstance(param, click.Argument) or param.opts[-1] in plain, param.name
    known = {"TH", "SH", "SS", "B", "PP", "TP", "RS", "RE", "nf", "fi"}
    assert set(re.findall(r"^\.(\w+)", page, re.M)) == known
    assert page.count("\n.nf") == page.count("\n.fi")
    assert not re.search(r"^'", page, re.M)
