"""Defines the types of progress callbacks, and the stages of work that they report."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial


class WorkStage(StrEnum):
    """A stage of work, and the unit in which its progress is counted."""

    VOICE = "voice"
    """Clips spoken."""
    SOUND = "sound"
    """Samples mixed and encoded."""
    MEASURE = "measure"
    """Samples of the finished file measured."""
    STEMS = "stems"
    """Samples of stems written."""
    EARLY = "early"
    """Bytes that can be listened to while the rest is made."""
    DOWNLOAD = "download"
    """Bytes downloaded."""
    INSTALL = "install"
    """Bytes of voices downloaded and checked."""
    RENDER = "render"
    """Beds rendered."""
    SAMPLE = "sample"
    """Samples of voices spoken."""
    SESSION = "session"
    """Sessions made."""
    PLAN = "plan"
    """Sessions planned."""


Progress = Callable[[str, int, int], None]
"""Called with (stage, done, total), the stage a `WorkStage`; an exception from it stops the work."""

Counting = Callable[[int, int], None]
"""The progress of a single stage: called with (done, total); an exception from it stops the work."""


def counting(progress: Progress | None, stage: WorkStage) -> Counting | None:
    """The callback for one stage, or None without a callback."""
    return None if progress is None else partial(progress, stage)
