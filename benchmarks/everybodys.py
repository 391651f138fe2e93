"""The usual simple pipeline, written as well as possible, for comparison: pyttsx3 files, pydub overlays, export.

It gets the finished plan (which words begin when), so that it only has to speak, mix and encode: pyttsx3 makes
a file of each text; pydub loops the bed, fades it, and overlays every clip, lowering the bed while it sounds;
the result is exported as MP3. There are no checks, no loudness, no limiter, no repetition of lost clips.

Usage: python -m benchmarks.everybodys PLAN.json OUT.mp3
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

warnings.filterwarnings("ignore")


def main(plan_path: str, target: str) -> None:
    """Make a session from a plan: ``bed``, ``length_ms`` and ``cues`` as pairs (start in ms, text)."""
    from pydub import AudioSegment

    plan = json.loads(Path(plan_path).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        files = _speak([text for _, text in plan["cues"]], Path(folder))
        track = _bed(plan["bed"])
        session = (track * (plan["length_ms"] // len(track) + 1))[: plan["length_ms"]]
        session = (session - 14).fade_in(5000).fade_out(10_000)
        lost = 0
        for (begin_ms, _), path in zip(plan["cues"], files, strict=True):
            if not path.exists() or path.stat().st_size <= 44:
                lost += 1
                continue
            clip = AudioSegment.from_wav(path).set_frame_rate(44_100).set_channels(2)
            session = session.overlay(clip, position=begin_ms, gain_during_overlay=-6)
        _export(session, target)
    print(f"{lost} clips lost", file=sys.stderr)


def _speak(texts: list[str], folder: Path) -> list[Path]:
    """Let pyttsx3 write a file of each text."""
    if sys.platform == "linux":  # the engine comes from a wheel, as for voiceguide
        import espeakng_loader

        os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
        ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
    import pyttsx3

    engine = pyttsx3.init()
    engine.setProperty("rate", 125)
    files = []
    for number, text in enumerate(texts):
        files.append(folder / f"{number}.wav")
        engine.save_to_file(text, str(files[-1]))
        engine.runAndWait()
    return files


def _bed(path: str) -> Any:
    """The bed as pydub holds it."""
    import soundfile
    from pydub import AudioSegment

    sound, rate_hz = soundfile.read(path, dtype="int16", always_2d=True)
    return AudioSegment(sound.tobytes(), frame_rate=rate_hz, sample_width=2, channels=sound.shape[1])


def _export(session: Any, target: str) -> None:
    """Write the MP3 with ffmpeg if there is one, else with lameenc."""
    if shutil.which("ffmpeg"):
        session.export(target, format="mp3", bitrate="128k")
        return
    import lameenc

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_in_sample_rate(44_100)
    encoder.set_bit_rate(128)
    Path(target).write_bytes(encoder.encode(session.raw_data) + encoder.flush())


if __name__ == "__main__":
    main(*sys.argv[1:])
