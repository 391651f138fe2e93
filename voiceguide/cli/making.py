"""Doing jobs and telling of them: one here, several side by side, or one again whenever its file is saved."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voiceguide.cli import output
from voiceguide.cli.progress import board, mode_of, progress
from voiceguide.errors import UsageError, VoiceguideError
from voiceguide.units import clock

if TYPE_CHECKING:
    from voiceguide.batch import Failure, Job
    from voiceguide.pipeline import Rendered


def make_one(job: Job, *, quiet: bool, as_json: bool) -> int:
    """Make one session here.

    Returns:
        The exit code: with `as_json` a failure is printed and not raised.
    """
    from voiceguide.batch import Failure

    began = time.monotonic()
    try:
        made = _make(job, quiet=quiet, as_json=as_json)
    except VoiceguideError as error:
        if not as_json:
            raise
        failure = Failure(str(error), error.exit_code)
        output.as_json({"made": [], "failed": [_failure_facts(failure, job)]})
        output.note(f"{click.style('Failed', fg='red', bold=True)}: {failure.message}")
        return error.exit_code
    took_s = time.monotonic() - began
    if as_json:
        output.as_json({"made": [facts_of(made, job, took_s)], "failed": []})
        return 0
    if not quiet:
        _tell(made, job, took_s)
    click.echo(str(made.path))
    return 0


def _make(job: Job, *, quiet: bool, as_json: bool) -> Rendered:
    from voiceguide.batch import make
    from voiceguide.heap import share_heap

    share_heap()
    began = time.monotonic()
    with progress(mode_of(quiet=quiet, as_json=as_json)) as tell:
        made = make(job, progress=tell)
    output.detail(f"took {time.monotonic() - began:.1f} s")
    for path in made.files:
        output.detail(f"written: {path} ({output.size(path.stat().st_size)})")
    return made


def make_to_stdout(job: Job, *, quiet: bool) -> None:
    """Make one session and write its sound, and nothing else, to standard output.

    Raises:
        UsageError: Standard output is a terminal.
    """
    stream = sys.stdout.buffer if sys.stdout is not None and hasattr(sys.stdout, "buffer") else None
    if stream is None or sys.stdout.isatty():
        hint = "Send it on: voiceguide make … -o - > session.mp3"
        raise UsageError("-o - writes sound to standard output, which is a terminal", hint=hint)
    with tempfile.TemporaryDirectory(prefix="voiceguide-") as folder:
        made = _make(replace(job, output=Path(folder) / job.output.name), quiet=quiet, as_json=False)
        with made.path.open("rb") as sound:
            shutil.copyfileobj(sound, stream, 1 << 20)
        stream.flush()


def make_several(jobs: Sequence[Job], *, workers: int | None, quiet: bool, as_json: bool) -> int:
    """Make sessions side by side, one failure apart from the rest.

    Returns:
        The exit code: 1 when one failed; 2 when each that failed had been called wrongly.
    """
    from voiceguide.batch import Failure, make_all

    ended: dict[int, Rendered | Failure] = {}
    took: dict[int, float] = {}
    began = time.monotonic()
    with (
        board(mode_of(quiet=quiet, as_json=as_json), [job.name for job in jobs]) as shown,
        closing(make_all(jobs, workers=workers, progress=shown.tell)) as endings,  # type: ignore[type-var]
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
            {
                "made": [facts_of(each, jobs[number], took[number]) for number, each in made.items()],
                "failed": [_failure_facts(each, jobs[number]) for number, each in failures.items()],
            }
        )
        return _code(failures)
    if not quiet:
        _summary(jobs, made, failures, time.monotonic() - began)
    for number, failure in failures.items():
        output.note(f"{click.style('Failed', fg='red', bold=True)}: {jobs[number].name}: {failure.message}")
    for each in made.values():
        click.echo(str(each.path))
    return _code(failures)


def _code(failures: dict[int, Failure]) -> int:
    return min((each.exit_code for each in failures.values()), default=0)


def facts_of(made: Rendered, job: Job, took_s: float) -> dict[str, Any]:
    """What was made, for ``--json``."""
    session = made.session
    decoded = session.facts.decoded
    predicted = dict(session.facts.predicted)["mix"]
    return {
        "name": job.name,
        "source": job.source,
        "path": str(made.path),
        "files": [str(path) for path in made.files],
        "title": session.title,
        "seconds": round(session.timeline.seconds, 3),
        "voice": session.facts.voice,
        "voice_asked": job.settings.voice,
        "bed": session.facts.bed,
        "words": session.timeline.words,
        "predicted_lufs": _rounded(predicted.integrated_lufs),
        "measured_lufs": _rounded(decoded.integrated_lufs if decoded else None),
        "true_peak_dbtp": _rounded(decoded.true_peak_dbtp if decoded else None),
        "heard_s": round(session.facts.heard_s or 0.0, 3),
        "clips_made": made.synthesised,
        "clips_from_cache": made.from_cache,
        "took_s": round(took_s, 2),
        "changes": list(session.script.changes),
        "findings": [output.finding_facts(finding) for finding in made.findings],
    }


def _failure_facts(failure: Failure, job: Job) -> dict[str, Any]:
    return {"name": job.name, "source": job.source, "error": failure.message, "exit_code": failure.exit_code}


def _rounded(level: float | None) -> float | None:
    return None if level is None else round(level, 2)


def _level(value: float | None, unit: str) -> str:
    return "silent" if value is None else f"{value:.1f} {unit}"


def _tell(made: Rendered, job: Job, took_s: float) -> None:
    """One session in a few lines, on stderr."""
    facts = facts_of(made, job, took_s)
    auto = " (the best that is ready)" if job.settings.voice == "auto" else ""
    output.note(
        f"{facts['title']}: {clock(facts['seconds'])}, voice {facts['voice']}{auto}, bed {facts['bed']}, "
        f"{facts['words']} words, {_level(facts['measured_lufs'], 'LUFS')}, {_level(facts['true_peak_dbtp'], 'dBTP')}, "
        f"made in {took_s:.1f} s ({facts['seconds'] / max(took_s, 0.01):.0f} × real time)"
    )
    for change in facts["changes"]:
        output.note(f"* {change}")
    output.findings(made.findings)


def _summary(jobs: Sequence[Job], made: dict[int, Rendered], failures: dict[int, Failure], took_s: float) -> None:
    """What became of a batch, on stderr."""
    sound_s = sum(each.session.timeline.seconds for each in made.values())
    output.note(
        f"{len(made)} of {len(jobs)} made, {clock(sound_s)} in {took_s:.1f} s ({sound_s / took_s:.0f} × real time)"
        + (f"; {len(failures)} failed" if failures else "")
    )
    for number, each in made.items():
        facts = facts_of(each, jobs[number], 0.0)
        level = _level(facts["measured_lufs"], "LUFS")
        output.note(f"  {jobs[number].name}: {clock(facts['seconds'])}, voice {facts['voice']}, {level}")
