"""Check the files that voices need besides their packages.

Each has a pinned size and checksum. Knows nothing of how files are fetched or used.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path

from voiceguide.errors import ExportError, VoiceError, Where
from voiceguide.files import cache_folder, read_object, sha256_of, write_atomic


@dataclass(frozen=True, slots=True)
class Artefact:
    """One file.

    Attributes:
        name: Path below the folder it is installed in.
        remote: Path below the address it is downloaded from.
        size_bytes: Its exact size.
        sha256: Its exact content, in hex.
    """

    name: str
    remote: str
    size_bytes: int
    sha256: str


def lies_in(folder: Path, artefact: Artefact) -> bool:
    """Whether the file is in its place with the right size; its content is not read."""
    try:
        return (folder / artefact.name).stat().st_size == artefact.size_bytes
    except OSError:
        return False


def find_checked(folder: Path, artefact: Artefact, install: str, what: str) -> Path:
    """Find a file and check that its content is the pinned one.

    The result is remembered by size and time, since reading a model takes a moment.

    Args:
        folder: Where it is installed.
        artefact: The file.
        install: The command that installs it.
        what: What it belongs to, for people: "the voice hibari:emma".

    Raises:
        VoiceError: It is not there, or damaged; the hint is the command to run.
    """
    path = folder / artefact.name
    try:
        stat = path.stat()
    except OSError as error:
        raise VoiceError(f"{what} is not installed", where=Where(str(path)), hint=f"Run: {install}") from error
    memory = cache_folder() / "voices-checked.json"
    known = read_object(memory)
    mark = [stat.st_size, stat.st_mtime_ns, artefact.sha256]
    if known.get(str(path.absolute())) == mark:
        return path
    if stat.st_size != artefact.size_bytes or sha256_of(path) != artefact.sha256:
        raise VoiceError(f"this file of {what} is damaged", where=Where(str(path)), hint=f"Run: {install}")
    known[str(path.absolute())] = mark
    with contextlib.suppress(ExportError):  # then it is checked again next time
        write_atomic(memory, json.dumps(known))
    return path
