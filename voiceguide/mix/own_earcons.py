"""The user's own signals: sound files that replace voiceguide's bells, decoded, cut to their time and levelled alike.

One file replaces the signals of every change: a new stroke, the other side, a new region. A folder has a file for each
signal to be replaced, named after it: ``stroke.wav``, ``tick.flac``, ``end.mp3``. Other signals keep their bells.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from voiceguide.audio import Audio, Samples, check_readable, decode, resample
from voiceguide.errors import AudioError, EarconError, Where, did_you_mean
from voiceguide.files import expand_home
from voiceguide.mix.bed import SUFFIXES
from voiceguide.mix.earcons import EARCON_PEAK, at_loudness, earcon, loudest_of
from voiceguide.script.lines import EARCON_SECONDS, Earcon
from voiceguide.settings import Settings
from voiceguide.settings.fields import NO_EARCONS
from voiceguide.timeline.model import EarconPlacement, Timeline
from voiceguide.units import to_samples

CHANGES = (Earcon.STROKE, Earcon.SIDE, Earcon.REGION)
"""The signals that a single file replaces."""

LONGEST_S = 30.0
"""Longest file accepted as a signal, in seconds; one that is longer than its signal's time fades out."""

_BEFORE_S, _FADE_IN_S, _FADE_OUT_S = 0.002, 0.006, 0.4
_SILENT_LUFS = -65.0


def check_earcons(earcons: str | None) -> None:
    """Make sure, before any long work, that the user's signals can be used.

    Raises:
        EarconError: There is no such file or folder, or a folder without a file for a signal.
        AudioError: A file cannot be read, is silent, or is longer than `LONGEST_S`.
    """
    if earcons is None or earcons == NO_EARCONS:
        return
    _files.cache_clear()
    for kind, path in _files(earcons).items():
        check_readable(path)
        _sound(kind, path, path.stat().st_mtime_ns)


def files_of(earcons: str | None) -> tuple[Path, ...]:
    """The user's files that a session's signals come from, each once.

    Raises:
        EarconError: As `check_earcons`.
    """
    if earcons is None or earcons == NO_EARCONS:
        return ()
    return tuple(dict.fromkeys(_files(earcons).values()))


def earcons_of(timeline: Timeline, settings: Settings) -> tuple[EarconPlacement, ...]:
    """The signals that sound: all of the timeline, or none if the settings turn them off."""
    return () if settings.earcons == NO_EARCONS else timeline.earcons


def signal_sound(kind: Earcon, earcons: str | None) -> Samples:
    """The sound of one signal: the user's own, or voiceguide's.

    Returns:
        As `earcons.earcon`: float32, shape (frames × 2), read-only, as long as the signal's time.

    Raises:
        AudioError: As `check_earcons`.
    """
    path = None if earcons is None or earcons == NO_EARCONS else _files(earcons).get(kind)
    return earcon(kind) if path is None else _sound(kind, path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _files(earcons: str) -> dict[Earcon, Path]:
    """The user's file for each signal that has one."""
    path = expand_home(earcons)
    if path.is_file():
        return dict.fromkeys(CHANGES, path)
    if not path.is_dir():
        hint = "Give a sound file, a folder of them, or none."
        raise EarconError("there is no such file or folder", where=Where(str(path)), hint=hint)
    names = {each.value: each for each in Earcon}
    sounds = sorted(each for each in path.iterdir() if each.suffix.casefold() in SUFFIXES)
    found = {names[each.stem.casefold()]: each for each in sounds if each.stem.casefold() in names}
    odd = [each for each in sounds if each.stem.casefold() not in names]
    if not found:
        hint = f"Name the files after the signals: {', '.join(names)}; such as {path / 'stroke.wav'}"
        near = did_you_mean(odd[0].stem, names) if odd else None
        raise EarconError("holds no file for a signal", where=Where(str(path)), hint=near or hint)
    return found


@lru_cache(maxsize=4 * len(Earcon))
def _sound(kind: Earcon, path: Path, _changed: int) -> Samples:
    """A file as the sound of a signal."""
    try:
        audio = resample(decode(path, longest_s=LONGEST_S))
    except AudioError as error:
        if "is longer than" in error.message:
            error.hint = f"It shall stand for the signal '{kind}', which sounds {EARCON_SECONDS[kind]:g} s."
        raise
    sound = _cut(_stereo(audio), to_samples(EARCON_SECONDS[kind]))
    loud = loudest_of(sound)
    peak = float(np.abs(sound).max())
    if peak == 0.0 or loud < _SILENT_LUFS:
        message = f"is silent in its first {EARCON_SECONDS[kind]:g} s, so nobody would hear the signal '{kind}'"
        raise AudioError(message, where=Where(str(path)))
    return at_loudness(sound, loud, EARCON_PEAK / peak)


def _stereo(audio: Audio) -> Samples:
    """The first two channels of a sound, or one in both."""
    samples = audio.samples
    if audio.channels == 1:
        samples = np.repeat(samples, 2, axis=1)
    return np.ascontiguousarray(samples[:, :2], dtype=np.float32)


def _cut(sound: Samples, frames: int) -> Samples:
    """Cut a sound to its signal's time, without silence before it, and fade it at both ends."""
    loudest = np.abs(sound).max(axis=1)
    begins = np.flatnonzero(loudest > 0.01 * float(loudest.max() or 1.0))
    first = max(0, int(begins[0]) - to_samples(_BEFORE_S)) if len(begins) else 0
    cut = np.zeros((frames, 2), dtype=np.float32)
    kept = sound[first : first + frames]
    cut[: len(kept)] = kept
    rise, fall = min(to_samples(_FADE_IN_S), len(kept)), min(to_samples(_FADE_OUT_S), len(kept) // 2)
    cut[:rise] *= (0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / rise))[:, np.newaxis]
    if fall:
        down = (0.5 + 0.5 * np.cos(np.pi * np.arange(1, fall + 1) / fall))[:, np.newaxis]
        cut[len(kept) - fall : len(kept)] *= down
    return cut
