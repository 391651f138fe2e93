"""Ducking: build the `Envelope` that lowers bed or pacer under speech, from the timeline instead of by detection.

The level is down before the first word begins, stays down through short gaps, and comes back slowly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from voiceguide.mix.envelope import Envelope
from voiceguide.timeline.model import SpeechPlacement
from voiceguide.units import to_samples


@dataclass(frozen=True, slots=True)
class DuckingParameters:
    """How the level of bed or pacer moves around speech.

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


BED = DuckingParameters(down_s=0.55, lead_s=0.05, tail_s=0.15, up_s=2.0, least_gap_s=4.0)
PACER = DuckingParameters(down_s=0.55, lead_s=0.05, tail_s=0.10, up_s=0.8, least_gap_s=1.6)
FADE_IN_S, FADE_OUT_S = 5.0, 10.0


def build_envelope(
    speech: Sequence[SpeechPlacement],
    parameters: DuckingParameters,
    frames: int,
    *,
    under_db: Callable[[SpeechPlacement], float],
    between_db: float,
    fades: bool = False,
) -> Envelope:
    """Build the curve: `under_db` under words, `between_db` elsewhere; in short gaps it glides from word to word.

    Words change nothing that is more than `DuckingParameters.least_gap_s` before them.

    Args:
        speech: All words, ordered, without overlap.
        parameters: How the level moves.
        frames: Length of the session in samples.
        under_db: Gives the level under some words, in dB.
        between_db: Level elsewhere, in dB.
        fades: Whether it fades in and out with the session (`FADE_IN_S`, `FADE_OUT_S`; less in a short one).
    """
    lead, tail = to_samples(parameters.lead_s), to_samples(parameters.tail_s)
    points: list[tuple[int, float]] = []
    for number, words in enumerate(speech):
        low = under_db(words)
        before = words.start - speech[number - 1].stop if number else None
        after = speech[number + 1].start - words.stop if number + 1 < len(speech) else None
        if before is None or before >= to_samples(parameters.least_gap_s):
            points.append((words.start - lead - to_samples(parameters.down_s), between_db))
            points.append((words.start - lead, low))
        else:
            points.append((words.start - min(lead, before // 2), low))
        if after is None or after >= to_samples(parameters.least_gap_s):
            points.append((words.stop + tail, low))
            points.append((words.stop + tail + to_samples(parameters.up_s), between_db))
        else:
            points.append((words.stop + min(tail, after // 2), low))
    at, db = zip(*points, strict=True) if points else ((0,), (between_db,))
    return Envelope(
        at=np.array(at, dtype=np.int64),
        db=np.array(db, dtype=np.float64),
        frames=frames,
        fade_in=min(to_samples(FADE_IN_S), frames // 4) if fades else 0,
        fade_out=min(to_samples(FADE_OUT_S), frames // 3) if fades else 0,
    )
