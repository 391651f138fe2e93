"""Errors that only the studio has."""

from __future__ import annotations

from voiceguide.errors import UsageError, VoiceguideError


class BusyError(VoiceguideError):
    """Too much is waiting already."""


class MissingError(UsageError):
    """There is nothing of this id."""
