"""Runs every stage, the only module that does: routine → choreography → script → clips → timeline → mix → files.

Each stage gets what the one before it made. Progress goes to a callback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from voiceguide.errors import Finding, UsageError
from voiceguide.files import shown_name
from voiceguide.heap import frugal, frugally
from voiceguide.loading import Source, load_source
from voiceguide.mixing import MixedSession, Work, mix_of, mix_speech
from voiceguide.planning import SessionPlan, is_slow, plan_session
from voiceguide.progress import Progress
from voiceguide.rounds import SpokenSession
from voiceguide.routine.model import Routine
from voiceguide.script.lines import Script
from voiceguide.settings import Settings
from voiceguide.speaking import Preview
from voiceguide.timeline.audit import audit

if TYPE_CHECKING:
    from voiceguide.export.outputs import Outputs
    from voiceguide.export.session import Label, Session, SessionFacts
    from voiceguide.export.transaction import FileTransaction
    from voiceguide.mix.mixdown import Mix
    from voiceguide.rendered import RenderResult
    from voiceguide.speech.engine import Engine


def compose(source: Source, settings: Settings | None = None) -> Script:
    """Turn a routine into a script of exactly the requested duration, without synthesising anything.

    Args:
        source: A routine's name or path, or a routine. A script is returned as it is.
        settings: Duration, pace, what to avoid, guidance, seed and limits.

    Raises:
        RoutineError: The routine cannot be read, breaks a rule of safety, or is more than two bodies can do.
        ScriptError: A script cannot be read, or breaks a rule of safety.
        DurationError: The duration is not possible.
        UsageError: Nothing is left of the routine when avoiding some regions, or a region is unknown.
    """
    loaded = load_source(source).content
    return loaded if isinstance(loaded, Script) else plan_session(loaded, settings or Settings()).script


def plan(source: Routine | Path | str, settings: Settings | None = None) -> SessionPlan:
    """Plan a session quickly, with estimated speech.

    Args:
        source: A routine's name or path, or a routine.
        settings: Duration, pace, what to avoid, guidance, seed and limits.

    Raises:
        RoutineError: The routine cannot be read, breaks a rule of safety, or is more than two bodies can do.
        DurationError: The duration is not possible.
        UsageError: Nothing is left of the routine when avoiding some regions, a region is unknown, or it is a script.
    """
    loaded = load_source(source).content
    if isinstance(loaded, Script):
        raise UsageError("a script has its plan already", hint="Give the routine, or render the script.")
    return plan_session(loaded, settings or Settings())


def render(
    source: Source,
    output: Path | str = "output",
    settings: Settings | None = None,
    *,
    outputs: Outputs | None = None,
    preview: Preview | None = None,
    on_progress: Progress | None = None,
    force: bool = False,
    pronounce: Iterable[tuple[str, str]] = (),
    engine: Engine | type[Engine] | None = None,
    threads: int | None = None,
    label: Label | None = None,
) -> RenderResult:
    """Render a session to one sound file with its sidecars, and the before-part beside it.

    Args:
        source: A routine's name, the path of a routine or script, a routine or a script.
        output: A folder, or the path of the sound file to write; its suffix picks the format, as ``.mp3`` does.
        settings: Everything that shapes the session.
        outputs: Which files to write; by default the sound with the usual sidecars.
        preview: Render only a part, as fast as possible.
        on_progress: Called as the work goes on.
        force: Replace existing files.
        pronounce: Pairs (word, IPA or respelling) besides the source's own.
        engine: Your own speech engine, or its class, instead of the one that the voice's name selects.
        threads: How many threads encode; by default one per core. The bytes do not depend on it.
        label: Title, album and track of a session that is one of several.

    Raises:
        VoiceguideError: The source, the voice, the bed, the duration or the output cannot be used; no unfinished
            file is left.
    """
    from voiceguide.export.names import place_of
    from voiceguide.export.outputs import Outputs

    outputs = (outputs or Outputs()).at(Path(output))
    work = Work.of(source, settings, preview, on_progress, pronounce, engine)
    folder, name = place_of(Path(output), _name_of(work.source), outputs.audio.suffix)
    if preview is not None and Path(output).suffix.casefold() != outputs.audio.suffix:
        name = f"{name}-preview"
    with frugally(work.settings.low_memory):
        return _render_staged(work, outputs, folder, name, label=label, force=force, threads=threads_for(threads))


def _name_of(source: Routine | Script) -> str:
    """The file name of a session whose output is a folder."""
    return source.name if isinstance(source, Routine) else source.routine or source.title


def _render_staged(
    work: Work, outputs: Outputs, folder: Path, name: str, *, label: Label | None, force: bool, threads: int
) -> RenderResult:
    """Make all files of a session in a staging folder, and move them into place at the end."""
    from voiceguide.export.again import may_replace
    from voiceguide.export.before import before_name, before_outputs
    from voiceguide.export.deliver import deliver
    from voiceguide.export.inputs import exclude_inputs, files_of, hashes_of
    from voiceguide.export.outputs import reserve
    from voiceguide.export.session import release_moment
    from voiceguide.export.transaction import FileTransaction
    from voiceguide.rendered import RenderResult

    source, settings, ambient = work.source, work.settings, work.ambient
    work.check_sounds()
    outputs = exclude_inputs(outputs, folder, name, files_of(source, settings, work.loaded.script_file))
    created, inputs = release_moment(), hashes_of(source, ambient, settings)
    again = work.preview is None and may_replace(outputs, folder, name, settings, inputs, _name_of(source))
    with FileTransaction(folder, force=force or again) as transaction:
        reserve(outputs, transaction, name)
        if work.before:
            reserve(before_outputs(outputs), transaction, before_name(name))
        made = mix_speech(work)
        spoken, mix = made.spoken, made.mix
        session = session_for(spoken, work, name, created)
        session = session if label is None else label.on(session)
        before = partial(_deliver_before, transaction, outputs, session, made)
        with _beside(before if work.before else None, own_thread=threads > 1) as wait:
            session = deliver(transaction, outputs, session, mix, wait, threads=threads, progress=work.on_progress)
        written = transaction.commit()
    return RenderResult(
        path=written[0],
        files=written,
        report=_report_among(written, outputs, session),
        session=session,
        findings=_findings(spoken, session, mix, whole=work.preview is None),
        synthesised=spoken.narration.synthesised,
        from_cache=spoken.narration.from_cache,
    )


def _report_among(written: Iterable[Path], outputs: Outputs, session: Session) -> Path | None:
    """The report among the files that were written."""
    name = outputs.report_name(session.name)
    return next((path for path in written if path.name == name), None)


def session_for(spoken: SpokenSession, work: Work, name: str = "", created: datetime | None = None) -> Session:
    """The session that some work's speech makes, under a name."""
    from voiceguide.export.session import Session, SessionKind, release_moment

    facts = _facts(spoken, work.source, work.settings, created or release_moment())
    facts = replace(facts, kind=SessionKind.SESSION if work.preview is None else SessionKind.PREVIEW)
    return Session(name, spoken.script, spoken.timeline, work.settings, facts)


class _StoppedError(Exception):
    """The rest of the work has failed, so that what is done beside it is not needed."""


@contextmanager
def _beside(work: Callable[[Progress], None] | None, *, own_thread: bool) -> Iterator[Callable[[], None]]:
    """Do some work in a thread of its own while the block runs, or before it.

    Args:
        work: Called with a progress callback that stops it when the block has failed; None if there is none.
        own_thread: Whether it has a thread; otherwise it is done at once.

    Yields:
        Waits for the end of the work, and raises its error.
    """
    stop = Event()

    def check(_stage: str, _done: int, _total: int) -> None:
        if stop.is_set():
            raise _StoppedError

    if work is None or not own_thread:
        if work is not None:
            work(check)
        yield lambda: None
        return
    with ThreadPoolExecutor(1, "beside") as pool:
        future = pool.submit(copy_context().run, work, check)
        try:
            yield future.result
        except BaseException:
            stop.set()
            raise


def _deliver_before(
    transaction: FileTransaction,
    outputs: Outputs,
    session: Session,
    made: MixedSession,
    progress: Progress,
) -> None:
    """Stage the before-part, if it is a separate file: a small sound with its own text and captions.

    One encoder is enough for it, and takes least memory beside those of the session.
    """
    from voiceguide.export.before import before_outputs, before_session
    from voiceguide.export.deliver import deliver

    if made.spoken.before is None:
        return
    before = before_session(session, made.spoken.before)
    early = made.early if session.settings.mono or made.early is None else made.early.in_mono()
    mix = mix_of(replace(made.spoken, timeline=before.timeline), before.settings, early)
    deliver(transaction, before_outputs(outputs), before, mix, threads=1, progress=progress)


def _findings(spoken: SpokenSession, session: Session, mix: Mix, *, whole: bool) -> tuple[Finding, ...]:
    """What is not as it should be, or not as requested."""
    from voiceguide.export.cover.lettering import title_findings
    from voiceguide.mix.findings import level_findings
    from voiceguide.speech.registry import voice_findings

    settings, narration, decoded = session.settings, spoken.narration, session.facts.decoded
    slow = is_slow(narration.rate_wpm)
    return (
        *voice_findings(settings.voice, narration.notes),
        *(audit(session.script, spoken.own, slow=slow) if whole else ()),
        *level_findings(mix.prediction, settings, decoded.true_peak_dbtp if decoded else None),
        *title_findings(session.title),
    )


def _facts(spoken: SpokenSession, source: Routine | Script, settings: Settings, created: datetime) -> SessionFacts:
    """Collect the facts of a session for its report: voice, bed, inputs, versions."""
    from voiceguide.export.inputs import hashes_of
    from voiceguide.export.session import SessionFacts
    from voiceguide.export.versions import versions
    from voiceguide.mix.bed import DEFAULT_BED

    ambient = settings.ambient or source.ambient
    return SessionFacts(
        voice=spoken.narration.voice,
        voices=spoken.narration.voices if len(spoken.narration.voices) > 1 else (),
        engine=spoken.engine,
        rate_wpm=spoken.narration.rate_wpm,
        bed=shown_name(Path(ambient)) if ambient else DEFAULT_BED,
        created=created,
        inputs=hashes_of(source, ambient, settings),
        versions=versions(),
        summary=source.summary if isinstance(source, Routine) else dict(source.meta).get("summary", ""),
    )


def threads_for(asked: int | None) -> int:
    """How many encoders work at a time: as many as requested, else one per core, or one where memory is short."""
    from voiceguide.speech.parallel import most_at_once

    return 1 if frugal() else asked or most_at_once()
