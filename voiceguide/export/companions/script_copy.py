"""A copy of the script beside the sound: edit it, and render it again."""

from __future__ import annotations

from voiceguide.export.session import Session


def render(session: Session) -> str:
    """The script as `voiceguide.script.store` writes it."""
    from voiceguide.script import store

    return store.dump(session.script)
