"""The pipeline: the only module that runs every stage.

Comes in: a routine or a script, settings, and where the files go. Goes out: a finished session. Each stage
gets what the one before it made: routine → choreography → script → clips → timeline → mix → files. Nothing here
knows the command line; progress is told to a callback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from voiceguide.errors import Finding
from voiceguide.files import cache_folder, shown_name
from voiceguide.planning import Planned, is_slow, planned
from voiceguide.routine.model import Routine
from voiceguide.script.lines import Script
from voiceguide.settings import Settings
from voiceguide.speaking import Preview, Progress, Spoken, speak
from voiceguide.timeline.audit import audit
from voiceguide.timeline.model import Timeline

if TYPE_CHECKING:
    from voiceguide.export.bundle import Bundle
    from voiceguide.export.deliver import Order
    from voiceguide.export.session import Session, SessionFacts
    from voiceguide.mix.bed import Bed
    from voiceguide.mix.mixdown import Mix


@dataclass(frozen=True, slots=True, eq=False)
class Rendered:
    """A finished session.

    Attributes:
        path: The sound file.
        files: Every file written, the sound first; the before-part's among them.
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
    """Turn a routine into a script of exactly the asked duration, without synthesising anything.

    Raises:
        DurationError: The duration is not possible.
        UsageError: Nothing is left of the routine when avoiding some regions.
    """
    return plan(routine, settings).script


def plan(routine: Routine, settings: Settings | None = None) -> Planned:
    """Plan a session, with estimated speech: what it will be like, in a moment.

    Raises:
        DurationError: The duration is not possible.
        UsageError: Nothing is left of the routine when avoiding some regions, or a region is unknown.
    """
    return planned(routine, settings or Settings())


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
    """Render a session: one sound file with its companions, and the before-part beside it.

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
        preview_s: Render only this many seconds from the first stroke on, as fast as can be.
        preview_stage: Render only the strokes of the stage of this title, each a few times.
        script_file: Where a script was read from; it is left as it stands, in place of a copy of it.

    Raises:
        VoiceguideError: The voice, the bed, the duration, the script or the output cannot be used; nothing is
            half-written.
    """
    from voiceguide.export.again import may_replace
    from voiceguide.export.before import before_name, before_order, has_before
    from voiceguide.export.bundle import Bundle
    from voiceguide.export.deliver import Order, deliver
    from voiceguide.export.inputs import files_of, hashes_of, sparing
    from voiceguide.export.names import place_of
    from voiceguide.export.session import Session, release_moment
    from voiceguide.mix.bed import check_beds

    settings = settings or Settings()
    order = order or Order()
    part = None if preview_s is None and preview_stage is None else Preview(preview_s, preview_stage)
    own_name = source.name if isinstance(source, Routine) else source.routine or source.title
    folder, name = place_of(Path(output), own_name, order.audio.suffix)
    if part is not None:
        name = name if Path(output).suffix.casefold() == order.audio.suffix else f"{name}-preview"
    check_beds(settings.ambient, source.ambient, (stage.ambient for stage in source.stages))
    order = sparing(order, folder, name, files_of(source, settings.ambient, script_file))
    created = release_moment()
    inputs = hashes_of(source, settings.ambient or source.ambient)
    again = part is None and may_replace(order, folder, name, settings, inputs, own_name)
    threads = threads or _threads()
    with Bundle(folder, force=force or again) as bundle:
        order.reserve(bundle, name)
        if part is None and has_before(source, settings):
            before_order(order).reserve(bundle, before_name(name))

        def speaking() -> Spoken:
            return speak(source, settings, progress=progress, pronounce=pronounce, part=part)

        ambient = settings.ambient or source.ambient
        spoken, mix = _mixed(speaking, ambient, settings)
        kind = "session" if preview_s is None else "preview"
        facts = replace(_facts(spoken, source, ambient, created), kind=kind)
        session = Session(name, spoken.script, spoken.timeline, settings, facts)
        if part is None and has_before(source, settings):
            _deliver_before(bundle, order, session, spoken, threads=threads)
        session = deliver(bundle, order, session, mix, threads=threads, progress=progress)
        written = bundle.commit()
    return Rendered(
        path=written[0],
        files=written,
        session=session,
        findings=_findings(spoken, session, mix, whole=part is None),
        synthesised=spoken.narration.synthesised,
        from_cache=spoken.narration.from_cache,
    )


def session_of(spoken: Spoken, source: Routine | Script, name: str, settings: Settings) -> tuple[Session, Mix]:
    """What was spoken as a session under a name, and its mix, ready to be delivered."""
    from voiceguide.export.session import Session, release_moment

    ambient = settings.ambient or source.ambient
    facts = _facts(spoken, source, ambient, release_moment())
    return Session(name, spoken.script, spoken.timeline, settings, facts), _mix(
        spoken.timeline, spoken, ambient, settings
    )


def _mixed(speaking: Callable[[], Spoken], ambient: str | None, settings: Settings) -> tuple[Spoken, Mix]:
    """Speech and the mix it goes into; a shipped bed is opened while the words are spoken."""
    from voiceguide.mix.bed import open_early

    with ThreadPoolExecutor(1) as beside:
        early = beside.submit(open_early, ambient, mono=settings.mono)
        spoken = speaking()
        mix = _mix(spoken.timeline, spoken, ambient, settings, early=early.result())
    return spoken, mix


def _mix(timeline: Timeline, spoken: Spoken, ambient: str | None, settings: Settings, early: Bed | None = None) -> Mix:
    from voiceguide.mix.bed import open_beds
    from voiceguide.mix.mixdown import plan_mix

    bed = open_beds(
        timeline.beds,
        ambient,
        cache=cache_folder(),
        longest_s=timeline.seconds,
        mono=settings.mono,
        early=early,
    )
    return plan_mix(timeline, spoken.clips, bed, settings)


def _deliver_before(bundle: Bundle, order: Order, session: Session, spoken: Spoken, *, threads: int) -> None:
    """Stage the before-part, where it is a file of its own: a small sound, with its own text and captions."""
    from voiceguide.export.before import before_order, before_session
    from voiceguide.export.deliver import deliver
    from voiceguide.mix.bed import open_early

    if spoken.before is None:
        return
    before = before_session(session, spoken.before)
    ambient = session.settings.ambient or session.script.ambient
    early = open_early(ambient, mono=session.settings.mono)
    mix = _mix(before.timeline, spoken, ambient, before.settings, early)
    deliver(bundle, before_order(order), before, mix, threads=threads)


def _findings(spoken: Spoken, session: Session, mix: Mix, *, whole: bool) -> tuple[Finding, ...]:
    """What is otherwise than it should be, or than it was asked to be."""
    from voiceguide.mix.findings import level_findings
    from voiceguide.speech.registry import voice_findings

    settings, narration, decoded = session.settings, spoken.narration, session.facts.decoded
    slow = is_slow(narration.rate_wpm)
    return (
        *voice_findings(settings.voice, narration.notes),
        *(audit(session.script, spoken.own, slow=slow) if whole else ()),
        *level_findings(mix.levels, settings, decoded.true_peak_dbtp if decoded else None),
    )


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
