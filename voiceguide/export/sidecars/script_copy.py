"""A copy of the script beside the sound: edit it, and render it again."""

from __future__ import annotations

from voiceguide.export.session import Session
from voiceguide.script.writing import dump


def render(session: Session) -> str:
    """The script as `voiceguide.script.writing` writes it."""
    return dump(session.script)
