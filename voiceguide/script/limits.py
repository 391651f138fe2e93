"""What no script passes, whoever wrote it: looked at by adding up, before anything is laid out or spoken.

Comes in: a routine or a script, and settings. Goes out: nothing, or a refusal. A file that asks for a million pulses
or a month of words must not first fill the memory, or keep a voice busy for hours.
"""

from __future__ import annotations

from voiceguide.errors import UsageError
from voiceguide.routine.estimate import routine_seconds
from voiceguide.routine.model import Routine
from voiceguide.script.model import Script
from voiceguide.settings import Settings
from voiceguide.wording.words import estimate_s

MOST_PULSES = 100_000
"""Phases of all repetitions in a script; a session of four hours with one each second has a seventh of it."""

_FASTEST = 2.0
"""A voice is never this many times as fast as estimated: half the estimate is the least that words take."""


def refuse_too_many_cues(script: Script, settings: Settings) -> None:
    """Refuse a script of more cues than the settings allow.

    Raises:
        UsageError: It has more.
    """
    cues = sum(len(slot.lead) + len(slot.during) for slot in script.slots)
    if cues > settings.max_cues:
        raise UsageError(
            f"this session has {cues} cues; the limit is {settings.max_cues}",
            hint="Ask for a shorter --duration, or raise the setting max_cues.",
        )


def refuse_too_long(seconds: float, settings: Settings) -> None:
    """Refuse a session of more seconds than the settings allow.

    Raises:
        UsageError: It takes longer.
    """
    if seconds > settings.max_session_s:
        raise UsageError(
            f"this session would take {seconds / 60:.0f} minutes; the limit is {settings.max_session_s / 60:.0f}",
            hint="Ask for a shorter --duration, or raise the setting max_session_s.",
        )


def refuse_oversized(source: Routine | Script, settings: Settings) -> None:
    """Refuse what will pass the limits anyway, before any work is done.

    Raises:
        UsageError: It has too many cues or pulses, or is longer than a session may be even with the fastest voice.
    """
    if isinstance(source, Routine):
        asked_s = settings.duration_s or source.duration_s
        hands_s = routine_seconds(source) / max(1.0, settings.pace) / _FASTEST
        refuse_too_long(settings.duration_s or (hands_s if asked_s is None else 0.0), settings)
        return
    refuse_too_many_cues(source, settings)
    pulses = sum(slot.span.repetitions * len(slot.span.beats) for slot in source.slots)
    if pulses > MOST_PULSES:
        raise UsageError(
            f"this script has {pulses} phases of strokes; the limit is {MOST_PULSES}", hint="Lower its counts (repeat)."
        )
    refuse_too_long(_least_seconds(source, settings), settings)


def _least_seconds(script: Script, settings: Settings) -> float:
    """What its spans and pauses take, and its words said as fast as no voice does."""
    words = sum(estimate_s(cue.text, settings.assumed_wpm) for slot in script.slots for cue in slot.lead)
    owned = sum(slot.span.length_s + sum(cue.pause_s for cue in slot.lead) for slot in script.slots)
    return owned + words / _FASTEST
