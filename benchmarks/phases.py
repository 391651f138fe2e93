"""Measure where the time of one session goes: a child process of `benchmarks.cores` that makes it and times its parts.

Usage: python -m benchmarks.phases ROUTINE MINUTES VOICE FOLDER   (writes FOLDER/phases.json)

Times of a part are wall-clock seconds of the main thread (`wall`) and processor seconds of all threads (`cpu`); the
time of a part within another is not counted for the outer one.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

PARTS = ("plan", "speech", "sound", "mixing", "encoding", "joining", "check")


class Watch:
    """Wraps functions and adds up their times by part."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.seconds: dict[str, dict[str, float]] = {part: {"wall": 0.0, "cpu": 0.0} for part in PARTS}
        self._inside = threading.local()

    def over(self, owner: Any, name: str, part: str) -> None:
        """Time a function of a module or class as a part; watched calls within it are not counted for it."""
        plain: Callable[..., Any] = getattr(owner, name)

        @wraps(plain)
        def watched(*arguments: Any, **named: Any) -> Any:
            outer: list[float] = getattr(self._inside, "taken", [])
            self._inside.taken = inner = [0.0, 0.0]
            began, cpu = time.perf_counter(), time.thread_time()
            try:
                return plain(*arguments, **named)
            finally:
                taken = time.perf_counter() - began, time.thread_time() - cpu
                self._inside.taken = outer
                if outer:
                    outer[:] = outer[0] + taken[0], outer[1] + taken[1]
                self._add(part, taken[0] - inner[0], taken[1] - inner[1])

        setattr(owner, name, watched)

    def _add(self, part: str, wall: float, cpu: float) -> None:
        with self._lock:
            if threading.current_thread() is threading.main_thread():  # the before-part is made beside the session
                self.seconds[part]["wall"] += wall
            self.seconds[part]["cpu"] += cpu


def _watched() -> Watch:
    """Time all `PARTS` of a render."""
    from voiceguide import speaking
    from voiceguide.export import deliver
    from voiceguide.export import mp3 as export_mp3
    from voiceguide.mix.mixdown import Mix
    from voiceguide.mp3 import encoder
    from voiceguide.mp3.segments import Segment
    from voiceguide.speech.narrate import Narrator

    watch = Watch()
    watch.over(speaking, "plan_session", "plan")
    watch.over(Narrator, "speak", "speech")
    watch.over(deliver, "write_audio", "sound")
    watch.over(Mix, "block", "mixing")
    watch.over(export_mp3, "to_pcm16", "mixing")
    watch.over(Segment, "feed", "encoding")
    watch.over(encoder, "find_join", "joining")
    watch.over(encoder, "seam", "joining")
    watch.over(deliver, "verify", "check")
    return watch


def main(routine: str, minutes: str, voice: str, folder: str) -> None:
    """Make a session as the command line does."""
    from voiceguide.heap import share_heap

    share_heap()
    from voiceguide import Settings, render

    watch = _watched()
    settings = Settings(voice=voice, duration_s=60.0 * float(minutes))
    render(routine, Path(folder) / "session.mp3", settings, force=True)
    (Path(folder) / "phases.json").write_text(json.dumps(watch.seconds), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
