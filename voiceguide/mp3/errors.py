"""Errors of encoding."""

from __future__ import annotations


class Mp3Error(Exception):
    """The sound cannot be encoded.

    Attributes:
        hint: What to do, or None.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        self.hint = hint
        super().__init__(message)
