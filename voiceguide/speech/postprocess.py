"""Process the sound of an engine into a clip's samples, with the measurements that the mix needs.

Gives mono sound at `units.RATE_HZ`, trimmed to fixed margins, with its energies, its peaks and the gain that brings it
to the loudness common to all clips.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voiceguide import audio as sound
from voiceguide.audio import Audio, Samples
from voiceguide.errors import SpeechError
from voiceguide.loudness import integrated_loudness, k_energy, true_peaks
from voiceguide.speech.clip import MOST_LIMITING_DB, PEAK_BLOCK
from voiceguide.units import gain, to_samples

HEAD_FRAMES = to_samples(0.02)
"""Samples kept before the first sound: room for the soft start of a consonant."""

TAIL_FRAMES = to_samples(0.06)
"""Samples kept after the last sound: room for a final s or t to die away."""

COMMON_LUFS = -20.0
"""The loudness of every clip after its gain. The mix sets the speech's final loudness from there."""

_SILENCE_DB = -52.0
_LARGEST_GAIN_DB = 24.0
_FADE = to_samples(0.005)
_GLIDE = to_samples(0.1)
_LOOKED_AT = 4096


@dataclass(frozen=True, slots=True, eq=False)
class ProcessedClip:
    """A clip's content, not yet on disk. The fields are those of `clip.Clip`.

    Attributes:
        samples: float32, shape (frames,), before `gain`.
        energy: float64, of each 10 ms.
        peaks: float16, rounded up, of each 32 frames; most of the memory that a clip keeps.
        gain: Factor that gives the common loudness.
    """

    samples: Samples
    energy: NDArray[np.float64]
    peaks: NDArray[np.float16]
    gain: float


def postprocess(sounds: Sequence[Audio], text: str, silences: Sequence[float] = ()) -> ProcessedClip:
    """Resample and trim each part of a line, join them with silences of exact length, and measure the whole.

    Args:
        sounds: What was spoken, part by part.
        text: The line, for messages.
        silences: Seconds from sound to sound: before the first part, between parts, after the last; empty for none.

    Raises:
        SpeechError: There is no sound in one of them.
    """
    parts: list[Samples] = []
    for audio in sounds:
        part = trim(sound.resample(sound.mono(audio)).samples[:, 0])
        if not len(part):
            raise SpeechError(f"the voice said nothing for {text!r}", cue=text)
        _level_out(part)
        parts.append(part)
    samples = _join(parts, silences)
    energy = k_energy(samples)
    level_db = min(COMMON_LUFS - integrated_loudness(energy), _LARGEST_GAIN_DB)
    highest = max(float(samples.max()), -float(samples.min()))
    peaks = true_peaks(samples, PEAK_BLOCK, floor=highest * gain(-MOST_LIMITING_DB))
    return ProcessedClip(samples, energy, _round_up(peaks), gain(level_db))


def _join(parts: Sequence[Samples], silences: Sequence[float]) -> Samples:
    """Join parts with silences around them. The margins that trimming left count as silence."""
    if not any(silences):
        return parts[0] if len(parts) == 1 else np.concatenate(parts)
    pieces: list[Samples] = []
    for number, silence in enumerate(silences):
        kept = (TAIL_FRAMES if number else 0) + (HEAD_FRAMES if number < len(parts) else 0)
        pieces.append(np.zeros(max(to_samples(silence) - kept, 0), dtype=np.float32))
        pieces += parts[number : number + 1]
    return np.concatenate(pieces)


def _round_up(values: Samples) -> NDArray[np.float16]:
    """Values as half floats, never lower than they are."""
    near = values.astype(np.float16)
    return np.where(near < values, np.nextafter(near, np.float16(np.inf)), near)


def trim(samples: Samples) -> Samples:
    """Remove silence at both ends, leaving `HEAD_FRAMES` and `TAIL_FRAMES`; empty if all is silence.

    Sound is what is louder than −52 dB relative to the clip's peak: soft consonants are 30 to 45 dB below it. The
    margins keep what was recorded there, faded at the ends.
    """
    highest = max(float(samples.max(initial=0.0)), -float(samples.min(initial=0.0)))
    if not highest:
        return np.zeros(0, dtype=np.float32)
    first = _first_above(samples, highest * gain(_SILENCE_DB)) - HEAD_FRAMES
    last = len(samples) - _first_above(samples[::-1], highest * gain(_SILENCE_DB)) + TAIL_FRAMES
    whole = np.zeros(last - first, dtype=np.float32)
    inside = samples[max(first, 0) : last]
    whole[max(-first, 0) : max(-first, 0) + len(inside)] = inside
    ramp = np.sin(np.linspace(0.0, np.pi / 2, _FADE, dtype=np.float32)) ** 2
    whole[:_FADE] *= ramp
    whole[-_FADE:] *= ramp[::-1]
    return whole


def _level_out(samples: Samples) -> None:
    """Remove a constant offset (DC) in place, faded in and out over a tenth of a second so that nothing jumps."""
    glide = min(_GLIDE, len(samples) // 2)
    rise = np.sin(np.linspace(0.0, np.pi / 2, glide, dtype=np.float32)) ** 2
    offset = np.float32(samples.sum(dtype=np.float64) / (len(samples) - 2 * glide + 2.0 * float(rise.sum())))
    samples[:glide] -= offset * rise
    samples[glide : len(samples) - glide] -= offset
    samples[len(samples) - glide :] -= offset * rise[::-1]


def _first_above(samples: Samples, level: float) -> int:
    """Index of the first sample above a level, searched in blocks; the length if there is none."""
    for at in range(0, len(samples), _LOOKED_AT):
        loud = np.flatnonzero(np.abs(samples[at : at + _LOOKED_AT]) > level)
        if loud.size:
            return at + int(loud[0])
    return len(samples)
