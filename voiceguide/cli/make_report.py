"""Does jobs and prints their results: one in this process, or several at the same time."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voiceguide.cli import output
from voiceguide.cli.printed_sessions import FailedSession, MadeSession, MadeSessions
from voiceguide.cli.progress import board, mode_of, progress
from voiceguide.cli.records import record_of
from voiceguide.errors import VoiceguideError
from voiceguide.units import clock

if TYPE_CHECKING:
    from voiceguide.app.jobs import Failure, Job
    from voiceguide.rendered import RenderResult


def make_one(job: Job, *, quiet: bool, as_json: bool) -> int:
    """Make one session in this process.

    Returns:
        The exit code; with `as_json`, a failure is printed and not raised.
    """
    from voiceguide.app.jobs import Failure

    began = time.monotonic()
    try:
        made = _make(job, quiet=quiet, as_json=as_json)
    except VoiceguideError as error:
        if not as_json:
            raise
        failure = Failure(str(error), error.exit_code)
        output.as_json(MadeSessions(failed=(_describe_failed(failure, job),)))
        output.failure(failure.message)
        return error.exit_code
    took_s = time.monotonic() - began
    if as_json:
        output.as_json(MadeSessions(made=(_describe_made(made, job, took_s),)))
        return 0
    if not quiet:
        _print_made(made, job, took_s)
    click.echo(str(made.path))
    return 0


def _make(job: Job, *, quiet: bool, as_json: bool) -> RenderResult:
    """Make one session in this process, showing progress."""
    from voiceguide.app.jobs import make
    from voiceguide.heap import share_heap

    share_heap(little=job.settings.low_memory)
    began = time.monotonic()
    with progress(mode_of(quiet=quiet, as_json=as_json)) as on_progress:
        made = make(job, progress=on_progress)
    output.detail(f"took {time.monotonic() - began:.1f} s")
    for path in made.files:
        output.detail(f"written: {path} ({output.size(path.stat().st_size)})")
    return made


def make_to_stdout(job: Job, *, quiet: bool) -> None:
    """Make one session and write only its sound to standard output, as an MP3 while it is made.

    Raises:
        UsageError: Standard output is a terminal.
    """
    from voiceguide.cli.playing import standard_output, write_stream
    from voiceguide.heap import share_heap
    from voiceguide.streaming import stream

    target = standard_output()
    if job.outputs is not None and job.outputs.audio.name == "mp3":
        share_heap(little=job.settings.low_memory)
        with progress(mode_of(quiet=quiet, as_json=False)) as on_progress:
            how = {"preview": job.preview, "pronounce": job.pronounce, "on_progress": on_progress}
            write_stream(stream(job.source, job.settings, **how))  # type: ignore[arg-type]
        return
    with tempfile.TemporaryDirectory(prefix="voiceguide-") as folder:
        made = _make(replace(job, output=Path(folder) / job.output.name), quiet=quiet, as_json=False)
        with made.path.open("rb") as sound:
            shutil.copyfileobj(sound, target, 1 << 20)
        target.flush()


def make_several(jobs: Sequence[Job], *, workers: int | None, quiet: bool, as_json: bool) -> int:
    """Make several sessions at the same time; a failure does not stop the others.

    Returns:
        The exit code: 1 if work failed, 2 if all failures were wrong calls, else 0.
    """
    from voiceguide.app.batches import make_all
    from voiceguide.app.jobs import Failure

    ended: dict[int, RenderResult | Failure] = {}
    took: dict[int, float] = {}
    began = time.monotonic()
    with (
        board(mode_of(quiet=quiet, as_json=as_json), [job.name for job in jobs]) as shown,
        closing(make_all(jobs, workers=workers, progress=shown.update)) as endings,  # type: ignore[type-var]
    ):
        for number, result in endings:
            ended[number], took[number] = result, time.monotonic() - began
            if isinstance(result, Failure):
                shown.finish(number, f"failed: {result.message.splitlines()[0]}")
            else:
                shown.finish(number, f"{clock(result.session.timeline.seconds)}, {result.path}")
    made = {number: each for number, each in sorted(ended.items()) if not isinstance(each, Failure)}
    failures = {number: each for number, each in sorted(ended.items()) if isinstance(each, Failure)}
    if as_json:
        output.as_json(
            MadeSessions(
                made=tuple(_describe_made(each, jobs[number], took[number]) for number, each in made.items()),
                failed=tuple(_describe_failed(each, jobs[number]) for number, each in failures.items()),
            )
        )
        return _code(failures)
    if not quiet:
        _summary(jobs, made, failures, time.monotonic() - began)
    for number, failure in failures.items():
        output.failure(f"{jobs[number].name}: {failure.message}")
    for each in made.values():
        click.echo(str(each.path))
    return _code(failures)


def _code(failures: dict[int, Failure]) -> int:
    """The exit code for failures: the lowest of theirs, or 0 without any."""
    return min((each.exit_code for each in failures.values()), default=0)


def _describe_made(made: RenderResult, job: Job, took_s: float) -> MadeSession:
    """One session as a record for ``--json``."""
    session = made.session
    predicted = dict(session.facts.predicted)["mix"]
    return record_of(
        MadeSession,
        made,
        name=job.name,
        source=job.source,
        seconds=round(made.seconds, 3),
        voice_asked=job.settings.voice,
        predicted_lufs=_round(predicted.integrated_lufs),
        measured_lufs=_round(made.loudness_lufs),
        true_peak_dbtp=_round(made.true_peak_dbtp),
        heard_s=round(session.facts.heard_s or 0.0, 3),
        clips_made=made.synthesised,
        clips_from_cache=made.from_cache,
        took_s=round(took_s, 2),
    )


def _describe_failed(failure: Failure, job: Job) -> FailedSession:
    return FailedSession(job.name, job.source, failure.message, failure.exit_code)


def _round(level: float | None) -> float | None:
    return None if level is None else round(level, 2)


def _level(value: float | None, unit: str) -> str:
    return "silent" if value is None else f"{value:.1f} {unit}"


def _print_made(made: RenderResult, job: Job, took_s: float) -> None:
    """Print one session in a few lines on stderr."""
    auto = " (the best that is ready)" if job.settings.voice == "auto" else ""
    output.note(
        f"{made.title}: {clock(made.seconds)}, voice {made.voice}{auto}, bed {made.bed}, "
        f"{made.words} words, {_level(made.loudness_lufs, 'LUFS')}, {_level(made.true_peak_dbtp, 'dBTP')}, "
        f"made in {took_s:.1f} s ({made.seconds / max(took_s, 0.01):.0f} × real time)"
    )
    for change in made.changes:
        output.note(f"* {change}")
    output.findings(made.findings)


def _summary(jobs: Sequence[Job], made: dict[int, RenderResult], failures: dict[int, Failure], took_s: float) -> None:
    """Print the results of several sessions on stderr."""
    sound_s = sum(each.session.timeline.seconds for each in made.values())
    output.note(
        f"{len(made)} of {len(jobs)} made, {clock(sound_s)} in {took_s:.1f} s ({sound_s / took_s:.0f} × real time)"
        + (f"; {len(failures)} failed" if failures else "")
    )
    for number, each in made.items():
        level = _level(each.loudness_lufs, "LUFS")
        output.note(f"  {jobs[number].name}: {clock(each.seconds)}, voice {each.voice}, {level}")
