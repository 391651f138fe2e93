"""The picture behind the title: a sky, a low light, and ridges one behind the other, like hills or water.

Pixels are uint8 of shape (rows × columns × 3). They are painted in bands of rows to save memory, and with plain
arithmetic only, so that every machine paints the same.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voiceguide.export.cover.palette import RGB, Palette, mix

Pixels = NDArray[np.uint8]
_Floats = NDArray[np.float32]

_BAND = 70  # rows painted at once
_HORIZON = 0.54  # where the farthest ridge lies, as a share of the height


@dataclass(frozen=True, slots=True)
class _Ridge:
    """One ridge: its line (row of the edge at each column), and its colours at the edge and below."""

    line: _Floats
    edge: RGB
    foot: RGB
    fade: float


@dataclass(frozen=True, slots=True)
class _Disc:
    """The sun or moon: middle and radius in pixels."""

    column: float
    row: float
    radius: float


def paint(size: int, palette: Palette, source: random.Random) -> Pixels:
    """A square picture of `size` pixels."""
    ridges = _ridges(size, palette, source)
    disc = _Disc(
        column=size * source.uniform(0.5, 0.86),
        row=size * source.uniform(0.5, 0.56),
        radius=size * source.uniform(0.05, 0.1),
    )
    picture = np.empty((size, size, 3), np.uint8)
    grain = _grain(source)
    for top in range(0, size, _BAND):
        rows = np.arange(top, min(size, top + _BAND), dtype=np.float32)[:, None]
        band = _band(rows, size, palette, disc, ridges)
        noise = np.tile(grain, (2, size // grain.shape[1] + 1))[: len(rows), :size]
        for channel, layer in enumerate(band):
            picture[top : top + len(rows), :, channel] = np.clip(layer * 255 + noise, 0, 255).astype(np.uint8)
    return picture


def _band(rows: _Floats, size: int, palette: Palette, disc: _Disc, ridges: list[_Ridge]) -> _Floats:
    """Some rows of the picture, float32 0–1, shape (3 × rows × columns): the layers seen there, from far to near."""
    covering = [index for index, ridge in enumerate(ridges) if rows[0, 0] - ridge.line.max() > 1]
    first = covering[-1] if covering else 0
    band = _sky(rows, size, palette, disc) if not covering else np.zeros((3, len(rows), size), np.float32)
    for ridge in ridges[first:]:
        below = rows - ridge.line[None, :]
        if below.max() <= -1:
            continue
        depth = np.clip(below / (ridge.fade * size), 0, 1)
        depth = depth * (2 - depth)
        cover = np.clip(below + np.float32(0.5), 0, 1)
        for layer, edge, foot in zip(band, _row(ridge.edge), _row(ridge.foot), strict=True):
            np.add(layer, cover * (edge + depth * (foot - edge) - layer), out=layer)
    return band


def _sky(rows: _Floats, size: int, palette: Palette, disc: _Disc) -> _Floats:
    """Some rows of the sky with the disc and its glow, float32 0–1, shape (3 × rows × columns)."""
    height = np.clip(rows / np.float32(size * (_HORIZON + 0.08)), 0, 1)
    steps = np.array([mix(*palette.sky, (step / 32) ** 2.4) for step in range(33)], np.float32)
    place = height[:, 0] * 32
    low = np.minimum(place.astype(np.int64), 31)
    share = (place - low)[:, None]
    rising = steps[low] * (1 - share) + steps[low + 1] * share
    sky: _Floats = np.repeat(rising.T[:, :, None], size, axis=2)
    columns = np.arange(size, dtype=np.float32)[None, :]
    away = (columns - np.float32(disc.column)) ** 2 + (rows - np.float32(disc.row)) ** 2
    glow = 1 / (1 + away / np.float32((0.16 * size) ** 2)) ** 2
    inside = np.clip(np.float32(disc.radius) - np.sqrt(away) + np.float32(0.5), 0, 1)
    share = np.maximum(glow * np.float32(0.55), inside * np.float32(0.94))
    for layer, light in zip(sky, _row(palette.light), strict=True):
        np.add(layer, share * (light - layer), out=layer)
    return sky


def _ridges(size: int, palette: Palette, source: random.Random) -> list[_Ridge]:
    """From far to near: lower, steeper and darker; each fades into mist toward its foot."""
    count = source.randint(5, 8)
    calm = source.uniform(0.6, 1.3)
    ridges = []
    for index in range(count):
        near = index / (count - 1)
        base = _HORIZON + 0.035 + (0.93 - _HORIZON - 0.035) * near**1.15
        swing = (0.018 + 0.04 * near) * calm
        edge = mix(palette.far, palette.near, near**0.9)
        mist = mix(edge, mix(palette.sky[1], palette.far, 0.35), 0.5 * (1 - near) + 0.08)
        ridges.append(_Ridge(_line(size, base, swing, source), edge, mist, 0.13 + 0.12 * near))
    return ridges


def _line(size: int, base: float, swing: float, source: random.Random) -> _Floats:
    """A soft wave across the picture: a few slow sines, as rows at 1/64 pixel."""
    waves = [
        (swing / (1 + 0.9 * number), source.uniform(0.55, 0.95) * (1 + number), source.uniform(0, math.tau))
        for number in range(4)
    ]
    columns, line = np.arange(size), np.zeros(size)
    for height, turns, phase in waves:  # by `math.sin`, as NumPy's sine depends on the processor
        angles = math.tau * turns * columns / size + phase
        line += height * np.array([math.sin(angle) for angle in angles.tolist()])
    line = size * (base + line)
    return (np.round(line * 64) / 64).astype(np.float32)


def _grain(source: random.Random) -> _Floats:
    """A tile of fine noise around 0.5, which hides the steps of a slow gradient."""
    noise = np.frombuffer(source.randbytes(_BAND * 350 * 2), np.uint8).astype(np.float32)
    tile: _Floats = ((noise[::2] - noise[1::2]) / np.float32(255) + np.float32(0.5)).reshape(_BAND, 350)
    return tile


def _row(colour: RGB) -> _Floats:
    return np.array(colour, np.float32)
