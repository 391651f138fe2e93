"""Samples as files: a short MP3 of each voice, all saying the same lines.

Comes in: names of voices and a folder. Goes out: one file for each, all of them or none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from voiceguide.audio import Audio, Samples
from voiceguide.settings import Settings
from voiceguide.speech.engine import Progress


@dataclass(frozen=True, slots=True)
class Sample:
    """One voice's sample.

    Attributes:
        voice: The voice, as ``ENGINE:NAME``.
        path: The MP3.
        seconds: Its length.
    """

    voice: str
    path: Path
    seconds: float


class _Sound:
    """A sound in memory, as the encoder wants it."""

    def __init__(self, audio: Audio) -> None:
        self._samples = audio.samples
        self.frames, self.channels = audio.samples.shape

    def block(self, start: int, frames: int) -> Samples:
        return self._samples[start : start + frames]


def write_samples(
    voices: Sequence[str],
    folder: Path,
    settings: Settings | None = None,
    *,
    force: bool = False,
    progress: Progress | None = None,
) -> tuple[Sample, ...]:
    """Write a sample of each voice.

    Args:
        voices: Uniform names.
        folder: Where the files go, named by their voices.
        settings: Rate, pitch and bit rate.
        force: Replace files that stand there.
        progress: Called with (voices done, voices in all).

    Raises:
        VoiceError: There is no such voice, or it is not installed.
        SpeechError: A line cannot be spoken.
        ExportError: A file stands there already, or cannot be written.
    """
    from voiceguide.export.bundle import Bundle
    from voiceguide.export.mp3 import encode_mp3
    from voiceguide.export.names import safe_name
    from voiceguide.speech.samples import voice_samples

    settings = settings or Settings()
    made: list[tuple[str, str, float]] = []
    with Bundle(folder, force=force) as bundle:
        for voice in voices:
            bundle.path(_name(safe_name(voice)))  # what is in the way is told before anything is spoken
        for asked, (voice, audio) in zip(voices, voice_samples(voices, settings, progress), strict=True):
            name = _name(safe_name(asked))
            with bundle.path(name).open("wb") as file:
                encode_mp3(_Sound(audio), file, bitrate_kbps=settings.bitrate_kbps)
            made.append((voice, name, audio.seconds))
        bundle.commit()
    return tuple(Sample(voice, folder / name, seconds) for voice, name, seconds in made)


def render_words(texts: Sequence[str], path: Path, settings: Settings, *, tail_s: float = 0.0) -> float:
    """Render a few sentences as they sound in a session, over its bed.

    Args:
        texts: What is said, one after the other.
        path: The MP3 to write; what stands there is replaced.
        settings: Voice, bed and levels.
        tail_s: Silence after the last word, in seconds, in which the bed is heard by itself.

    Returns:
        Its length in seconds.

    Raises:
        VoiceguideError: The voice, the bed or the path cannot be used.
    """
    from voiceguide.export.bundle import Bundle
    from voiceguide.export.deliver import Order, deliver
    from voiceguide.export.names import place_of
    from voiceguide.pipeline import session_of
    from voiceguide.script.lines import BeforeLine, BeforePart, Script
    from voiceguide.speaking import spoken_script

    lines = [BeforeLine(f"sample.{number}", text, "Sample", 0.8) for number, text in enumerate(texts, start=1)]
    lines[-1] = replace(lines[-1], pause_s=tail_s)
    script = Script(title="Sample", routine="sample", before=BeforePart("Sample", tuple(lines)))
    order = Order(companions=())
    folder, name = place_of(path, "sample", order.audio.suffix)
    with Bundle(folder, force=True) as bundle:
        order.reserve(bundle, name)
        spoken = spoken_script(script, settings)
        session, mix = session_of(replace(spoken, timeline=spoken.before or spoken.timeline), script, name, settings)
        deliver(bundle, order, session, mix, threads=1)
        bundle.commit()
    return session.timeline.seconds


def _name(voice: str) -> str:
    return f"{voice}.mp3"
