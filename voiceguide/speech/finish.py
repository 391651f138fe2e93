"""Finishing: from what an engine returns to a clip's samples, and what the mix must know of them.

Comes in: an engine's `Audio`. Goes out: mono sound at `units.RATE_HZ`, trimmed to fixed margins,
with its energies, peaks and the gain that brings it to the loudness all clips have in common.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voiceguide import audio as sound
from voiceguide.audio import Audio, Samples
from voiceguide.errors import SpeechError
from voiceguide.loudness import integrated, k_energy, true_peaks
from voiceguide.speech.clip import MOST_LIMITING_DB, PEAK_BLOCK
from voiceguide.units import gain, to_samples

HEAD_FRAMES = to_samples(0.02)
"""Samples kept before the first sound: room for the soft start of a consonant."""

TAIL_FRAMES = to_samples(0.06)
"""Samples kept after the last sound: room for a final s or t to die away."""

COMMON_LUFS = -20.0
"""The loudness every clip is brought to. The mix sets the speech's final loudness from there."""

_SILENCE_DB = -52.0
_LARGEST_GAIN_DB = 24.0
_FADE = to_samples(0.005)
_GLIDE = to_samples(0.1)
_LOOKED_AT = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Finished:
    """A clip's content, not yet on disk. The fields are those of `clip.Clip`.

    Attributes:
        samples: float32, shape (frames,), before `gain`.
        energy: float64, of each 10 ms.
        peaks: float16, rounded up, of each 32 frames: they stay in memory, and are most of what does.
        gain: Factor for the common loudness.
    """

    samples: Samples
    energy: NDArray[np.float64]
    peaks: NDArray[np.float16]
    gain: float


def finish(audio: Audio, text: str) -> Finished:
    """Resample, trim and measure one utterance; see `finish_parts`."""
    return finish_parts([audio], (0.0, 0.0), text)


def finish_parts(sounds: Sequence[Audio], silences: Sequence[float], text: str) -> Finished:
    """Resample and trim each part of a line, join them with silences of exact length, and measure the whole.

    Args:
        sounds: What was spoken, part by part.
        silences: Seconds from sound to sound: before the first part, between parts, after the last.
        text: The line, for messages.

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
    samples = _joined(parts, silences)
    energy = k_energy(samples)
    level_db = min(COMMON_LUFS - integrated(energy), _LARGEST_GAIN_DB)
    highest = max(float(samples.max()), -float(samples.min()))
    peaks = true_peaks(samples, PEAK_BLOCK, floor=highest * gain(-MOST_LIMITING_DB))
    return Finished(samples, energy, _rounded_up(peaks), gain(level_db))


def _joined(parts: Sequence[Samples], silences: Sequence[float]) -> Samples:
    """Parts with silences around them. What trimming left at a part's ends counts as silence already."""
    if not any(silences):
        return parts[0] if len(parts) == 1 else np.concatenate(parts)
    pieces: list[Samples] = []
    for number, silence in enumerate(silences):
        kept = (TAIL_FRAMES if number else 0) + (HEAD_FRAMES if number < len(parts) else 0)
        pieces.append(np.zeros(max(to_samples(silence) - kept, 0), dtype=np.float32))
        pieces += parts[number : number + 1]
    return np.concatenate(pieces)


def _rounded_up(values: Samples) -> NDArray[np.float16]:
    near = values.astype(np.float16)
    return np.where(near < values, np.nextafter(near, np.float16(np.inf)), near)


def trim(samples: Samples) -> Samples:
    """Take silence away at both ends, leaving `HEAD_FRAMES` and `TAIL_FRAMES`; empty if all is silence.

    Sound is what rises above −52 dB of the clip's peak: soft consonants lie 30 to 45 dB below it. The
    margins keep what was recorded there, faded at the very ends.
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
    """Take a constant offset (DC) away, in place, gliding in and out over a tenth of a second: nothing steps."""
    glide = min(_GLIDE, len(samples) // 2)
    rise = np.sin(np.linspace(0.0, np.pi / 2, glide, dtype=np.float32)) ** 2
    offset = np.float32(samples.sum(dtype=np.float64) / (len(samples) - 2 * glide + 2.0 * float(rise.sum())))
    samples[:glide] -= offset * rise
    samples[glide : len(samples) - glide] -= offset
    samples[len(samples) - glide :] -= offset * rise[::-1]


def _first_above(samples: Samples, level: float) -> int:
    """Index of the first sample above a level that one of them reaches; looks no further than it must."""
    for at in range(0, len(samples), _LOOKED_AT):
        loud = np.flatnonzero(np.abs(samples[at : at + _LOOKED_AT]) > level)
        if loud.size:
            return at + int(loud[0])
    return len(samples)
