"""Read any audio file as stereo 16 bit at `units.RATE_HZ`, block by block, and measure it on the way.

How pydub is used: every block becomes an `AudioSegment` of 32 bit (all 24 bits that a float sample
has), which sets up the channels (mono to stereo), measures the DC of each channel, and finds the
silence at both ends (`pydub.silence`). It does not open files or change rates: its opener needs an
installed ffmpeg, holds the whole file in memory and keeps 16 bit, and its rate converter interpolates
linearly; `voiceguide.audio` and soxr do both. It is imported only when a file is prepared.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voiceguide import audio
from voiceguide.audio import FULL_SCALE, Samples
from voiceguide.kweight import KFilter
from voiceguide.units import RATE_HZ

STEP = RATE_HZ // 100
"""Frames of one step of energy: 10 ms. Everything prepared is a whole number of steps."""

Pcm = NDArray[np.int16]
"""Samples of 16 bit, int16, shape (frames × 2)."""

_SILENCE_DBFS = -60.0


class AmbientReader:
    """Converted blocks of a file; iterating reads them.

    Args:
        blocks: The file's blocks, all of one form (`audio.blocks`).
        limit: Read no more than this many frames (a multiple of `STEP`), or all.
        mono: Put the mean of both channels into both, as for a mono file.

    Attributes:
        frames: How many have been read so far.
        energies: K-weighted energy of each 10 ms, both channels together, float32, one array for each block.
        kept: Share of the power that is left when the channels are added; 1 where nothing cancels, or in stereo.
    """

    def __init__(self, blocks: Iterator[audio.Audio], limit: int | None = None, *, mono: bool = False) -> None:
        self._blocks, self._limit, self._mono = blocks, limit, mono
        self._power, self._power_left = 0.0, 0.0
        self._filter = KFilter(2, RATE_HZ)
        self._sum = np.zeros(2)
        self.frames = 0
        self.energies: list[NDArray[np.float32]] = []

    @property
    def dc(self) -> Samples:
        """The mean of each channel so far."""
        return (self._sum / max(self.frames, 1)).astype(np.float32)

    @property
    def mono_share(self) -> float:
        """The share of the power that is left in mono; see the class."""
        return self._power_left / self._power if self._power > 0 else 1.0

    def __iter__(self) -> Iterator[Pcm]:
        """The samples, each block a whole number of steps; a last piece of less than a step is left out."""
        rest = np.zeros((0, 2), dtype=np.float32)
        for block in _resample(self._blocks):
            joined = np.concatenate([rest, self._to_mono(_as_stereo(block))])
            whole = len(joined) // STEP * STEP
            if self._limit is not None:
                whole = min(whole, self._limit - self.frames)
            rest = joined[whole:]
            if whole:
                yield self._measure(joined[:whole])
            if self._limit is not None and self.frames >= self._limit:
                return

    def _to_mono(self, stereo: Samples) -> Samples:
        """The samples as they are, or in mono the mean of both channels in both."""
        if not self._mono:
            return stereo
        mean = 0.5 * (stereo[:, 0] + stereo[:, 1])
        self._power += float(np.square(stereo).sum(dtype=np.float64))
        self._power_left += 2.0 * float(np.square(mean).sum(dtype=np.float64))
        return np.stack([mean, mean], axis=1)

    def _measure(self, samples: Samples) -> Pcm:
        """Measure samples and round them to 16 bit."""
        samples = np.clip(samples, -1.0, 1.0 - 1.0 / FULL_SCALE)  # as 16 bit can hold: a float file may exceed ±1
        segment = _segment(samples)
        self._sum += [segment.get_dc_offset(channel) * len(samples) for channel in (1, 2)]
        energy = np.square(self._filter.push(samples.T)).sum(axis=0).reshape(-1, STEP).sum(axis=1)
        self.energies.append(energy.astype(np.float32))
        self.frames += len(samples)
        return np.asarray(np.rint(samples * FULL_SCALE), dtype=np.int16)


def _resample(blocks: Iterator[audio.Audio]) -> Iterator[Samples]:
    """The blocks with one or two channels at `RATE_HZ`."""
    import soxr

    stream: Any = None
    pair = np.zeros((0, 1), dtype=np.float32)
    for block in blocks:
        pair = np.ascontiguousarray(_front_pair(block.samples))
        if block.rate_hz == RATE_HZ:
            yield pair
            continue
        stream = stream or soxr.ResampleStream(block.rate_hz, RATE_HZ, pair.shape[1], dtype="float32", quality="VHQ")
        yield stream.resample_chunk(pair)
    if stream is not None:
        yield stream.resample_chunk(pair[:0], last=True)


_SURROUND = {3: "LRC", 4: "LRlr", 5: "LRClr", 6: "LRC-lr", 7: "LRC-Clr", 8: "LRC-lrlr"}
"""Order of channels in files of three to eight: L and R, C in both, l and r behind, - (bass) left out."""


def _front_pair(samples: Samples) -> Samples:
    """At most two channels: more are mixed to left and right by the usual positions of their loudspeakers."""
    channels = samples.shape[1]
    if channels <= 2:
        return samples
    order = _SURROUND.get(channels, "LR" * (channels // 2 + 1))[:channels]
    left = np.array([{"L": 1.0, "C": 0.7071, "l": 0.7071}.get(place, 0.0) for place in order])
    right = np.array([{"R": 1.0, "C": 0.7071, "r": 0.7071}.get(place, 0.0) for place in order])
    matrix = np.stack([left / left.sum(), right / right.sum()], axis=1)
    return np.asarray(samples @ matrix, dtype=np.float32)


def _as_stereo(samples: Samples) -> Samples:
    """One or two channels as two, by pydub."""
    if samples.shape[1] == 2 or not len(samples):
        return samples if samples.shape[1] == 2 else np.zeros((0, 2), dtype=np.float32)
    wide = np.frombuffer(_segment(samples).set_channels(2).raw_data, dtype=np.int32).reshape(-1, 2)
    return np.asarray(wide * (1.0 / 2**31), dtype=np.float32)


def _segment(samples: Samples) -> Any:
    """Samples as an `AudioSegment` of 32 bit."""
    whole = np.clip(samples.astype(np.float64) * 2**31, -(2**31), 2**31 - 1).astype(np.int32)
    return audio.pydub_segment()(data=whole.tobytes(), sample_width=4, frame_rate=RATE_HZ, channels=samples.shape[1])


def silent_steps(samples: Samples, *, at_end: bool) -> int:
    """How many steps of 10 ms at the start (or the end) are silent: below −60 dBFS."""
    segment = _segment(samples)
    from pydub.silence import detect_leading_silence

    found_ms = detect_leading_silence(
        segment.reverse() if at_end else segment, silence_threshold=_SILENCE_DBFS, chunk_size=10
    )
    return min(int(found_ms) // 10, len(samples) // STEP)
