"""--json: every command that has it prints one document that its schema describes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import jsonschema
import pytest

from tests.cli.running import run
from tests.fake_engine import FakeEngine
from tests.sounds import tone, write
from voiceguide.cli.app import root
from voiceguide.cli.schemas import SCHEMAS, TITLES, schema_of

QUICK = ("--preview", "3s", "--ambient", "none", "--pacer", "off")


def commands(group: click.Group, prefix: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command by its whole name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{prefix}{name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix}{name} ")


def test_every_json_has_a_schema_and_every_schema_a_json() -> None:
    with_json = {name for name, command in commands(root) if any(param.name == "as_json" for param in command.params)}
    assert with_json == set(SCHEMAS) - set(TITLES)


@pytest.mark.parametrize("command", SCHEMAS)
def test_schemas_are_schemas_and_say_what_each_key_means(command: str) -> None:
    schema = schema_of(command)
    jsonschema.Draft202012Validator.check_schema(schema)
    inner = schema["items"] if schema["type"] == "array" else schema
    assert inner["properties"]
    assert inner["additionalProperties"] is False
    for key, value in inner["properties"].items():
        assert value["description"].endswith("."), key


def check(name: str, *arguments: object, code: int = 0) -> None:
    result = run(*name.split(), *arguments, "--json")
    assert result.code == code, result.err
    jsonschema.validate(result.json, schema_of(name))


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("list", (), 0),
        ("show", ("small.yaml",), 0),
        ("check", ("small.yaml", "nowhere", "wrong.yaml"), 2),
        ("plan", ("small.yaml",), 0),
        ("rehearse", ("small.yaml",), 0),
        ("script", ("small.yaml",), 0),
        ("make", ("small.yaml", *QUICK), 0),
        ("ambient list", (), 0),
        ("ambient check", ("tone.wav", "nowhere.wav"), 2),
        ("ambient render", ("rain", "--seconds", "20", "-o", "rain.wav"), 0),
        ("settings show", (), 0),
        ("settings show", ("pace", "avoid"), 0),
        ("settings path", (), 0),
        ("cache info", (), 0),
        ("cache clear", ("beds",), 0),
        ("voices", (), 0),
        ("doctor", (), 0),
    ],
)
def test_json_is_what_its_schema_says(
    name: str, arguments: tuple[str, ...], code: int, folder: Path, fake: FakeEngine
) -> None:
    (folder / "wrong.yaml").write_text("title: x\nstages: none\n", "utf-8")
    write(folder / "tone.wav", tone(6.0))
    check(name, *arguments, code=code)


def test_json_of_a_finished_session(fake: FakeEngine) -> None:
    pytest.importorskip("matplotlib")
    pytest.importorskip("feedgen")
    check("make", "small.yaml", *QUICK)
    check("picture", "output/small-preview.mp3", "--form", "svg")
    report = Path("output/small-preview.report.json")
    report.write_text(report.read_text("utf-8").replace('"preview"', '"session"'), "utf-8")
    check("feed", "output", "--base-url", "https://example.org/x")
    run("script", "small.yaml", "-o", "s.yaml")
    check("render", "s.yaml", *QUICK, "-o", "rendered")


def test_json_is_pure_ascii_where_the_pipe_is_not_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.cli.running._Stream.encoding", "iso8859-1")
    (text := Path("small.yaml")).write_text(text.read_text("utf-8").replace("A small", "Füße 背"), "utf-8")
    result = run("show", "small.yaml", "--json")
    assert result.out.isascii()
    assert result.json["title"] == "Füße 背 routine"


@pytest.mark.parametrize(
    ("arguments", "code", "file"),
    [
        (("show", "nowhere"), 2, None),
        (("plan", "wrong.yaml"), 1, "wrong.yaml"),
        (("make", "small.yaml", "--pace", "9"), 2, None),
        (("make",), 2, None),
        (("feed", "nowhere", "--base-url", "https://example.org/"), 2, "nowhere"),
        (("no-such-command",), 2, None),
    ],
)
def test_what_fails_is_json_too(arguments: tuple[str, ...], code: int, file: str | None, folder: Path) -> None:
    (folder / "wrong.yaml").write_text("title: x\nstages: none\n", "utf-8")
    result = run(*arguments, "--json")
    assert result.code == code
    jsonschema.validate(result.json, schema_of("error"))
    assert (result.json["error"]["exit_code"], result.json["error"]["file"]) == (code, file)
    assert result.err.startswith("Error: ")
    if file == "wrong.yaml":
        assert result.json["error"]["findings"][0]["line"] == 2


def test_a_single_session_that_fails_is_reported_like_one_of_several(fake: FakeEngine) -> None:
    result = run("make", "nowhere", "--json")
    assert result.code == 2
    jsonschema.validate(result.json, schema_of("make"))
    assert (result.json["made"], result.json["failed"][0]["exit_code"]) == ([], 2)
    assert "nowhere" in result.err


def test_a_dry_run_is_json_too(fake: FakeEngine) -> None:
    result = run("make", "small.yaml", "nowhere", "--dry-run", "--json")
    assert result.code == 2
    jsonschema.validate(result.json, schema_of("dry-run"))
    planned, failed = result.json["would_make"]
    assert (planned["path"], planned["exist"], failed["files"]) == ("output/small.mp3", [], [])
    assert planned["seconds"] == 180.0
    assert "output/small-before.mp3" in planned["files"]
    assert "nowhere" in failed["error"]
    assert not Path("output").exists()
    assert not fake.spoken
