"""Synthesise the earcons: soft bells, each with one meaning.

Each sound is always the same, exactly as long as `EARCON_SECONDS` says, at a known loudness. Nobody must be startled
(attack ≥ 100 ms), and earcons must differ by rhythm and pitch alone:

| earcon      | heard as                                        |
|-------------|-------------------------------------------------|
| stroke      | one note                                        |
| side        | two notes, the second higher, moving across     |
| region      | three notes, rising                             |
| tick        | one short high note: the next spot              |
| chime       | one low chord that rings                        |
| end         | three equal deep bells, and a long ring         |
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voiceguide import loudness
from voiceguide.audio import Samples
from voiceguide.mix.tuning import pitch_hz
from voiceguide.script.lines import EARCON_SECONDS, Earcon
from voiceguide.units import RATE_HZ, gain, to_samples

EARCON_LUFS = -23.0
"""Loudest 400 ms of every earcon, in LUFS; the mix sets its level from it."""

EARCON_PEAK = 0.2
"""No sample of an earcon is higher than this, linear."""

ATTACK_S = 0.18
"""Seconds that each note takes to reach its full level."""

_PARTIALS = ((1.0, 1.0, 1.0), (2.0, 0.28, 0.7), (2.76, 0.10, 0.45), (4.07, 0.04, 0.3))
"""A soft bell: (frequency ratio, level, decay time against the first partial's)."""

_AT_ONCE = 512
_INAUDIBLE_AFTER = 12.0  # decay times: 104 dB


@dataclass(frozen=True, slots=True)
class _Note:
    """One bell of an earcon.

    Attributes:
        name: Its pitch.
        at_s: When it starts, in seconds.
        decay_s: Time in which its first partial falls by 8.7 dB (1/e).
        level: Linear.
        pan: −1 left to 1 right.
    """

    name: str
    at_s: float
    decay_s: float
    level: float = 1.0
    pan: float = 0.0


_NOTES: dict[Earcon, tuple[_Note, ...]] = {
    Earcon.STROKE: (_Note("A4", 0.0, 0.35),),
    Earcon.SIDE: (_Note("F#4", 0.0, 0.40, pan=-0.5), _Note("B4", 0.55, 0.40, pan=0.5)),
    Earcon.REGION: (_Note("D4", 0.0, 0.5), _Note("F#4", 0.5, 0.5), _Note("A4", 1.0, 0.5)),
    Earcon.TICK: (_Note("E5", 0.0, 0.12),),
    Earcon.CHIME: (_Note("D4", 0.0, 0.8), _Note("A4", 0.0, 0.7, 0.6, -0.25), _Note("E5", 0.0, 0.5, 0.25, 0.25)),
    Earcon.END: tuple(
        note
        for at_s, ring_s in ((0.0, 1.1), (2.2, 1.1), (4.4, 1.5))
        for note in (
            _Note("D3", at_s, ring_s, 0.5), _Note("D4", at_s, ring_s), _Note("A4", at_s, ring_s * 0.7, 0.35),
        )
    ),
}  # fmt: skip


def _spiral(decay_s: float, hz: float, frames: int) -> NDArray[np.complex64]:
    """exp((−1/decay + 2πi hz) t), computed as products of few powers: sines would take ten times as long."""
    step = (-1.0 / decay_s + 2j * np.pi * hz) / RATE_HZ
    fine = np.exp(step * np.arange(_AT_ONCE)).astype(np.complex64)
    coarse = np.exp(step * _AT_ONCE * np.arange(-(-frames // _AT_ONCE))).astype(np.complex64)
    return np.asarray((coarse[:, np.newaxis] * fine).reshape(-1)[:frames])


def _shimmer(ratio: float, level: float, frames: int) -> Samples:
    """How loud a partial is at each sample: two close modes, as in a real bowl."""
    return np.asarray(level + level * 0.12 * _spiral(math.inf, 0.9 + 0.4 * ratio, frames).imag)


def _bell(note: _Note, frames: int, shimmers: Sequence[Samples]) -> Samples:
    """The sound of one note, mono, `frames` long; its partials are as loud as `shimmers` say."""
    sound = np.zeros(frames, dtype=np.float32)
    for (ratio, _, decay), shimmer in zip(_PARTIALS, shimmers, strict=True):
        decay_s = note.decay_s * decay
        heard = min(frames, to_samples(_INAUDIBLE_AFTER * decay_s))
        sound[:heard] += shimmer[:heard] * _spiral(decay_s, pitch_hz(note.name) * ratio, heard).imag
    attack = min(frames, to_samples(ATTACK_S))
    sound[:attack] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(attack) / to_samples(ATTACK_S))
    return sound * np.float32(note.level)


@lru_cache(maxsize=len(Earcon))
def earcon(kind: Earcon) -> Samples:
    """The sound of one earcon.

    Returns:
        float32, shape (frames × 2), read-only, `EARCON_SECONDS[kind]` long at `RATE_HZ`; its first and last
        samples are 0 and its loudest 400 ms read `EARCON_LUFS`.
    """
    frames = to_samples(EARCON_SECONDS[kind])
    sound = np.zeros((frames, 2), dtype=np.float32)
    shimmers = [_shimmer(ratio, level, frames) for ratio, level, _ in _PARTIALS]
    for note in _NOTES[kind]:
        first = to_samples(note.at_s)
        angle = (note.pan + 1.0) * np.pi / 4.0
        bell = _bell(note, frames - first, shimmers)
        for channel, factor in enumerate((math.cos(angle), math.sin(angle))):
            sound[first:, channel] += bell * np.float32(factor)
    tail = frames // 3
    sound[frames - tail :] *= (0.5 + 0.5 * np.cos(np.pi * np.arange(1, tail + 1) / tail))[:, np.newaxis]
    return at_loudness(sound, loudest_of(sound))


def loudest_of(sound: Samples) -> float:
    """Loudest 400 ms of a sound with two channels, in LUFS."""
    energy = loudness.k_energy(sound[:, 0]) + loudness.k_energy(sound[:, 1])
    return float(loudness.momentary(energy).max())


def at_loudness(sound: Samples, loudest_lufs: float, most: float = math.inf) -> Samples:
    """A sound as loud as all earcons, read-only; its gain is at most `most`."""
    level = (sound * min(gain(EARCON_LUFS - loudest_lufs), most)).astype(np.float32)
    level.setflags(write=False)
    return level
