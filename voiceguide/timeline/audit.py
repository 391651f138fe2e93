"""The blind audit: check that a session can be followed with closed eyes, and that it meets the goals of a good one.

Gives findings, each with its moment. It relies on no intentions: it compares what will be heard, and when, with every
goal.
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

_WHOLE = (hands.closing, hands.exchange, hands.pacer, hands.ticks, words.quiet, words.repeats, words.shortfalls)
"""Rules for the session as a whole."""

_HALVES = (
    hands.share,
    hands.contact,
    hands.sides,
    words.announcements,
    words.order,
    words.gaps,
    words.rate,
    words.check_ins,
)
"""Rules for what one person does for the other; if the two change places, each half is checked by itself."""


def audit(script: Script, timeline: Timeline, *, slow: bool = False, strict: bool = False) -> tuple[Finding, ...]:
    """Find everything that misses a goal, or would leave a listener with closed eyes without help.

    Args:
        script: The script. timeline: The same script scheduled. slow: The voice speaks fewer than 150 words a minute
        inside sentences. strict: Every finding is an error, as for shipped routines. Otherwise findings about the
        opening, safety, sides and
            contact are errors, all others warnings.

    Returns:
        Findings, rule by rule; empty if every goal is met.
    """
    view = View(script, timeline, strict)
    limits = (SLOW_TOUCH_S, SLOW_STROKE_S) if slow else (TOUCH_S, STROKE_S)
    halves = view.halves()
    return (
        *hands.opening(view, *limits),
        *(finding for rule in _WHOLE for finding in rule(view)),
        *(finding for half in halves for rule in _HALVES for finding in rule(half)),
    )
