"""Join two encoders' streams of the same sound and keep the bit reservoir.

An MP3 frame's main data begins in the frames before it, so a join has two places: one frame for the headers, and an
earlier byte, given by the reservoir's fill, for the main data.

Two encoders that read the same sound settle into the same state: after `WARM_UP` frames their reservoirs differ by some
bytes, and half a second to four seconds later not at all. The second takes over at the first frame whose reservoir is
not fuller than the first's, and at most `MOST_STUFFED` bytes emptier (so many zeros are put between), and whose window
type fits the frame before. Waiting until nothing at all differs would encode three times as much sound twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from voiceguide.mp3.frames import Frame, Layout
from voiceguide.mp3.segments import Segment

WARM_UP = 16
"""Frames a new encoder needs to fill its filters, look-ahead and psychoacoustic history."""

WINDOW = 150
"""Frames from a segment's beginning within which a join is sought; at 96 kbit/s, 98 were not always enough."""

MOST_STUFFED = 16
"""Bytes that a join may cost: what a frame has at 128 kbit/s in 1 ms. Of 39 joins of a session 28 were possible at
frame 16, all but two by frame 19."""

_STEP = 2


@dataclass(frozen=True, slots=True)
class Join:
    """Where one segment hands over to the next.

    Attributes:
        frame: Absolute index of the first frame taken from the later segment.
        stuffed: Zero bytes put between their main data.
    """

    frame: int
    stuffed: int


def find_join(before: Segment, after: Segment) -> Join | None:
    """The first frame at which `after` may take over from `before`, which is encoded on as far as needed.

    Returns:
        The join, or None when there is none within `WINDOW` frames: then `before` has to be continued instead.
    """
    last = min(after.first + WINDOW, after.stop - 1)
    best: Join | None = None
    for frame in range(after.first + WARM_UP, last):
        if frame >= before.stop:
            before.run_to_frame(min(frame + _STEP, last))
        spare = before.frame(frame).reservoir - after.frame(frame).reservoir
        follows = before.frame(frame - 1).last_windows == after.frame(frame - 1).last_windows
        if follows and spare >= 0 and (best is None or spare < best.stuffed):
            best = Join(frame, spare)
            if spare <= MOST_STUFFED:
                break
    return best


def seam(before: Segment, after: Segment, join: Join, layout: Layout) -> tuple[int, bytes]:
    """The frames just before a join, with the beginning of the later segment's main data put into them.

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
