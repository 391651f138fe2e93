"""Find speech engines in other packages, by the entry point group `GROUP`.

A package names its engine in its ``pyproject.toml``; the entry point has the engine's name and loads a class or
function that makes an `engine.Engine`. Nothing of it is imported before its engine is used. An engine that is broken,
or whose name is taken, is a finding and does not affect the others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from voiceguide.errors import Finding, Severity, UsageError, VoiceError, Where
from voiceguide.speech.engine import Engine, missing_of

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "voiceguide.engines"
"""The entry point group of engines."""

EngineMaker = Callable[[], Engine]
"""Makes an engine: its class, or a function without arguments."""


@dataclass(frozen=True, slots=True)
class Plugins:
    """Engines from installed packages.

    Attributes:
        makers: The maker of each engine, by name.
        findings: Engines whose names cannot be used, each with its package.
    """

    makers: Mapping[str, EngineMaker]
    findings: tuple[Finding, ...] = ()


@lru_cache(maxsize=1)
def installed_plugins(own: frozenset[str]) -> Plugins:
    """Find the engines of all installed packages, once.

    Args:
        own: Names of the engines that come with voiceguide; no package may take one.
    """
    from importlib.metadata import entry_points

    return plugins_of(entry_points(group=GROUP), own)


def plugins_of(points: Iterable[EntryPoint], own: Collection[str]) -> Plugins:
    """The engines of some entry points, one for each name.

    Args:
        points: In any order; if two have the same name, the package that is first in the alphabet counts.
        own: Names that are taken.
    """
    makers: dict[str, EngineMaker] = {}
    packages: dict[str, str] = {}
    findings = []
    for point in sorted(points, key=lambda each: (each.name, package_of(each), each.value)):
        package = package_of(point)
        problem = ""
        if not point.name.isidentifier():
            problem = "is no name for an engine: letters, digits and underscores alone"
        elif point.name in own:
            problem = "is the name of an engine that comes with voiceguide"
        elif point.name in makers:
            problem = f"is the name of an engine of the package {packages[point.name]}, too, which is used"
        if problem:
            message = f"the engine {point.name!r} of the package {package} is ignored: its name {problem}"
            hint = f"Uninstall {package}, or ask its makers for another name."
            found = Finding("engine-name", message, Where(package, key=point.name), Severity.WARNING, hint=hint)
            findings.append(found)
            continue
        makers[point.name], packages[point.name] = partial(make_plugin, point), package
    return Plugins(makers, tuple(findings))


def package_of(point: EntryPoint) -> str:
    """The package that an entry point belongs to."""
    return point.dist.name if point.dist is not None else point.module


def make_plugin(point: EntryPoint) -> Engine:
    """Load and make the engine of an entry point.

    Raises:
        VoiceError: Loading or making it fails, or the result is not an engine; the message names the package.
    """
    package = package_of(point)
    what = f"the engine {point.name!r} of the package {package}"
    hint = f"Update {package}, or choose another voice (voiceguide voices)."
    try:
        engine = check_engine(point.load()(), what)
    except UsageError as error:
        raise VoiceError(error.message, hint=error.hint or hint) from error
    except Exception as error:  # code of other packages may raise anything
        raise VoiceError(f"{what} cannot be loaded: {type(error).__name__}: {error}", hint=hint) from error
    if engine.name != point.name:
        engine.close()
        raise VoiceError(f"{what} calls itself {engine.name!r}, but has to bear its entry point's name", hint=hint)
    return engine


def check_engine(made: object, what: str = "the engine") -> Engine:
    """Return an object as an engine if it is one.

    Args:
        made: Anything.
        what: Its name for the message.

    Raises:
        UsageError: It lacks something that every engine has.
    """
    missing = missing_of(made)
    if missing or not isinstance(made, Engine):
        raise UsageError(f"{what} is none: it has no {', '.join(missing)}", hint="See: voiceguide.Engine.")
    return made
