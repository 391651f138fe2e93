"""Write the plan of a session as JSON, for `benchmarks.everybodys`.

Usage: python -m benchmarks.plan ROUTINE SECONDS OUT.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from voiceguide.files import shipped_folder
from voiceguide.mix.bed import DEFAULT_BED
from voiceguide.routine.load import load_routine
from voiceguide.settings import Settings
from voiceguide.speaking import speak

VOICE = "pyttsx3:en-us" if sys.platform == "linux" else "auto"


def main(routine: str, seconds: str, target: str) -> None:
    """Write the bed, the length and the start of all words, in milliseconds."""
    settings = Settings(voice=VOICE, duration_s=float(seconds))
    path = Path(routine) if routine.endswith(".yaml") else shipped_folder("scripts") / f"{routine}.yaml"
    timeline = speak(load_routine(path), settings).timeline
    plan = {
        "bed": str(shipped_folder("ambient") / f"{DEFAULT_BED}.ogg"),
        "length_ms": round(timeline.seconds * 1000),
        "cues": [(round(each.start / timeline.rate_hz * 1000), each.text) for each in timeline.speech],
    }
    Path(target).write_text(json.dumps(plan), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
