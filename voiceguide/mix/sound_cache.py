"""A cache of the sounds used last."""

from __future__ import annotations

from typing import Any

from cachetools import LRUCache

from voiceguide.audio import Samples
from voiceguide.heap import frugal


def sound_cache(frames: int) -> LRUCache[Any, Samples]:
    """A cache of sounds of shape (frames,) that drops the least recently used; the user must lock it.

    Args:
        frames: Most samples that it keeps in all; a quarter of it where memory is short. A longer sound is kept
            alone.
    """
    frames = frames // 4 if frugal() else frames
    return LRUCache(frames, getsizeof=lambda sound: min(len(sound), frames))
