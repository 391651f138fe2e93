"""Files that voices need besides their packages: what each must be, and whether it is whole.

Comes in: a file's pinned size and checksum, and where it should lie. Goes out: its path, checked. Knows nothing of how
files are fetched or used.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path

from voiceguide.errors import ExportError, VoiceError, Where
from voiceguide.files import cache_folder, sha256_of, write_atomic


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
    """Whether the file lies in its place with its size; its content is not read."""
    try:
        return (folder / artefact.name).stat().st_size == artefact.size_bytes
    except OSError:
        return False


def checked_in(folder: Path, artefact: Artefact, install: str, what: str) -> Path:
    """The path of a file whose content is the pinned one.

    The file is read once and remembered by size and time, since reading a model takes a moment.

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
    known = _read(memory)
    mark = [stat.st_size, stat.st_mtime_ns, artefact.sha256]
    if known.get(str(path.absolute())) == mark:
        return path
    if stat.st_size != artefact.size_bytes or sha256_of(path) != artefact.sha256:
        raise VoiceError(f"this file of {what} is damaged", where=Where(str(path)), hint=f"Run: {install}")
    known[str(path.absolute())] = mark
    with contextlib.suppress(ExportError):  # then it is read again next time
        write_atomic(memory, json.dumps(known))
    return path


def _read(memory: Path) -> dict[str, object]:
    try:
        content = json.loads(memory.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
