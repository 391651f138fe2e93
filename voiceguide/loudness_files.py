"""Measures loudness and true peak of sound files, block by block: memory does not grow with their length."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np

from voiceguide import audio
from voiceguide.errors import AudioError, Where
from voiceguide.loudness import READ_FRAMES, Energies, Measurement, Meter, measurement_of
from voiceguide.progress import Counting

SECTION_S = 120
"""Length of the sections that several threads measure at the same time, seconds."""


def meter_file(path: Path, frames: int = 0, progress: Counting | None = None) -> Meter:
    """Decode a sound file of any kind from end to end, and meter it.

    Args:
        path: The file.
        frames: About how long it is, for `progress`.
        progress: Called after each block.

    Raises:
        AudioError: It cannot be read, or holds no sound.
    """
    meter: Meter | None = None
    done = 0
    for block in audio.blocks(path):
        meter = meter or Meter(block.channels, block.rate_hz)
        meter.push(block.samples)
        done += block.frames
        if progress is not None:
            progress(min(done, frames), frames)
    assert meter is not None, "a file without sound is refused"
    return meter


def measure_file(path: Path, *, threads: int = 1) -> Measurement:
    """Decode an audio file block by block and measure it.

    Args:
        path: Any file that libsndfile reads.
        threads: How many sections are measured at the same time.

    Raises:
        AudioError: There is no such file, or it cannot be decoded.
    """
    import soundfile

    try:
        with soundfile.SoundFile(path) as sound:
            frames, channels, rate_hz = sound.frames, sound.channels, sound.samplerate
            cuts = range(0, max(frames, 1), SECTION_S * rate_hz) if threads > 1 and sound.seekable() else (0,)
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(partial(_measure_section, path), cuts, (*cuts[1:], None)))
    except (OSError, RuntimeError) as error:
        raise AudioError("cannot be read as audio", where=Where(str(path))) from error
    energy = np.concatenate([part for _, part, _ in parts])
    return measurement_of(sum(each for each, _, _ in parts), channels, rate_hz, energy, max(peak for *_, peak in parts))


def _measure_section(path: Path, start: int, stop: int | None) -> tuple[int, Energies, float]:
    """Frames, energies and true peak of a part of a file; the filters first hear the second before it."""
    import soundfile

    with soundfile.SoundFile(path) as sound:
        meter = Meter(sound.channels, sound.samplerate)
        if start:
            sound.seek(start - sound.samplerate)
            meter.prime(sound.read(sound.samplerate, dtype="float32", always_2d=True))
        at = start
        while stop is None or at < stop:
            wanted = READ_FRAMES if stop is None else min(READ_FRAMES, stop - at)
            block = sound.read(wanted, dtype="float32", always_2d=True)
            if not len(block):
                break
            meter.push(block)
            at += len(block)
        after = None if stop is None else sound.read(64, dtype="float32", always_2d=True)
        energy = meter.energy
        return at - start, energy if stop is None else energy[:-1], meter.peak(after)
