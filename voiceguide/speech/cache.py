"""The clip cache: finished clips by content address, kept between runs.

Comes in: a key and a finished clip. Goes out: a `Clip` whose samples lie in the cache's file. Each
file is written whole or not at all, so that several processes may share the folder; carries
checksums, so that a damaged one is noticed, removed and made anew; and the ones not used for
longest go first when the cache grows over its limit. Knows nothing of engines.

A file: magic, length of the header, CRC-32 of the header, header (JSON); then samples, energies and
peaks, little-endian, one after the other.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import shutil
import struct
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from voiceguide.errors import ExportError, SpeechError
from voiceguide.files import atomic_path, cache_folder, sweep
from voiceguide.speech.clip import Clip
from voiceguide.speech.finish import Finished

FORMAT = 5
"""Changes whenever clips are finished or stored in another way; it is part of every key."""

LIMIT_BYTES = 1 << 30
"""How large the cache may grow: 1 GiB holds about 100 minutes of unique speech."""

_MAGIC = b"voiceguide clip\n"
_HEAD = struct.Struct("<16sII")
_SUFFIX = ".clip"
_REMEMBERED = 4_000


@lru_cache(maxsize=4)
def shared_cache(folder: Path) -> ClipCache:
    """The process's one cache in a folder: it does not read a clip twice to verify it."""
    return ClipCache(folder)


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """What the cache holds.

    Attributes:
        folder: Where it lies.
        clips: Number of clips.
        size_bytes: Their size on disk, in bytes.
        limit_bytes: How large it may grow.
    """

    folder: Path
    clips: int
    size_bytes: int
    limit_bytes: int


class ClipCache:
    """Clips on disk. When its folder cannot be used, a temporary one takes its place until the end.

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
        """Why clips are not kept for the next run, or None when they are."""

    @property
    def folder(self) -> Path:
        """Where clips are kept now."""
        return self._temporary or self._folder

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}{_SUFFIX}"

    # --- reading -----------------------------------------------------------------------------

    def load(self, key: str) -> Clip | None:
        """A clip, verified by its checksums; None when it is not there. A damaged one is removed."""
        path = self._path(key)
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

    def _remember(self, key: str, path: Path, clip: Clip) -> None:
        if len(self._loaded) >= _REMEMBERED:
            self._loaded.clear()
        self._loaded[key] = (path.stat().st_mtime_ns, clip)

    # --- writing -----------------------------------------------------------------------------

    def store(self, key: str, text: str, finished: Finished) -> Clip:
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
        for _ in range(2):
            path = self._path(key)
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

    def _files(self) -> Iterator[tuple[Path, os.stat_result]]:
        for path in self.folder.glob(f"??/*{_SUFFIX}"):
            with contextlib.suppress(OSError):
                yield path, path.stat()

    def info(self) -> CacheInfo:
        """How many clips there are, and how large."""
        sizes = [stat.st_size for _, stat in self._files()]
        return CacheInfo(self.folder, len(sizes), sum(sizes), self._limit_bytes)

    def clear(self) -> int:
        """Remove every clip; how many there were."""
        count = 0
        for path, _ in self._files():
            with contextlib.suppress(OSError):
                path.unlink()
                count += 1
        for folder in self.folder.glob("??"):
            shutil.rmtree(folder, ignore_errors=True)
        return count

    def evict(self) -> int:
        """Remove the clips not used for longest until the limit is kept; how many went."""
        if not self._stored_bytes:
            return 0  # nothing came in, so nothing has to go
        self._stored_bytes = 0
        sweep(self.folder, "??/.*")
        files = sorted(self._files(), key=lambda each: each[1].st_mtime_ns)
        excess = sum(stat.st_size for _, stat in files) - self._limit_bytes
        count = 0
        for path, stat in files:
            if excess <= 0:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                excess -= stat.st_size
                count += 1
        return count


def _parse(key: str, path: Path, content: bytes) -> Clip:
    """A file's content as a clip. ValueError, KeyError or TypeError when it is damaged."""
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
    """The clip of a file whose content is known to be whole; its samples begin at `offset`."""
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
