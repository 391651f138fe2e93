"""The clip cache: keeps finished clips between runs, by content address.

A `Clip` reads its samples from the cache's file. Each file is written whole or not at all, so that several processes
may share the folder, and has checksums, so that a damaged one is noticed, removed and made again. When the cache grows
over its limit, the clips unused for longest are removed. Knows nothing of engines.

Layout of a file: magic, length of the header, CRC-32 of the header, header (JSON); then samples, energies and peaks,
little-endian, one after the other.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import shutil
import struct
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from zlib import crc32

import numpy as np

from voiceguide.errors import ExportError, SpeechError
from voiceguide.files import atomic_path, cache_folder, evict_oldest, sweep
from voiceguide.speech.clip import Clip
from voiceguide.speech.postprocess import ProcessedClip

FORMAT = 5
"""Goes up whenever clips are processed or stored differently; it is part of every key."""

LIMIT_BYTES = 1 << 30
"""How large the cache may grow: 1 GiB holds about 100 minutes of unique speech."""

_MAGIC = b"voiceguide clip\n"
_HEAD = struct.Struct("<16sII")
_SUFFIX = ".clip"
_REMEMBERED = 4_000


@lru_cache(maxsize=4)
def shared_cache(folder: Path) -> ClipCache:
    """The one cache of this process for a folder, which verifies each clip only once."""
    return ClipCache(folder)


class ClipStore(Protocol):
    """A further place for clips, which several machines share."""

    def bring(self, missing: Mapping[str, str], cache: ClipCache) -> None:
        """Copy the clips it has into the cache (`ClipCache.file_of`); may raise to stop the rest from being spoken.

        Args:
            missing: Text by key, of the clips that the cache does not have.
            cache: Where to put them.
        """
        ...


class ClipCache:
    """Clips on disk. If its folder cannot be used, a temporary one is used for this run.

    Args:
        folder: Where to keep them; by default ``clips`` in `files.cache_folder`.
        limit_bytes: How large it may grow.
    """

    def __init__(self, folder: Path | None = None, limit_bytes: int = LIMIT_BYTES) -> None:
        self._folder = folder or cache_folder() / "clips"
        self._limit_bytes = limit_bytes
        self._temporary: Path | None = None
        self._stored_bytes = 0
        self._loaded: dict[str, tuple[int, Clip]] = {}  # what was verified: time of the file, clip
        self.problem: str | None = None
        """Why clips are not kept for the next run, or None if they are."""
        self.elsewhere: ClipStore | None = None
        """Where to look for missing clips before they are spoken."""

    @property
    def folder(self) -> Path:
        """Where clips are kept now."""
        return self._temporary or self._folder

    def file_of(self, key: str) -> Path:
        """The file of a clip, whether it is there or not."""
        return self.folder / key[:2] / f"{key}{_SUFFIX}"

    # --- reading -----------------------------------------------------------------------------

    def load(self, key: str) -> Clip | None:
        """Load a clip, verified by its checksums; None if there is none. A damaged one is removed."""
        path = self.file_of(key)
        try:
            known = self._loaded.get(key)
            if known is not None and known[0] == path.stat().st_mtime_ns:
                return known[1]
            content = path.read_bytes()
        except OSError:
            return None
        try:
            clip = _parse(key, path, content)
        except (ValueError, KeyError, TypeError):
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # used now: last to be evicted
            self._remember(key, path, clip)
        return clip

    def load_all(self, keys: Mapping[str, str]) -> dict[str, Clip | None]:
        """Load clips, from here or `elsewhere`, by text; None for those that must be spoken.

        Args:
            keys: Key by text.
        """
        found = {text: self.load(key) for text, key in keys.items()}
        missing = {keys[text]: text for text, clip in found.items() if clip is None}
        if missing and self.elsewhere is not None:
            self.elsewhere.bring(missing, self)
            found |= {text: self.load(key) for key, text in missing.items()}
        return found

    def _remember(self, key: str, path: Path, clip: Clip) -> None:
        """Remember a verified clip in memory."""
        if len(self._loaded) >= _REMEMBERED:
            self._loaded.clear()
        self._loaded[key] = (path.stat().st_mtime_ns, clip)

    # --- writing -----------------------------------------------------------------------------

    def store(self, key: str, text: str, finished: ProcessedClip) -> Clip:
        """Write a clip, whole or not at all.

        Raises:
            SpeechError: Neither the cache's folder nor a temporary one can be written.
        """
        parts = [np.ascontiguousarray(part) for part in (finished.samples, finished.energy, finished.peaks)]
        header = {
            "text": text,
            "frames": len(parts[0]),
            "steps": len(parts[1]),
            "blocks": len(parts[2]),
            "gain": finished.gain,
            "samples_crc": crc32(parts[0].data),
            "rest_crc": crc32(parts[2].data, crc32(parts[1].data)),
        }
        encoded = json.dumps(header).encode()
        head = _HEAD.pack(_MAGIC, len(encoded), crc32(encoded)) + encoded
        content = b"".join([head, *(part.tobytes() for part in parts)])
        path = self._write(key, content)
        self._stored_bytes += len(content)
        clip = _clip(key, path, header, len(head), content)
        with contextlib.suppress(OSError):
            self._remember(key, path, clip)
        return clip

    def _write(self, key: str, content: bytes) -> Path:
        """Write a clip's file, in a temporary folder if the cache's cannot be used."""
        for _ in range(2):
            path = self.file_of(key)
            try:
                with atomic_path(path, durable=False) as temporary:
                    temporary.write_bytes(content)
                return path
            except ExportError as error:
                problem = error
                if self._temporary is not None:
                    break
                self.problem = f"{self._folder}: {error.message}"
                with contextlib.suppress(OSError):
                    self._temporary = Path(tempfile.mkdtemp(prefix="voiceguide-clips-"))
                    atexit.register(shutil.rmtree, self._temporary, ignore_errors=True)  # clips may outlive the cache
                if self._temporary is None:
                    break
        raise SpeechError(
            f"clips {problem.message}",
            where=problem.where,
            hint="Free some space, or set VOICEGUIDE_CACHE to a folder.",
        ) from problem

    # --- keeping house -----------------------------------------------------------------------

    def evict(self) -> int:
        """Remove the clips unused for longest until the limit is kept; return how many were removed."""
        if not self._stored_bytes:
            return 0  # nothing was added, so nothing must be removed
        self._stored_bytes = 0
        sweep(self.folder, "??/.*")
        return evict_oldest(self.folder, f"??/*{_SUFFIX}", self._limit_bytes)


def _parse(key: str, path: Path, content: bytes) -> Clip:
    """Parse a file's content. Raises ValueError, KeyError or TypeError if it is damaged."""
    if len(content) < _HEAD.size:
        raise ValueError("cut short")
    magic, length, checksum = _HEAD.unpack_from(content)
    offset = _HEAD.size + length
    encoded = content[_HEAD.size : offset]
    if magic != _MAGIC or crc32(encoded) != checksum:
        raise ValueError("damaged header")
    header = json.loads(encoded)
    at_energy = offset + 4 * header["frames"]
    view = memoryview(content)
    if len(content) != at_energy + 8 * header["steps"] + 2 * header["blocks"]:
        raise ValueError("of another length")
    if crc32(view[at_energy:]) != header["rest_crc"]:
        raise ValueError("damaged measures")
    if crc32(view[offset:at_energy]) != header["samples_crc"]:
        raise ValueError("damaged samples")
    return _clip(key, path, header, offset, content)


def _clip(key: str, path: Path, header: dict[str, Any], offset: int, content: bytes) -> Clip:
    """Make the clip of a file whose content is known to be whole; its samples begin at `offset`."""
    at_energy = offset + 4 * header["frames"]
    at_peaks = at_energy + 8 * header["steps"]
    return Clip(
        key=key,
        text=header["text"],
        path=path,
        offset=offset,
        frames=header["frames"],
        gain=header["gain"],
        energy=np.frombuffer(content[at_energy:at_peaks], dtype="<f8"),
        peaks=np.frombuffer(content[at_peaks:], dtype="<f2"),
        checksum=header["samples_crc"],
    )
