"""The one list of engines, and how a voice's name becomes an engine.

Voices have uniform names, ``ENGINE:NAME``. To add an engine: write one file with a class that
satisfies `engine.Engine`, list a function that makes it in `ENGINES`, and add it to the contract
tests in tests/speech/test_contract.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from voiceguide.errors import Finding, Severity, VoiceError, VoiceguideError, did_you_mean
from voiceguide.speech.engine import Engine, VoiceInfo
from voiceguide.speech.hibari_text import REMEDY, unusable


def _hibari() -> Engine:
    from voiceguide.speech.hibari_engine import HibariEngine

    return HibariEngine()


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
    {"kokoro": _kokoro, "hibari": _hibari, "pyttsx3": _pyttsx3, "recordings": _recordings}
)
"""Each engine by name, best first. They are imported only when they are used."""

AUTO = "auto"
"""The name that means the best voice that is installed."""

_ALTERNATIVES = re.compile(rf"\s*,\s*(?=(?:{'|'.join([AUTO, *ENGINES])})\b)")  # a folder's name may hold a comma


def resolve_voice(name: str, language: str = "en") -> tuple[Engine, str]:
    """The engine and the engine's own voice that a uniform name means.

    Args:
        name: ``auto`` (the best that is installed), ``ENGINE``, or ``ENGINE:NAME``; or several of these
            with commas between, of which the first that is installed is taken.
        language: What ``auto`` has to speak, as a BCP 47 tag such as ``en`` or ``de``.

    Returns:
        The engine, to be used as a context manager or closed, and the voice's name after the colon.

    Raises:
        VoiceError: There is no such engine or voice, or it is not installed; the hint says what to do.
    """
    first, *others = _ALTERNATIVES.split(name.strip())
    try:
        return _resolve(automatic(language) if first == AUTO else first)
    except VoiceError:
        if not others:
            raise
        return resolve_voice(",".join(others), language)


def automatic(language: str = "en") -> str:
    """The uniform name that ``auto`` means: for English an installed Kokoro, else hibari, else the system's voice.

    For other languages it is an installed voice of that language, Kokoro's first.

    Raises:
        VoiceError: No installed voice speaks the language.
    """
    base = _base(language)
    if base == "en":
        if _kokoro_is_installed():
            return "kokoro"
        return "pyttsx3" if fallback_reason() else "hibari"
    for name in ("kokoro", "pyttsx3"):
        with ENGINES[name]() as engine:
            for voice in engine.voices():
                if voice.installed and _base(voice.language) == base:
                    return voice.name
    raise VoiceError(f"no installed voice speaks {language!r}", hint="See: voiceguide voices --all")


def fallback_reason() -> str:
    """Why ``auto`` cannot be the natural voice on this machine; empty when it is."""
    return "" if _kokoro_is_installed() else unusable()


def voice_findings(name: str, notes: Sequence[str] = ()) -> tuple[Finding, ...]:
    """Warnings about the voice of a finished session.

    Args:
        name: As it was asked for.
        notes: What else is otherwise than asked for (`narrate.Narration.notes`).
    """
    found = [Finding("voice", note, severity=Severity.WARNING) for note in notes]
    reason = fallback_reason() if AUTO in _ALTERNATIVES.split(name.strip())[:1] else ""
    if reason:
        message = f"the system's synthetic voice speaks: {reason}"
        found.append(Finding("voice-fallback", message, severity=Severity.WARNING, hint=REMEDY))
    return tuple(found)


def _base(language: str) -> str:
    return language.casefold().replace("_", "-").partition("-")[0]


def _resolve(name: str) -> tuple[Engine, str]:
    engine_name, _, voice = name.partition(":")
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
