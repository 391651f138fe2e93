"""Completes the values of options and arguments for the tab key.

Nothing here may fail or print, since a shell shows everything; an unreadable routine simply offers nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from voiceguide.settings import WORDS, Settings

if TYPE_CHECKING:
    AnyType = click.ParamType[Any]
else:
    AnyType = click.ParamType  # generic only since click 8.4
"""A type that leaves the text as it was typed."""


def _completions(words: Iterable[str], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(word) for word in words if word.casefold().startswith(incomplete.casefold())]


def _next_of_list(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    """Names for the part after the last comma."""
    *before, _ = incomplete.split(",")
    return _completions((",".join([*before, name]) for name in names), incomplete)


def of_setting(name: str, incomplete: str) -> list[CompletionItem]:
    """Values of a setting: its choices, or what exists of its kind."""
    if name == "ambient":
        from voiceguide.files import shipped_beds

        return _completions((*shipped_beds(), "none"), incomplete) or [CompletionItem(incomplete, type="file")]
    if name == "avoid":
        from voiceguide.anatomy import REGIONS

        return _next_of_list(REGIONS, incomplete)
    return _completions(_words_of(name), incomplete)


def _words_of(name: str) -> Iterable[str]:
    """The values of a setting, or none if they are not limited."""
    if name == "profile":
        from voiceguide.cli.options import config_from

        return sorted(config_from({}, lenient=True).profiles)
    if name == "voice":
        return _voices()
    field = next(each for each in Settings.__dataclass_fields__.values() if each.name == name)
    if isinstance(field.default, bool):
        return ("yes", "no")
    return [str(choice) for choice in field.metadata["choices"]]


def _voices() -> list[str]:
    from voiceguide.speech.registry import all_engines, all_voices

    return list(dict.fromkeys(["auto", *(each.name for each in all_voices()), *all_engines()]))


class RoutineType(AnyType):
    """The name of a shipped routine, or a path; reading it later shows whether it exists."""

    name = "routine"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """Shipped routines, then files."""
        from voiceguide.routine.sources import shipped_routines

        return [*_completions(shipped_routines(), incomplete), CompletionItem(incomplete, type="file")]


class StageType(AnyType):
    """A time, or the title of a stage of the routine named earlier in the command line."""

    name = "preview"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """The usual minute, then the titles of the stages."""
        titles: list[str] = ["60s"]
        for routine in (*(ctx.params.get("routines") or ()), *ctx.args):  # earlier arguments may not be parsed yet
            with contextlib.suppress(Exception):
                from voiceguide.routine.load import load_routine

                titles += [stage.name for stage in load_routine(routine).stages]
        return _completions(dict.fromkeys(titles), incomplete)


class NamesType(AnyType):
    """One of some names, or several separated by commas; the names are imported only when needed.

    Args:
        name: What they name.
        module: The module that lists them.
        table: The mapping in it whose keys they are.
        more: Further names.
    """

    def __init__(self, name: str, module: str, table: str, more: tuple[str, ...] = ()) -> None:
        self.name = name
        self._module, self._table, self._more = module, table, more

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """The names, also for the part after a comma."""
        from importlib import import_module

        return _next_of_list([*getattr(import_module(self._module), self._table), *self._more], incomplete)


class SettingNameType(AnyType):
    """The name of a setting."""

    name = "setting"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """The settings' names for people."""
        return _completions(WORDS.values(), incomplete)


class SettingValueType(SettingNameType):
    """A value of the setting named earlier in the command line."""

    name = "value"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """The values that this setting can have."""
        from voiceguide.settings.values import find_setting

        found = find_setting(str(ctx.params.get("name") or ""))
        return of_setting(found, incomplete) if found else []


class VoiceType(SettingNameType):
    """The name of a voice."""

    name = "voice"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """All voices."""
        return _completions(_voices(), incomplete)
