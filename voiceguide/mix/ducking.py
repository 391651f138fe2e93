"""Ducking: what lies under the speech gives way to it, drawn from the timeline and never detected.

Comes in: where words are spoken. Goes out: an `Envelope` for the bed or the pacer. The level is down
before the first word begins, stays down through short gaps, and comes back slowly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from voiceguide.mix.envelope import Envelope
from voiceguide.timeline.model import SpeechPlacement
from voiceguide.units import to_samples


@dataclass(frozen=True, slots=True)
class Manner:
    """How something gives way.

    Attributes:
        down_s: Seconds the way down takes.
        lead_s: Seconds it is down before the first word.
        tail_s: Seconds it stays down after the last word.
        up_s: Seconds the way up takes.
        least_gap_s: In a gap shorter than this it stays down.
    """

    down_s: float
    lead_s: float
    tail_s: float
    up_s: float
    least_gap_s: float


BED = Manner(down_s=0.55, lead_s=0.05, tail_s=0.15, up_s=2.0, least_gap_s=4.0)
PACER = Manner(down_s=0.55, lead_s=0.05, tail_s=0.10, up_s=0.8, least_gap_s=1.6)
FADE_IN_S, FADE_OUT_S = 5.0, 10.0


@dataclass(frozen=True, slots=True)
class Talk:
    """Words with no long gap between them.

    Attributes:
        start: First sample.
        stop: One past the last sample.
    """

    start: int
    stop: int


def talks(speech: Sequence[SpeechPlacement], manner: Manner) -> tuple[Talk, ...]:
    """The stretches through which the level stays down; the gaps between them are long enough for a rise."""
    least = to_samples(manner.least_gap_s)
    found: list[Talk] = []
    for each in speech:
        if found and each.start - found[-1].stop < least:
            found[-1] = Talk(found[-1].start, max(found[-1].stop, each.stop))
        else:
            found.append(Talk(each.start, each.stop))
    return tuple(found)


def draw(
    found: Sequence[Talk],
    manner: Manner,
    frames: int,
    *,
    under_db: Callable[[Talk], float],
    between_db: float,
    fades: bool = False,
) -> Envelope:
    """Draw the curve: `between_db`, and `under_db` of each talk while it lasts.

    Args:
        found: From `talks` with the same manner.
        manner: How the level moves.
        frames: Length of the session in samples.
        under_db: Level under one talk, in dB.
        between_db: Level elsewhere, in dB.
        fades: Whether it fades in and out with the session (`FADE_IN_S`, `FADE_OUT_S`; less in a short one).
    """
    points: list[tuple[int, float]] = []
    for talk in found:
        low = under_db(talk)
        down = talk.start - to_samples(manner.lead_s)  # may lie before the session begins
        up = talk.stop + to_samples(manner.tail_s)
        points += [
            (down - to_samples(manner.down_s), between_db),
            (down, low),
            (up, low),
            (up + to_samples(manner.up_s), between_db),
        ]
    at, db = zip(*points, strict=True) if points else ((0,), (between_db,))
    return Envelope(
        at=np.array(at, dtype=np.int64),
        db=np.array(db, dtype=np.float64),
        frames=frames,
        fade_in=min(to_samples(FADE_IN_S), frames // 4) if fades else 0,
        fade_out=min(to_samples(FADE_OUT_S), frames // 3) if fades else 0,
    )
