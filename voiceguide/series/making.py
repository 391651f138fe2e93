"""Makes a series: one session for each evening, a playlist, dates for calendars, and a feed.

A record of what was made lets the same command go on where it stopped, make again what is damaged or now planned
differently, and skip the rest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from voiceguide.app import batches
from voiceguide.app.batches import BatchProgress
from voiceguide.app.jobs import Failure, Job
from voiceguide.app.progress import StageProgress
from voiceguide.catalogue.content import content_hash
from voiceguide.catalogue.session_record import SessionRecord, find_damaged, local_fact, record
from voiceguide.export.feed.episodes import order_episodes
from voiceguide.export.feed.rss import feed_of
from voiceguide.export.names import safe_name
from voiceguide.export.outputs import Outputs
from voiceguide.export.session import Label, Track, release_moment
from voiceguide.files import read_object, write_atomic
from voiceguide.rendered import RenderResult
from voiceguide.routine.check import load_checked
from voiceguide.series.icalendar import calendar, describe_givers
from voiceguide.series.model import Evening, Series
from voiceguide.settings import Occasion, Settings

RECORD_NAME = "series.json"
CALENDAR_NAME = "series.ics"
PLAYLIST_NAME = "series.m3u8"
FORM = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one evening.

    Attributes:
        evening: The evening.
        made: Its record, or None if it failed.
        failure: Why it failed, or None.
        new: Whether this call made it.
    """

    evening: Evening
    made: SessionRecord | None
    failure: Failure | None = None
    new: bool = False


def title_of(series: Series, evening: Evening) -> str:
    """The title of an evening's session, with its number in front."""
    about = f"{evening.title} ({', '.join(series.wish.focus)})" if evening.part else evening.title
    giver = f"{evening.giver} and {evening.receiver} give" if evening.shared else f"{evening.giver} gives"
    return f"{evening.number:0{_digits(series)}d}. {about}: {giver}"


def _digits(series: Series) -> int:
    return max(2, len(str(series.wish.count)))


def file_name(series: Series, evening: Evening) -> str:
    """The name of an evening's sound file without suffix; the number comes first, so that players keep the order."""
    giver = "both" if evening.shared else evening.giver.casefold()
    return safe_name(f"{evening.number:0{_digits(series)}d}-{giver}-{Path(evening.routine).stem}")


def settings_of(series: Series, evening: Evening, base: Settings) -> Settings:
    """The settings of an evening's session.

    Args:
        series: Its series.
        evening: The evening.
        base: The settings from the user's files and options.
    """
    return base.replaced(
        {
            **series.wish.settings,
            "avoid": evening.avoid,
            "duration_s": 60.0 * evening.minutes,
            "guidance": evening.guidance,
            "seed": evening.seed,
            "swap": evening.shared,
            "names": (evening.giver, evening.receiver) if series.wish.named else (),
            "occasion": Occasion(evening.occasion or Occasion.NONE),
        }
    )


def first_day(folder: Path, today: date) -> date:
    """The first day of a series without one: that of its first making, else today or the next day that is a Monday."""
    written = _read(folder).get("start")
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        return today + timedelta(days=(7 - today.weekday()) % 7)


def jobs_of(
    series: Series, folder: Path, base: Settings, outputs: Outputs, origins: Mapping[str, str] | None = None
) -> list[Job]:
    """A job for each evening, in order."""
    jobs = []
    for each in series.evenings:
        name = file_name(series, each)
        label = Label(title_of(series, each), series.wish.title, Track(each.number, series.wish.count))
        jobs.append(
            Job(
                name=name,
                source=each.routine,
                output=folder / f"{name}{outputs.audio.suffix}",
                settings=settings_of(series, each, base),
                outputs=outputs,
                force=True,  # an existing file of this name is an older or damaged one of the same evening
                origins=dict(origins or {}),
                label=label,
            )
        )
    return jobs


def make_series(
    series: Series,
    jobs: Sequence[Job],
    folder: Path,
    *,
    workers: int | None = None,
    progress: BatchProgress | None = None,
    begun: Callable[[Sequence[int]], None] | None = None,
) -> Iterator[tuple[int, Outcome]]:
    """Make the sessions that are missing.

    Args:
        series: The series.
        jobs: The jobs of its evenings (`jobs_of`).
        folder: Where everything goes.
        workers: How many sessions to make at the same time.
        progress: Called as each job goes on, with its number in `jobs`.
        begun: Called before the work with the numbers that will be made.

    Yields:
        The number of each evening's job and its result, beginning with those that exist already.

    Raises:
        ExportError: The folder cannot be written to.
    """
    keys = {number: _key(job) for number, job in enumerate(jobs)}
    known = {each.key: each for each in _read_known(folder)}
    standing = {number: known[key] for number, key in keys.items() if key in known and _is_whole(known[key], folder)}
    wanted = [number for number in keys if number not in standing]
    if begun is not None:
        begun(wanted)
    done = dict(standing)
    for number, made in standing.items():
        yield number, Outcome(series.evenings[number], made)

    def report(at: int, state: StageProgress) -> None:
        if progress is not None:
            progress(wanted[at], state)

    todo = [jobs[number] for number in wanted]
    for at, result in batches.make_all(todo, workers=workers, progress=report) if todo else ():
        number = wanted[at]
        if isinstance(result, RenderResult):
            done[number] = record(result, keys[number] or "", jobs[number].name)
            _write_record(series, folder, done)
            yield number, Outcome(series.evenings[number], done[number], new=True)
        else:
            yield number, Outcome(series.evenings[number], None, result)
    _write_record(series, folder, done)


def _key(job: Job) -> str | None:
    """The content hash of a job; None if its routine cannot be read, which making it will report."""
    from voiceguide.errors import VoiceguideError

    try:
        return content_hash(load_checked(job.source), job.settings, job.outputs or Outputs(), label=job.label)
    except VoiceguideError:
        return None


def _is_whole(made: SessionRecord, folder: Path) -> bool:
    """Whether no file of a session is missing or changed."""
    return not find_damaged(made, lambda name: local_fact(folder, name))


def finish(
    series: Series, outcomes: Mapping[int, Outcome], folder: Path, *, base_url: str | None = None
) -> tuple[Path, ...]:
    """Write the files beside the sessions: a playlist, the dates, and a feed if its address is known.

    Raises:
        ExportError: The folder cannot be written to.
        UsageError: `base_url` is not the address of a folder.
        MissingExtraError: The extra ``feed`` is not installed.
    """
    made = [outcomes[number].made for number in sorted(outcomes)]
    there = [(at, each) for at, each in enumerate(made) if each is not None]
    files: dict[str, bytes | str] = {}
    if there:
        files[PLAYLIST_NAME] = _playlist(series, there)
    if series.wish.start is not None:
        titles = [title_of(series, each) for each in series.evenings]
        files[CALENDAR_NAME] = calendar(series, release_moment(), titles)
    if base_url is not None and there:
        episodes = order_episodes(_date_episodes(there))
        description = f"{series.wish.count} evenings: " + describe_givers(series.evenings[0])
        feed = feed_of(episodes, base_url, title=series.wish.title, description=description)
        files |= dict(feed.files)
    for name, content in files.items():
        write_atomic(folder / name, content)
    return tuple(folder / name for name in files)


def _date_episodes(there: Sequence[tuple[int, SessionRecord]]) -> list[Any]:
    """Episodes with dates in the order of their numbers, since apps sort by date."""
    episodes = [each.episode(at + 1) for at, each in there]
    first = min(each.created for each in episodes)
    return [
        replace(each, created=first - timedelta(minutes=len(episodes) - at))
        for at, each in enumerate(episodes, start=1)
    ]


def _playlist(series: Series, there: Sequence[tuple[int, SessionRecord]]) -> str:
    lines = ["#EXTM3U", f"#PLAYLIST:{series.wish.title}"]
    for _, each in there:
        lines += [f"#EXTINF:{round(each.seconds)},{each.title}", each.files[0].name]
    return "\n".join(lines) + "\n"


# --- the record ------------------------------------------------------------------------------------


def _read_known(folder: Path) -> list[SessionRecord]:
    """The records of earlier calls; an unreadable one is skipped."""
    found = []
    for each in _read(folder).get("sessions") or ():
        try:
            found.append(SessionRecord.of_json(each))
        except (KeyError, TypeError, ValueError):
            continue
    return found


def _read(folder: Path) -> dict[str, Any]:
    content = read_object(folder / RECORD_NAME)
    return content if content.get("series") == FORM else {}


def _write_record(series: Series, folder: Path, done: Mapping[int, SessionRecord]) -> None:
    """Write which sessions of a series were made."""
    content = {
        "series": FORM,
        "title": series.wish.title,
        "start": series.wish.start.isoformat() if series.wish.start else None,
        "sessions": [done[number].to_json() for number in sorted(done)],
    }
    write_atomic(folder / RECORD_NAME, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
