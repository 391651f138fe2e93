"""Holds sound in memory, as one record, and reads it from files; `decoders` chooses the library for a file."""

from __future__ import annotations

import stat
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voiceguide.decoders import check_decoder, pieces
from voiceguide.errors import AudioError, NoAudioFileError, Where
from voiceguide.units import RATE_HZ, spoken_duration

Samples = NDArray[np.float32]
"""Sound, float32, shape (frames × channels) or (frames,) where a function says mono; full scale is ±1."""

FULL_SCALE = 32_768.0
"""The value of full scale (±1) in 16 bit."""

BLOCK_S = 5.0
"""Length of the blocks in which files are read, in seconds."""

_FULL_SCALE_LIMIT = 1e4  # samples beyond ±1 are kept, but must not overflow when squared


@dataclass(frozen=True, slots=True)
class Audio:
    """A piece of sound.

    Attributes:
        samples: float32, shape (frames × channels), full scale ±1.
        rate_hz: Sample rate in Hz.
    """

    samples: Samples
    rate_hz: int

    @property
    def frames(self) -> int:
        """Length in samples per channel."""
        return int(self.samples.shape[0])

    @property
    def channels(self) -> int:
        """Number of channels."""
        return int(self.samples.shape[1])

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.frames / self.rate_hz


def resample(audio: Audio, rate_hz: int = RATE_HZ) -> Audio:
    """The same sound at another rate (soxr, high quality: its errors are 120 dB down, below those of 16 bits)."""
    if audio.rate_hz == rate_hz:
        return audio
    import soxr

    samples = soxr.resample(audio.samples, audio.rate_hz, rate_hz, quality="HQ")
    return Audio(np.ascontiguousarray(samples, dtype=np.float32), rate_hz)


def mono(audio: Audio) -> Audio:
    """The mean of all channels, as one channel."""
    if audio.channels == 1:
        return audio
    return Audio(audio.samples.mean(axis=1, keepdims=True, dtype=np.float32), audio.rate_hz)


def decode(path: Path, *, longest_s: float = 3600.0) -> Audio:
    """Read a whole audio file of any common kind.

    Args:
        path: The file.
        longest_s: A longer sound is refused, so that no file can fill the memory.

    Raises:
        AudioError: See `blocks`; or the sound is longer than `longest_s`.
    """
    held: list[Samples] = []
    seconds, rate_hz = 0.0, RATE_HZ
    for block in blocks(path):
        held.append(block.samples)
        rate_hz = block.rate_hz
        seconds += block.seconds
        if seconds > longest_s:
            raise AudioError(f"is longer than {spoken_duration(longest_s)}", where=Where(str(path)))
    return Audio(np.concatenate(held), rate_hz)


def blocks(path: Path, block_s: float = BLOCK_S) -> Iterator[Audio]:
    """Read an audio file piece by piece, so that memory does not depend on its length.

    A sample that is not a number becomes 0, an infinite one full scale. Rate and channels are the file's own.

    Args:
        path: The file.
        block_s: Length of the blocks in seconds; the last is shorter.

    Yields:
        At least one block, each with at least one sample.

    Raises:
        AudioError: There is no such file, it may not be read, it is not audio, it holds no sound, or it is
            damaged; raised when reading starts or at the damaged place.
    """
    check_readable(path)
    try:
        frames = 0
        for samples, rate_hz in pieces(path, block_s):
            frames += len(samples)
            yield Audio(_finite(samples), rate_hz)
    except OSError as error:
        raise AudioError(f"cannot be read: {error.strerror or error}", where=Where(str(path))) from error
    if not frames:
        raise AudioError("holds no sound", where=Where(str(path)))


def check_readable(path: Path) -> None:
    """Refuse anything but a file with content of a kind that can be read; a quick check before long work.

    Raises:
        AudioError: It names the problem; for a missing decoder the hint is the line to type.
    """
    where = Where(str(path))
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoAudioFileError("there is no such file", where=where) from error
    except (OSError, ValueError) as error:
        raise AudioError("cannot be read", where=where) from error
    if stat.S_ISDIR(status.st_mode):
        raise AudioError("is a folder, not an audio file", where=where)
    if not stat.S_ISREG(status.st_mode):
        raise AudioError("is not a plain file", where=where)
    if not status.st_size:
        raise AudioError("is empty", where=where)
    try:
        check_decoder(path)
    except OSError as error:
        raise AudioError(f"cannot be read: {error.strerror or error}", where=where) from error


def _finite(samples: Samples) -> Samples:
    if not np.isfinite(samples.sum(dtype=np.float64)):
        samples = np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0)
    return np.clip(samples, -_FULL_SCALE_LIMIT, _FULL_SCALE_LIMIT)


_importing = Lock()


@lru_cache(maxsize=1)
def pydub_segment() -> Any:
    """pydub's `AudioSegment`, imported without its advice to install ffmpeg, which is never used."""
    with _importing, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    return AudioSegment
