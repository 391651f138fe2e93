"""A routine or a script spoken: the clips it needs and no more, placed in their windows.

Comes in: a routine or script, and settings. Goes out: clips and timeline. The preferred way of saying each line is
spoken first; a shorter one only where the preferred does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from voiceguide.errors import Finding, ScriptError, Severity, Where
from voiceguide.planning import estimated, is_slow, planned, refuse_too_long, refuse_too_many_lines, voice_rate
from voiceguide.routine.model import Routine
from voiceguide.script.check import check_script
from voiceguide.script.lines import Anchor, BeforeLine, Script, texts_of
from voiceguide.settings import OpeningPlace, Settings
from voiceguide.timeline.audit import audit
from voiceguide.timeline.before import before_timeline, in_front
from voiceguide.timeline.model import Timeline
from voiceguide.timeline.preview import DEFAULT_S, clipped, excerpt
from voiceguide.timeline.schedule import schedule

if TYPE_CHECKING:
    from voiceguide.speech.clip import Clip
    from voiceguide.speech.engine import Progress as Told
    from voiceguide.speech.narrate import Narration

Progress = Callable[[str, int, int], None]
"""Called with (stage, done, total): ``voice`` in clips; ``sound``, ``measure`` and ``stems`` in samples. May raise to
stop the work."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a preview plays: so many seconds from the first stroke on, or every stroke of a stage.

    Attributes:
        seconds: Its length; of a stage, none.
        stage: Title of the stage, or None.
    """

    seconds: float | None = None
    stage: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """A script with its speech and its timeline: all that mixing needs.

    Attributes:
        script: What is said.
        timeline: Where everything lies.
        own: The session's own timeline: the same, but for a before-part in front of it.
        before: The before-part's timeline, where it is a file of its own.
        narration: What was spoken.
        clips: The clip of every placed line, by its id; the before-part's, too.
        engine: The engine's fingerprint.
    """

    script: Script
    timeline: Timeline
    own: Timeline
    before: Timeline | None
    narration: Narration
    clips: Mapping[str, Clip]
    engine: str


def speak(
    source: Routine | Script,
    settings: Settings,
    *,
    progress: Progress | None = None,
    pronounce: Iterable[tuple[str, str]] = (),
    part: Preview | None = None,
) -> Spoken:
    """Speak a routine or script and place the real clips in their windows.

    Args:
        source: A routine without errors, or a script.
        settings: Voice, rate, duration and limits.
        progress: Told of every clip.
        pronounce: Pairs (word, IPA phonemes) besides the source's own.
        part: Only a preview.

    Raises:
        DurationError: A routine cannot take the asked duration.
        SpeechError: A line could not be spoken; it names the line.
        UsageError: An unknown voice or region, or limits of the settings are passed.
        ScriptError: A script breaks a rule of safety.
    """
    script = _script_of(source, settings, whole=part is None)
    if part is not None:
        script = excerpt(script, part.seconds, part.stage)
    tell = None if progress is None else partial(progress, "voice")
    spoken = spoken_script(script, settings, progress=tell, pronounce=pronounce)
    if part is not None and part.seconds is not None:
        spoken = replace(spoken, timeline=clipped(spoken.timeline, part.seconds))
    if part is None and isinstance(source, Script):
        _refuse(audit(spoken.script, spoken.timeline, slow=is_slow(spoken.narration.rate_wpm)), script)
    if spoken.before is not None and script.before is not None and settings.opening is OpeningPlace.INCLUDED:
        whole = in_front(spoken.before, script.before.title, spoken.timeline)
        spoken = replace(spoken, timeline=whole, before=None)
    return spoken


def preview(
    source: Routine | Script, settings: Settings, seconds: float = DEFAULT_S, stage: str | None = None
) -> Script:
    """The part of a session that a preview plays, as a script.

    Args:
        source: A routine or a script.
        settings: As for the whole session, so that the preview sounds as the session will.
        seconds: Length of the preview, from the first stroke on.
        stage: Title of a stage: then all of its strokes, each a few times.

    Raises:
        UsageError: There is no such stage (the hint names the nearest), or limits of the settings are passed.
        DurationError: As in `plan`.
    """
    return excerpt(_script_of(source, settings, whole=False), seconds, stage)


def _script_of(source: Routine | Script, settings: Settings, *, whole: bool) -> Script:
    if isinstance(source, Routine):
        return planned(source, settings).script
    limited(source, settings)
    _refuse(check_script(source), source)
    if not whole:  # a preview need not hold the opening
        return source
    wpm = voice_rate(settings)
    guessed = schedule(source, estimated(source, wpm))
    findings = audit(source, replace(guessed, shortfalls=()), slow=is_slow(wpm))
    _refuse(findings, source)
    return source


def _refuse(findings: Iterable[Finding], script: Script) -> None:
    """A script edited by hand keeps the rules of safety.

    Raises:
        ScriptError: It breaks one.
    """
    errors = [each for each in findings if each.severity is Severity.ERROR]
    if errors:
        number = f"{len(errors)} problem" + ("s" if len(errors) > 1 else "")
        raise ScriptError(f"this script cannot be rendered: {number}", errors, where=Where(script.routine or None))


def limited(script: Script, settings: Settings) -> None:
    """Refuse a script that passes the limits, before any work is done.

    Raises:
        UsageError: It has too many lines, or is longer than a session may be.
    """
    refuse_too_many_lines(script, settings)
    refuse_too_long(script.seconds, settings)


def spoken_script(
    script: Script, settings: Settings, *, progress: Told | None = None, pronounce: Iterable[tuple[str, str]] = ()
) -> Spoken:
    """Speak a script and place the real clips.

    Args:
        script: The script.
        settings: Voice, rate, pitch and limits.
        progress: Called with (clips done, clips in all).
        pronounce: Pairs (word, how it sounds) besides the script's own.

    Raises:
        SpeechError: A line could not be spoken; it names the line.
        UsageError: An unknown voice, or limits of the settings are passed.
    """
    from voiceguide.speech.registry import resolve_voice

    limited(script, settings)
    engine, voice = resolve_voice(settings.voice)
    with engine:
        work = _Work(script, tuple(pronounce), settings=settings, engine=engine, voice=voice, progress=progress)
        timeline = work.placed()
        before = None if script.before is None else before_timeline(script.before, work.lengths())
        return Spoken(
            script, timeline, timeline, before, work.narration, work.clips(timeline), engine.fingerprint(voice)
        )


class _Work:
    """Speaking in rounds until every text that is placed has been spoken."""

    def __init__(self, script: Script, pronounce: tuple[tuple[str, str], ...], **how: Any) -> None:
        from voiceguide.speech.casting import own_words_of

        self._script = script
        self._texts = texts_of(script)
        own = own_words_of(script.language, [text for name, text in self._texts.items() if name in script.own])
        self._how = how | {"pronounce": (*script.pronounce, *pronounce), "own_words": own}
        self._by_text: dict[str, Clip] = {}
        self._told: list[Narration] = []
        self._speak(self._wanted())

    @property
    def narration(self) -> Narration:
        """What was spoken in all rounds together."""
        first = self._told[0]
        made, kept = (sum(getattr(each, name) for each in self._told) for name in ("synthesised", "from_cache"))
        return replace(first, synthesised=made, from_cache=kept)

    def placed(self) -> Timeline:
        """The timeline, of spoken texts alone."""
        while True:
            timeline = schedule(self._script, self.lengths())
            missing = dict.fromkeys(each.text for each in timeline.speech if each.text not in self._by_text)
            if not missing:
                return timeline
            self._speak(missing)

    def lengths(self) -> dict[str, int]:
        """Real lengths, and estimates for ways that nobody has needed yet."""
        guesses = estimated(self._script, self._told[0].rate_wpm)
        return {text: self._by_text[text].frames if text in self._by_text else guess for text, guess in guesses.items()}

    def clips(self, timeline: Timeline) -> dict[str, Clip]:
        """The clip of every placed line, and of the before-part."""
        placed = {each.cue: self._by_text[each.text] for each in timeline.speech}
        return placed | {line.id: self._by_text[line.text] for line in self._before()}

    def _wanted(self) -> dict[str, None]:
        """The texts that are spoken in any case: of each line the preferred way, and every true count."""
        counted = (way.text for line in self._script.lines if line.anchor is Anchor.LEFT for way in line.variants)
        preferred = (line.text for line in self._script.lines)
        return dict.fromkeys((*preferred, *counted, *(line.text for line in self._before())))

    def _before(self) -> tuple[BeforeLine, ...]:
        return self._script.before.lines if self._script.before is not None else ()

    def _speak(self, texts: Collection[str]) -> None:
        from voiceguide.speech.narrate import narrate

        wanted = {name: text for name, text in self._texts.items() if text in texts}
        told = narrate(wanted, **self._how)
        self._told.append(told)
        self._by_text |= {text: told.clips[name] for name, text in wanted.items()}
