"""Engines of other packages: found by entry point, named when they are broken, and never in each other's way."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from tests.cli.running import run
from tests.fake_engine import FakeEngine
from voiceguide.app import doctor
from voiceguide.errors import VoiceError
from voiceguide.speech import plugins, registry
from voiceguide.speech.engine import VoiceInfo
from voiceguide.speech.plugins import GROUP, plugins_of
from voiceguide.speech.rates import KNOWN, Rates, rates_of

MODULE = "voiceguide_test_engines"


class Loro(FakeEngine):
    name = "loro"

    def rates(self, voice: str) -> Rates:  # noqa: ARG002
        return Rates(150.0, 100.0, 200.0)


class Raising(FakeEngine):
    name = "raising"

    def voices(self) -> list[VoiceInfo]:
        raise RuntimeError("no sound card")


def broken() -> FakeEngine:
    raise RuntimeError("its model is missing")


@pytest.fixture(autouse=True)
def _module(monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType(MODULE)
    for name, value in {"Loro": Loro, "Raising": Raising, "broken": broken, "Thing": dict}.items():
        setattr(module, name, value)
    monkeypatch.setitem(sys.modules, MODULE, module)


def point(name: str, what: str) -> EntryPoint:
    return EntryPoint(name, f"{MODULE}:{what}", GROUP)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Install packages with engines: their metadata is put on the path, as an installer does."""

    def add(package: str, **engines: str) -> None:
        folder = tmp_path / f"{package}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", "utf-8")
        lines = [f"[{GROUP}]", *(f"{name} = {MODULE}:{what}" for name, what in engines.items())]
        (folder / "entry_points.txt").write_text("\n".join(lines) + "\n", "utf-8")
        plugins.installed_plugins.cache_clear()

    monkeypatch.syspath_prepend(str(tmp_path))
    yield add
    plugins.installed_plugins.cache_clear()


def test_an_engine_of_an_installed_package_speaks(install: Callable[..., None]) -> None:
    install("loro-voice", loro="Loro")
    engine, voice = registry.resolve_voice("loro:tone")
    assert (engine.name, voice) == ("loro", "tone")
    assert "loro" in registry.all_engines()
    assert any(each.note == "a tone for each word" for each in registry.all_voices())
    assert rates_of("loro:tone").natural == rates_of("loro").natural == 150.0
    assert registry.engine_findings() == ()


def test_the_first_of_several_voices_may_be_of_a_package(install: Callable[..., None]) -> None:
    install("loro-voice", loro="Loro")
    engine, _ = registry.resolve_voice("kokoro:nobody, loro:tone")
    assert engine.name == "loro"


@pytest.mark.parametrize(
    ("name", "what", "expected"),
    [
        ("bad", "broken", "cannot be loaded: RuntimeError: its model is missing"),
        ("gone", "Missing", "cannot be loaded: AttributeError"),
        ("thing", "Thing", "is none: it has no name, verbatim"),
        ("other", "Loro", "calls itself 'loro'"),
        ("raising", "Raising", "RuntimeError: no sound card"),
    ],
)
def test_a_broken_engine_is_named_and_the_others_speak(
    name: str, what: str, expected: str, install: Callable[..., None]
) -> None:
    install("its-package", **{name: what, "loro": "Loro"})
    voices = registry.all_voices()
    shown = next(each for each in voices if each.name == f"{name}:")
    assert not shown.installed
    assert expected in shown.note
    assert any(each.name == "fake:tone" for each in voices)
    if name != "raising":
        with pytest.raises(VoiceError, match="of the package its-package") as refused:
            registry.resolve_voice(f"{name}:x")
        assert expected in str(refused.value)
    registry.resolve_voice("loro:tone")


def test_a_name_counts_once(install: Callable[..., None]) -> None:
    install("b-package", loro="broken")
    install("a-package", loro="Loro", hibari="Loro")
    findings = [(each.where.file, each.message) for each in registry.engine_findings()]
    assert [package for package, _ in findings] == ["a-package", "b-package"]
    assert "comes with voiceguide" in findings[0][1]
    assert "a-package, too, which is used" in findings[1][1]
    assert registry.resolve_voice("loro:tone")[0].name == "loro"
    assert registry.all_engines()["hibari"] is registry.ENGINES["hibari"]


def test_a_name_that_no_voice_could_bear_is_passed_over() -> None:
    found = plugins_of([point("my voice", "Loro"), point("loro", "Loro")], ())
    assert list(found.makers) == ["loro"]
    assert "is no name for an engine" in found.findings[0].message


def test_what_is_known_without_asking_is_what_comes_with_voiceguide() -> None:
    assert set(KNOWN) == {"auto", *registry.ENGINES}


def test_broken_engines_are_named_where_voices_are_listed_and_examined(install: Callable[..., None]) -> None:
    install("a-package", bad="broken", hibari="Loro")
    listed = run("voices")
    assert listed.code == 0
    assert "bad:" in listed.out
    assert "hibari" in listed.err
    assert "a-package is ignored" in listed.err
    part = next(each for each in doctor.examine() if each.name == "engines")
    assert part.state is doctor.State.NOTE
    assert "a-package" in part.text
    assert "its model is missing" in part.text
