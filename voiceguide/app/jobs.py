"""Describes a job, one session to be made, and does it in this process."""

from __future__ import annotations

import math
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from voiceguide.app.early import write_early
from voiceguide.config import explain
from voiceguide.errors import DurationError, VoiceguideError
from voiceguide.pipeline import render
from voiceguide.progress import Progress
from voiceguide.rendered import RenderResult
from voiceguide.settings import Settings
from voiceguide.text.pronunciation import Pronunciation

if TYPE_CHECKING:
    from voiceguide.export.outputs import Outputs
    from voiceguide.export.session import Label
    from voiceguide.speaking import Preview

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One session to be made.

    Attributes:
        name: Its name for people; different for each job of a batch.
        source: A routine's name, or the path of a routine or script.
        output: A folder, or the path of the sound file.
        settings: Everything that shapes the session.
        outputs: Which files to write; None for the usual ones.
        force: Replace existing files.
        pronounce: Pronunciations besides the routine's own.
        preview: Only a part of it.
        origins: Where each setting was given, for errors about it.
        label: Title, album and track, if it is one of several.
        near: How far the length may be from the requested one, as a share of it, if this voice cannot reach it
            exactly; 0 for not at all.
        early: A file for its sound while it is being made, if somebody waits to hear it; see `early`.
    """

    name: str
    source: str
    output: Path
    settings: Settings
    outputs: Outputs | None = None
    force: bool = False
    pronounce: tuple[Pronunciation, ...] = ()
    preview: Preview | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
    label: Label | None = None
    near: float = 0.0
    early: Path | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed.

    Attributes:
        message: What was wrong, where, and what to do, for people.
        exit_code: 1, the work failed; 2, the call was wrong.
        trace: The traceback, for developers.
        reason: What was wrong, without its place.
        hint: What to do, or empty.
        length: Whether another length would help.
        died: Whether its process ended unexpectedly.
    """

    message: str
    exit_code: int = 1
    trace: str = ""
    reason: str = ""
    hint: str = ""
    length: bool = False
    died: bool = False

    @classmethod
    def of(cls, error: VoiceguideError) -> Failure:
        """The failure for an error; call it while the error is being handled."""
        trace, length = traceback.format_exc(), isinstance(error, DurationError)
        return cls(str(error), error.exit_code, trace, error.message, error.hint or "", length)

    @classmethod
    def of_death(cls) -> Failure:
        """The failure of a job whose process ended unexpectedly."""
        reason, hint = "its process ended before it was done", "If memory ran out, make fewer at once."
        return cls(f"{reason}\n  {hint}", reason=reason, hint=hint, died=True)


def make(job: Job, *, progress: Progress | None = None, threads: int | None = None) -> RenderResult:
    """Do one job in this process.

    Raises:
        VoiceguideError: As for `pipeline.render`.
    """
    return nearest_possible(job, lambda each: _make(each, progress, threads))


def nearest_possible(job: Job, do: Callable[[Job], Result]) -> Result:
    """Do something with a job, or else with the nearest one that its voice allows (`Job.near`).

    Raises:
        VoiceguideError: What `do` raises.
    """
    try:
        return do(job)
    except DurationError as error:
        nearest = _nearest(job, error)
        if nearest is None:
            raise explain(error, job.origins) from error.__cause__
        return do(nearest)


def _nearest(job: Job, error: DurationError) -> Job | None:
    """The job with the nearest length that this voice allows; None if that is further away than `Job.near`."""
    asked_s = job.settings.duration_s
    if asked_s is None or error.shortest_s + 1 > error.longest_s:
        return None
    nearest_s = math.ceil(error.shortest_s) if asked_s < error.shortest_s else math.floor(error.longest_s)
    if abs(nearest_s - asked_s) > job.near * asked_s:
        return None
    return replace(job, settings=job.settings.replaced({"duration_s": float(nearest_s)}))


def _make(job: Job, progress: Progress | None, threads: int | None) -> RenderResult:
    """Render a job; an error also says where the setting concerned was given."""
    try:
        if job.early is not None:
            write_early(job, job.early, progress, threads)
        return render(
            job.source,
            job.output,
            job.settings,
            outputs=job.outputs,
            preview=job.preview,
            on_progress=progress,
            force=job.force,
            pronounce=job.pronounce,
            threads=threads,
            label=job.label,
        )
    except VoiceguideError as error:
        raise explain(error, job.origins) from error.__cause__
