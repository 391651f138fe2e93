"""The pipeline: the only module that runs every stage.

Comes in: a routine or a script, settings, and where the files go. Goes out: a finished session. Each stage
gets what the one before it made: routine → script → clips → timeline → mix → files. Nothing here knows the
command line; progress is told to a callback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide import anatomy
from voiceguide.blind_audit import audit
from voiceguide.errors import Finding, ScriptError, Where
from voiceguide.files import cache_folder, shown_name
from voiceguide.layout import lay_out
from voiceguide.previewing import clipped, preview
from voiceguide.routine.model import Routine
from voiceguide.routine.texts import own_lines
from voiceguide.script.fit import Fitted, fit
from voiceguide.script.limits import refuse_oversized, refuse_too_long, refuse_too_many_cues
from voiceguide.script.model import Script
from voiceguide.settings import Settings
from voiceguide.timeline.model import Timeline

if TYPE_CHECKING:
    from voiceguide.export.deliver import Order
    from voiceguide.export.session import Session, SessionFacts
    from voiceguide.mix.mixdown import Mix
    from voiceguide.speech.narrate import Narration

Progress = Callable[[str, int, int], None]
"""Called with (stage, done, total): ``voice`` in clips; ``sound``, ``measure`` and ``stems`` in samples. May raise to
stop the work."""


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """A script with its speech and its timeline: all that mixing needs.

    Attributes:
        script: What is said.
        timeline: Where everything lies.
        narration: The clips.
        engine: The engine's fingerprint.
    """

    script: Script
    timeline: Timeline
    narration: Narration
    engine: str


@dataclass(frozen=True, slots=True, eq=False)
class Rendered:
    """A finished session.

    Attributes:
        path: The sound file.
        files: Every file written, the sound first.
        session: What is in it, with what was predicted and measured.
        findings: What the blind audit found, never an error for a shipped routine; and levels that are not as asked.
        synthesised: How many clips were made for it.
        from_cache: How many clips the cache had.
    """

    path: Path
    files: tuple[Path, ...]
    session: Session
    findings: tuple[Finding, ...]
    synthesised: int
    from_cache: int


def compose(routine: Routine, settings: Settings | None = None) -> Script:
    """Turn a routine into a script of the asked duration, without synthesising anything.

    Speech lengths are estimated, so the duration is met only about; `render` meets it within a second.

    Raises:
        DurationError: The duration is not possible.
        UsageError: Nothing is left of the routine when avoiding some regions.
    """
    return plan(routine, settings).script


def plan(routine: Routine, settings: Settings | None = None) -> Fitted:
    """Compose and lay out a routine with estimated speech: what it will be like, in a moment.

    Raises:
        DurationError: The duration is not possible.
        UsageError: Nothing is left of the routine when avoiding some regions, or a region is unknown.
    """
    settings = settings or Settings()
    check_avoid(settings)
    return fit(routine, settings)


def check_avoid(settings: Settings) -> None:
    """Refuse an unknown region.

    Raises:
        UsageError: A region of `settings.avoid` is not in the anatomy table; the hint names the nearest.
    """
    for name in settings.avoid:
        anatomy.region(name)


def speak(
    source: Routine | Script,
    settings: Settings,
    *,
    progress: Progress | None = None,
    pronounce: Iterable[tuple[str, str]] = (),
    preview_s: float | None = None,
) -> Spoken:
    """Speak a routine or script and lay it out with the real length of every clip.

    Args:
        source: A routine without errors, or a script.
        settings: Voice, rate, duration and limits.
        progress: Told of every clip.
        pronounce: Pairs (word, IPA phonemes) besides the source's own.
        preview_s: Keep only this many seconds; a preview need not hold the safety words.

    Raises:
        DurationError: A routine cannot take the asked duration.
        SpeechError: A cue could not be spoken; it names the cue.
        UsageError: An unknown voice or region, or limits of the settings are passed.
        ScriptError: A script lacks the safety words or the closing.
    """
    from voiceguide.speech.casting import own_words_of
    from voiceguide.speech.narrate import narrate
    from voiceguide.speech.registry import resolve_voice

    own = own_words_of(source.language, own_lines(source)) if isinstance(source, Routine) else None
    check_avoid(settings)
    refuse_oversized(source, settings)
    tell = None if progress is None else lambda done, total: progress("voice", done, total)
    made = {"": 0}
    last: dict[str, Narration] = {}
    engine, voice = resolve_voice(settings.voice)
    with engine:

        def measure(script: Script) -> Mapping[str, int]:
            refuse_too_many_cues(script, settings)
            spoken = narrate(
                script, settings=settings, engine=engine, voice=voice, progress=tell, pronounce=pronounce, own_words=own
            )
            made[""] += spoken.synthesised
            last["narration"] = spoken
            return {cue: clip.frames for cue, clip in spoken.clips.items()}

        if isinstance(source, Script):
            if preview_s is None:
                _refuse_unsafe(source)
            script, timeline = source, lay_out(source, measure(source))
            timeline = timeline if preview_s is None else clipped(timeline, preview_s)
        else:
            fitted = fit(source, settings, measure)
            measure(fitted.script)
            script, timeline = fitted.script, fitted.timeline
        refuse_too_long(timeline.seconds, settings)
        narration = replace(last["narration"], synthesised=made[""])
        return Spoken(script, timeline, narration, engine.fingerprint(voice))


def _refuse_unsafe(script: Script) -> None:
    """A script edited by hand keeps its safety words and its closing.

    Raises:
        ScriptError: They are missing.
    """
    lengths = {cue.id: 1000 for cue in script.cues() if cue.earcon is None}
    rules = ("safety-words", "safety-first", "closing-hands", "closing-bells")
    findings = [each for each in audit(script, lay_out(script, lengths)) if each.rule in rules]
    if findings:
        raise ScriptError(
            "this script cannot be rendered: its safety words or its closing are missing",
            findings,
            where=Where(script.routine or None),
        )


def render(
    source: Routine | Script,
    output: Path | str = "output",
    settings: Settings | None = None,
    *,
    order: Order | None = None,
    force: bool = False,
    progress: Progress | None = None,
    pronounce: Iterable[tuple[str, str]] = (),
    threads: int | None = None,
    preview_s: float | None = None,
    preview_stage: str | None = None,
    script_file: Path | None = None,
) -> Rendered:
    """Render a session: one sound file with its companions.

    Args:
        source: A routine without errors, or a script.
        output: A folder, or the path of the sound file to write (ending in its suffix, such as ``.mp3``).
        settings: Everything that shapes the session.
        order: Which files to write; by default an MP3 with the usual companions.
        force: Replace files that stand there.
        progress: Told of the work as it goes on.
        pronounce: Pairs (word, IPA phonemes) besides the source's own.
        threads: How many threads encode; by default as many as there are cores, at most four. The bytes do
            not depend on it.
        preview_s: Render only this many seconds, as fast as can be.
        preview_stage: Title of the stage a preview begins with; by default the session's beginning.
        script_file: Where a script was read from; it is left as it stands, in place of a copy of it.

    Raises:
        VoiceguideError: The voice, the bed, the duration or the output cannot be used; nothing is half-written.
    """
    from voiceguide.export.again import may_replace
    from voiceguide.export.bundle import Bundle
    from voiceguide.export.deliver import Order, deliver
    from voiceguide.export.inputs import files_of, hashes_of, sparing
    from voiceguide.export.names import place_of
    from voiceguide.export.session import Session, release_moment
    from voiceguide.mix.bed import check_beds
    from voiceguide.mix.findings import level_findings
    from voiceguide.speech.registry import voice_findings

    settings = settings or Settings()
    order = order or Order()
    own_name = source.name if isinstance(source, Routine) else source.routine or source.title
    folder, name = place_of(Path(output), own_name, order.audio.suffix)
    original = source
    if preview_s is not None:
        source = preview(source, settings, preview_s, preview_stage)
        name = name if Path(output).suffix.casefold() == order.audio.suffix else f"{name}-preview"
    check_beds(settings.ambient, original.ambient, (stage.ambient for stage in original.stages))
    order = sparing(order, folder, name, files_of(original, settings.ambient, script_file))
    created = release_moment()
    inputs = hashes_of(original, settings.ambient or original.ambient)
    again = preview_s is None and may_replace(order, folder, name, settings, inputs, own_name)
    with Bundle(folder, force=force or again) as bundle:
        order.reserve(bundle, name)

        def speaking() -> Spoken:
            return speak(source, settings, progress=progress, pronounce=pronounce, preview_s=preview_s)

        ambient = settings.ambient or source.ambient
        spoken, mix = _mixed(speaking, ambient, settings)
        kind = "session" if preview_s is None else "preview"
        facts = replace(_facts(spoken, original, ambient, created), kind=kind)
        session = Session(name, spoken.script, spoken.timeline, settings, facts)
        session = deliver(bundle, order, session, mix, threads=threads or _threads(), progress=progress)
        written = bundle.commit()
    decoded = session.facts.decoded
    return Rendered(
        path=written[0],
        files=written,
        session=session,
        findings=(
            *voice_findings(settings.voice, spoken.narration.notes),
            *(audit(spoken.script, spoken.timeline) if preview_s is None else ()),
            *level_findings(mix.levels, settings, decoded.true_peak_dbtp if decoded else None),
        ),
        synthesised=spoken.narration.synthesised,
        from_cache=spoken.narration.from_cache,
    )


def _mixed(speaking: Callable[[], Spoken], ambient: str | None, settings: Settings) -> tuple[Spoken, Mix]:
    """Speech and the mix it goes into; a shipped bed is opened while the words are spoken."""
    from voiceguide.mix.bed import open_beds, open_early
    from voiceguide.mix.mixdown import plan_mix

    with ThreadPoolExecutor(1) as beside:
        early = beside.submit(open_early, ambient, mono=settings.mono)
        spoken = speaking()
        timeline = spoken.timeline
        bed = open_beds(
            timeline.beds,
            ambient,
            cache=cache_folder(),
            longest_s=timeline.seconds,
            mono=settings.mono,
            early=early.result(),
        )
    return spoken, plan_mix(timeline, spoken.narration.clips, bed, settings)


def _facts(spoken: Spoken, source: Routine | Script, ambient: str | None, created: datetime) -> SessionFacts:
    from voiceguide.export.inputs import hashes_of
    from voiceguide.export.session import SessionFacts
    from voiceguide.export.versions import versions
    from voiceguide.mix.bed import DEFAULT_BED

    return SessionFacts(
        voice=spoken.narration.voice,
        engine=spoken.engine,
        rate_wpm=spoken.narration.rate_wpm,
        bed=shown_name(Path(ambient)) if ambient else DEFAULT_BED,
        created=created,
        inputs=hashes_of(source, ambient),
        versions=versions(),
        summary=source.summary if isinstance(source, Routine) else dict(source.meta).get("summary", ""),
    )


def _threads() -> int:
    """As many encoders as cores, at most four: more only wait for the mixer."""
    from voiceguide.speech.parallel import cores

    return min(4, cores())
