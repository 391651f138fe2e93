"""The process that makes one session, and nothing else.

Comes in: an `Errand` and a pipe. Goes out through the pipe: ``("progress", stage, done, total)`` as the work goes
on, then one of ``("done", session)``, ``("stopped",)`` and ``("failed", message, hint)``. Anything that comes in
through the pipe, or its end, stops the work; nothing half-written stays.
"""

from __future__ import annotations

import contextlib
import math
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from voiceguide.errors import DurationError, VoiceguideError
from voiceguide.heap import share_heap
from voiceguide.settings import Settings

_EVERY_S = 0.2

NEAR = 0.15
"""How far, as a share of what was asked, a session may be from it. Lengths are offered before the voice has spoken, by
counting words; near the shortest, a slow voice may need a little more than that."""


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
    except DurationError:
        _tell_if_heard(pipe, ("failed", "This voice needs another length.", "Choose a longer or a shorter one."))
    except VoiceguideError as error:
        _tell_if_heard(pipe, ("failed", error.message, error.hint or ""))
    except Exception as error:
        _tell_if_heard(pipe, ("failed", f"Something went wrong: {type(error).__name__}.", ""))
        raise


def _tell_if_heard(pipe: Connection, message: tuple[str, ...]) -> None:
    with contextlib.suppress(OSError):
        pipe.send(message)


def _made(pipe: Connection, errand: Errand) -> tuple[str, str]:
    last = {"": 0.0}

    def tell(stage: str, done: int, total: int) -> None:
        if pipe.poll():
            raise _StoppedError
        now = time.monotonic()
        if stage not in last or done == total or now - last[""] >= _EVERY_S:
            last[stage] = last[""] = now
            pipe.send(("progress", stage, done, total))

    try:
        return ("done", _rendered(errand, errand.settings, tell))
    except DurationError as error:
        return ("done", _rendered(errand, _nearest(errand.settings, error), tell))


def _rendered(errand: Errand, settings: Settings, tell: Callable[[str, int, int], None]) -> str:
    from voiceguide import load_routine, render
    from voiceguide.export.deliver import Order

    routine = load_routine(errand.file)
    order = Order(page=True)
    return render(routine, errand.target, settings, order=order, progress=tell, pronounce=errand.pronounce).path.stem


def _nearest(settings: Settings, error: DurationError) -> Settings:
    """The settings with the nearest length that is possible with this voice.

    Raises:
        DurationError: That is another length altogether, or none was asked for.
    """
    asked_s = settings.duration_s
    if asked_s is None or error.shortest_s + 1 > error.longest_s:
        raise error
    nearest_s = math.ceil(error.shortest_s) if asked_s < error.shortest_s else math.floor(error.longest_s)
    if abs(nearest_s - asked_s) > NEAR * asked_s:
        raise error
    return settings.replaced({"duration_s": float(nearest_s)})
