"""Measure the voices: clips lost and made by pyttsx3, raw and here; the neural voice by threads and processes.

Usage: python -m benchmarks.voices [--output docs/performance-voices.md]

Writes a page of tables. The neural voice is measured when VOICEGUIDE_KOKORO names the folder of its files.
Takes about ten minutes on two cores; nothing else should run meanwhile.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from benchmarks.process import run

CLIPS = 500
REGIONS = ("shoulders", "upper back", "lower back", "left calf", "right calf")
ACTIONS = ("Glide slowly over the", "Press and wait on the", "Circle twice around the", "Lift away from the")
TEXTS = [f"{action} {region}, {count}." for count in range(25) for region in REGIONS for action in ACTIONS]

NEURAL_TEXTS = (
    "Glide from the base of the neck out to the tips of the shoulders.",
    "Light on the way out, feather light on the way back.",
    "Next, firm circles on the upper back. One hand stays in contact.",
    "Ask your partner whether the pressure feels right.",
    "Knead the large muscle, slowly and roundly.",
    "Press as your partner breathes out.",
    "Lay both palms on the lower back, and let them rest.",
    "The same, on your partner's right foot: kneading.",
    "Work around wounds, burns, rashes, bruises and inflammation.",
    "Six strokes.",
    "Breathe, and let your shoulders drop.",
    "Glide from the lower back slowly up toward the shoulders.",
)


@dataclass(frozen=True)
class Clips:
    """What became of 500 texts."""

    lost: int
    cut: int
    doubled: int
    seconds: float


# --- pyttsx3 ----------------------------------------------------------------------------------------


def _spin() -> None:
    while True:
        pass


@contextmanager
def _busy(cores: int) -> Iterator[None]:
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
    """pyttsx3 as its manual shows it, one process for all texts; cut is what is 5 % shorter than it should be."""
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
    """The same texts through the checked workers."""
    from voiceguide.speech.engine import Utterance
    from voiceguide.speech.finish import finish
    from voiceguide.speech.pyttsx3_engine import Pyttsx3Engine

    began = time.perf_counter()
    with Pyttsx3Engine() as engine:
        sounds = []
        for text, sound in zip(TEXTS, engine.speak([Utterance(text, "en-us", 179.0) for text in TEXTS]), strict=False):
            finish(sound, text)
            sounds.append(sound)
    seconds = time.perf_counter() - began
    cut = sum(bool(sound.samples[-200:].any()) for sound in sounds)  # espeak-ng ends each text with a pause
    doubled = len(sounds) - len({sound.samples.tobytes() for sound in sounds})
    return Clips(CLIPS - len(sounds), cut, doubled, seconds), [sound.seconds for sound in sounds]


def pyttsx3_table() -> list[str]:
    """Four rows: raw and here, with idle and with busy cores."""
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


# --- the neural voice -------------------------------------------------------------------------------


def _neural(threads: int, texts: tuple[str, ...]) -> tuple[float, float, float]:
    """Seconds of work with a cold session, seconds of sound, seconds of words without the silence around them."""
    from voiceguide.speech.engine import Utterance
    from voiceguide.speech.finish import finish
    from voiceguide.speech.kokoro_engine import KokoroEngine

    began = time.perf_counter()
    sound_s = words_s = 0.0
    with KokoroEngine(threads=threads) as engine:
        for text, sound in zip(
            texts, engine.speak([Utterance(text, "af_heart", 125.0) for text in texts]), strict=True
        ):
            sound_s += sound.seconds
            words_s += finish(sound, text).samples.size / 44_100
    return time.perf_counter() - began, sound_s, words_s


def _neural_child(threads: int, share: int, of: int) -> None:
    work_s, sound_s, words_s = _neural(threads, NEURAL_TEXTS[share::of])
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(work_s, sound_s, words_s, peak_mb)


def neural_table() -> list[str]:
    """A cold session by one thread, two threads, and two processes."""
    rows = []
    for name, threads, processes in (
        ("one thread", 1, 1),
        ("two threads, one session", 2, 1),
        ("two processes", 1, 2),
    ):
        began = time.perf_counter()
        running = [
            subprocess.Popen(
                [sys.executable, "-m", "benchmarks.voices", "--neural", str(threads), str(share), str(processes)],
                stdout=subprocess.PIPE,
                text=True,
            )
            for share in range(processes)
        ]
        told = [tuple(map(float, process.communicate()[0].split())) for process in running]
        wall_s = time.perf_counter() - began
        sound_s, words_s, peak_mb = (sum(each[place] for each in told) for place in (1, 2, 3))
        work_s = max(each[0] for each in told) if processes == 1 else wall_s
        rows.append(f"| {name} | {work_s / sound_s:.2f} | {work_s / words_s:.2f} | {peak_mb:.0f} |")
    return [
        "| Kokoro, cold session | work per second of sound | per second of words | peak MB |",
        "|---|---|---|---|",
        *rows,
    ]


def make_table(source: str) -> list[str]:
    """Install the neural voice from a folder, then make half an hour with it: nothing spoken yet, and all of it."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        program = [sys.executable, "-m", "voiceguide"]
        env = {"VOICEGUIDE_CACHE": str(Path(folder, "cache")), "VOICEGUIDE_KOKORO": ""}
        install = run([*program, "voices", "install", "kokoro", "--from", source], env=env)
        rows.append(("`voices install kokoro --from FOLDER`", install))
        target = str(Path(folder, "session.mp3"))
        make = [*program, "make", "shoulders-and-back", "--duration", "30m", "--output", target, "--force", "--quiet"]
        for name, more in (
            ("cold", []),
            ("warm: nothing is spoken again", []),
            ("warm, another pace: only what names other minutes is spoken", ["--pace", "0.9"]),
        ):
            rows.append((f"`make shoulders-and-back`, 30 min, {name}", run([*make, *more], env=env)))
    return [
        "| with Kokoro | wall s | processor s | largest process MB |",
        "|---|---|---|---|",
        *(f"| {name} | {each.wall_s:.1f} | {each.cpu_s:.1f} | {each.peak_mb:.0f} |" for name, each in rows),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=Path("docs/performance-voices.md"))
    parser.add_argument("--neural", nargs=3, type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.neural:
        _neural_child(*arguments.neural)
        return
    source = os.environ.get("VOICEGUIDE_KOKORO", "")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("pyttsx3", "espeakng-loader"))
    lines = [
        "# The voices, measured",
        "",
        f"Made by `python -m benchmarks.voices` on {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, {versions}.",
        "",
        *pyttsx3_table(),
        "",
        "A clip is lost when its file is missing or empty, cut when it is shorter than it should be, doubled when",
        "it is another clip once more. Clips per second include checking, resampling and measuring here.",
    ]
    if source:
        lines += [
            "",
            *neural_table(),
            "",
            "Seconds of work, from before the model is loaded, for a second of sound as the model makes it, and for a",
            "second of it once the silence around the words is cut. Threads share one session and its memory: so",
            "the neural voice is spread over threads, and pyttsx3, whose library speaks one text at a time, over",
            "processes.",
            "",
            *make_table(source),
        ]
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
