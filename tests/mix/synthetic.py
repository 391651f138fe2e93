"""A small session made of noise that is shaped like speech, so that mixing can be measured without a voice."""

from __future__ import annotations

from copy import copy
from pathlib import Path

import numpy as np

from voiceguide import loudness
from voiceguide.audio import Samples
from voiceguide.choreography.model import MoveKind
from voiceguide.kweight import Energies
from voiceguide.routine.model import Phase, Role, Side
from voiceguide.script.lines import EARCON_SECONDS, Earcon, Purpose
from voiceguide.speech.clip import PEAK_BLOCK, Clip
from voiceguide.timeline.model import (
    BedSpan,
    Chapter,
    EarconPlacement,
    MovePlacement,
    PacerPulse,
    SpeechPlacement,
    Timeline,
)
from voiceguide.units import RATE_HZ, gain, to_samples


def speech_like(seconds: float, seed: int) -> Samples:
    """Buzz and breath through three resonances, in syllables: the crest and spectrum of a voice. Mono."""
    random = np.random.default_rng(seed)
    frames = to_samples(seconds)
    t = np.arange(frames) / RATE_HZ
    pitch = 115 * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * t + seed))
    phase = np.cumsum(pitch) / RATE_HZ
    source = np.diff(np.floor(phase), prepend=0.0) * 12 + 0.1 * random.standard_normal(frames)
    spectrum = np.fft.rfft(source)
    hz = np.fft.rfftfreq(frames, 1 / RATE_HZ)
    shape = sum(level / (1 + ((hz - centre) / width) ** 2) for centre, width, level in
                ((550, 90, 1.0), (1500, 140, 0.4), (2600, 220, 0.2), (5000, 1500, 0.04)))  # fmt: skip
    spectrum *= shape * (hz > 80)
    voice = np.fft.irfft(spectrum, frames)
    syllables = np.clip(np.sin(2 * np.pi * 2.1 * t + seed) + 0.4, 0, 1) ** 0.7
    voice *= syllables * np.clip(np.minimum(t, seconds - t) / 0.02, 0, 1)
    return np.asarray(np.tanh(2.0 * voice / np.abs(voice).max()) * 0.5, dtype=np.float32)


def make_clip(folder: Path, sound: Samples, name: str) -> Clip:
    """Keep a mono sound as a clip of common loudness −20 LUFS."""
    path = folder / f"{name}.f32"
    path.write_bytes(b"head" + sound.astype("<f4").tobytes())
    energy = loudness.k_energy(sound)
    return Clip(
        key=name,
        text=name,
        path=path,
        offset=4,
        frames=len(sound),
        gain=gain(-20.0 - loudness.integrated_loudness(energy)),
        energy=energy,
        peaks=loudness.true_peaks(sound, PEAK_BLOCK),
    )


class NoiseBed:
    """A loop of coloured noise with a slow swell, like surf."""

    name = "noise"

    def __init__(self, seconds: int = 20, seed: int = 3, swell_db: float = 3.0) -> None:
        random = np.random.default_rng(seed)
        frames = seconds * RATE_HZ
        spectrum = np.fft.rfft(random.standard_normal((frames, 2)), axis=0)
        hz = np.fft.rfftfreq(frames, 1 / RATE_HZ)
        spectrum *= ((hz > 30) / np.sqrt(1 + (hz / 400) ** 2))[:, np.newaxis]
        sound = np.fft.irfft(spectrum, frames, axis=0)
        sound *= 10 ** (swell_db / 20 * np.sin(2 * np.pi * np.arange(frames) / frames * 3))[:, np.newaxis]
        self._take((sound / np.abs(sound).max() * 0.5).astype(np.float32))

    def as_one(self) -> NoiseBed:
        """The bed of a mono file: both channels hold the mean of both."""
        bed = copy(self)
        bed._take(np.repeat(self._loop.mean(axis=1, keepdims=True), 2, axis=1))
        return bed

    def _take(self, loop: Samples) -> None:
        self._loop = loop
        self._energy: Energies = loudness.k_energy(self._loop[:, 0]) + loudness.k_energy(self._loop[:, 1])
        self.lufs = loudness.integrated_loudness(self._energy)

    def block(self, start: int, frames: int) -> Samples:
        return np.asarray(self._loop[np.arange(start, start + frames) % len(self._loop)])

    def energy(self, start: int, count: int) -> Energies:
        return np.asarray(self._energy[np.arange(start, start + count) % len(self._energy)])


def make_session(folder: Path, seconds: float = 60.0, *, seed: int = 0) -> tuple[Timeline, dict[str, Clip]]:
    """Stretches of talk, a stroke of paced repetitions with a word in it, earcons, an end: again and again."""
    frames = to_samples(seconds) + 123
    speech: list[SpeechPlacement] = []
    earcons: list[EarconPlacement] = []
    pulses: list[PacerPulse] = []
    clips: dict[str, Clip] = {}
    phases = (Phase("", Role.PRESS, 4.0, 0), Phase("", Role.RETURN, 2.5, 0))  # no more than a report tells
    period = sum(phase.frames for phase in phases)

    def say(start_s: float, length_s: float) -> None:
        cue = f"c{len(speech)}"
        clips[cue] = make_clip(folder, speech_like(length_s, seed + len(speech)), cue)
        speech.append(SpeechPlacement(cue, cue, Purpose.STEP, to_samples(start_s), clips[cue].frames))

    at = 1.5
    while at + 28 < seconds:
        say(at, 2.4)
        say(at + 2.9, 3.1)
        kind = (Earcon.STROKE, Earcon.SIDE, Earcon.REGION)[len(earcons) % 3]
        earcons.append(EarconPlacement(f"e{at}", kind, to_samples(at + 6.6), to_samples(EARCON_SECONDS[kind])))
        first = to_samples(at + 9.3)
        side = (Side.LEFT, Side.RIGHT, Side.BOTH)[len(earcons) % 3]
        pulses += [PacerPulse(f"s{at}", n + 1, first + n * period, phases, side) for n in range(2)]
        say(at + 17.0, 1.6)
        at += 25.0 + 0.01 * len(speech)
    whole = MovePlacement("s", MoveKind.STROKE, "All", 0, 0, frames)
    timeline = Timeline(
        frames=frames,
        speech=tuple(speech),
        earcons=tuple(earcons),
        pulses=tuple(pulses),
        chapters=(Chapter("All", 0, frames),),
        beds=(BedSpan(None, 0, frames),),
        moves=(whole,),
    )
    return timeline, clips
