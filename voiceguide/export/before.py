"""The before-part's files: a small sound beside the session's, with its own text and captions."""

from __future__ import annotations

from dataclasses import replace

from voiceguide.export.beside import BEFORE
from voiceguide.export.outputs import Outputs
from voiceguide.export.session import Session, SessionKind
from voiceguide.routine.model import Routine
from voiceguide.script.lines import Script
from voiceguide.settings import GiverChannel, OpeningPlace, Settings
from voiceguide.timeline.model import Timeline

BITRATE_KBPS = 96
"""Speech over a quiet bed needs no more."""

_SIDECARS = ("vtt", "srt", "lrc", "text", "markdown")
"""The sidecars that a before-part gets if the session gets them."""


def before_name(name: str) -> str:
    """Name of a session's before-part."""
    return name + BEFORE


def has_before(source: Routine | Script, settings: Settings) -> bool:
    """Whether a session of this source has a before-part in a file of its own."""
    separate = settings.opening is OpeningPlace.SEPARATE
    return separate and (isinstance(source, Routine) or source.before is not None)


def before_outputs(outputs: Outputs) -> Outputs:
    """Which files are written of a before-part."""
    kept = tuple(name for name in outputs.sidecars if name in _SIDECARS)
    return Outputs(format=outputs.audio.name, sidecars=kept)


def before_session(session: Session, timeline: Timeline) -> Session:
    """The before-part as a session of its own: the same voice and bed, heard by both, in mono.

    It is heard from a telephone on a table, before anything begins; in mono it takes half the time to encode.
    """
    title = f"{session.title}: {session.script.before.title.lower()}" if session.script.before else session.title
    settings = replace(
        session.settings,
        bitrate_kbps=min(BITRATE_KBPS, session.settings.bitrate_kbps),
        giver_channel=GiverChannel.BOTH,
        mono=True,
    )
    script = replace(session.script, title=title, changes=())
    facts = replace(session.facts, kind=SessionKind.BEFORE)
    return replace(
        session, name=before_name(session.name), script=script, timeline=timeline, settings=settings, facts=facts
    )
