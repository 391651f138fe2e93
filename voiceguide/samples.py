"""Samples: a voice heard in a few seconds, each saying the same lines.

Comes in: a voice's name and where the file goes. Goes out: a short MP3. The lines are those of a session, so that
counting, breathing and names of muscles are heard.
"""

from __future__ import annotations

from pathlib import Path

from voiceguide.pipeline import Rendered, render
from voiceguide.script.model import Cue, Script, Slot, SlotKind, Span
from voiceguide.settings import Settings

LINES = (
    "Rest both palms on your partner's shoulders.",
    "Glide slowly from the neck out over the trapezius. Light pressure, ten times. Begin.",
    "Breathe in. And breathe out.",
    "One more.",
)
"""What every voice says."""

_PAUSE_S = 1.0
_LONGEST_S = 60.0


def sample_script() -> Script:
    """The lines as a script."""
    cues = tuple(Cue(f"sample.{number}", text, pause_s=_PAUSE_S) for number, text in enumerate(LINES, 1))
    slot = Slot("sample", SlotKind.WELCOME, -1, lead=cues, span=Span(seconds=_PAUSE_S))
    return Script(title="A voice", routine="voice", slots=(slot,))


def write_sample(voice: str, target: Path, settings: Settings | None = None, *, force: bool = False) -> Rendered:
    """Write one voice's sample.

    Args:
        voice: Its uniform name.
        target: The MP3.
        settings: Rate, pitch and loudness; the bed is left out.
        force: Replace a file that stands there.

    Raises:
        VoiceError: There is no such voice, or it is not installed.
        SpeechError: It failed.
        ExportError: The file cannot be written.
    """
    from voiceguide.export.deliver import Order

    settings = (settings or Settings()).replaced({"voice": voice, "ambient": "none", "duration_s": None})
    return render(sample_script(), target, settings, order=Order(companions=()), force=force, preview_s=_LONGEST_S)
