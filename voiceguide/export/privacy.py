"""Keep the names of people, which the voice may say, out of tags, report and feeds.

These travel with a file and are read by machines. The sound itself and the transcripts beside it keep the names.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Sequence
from typing import Any

from voiceguide.settings import Part, Settings, settings_for

HIDDEN = "…"
"""Replaces a name."""

_DIGITS = 12
_OF_THE_WORK = settings_for(Part.WORK)


def without_names(text: str, names: Sequence[str]) -> str:
    """The text with every name replaced by `HIDDEN`."""
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(name)}\b", HIDDEN, text)
    return text


def settings_row(settings: Settings) -> dict[str, Any]:
    """The settings as a report has them: without those that change only how the work is done, and with a checksum in
    place of names, by which the same session is recognised."""
    row = {name: value for name, value in dataclasses.asdict(settings).items() if name not in _OF_THE_WORK}
    if settings.names:
        digest = hashlib.sha256("\n".join(settings.names).encode()).hexdigest()
        row["names"] = [digest[:_DIGITS]]
    return row
