"""Measure the seam of a loop: whether its end continues in its beginning.

Three measurements of the join are compared with what is usual within the sound itself, because a step that nobody hears
in rain is a click in a drone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voiceguide.audio import Samples

CLICK_LIMIT_DB = 3.0
"""A join may be this much sharper than the sharpest millisecond around it."""

LEVEL_LIMIT_DB = 3.0
"""The level may change this much at a join, or as much as it does anyway."""

SPECTRUM_LIMIT_DB = 3.0
"""The spectrum may change this much at a join (mean of its bands), or as much as it does anyway."""

_WINDOW_S = 0.2
_SHARP_FRAMES = 32
_BANDS_HZ = np.geomspace(60.0, 12_000.0, 13)


@dataclass(frozen=True, slots=True)
class Seam:
    """The measurements of a join.

    Attributes:
        click_db: Sharpness (second difference) of the 32 samples at the join against the sharpest around.
        level_db: Change of level from the 200 ms before to the 200 ms after.
        usual_level_db: The largest such change but 2 % elsewhere.
        spectrum_db: Mean change of the bands' levels, likewise.
        usual_spectrum_db: The largest such change but 2 % elsewhere.
    """

    click_db: float
    level_db: float
    usual_level_db: float
    spectrum_db: float
    usual_spectrum_db: float

    @property
    def faults(self) -> tuple[str, ...]:
        """The audible faults, in words; empty for a clean join."""
        found = []
        if self.click_db > CLICK_LIMIT_DB:
            found.append(f"a click ({self.click_db:.1f} dB sharper than anything near it)")
        if self.level_db > max(LEVEL_LIMIT_DB, 1.5 * self.usual_level_db):
            found.append(f"a jump of the level by {self.level_db:.1f} dB")
        if self.spectrum_db > max(SPECTRUM_LIMIT_DB, 1.5 * self.usual_spectrum_db):
            found.append(f"a change of sound ({self.spectrum_db:.1f} dB between its bands)")
        return tuple(found)


def measure_seam(tail: Samples, head: Samples, rate_hz: int) -> Seam:
    """Measure the join from the end of a loop to its beginning.

    Args:
        tail: The last seconds, shape (frames × channels); at least 1 s.
        head: The first seconds, likewise.
        rate_hz: Sample rate in Hz.
    """
    joined = np.concatenate([tail, head]).astype(np.float64)
    window = round(_WINDOW_S * rate_hz)
    levels = _band_levels(joined[len(tail) % window :], window, rate_hz)
    join = len(tail) // window  # the window that starts at the join
    totals = 10.0 * np.log10(np.sum(10.0 ** (levels / 10.0), axis=1))
    level_steps = np.abs(np.diff(totals))
    band_steps = np.abs(np.diff(levels, axis=0)).mean(axis=1)
    elsewhere = np.arange(len(level_steps)) != join - 1
    return Seam(
        click_db=_click_db(joined, len(tail), rate_hz),
        level_db=float(level_steps[join - 1]),
        usual_level_db=float(np.percentile(level_steps[elsewhere], 98)),
        spectrum_db=float(band_steps[join - 1]),
        usual_spectrum_db=float(np.percentile(band_steps[elsewhere], 98)),
    )


def _click_db(joined: NDArray[np.float64], join: int, rate_hz: int) -> float:
    """How much sharper the join is than the sharpest place within half a second."""
    reach = min(join, len(joined) - join, rate_hz // 2) // _SHARP_FRAMES * _SHARP_FRAMES
    near = joined[join - reach : join + reach]
    bend = np.square(np.diff(near, 2, axis=0, prepend=near[:1], append=near[-1:])).sum(axis=1)
    half = _SHARP_FRAMES // 2
    sharp = bend[half:-half].reshape(-1, _SHARP_FRAMES).sum(axis=1)
    middle = len(sharp) // 2
    around = np.delete(sharp[1:-1], middle - 1)
    return float(10.0 * np.log10((sharp[middle] + 1e-18) / (around.max() + 1e-18)))


def _band_levels(joined: NDArray[np.float64], window: int, rate_hz: int) -> NDArray[np.float64]:
    """Level in dB of each band (columns) in each window (rows), all channels together."""
    count = len(joined) // window
    frames = joined[: count * window].reshape(count, window, -1) * np.hanning(window)[:, np.newaxis]
    power = np.square(np.abs(np.fft.rfft(frames, axis=1))).sum(axis=2)
    hz = np.fft.rfftfreq(window, 1 / rate_hz)
    edges = np.searchsorted(hz, _BANDS_HZ[rate_hz / 2 > _BANDS_HZ])
    sums = np.add.reduceat(power, edges, axis=1)[:, :-1] / window**2
    return np.asarray(10.0 * np.log10(sums + 1e-11))
