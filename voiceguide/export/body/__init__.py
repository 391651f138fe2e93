"""Pictures of where the hands are on the body and which way they go, drawn from a move's region, side and path."""

from __future__ import annotations

from voiceguide.export.body.drawing import Picture, outlines, picture_of

__all__ = ["Picture", "outlines", "picture_of"]
