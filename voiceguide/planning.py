"""Plans a session from a routine: what the hands do, what is said and when, with estimated speech.

What the hands do does not depend on how long the words take; only the opening's length follows from the voice's rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from voiceguide import anatomy
from voiceguide.choreography.asked import choreograph_asked, find_lengths
from voiceguide.choreography.model import Choreography
from voiceguide.choreography.refusal import Lengths
from voiceguide.choreography.rehearsal import refuse_impossible
from voiceguide.errors import DurationError, UsageError
from voiceguide.routine.model import Routine
from voiceguide.routine.texts import own_lines
from voiceguide.script.composer import compose as compose_lines
from voiceguide.script.lines import Script, texts_of
from voiceguide.settings import Settings
from voiceguide.speech.rates import rates_of
from voiceguide.text import is_english
from voiceguide.timeline.model import Timeline
from voiceguide.timeline.said import keys_of
from voiceguide.timeline.schedule import schedule
from voiceguide.units import to_samples
from voiceguide.wording.opening import FAST_WPM
from voiceguide.wording.personal import check_names
from voiceguide.wording.seconds import estimate_s


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A session before anything is spoken.

    Attributes:
        choreography: What the hands do.
        script: What is said, in windows.
        timeline: Where everything lies, with estimated speech.
        voice_wpm: The rate assumed for the voice, in words per minute inside sentences.
    """

    choreography: Choreography
    script: Script
    timeline: Timeline
    voice_wpm: float

    @property
    def slow(self) -> bool:
        """Whether the voice is so slow that the opening gets more time."""
        return is_slow(self.voice_wpm)


def is_slow(words_per_minute: float) -> bool:
    """Whether a voice is slower than most, which allows a later first touch and stroke."""
    return words_per_minute < FAST_WPM


def voice_rate(settings: Settings) -> float:
    """The rate at which the voice of some settings will speak, in words per minute inside sentences."""
    return rates_of(settings.voice).nearest(settings.rate_wpm)


def check_avoid(settings: Settings) -> None:
    """Refuse an unknown region.

    Raises:
        UsageError: A region of `settings.avoid` is not in the anatomy table; the hint names the nearest.
    """
    for name in settings.avoid:
        anatomy.region(name)


def plan_session(routine: Routine, settings: Settings, *, voice_wpm: float | None = None) -> SessionPlan:
    """Plan a session.

    Args:
        routine: A routine without errors.
        settings: Duration, pace, what to avoid, guidance, seed and limits.
        voice_wpm: The rate of the voice; by default that of the settings' voice.

    Raises:
        DurationError: The requested duration is not possible; the message says which are, and why.
        RoutineError: Two bodies cannot do it; the findings name every move that cannot be done.
        UsageError: Nothing is left of the routine when avoiding some regions, a region is unknown, or limits of the
            settings are passed.
    """
    check_avoid(settings)
    check_names(settings)
    asked_s = settings.duration_s or routine.duration_s
    if asked_s is not None:
        refuse_too_long(settings.duration_s or 0.0, settings)
    wpm = voice_rate(settings) if voice_wpm is None else voice_wpm
    choreography = _choreograph(routine, settings, wpm)
    refuse_too_long(choreography.seconds, settings)
    refuse_impossible(routine, choreography)
    script = _mark_own_lines(routine, compose_lines(routine, choreography, settings, wpm))
    refuse_too_many_lines(script, settings)
    return SessionPlan(choreography, script, schedule(script, estimate_frames(script, wpm)), wpm)


def _mark_own_lines(routine: Routine, script: Script) -> Script:
    """The script with marks on the lines in the author's language, if that is not English."""
    if is_english(routine.language):
        return script
    from voiceguide.speech.casting import own_words_of

    own = own_words_of(routine.language, own_lines(routine))
    before = script.before.lines if script.before is not None else ()
    said = {line.id: line.text for line in before} | {line.id: line.text for line in script.lines}
    return replace(script, own=tuple(name for name, text in said.items() if own.language_of(text) != "en"))


def _choreograph(routine: Routine, settings: Settings, wpm: float) -> Choreography:
    """What the hands do; if the routine's own duration is impossible, for the nearest possible one."""
    try:
        return choreograph_asked(routine, settings, wpm)
    except DurationError as error:
        if settings.duration_s is not None or routine.duration_s is None:
            raise
        own_s = routine.duration_s * (2 if settings.swap else 1)
        nearest_s = min(max(own_s, error.shortest_s), error.longest_s)
        return choreograph_asked(routine, settings.replaced({"duration_s": nearest_s}), wpm)


def possible_range(routine: Routine, settings: Settings | None = None, *, voice_wpm: float | None = None) -> Lengths:
    """The shortest and the longest session these settings allow, in seconds.

    Args:
        routine: A routine without errors.
        settings: Pace and what to avoid.
        voice_wpm: The rate of the voice; by default that of the settings' voice.

    Raises:
        UsageError: Nothing is left of the routine when avoiding some regions, or a region is unknown.
    """
    settings = settings or Settings()
    wpm = voice_rate(settings) if voice_wpm is None else voice_wpm
    return find_lengths(routine, settings, wpm)


def estimate_frames(script: Script, words_per_minute: float) -> Mapping[str, int]:
    """The estimated length of each text of a script in samples, by the text in its voice; nothing is synthesised."""
    texts, keys = texts_of(script), keys_of(script)
    return {keys[name]: max(1, to_samples(estimate_s(text, words_per_minute))) for name, text in texts.items()}


def refuse_too_many_lines(script: Script, settings: Settings) -> None:
    """Refuse a script of more lines and signals than the settings allow.

    Raises:
        UsageError: It has too many.
    """
    cues = len(script.lines) + len(script.signals)
    if cues > settings.max_cues:
        raise UsageError(
            f"this session has {cues} cues; the limit is {settings.max_cues}",
            hint="Ask for a shorter --duration, or raise the setting max_cues.",
        )


def refuse_too_long(seconds: float, settings: Settings) -> None:
    """Refuse a session of more seconds than the settings allow.

    Raises:
        UsageError: It is too long.
    """
    if seconds > settings.max_session_s:
        raise UsageError(
            f"this session would take {seconds / 60:.0f} minutes; the limit is {settings.max_session_s / 60:.0f}",
            hint="Ask for a shorter --duration, or raise the setting max_session_s.",
        )
