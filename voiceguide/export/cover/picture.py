"""Make the JPEG of a cover from colours, landscape and words."""

from __future__ import annotations

import hashlib
import io
import random
from functools import lru_cache
from threading import Lock

from voiceguide.export.session import Session

SIZE = 1400
"""Width and height in pixels: the least that podcast directories accept."""

LARGEST_BYTES = 300_000
"""No cover is larger than this."""

_painting = Lock()
"""Painting takes 30 MB: one cover at a time."""


def cover_of(session: Session, *, size: int = SIZE) -> bytes:
    """The cover of a session, with a landscape that belongs to its routine."""
    with _painting:
        return cover_jpeg(session.title, session.minutes, seed=session.script.routine or session.title, size=size)


@lru_cache(maxsize=8)
def cover_jpeg(title: str, minutes: int | None, *, seed: str, size: int = SIZE) -> bytes:
    """A square JPEG, smaller than `LARGEST_BYTES`.

    The last few are kept: a catalogue makes one routine in several voices and at several levels.

    Args:
        title: Set in the upper part; left off when the font lacks its script.
        minutes: Set below the title, if given.
        seed: Chooses colours and shapes; equal seeds give equal landscapes.
        size: Width and height in pixels.
    """
    from PIL import Image

    from voiceguide.export.cover.landscape import paint
    from voiceguide.export.cover.lettering import letter
    from voiceguide.export.cover.palette import choose

    source = random.Random(hashlib.sha256(f"landscape:{seed}".encode("utf-8", "replace")).digest())
    palette = choose(source)
    image = Image.fromarray(paint(size, palette, source))
    letter(image, title, minutes)
    for quality in (90, 82, 74, 60):
        target = io.BytesIO()
        image.save(target, "JPEG", quality=quality, optimize=True, progressive=False, subsampling=2)
        if target.tell() < LARGEST_BYTES:
            break
    return target.getvalue()
