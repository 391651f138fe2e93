"""The process that makes one session, and nothing else.

Comes in: an `Errand` and a pipe. Goes out through the pipe: ``("progress", stage, done, total)`` as the work goes
on, then one of ``("done", session)``, ``("stopped",)`` and ``("failed", message, hint)``. Anything that comes in
through the pipe, or its end, stops the work; nothing half-written stays.
"""

from __future__ import annotations

import contextlib
import signal
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from voiceguide.errors import VoiceguideError
from voiceguide.heap import share_heap
from voiceguide.settings import Settings

_EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be made.

    Attributes:
        file: The routine's file.
        target: The MP3 to write; nothing stands there.
        settings: Everything that shapes the session.
        pronounce: Pairs (word, IPA phonemes) of the user's own.
    """

    file: Path
    target: Path
    settings: Settings
    pronounce: tuple[tuple[str, str], ...] = ()


class _StoppedError(Exception):
    """Somebody asked to stop."""


def make(pipe: Connection, errand: Errand) -> None:
    """Make one session and tell how it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    share_heap()
    try:
        pipe.send(_made(pipe, errand))
    except _StoppedError:
        _tell_if_heard(pipe, ("stopped",))
    except VoiceguideError as error:
        _tell_if_heard(pipe, ("failed", error.message, error.hint or ""))
    except Exception as error:
        _tell_if_heard(pipe, ("failed", f"Something went wrong: {type(error).__name__}.", ""))
        raise


def _tell_if_heard(pipe: Connection, message: tuple[str, ...]) -> None:
    with contextlib.suppress(OSError):
        pipe.send(message)


def _made(pipe: Connection, errand: Errand) -> tuple[str, str]:
    from voiceguide import load_routine, render
    from voiceguide.export.deliver import Order

    last = {"": 0.0}

    def tell(stage: str, done: int, total: int) -> None:
        if pipe.poll():
            raise _StoppedError
        now = time.monotonic()
        if stage not in last or done == total or now - last[""] >= _EVERY_S:
            last[stage] = last[""] = now
            pipe.send(("progress", stage, done, total))

    made = render(
        load_routine(errand.file),
        errand.target,
        errand.settings,
        order=Order(page=True),
        progress=tell,
        pronounce=errand.pronounce,
    )
    return ("done", made.path.stem)
