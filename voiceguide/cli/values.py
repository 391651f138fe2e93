"""What the tab key offers: the values that options and arguments can have.

Comes in: what has been typed so far. Goes out: items for click's completion. Nothing here may fail or print: a shell
shows whatever comes, so a routine that cannot be read offers nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from voiceguide.settings import WORDS, Settings

if TYPE_CHECKING:
    _AnyType = click.ParamType[Any]
else:
    _AnyType = click.ParamType  # generic only since click 8.4


def _beginning(words: Iterable[str], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(word) for word in words if word.casefold().startswith(incomplete.casefold())]


def of_setting(name: str, incomplete: str) -> list[CompletionItem]:
    """Values of a setting: its choices, or what is there of its kind."""
    if name == "ambient":
        return _beginning((*_beds(), "none"), incomplete) or [CompletionItem(incomplete, type="file")]
    if name == "avoid":
        *before, last = incomplete.split(",")
        return _beginning((",".join([*before, region]) for region in _regions()), ",".join([*before, last]))
    return _beginning(_words_of(name), incomplete)


def _words_of(name: str) -> Iterable[str]:
    if name == "profile":
        from voiceguide.cli.options import config_from

        return sorted(config_from({}, lenient=True).profiles)
    if name == "voice":
        return _voices()
    field = next(each for each in Settings.__dataclass_fields__.values() if each.name == name)
    if isinstance(field.default, bool):
        return ("yes", "no")
    return [str(choice) for choice in field.metadata["choices"]]


def _beds() -> list[str]:
    from voiceguide.files import shipped_folder

    return sorted(path.stem for path in shipped_folder("ambient").glob("*.ogg"))


def _regions() -> Iterable[str]:
    from voiceguide.anatomy import REGIONS

    return REGIONS


def _voices() -> list[str]:
    from voiceguide.speech.registry import ENGINES, all_voices

    return list(dict.fromkeys(["auto", *(each.name for each in all_voices()), *ENGINES]))


class RoutineType(_AnyType):
    """The name of a shipped routine, or a path; whether it is there is found out when it is read."""

    name = "routine"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002
        """The text as it was typed."""
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """Shipped routines, then files."""
        from voiceguide.routine.sources import shipped_routines

        return [*_beginning(shipped_routines(), incomplete), CompletionItem(incomplete, type="file")]


class StageType(_AnyType):
    """A time, or the title of a stage of the routine that was named before."""

    name = "preview"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002
        """The text as it was typed."""
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """The titles of the stages, after the usual minute."""
        titles: list[str] = ["60s"]
        for routine in (*(ctx.params.get("routines") or ()), *ctx.args):  # what stands before is not parsed yet
            with contextlib.suppress(Exception):
                from voiceguide.routine.load import load_routine

                titles += [stage.name for stage in load_routine(routine).stages]
        return _beginning(dict.fromkeys(titles), incomplete)


class NamesType(_AnyType):
    """One of some names, or several with commas between; which there are is looked up when it is needed.

    Args:
        name: What they are.
        module: The module that lists them.
        table: Its mapping, whose keys they are.
        more: Further names.
    """

    def __init__(self, name: str, module: str, table: str, more: tuple[str, ...] = ()) -> None:
        self.name = name
        self._module, self._table, self._more = module, table, more

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002
        """The text as it was typed."""
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """The names; after a comma, one more."""
        from importlib import import_module

        *before, _ = incomplete.split(",")
        names = [*getattr(import_module(self._module), self._table), *self._more]
        return _beginning((",".join([*before, name]) for name in names), incomplete)


class SettingNameType(_AnyType):
    """The name of a setting."""

    name = "setting"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002
        """The text as it was typed."""
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """People's words for the settings."""
        return _beginning(WORDS.values(), incomplete)


class SettingValueType(SettingNameType):
    """A value of the setting that was named before."""

    name = "value"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """What that setting can be."""
        from voiceguide.setting_values import find_setting

        found = find_setting(str(ctx.params.get("name") or ""))
        return of_setting(found, incomplete) if found else []


class VoiceType(SettingNameType):
    """A voice."""

    name = "voice"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """Every one there is."""
        return _beginning(_voices(), incomplete)
