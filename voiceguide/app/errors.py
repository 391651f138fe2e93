"""Defines the errors that only applications raise."""

from __future__ import annotations

from voiceguide.errors import UsageError, VoiceguideError


class BusyError(VoiceguideError):
    """Too much work is waiting already."""


class MissingError(UsageError):
    """There is nothing with this id."""


class ConflictError(UsageError):
    """A text was changed elsewhere since its author began to edit it.

    Attributes:
        theirs: The present text; None if it was deleted.
    """

    def __init__(self, message: str, theirs: str | None, *, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.theirs = theirs
