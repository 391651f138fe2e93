"""The doctor: tries everything that making a session needs on this machine.

Gives one result for each part, with a remedy of one line. It leaves no files, and never raises an error itself.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from voiceguide import installing
from voiceguide.app.cache import list_folders
from voiceguide.errors import VoiceguideError
from voiceguide.files import cache_folder
from voiceguide.settings import Settings

OLDEST_PYTHON = (3, 11)
ENOUGH_BYTES = 300_000_000
"""Free space, in bytes, that is enough for a long session with all its files."""


class State(StrEnum):
    """The state of a part: `FAILED` prevents sessions from being made, a `NOTE` does not."""

    OK = "ok"
    NOTE = "note"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Part:
    """One part that was tried.

    Attributes:
        name: Of the part.
        state: How it is.
        text: What was found.
        remedy: What to do about it, in one line; empty when there is nothing to do.
    """

    name: str
    state: State
    text: str
    remedy: str = ""


def examine(settings: Settings | None = None, output: Path = Path("output")) -> Iterator[Part]:
    """Try every part, one after the other; takes a few seconds.

    Args:
        settings: The voice in them is tried.
        output: The folder for sessions.
    """
    settings = settings or Settings()
    looks: tuple[tuple[str, Callable[[], Part]], ...] = (
        ("python", _python),
        ("routines", _routines),
        ("beds", _beds),
        ("voice", lambda: _voice(settings)),
        ("kokoro", _neural),
        ("engines", _engines),
        ("encoder", check_encoder),
        ("codecs", _codecs),
        ("cache", _cache),
        ("output", lambda: _output(output)),
        ("space", lambda: _space(output)),
        *((f"extra {name}", lambda name=name: _extra(name)) for name in installing.EXTRAS if name != "neural"),
    )
    for name, look in looks:
        try:
            yield look()
        except VoiceguideError as error:
            place = f"{error.where}: " if error.where and str(error.where) else ""
            yield Part(name, State.FAILED, f"{place}{error.message}", error.hint or _reinstall_hint())
        except Exception as error:  # a broken installation may raise anything
            yield Part(name, State.FAILED, f"{type(error).__name__}: {error}", _reinstall_hint())


def _python() -> Part:
    """Whether this Python is recent enough, and has wheels for what is needed."""
    text = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    if sys.version_info < OLDEST_PYTHON:
        return Part("python", State.FAILED, text, "Install Python 3.11 or newer.")
    if _is_musl():
        remedy = "Take a system with glibc, such as the image python:3.13-slim, which is Debian's."
        return Part("python", State.NOTE, f"{text} with musl: voices and encoder have no wheels for it", remedy)
    return Part("python", State.OK, text)


def _is_musl() -> bool:
    """Whether this Python was built for musl, as in Alpine Linux."""
    names_of_system = (sysconfig.get_config_var(name) for name in ("HOST_GNU_TYPE", "SOABI", "MULTIARCH"))
    return any("musl" in str(each) for each in names_of_system)


def _routines() -> Part:
    """Whether the shipped routines are there and without errors."""
    from voiceguide.routine.check import load_checked
    from voiceguide.routine.sources import shipped_routines

    names = shipped_routines()
    for name in names:
        load_checked(name)
    state = State.OK if names else State.FAILED
    return Part(
        "routines", state, f"{len(names)} come with voiceguide, all can be read", "" if names else _reinstall_hint()
    )


def _beds() -> Part:
    """Whether the shipped beds are there and the default one can be read."""
    from voiceguide.audio import decode
    from voiceguide.mix.bed import DEFAULT_BED, shipped_beds

    beds = shipped_beds()
    if DEFAULT_BED not in beds:
        return Part("beds", State.FAILED, "the shipped beds were not found", _reinstall_hint())
    seconds = decode(beds[DEFAULT_BED]).seconds
    return Part("beds", State.OK, f"{', '.join(beds)}; {DEFAULT_BED} plays for {seconds:.0f} s")


def _voice(settings: Settings) -> Part:
    """Whether the requested voice can speak, tried with a few words."""
    from voiceguide.speech.engine import Utterance
    from voiceguide.speech.registry import resolve_voice, voice_findings

    engine, voice = resolve_voice(settings.voice)
    with engine:
        name = f"{engine.name}:{voice}"
        rate_wpm = engine.rates(voice).nearest(settings.rate_wpm)
        (said,) = engine.speak([Utterance("Breathe in. And breathe out.", voice, rate_wpm)])
    if said.seconds < 0.5 or not abs(said.samples).max() > 0.001:
        return Part("voice", State.FAILED, f"{name} makes no sound", "Choose another: voiceguide voices")
    text = f"{name} speaks ({said.seconds:.1f} s of test sound)"
    for finding in voice_findings(settings.voice):
        return Part("voice", State.NOTE, f"{text}; {finding.message}", finding.hint or "")
    return Part("voice", State.OK, text)


def _neural() -> Part:
    """Whether the voice kokoro, if installed, has undamaged files."""
    from voiceguide.speech.kokoro_engine import KokoroEngine, missing_step
    from voiceguide.speech.kokoro_files import is_installed

    if not is_installed():
        return Part(
            "kokoro", State.NOTE, "kokoro, a larger natural voice, is not installed; it need not be", missing_step()
        )
    with KokoroEngine() as engine:
        ready = [voice.name for voice in engine.voices() if voice.installed]
        engine.fingerprint(engine.default_voice())  # reads the files and refuses damaged ones
    return Part("kokoro", State.OK, f"{len(ready)} kokoro voices are whole")


def _engines() -> Part:
    """Try to create each engine that another package provides."""
    from voiceguide.speech.registry import ENGINES, all_engines, engine_findings

    wrong = [finding.message for finding in engine_findings()]
    names = [name for name in all_engines() if name not in ENGINES]
    for name in names:
        try:
            all_engines()[name]().close()
        except VoiceguideError as error:
            wrong.append(error.message)
    if wrong:
        return Part("engines", State.NOTE, "; ".join(wrong), "Update or uninstall the package; other voices work.")
    names_of_system = f"{', '.join(names)} of other packages can be loaded" if names else "none of other packages"
    return Part("engines", State.OK, names_of_system)


def check_encoder() -> Part:
    """Try to encode a second of sound and to read it again."""
    import numpy as np

    from voiceguide.audio import Samples, decode
    from voiceguide.export.mp3 import encode_mp3
    from voiceguide.units import RATE_HZ

    class Hum:
        frames, channels = RATE_HZ, 2

        def block(self, start: int, frames: int) -> Samples:
            time_s = np.arange(start, start + frames) / RATE_HZ
            tone = 0.1 * np.sin(2 * np.pi * 220 * time_s)
            return np.ascontiguousarray(np.column_stack([tone, tone]), dtype=np.float32)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "try.mp3"
        with path.open("wb") as file:
            encode_mp3(Hum(), file, threads=1)
        back = decode(path)
    if back.frames != RATE_HZ:
        text = f"an MP3 of {RATE_HZ} samples came back with {back.frames}"
        return Part("encoder", State.FAILED, text, _reinstall_hint())
    return Part("encoder", State.OK, "MP3 is written and read back to the sample")


def _codecs() -> Part:
    """Which kinds of beds can be read and which other formats written, with libsndfile and PyAV."""
    import soundfile

    known = {each.casefold() for each in (*soundfile.available_formats(), *soundfile.available_subtypes("OGG"))}
    need, versions = {"flac", "mp3", "opus", "vorbis", "wav"}, f"libsndfile {soundfile.__libsndfile_version__}"
    if installing.is_there("formats"):
        import av

        known |= av.codecs_available
        need, versions = need | {"aac", "libopus"}, f"{versions}, PyAV {av.__version__}"
    missing = sorted(need - known)
    if missing:
        return Part("codecs", State.NOTE, f"{versions}; without {', '.join(missing)}", _reinstall_hint())
    return Part("codecs", State.OK, f"{versions}: {', '.join(sorted(need))}")


def _cache() -> Part:
    """Whether the cache can be written to, and how large it is."""
    folder = cache_folder()
    problem = _write_problem(folder)
    remedy = "Every run speaks everything anew. Set VOICEGUIDE_CACHE to a folder you may write to."
    if problem:
        return Part("cache", State.NOTE, f"{folder}: {problem}", remedy)
    total = sum(folder.size_bytes for folder in list_folders())
    return Part("cache", State.OK, f"{folder}, {total / 1e6:.0f} MB kept")


def _output(output: Path) -> Part:
    """Whether sessions can be written to their folder."""
    problem = _write_problem(output)
    if problem:
        return Part("output", State.FAILED, f"{output}: {problem}", "Choose another folder with --output.")
    return Part("output", State.OK, f"{output.absolute()} can be written to")


def _write_problem(folder: Path) -> str:
    """Why a folder cannot be created or written to, or an empty text."""
    try:
        existing = next(each for each in (folder, *folder.absolute().parents) if each.exists())
        with tempfile.TemporaryFile(dir=existing) as file:
            file.write(b"voiceguide")
    except (OSError, StopIteration) as error:
        return getattr(error, "strerror", None) or "cannot be used"
    return ""


def _space(output: Path) -> Part:
    """How much room the disk of that folder has."""
    existing = next(each for each in (output, *output.absolute().parents) if each.exists())
    free = shutil.disk_usage(existing).free
    text = f"{free / 1e9:.1f} GB free, {os.cpu_count() or 1} processor cores"
    if free < ENOUGH_BYTES:
        return Part("space", State.NOTE, text, "A long session may not fit: free some space.")
    return Part("space", State.OK, text)


def _extra(name: str) -> Part:
    """Whether an extra is installed."""
    _, purpose = installing.EXTRAS[name]
    if installing.is_there(name):
        return Part(f"extra {name}", State.OK, f"installed, for {purpose}")
    return Part(f"extra {name}", State.NOTE, "not installed", f"For {purpose}: {installing.extra_line(name)}")


def _reinstall_hint() -> str:
    """The remedy for missing parts of the program."""
    return f"Install again: {installing.again_line()}"
