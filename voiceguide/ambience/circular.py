"""Synthesis of loops without a seam: every sound made here continues at its end with its own beginning.

Such a loop needs no cross-fade. Noise is made from a spectrum (each of its components fits a whole
number of times into the loop), slow movements are sums of such components, and an event that lasts
past the end goes on at the start.

Sounds are float64 rows, shape (frames,), or (2 × frames) for left and right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voiceguide.units import RATE_HZ

Row = NDArray[np.float64]
"""One channel of a loop, or a movement along it: float64, shape (frames,)."""

Pair = NDArray[np.float64]
"""Left and right of a loop: float64, shape (2 × frames)."""

GRAIN = 56_448
"""Every loop is a multiple of this many samples (1.28 s): whole MP3 frames (1152) and whole 10 ms steps (441)."""

CONTROL_HZ = 75
"""Rate of slow movements before they are stretched to samples, in Hz."""


COARSE = 6
"""Sounds below 3 kHz are made at the sample rate divided by this, and so six times as fast."""


@dataclass(frozen=True, slots=True)
class Circle:
    """A loop's length and its source of randomness.

    Attributes:
        frames: Length in samples; at `RATE_HZ` a multiple of `GRAIN`.
        random: Everything random in this loop comes from here, in order.
        rate_hz: Samples for each second.
    """

    frames: int
    random: np.random.Generator
    rate_hz: int = RATE_HZ

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.frames / self.rate_hz

    @property
    def hz(self) -> Row:
        """The frequencies that fit into the loop, from 0 to half the sample rate."""
        return np.asarray(np.fft.rfftfreq(self.frames, 1 / self.rate_hz), dtype=np.float64)

    @property
    def coarse(self) -> Circle:
        """The same loop at a sixth of the rate; `to_full_rate` converts sounds made on it."""
        return Circle(self.frames // COARSE, self.random, self.rate_hz // COARSE)


def to_full_rate(pair: Pair) -> Pair:
    """Sound of a coarse circle at the full rate."""
    frames = pair.shape[1] * COARSE
    return np.asarray(np.fft.irfft(np.fft.rfft(pair, axis=1), frames, axis=1) * COARSE, dtype=np.float64)


def noise(circle: Circle, response: Callable[[Row], Row]) -> Row:
    """Gaussian noise with a given spectrum.

    Args:
        circle: The loop.
        response: Function from frequencies in Hz to amplitudes (linear; 1 gives white noise of RMS 1).
    """
    bins = circle.frames // 2 + 1
    spectrum = circle.random.standard_normal(2 * bins).view(np.complex128)
    spectrum *= response(circle.hz) * np.sqrt(circle.frames / 2.0)
    spectrum[0] = spectrum[-1] = 0.0
    return np.asarray(np.fft.irfft(spectrum, circle.frames), dtype=np.float64)


def stereo_noise(circle: Circle, response: Callable[[Row], Row], width: float) -> Pair:
    """Noise in two channels of the same spectrum and loudness.

    Args:
        circle: The loop.
        response: See `noise`.
        width: 0 for two equal channels, 1 for two independent ones; the correlation is (1 − w²) / (1 + w²),
            never negative, so that nothing is lost in mono.
    """
    middle, side = noise(circle, response), noise(circle, response) * width
    return np.asarray(np.stack([middle + side, middle - side]) / np.sqrt(1.0 + width * width))


def movement(circle: Circle, slowest_s: float, fastest_s: float, tilt: float = 1.0) -> Row:
    """A slow random curve around the loop, without a seam: mean 0, RMS 1.

    Args:
        circle: The loop.
        slowest_s: Longest period in it, in seconds.
        fastest_s: Shortest period in it, in seconds, at least 0.05.
        tilt: How much slower parts outweigh faster ones: amplitude ∝ frequency^−tilt.
    """
    steps = circle.frames * CONTROL_HZ // circle.rate_hz
    count = np.arange(steps // 2 + 1)
    period_s = circle.seconds / np.maximum(count, 1)
    inside = (count > 0) & (period_s <= slowest_s) & (period_s >= fastest_s)
    if not inside.any():
        inside = count == max(1, round(circle.seconds / slowest_s))
    spectrum = circle.random.standard_normal(len(count)) + 1j * circle.random.standard_normal(len(count))
    spectrum *= np.where(inside, np.maximum(count, 1.0) ** -tilt, 0.0)
    curve = np.fft.irfft(spectrum, steps)
    return stretch_curve(curve / curve.std(), circle.frames)


def stretch_curve(curve: Row, frames: int) -> Row:
    """A circular curve interpolated to `frames` samples (cubic, Catmull–Rom).

    Args:
        curve: Points whose number divides `frames`.
        frames: Length of the result in samples.
    """
    x = np.arange(frames // len(curve)) * (len(curve) / frames)
    weights = 0.5 * np.stack(
        [-x + 2 * x**2 - x**3, 2 - 5 * x**2 + 3 * x**3, x + 4 * x**2 - 3 * x**3, x**3 - x**2]
    )  # weights of the points before, at, after and two after a sample
    points = np.stack([np.roll(curve, shift) for shift in (1, 0, -1, -2)], axis=1)
    return np.asarray(points @ weights, dtype=np.float64).reshape(-1)


def unit(curve: Row) -> Row:
    """A movement mapped smoothly to 0…1 (logistic function)."""
    return np.asarray(1.0 / (1.0 + np.exp(-1.6 * curve)))


def add(loop: Row, at: int, event: Row) -> None:
    """Add an event to a channel; what lasts past the end goes on at the start."""
    frames = len(loop)
    at %= frames
    while len(event):
        fitting = min(len(event), frames - at)
        loop[at : at + fitting] += event[:fitting]
        event, at = event[fitting:], 0


def scatter(circle: Circle, rate: Row, kernels: list[Row], spread: float, pan: float) -> Pair:
    """Many small events at random times, each a copy of a kernel at a random place between left and right.

    Args:
        circle: The loop.
        rate: Expected events per second along the loop, shape (frames,).
        kernels: Sounds of an event; each event takes one at random.
        spread: Standard deviation of the events' levels, in dB.
        pan: How far they lie apart, 0 to 1.
    """
    times = _poisson(circle, rate)
    which = circle.random.integers(len(kernels), size=len(times))
    levels = 10.0 ** (spread * circle.random.standard_normal(len(times)) / 20.0)
    angles = (1.0 + pan * circle.random.uniform(-1.0, 1.0, len(times))) * np.pi / 4.0
    gains = np.stack([levels * np.cos(angles), levels * np.sin(angles)], axis=1)[:, :, np.newaxis]
    longest = max(len(kernel) for kernel in kernels)
    line = np.zeros((2, circle.frames + longest))
    for at, number, gain in zip(times.tolist(), which.tolist(), gains, strict=True):
        line[:, at : at + len(kernels[number])] += gain * kernels[number]
    line[:, :longest] += line[:, circle.frames :]
    return line[:, : circle.frames]


def _poisson(circle: Circle, rate: Row) -> NDArray[np.int64]:
    """Random times, in samples, of events with an expected density of `rate` per second."""
    expected = np.cumsum(rate) / circle.rate_hz
    count = circle.random.poisson(expected[-1])
    places = np.sort(circle.random.uniform(0.0, expected[-1], count))
    return np.searchsorted(expected, places).clip(0, circle.frames - 1)


_STEADY = 0.88


def lines(circle: Circle, partials: list[tuple[float, float, float]]) -> Row:
    """A sustained, lively tone: each partial is a steady tone with a narrow band of noise, like many players.

    Most of a partial's power is steady, so that it fluctuates but never fades away.

    Args:
        circle: The loop.
        partials: (frequency in Hz, RMS level, width in Hz) of each.
    """
    spectrum = np.zeros(circle.frames // 2 + 1, dtype=np.complex128)
    for hz, level, width_hz in partials:
        middle, reach = hz * circle.seconds, max(2.0, 4.0 * width_hz * circle.seconds)
        low, high = max(1, round(middle - reach)), min(len(spectrum), round(middle + reach) + 1)
        bins = np.arange(low, high)
        shape = np.exp(-0.5 * ((bins - middle) / max(0.6, width_hz * circle.seconds)) ** 2)
        random = circle.random.standard_normal((2, len(bins)))
        band = shape * (random[0] + 1j * random[1])
        band *= np.sqrt((1.0 - _STEADY) / np.sum(np.abs(band) ** 2))
        band[np.argmin(np.abs(bins - middle))] += np.sqrt(_STEADY) * np.exp(2j * np.pi * circle.random.random())
        spectrum[low:high] += band * (level * circle.frames / np.sqrt(2.0))
    return np.asarray(np.fft.irfft(spectrum, circle.frames), dtype=np.float64)
