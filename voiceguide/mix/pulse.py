"""The shape of one pacer pulse: how it follows the hands, and how that sounds in each style.

The sound is mono and silent at both ends; `voiceguide.mix.pacer` places and pans it.

The *height* of a pulse is 0 where the hands rest and 1 where they press most. It rises through
PRESS, stays in HOLD and falls through RETURN. A style turns height into sound so that rising and
falling differ by more than loudness: up, the sound gets brighter and its pitch bends upward; down, it
gets darker sooner and bends downward. A hold ends with a soft, lower release sound.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voiceguide.audio import Samples
from voiceguide.mix.tuning import pitch_hz
from voiceguide.routine.model import Phase, Role
from voiceguide.settings import PacerStyle
from voiceguide.units import RATE_HZ, to_samples

Curve = NDArray[np.float32] | NDArray[np.float64]
Phases = tuple[Phase, ...]

SHORTEST_RISE = to_samples(0.1)
"""No sound rises from silence to its full height in fewer samples, so that nobody is startled."""

_BLOCK = 1 << 15
"""A pulse is computed in blocks of this many samples: a long one at once would take 60 MB."""

_HOLD_RISE = to_samples(1.2)
_FALL = to_samples(0.6)
_DIP_HEIGHT = 0.3
_RELEASE_FRAMES = to_samples(1.3)
_RELEASE_HOLD = to_samples(2.0)
"""A hold shorter than this has no release sound: it would only blur the rhythm."""


@dataclass(frozen=True, slots=True)
class _Move:
    """A movement of the pulse to `height` within `frames`."""

    frames: int
    height: float


def _reachable(frames: int) -> float:
    """The height that can be reached in `frames` without rising too fast."""
    return min(1.0, frames / SHORTEST_RISE)


def _moves(phases: Phases) -> list[_Move]:
    """The movements of a pulse; they fill its time and end at 0."""
    moves: list[_Move] = []
    height = 0.0
    for number, phase in enumerate(phases):
        role, frames = phase.role, phase.frames
        last = number == len(phases) - 1
        ending = min(_FALL, frames // 2) if last else 0
        ring = _RELEASE_FRAMES - _FALL if last and role is Role.HOLD and frames >= _RELEASE_HOLD else 0
        stay = frames - ending - ring
        if role is Role.PRESS:
            dip = min(_FALL, stay // 3) if height > _DIP_HEIGHT else 0
            moves += [_Move(dip, _DIP_HEIGHT)] if dip else []
            height = _reachable(stay - dip)
            moves.append(_Move(stay - dip, height))
        elif role is Role.HOLD:
            rise = min(_HOLD_RISE, stay // 2) if height < _DIP_HEIGHT else stay
            height = _reachable(rise) if height < _DIP_HEIGHT else height
            moves += [_Move(rise, height), _Move(stay - rise, height)]
        else:
            fall = frames if role is Role.RETURN else min(_FALL, frames)
            moves += [_Move(fall, 0.0), _Move(frames - fall, 0.0)]
            height = 0.0
            continue
        moves += [_Move(ending, 0.0), _Move(ring, 0.0)]
    return [move for move in moves if move.frames > 0]


def heights(phases: Phases, closing: int = 2) -> tuple[Curve, Curve]:
    """The height of a pulse at each sample, and how open (bright) its colour is.

    Every movement is half a cosine, so nothing starts, turns or ends abruptly. The colour opens with the
    height and closes sooner.

    Args:
        phases: What the hands do, in order.
        closing: How much sooner it closes: a power of the height, 1 or more.

    Returns:
        Two float32 arrays, shape (frames,), from 0 to 1.
    """
    frames = sum(phase.frames for phase in phases)
    height, colour = np.zeros(frames, dtype=np.float32), np.zeros(frames, dtype=np.float32)
    at, before = 0, 0.0
    for move in _moves(phases):
        furthest = move.frames / SHORTEST_RISE  # phases may be too short for a movement without a click
        after = before + max(-furthest, min(furthest, move.height - before))
        for first in range(0, move.frames, _BLOCK):
            place = np.arange(first, min(first + _BLOCK, move.frames))
            ease = 0.5 - 0.5 * np.cos((np.pi * (place + 0.5) / move.frames).astype(np.float32))
            sooner = 1.0 - (1.0 - ease) ** closing if after < before else ease
            height[at + place[0] : at + place[-1] + 1] = before + (after - before) * ease
            colour[at + place[0] : at + place[-1] + 1] = before + (after - before) * sooner
        at, before = at + move.frames, after
    if before > 0:
        end = min(SHORTEST_RISE, frames)
        fade = 0.5 + 0.5 * np.cos(np.pi * (np.arange(end) + 0.5) / end)
        height[frames - end :] *= fade
        colour[frames - end :] *= fade
    return height, colour


_EARLY = 0.75


def _open(height: Curve, threshold: float) -> Curve:
    """How far a partial that enters at `threshold` is open: smooth from 0 there to 1 at full height.

    A partial with threshold 0 rises sooner, so that people hear at once where a pulse begins.
    """
    x = np.clip((height - threshold) / (1.0 - threshold), 0.0, 1.0)
    return np.asarray(x * x * (3.0 - 2.0 * x) if threshold > 0 else x**_EARLY)


def sine(turns: Curve) -> Samples:
    """The sine of an angle in turns, exact to -130 dB; single precision is enough for the fraction of a turn."""
    return np.asarray(np.sin((turns - np.rint(turns)).astype(np.float32) * np.float32(2.0 * np.pi)))


_SWELL_CHORD = (("D3", 1.0, 0.0), ("A3", 0.55, 0.2), ("D4", 0.42, 0.35), ("F#4", 0.2, 0.6))


def _swell(phases: Phases) -> Curve:
    """A warm chord that opens from its root and closes again."""
    height, colour = heights(phases)
    sound, turned = np.empty(len(height), dtype=np.float32), 0.0
    for at in range(0, len(height), _BLOCK):
        high, opened = height[at : at + _BLOCK], colour[at : at + _BLOCK]
        bend = np.exp2((high + 2.5 * opened - 3.5) / 12.0)  # up by about three semitones; down sooner
        turns = turned + np.cumsum(bend.astype(np.float64)) / RATE_HZ  # of a tone of 1 Hz: all partials bend alike
        sound[at : at + _BLOCK] = sum(
            level * _open(opened, threshold) * sine(pitch_hz(name) * turns) for name, level, threshold in _SWELL_CHORD
        )
        turned = float(turns[-1])
    return sound


_BREATH_BANDS = ((190.0, 0.0), (380.0, 0.3), (760.0, 0.55))
_BREATH_LOOP = 1 << 19


@lru_cache(maxsize=len(_BREATH_BANDS))
def _airband(centre_hz: float) -> Samples:
    """Band-limited noise around a frequency, one octave wide, circular, at unit RMS."""
    hz = np.fft.rfftfreq(_BREATH_LOOP, 1 / RATE_HZ)
    octaves = np.log2(np.maximum(hz, 1.0) / centre_hz)
    random = np.random.default_rng(round(centre_hz))
    spectrum = np.exp(-0.5 * (octaves / 0.42) ** 2) * np.exp(2j * np.pi * random.random(len(hz)))
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(hz, 1.0)), _BREATH_LOOP)
    return np.asarray(noise / noise.std(), dtype=np.float32)


def _breath(phases: Phases) -> Curve:
    """A breath: noise that gets brighter as the height rises and darker as it falls."""
    _, colour = heights(phases, closing=3)
    sound = np.empty(len(colour), dtype=np.float32)
    for at in range(0, len(colour), _BLOCK):
        opened = colour[at : at + _BLOCK]
        first = at % _BREATH_LOOP  # a multiple of the block, so that no block meets the loop's end
        sound[at : at + _BLOCK] = sum(
            _open(opened, threshold) * _airband(centre_hz)[first : first + len(opened)]
            for centre_hz, threshold in _BREATH_BANDS
        )
    return sound


_KNOCK_RISE_S = 0.16


def _knock(name: str, frames: int, decay_s: float) -> Curve:
    """A soft low knock on wood: two damped partials behind a slow attack, silent at the end."""
    t = np.arange(frames) / RATE_HZ
    hz = pitch_hz(name)
    sound = np.sin(2 * np.pi * hz * t) + 0.3 * np.sin(2 * np.pi * 2.4 * hz * t) * np.exp(-t / (0.3 * decay_s))
    rise = 0.5 - 0.5 * np.cos(np.pi * np.clip(t / _KNOCK_RISE_S, 0.0, 1.0))
    end = 0.5 + 0.5 * np.cos(np.pi * np.clip((np.arange(frames) - frames / 2) / (frames / 2), 0.0, 1.0))
    return np.asarray(sound * np.exp(-t / decay_s) * rise * end)


_KNOCK_FRAMES = to_samples(0.7)


def _tick(phases: Phases) -> Curve:
    """A high knock where the hands begin to press or hold, a low one where they begin to return."""
    sound = np.zeros(sum(phase.frames for phase in phases))
    at = 0
    before, held = Role.REST, 0
    for phase in phases:
        role, frames = phase.role, phase.frames
        starts = role is Role.PRESS or (role is Role.HOLD and before is not Role.PRESS)
        returns = role is Role.RETURN and held < _RELEASE_HOLD  # after a longer hold the release sound marks the return
        if starts or returns:
            _add(sound, at, _knock("D3" if returns else "A3", _KNOCK_FRAMES, 0.2))
        at, before, held = at + frames, role, frames if role is Role.HOLD else 0
    return sound


def _add(sound: Curve, at: int, part: Curve) -> None:
    """Add a sound to a pulse; if the pulse ends first, the sound is faded out."""
    fitting = min(len(part), len(sound) - at)
    if fitting < len(part):
        fade = max(1, fitting // 2)
        part = part[:fitting].copy()
        part[fitting - fade :] *= 0.5 + 0.5 * np.cos(np.pi * (np.arange(fade) + 1) / fade)
    sound[at : at + fitting] += part


def _with_releases(sound: Curve, phases: Phases, level: float) -> Curve:
    """Add the release sound where a hold ends, always within the pulse."""
    at = 0
    for phase in phases:
        at += phase.frames
        if phase.role is Role.HOLD and phase.frames >= _RELEASE_HOLD:
            start = min(at, len(sound) - _RELEASE_FRAMES) if at == len(sound) else at
            _add(sound, start, level * _knock("E3", _RELEASE_FRAMES, 0.4))
    return sound


def pulse_sound(style: PacerStyle, phases: Phases) -> Samples:
    """The sound of one pulse in a style, at the style's own level.

    Args:
        style: Any but `PacerStyle.OFF`.
        phases: What the hands do, in order.

    Returns:
        float32, shape (frames,); it begins and ends in silence.
    """
    if style is PacerStyle.BREATH:
        sound = _with_releases(_breath(phases), phases, 0.8)
    elif style is PacerStyle.TICK:
        sound = _with_releases(_tick(phases), phases, 0.8)
    else:
        sound = _with_releases(_swell(phases), phases, 0.6)
    return np.asarray(sound, dtype=np.float32)
