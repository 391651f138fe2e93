"""Files that voiceguide does not ship, to be mutated: settings, and short scripts."""

from __future__ import annotations

from dataclasses import replace

from voiceguide.pipeline import plan
from voiceguide.routine.check import load_checked
from voiceguide.script.lines import Script
from voiceguide.settings import Guidance, Settings

SETTINGS_TEXTS = (
    """\
# evenings
voice = "auto"
rate_wpm = 120
pace = 0.9
guidance = "brief"
duration_s = "30 min"
ambient = "rain"
ambient_below_lu = "22 LU"
avoid = ["feet", "neck"]
pan = false
""",
    """\
speech_lufs = -18
ceiling_dbtp = "-2 dBTP"
pacer = "breath"
pacer_below_lu = 12.5
earcon_below_lu = 9
giver_channel = "left"
bitrate_kbps = 160
mono = true
chapters = "strokes"
max_session_s = "2 h"
max_cues = 5000
seed = 7
""",
    """\
profile = "evening"
volume_lu = 1.5
pitch_st = -1
pause_lift_lu = 4

[profiles.evening]
voice = "pyttsx3:en-gb"
rate_wpm = 110
pitch_st = -0.5

[profiles.morning]
volume_lu = 2

[pronounce]
trapezius = "trəˈpiːziəs"
petrissage = "ˌpɛtrɪˈsɑːʒ"
""",
)


def short_script(name: str, number: int) -> Script:
    """The first and last moves of a shipped routine's script, so that cases stay quick; every third one whole."""
    settings = Settings(guidance=tuple(Guidance)[number % 3])
    script = plan(load_checked(name), settings).script
    if number % 3 == 2:
        return script
    moves = script.moves[:8] + script.moves[-4:]
    names = {move.id for move in moves}
    lines = tuple(line for line in script.lines if line.move in names)
    signals = tuple(signal for signal in script.signals if signal.move in names)
    return replace(script, moves=moves, lines=lines, signals=signals)
