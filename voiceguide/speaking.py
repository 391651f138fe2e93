"""Speaks a routine or a script: makes the clips it needs and no others, and places them in their windows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import starmap
from typing import TYPE_CHECKING, Self

from voiceguide.errors import Finding, ScriptError, Severity, UsageError, Where
from voiceguide.loading import LoadedSource, Source, load_source
from voiceguide.planning import (
    estimate_frames,
    is_slow,
    plan_session,
    refuse_too_long,
    refuse_too_many_lines,
    voice_rate,
)
from voiceguide.progress import Progress, WorkStage, counting
from voiceguide.rounds import SpokenSession, speak_in_rounds
from voiceguide.routine.model import Routine
from voiceguide.script.check import check_script
from voiceguide.script.lines import Script
from voiceguide.settings import OpeningPlace, Settings
from voiceguide.text.pronunciation import Pronunciation
from voiceguide.timeline.audit import audit
from voiceguide.timeline.before import in_front
from voiceguide.timeline.preview import DEFAULT_S, clip_timeline, excerpt
from voiceguide.timeline.schedule import schedule

if TYPE_CHECKING:
    from voiceguide.speech.engine import Engine


@dataclass(frozen=True, slots=True)
class Preview:
    """What a preview plays: some seconds from the first stroke on, or every stroke of a stage.

    Attributes:
        seconds: Its length; by default a minute, and for a stage as long as its strokes take.
        stage: Title of a stage, of which all strokes are played, each a few times.

    Raises:
        UsageError: It is shorter than a second.
    """

    seconds: float | None = None
    stage: str | None = None

    def __post_init__(self) -> None:
        if self.seconds is not None and not self.seconds >= 1:
            raise UsageError(f"a preview must be at least 1 s long, and not {self.seconds:g} s")


def speak(
    source: Source,
    settings: Settings | None = None,
    *,
    preview: Preview | None = None,
    on_progress: Progress | None = None,
    pronounce: Iterable[tuple[str, str]] = (),
    engine: Engine | type[Engine] | None = None,
) -> SpokenSession:
    """Speak a routine or script and place the real clips in their windows.

    Args:
        source: A routine's name, the path of a routine or script, a routine or a script.
        settings: Voice, rate, duration and limits.
        preview: Only a part of it.
        on_progress: Called after each clip.
        pronounce: Pairs (word, IPA or respelling) besides the source's own.
        engine: Your own speech engine, or its class, instead of the one that the voice's name selects.

    Raises:
        RoutineError: A routine cannot be read, or breaks a rule of safety.
        ScriptError: A script cannot be read, or breaks a rule of safety.
        DurationError: The requested duration is not possible with a routine.
        SpeechError: A line could not be spoken; it names the line.
        UsageError: A voice or region is unknown, or limits of the settings are exceeded.
    """
    return SpeechWork.of(source, settings, preview, on_progress, pronounce, engine).speak()


@dataclass(frozen=True, slots=True, eq=False)
class SpeechWork:
    """One session to speak.

    Attributes:
        loaded: The routine or script, checked.
        settings: As for `speak`.
        preview: As for `speak`.
        on_progress: As for `speak`.
        pronounce: As for `speak`.
        engine: As for `speak`.
    """

    loaded: LoadedSource
    settings: Settings
    preview: Preview | None = None
    on_progress: Progress | None = None
    pronounce: tuple[Pronunciation, ...] = ()
    engine: Engine | type[Engine] | None = None

    @classmethod
    def of(
        cls,
        source: Source,
        settings: Settings | None,
        preview: Preview | None,
        on_progress: Progress | None,
        pronounce: Iterable[tuple[str, str]],
        engine: Engine | type[Engine] | None,
    ) -> Self:
        """Load and check what a public function was given."""
        pairs = tuple(starmap(Pronunciation, pronounce))
        return cls(load_source(source), settings or Settings(), preview, on_progress, pairs, engine)

    @property
    def source(self) -> Routine | Script:
        """The routine or script."""
        return self.loaded.content

    def speak(self) -> SpokenSession:
        """Speak the session in one round."""
        *_, spoken = self.speak_rounds(at_once=True)
        return spoken

    def speak_rounds(self, *, at_once: bool = False) -> Iterator[SpokenSession]:
        """Speak in order of time, so that the beginning can be heard before the end is spoken.

        Args:
            at_once: Speak everything in one round.

        Yields:
            What is spoken so far; the last is complete, and the same for any number of rounds.

        Raises:
            VoiceguideError: As for `speak`. A script that is found to break a rule of safety only once it is spoken
                raises `ScriptError` instead of yielding the last.
        """
        settings, part = self.settings, self.preview
        script = _script_of(self.source, settings, whole=part is None, engine=self.engine)
        if part is not None:
            script = excerpt(script, part.seconds, part.stage)
        check_limits(script, settings)
        report = counting(self.on_progress, WorkStage.VOICE)
        rounds = speak_in_rounds(
            script, settings, progress=report, pronounce=self.pronounce, own=self.engine, at_once=at_once
        )
        for spoken in rounds:
            if part is None and isinstance(self.source, Script) and spoken.whole:
                _refuse(audit(spoken.script, spoken.timeline, slow=is_slow(spoken.narration.rate_wpm)), script)
            yield _as_heard(spoken, settings, part)


def _as_heard(spoken: SpokenSession, settings: Settings, part: Preview | None) -> SpokenSession:
    """The speech on the timeline of its file: cut to a preview, or with the before-part in front."""
    if part is not None and (part.stage is None or part.seconds is not None):
        timeline = clip_timeline(spoken.timeline, part.seconds or DEFAULT_S)
        return replace(spoken, timeline=timeline, until=min(spoken.until, timeline.frames))
    before = spoken.script.before
    if spoken.before is not None and before is not None and settings.opening is OpeningPlace.INCLUDED:
        timeline = in_front(spoken.before, before.title, spoken.timeline)
        return replace(spoken, timeline=timeline, before=None, until=spoken.until + spoken.before.frames)
    return spoken


def preview(
    source: Source, settings: Settings | None = None, seconds: float = DEFAULT_S, stage: str | None = None
) -> Script:
    """The part of a session that a preview plays, as a script.

    Args:
        source: A routine's name, the path of a routine or script, a routine or a script.
        settings: As for the whole session, so that the preview sounds like the session.
        seconds: Length of the preview, from the first stroke on.
        stage: Title of a stage, of which all strokes are played instead, each a few times.

    Raises:
        UsageError: There is no such stage (the hint names the nearest), or limits of the settings are exceeded.
        DurationError: The requested duration is not possible with a routine.
        RoutineError: A routine cannot be read, or breaks a rule of safety.
        ScriptError: A script cannot be read, or breaks a rule of safety.
    """
    return excerpt(_script_of(load_source(source).content, settings or Settings(), whole=False), seconds, stage)


def _script_of(
    source: Routine | Script, settings: Settings, *, whole: bool, engine: Engine | type[Engine] | None = None
) -> Script:
    """The script of a routine, or a script after the checks of limits, safety and, if it is whole, the audit."""
    wpm = voice_rate(settings) if engine is None else _own_rate(engine, settings)
    if isinstance(source, Routine):
        return plan_session(source, settings, voice_wpm=wpm).script
    check_limits(source, settings)
    _refuse(check_script(source), source)
    if not whole:  # the audit expects an opening, which a preview may lack
        return source
    guessed = schedule(source, estimate_frames(source, wpm))
    findings = audit(source, replace(guessed, shortfalls=()), slow=is_slow(wpm))
    _refuse(findings, source)
    return source


def _own_rate(engine: Engine | type[Engine], settings: Settings) -> float:
    """The rate at which a caller's own engine will speak, in words per minute."""
    from voiceguide.speech.registry import open_voice

    with open_voice(settings.voice, engine) as (opened, voice):
        return opened.rates(voice).nearest(settings.rate_wpm)


def _refuse(findings: Iterable[Finding], script: Script) -> None:
    """Refuse a script if its findings include errors, such as a broken rule of safety.

    Raises:
        ScriptError: They do.
    """
    errors = [each for each in findings if each.severity is Severity.ERROR]
    if errors:
        number = f"{len(errors)} problem" + ("s" if len(errors) > 1 else "")
        raise ScriptError(f"this script cannot be rendered: {number}", errors, where=Where(script.routine or None))


def check_limits(script: Script, settings: Settings) -> None:
    """Refuse a script that exceeds the limits, before any work is done.

    Raises:
        UsageError: It has too many lines, or is longer than a session may be.
    """
    refuse_too_many_lines(script, settings)
    refuse_too_long(script.seconds, settings)


def speak_script(script: Script, settings: Settings) -> SpokenSession:
    """Speak a script and place the real clips.

    Raises:
        SpeechError: A line could not be spoken; it names the line.
        UsageError: The voice is unknown, or limits of the settings are exceeded.
    """
    check_limits(script, settings)
    *_, spoken = speak_in_rounds(script, settings, at_once=True)
    return spoken
