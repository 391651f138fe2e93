"""Measure how soon a session can be heard, and whether its making stays ahead of the listener.

Usage: python -m benchmarks.first_sound [ROUTINE] [MINUTES] [VOICE]

Prints how long after the start of the process the first second of sound is available, with an empty cache and with all
clips in it, and the smallest lead over a listener: seconds of sound that are made and not yet heard.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

_CHILD = """
import sys, time
began = time.perf_counter()
from voiceguide import Settings, stream
from voiceguide.heap import share_heap
share_heap()
heard = stream(sys.argv[1], Settings(voice=sys.argv[3], duration_s=60 * float(sys.argv[2])))
per_s, sent, first, lead = heard.total_bytes / heard.seconds, 0, None, heard.seconds
for piece in heard:
    sent += len(piece)
    now = time.perf_counter() - began
    if first is None and sent > per_s + 8000:
        first = now
    if first is not None and sent < heard.total_bytes:
        lead = min(lead, sent / per_s - (now - first))
print(f"first second of sound after {first:.2f} s, least lead {lead:.1f} s, all after {now:.1f} s")
"""


def main(routine: str = "shoulders-and-back", minutes: str = "30", voice: str = "hibari:heart") -> None:
    """Measure, cold and warm."""
    with tempfile.TemporaryDirectory() as cache:
        for name in ("nothing spoken yet", "all clips kept"):
            print(f"{name}: ", end="", flush=True)
            command = [sys.executable, "-c", _CHILD, routine, minutes, voice]
            subprocess.run(command, env={**os.environ, "VOICEGUIDE_CACHE": cache}, check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
