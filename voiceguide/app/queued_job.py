"""Describes one job of the queue: what was ordered, its state, and how it is stored for a restart."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from voiceguide.app.early import EarlySound
from voiceguide.app.jobs import Job
from voiceguide.app.progress import STAGES, SessionClock
from voiceguide.errors import VoiceguideError
from voiceguide.settings import Settings
from voiceguide.settings.values import parse_setting


class State(StrEnum):
    """The state of a job."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OVER = (State.DONE, State.FAILED, State.CANCELLED)
ON_ITS_WAY = (State.WAITING, State.RUNNING)


@dataclass(slots=True, eq=False)
class QueuedJob:
    """One session in the queue.

    Attributes:
        title: The routine's title.
        about: Minutes, bed and guidance in a few words.
        routine: Id of the routine.
        seconds: Length of the session.
        request: The job for the worker; its output is chosen when it starts.
        key: Equal for equal sessions; see `order_key`.
        state: The state of the job.
        id: Its id.
        clock: Times the job while it runs.
        wanted: Whether somebody waits to hear it.
        early: Its sound while it is being made, and for a while after.
        session: Id of the finished session.
        message: Why it failed.
        hint: What to do about it.
    """

    title: str
    about: str
    routine: str
    seconds: float
    request: Job
    key: str = ""
    state: State = State.WAITING
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    clock: SessionClock | None = None
    wanted: bool = False
    early: EarlySound | None = None
    session: str = ""
    message: str = ""
    hint: str = ""

    def to_dict(self, ahead: int) -> dict[str, Any]:
        """The job as plain values, with the number of jobs before it."""
        clock, settings = self.clock, self.request.settings
        return {
            "id": self.id,
            "title": self.title,
            "about": self.about,
            "routine": self.routine,
            "minutes": max(1, round(self.seconds / 60)),
            "avoid": list(settings.avoid),
            "state": self.state.value,
            "stage": STAGES[clock.stage] if clock else "",
            "percent": round(100 * clock.fraction) if clock else 0,
            "left_s": round(clock.left_s) if clock else None,
            "ahead": ahead,
            "session": self.session,
            "message": self.message,
            "hint": self.hint,
        }


def order_key(content: str, job: Job) -> str:
    """A key that is equal for two orders that give the same session.

    Args:
        content: The whole content of the routine, the voice and its version.
        job: The order.
    """
    asked = repr((content, job.settings, tuple(map(tuple, job.pronounce))))
    return hashlib.sha256(asked.encode("utf-8", "replace")).hexdigest()


_PLAIN = ("id", "title", "about", "routine", "seconds", "key", "session", "message", "hint")


def store_job(job: QueuedJob) -> dict[str, Any]:
    """A job as plain values for storage; one that was running waits again."""
    again = {State.RUNNING: State.WAITING, State.STOPPING: State.CANCELLED}
    plain = {name: getattr(job, name) for name in _PLAIN}
    settings = settings_to_dict(job.request.settings)
    return {**plain, "state": again.get(job.state, job.state).value, "settings": settings}


def restore_job(kept: Mapping[str, Any]) -> QueuedJob | None:
    """The job from its stored values, or None if this version cannot use them."""
    with contextlib.suppress(VoiceguideError, KeyError, TypeError, ValueError):
        settings = settings_from_dict(kept["settings"])
        texts: dict[str, Any] = {name: str(kept[name]) for name in _PLAIN if name != "seconds"}
        request = Job(texts["title"], "", Path(), settings)
        seconds = min(max(0.0, float(kept["seconds"])), settings.max_session_s)
        return QueuedJob(**texts, seconds=seconds, request=request, state=State(kept["state"]))
    return None


def settings_to_dict(settings: Settings) -> dict[str, Any]:
    """Settings as plain values, only those that differ from the default."""
    usual = Settings()
    changed = {each.name: getattr(settings, each.name) for each in dataclasses.fields(Settings)}
    return {name: value for name, value in changed.items() if value != getattr(usual, name)}


def settings_from_dict(values: Mapping[str, Any]) -> Settings:
    """The settings from the values of `settings_to_dict`.

    Raises:
        SettingsError: They come from another version, or were changed.
    """
    return Settings().replaced({name: _value(name, value) for name, value in values.items()})


def _value(name: str, value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value if value is None else parse_setting(name, value)
