"""Joining two encoders' streams of the same sound without giving up the bit reservoir.

Comes in: two segments of frames that overlap. Goes out: the place where the second may take over,
and the bytes at the seam. An MP3 frame's main data begins in the frames before it, so a seam lies at
one frame for the headers and earlier, by the reservoir's fill, for the main data.

Two encoders that hear the same sound settle into the same state. Where the header and side
information of three consecutive frames agree, the reservoirs are level and the quantisers in step, and
the second continues as the first would have. Where they never agree, the second may take over at a
frame whose reservoir is no fuller than the first's (the difference is stuffed with zeros) and whose
window follows on.
"""

from __future__ import annotations

from dataclasses import dataclass

from voiceguide.mp3.frames import Frame, Layout
from voiceguide.mp3.segments import Segment

WARM_UP = 16
"""Frames a new encoder needs to fill its filters, look-ahead and psychoacoustic history."""

WINDOW = 150
"""Frames into a segment within which an agreement is sought (98 were found not always enough)."""

_STEP = 8


@dataclass(frozen=True, slots=True)
class Join:
    """Where one segment hands over to the next.

    Attributes:
        frame: Absolute index of the first frame taken from the later segment.
        stuffed: Zero bytes put between their main data; 0 where the two agree.
        agreed: Whether both gave the same headers and side information there.
    """

    frame: int
    stuffed: int
    agreed: bool


def find_join(before: Segment, after: Segment) -> Join | None:
    """The first frame at which `after` may take over from `before`, which is run on as far as needed.

    Returns:
        The join, or None when there is none within `WINDOW` frames: then `before` has to go on alone.
    """
    last = min(after.first + WINDOW, after.stop - 1)
    at = after.first + WARM_UP
    while at < last:
        before.run_to_frame(min(at + _STEP, last) + 1)
        for frame in range(at, min(at + _STEP, last)):
            if all(before.frame(each).head == after.frame(each).head for each in (frame - 1, frame, frame + 1)):
                return Join(frame, 0, True)
        at += _STEP
    return _stuffed_join(before, after, last)


def _stuffed_join(before: Segment, after: Segment, last: int) -> Join | None:
    best: Join | None = None
    for frame in range(after.first + WARM_UP, last):
        spare = before.frame(frame).reservoir - after.frame(frame).reservoir
        follows = before.frame(frame - 1).last_windows == after.frame(frame - 1).last_windows
        if follows and spare >= 0 and (best is None or spare < best.stuffed):
            best = Join(frame, spare, False)
    return best


def seam(before: Segment, after: Segment, join: Join, layout: Layout) -> tuple[int, bytes]:
    """The frames just before a join, with the later segment's main data in their reservoir.

    Returns:
        Absolute index of the first of these frames, and their bytes up to the join.
    """
    foreign = after.frame(join.frame).reservoir
    open_bytes = foreign + join.stuffed
    first, frames = join.frame, list[tuple[Frame, Frame]]()
    while open_bytes > sum(len(mine.data) - layout.head_bytes for mine, _ in frames):
        first -= 1
        frames.insert(0, (before.frame(first), after.frame(first)))
    main = bytearray().join(mine.data[layout.head_bytes :] for mine, _ in frames)
    theirs = bytearray().join(other.data[layout.head_bytes :] for _, other in frames)
    main[len(main) - open_bytes :] = bytes(join.stuffed) + theirs[len(theirs) - foreign :]
    out, at = bytearray(), 0
    for mine, _ in frames:
        size = len(mine.data) - layout.head_bytes
        out += mine.head + main[at : at + size]
        at += size
    return first, bytes(out)
