"""From a routine to a planned session: what the hands do, what is said, and when, before anything is spoken.

Comes in: a routine and settings. Goes out: a script, and a timeline with estimated speech. What the hands do does not
depend on how long the words take: only the opening's length follows from the voice's rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from voiceguide import anatomy
from voiceguide.choreography.fit import choreograph, possible_lengths
from voiceguide.choreography.model import Choreography, Opening
from voiceguide.choreography.refusal import Lengths
from voiceguide.choreography.rehearsal import refuse_impossible
from voiceguide.errors import DurationError, UsageError
from voiceguide.routine.model import Routine
from voiceguide.routine.texts import own_lines
from voiceguide.script.composer import compose as compose_lines
from voiceguide.script.lines import Script, texts_of
from voiceguide.settings import Settings
from voiceguide.speech.rates import expected_rates
from voiceguide.text import is_english
from voiceguide.timeline.model import Timeline
from voiceguide.timeline.schedule import schedule
from voiceguide.units import to_samples
from voiceguide.wording.opening import FAST_WPM, opening
from voiceguide.wording.seconds import estimate_s


@dataclass(frozen=True, slots=True)
class Planned:
    """A session before anything is spoken.

    Attributes:
        choreography: What the hands do.
        script: What is said, in windows.
        timeline: Where everything lies, with estimated speech.
        voice_wpm: The rate that was reckoned with, words per minute inside sentences.
    """

    choreography: Choreography
    script: Script
    timeline: Timeline
    voice_wpm: float

    @property
    def slow(self) -> bool:
        """Whether the voice is one of those that the opening gives more time."""
        return is_slow(self.voice_wpm)


def is_slow(words_per_minute: float) -> bool:
    """Whether a voice is slower than most, so that the first touch and stroke may come later."""
    return words_per_minute < FAST_WPM


def voice_rate(settings: Settings) -> float:
    """The rate that the voice of some settings will speak at, in words per minute inside sentences."""
    return expected_rates(settings.voice).nearest(settings.rate_wpm)


def check_avoid(settings: Settings) -> None:
    """Refuse an unknown region.

    Raises:
        UsageError: A region of `settings.avoid` is not in the anatomy table; the hint names the nearest.
    """
    for name in settings.avoid:
        anatomy.region(name)


def planned(routine: Routine, settings: Settings, *, voice_wpm: float | None = None) -> Planned:
    """Plan a session.

    Args:
        routine: A routine without errors.
        settings: Duration, pace, what to avoid, guidance, seed and limits.
        voice_wpm: The rate of the voice; by default that of the settings' voice.

    Raises:
        DurationError: The duration that was asked for is not possible; the message says what is, and why.
        RoutineError: Two bodies cannot do it; every move that cannot be done is named.
        UsageError: Nothing is left of the routine when avoiding some regions, a region is unknown, or limits of the
            settings are passed.
    """
    check_avoid(settings)
    asked_s = settings.duration_s or routine.duration_s
    if asked_s is not None:
        refuse_too_long(settings.duration_s or 0.0, settings)
    wpm = voice_rate(settings) if voice_wpm is None else voice_wpm
    choreography = _choreographed(routine, settings, opening(routine, wpm, settings.avoid))
    refuse_too_long(choreography.seconds, settings)
    refuse_impossible(routine, choreography)
    script = _owned(routine, compose_lines(routine, choreography, settings, wpm))
    refuse_too_many_lines(script, settings)
    return Planned(choreography, script, schedule(script, estimated(script, wpm)), wpm)


def _owned(routine: Routine, script: Script) -> Script:
    """The script with the lines marked that are in the author's language, where that is not English."""
    if is_english(routine.language):
        return script
    from voiceguide.speech.casting import own_words_of

    own = own_words_of(routine.language, own_lines(routine))
    before = script.before.lines if script.before is not None else ()
    said = {line.id: line.text for line in before} | {line.id: line.text for line in script.lines}
    return replace(script, own=tuple(name for name, text in said.items() if own.language_of(text) != "en"))


def _choreographed(routine: Routine, settings: Settings, first: Opening) -> Choreography:
    """What the hands do. Where only the routine's own duration is impossible, the nearest possible one is taken."""
    asked_s = settings.duration_s
    frames = None if asked_s is None else to_samples(asked_s)
    how = {"pace": settings.pace, "avoid": settings.avoid, "opening": first}
    try:
        return choreograph(routine, frames=frames, **how)  # type: ignore[arg-type]
    except DurationError as error:
        if asked_s is not None or routine.duration_s is None:
            raise
        nearest_s = min(max(routine.duration_s, error.shortest_s), error.longest_s)
        return choreograph(routine, frames=to_samples(nearest_s), **how)  # type: ignore[arg-type]


def possible_range(routine: Routine, settings: Settings, *, voice_wpm: float | None = None) -> Lengths:
    """The shortest and the longest session these settings allow, in seconds.

    Raises:
        UsageError: Nothing is left of the routine when avoiding some regions, or a region is unknown.
    """
    wpm = voice_rate(settings) if voice_wpm is None else voice_wpm
    return possible_lengths(
        routine, pace=settings.pace, avoid=settings.avoid, opening=opening(routine, wpm, settings.avoid)
    )


def estimated(script: Script, words_per_minute: float) -> Mapping[str, int]:
    """About how many samples each text of a script takes, by the text; nothing is synthesised."""
    return {text: max(1, to_samples(estimate_s(text, words_per_minute))) for text in texts_of(script).values()}


def refuse_too_many_lines(script: Script, settings: Settings) -> None:
    """Refuse a script of more lines and signals than the settings allow.

    Raises:
        UsageError: It has more.
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
        UsageError: It takes longer.
    """
    if seconds > settings.max_session_s:
        raise UsageError(
            f"this session would take {seconds / 60:.0f} minutes; the limit is {settings.max_session_s / 60:.0f}",
            hint="Ask for a shorter --duration, or raise the setting max_session_s.",
        )
