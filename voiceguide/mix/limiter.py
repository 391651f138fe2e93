"""The limiter: keeps true peaks below a ceiling by a gain curve for each clip, solved before mixing.

The curve follows from the true peak of each 32 frames, which is kept with the clip. It looks ahead and back, so that
the gain glides and never clicks, and its reach is finite, so that any block can be rendered by itself.

`soften` is the safety net: what still exceeds the knee (peaks of bed, pacer and voice that coincide) is bent, sample by
sample, to stay below the ceiling.
"""

from __future__ import annotations

import numpy as np

from voiceguide.audio import Samples
from voiceguide.mix.envelope import lines
from voiceguide.speech.clip import PEAK_BLOCK

REACH = 12
"""Blocks (of 32 frames) that the gain takes to go down before a peak, and to come back after it: 9 ms, a period
of a low voice, so that it follows syllables and not single periods."""

KNEE = 0.96
"""Share of the ceiling above which `soften` bends samples."""

_SHAPE = np.hanning(2 * REACH + 1)[1:-1]
_MEAN = _SHAPE / _SHAPE.sum()  # weights of a gain's mean over its neighbours


def limiting_gains(peaks: Samples, ceiling: float) -> Samples | None:
    """The gains that hold a clip's true peaks at a ceiling.

    Args:
        peaks: float32, linear true peak of each `PEAK_BLOCK` frames, at the level at which the clip is mixed.
        ceiling: Highest true peak allowed, linear.

    Returns:
        float32, shape (blocks + 1,): gain at each block's edges, at most 1, to be interpolated linearly; or
        None when no peak is above the ceiling.
    """
    if not len(peaks) or float(peaks.max()) <= ceiling:
        return None
    wanted = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    # lowest gain needed within REACH blocks of each edge, then a mean over the same reach: every value in the mean
    # is low enough for the block, so the mean is, too
    lowest = _lowest(np.pad(wanted, 2 * REACH, constant_values=1.0), 2 * REACH)
    return np.convolve(lowest, _MEAN, mode="valid")[1 : len(peaks) + 2].astype(np.float32)


def _lowest(values: Samples, width: int) -> Samples:
    """The lowest of each `width` neighbours, found by doubling the width."""
    have = 1
    while have < width:
        step = min(have, width - have)
        values = np.minimum(values[:-step], values[step:])
        have += step
    return values


def gain_curve(edges: Samples, frames: int) -> Samples:
    """The gains of all `frames` of a clip, from those at its blocks' edges (see `limiting_gains`)."""
    return lines(edges, PEAK_BLOCK)[:frames]


def soften(block: Samples, ceiling: float) -> None:
    """Bend, in place, samples above the knee so that they stay below the ceiling; others stay unchanged."""
    knee = KNEE * ceiling
    if max(float(block.max(initial=0.0)), -float(block.min(initial=0.0))) <= knee:
        return
    over = np.abs(block) > knee
    room = ceiling - knee
    above = np.abs(block[over]) - knee
    block[over] = np.sign(block[over]) * (knee + room * np.tanh(above / room)).astype(np.float32)
