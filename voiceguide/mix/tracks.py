"""Tracks: a user's ambient file, prepared once for the mix.

A `Track` is stereo 16 bit at `units.RATE_HZ`, without silence at its ends and without DC, with its energies. A long one
lies in the cache folder and is read block by block, so that a track of three hours takes no memory.
"""

from __future__ import annotations

from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from voiceguide import audio, loudness
from voiceguide.audio import FULL_SCALE, Samples
from voiceguide.errors import AudioError, ExportError, Where
from voiceguide.files import atomic_path, sha256_of, sweep
from voiceguide.mix.ambient_reader import STEP, AmbientReader, Pcm, silent_steps
from voiceguide.units import RATE_HZ, to_samples

SHORTEST_S = 5.0
"""Shortest track that can be a bed, in seconds: the repetition of a shorter one would be heard."""

_IN_MEMORY_S = 120.0
LIMIT_UNIT_S = 600.0
_VERSION = 2  # of the cached form
_LEAST_KEPT = 0.01  # share of the power that must be left when the channels are added
KEPT_BYTES = 6_000_000_000  # beyond this, the oldest tracks are removed from the cache


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A prepared piece of stereo sound.

    Attributes:
        name: The file's name.
        pcm: The samples, int16 (frames × 2), or the raw file they lie in (little-endian).
        first: Where the track begins in `pcm`, in frames, after silence.
        frames: Length in samples, a multiple of `STEP`.
        dc: Mean of each channel, which `read` subtracts; float32, shape (2,).
        energy: K-weighted energy of each 10 ms, both channels together, float32.
        lufs: Integrated loudness.
    """

    name: str
    pcm: Pcm | Path
    first: int
    frames: int
    dc: Samples
    energy: NDArray[np.float32]
    lufs: float

    def read(self, start: int, frames: int) -> Samples:
        """Samples of the track: float32, shape (frames × 2); the caller may change them.

        Raises:
            AudioError: The prepared file was removed from the cache.
        """
        at = self.first + start
        if isinstance(self.pcm, Path):
            try:
                raw = np.fromfile(self.pcm, dtype="<i2", count=2 * frames, offset=4 * at).reshape(-1, 2)
            except OSError as error:
                raise _gone_error(self.pcm) from error
            if len(raw) != frames:
                raise _gone_error(self.pcm)
        else:
            raw = self.pcm[at : at + frames]
        samples: Samples = np.multiply(raw, np.float32(1.0 / FULL_SCALE), dtype=np.float32)
        for channel, dc in enumerate(self.dc):  # ten times faster than broadcasting
            samples[:, channel] -= dc
        return samples


def _gone_error(path: Path) -> AudioError:
    """The error for a prepared track that has been removed meanwhile."""
    return AudioError(
        "a prepared track has gone from the cache", where=Where(str(path)), hint="Start again: it is prepared anew."
    )


def prepare(
    path: Path, *, cache: Path, longest_s: float | None = None, in_memory_s: float = _IN_MEMORY_S, mono: bool = False
) -> Track:
    """Make a track of an audio file, or take it from the cache.

    Args:
        path: The file.
        cache: The cache folder; prepared tracks lie in its folder ``beds`` by their content.
        longest_s: No more than this (rounded up to 10 minutes) is prepared; by default everything.
        in_memory_s: Up to this length the track stays in memory and nothing is written.
        mono: Whether to put the mean of both channels into both.

    Raises:
        AudioError: See `audio.blocks`; or the sound is silent or shorter than `SHORTEST_S`, or its channels
            cancel each other out in mono, or the cache folder cannot be written to.
    """
    limit = None if longest_s is None else to_samples(LIMIT_UNIT_S * -(-longest_s // LIMIT_UNIT_S))
    audio.check_readable(path)
    try:
        digest = sha256_of(path)
    except OSError as error:
        raise AudioError(f"cannot be read: {error.strerror or error}", where=Where(str(path))) from error
    folder = cache / "beds"
    whole = f"{digest}-v{_VERSION}" + ("-mono" if mono else "")
    names = [whole] + ([] if limit is None else [f"{whole}-{limit}"])
    for name in names:
        known = _restore(path, folder / name)
        if known is not None:
            return known
    try:
        reader = AmbientReader(audio.blocks(path), limit, mono=mono)
        track = _prepare(path, reader, folder / names[-1], to_samples(in_memory_s))
        if isinstance(track.pcm, Path):
            _keep(track, folder / names[-1])
    except ExportError as error:
        hint = "Make room there, or set VOICEGUIDE_CACHE to another folder."
        raise AudioError(f"the track cannot be kept: {error.message}", where=error.where, hint=hint) from error
    return track


def _prepare(path: Path, reader: AmbientReader, target: Path, in_memory: int) -> Track:
    """Decode, convert and measure a file; if it is longer than `in_memory` frames, samples go to ``target.pcm``."""
    raw_path = target.with_suffix(".pcm")
    held: list[Pcm] = []
    with ExitStack() as stack:
        out: Any = None
        for block in reader:
            held.append(block)
            if out is None and reader.frames > in_memory:
                out = stack.enter_context(stack.enter_context(atomic_path(raw_path)).open("wb"))
            if out is not None:
                out.writelines(each.astype("<i2").tobytes() for each in held)
                held.clear()
    pcm = np.concatenate(held) if held else raw_path
    energy = np.concatenate([np.zeros(0, np.float32), *reader.energies])
    track = Track(path.name, pcm, 0, reader.frames, reader.dc, energy, loudness.integrated_loudness(energy))
    try:
        if reader.mono_share < _LEAST_KEPT:
            raise AudioError(
                "has channels that cancel each other out in mono",
                where=Where(str(path)),
                hint="Choose another track, or leave out --mono.",
            )
        return _trim(track, path)
    except AudioError:
        raw_path.unlink(missing_ok=True)
        raise


def _trim(track: Track, path: Path) -> Track:
    """The track without the silence at its ends."""
    if track.lufs == -np.inf:
        raise AudioError("is silent", where=Where(str(path)), hint="Choose another track, or --ambient none.")
    lead, trail = (_silence(track, at_end=at_end) for at_end in (False, True))
    frames = track.frames - lead - trail
    if frames < SHORTEST_S * RATE_HZ:
        raise AudioError(
            f"has {max(frames, 0) / RATE_HZ:.1f} s of sound, but a bed needs at least {SHORTEST_S:g} s",
            where=Where(str(path)),
            hint="Choose a longer track.",
        )
    energy = track.energy[lead // STEP : (lead + frames) // STEP]
    lufs = loudness.integrated_loudness(energy.astype(np.float64))
    return replace(track, first=lead, frames=frames, energy=energy, lufs=lufs)


def _silence(track: Track, *, at_end: bool) -> int:
    """How many frames at one end are silent, at most a minute; the track is read piece by piece."""
    found = 0
    while found < min(track.frames, 60 * RATE_HZ):
        size = min(200 * STEP, track.frames - found)
        start = track.frames - found - size if at_end else found
        silent = silent_steps(track.read(start, size), at_end=at_end) * STEP
        found += silent
        if silent < size:
            break
    return found


# --- the cache -----------------------------------------------------------------------------------


def _keep(track: Track, target: Path) -> None:
    """Write the measurements beside the samples; remove the oldest tracks when the cache is too large."""
    with atomic_path(target.with_suffix(".npz")) as temporary, temporary.open("wb") as out:
        np.savez(out, place=np.array([track.first, track.frames]), dc=track.dc, energy=track.energy)
    _drop_oldest(target.parent, keep=target.with_suffix(".pcm"))


def _restore(path: Path, target: Path) -> Track | None:
    """A track prepared before, if it is complete."""
    raw_path = target.with_suffix(".pcm")
    try:
        with target.with_suffix(".npz").open("rb") as handle, np.load(handle) as kept:
            first, frames = (int(value) for value in kept["place"])
            dc, energy = kept["dc"].astype(np.float32), kept["energy"].astype(np.float32)
        if raw_path.stat().st_size < 4 * (first + frames) or len(energy) * STEP != frames:
            return None
        raw_path.touch()
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
    return Track(path.name, raw_path, first, frames, dc, energy, loudness.integrated_loudness(energy))


def _drop_oldest(folder: Path, keep: Path) -> None:
    """Keep the newest tracks within `KEPT_BYTES`; files that cannot be removed now are tried again next time."""
    sweep(folder)
    with suppress(OSError):
        total = 0
        for each in sorted(folder.glob("*.pcm"), key=lambda path: path.stat().st_mtime, reverse=True):
            total += each.stat().st_size
            if total > KEPT_BYTES and each != keep:
                each.unlink(missing_ok=True)
                each.with_suffix(".npz").unlink(missing_ok=True)
