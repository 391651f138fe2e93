"""A key for a part of a mix: parts with the same key sound the same.

It is a hash of the clips, places, levels, curves and sounds that take part, so that nothing is mixed for it. It also
changes with the code that mixes and encodes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from voiceguide.mix.bed import Bed
from voiceguide.mix.envelope import GRID, Envelope
from voiceguide.mix.levels import channels_of
from voiceguide.mix.loop_bed import LoopBed
from voiceguide.mix.loops import BedSequence, SilentBed
from voiceguide.mix.mixdown import Mix, within
from voiceguide.mix.own_earcons import earcons_of, signal_sound
from voiceguide.routine.model import Role
from voiceguide.timeline.model import PacerPulse
from voiceguide.units import RATE_HZ

_CODE = (
    "mix",
    "mp3",
    "export/mp3.py",
    "export/pcm.py",
    "audio.py",
    "units.py",
    "speech/clip.py",
    "speech/postprocess.py",
)
_PACKAGES = ("lameenc", "numpy", "soxr")
_READ = 5 * RATE_HZ


def describe(mix: Mix, start: int, stop: int) -> str:
    """The key of the part from `start` to `stop`, in hex.

    Args:
        mix: The mix; only its part up to `stop` must be final.
        start: First sample.
        stop: One past the last.
    """
    levels, settings = mix.levels, mix.settings
    facts = [
        _code(),
        (start, stop, mix.frames, mix.stems),
        (settings.mono, settings.pan, str(settings.pacer)),
        (levels.ceiling, levels.bed_gain, levels.pacer_gain, levels.earcon_gain, mix.voices.ceiling),
        list(_words(mix, start, stop)),
        [(each.start, list(_shape(each)), each.side) for each in within(mix.timeline.pulses, start, stop)],
        [
            (each.earcon, each.start, _digest(signal_sound(each.earcon, settings.earcons).tobytes()))
            for each in within(earcons_of(mix.timeline, settings), start, stop)
        ],
        _curve(levels.bed_envelope, start, stop),
        _curve(levels.pacer_envelope, start, stop),
        _ambient(mix.bed, start, stop),
    ]
    return _digest(json.dumps(facts, default=str).encode())


def _shape(pulse: PacerPulse) -> Iterator[tuple[Role, int]]:
    """What is heard of a pulse: all but its pressures."""
    return ((phase.role, phase.frames) for phase in pulse.phases)


def _words(mix: Mix, start: int, stop: int) -> Iterator[tuple[Any, ...]]:
    """What is heard of each clip: key, start, channels and gains."""
    for each in within(mix.timeline.speech, start, stop):
        clip, channels = mix.clips[each.cue], channels_of(each, mix.settings)
        yield clip.key, each.start, channels, clip.gain, mix.voices.level(clip, len(channels)).gain


def _curve(envelope: Envelope, start: int, stop: int) -> list[Any]:
    """The points that shape a curve between two samples; how long it is level outside does not count."""
    start, stop = start - GRID, stop + GRID
    first = max(int(np.searchsorted(envelope.at, start, side="right")) - 1, 0)
    last = int(np.searchsorted(envelope.at, stop, side="left"))
    points = list(zip(envelope.at[first : last + 1].tolist(), envelope.db[first : last + 1].tolist(), strict=True))
    if len(points) > 1 and points[0][1] == points[1][1]:
        points = points[1:]
    if len(points) > 1 and points[-1][1] == points[-2][1]:
        points = points[:-1]
    faded = start < envelope.fade_in or stop > envelope.frames - envelope.fade_out
    fades = (envelope.frames, envelope.fade_in, envelope.fade_out) if faded else None
    return [points if len(points) > 1 else points[0][1], fades]


def _ambient(bed: Bed, start: int, stop: int) -> Any:
    """What is heard of the bed: a loop's hash and factor if it sounds alone, else a hash of its samples."""
    alone = bed.alone(start, stop) if isinstance(bed, BedSequence) else (bed, 1.0)
    if alone is not None:
        one, factor = alone
        if isinstance(one, SilentBed):
            return "silence"
        if isinstance(one, LoopBed):
            return one.digest, factor
    hashed = hashlib.sha256()
    for at in range(start, stop, _READ):
        hashed.update(bed.block(at, min(_READ, stop - at)).tobytes())
    return hashed.hexdigest()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    """A hash of the code that mixes and encodes, and of the libraries' versions."""
    root, hashed = Path(__file__).parent.parent, hashlib.sha256()
    for name in _CODE:
        path = root / name
        for file in sorted(path.glob("*.py")) if path.is_dir() else [path]:
            hashed.update(file.read_bytes())
    for package in _PACKAGES:
        hashed.update(f"{package} {metadata.version(package)}".encode())
    return hashed.hexdigest()
