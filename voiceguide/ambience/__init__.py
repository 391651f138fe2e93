"""The shipped ambient tracks: their synthesis, and checks for anybody's track."""

from voiceguide.ambience.registry import describe, names, render

__all__ = ["describe", "names", "render"]
