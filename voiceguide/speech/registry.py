"""The one list of engines, and how a voice's name becomes an engine.

Voices have uniform names, ``ENGINE:NAME``. To add an engine, write its file and list it in `ENGINES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from voiceguide.errors import VoiceError, did_you_mean
from voiceguide.speech.engine import Engine, VoiceInfo


def _pyttsx3() -> Engine:
    from voiceguide.speech.pyttsx3_engine import Pyttsx3Engine

    return Pyttsx3Engine()


ENGINES: Mapping[str, Callable[[], Engine]] = MappingProxyType({"pyttsx3": _pyttsx3})
"""Each engine by name, best first. They are imported only when they are used."""


def resolve_voice(name: str) -> tuple[Engine, str]:
    """The engine and the engine's own voice that a uniform name means.

    Args:
        name: ``auto`` (the best that is installed), ``ENGINE``, or ``ENGINE:NAME``.

    Raises:
        VoiceError: There is no such engine or voice; the hint names the nearest.
    """
    engine_name, _, voice = name.partition(":")
    if engine_name == "auto" and not voice:
        engine_name = "pyttsx3"
    if engine_name not in ENGINES:
        raise VoiceError(f"there is no voice {name!r}", hint=did_you_mean(engine_name, ["auto", *ENGINES]))
    engine = ENGINES[engine_name]()
    try:
        chosen = voice or engine.default_voice()
        engine.fingerprint(chosen)
    except BaseException:
        engine.close()
        raise
    return engine, chosen


def all_voices() -> Sequence[VoiceInfo]:
    """Every voice of every engine, installed or not, best first."""
    found: list[VoiceInfo] = []
    for make in ENGINES.values():
        with make() as engine:
            found.extend(engine.voices())
    return found
