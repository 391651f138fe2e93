"""Measure the natural voices: Kokoro by threads and processes, whole sessions, and hibari against espeak-ng.

Usage: python -m benchmarks.natural THREADS SHARE OF   (one of several processes that share Kokoro's texts)
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.process import Run, median, run

PAIRS = 5

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


# --- the neural voice -------------------------------------------------------------------------------


def _neural(threads: int, texts: tuple[str, ...]) -> tuple[float, float, float]:
    """Seconds of work with a newly loaded model, of sound, and of words without the silence around them."""
    from voiceguide.speech.engine import Utterance
    from voiceguide.speech.kokoro_engine import KokoroEngine
    from voiceguide.speech.postprocess import postprocess

    began = time.perf_counter()
    sound_s = words_s = 0.0
    with KokoroEngine(threads=threads) as engine:
        for text, sound in zip(
            texts, engine.speak([Utterance(text, "af_heart", 125.0) for text in texts]), strict=True
        ):
            sound_s += sound.seconds
            words_s += postprocess([sound], text).samples.size / 44_100
    return time.perf_counter() - began, sound_s, words_s


def _neural_child(threads: int, share: int, of: int) -> None:
    work_s, sound_s, words_s = _neural(threads, NEURAL_TEXTS[share::of])
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(work_s, sound_s, words_s, peak_mb)


def neural_table() -> list[str]:
    """A newly loaded model with one thread, two threads, and two processes, as Markdown."""
    rows = []
    for name, threads, processes in (
        ("one thread", 1, 1),
        ("two threads, one session", 2, 1),
        ("two processes", 1, 2),
    ):
        began = time.perf_counter()
        running = [
            subprocess.Popen(
                [sys.executable, "-m", "benchmarks.natural", str(threads), str(share), str(processes)],
                stdout=subprocess.PIPE,
                text=True,
            )
            for share in range(processes)
        ]
        figures = [tuple(map(float, process.communicate()[0].split())) for process in running]
        wall_s = time.perf_counter() - began
        sound_s, words_s, peak_mb = (sum(each[place] for each in figures) for place in (1, 2, 3))
        work_s = max(each[0] for each in figures) if processes == 1 else wall_s
        rows.append(f"| {name} | {work_s / sound_s:.2f} | {work_s / words_s:.2f} | {peak_mb:.0f} |")
    return [
        "| Kokoro, cold session | work per second of sound | per second of words | peak MB |",
        "|---|---|---|---|",
        *rows,
    ]


def make_table(source: str) -> list[str]:
    """Install the neural voice from a folder, then make half an hour with it, with an empty and with a full cache."""
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


# --- the natural voice beside the system's ----------------------------------------------------------


def beside_table() -> list[str]:
    """Half an hour and a preview, with an empty cache, with hibari and with espeak-ng in turns: medians of five."""
    rows = []
    for name, more in (("make, 30 min", ["--duration", "30m"]), ("preview of 60 s", ["--preview", "60s"])):
        runs_of_voice: dict[str, list[Run]] = {"pyttsx3:en-us": [], "hibari:heart": []}
        for _ in range(PAIRS):
            for voice, runs in runs_of_voice.items():
                with tempfile.TemporaryDirectory() as folder:
                    target = str(Path(folder, "session.mp3"))
                    command = [sys.executable, "-m", "voiceguide", "make", "shoulders-and-back", "--voice", voice]
                    command += [*more, "--output", target, "--force", "--quiet"]
                    runs.append(run(command, env={"VOICEGUIDE_CACHE": str(Path(folder, "cache"))}))
        ratio = statistics.median(
            ours.wall_s / theirs.wall_s for theirs, ours in zip(*runs_of_voice.values(), strict=True)
        )
        for voice, runs in runs_of_voice.items():
            each = median(runs)
            shown = f"{ratio:.2f}" if voice == "hibari:heart" else "1"
            memory = max(each.all_mb, each.peak_mb)
            rows.append(f"| {name}, {voice} | {each.wall_s:.1f} | {each.cpu_s:.1f} | {memory:.0f} | {shown} |")
    return [
        "| nothing spoken yet | wall s | processor s | MB, all processes | time against espeak-ng |",
        "|---|---|---|---|---|",
        *rows,
    ]


if __name__ == "__main__":
    _neural_child(*map(int, sys.argv[1:]))
