"""``--dry-run``: what would be made, without making it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voiceguide.cli import output
from voiceguide.config import explained
from voiceguide.errors import VoiceguideError
from voiceguide.units import clock

if TYPE_CHECKING:
    from voiceguide.batch import Job


def foretell(jobs: Sequence[Job], *, as_json: bool) -> int:
    """Tell of each job what it would write; nothing is spoken, mixed or written.

    Returns:
        The exit code: that of the first job that could not be done.
    """
    found: list[dict[str, Any]] = []
    code = 0
    for job in jobs:
        try:
            found.append(_facts(job))
        except VoiceguideError as error:
            found.append({**_named(job), "error": str(explained(error, job.origins))})
            code = code or error.exit_code
    if as_json:
        output.as_json({"would_make": found})
        return code
    for each in found:
        _tell(each)
    return code


def _named(job: Job) -> dict[str, Any]:
    empty: dict[str, Any] = {"files": [], "exist": [], "seconds": None, "voice": job.settings.voice, "bed": ""}
    return {"name": job.name, "source": job.source, "path": str(job.output), **empty, "error": ""}


def _facts(job: Job) -> dict[str, Any]:
    from voiceguide.export.before import before_name, before_order, has_before
    from voiceguide.export.deliver import Order
    from voiceguide.export.names import place_of
    from voiceguide.mix.bed import DEFAULT_BED, check_beds
    from voiceguide.pipeline import plan
    from voiceguide.routine.check import load_checked
    from voiceguide.script.file import load
    from voiceguide.script.lines import Script
    from voiceguide.speech.registry import resolve_voice

    order = job.order or Order()
    source = load(Path(job.source)) if job.script else load_checked(job.source)
    check_beds(job.settings.ambient, source.ambient, (stage.ambient for stage in source.stages))
    engine, voice = resolve_voice(job.settings.voice)
    engine.close()
    seconds = job.preview_s
    if seconds is None and job.preview_stage is None:
        seconds = source.seconds if isinstance(source, Script) else plan(source, job.settings).timeline.seconds
    folder, name = place_of(job.output, job.name, order.audio.suffix)
    names = order.names(name)
    if job.preview_s is None and job.preview_stage is None and has_before(source, job.settings):
        names += before_order(order).names(before_name(name))
    files = [folder / each for each in names]
    return _named(job) | {
        "path": str(files[0]),
        "files": [str(path) for path in files],
        "exist": [str(path) for path in files if path.exists()],
        "seconds": None if seconds is None else round(seconds, 1),
        "voice": f"{engine.name}:{voice}",
        "bed": job.settings.ambient or source.ambient or DEFAULT_BED,
    }


def _tell(facts: dict[str, Any]) -> None:
    if facts["error"]:
        output.note(f"{click.style('Could not be made', fg='red', bold=True)}: {facts['name']}: {facts['error']}")
        return
    about = "its strokes' length" if facts["seconds"] is None else f"about {clock(facts['seconds'])}"
    output.note(f"{facts['name']}: {about}, voice {facts['voice']}, bed {facts['bed']}; nothing was made")
    for path in facts["files"]:
        click.echo(f"{path}{'  (stands there)' if path in facts['exist'] else ''}")
