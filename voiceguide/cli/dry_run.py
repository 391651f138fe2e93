"""Shows what would be made, for ``--dry-run``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from voiceguide.cli import output
from voiceguide.cli.printed_sessions import DryRunSession, DryRunSessions
from voiceguide.config import explain
from voiceguide.errors import VoiceguideError
from voiceguide.units import clock

if TYPE_CHECKING:
    from voiceguide.app.jobs import Job
    from voiceguide.routine.model import Routine
    from voiceguide.script.lines import Script


def dry_run(jobs: Sequence[Job], *, as_json: bool) -> int:
    """Print what each job would write; nothing is spoken, mixed or written.

    Returns:
        The exit code of the first job that could not be done, or 0.
    """
    found: list[DryRunSession] = []
    code = 0
    for job in jobs:
        try:
            found.append(_plan_job(job))
        except VoiceguideError as error:
            found.append(_refuse(job, str(explain(error, job.origins))))
            code = code or error.exit_code
    if as_json:
        output.as_json(DryRunSessions(tuple(found)))
        return code
    for each in found:
        _print_session(each)
    return code


def _refuse(job: Job, error: str) -> DryRunSession:
    return DryRunSession(job.name, job.source, job.output, (), (), None, job.settings.voice, "", error)


def _plan_job(job: Job) -> DryRunSession:
    """Check a job and plan it, to know its files and length."""
    from voiceguide.export.before import before_name, before_outputs
    from voiceguide.export.names import place_of
    from voiceguide.export.outputs import Outputs
    from voiceguide.loading import load_source
    from voiceguide.mix.bed import DEFAULT_BED
    from voiceguide.mixing import Work
    from voiceguide.speech.registry import resolve_voice

    outputs = (job.outputs or Outputs()).at(job.output)
    work = Work(load_source(job.source), job.settings, job.preview)
    work.check_sounds()
    source = work.source
    engine, voice = resolve_voice(job.settings.voice)
    engine.close()
    folder, name = place_of(job.output, job.name, outputs.audio.suffix)
    names = outputs.names(name)
    if work.before:
        names += before_outputs(outputs).names(before_name(name))
    files = tuple(folder / each for each in names)
    return DryRunSession(
        name=job.name,
        source=job.source,
        path=files[0],
        files=files,
        exist=tuple(path for path in files if path.exists()),
        seconds=round(_seconds_of(job, source), 1),
        voice=f"{engine.name}:{voice}",
        bed=work.ambient or DEFAULT_BED,
    )


def _seconds_of(job: Job, source: Routine | Script) -> float:
    """About how long the session or its preview will be; also refuses what cannot be made."""
    from voiceguide.planning import plan_session
    from voiceguide.script.lines import Script
    from voiceguide.speaking import preview
    from voiceguide.timeline.preview import DEFAULT_S

    if job.preview is None:
        return source.seconds if isinstance(source, Script) else plan_session(source, job.settings).timeline.seconds
    asked_s, stage = job.preview.seconds, job.preview.stage
    whole_s = preview(source, job.settings, asked_s or DEFAULT_S, stage).seconds
    return whole_s if stage is not None and asked_s is None else min(asked_s or DEFAULT_S, whole_s)


def _print_session(session: DryRunSession) -> None:
    """Print what a session would be, and its files."""
    if session.error:
        output.failure(f"{session.name}: {session.error}", "Could not be made")
        return
    length = clock(session.seconds or 0)
    output.note(f"{session.name}: about {length}, voice {session.voice}, bed {session.bed}; nothing was made")
    for path in session.files:
        click.echo(f"{path}{'  (exists)' if path in session.exist else ''}")
