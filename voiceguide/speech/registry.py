"""The list of engines, and finding an engine by a voice's name.

Voices have uniform names, ``ENGINE:NAME``. To add an engine: write one file with a class that
satisfies `engine.Engine`, list a function that makes it in `ENGINES`, and add it to the contract
tests in tests/speech/test_contract.py. Other packages bring theirs by entry points (`plugins`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType

from voiceguide.errors import Finding, Severity, VoiceError, VoiceguideError, did_you_mean
from voiceguide.speech import kokoro_files
from voiceguide.speech.engine import Engine, VoiceInfo
from voiceguide.speech.hibari_text import remedy, unusable
from voiceguide.speech.plugins import EngineMaker, check_engine, installed_plugins
from voiceguide.speech.rates import Rates
from voiceguide.text import base_language


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


ENGINES: Mapping[str, EngineMaker] = MappingProxyType(
    {"kokoro": _kokoro, "hibari": _hibari, "pyttsx3": _pyttsx3, "recordings": _recordings}
)
"""The maker of each engine of voiceguide by name, best first. An engine is imported only when it is used."""

AUTO = "auto"
"""The name that means the best installed voice."""


def all_engines() -> Mapping[str, EngineMaker]:
    """The maker of each engine by name: voiceguide's own, best first, then those of installed packages."""
    return {**ENGINES, **installed_plugins(frozenset(ENGINES)).makers}


def engine_findings() -> tuple[Finding, ...]:
    """Findings for engines of installed packages whose names cannot be used."""
    return installed_plugins(frozenset(ENGINES)).findings


def _alternatives(name: str) -> list[str]:
    """Split a list of voices at its commas; a comma within a folder's name does not count."""
    known = "|".join(map(re.escape, [AUTO, *all_engines()]))
    return re.split(rf"\s*,\s*(?=(?:{known})\b)", name.strip())


def resolve_voice(name: str, language: str = "en") -> tuple[Engine, str]:
    """Find the engine, and its own name of the voice, that a uniform name means.

    Args:
        name: ``auto`` (the best installed voice), ``ENGINE``, or ``ENGINE:NAME``; or several of these, separated by
            commas, of which the first installed one is taken.
        language: The language that ``auto`` must speak, as a BCP 47 tag such as ``en`` or ``de``.

    Returns:
        The engine, to be used as a context manager or closed, and the voice's name after the colon.

    Raises:
        VoiceError: There is no such engine or voice, or it is not installed; the hint says what to do.
    """
    first, *others = _alternatives(name)
    try:
        return _resolve(automatic(language) if first == AUTO else first)
    except VoiceError:
        if not others:
            raise
        return resolve_voice(",".join(others), language)


def automatic(language: str = "en") -> str:
    """The uniform name that ``auto`` means: for English Kokoro if installed, else hibari, else the system's voice.

    For other languages it is an installed voice of that language, preferably Kokoro's.

    Raises:
        VoiceError: No installed voice speaks the language.
    """
    base = base_language(language)
    if base == "en":
        if kokoro_files.is_installed():
            return "kokoro"
        return "pyttsx3" if fallback_reason() else "hibari"
    for name in ("kokoro", "pyttsx3"):
        with ENGINES[name]() as engine:
            for voice in engine.voices():
                if voice.installed and base_language(voice.language) == base:
                    return voice.name
    raise VoiceError(f"no installed voice speaks {language!r}", hint="See: voiceguide voices --all")


def fallback_reason() -> str:
    """Why ``auto`` cannot be a natural voice on this machine; empty if it is."""
    return "" if kokoro_files.is_installed() else unusable()


def voice_findings(name: str, notes: Sequence[str] = ()) -> tuple[Finding, ...]:
    """Warnings about the voice of a finished session.

    Args:
        name: The voice's name as requested.
        notes: Other differences from the request (`narrate.Narration.notes`).
    """
    found = [Finding("voice", note, severity=Severity.WARNING) for note in notes]
    reason = fallback_reason() if AUTO in _alternatives(name)[:1] else ""
    if reason:
        message = f"the system's synthetic voice speaks: {reason}"
        found.append(Finding("voice-fallback", message, severity=Severity.WARNING, hint=remedy()))
    return tuple(found)


def _resolve(name: str) -> tuple[Engine, str]:
    """Open the engine of one name, and check its voice."""
    engine_name, _, voice = name.partition(":")
    makers = all_engines()
    if engine_name not in makers:
        raise VoiceError(f"there is no voice {name!r}", hint=_nearest(name))
    engine = makers[engine_name]()
    try:
        chosen = voice or engine.default_voice()
        engine.fingerprint(chosen)
    except BaseException:
        engine.close()
        raise
    return engine, chosen


@contextmanager
def open_voice(name: str, own: Engine | type[Engine] | None = None) -> Iterator[tuple[Engine, str]]:
    """Open an engine ready to speak; gives it and its own name of the voice.

    Args:
        name: A uniform name, see `resolve_voice`. If `own` is given, ``auto`` or its name alone mean its default voice,
            and the engine's name may be left out.
        own: The engine to use instead of the one that the name means. An engine is left open; of a class, one is
            made and closed.

    Raises:
        VoiceError: There is no such voice, or it is not installed.
        UsageError: `own` is no engine.
    """
    if own is None:
        engine, voice = resolve_voice(name)
    else:
        engine = check_engine(own() if isinstance(own, type) else own)
        voice = name.removeprefix(f"{engine.name}:")
        voice = engine.default_voice() if voice in (AUTO, engine.name, "") else voice
    try:
        engine.fingerprint(voice)
        yield engine, voice
    finally:
        if own is None or isinstance(own, type):
            engine.close()


def asked_rates(name: str) -> Rates | None:
    """How fast a voice speaks, according to its engine; None if no engine has the name.

    Raises:
        VoiceError: The engine cannot be loaded.
    """
    engine, _, voice = _alternatives(name)[0].partition(":")
    make = all_engines().get(engine)
    if make is None:
        return None
    with make() as made:
        return made.rates(voice or made.default_voice())


def all_voices() -> Sequence[VoiceInfo]:
    """Every voice of every engine, installed or not, best first.

    An engine that cannot list its voices appears as one that is not installed, with the reason.
    """
    found: list[VoiceInfo] = []
    for name, make in all_engines().items():
        try:
            with make() as engine:
                found.extend(engine.voices())
        except VoiceguideError as error:
            found.append(VoiceInfo(f"{name}:", installed=False, note=error.message))
        except Exception as error:  # only engines of other packages may raise anything
            if name in ENGINES:
                raise
            found.append(VoiceInfo(f"{name}:", installed=False, note=f"{type(error).__name__}: {error}"))
    return found


def _nearest(name: str) -> str:
    """The hint for a name that no voice has."""
    names = [voice.name for voice in all_voices()]
    bare = {each.partition(":")[2]: each for each in reversed(names)}
    if name in bare:
        return f"Did you mean {bare[name]!r}?"
    hint = did_you_mean(name, [AUTO, *all_engines(), *names])
    return hint if hint.startswith("Did") else "See: voiceguide voices"
