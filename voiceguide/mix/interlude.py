"""Music between chapters: the bed gets louder, or a track fades in and out again.

It has the level of the bed, a little louder while no words are spoken, and is ducked like it. Every interlude plays its
track from the beginning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from voiceguide.mix.bed import check_bed
from voiceguide.mix.envelope import Envelope
from voiceguide.timeline.model import BedSpan
from voiceguide.units import to_samples

SWELL, NONE = "swell", "none"
"""Values of the setting: the session's own bed gets louder; no music between chapters."""

SWELL_LU = 6.0
"""How much louder than the bed in pauses an interlude is, if the speech allows it."""

_RISE = to_samples(1.5)

Spans = Sequence[tuple[int, int]]
"""(start, stop) of interludes, in samples, in order."""


def check_interlude(interlude: str | None) -> None:
    """Make sure, before any long work, that the music exists and can be read.

    Raises:
        BedError: Neither ``swell`` or ``none``, nor a bed's name, nor an existing path.
        AudioError: The file is of a kind that no installed decoder reads.
    """
    if interlude not in (None, SWELL, NONE):
        check_bed(interlude or "")


def with_interludes(beds: Sequence[BedSpan], interlude: str | None, spans: Spans) -> tuple[BedSpan, ...]:
    """The beds of a session with a track for every interlude; unchanged where the bed itself swells."""
    if interlude in (None, SWELL, NONE):
        return tuple(beds)
    found: list[BedSpan] = []
    for bed in beds:
        now = bed.start
        for start, stop in spans:
            first, last = max(start, now), min(stop, bed.stop)
            if first < last:
                if now < first:
                    found.append(BedSpan(bed.ambient, now, first))
                found.append(BedSpan(interlude, first, last, begins=True))
                now = last
        if now < bed.stop:
            found.append(BedSpan(bed.ambient, now, bed.stop))
    return tuple(found)


def add_swells(envelope: Envelope, spans: Spans, lift_db: float) -> Envelope:
    """The bed's curve with a swell in every interlude, where it is not ducked.

    Args:
        envelope: The curve: 0 dB where no words are spoken.
        spans: The interludes.
        lift_db: How far it rises, in dB.
    """
    points = [*zip(envelope.at.tolist(), envelope.db.tolist(), strict=True)]
    more: list[tuple[int, float]] = []
    for start, stop in spans:
        for low, high in _open(points, envelope.frames):
            first, last = max(start, low), min(stop, high)
            rise = min(_RISE, (last - first) // 3)
            if rise > 0:
                more += [(first, 0.0), (first + rise, lift_db), (last - rise, lift_db), (last, 0.0)]
    if not more or lift_db <= 0:
        return envelope
    drawn = sorted([*points, *more], key=lambda point: point[0])
    at, db = zip(*drawn, strict=True)
    return replace(envelope, at=np.array(at, dtype=np.int64), db=np.array(db, dtype=np.float64))


def _open(points: Sequence[tuple[int, float]], frames: int) -> list[tuple[int, int]]:
    """The spans in which a curve stays at 0 dB."""
    edges = [(0, points[0][1]), *points, (frames, points[-1][1])]
    return [(one[0], other[0]) for one, other in pairwise(edges) if one[1] == other[1] == 0.0 and one[0] < other[0]]
