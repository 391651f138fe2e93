"""Count what happens to 500 clips: pyttsx3 used as its manual shows, and the checked workers of voiceguide."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CLIPS = 500
REGIONS = ("shoulders", "upper back", "lower back", "left calf", "right calf")
ACTIONS = ("Glide slowly over the", "Press and wait on the", "Circle twice around the", "Lift away from the")
TEXTS = [f"{action} {region}, {count}." for count in range(25) for region in REGIONS for action in ACTIONS]


@dataclass(frozen=True)
class Clips:
    """How many of 500 clips were lost, cut or doubled, and the time for all."""

    lost: int
    cut: int
    doubled: int
    seconds: float


def _spin() -> None:
    while True:
        pass


@contextmanager
def _busy(cores: int) -> Iterator[None]:
    """Keep some cores busy while the block runs."""
    processes = [multiprocessing.Process(target=_spin, daemon=True) for _ in range(cores)]
    for process in processes:
        process.start()
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.join()


_RAW = """
import ctypes, os, sys, espeakng_loader
ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
import pyttsx3
engine = pyttsx3.init()
engine.setProperty("voice", "gmw/en-us")
engine.setProperty("rate", 160)
for number, text in enumerate(sys.stdin.read().splitlines()):
    engine.save_to_file(text, f"{sys.argv[1]}/{number}.wav")
    engine.runAndWait()
import time
time.sleep(1)
"""


def raw_pyttsx3(lengths: list[float]) -> Clips:
    """pyttsx3 used as its manual shows, one process for all texts; a clip over 5 % shorter than expected is cut."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        command = [sys.executable, "-c", _RAW, folder]
        subprocess.run(command, input="\n".join(TEXTS), text=True, stdout=subprocess.DEVNULL, timeout=600, check=False)
        seconds = time.perf_counter() - began - 1
        lost = cut = doubled = 0
        seen: set[str] = set()
        for number, expected in enumerate(lengths):
            path = Path(folder) / f"{number}.wav"
            try:
                with wave.open(str(path)) as sound:
                    length = sound.getnframes() / sound.getframerate()
                    digest = hashlib.sha256(sound.readframes(sound.getnframes())).hexdigest()
            except (OSError, EOFError, wave.Error):
                lost += 1
                continue
            lost += length == 0
            cut += 0 < length < 0.95 * expected
            doubled += length > 0 and digest in seen
            seen.add(digest)
    return Clips(lost, cut, doubled, seconds)


def our_pyttsx3() -> tuple[Clips, list[float]]:
    """The same texts through the checked workers; also the lengths of the clips in seconds."""
    from voiceguide.speech.engine import Utterance
    from voiceguide.speech.postprocess import postprocess
    from voiceguide.speech.pyttsx3_engine import Pyttsx3Engine

    began = time.perf_counter()
    with Pyttsx3Engine() as engine:
        sounds = []
        for text, sound in zip(TEXTS, engine.speak([Utterance(text, "en-us", 179.0) for text in TEXTS]), strict=False):
            postprocess([sound], text)
            sounds.append(sound)
    seconds = time.perf_counter() - began
    cut = sum(bool(sound.samples[-200:].any()) for sound in sounds)  # espeak-ng ends each text with a pause
    doubled = len(sounds) - len({sound.samples.tobytes() for sound in sounds})
    return Clips(CLIPS - len(sounds), cut, doubled, seconds), [sound.seconds for sound in sounds]


def pyttsx3_table() -> list[str]:
    """Four rows as Markdown: pyttsx3 alone and voiceguide, with idle and with busy cores."""
    cores = os.cpu_count() or 1
    ours, lengths = our_pyttsx3()
    rows = [("voiceguide, idle cores", ours)]
    with _busy(cores):
        rows.append(("voiceguide, every core busy", our_pyttsx3()[0]))
    rows.insert(0, ("pyttsx3 by itself, idle cores", raw_pyttsx3(lengths)))
    with _busy(cores):
        rows.insert(1, ("pyttsx3 by itself, every core busy", raw_pyttsx3(lengths)))
    return [
        "| 500 clips | lost | cut | doubled | clips/s |",
        "|---|---|---|---|---|",
        *(f"| {name} | {c.lost} | {c.cut} | {c.doubled} | {CLIPS / c.seconds:.0f} |" for name, c in rows),
    ]
