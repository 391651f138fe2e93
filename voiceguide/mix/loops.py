"""Beds: endless ambient sound as a pure function of the absolute sample.

Any block can be read from any thread, and the samples do not depend on how the sound is divided into blocks.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Protocol

import numpy as np

from voiceguide import loudness
from voiceguide.audio import Samples
from voiceguide.kweight import Energies
from voiceguide.mix.ambient_reader import STEP
from voiceguide.mix.tracks import Track
from voiceguide.units import gain


class Bed(Protocol):
    """An endless stereo sound at `units.RATE_HZ`. All methods may be called from any thread."""

    @property
    def name(self) -> str:
        """Its name in reports."""
        ...

    @property
    def lufs(self) -> float:
        """Integrated loudness of the whole; −inf for silence."""
        ...

    def block(self, start: int, frames: int) -> Samples:
        """The samples from absolute sample `start` on: float32, shape (frames × 2); the caller may change them."""
        ...

    def energy(self, start: int, count: int) -> Energies:
        """K-weighted sum of squares, both channels together, of `count` steps of 10 ms from step `start` on."""
        ...


class SilentBed:
    """The bed of a session without a bed."""

    name = "none"
    lufs = -math.inf

    def block(self, start: int, frames: int) -> Samples:  # noqa: ARG002
        """Silence."""
        return np.zeros((frames, 2), dtype=np.float32)

    def energy(self, start: int, count: int) -> Energies:  # noqa: ARG002
        """Zeros."""
        return np.zeros(count)


@dataclass(frozen=True, slots=True)
class Part:
    """A sound at a place in time, faded at both ends; all positions in samples, multiples of `STEP`.

    Attributes:
        start: Absolute place of its first sample.
        stop: One past its last.
        fade_in: Length of the rise at its start; 0 for none.
        fade_out: Length of the fall at its end; 0 for none.
        factor: Linear factor.
        read: From (start, frames) counted from the part's own start to samples the caller may change.
        energy: From (start, count) in steps from the part's own start to energies.
    """

    start: int
    stop: int
    fade_in: int
    fade_out: int
    factor: float
    read: Callable[[int, int], Samples]
    energy: Callable[[int, int], Energies]

    def fades(self, first: int, last: int, unit: int = 1) -> Iterator[tuple[slice, Samples]]:
        """The equal-power fades within [first, last), counted in `unit` samples from the part's start.

        Yields:
            The place within [first, last), and the factors there, float32.
        """
        length = (self.stop - self.start) // unit
        rise, fall = self.fade_in // unit, self.fade_out // unit
        for low, high in ((first, min(last, rise)), (max(first, length - fall), last)):
            if low < high:
                place = np.arange(low, high) + 0.5
                ratio = place / rise if low < rise else (length - place) / fall
                yield slice(low - first, high - first), np.sin(0.5 * np.pi * ratio).astype(np.float32)


def lay(parts: Iterable[Part], start: int, frames: int) -> Samples:
    """The sum of parts from sample `start` on: float32, shape (frames × 2)."""
    heard = [part for part in parts if part.start < start + frames and part.stop > start]
    if len(heard) == 1 and heard[0].start <= start and heard[0].stop >= start + frames:
        return _read(heard[0], start, start + frames)
    out = np.zeros((frames, 2), dtype=np.float32)
    for part in heard:
        begin, end = max(start, part.start), min(start + frames, part.stop)
        out[begin - start : end - start] += _read(part, begin, end)
    return out


def _read(part: Part, begin: int, end: int) -> Samples:
    """Samples of a part between two absolute samples, with its factor and fades applied."""
    piece = part.read(begin - part.start, end - begin)
    if part.factor != 1.0:
        piece *= np.float32(part.factor)
    for where, curve in part.fades(begin - part.start, end - part.start):
        for channel in range(2):
            piece[where, channel] *= curve
    return piece


def lay_energy(parts: Iterable[Part], start: int, count: int) -> Energies:
    """The energy of parts in `count` steps; sounds that overlap are taken as independent."""
    out = np.zeros(count)
    for part in parts:
        first, last = part.start // STEP, part.stop // STEP
        begin, end = max(start, first), min(start + count, last)
        if begin >= end:
            continue
        piece = part.energy(begin - first, end - begin) * part.factor**2
        for where, curve in part.fades(begin - first, end - first, STEP):
            piece[where] *= np.square(curve, dtype=np.float64)
        out[begin - start : end - start] += piece
    return out


def _energy_of(track: Track, first: int, count: int) -> Energies:
    return track.energy[first : first + count].astype(np.float64)


class PlaylistBed:
    """Tracks one after the other, cross-faded, the last into the first; a single track into itself.

    All tracks get the median loudness. The very first begins without a fade.

    Args:
        name: What it is called.
        tracks: At least one.
        crossfade_s: Length of the cross-fades; shorter where a track is shorter than three of them.
    """

    def __init__(self, name: str, tracks: Sequence[Track], crossfade_s: float) -> None:
        self.name = name
        self._tracks = tuple(tracks)
        wished = round(crossfade_s * 100) * STEP
        following = (*self._tracks[1:], self._tracks[0])
        self._fades = tuple(
            min(wished, track.frames // 3 // STEP * STEP, after.frames // 3 // STEP * STEP)
            for track, after in zip(self._tracks, following, strict=True)
        )
        lengths = [track.frames - fade for track, fade in zip(self._tracks, self._fades, strict=True)]
        self._starts = tuple(int(place) for place in np.cumsum([0, *lengths[:-1]]))
        self._lap = sum(lengths)
        middle = float(np.median([track.lufs for track in self._tracks]))
        self._factors = tuple(gain(max(-20.0, min(20.0, middle - track.lufs))) for track in self._tracks)

    def _parts(self, start: int, stop: int) -> Iterator[Part]:
        """The tracks that sound between two samples, lap by lap."""
        for lap in range(max(0, start // self._lap - 1), stop // self._lap + 1):
            for number, track in enumerate(self._tracks):
                begin = lap * self._lap + self._starts[number]
                fade_in = 0 if lap == number == 0 else self._fades[number - 1]
                end = begin + track.frames
                if begin < stop and end > start:
                    yield Part(
                        begin, end, fade_in, self._fades[number], self._factors[number], track.read,
                        partial(_energy_of, track),
                    )  # fmt: skip

    def block(self, start: int, frames: int) -> Samples:
        """See `Bed.block`."""
        return lay(self._parts(start, start + frames), start, frames)

    def energy(self, start: int, count: int) -> Energies:
        """See `Bed.energy`."""
        return lay_energy(self._parts(start * STEP, (start + count) * STEP), start, count)

    @cached_property
    def lufs(self) -> float:
        """See `Bed.lufs`."""
        return loudness.integrated_loudness(self.energy(self._lap // STEP, self._lap // STEP))


EVEN_LUFS = -30.0
"""Loudness of every bed in a sequence: a fixed one, so that no bed's level depends on the others in a session."""


class BedSequence:
    """Beds at different times, cross-faded, all at `EVEN_LUFS`.

    Args:
        spans: (bed, start, stop) in samples, each starting where the one before stops.
        crossfade_s: Length of the cross-fades, half on each side of a change.
    """

    def __init__(self, spans: Sequence[tuple[Bed, int, int]], crossfade_s: float) -> None:
        self.name = " → ".join(dict.fromkeys(bed.name for bed, _, _ in spans))
        self.lufs = EVEN_LUFS if any(bed.lufs > -math.inf for bed, _, _ in spans) else -math.inf
        edges = [round(start / STEP) * STEP for _, start, _ in spans] + [-(-spans[-1][2] // STEP) * STEP]
        reach = [0] * (len(spans) + 1)
        for n in range(1, len(spans)):
            shortest = min(edges[n] - edges[n - 1], edges[n + 1] - edges[n])
            reach[n] = min(round(crossfade_s * 50) * STEP, shortest // 2 // STEP * STEP)
        self._beds = tuple(bed for bed, _, _ in spans)
        self._parts = tuple(
            self._part(bed, edges[n] - reach[n], edges[n + 1] + reach[n + 1], 2 * reach[n], 2 * reach[n + 1])
            for n, (bed, _, _) in enumerate(spans)
        )

    def alone(self, start: int, stop: int) -> tuple[Bed, float] | None:
        """The bed and factor, if from `start` to `stop` only one bed sounds and is not faded; else None."""
        for bed, part in zip(self._beds, self._parts, strict=True):
            if part.start + part.fade_in <= start and stop <= part.stop - part.fade_out:
                return bed, part.factor
        return None

    def _part(self, bed: Bed, start: int, stop: int, fade_in: int, fade_out: int) -> Part:
        """A bed between two samples, as loud as all others."""
        factor = gain(EVEN_LUFS - bed.lufs) if bed.lufs > -math.inf else 1.0
        return Part(
            start, stop, fade_in, fade_out, factor,
            lambda first, frames: bed.block(start + first, frames),
            lambda first, count: bed.energy(start // STEP + first, count),
        )  # fmt: skip

    def block(self, start: int, frames: int) -> Samples:
        """See `Bed.block`; silence outside the spans."""
        return lay(self._parts, start, frames)

    def energy(self, start: int, count: int) -> Energies:
        """See `Bed.energy`."""
        return lay_energy(self._parts, start, count)
