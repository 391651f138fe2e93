"""Computes the content hash of a session, which is equal exactly if everything that shapes its bytes is equal.

It is a SHA-256 of the routine with all it reuses, the settings, the voice's fingerprint, the bed's bytes, the encoder
and every library that shapes the sound, and this program.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import voiceguide
from voiceguide.export.outputs import Outputs
from voiceguide.export.session import Label
from voiceguide.export.versions import versions
from voiceguide.files import expand_home, sha256_of
from voiceguide.mix.bed import shipped_beds
from voiceguide.routine.model import Routine
from voiceguide.settings import Settings
from voiceguide.text.pronunciation import Pronunciation

FORM = 1
"""Version of the hash; raise it when the hash is computed in another way."""

_SHAPE_NOTHING = ("app", "catalogue", "cli", "series", "studio", "__pycache__")
"""Rooms that do not change what a session sounds like; their code is not part of the hash."""


@lru_cache(maxsize=1)
def program_hash() -> str:
    """SHA-256 of the code and data of this program that shape sessions."""
    root = Path(voiceguide.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        inner = path.relative_to(root)
        if inner.parts[0] in (*_SHAPE_NOTHING, "_shipped") or "__pycache__" in inner.parts or not path.is_file():
            continue
        digest.update(f"{inner.as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=64)
def voice_print(name: str) -> str:
    """A voice's engine, name and fingerprint, which change whenever its sound would change.

    Args:
        name: As in the settings, such as ``auto``.

    Raises:
        VoiceError: It is unknown or not installed.
    """
    from voiceguide.speech.registry import resolve_voice

    engine, voice = resolve_voice(name)
    with engine:
        return f"{engine.name}:{voice} {engine.fingerprint(voice)}"


def bed_hashes(routine: Routine, ambient: str | None) -> list[list[str]]:
    """Name and content hash of every bed in a session, in order; for a folder the hash of its sorted files."""
    wanted = [ambient or routine.ambient, *(stage.ambient for stage in routine.stages)]
    return [[name, _bed_hash(name)] for name in wanted if name]


def _bed_hash(name: str) -> str:
    path = shipped_beds().get(name) or expand_home(name)
    if path.is_dir():
        inner = sorted(each for each in path.rglob("*") if each.is_file())
        return hashlib.sha256("".join(_file_hash(each) for each in inner).encode()).hexdigest()
    return _file_hash(path) if path.is_file() else ""


def _file_hash(path: Path) -> str:
    """The hash of a file, computed again only when it changes."""
    stat = path.stat()
    return _hash_once(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=1024)
def _hash_once(path: Path, changed_ns: int, size: int) -> str:  # noqa: ARG001
    return sha256_of(path)


def content_hash(
    routine: Routine,
    settings: Settings,
    outputs: Outputs,
    *,
    label: Label | None = None,
    pronounce: Iterable[Pronunciation] = (),
) -> str:
    """The hash of a session's content, 64 hexadecimal digits.

    Raises:
        VoiceError: The voice is unknown or not installed.
    """
    facts: dict[str, Any] = {
        "form": FORM,
        "program": program_hash(),
        "versions": versions(),
        "routine": [routine.name, routine.sha256],
        "settings": dataclasses.asdict(replace(settings, low_memory=False)),
        "voice": voice_print(settings.voice),
        "beds": bed_hashes(routine, settings.ambient),
        "label": None if label is None else dataclasses.asdict(label),
        "pronounce": sorted(pronounce),
        "outputs": dataclasses.asdict(replace(outputs, format=outputs.audio.name)),
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()
