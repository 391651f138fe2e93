"""Timelines of the before-part: by itself, and in front of a session.

One sentence after the other, each followed by its silence. There are no hands and no pacer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from voiceguide.choreography.model import MoveKind
from voiceguide.errors import SpeechError
from voiceguide.script.lines import BeforePart, Purpose
from voiceguide.timeline.figures import BEFORE_STAGE
from voiceguide.timeline.model import BedSpan, Chapter, MovePlacement, SpeechPlacement, Timeline
from voiceguide.units import to_samples

LEAD_IN, LEAD_OUT = to_samples(1.5), to_samples(4.0)
"""Time before the first word and after the last silence, samples: the bed fades in and out."""


def before_timeline(part: BeforePart, lengths: Mapping[str, int]) -> Timeline:
    """Make the timeline of a before-part.

    Args:
        part: What is said.
        lengths: Samples of every text, by the text.

    Raises:
        SpeechError: A text has no length, so it would be lost.
    """
    now = LEAD_IN
    speech: list[SpeechPlacement] = []
    edges: list[tuple[str, int]] = []
    for line in part.lines:
        if line.text not in lengths:
            raise SpeechError("this line was not spoken", cue=line.id, hint=f"Its text is: {line.text}")
        if not edges or edges[-1][0] != line.heading:
            edges.append((line.heading, now if edges else 0))
        speech.append(SpeechPlacement(line.id, line.text, Purpose.BEFORE, now, lengths[line.text]))
        now = speech[-1].stop + to_samples(line.pause_s)
    frames = now + LEAD_OUT
    stops = [start for _, start in edges[1:]] + [frames]
    chapters = tuple(Chapter(title, start, stop) for (title, start), stop in zip(edges, stops, strict=True))
    moves = tuple(
        MovePlacement(f"before.part{number}", MoveKind.PAUSE, each.title, BEFORE_STAGE, each.start, each.stop)
        for number, each in enumerate(chapters, start=1)
    )
    beds = (BedSpan(None, 0, frames),)
    return Timeline(frames, tuple(speech), (), (), chapters, beds, moves)


def in_front(before: Timeline, title: str, session: Timeline) -> Timeline:
    """Join both in one timeline: the before-part as one chapter, then the session.

    Args:
        before: The before-part's timeline.
        title: Title of its chapter.
        session: The session's timeline.
    """
    by = before.frames
    beds = (*before.beds, *(replace(bed, start=bed.start + by, stop=bed.stop + by) for bed in session.beds))
    if beds[0].ambient == beds[1].ambient:
        beds = (replace(beds[1], start=0), *beds[2:])
    return replace(
        session,
        frames=by + session.frames,
        speech=(*before.speech, *(replace(each, start=each.start + by) for each in session.speech)),
        earcons=tuple(replace(each, start=each.start + by) for each in session.earcons),
        pulses=tuple(replace(each, start=each.start + by) for each in session.pulses),
        chapters=(
            Chapter(title, 0, by),
            *(replace(each, start=each.start + by, stop=each.stop + by) for each in session.chapters),
        ),
        beds=beds,
        moves=(
            *before.moves,
            *(replace(each, start=each.start + by, stop=each.stop + by) for each in session.moves),
        ),
        shortfalls=tuple(replace(each, at=each.at + by) for each in session.shortfalls),
    )
