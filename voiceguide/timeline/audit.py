"""The blind audit: can this session be followed with the eyes closed, and is it one to want?

Comes in: a finished script and its timeline. Goes out: findings, each with the moment it concerns. It trusts
nothing anybody meant to do: it reads what will be heard, and when, against every goal.
"""

from __future__ import annotations

from voiceguide.errors import Finding
from voiceguide.script.lines import Script
from voiceguide.timeline import goals_hands as hands
from voiceguide.timeline import goals_words as words
from voiceguide.timeline.model import Timeline
from voiceguide.timeline.view import View

TOUCH_S, STROKE_S = 45.0, 90.0
"""Latest first touch and first stroke with a voice of 150 words/min inside sentences or faster, seconds."""

SLOW_TOUCH_S, SLOW_STROKE_S = 55.0, 105.0
"""The same with a slower voice."""

_RULES = (
    hands.closing,
    hands.share,
    hands.contact,
    hands.sides,
    hands.pacer,
    hands.ticks,
    words.announcements,
    words.order,
    words.gaps,
    words.rate,
    words.quiet,
    words.check_ins,
    words.repeats,
    words.shortfalls,
)


def audit(script: Script, timeline: Timeline, *, slow: bool = False, strict: bool = False) -> tuple[Finding, ...]:
    """Everything that would make this a lesser session, or leave a listener with closed eyes alone.

    Args:
        script: The script.
        timeline: The same script scheduled.
        slow: The voice speaks fewer than 150 words a minute inside sentences.
        strict: Every finding is an error: for what is shipped. Otherwise errors are what concerns the opening,
            safety, sides and contact, and all else is a warning.

    Returns:
        Findings, rule by rule; empty when every goal is met.
    """
    view = View(script, timeline, strict)
    limits = (SLOW_TOUCH_S, SLOW_STROKE_S) if slow else (TOUCH_S, STROKE_S)
    return (*hands.opening(view, *limits), *(finding for rule in _RULES for finding in rule(view)))
