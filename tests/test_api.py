"""The public API: every name is there, typed, documented, and says nothing that a caller could not name."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from types import UnionType
from typing import Any

import pytest

import voiceguide

NAMES = [name for name in voiceguide.__all__ if name != "__version__"]
ALIASES = {"Progress": "voiceguide.progress", "Samples": "voiceguide.audio", "Source": "voiceguide.loading"}
"""Names of types that have no class of their own, and where their docstring stands."""


def value_of(name: str) -> Any:
    return getattr(voiceguide, name)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ALIASES])
def test_every_public_name_is_a_documented_class_or_function(name: str) -> None:
    value = value_of(name)
    assert inspect.isclass(value) or inspect.isfunction(value)
    assert inspect.getdoc(value)


@pytest.mark.parametrize(("name", "module"), ALIASES.items())
def test_every_alias_is_documented_where_it_is_made(name: str, module: str) -> None:
    source = Path(inspect.getfile(importlib.import_module(module))).read_text("utf-8")
    assert re.search(rf'^{name} = .+\n"""', source, re.M)
    assert value_of(name) is getattr(importlib.import_module(module), name)


def test_the_version_is_that_of_the_package() -> None:
    assert voiceguide.__version__ == version("voiceguide")


def test_what_type_checkers_read_names_the_same_things() -> None:
    stub = ast.parse((Path(voiceguide.__file__).parent / "__init__.pyi").read_text("utf-8"))
    exported: dict[str, Any] = {}
    for node in stub.body:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                exported[alias.asname or alias.name] = getattr(importlib.import_module(node.module or ""), alias.name)
        elif isinstance(node, ast.Assign):
            exported[ast.unparse(node.targets[0])] = exported[ast.unparse(node.value)]
    public = {name: value for name, value in exported.items() if not name.startswith("_")}
    assert sorted(public) == sorted(NAMES)
    for name, value in public.items():
        assert value is value_of(name), name


# --- nothing in a signature, a field or a "Raises" that is not exported ----------------------------


def annotations_of(value: Any) -> Iterator[tuple[str, Any]]:
    """(annotation, whoever has it) of a function, or of a class's fields and public methods."""
    if inspect.isfunction(value):
        yield from ((str(each), value) for each in value.__annotations__.values())
    for kind in inspect.getmro(value) if inspect.isclass(value) else ():
        if not kind.__module__.startswith("voiceguide"):
            continue
        own = {name: each for name, each in inspect.get_annotations(kind).items() if name[0] != "_"}
        yield from ((str(each), kind) for each in own.values())
        for method in methods_of(kind):
            yield from ((str(each), method) for each in method.__annotations__.values())


def methods_of(kind: type) -> Iterator[Any]:
    for name, member in vars(kind).items():
        if name.startswith("_") and name != "__init__":
            continue
        made = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
        if inspect.isfunction(made) and made.__module__.startswith("voiceguide"):
            yield made


def named_in(annotation: str, owner: Any) -> Iterator[tuple[str, Any]]:
    """What of this package an annotation names, whether it was imported or only for type checkers."""
    module = sys.modules[owner.__module__]
    source = ast.parse(inspect.getsource(module))
    imported = {
        alias.asname or alias.name: (node.module or "", alias.name)
        for node in ast.walk(source)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for name in set(re.findall(r"[A-Za-z_]\w*", annotation)):
        home, own = imported.get(name, (module.__name__, name))
        if home.startswith("voiceguide") and hasattr(importlib.import_module(home), own):
            yield own, getattr(importlib.import_module(home), own)


def raised_by(value: Any) -> Iterator[str]:
    texts = [inspect.getdoc(value) or ""]
    if inspect.isclass(value):
        texts += [inspect.getdoc(method) or "" for method in methods_of(value)]
    for text in texts:
        raises = re.search(r"^Raises:\n(.*)", text, re.M | re.S)
        yield from re.findall(r"^ +(\w+):", raises[1], re.M) if raises else ()


def is_exported(value: Any) -> bool:
    if isinstance(value, UnionType) or getattr(value, "__module__", "") in ("typing", "collections.abc"):
        return any(value is value_of(name) for name in ALIASES)
    return any(value is value_of(name) for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_everything_that_a_public_name_speaks_of_is_public(name: str) -> None:
    value = value_of(name)
    if name in ALIASES:
        return
    hidden = {
        own for annotation, owner in annotations_of(value) for own, found in named_in(annotation, owner)
        if own[0].isupper() and not is_exported(found) and own not in ALIASES
    }  # fmt: skip
    hidden |= {each for each in raised_by(value) if each not in NAMES and each not in dir(__builtins__)}
    assert not hidden, f"voiceguide.{name} names what voiceguide does not export: {', '.join(sorted(hidden))}"


def test_a_hidden_name_would_be_found() -> None:
    from voiceguide.routine.load import load_routine_text
    from voiceguide.routine.problems import Problems, routine_error

    assert {own for text, owner in annotations_of(Problems) for own, _ in named_in(text, owner)} >= {"Finding"}
    assert list(raised_by(load_routine_text)) == ["RoutineError"]
    types = {own: found for text, owner in annotations_of(routine_error) for own, found in named_in(text, owner)}
    assert is_exported(types["RoutineError"])
    assert not is_exported(Problems)


# --- importing -------------------------------------------------------------------------------------


def test_names_stay_what_they_are_whatever_is_imported_first() -> None:
    code = (
        "import voiceguide.pipeline, voiceguide.cli.app, voiceguide as v\n"
        f"assert all(callable(getattr(v, name)) for name in v.__all__ if name not in {[*ALIASES, '__version__']})"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'rendr'"):
        _ = value_of("rendr")


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, voiceguide; assert not {'numpy', 'yaml', 'click', 'rich'} & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
