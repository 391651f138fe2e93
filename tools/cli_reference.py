"""Write docs/cli.md, docs/settings.md, docs/voiceguide.1 and docs/json/*.schema.json; with --check, only compare.

The first is made from every command's ``--help``, the second from the settings' metadata, the manual page by
`tools.man_page`, the schemas from `voiceguide.cli.schemas`. Run from the repository: ``python -m tools.cli_reference
[--check]``. With --check, it exits with 1 if a file is out of date.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from tools.man_page import man_page
from voiceguide.cli.app import COMMANDS, root
from voiceguide.cli.options import option_name
from voiceguide.cli.records import Schema
from voiceguide.cli.schemas import SCHEMAS, schema_of
from voiceguide.config import NOT_SETTINGS, PREFIX, PROJECT_FILE
from voiceguide.settings import WORDS, Settings
from voiceguide.settings.profiles import PROFILES
from voiceguide.settings.values import show_value
from voiceguide.settings_files import PROFILE_KEYS

DOCS = Path(__file__).parent.parent / "docs"
WIDTH = 100

_CLI_HEAD = """\
# The command line

This page is written by `tools/cli_reference.py` from the commands' own `--help`. Do not edit it by hand.

Results go to standard output, everything else to standard error. A command that takes `--json` prints one JSON
document; the tables below and the JSON Schemas in [json/](json/) say what is in it.
"""

_SETTINGS_HEAD = f"""\
# Settings

This page is written by `tools/cli_reference.py` from the settings' own metadata. Do not edit it by hand.

A setting has its value from the strongest of these that gives one, weakest first:

1. the default in the table;
2. your own file (`voiceguide settings path` tells where it lies; `VOICEGUIDE_CONFIG` names another);
3. `{PROJECT_FILE}` in the current folder;
4. an environment variable, `{PREFIX}` and the setting's name in capitals with underscores, such as `{PREFIX}PACE=0.9`;
5. an option of the command, such as `--pace 0.9`.

`voiceguide settings show` prints every value and where it comes from. `voiceguide settings set NAME VALUE` writes
your own file. What is unknown in a file, or out of range, is an error; an unknown variable is ignored, with a note.
"""

_SETTINGS_TAIL = """
## Files

Settings files are TOML:

    voice = "auto"
    pace = 0.9
    duration = "40 min"
    ambient = "rain"
    avoid = ["feet", "neck"]

    [profiles.evening]
    voice = "pyttsx3:en-gb"
    rate = 115

    [pronounce]
    trapezius = "trəˈpiːziəs"

Times are minutes, or text with a unit: `"40 min"`, `"1 h 30 min"`. Levels are numbers, or text with a unit. The names
with units that programs use (`duration_s`, `rate_wpm`, `speech_lufs` …) mean the same everywhere; a bare number for
`duration_s` is seconds.

### Profiles

A profile is a name for some of {profile_keys}; `--profile evening`, or the setting
`profile`, takes its values. What is said beside it is stronger: `--profile evening --rate 120` speaks at 120 words
per minute.
{built_in}
### Pronunciations

`[pronounce]` gives words their sound, in IPA or respelled (`EF-luh-RAHZH`), for every session.

## Other variables

{variables}
"""

_VARIABLES = {
    "VOICEGUIDE_CACHE": "Folder for what is kept between runs (`voiceguide cache info`).",
    "VOICEGUIDE_CONFIG": "Your own settings file.",
    "VOICEGUIDE_KOKORO": "Folder with the files of the kokoro voices, where they are not in the cache.",
    "VOICEGUIDE_DATA": "Folder in which the studio keeps its library and your routines.",
    "SOURCE_DATE_EPOCH": "Seconds since 1970: the date written into files, so that renders are equal to the byte.",
    "NO_COLOR": "If set, no colours and no moving bars.",
}


def cli_page() -> str:
    """The text of docs/cli.md."""
    parts = [_CLI_HEAD]
    settings = {**root.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH}
    context = click.Context(root, info_name="voiceguide", **settings)
    parts.append(_block("voiceguide --help", root.get_help(context)))
    for name in COMMANDS:
        command = root.get_command(context, name)
        assert command is not None
        parts += _sections(command, context, name)
    return "\n".join(parts)


def _sections(command: click.Command, parent: click.Context, name: str) -> Iterator[str]:
    """The sections of a command and of its subcommands."""
    context = click.Context(command, info_name=name, parent=parent, **command.context_settings)
    full = context.command_path.removeprefix("voiceguide ")
    level = "#" * (1 + len(context.command_path.split()))
    yield f"{level} {context.command_path}\n"
    yield _block(f"{context.command_path} --help", command.get_help(context))
    if full in SCHEMAS:
        yield _json_table(full)
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            inner = command.get_command(context, each)
            assert inner is not None
            yield from _sections(inner, context, each)


def _block(command: str, text: str) -> str:
    """A command and its output as a code block."""
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join(["```", f"$ {command}", *lines, "```\n"])


def _json_table(command: str) -> str:
    """What a command prints with ``--json``, as a table."""
    schema = SCHEMAS[command]
    kind = "a list; each item has" if schema["type"] == "array" else "an object with"
    rows = [f"| `{key}` | {form} | {text} |" for key, form, text in _keys(schema)]
    head = f"`--json` prints {kind} ([schema](json/{_file(command)})):\n"
    return "\n".join([head, "| key | value | meaning |", "|---|---|---|", *rows, ""])


def _keys(schema: Schema, prefix: str = "") -> Iterator[tuple[str, str, str]]:
    """Every key of a schema, inner ones with a dotted path."""
    inner = schema["items"] if schema.get("type") == "array" else schema
    for key, value in inner.get("properties", {}).items():
        yield f"{prefix}{key}", _form(value), value.get("description", "")
        yield from _keys(value, f"{prefix}{key}.")


def _form(value: Schema) -> str:
    """The form of a JSON value in words."""
    if "enum" in value:
        return " · ".join(f"`{word}`" for word in value["enum"])
    kind = value.get("type", "any")
    if kind == "array":
        return f"list of {_form(value['items'])}"
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _file(command: str) -> str:
    return f"{command.replace(' ', '-')}.schema.json"


def settings_page() -> str:
    """The text of docs/settings.md."""
    rows = ["| setting | default | values | option | meaning |", "|---|---|---|---|---|"]
    for each in dataclasses.fields(Settings):
        option = f"`{option_name(each.name)}`" if _has_option(each.name) else ""
        default = show_value(each.default) if each.default is not None else "none"
        rows.append(f"| `{WORDS[each.name]}` | {default} | {_values(each)} | {option} | {each.metadata['text']} |")
    tail = _SETTINGS_TAIL.format(
        profile_keys=", ".join(f"`{WORDS[key]}`" for key in PROFILE_KEYS),
        built_in=_built_in_profiles(),
        variables="\n".join(f"- `{name}` {text}" for name, text in _VARIABLES.items()),
    )
    return "\n".join([_SETTINGS_HEAD, *rows, tail])


def _has_option(name: str) -> bool:
    """Whether ``make`` has an option for a setting."""
    context = click.Context(root, info_name="voiceguide")
    make = root.get_command(context, "make")
    assert make is not None
    return any(param.name == name for param in make.params)


def _values(each: dataclasses.Field[Any]) -> str:
    """The allowed values of a setting in words."""
    info = each.metadata
    if info["choices"]:
        return " · ".join(f"`{choice}`" for choice in info["choices"])
    if isinstance(each.default, bool):
        return "`yes` · `no`"
    if isinstance(each.default, tuple):
        return "names"
    if isinstance(each.default, int | float) or info["unit"]:
        unit = info["unit"] if info["unit"] != "factor" else ""
        low, high = (f"{limit:,.12g}".replace(",", " ") for limit in (info["low"], info["high"]))
        return f"{low} to {high} {unit}".strip()
    return "text"


def _built_in_profiles() -> str:
    """The table of built-in profiles."""
    head = "| built in | " + " | ".join(f"`{WORDS[key]}`" for key in PROFILE_KEYS) + " |\n"
    rows = [
        f"| `{name}` | " + " | ".join(show_value(profile.get(key)) for key in PROFILE_KEYS) + " |"
        for name, profile in PROFILES.items()
    ]
    line = "|---" * (1 + len(PROFILE_KEYS)) + "|\n"
    note = "\nOf voices with commas between, the first that is installed speaks.\n"
    return "\n" + head + line + "\n".join(rows) + "\n" + note


def contents() -> dict[Path, str]:
    """The generated files and what they should contain."""
    assert set(NOT_SETTINGS) <= set(_VARIABLES), "a variable is not described"
    pages = {DOCS / "cli.md": cli_page(), DOCS / "settings.md": settings_page()}
    pages[DOCS / "voiceguide.1"] = man_page(root, version("voiceguide"), _VARIABLES)
    for command in SCHEMAS:
        text = json.dumps(schema_of(command), indent=1, ensure_ascii=False) + "\n"
        pages[DOCS / "json" / _file(command)] = text
    return pages


def main(arguments: list[str]) -> int:
    """Write the files, or only compare them; returns the exit code."""
    wanted = contents()
    extra = [path for path in (DOCS / "json").glob("*.json") if path not in wanted]
    drifted = [path for path, text in wanted.items() if not path.is_file() or path.read_text("utf-8") != text]
    for path in (*drifted, *extra):
        print(f"{path.relative_to(DOCS)}: {'drifted' if '--check' in arguments else 'written'}")
        if "--check" not in arguments:
            path.parent.mkdir(exist_ok=True)
            path.write_text(wanted[path], "utf-8", newline="\n") if path in wanted else path.unlink()
    return 1 if (drifted or extra) and "--check" in arguments else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
