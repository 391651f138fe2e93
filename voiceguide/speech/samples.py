"""Make samples of voices, which all say the same lines.

Knows nothing of files or formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from voiceguide.audio import Audio, Samples
from voiceguide.progress import Counting
from voiceguide.settings import Settings
from voiceguide.speech.narrate import narrate
from voiceguide.speech.registry import resolve_voice
from voiceguide.units import RATE_HZ, gain, to_samples

LINES = (
    "Rest both palms between the shoulder blades.",
    "Long effleurage strokes, from the neck down to the pelvis, and lightly back up.",
    "Five strokes. Begin.",
    "Breathe in, and breathe out.",
)
"""The lines that every voice says: a placement, a lexicon word, a count, a breath."""

_PAUSE_S = 0.8
_PEAK_DB = -1.5


def voice_samples(
    voices: Sequence[str],
    settings: Settings | None = None,
    progress: Counting | None = None,
    lines: Sequence[str] = LINES,
) -> Iterator[tuple[str, Audio]]:
    """Let each voice say the same lines.

    Args:
        voices: Uniform names.
        settings: Rate and pitch.
        progress: Called with (voices done, voices in all).
        lines: What is said.

    Yields:
        The voice's full name, and mono sound at `units.RATE_HZ` with the common loudness, under −1.5 dB.

    Raises:
        SpeechError: A line cannot be spoken.
        VoiceError: A voice is unknown or not installed.
    """
    pause = np.zeros(to_samples(_PAUSE_S), dtype=np.float32)
    for number, name in enumerate(voices):
        engine, voice = resolve_voice(name)
        with engine:
            spoken = narrate(
                {str(line): text for line, text in enumerate(lines)}, settings=settings, engine=engine, voice=voice
            )
            parts: list[Samples] = [pause]
            for clip in spoken.clips.values():
                parts += [clip.samples(), pause]
            whole = np.concatenate(parts)
        peak = float(np.abs(whole).max())
        whole *= np.float32(min(1.0, gain(_PEAK_DB) / peak))
        if progress:
            progress(number + 1, len(voices))
        yield spoken.voice, Audio(whole[:, np.newaxis], RATE_HZ)
