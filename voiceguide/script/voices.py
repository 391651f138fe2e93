"""Decide which voice says which line: its own, the receiver's second voice, its stage's, or the session's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from voiceguide.routine.model import Routine
from voiceguide.script.lines import Audience, Line, Script
from voiceguide.settings import Settings


def with_voices(script: Script, settings: Settings) -> Script:
    """Set the voice of every line; empty means the session's voice.

    A line's own voice comes before the receiver's, and that before the stage's.
    """
    stages = {
        move.id: script.stages[move.stage].voice or "" for move in script.moves if 0 <= move.stage < len(script.stages)
    }
    second = settings.receiver_voice or ""

    def voice_of(line: Line) -> str:
        to_receiver = second if line.audience is Audience.RECEIVER else ""
        return line.voice or to_receiver or stages.get(line.move, "")

    return replace(script, lines=tuple(replace(line, voice=voice_of(line)) for line in script.lines))


def voices_asked(source: Routine | Script, settings: Settings) -> Iterator[str]:
    """The voices that a session needs besides its own, each once."""
    asked = [settings.receiver_voice, *(stage.voice for stage in source.stages)]
    if isinstance(source, Script):
        asked += [line.voice for line in source.lines]
    yield from dict.fromkeys(each for each in asked if each)
