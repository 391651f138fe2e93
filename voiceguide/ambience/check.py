"""Check whether an ambient track suits a session, before it is used.

Findings are errors for tracks that are refused, warnings for the rest. Nothing is changed or stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voiceguide import audio, loudness
from voiceguide.ambience.seams import Seam, measure_seam
from voiceguide.ambience.speechlike import SPEECH_SHARE, speech_share
from voiceguide.audio import FULL_SCALE, Audio
from voiceguide.errors import AudioError, Finding, Severity, Where
from voiceguide.kweight import Energies
from voiceguide.mix.ambient_reader import AmbientReader
from voiceguide.mix.bed import tracks_of
from voiceguide.mix.tracks import SHORTEST_S, prepare
from voiceguide.units import RATE_HZ

ANALYSED_S = 1200.0
"""Only the first 20 minutes of a track are checked."""

_SHORT_LOOP_S = 30.0
_TRIMMED_S = 130.0  # a longer track is long enough even without a minute of silence at either end
_WIDE_RANGE_LU = 12.0
_QUIET_LUFS = -50.0
_SUDDEN_LU = 11.0
_UNEQUAL_ENDS_LU = 6.0
_HIGH_DC = 0.01
_CLIPPED = 0.9995
_CLIPPED_RUN = 3
_CLIPPED_RUNS_PER_MIN = 2.0
_PIECE_S = 20.0


def check_ambient(path: Path) -> tuple[Finding, ...]:
    """Findings about a track, or about each track of a folder or playlist.

    Args:
        path: An audio file, a folder of them, or an M3U playlist.

    Returns:
        Findings in the order of the tracks; errors mean that it will be refused. Empty when there is nothing to report.
    """
    try:
        tracks = tracks_of(path)
    except AudioError as error:
        return (_unreadable(path, error),)
    return tuple(finding for track in tracks for finding in _check_track(track))


def seam_of(path: Path) -> Seam:
    """The join from the end of a file to its beginning, for files that are meant to be loops.

    Raises:
        AudioError: It cannot be read, or is shorter than `tracks.SHORTEST_S`.
    """
    sound = audio.decode(path)
    if sound.seconds < SHORTEST_S:
        raise AudioError(f"is shorter than {SHORTEST_S:g} s", where=Where(str(path)))
    reach = min(sound.frames // 2, 10 * sound.rate_hz)
    return measure_seam(sound.samples[-reach:], sound.samples[:reach], sound.rate_hz)


@dataclass(slots=True)
class _TrackMeasurements:
    """Measurements gathered while a track is read once.

    Attributes:
        frames: Frames read, at the file's own rate.
        rate_hz: The file's own rate.
        channels: The file's own channels.
        total: Sum of the samples of the first two channels.
        squares: Sum of their squares.
        product: Sum of left times right.
        differs: Whether left and right are ever different.
        clipped_runs: How often at least three samples in a row are at full scale.
        energy: K-weighted energy of each 10 ms, both channels together.
        speech: Share of speech in each piece.
    """

    frames: int = 0
    rate_hz: int = RATE_HZ
    channels: int = 1
    total: NDArray[np.float64] = field(default_factory=lambda: np.zeros(2))
    squares: NDArray[np.float64] = field(default_factory=lambda: np.zeros(2))
    product: float = 0.0
    differs: bool = False
    clipped_runs: int = 0
    energy: Energies = field(default_factory=lambda: np.zeros(0))
    speech: list[float] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return self.frames / self.rate_hz

    def measure(self, blocks: Iterator[Audio]) -> Iterator[Audio]:
        """Pass blocks on and measure them."""
        for block in blocks:
            self.rate_hz, self.channels = block.rate_hz, block.channels
            pair = block.samples[:, [0, min(1, block.channels - 1)]].astype(np.float64)
            self.frames += len(pair)
            self.total += pair.sum(axis=0)
            self.squares += np.square(pair).sum(axis=0)
            self.product += float(pair[:, 0] @ pair[:, 1])
            self.differs |= bool(np.abs(pair[:, 0] - pair[:, 1]).max() > 1e-4)
            at_top = np.abs(pair).max(axis=1) >= _CLIPPED
            runs = np.convolve(at_top, np.ones(_CLIPPED_RUN), "same") >= _CLIPPED_RUN
            self.clipped_runs += int(np.count_nonzero(np.diff(runs.astype(np.int8), prepend=0) == 1))
            yield block
            if self.seconds >= ANALYSED_S:
                return


def _measure_track(path: Path) -> _TrackMeasurements:
    """Read and measure a track."""
    found = _TrackMeasurements()
    reader = AmbientReader(found.measure(audio.blocks(path, _PIECE_S)))
    for pcm in reader:
        found.speech.append(speech_share(Audio(pcm.astype(np.float32) / np.float32(FULL_SCALE), RATE_HZ)))
    found.energy = np.concatenate([found.energy, *reader.energies])
    return found


def _check_track(path: Path) -> list[Finding]:
    """All findings about one track."""
    try:
        found = _measure_track(path)
    except AudioError as error:
        return [_unreadable(path, error)]
    where = Where(str(path))
    if loudness.integrated_loudness(found.energy) == -np.inf:
        return [Finding("ambient-silent", "there is nothing to hear in it", where, hint="Choose another track.")]
    if found.seconds < SHORTEST_S:
        text = f"it lasts {found.seconds:.1f} s, but a bed needs at least {SHORTEST_S:g} s"
        return [Finding("ambient-short", text, where, hint="Choose a longer track.")]
    if found.seconds < _TRIMMED_S:
        try:
            prepare(path, cache=path.parent, in_memory_s=2 * _TRIMMED_S)  # as used: without silence at its ends
        except AudioError as error:
            return [Finding("ambient-short", error.message, where, hint=error.hint)]
    advice = [*_about_form(found), *_about_loudness(found)]
    if found.speech and np.mean(found.speech) >= SPEECH_SHARE:
        advice.append(
            ("ambient-speech", "it seems to have speech or singing in it",
             "Choose a track without a voice: two voices at once are hard to follow.")
        )  # fmt: skip
    return [Finding(rule, text, where, Severity.WARNING, hint=hint) for rule, text, hint in advice]


def _about_form(found: _TrackMeasurements) -> Iterator[tuple[str, str, str]]:
    """Advice on length, channels, clipping and DC: (rule, message, hint)."""
    if found.seconds < _SHORT_LOOP_S:
        text = f"it lasts only {found.seconds:.0f} s, so its repeating will be heard"
        yield "ambient-repeats", text, "A minute or more is better."
    if found.clipped_runs > max(1.0, _CLIPPED_RUNS_PER_MIN * found.seconds / 60):
        yield "ambient-clipped", f"it is overdriven in {found.clipped_runs} places", "Use a copy with a lower level."
    dc = float(np.abs(found.total / found.frames).max())
    if dc > _HIGH_DC:
        yield "ambient-dc", f"its middle line is off by {dc:.0%} of full scale", "Nothing to do: it is corrected."
    power = found.squares / found.frames - np.square(found.total / found.frames)
    if found.channels > 1 and power.min() < 1e-4 * power.max():
        yield "ambient-one-sided", "one of its channels is silent", "Use a mono copy, which sounds on both sides."
    elif not found.differs:
        yield "ambient-mono", "it is mono and will sound narrow", "A stereo track is pleasanter."
    elif found.product / np.sqrt(np.prod(np.maximum(found.squares, 1e-12))) < -0.3:
        yield "ambient-phase", "its channels cancel each other in mono", "On a single loudspeaker it will be thin."


def _about_loudness(found: _TrackMeasurements) -> Iterator[tuple[str, str, str]]:
    """Advice on loudness and its changes: (rule, message, hint)."""
    level = loudness.integrated_loudness(found.energy)
    if level < _QUIET_LUFS:
        text = f"it is very quiet ({level:.0f} LUFS), so its noise will be raised with it"
        yield "ambient-quiet", text, "Use a louder copy."
    spread = loudness.loudness_range(found.energy)
    if spread > _WIDE_RANGE_LU:
        text = f"it is uneven: its loudness range is {spread:.0f} LU"
        yield "ambient-uneven", text, f"Under {_WIDE_RANGE_LU:g} LU is restful; quiet parts will hardly be heard."
    sudden = float(loudness.momentary(found.energy).max()) - level
    if sudden > _SUDDEN_LU:
        text = f"it has sudden loud places, {sudden:.0f} LU above the rest"
        yield "ambient-sudden", text, "They may startle; choose a calmer track."
    reach = min(500, len(found.energy) // 2)
    ends = (found.energy[:reach], found.energy[-reach:])
    start, end = (loudness.lufs(float(part.mean()) / (RATE_HZ / 100)) for part in ends)
    if found.seconds < ANALYSED_S and not abs(start - end) <= _UNEQUAL_ENDS_LU:
        text = "its beginning and its end are not equally loud, so its repeating will be heard"
        yield "ambient-ends", text, "Cut a fade or a pause from its ends."


def _unreadable(path: Path, error: AudioError) -> Finding:
    return Finding("ambient-unreadable", error.message, error.where or Where(str(path)), hint=error.hint)
