"""Writes voice samples: a short MP3 of each voice, all saying the same lines; either all files or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from voiceguide.progress import Counting
from voiceguide.settings import Settings


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


def write_samples(
    voices: Sequence[str],
    folder: Path,
    settings: Settings | None = None,
    *,
    force: bool = False,
    progress: Counting | None = None,
) -> tuple[Sample, ...]:
    """Write a sample of each voice.

    Args:
        voices: Names of the voices, as ``ENGINE:NAME``.
        folder: Where the files go, named after their voices.
        settings: Rate, pitch and bit rate.
        force: Replace existing files.
        progress: Called with (voices done, voices in all).

    Raises:
        VoiceError: There is no such voice, or it is not installed.
        SpeechError: A line cannot be spoken.
        ExportError: A file exists already, or cannot be written.
    """
    from voiceguide.export.mp3 import encode_mp3
    from voiceguide.export.names import safe_name
    from voiceguide.export.pcm import MemorySource
    from voiceguide.export.transaction import FileTransaction
    from voiceguide.speech.samples import voice_samples

    settings = settings or Settings()
    made: list[tuple[str, str, float]] = []
    with FileTransaction(folder, force=force) as transaction:
        for voice in voices:
            transaction.path(_name(safe_name(voice)))  # refuses an existing file before anything is spoken
        for asked, (voice, audio) in zip(voices, voice_samples(voices, settings, progress), strict=True):
            name = _name(safe_name(asked))
            with transaction.path(name).open("wb") as file:
                encode_mp3(MemorySource(audio.samples), file, bitrate_kbps=settings.bitrate_kbps)
            made.append((voice, name, audio.seconds))
        transaction.commit()
    return tuple(Sample(voice, folder / name, seconds) for voice, name, seconds in made)


def render_words(texts: Sequence[str], path: Path, settings: Settings, *, tail_s: float = 0.0) -> float:
    """Render a few sentences as they sound in a session, over its bed.

    Args:
        texts: What is said, one after the other.
        path: The MP3 to write; an existing file is replaced.
        settings: Voice, bed and levels.
        tail_s: Seconds after the last word in which only the bed is heard.

    Returns:
        Its length in seconds.

    Raises:
        VoiceguideError: The voice, the bed or the path cannot be used.
    """
    from voiceguide.export.deliver import deliver
    from voiceguide.export.names import place_of
    from voiceguide.export.outputs import Outputs, reserve
    from voiceguide.export.transaction import FileTransaction
    from voiceguide.loading import LoadedSource
    from voiceguide.mixing import Work, mix_of
    from voiceguide.pipeline import session_for
    from voiceguide.script.lines import BeforeLine, BeforePart, Script
    from voiceguide.speaking import speak_script

    lines = [BeforeLine(f"sample.{number}", text, "Sample", 0.8) for number, text in enumerate(texts, start=1)]
    lines[-1] = replace(lines[-1], pause_s=tail_s)
    script = Script(title="Sample", routine="sample", before=BeforePart("Sample", tuple(lines)))
    outputs = Outputs(sidecars=())
    folder, name = place_of(path, "sample", outputs.audio.suffix)
    with FileTransaction(folder, force=True) as transaction:
        reserve(outputs, transaction, name)
        spoken = speak_script(script, settings)
        spoken = replace(spoken, timeline=spoken.before or spoken.timeline)
        session = session_for(spoken, Work(LoadedSource(script), settings), name)
        deliver(transaction, outputs, session, mix_of(spoken, settings), threads=1)
        transaction.commit()
    return session.timeline.seconds


def _name(voice: str) -> str:
    return f"{voice}.mp3"
