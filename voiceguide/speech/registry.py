"""The one list of engines, and how a voice's name becomes an engine.

Voices have uniform names, ``ENGINE:NAME``. To add an engine: write one file with a class that
satisfies `engine.Engine`, list a function that makes it in `ENGINES`, and add it to the contract
tests in tests/speech/test_contract.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from voiceguide.errors import VoiceError, VoiceguideError, did_you_mean
from voiceguide.speech.engine import Engine, VoiceInfo


def _kokoro() -> Engine:
    from voiceguide.speech.kokoro_engine import KokoroEngine

    return KokoroEngine()


def _pyttsx3() -> Engine:
    from voiceguide.speech.pyttsx3_engine import Pyttsx3Engine

    return Pyttsx3Engine()


def _recordings() -> Engine:
    from voiceguide.speech.recordings import RecordingsEngine

    return RecordingsEngine()


ENGINES: Mapping[str, Callable[[], Engine]] = MappingProxyType(
    {"kokoro": _kokoro, "pyttsx3": _pyttsx3, "recordings": _recordings}
)
"""Each engine by name, best first. They are imported only when they are used."""

AUTO = "auto"
"""The name that means the best voice that is installed."""

_ALTERNATIVES = re.compile(rf"\s*,\s*(?=(?:{'|'.join([AUTO, *ENGINES])})\b)")  # a folder's name may hold a comma


def resolve_voice(name: str) -> tuple[Engine, str]:
    """The engine and the engine's own voice that a uniform name means.

    Args:
        name: ``auto`` (the best that is installed), ``ENGINE``, or ``ENGINE:NAME``; or several of these
            with commas between, of which the first that is installed is taken.

    Returns:
        The engine, to be used as a context manager or closed, and the voice's name after the colon.

    Raises:
        VoiceError: There is no such engine or voice, or it is not installed; the hint says what to do.
    """
    first, *others = _ALTERNATIVES.split(name.strip())
    try:
        return _resolve(first)
    except VoiceError:
        if not others:
            raise
        return resolve_voice(",".join(others))


def _resolve(name: str) -> tuple[Engine, str]:
    engine_name, _, voice = name.partition(":")
    if name == AUTO:
        engine_name = "kokoro" if _kokoro_is_installed() else "pyttsx3"
    if engine_name not in ENGINES:
        raise VoiceError(f"there is no voice {name!r}", hint=_nearest(name))
    engine = ENGINES[engine_name]()
    try:
        chosen = voice or engine.default_voice()
        engine.fingerprint(chosen)
    except BaseException:
        engine.close()
        raise
    return engine, chosen


def is_installed(name: str) -> bool:
    """Whether a voice with this uniform name can speak now."""
    try:
        engine, _ = resolve_voice(name)
    except VoiceError:
        return False
    engine.close()
    return True


def all_voices() -> Sequence[VoiceInfo]:
    """Every voice of every engine, installed or not, best first.

    An engine that cannot even list its voices appears as one that is not installed, with the reason.
    """
    found: list[VoiceInfo] = []
    for name, make in ENGINES.items():
        with make() as engine:
            try:
                found.extend(engine.voices())
            except VoiceguideError as error:
                found.append(VoiceInfo(f"{name}:", installed=False, note=error.message))
    return found


def _kokoro_is_installed() -> bool:
    from voiceguide.speech.kokoro_engine import is_installed as kokoro_is_installed

    return kokoro_is_installed()


def _nearest(name: str) -> str:
    names = [voice.name for voice in all_voices()]
    bare = {each.partition(":")[2]: each for each in reversed(names)}
    if name in bare:
        return f"Did you mean {bare[name]!r}?"
    hint = did_you_mean(name, [AUTO, *ENGINES, *names])
    return hint if hint.startswith("Did") else "See: voiceguide voices"
