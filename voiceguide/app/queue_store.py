"""Stores the queue in a file that only its owner can read, so that a restart loses nothing."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voiceguide.errors import ExportError
from voiceguide.files import write_private

VERSION = 1
_LONGEST_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class StoredQueue:
    """What is stored of a queue.

    Attributes:
        jobs: Each as plain values, in the order in which they were added.
        made: Key of an order (see `queued_job.order_key`) → id of the session that was made from it.
        rates: Kind of voice → rates of its sessions (see `progress.SessionClock`).
    """

    jobs: tuple[Mapping[str, Any], ...] = ()
    made: Mapping[str, str] = field(default_factory=dict)
    rates: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def read_queue(file: Path) -> StoredQueue:
    """The stored queue; an empty one if there is no file or its content is not a queue."""
    try:
        if file.stat().st_size > _LONGEST_BYTES:
            return StoredQueue()
        kept = json.loads(file.read_text("utf-8"))
        if kept["queue"] != VERSION:
            return StoredQueue()
        rates = {str(voice): {str(s): float(r) for s, r in each.items()} for voice, each in kept["rates"].items()}
        made = {str(key): str(session) for key, session in kept["made"].items()}
        return StoredQueue(tuple(each for each in kept["jobs"] if isinstance(each, dict)), made, rates)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return StoredQueue()


def write_queue(file: Path, queue: StoredQueue) -> bool:
    """Store a queue; False if that fails (the disk is full), which must not stop a session."""
    content = {"queue": VERSION, **dataclasses.asdict(queue)}
    try:
        write_private(file, json.dumps(content, indent=1, default=dict) + "\n")
    except ExportError:
        return False
    return True
