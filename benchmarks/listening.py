"""Measure voices: words heard wrong, loudness, speed, memory, and how long lines are.

Each voice and rate says lines of a shipped routine in a process of its own and gives one row. The recogniser is any
command that takes the path of a sound file and prints the words in it.

Usage: python -m benchmarks.listening VOICE RATE LINES FOLDER   (one voice; prints a row as JSON)
"""

from __future__ import annotations

import json
import math
import os
import re
import resource
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np

ROUTINE = "shoulders-and-back"
TOGETHER_S = 25.0
"""Lines are given to the recogniser in files of at most this many seconds: one or two words alone are too little, and
recognisers that listen to 30 s at once lose words where a longer file is cut."""

_BETWEEN_S = 0.6


@dataclass(frozen=True)
class Row:
    """One voice at one rate.

    Attributes:
        voice: Uniform name.
        rate_wpm: The rate it spoke at.
        lines: How many lines it said.
        words: How many words they have.
        wrong: How many of them the recogniser got wrong; None without a recogniser.
        marks: The numbers that the judge printed, each as its mean over the files.
        said_s: Seconds of the finished clips.
        wall_s: Seconds from the engine's start to the last clip.
        cpu_s: Processor seconds of the same.
        peak_mb: Most resident memory of the process.
        spread_lu: Standard deviation of the clips' loudness before levelling.
        pace: (seconds, phonemes, commas, sentences) of each line.
    """

    voice: str
    rate_wpm: float
    lines: int
    words: int
    said_s: float
    wall_s: float
    cpu_s: float
    peak_mb: float
    spread_lu: float
    pace: list[tuple[float, int, int, int]] = field(repr=False)
    wrong: int | None = None
    marks: tuple[float, ...] = ()


def lines_of_a_session(number: int) -> list[str]:
    """Lines of at least three words that a shipped routine says, spread over all of it."""
    from voiceguide.pipeline import plan
    from voiceguide.routine.check import load_checked

    script = plan(load_checked(ROUTINE)).script
    texts = dict.fromkeys(line.text for line in script.lines)
    long = [text for text in texts if len(text.split()) >= 3]
    return [long[place * len(long) // number] for place in range(min(number, len(long)))]


# --- one voice, in its own process ------------------------------------------------------------------


def speak(voice: str, rate_wpm: float, number: int, folder: Path) -> Row:
    """Say the lines, write them in files of `TOGETHER_S`, each with a text file of its words, and measure."""
    from tools.line_seconds import count
    from voiceguide.speech.lines import VoiceParameters, line_of, read
    from voiceguide.speech.postprocess import postprocess
    from voiceguide.speech.registry import resolve_voice

    texts = lines_of_a_session(number)
    began, cpu = time.perf_counter(), _cpu_s()
    engine, name = resolve_voice(voice)
    with engine:
        rate_wpm = engine.rates(name).nearest(rate_wpm or None)
        said = [part for text in texts for part in line_of(read(text, text), VoiceParameters(name, rate_wpm)).parts]
        clips = [postprocess([sound], each.text) for each, sound in zip(said, engine.speak(said), strict=True)]
    wall_s, cpu_s = time.perf_counter() - began, _cpu_s() - cpu
    peak_mb = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    loudness = [-20.0 * math.log10(clip.gain) for clip in clips]
    pace = []
    for each, clip in zip(said, clips, strict=True):
        there = count(each.text, each.phonemes)
        pace.append((clip.samples.size / 44_100, there.phonemes, there.commas, there.sentences))
    _write([(each.text, clip.samples * np.float32(clip.gain)) for each, clip in zip(said, clips, strict=True)], folder)
    return Row(
        voice=f"{engine.name}:{name}",
        rate_wpm=rate_wpm,
        lines=len(said),
        words=sum(len(each.text.split()) for each in said),
        said_s=sum(seconds for seconds, *_ in pace),
        wall_s=wall_s,
        cpu_s=cpu_s,
        peak_mb=peak_mb,
        spread_lu=float(np.std(loudness)),
        pace=pace,
    )


def _cpu_s() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _write(spoken: Sequence[tuple[str, np.ndarray]], folder: Path) -> None:
    """Write clips in files of at most `TOGETHER_S`, if no line is longer, each with its words beside it."""
    import soundfile

    between = np.zeros(int(_BETWEEN_S * 44_100), dtype=np.float32)
    files: list[tuple[list[str], list[np.ndarray]]] = []
    for text, samples in spoken:
        length = samples.size + between.size
        if not files or sum(map(len, files[-1][1])) + length > TOGETHER_S * 44_100:
            files.append(([], [between]))
        files[-1][0].append(text)
        files[-1][1].extend((samples, between))
    for number, (texts, parts) in enumerate(files):
        path = folder / f"{number:04}.wav"
        soundfile.write(path, np.concatenate(parts), 44_100)
        path.with_suffix(".txt").write_text(" ".join(texts), encoding="utf-8")


# --- every voice ------------------------------------------------------------------------------------


def measure(
    wanted: Sequence[tuple[str, float]], number: int, recogniser: str | None, judge: str | None
) -> Iterator[Row]:
    """A row for each voice and rate (0: its natural one).

    Args:
        wanted: Uniform names and rates.
        number: How many lines each says.
        recogniser: Command that takes the path of a sound file and prints what it hears, or None.
        judge: Command that takes the path of a sound file and prints numbers, or None.
    """
    for voice, rate_wpm in wanted:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "benchmarks.listening", voice, str(rate_wpm), str(number), folder]
            values = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            row = Row(**values)
            files = sorted(Path(folder).glob("*.wav"))
            if recogniser:
                wrong = sum(
                    wrong_words(path.with_suffix(".txt").read_text("utf-8"), ask(recogniser, path)) for path in files
                )
                row = replace(row, wrong=wrong)
            if judge:
                marks = [[float(each) for each in ask(judge, path).split()] for path in files]
                row = replace(row, marks=tuple(float(each) for each in np.mean(marks, axis=0)))
            yield row


def ask(command: str, path: Path) -> str:
    """What a command prints for a sound file."""
    return subprocess.run([*shlex.split(command), str(path)], capture_output=True, text=True, check=True).stdout


def wrong_words(said: str, heard: str) -> int:
    """Words missing, added or replaced (Levenshtein distance over words), with numbers written as words."""
    want, got = _words(said), _words(heard)
    row = list(range(len(got) + 1))
    for at, word in enumerate(want, start=1):
        old, row[0] = row[:], at
        for place, other in enumerate(got, start=1):
            row[place] = min(old[place] + 1, row[place - 1] + 1, old[place - 1] + (word != other))
    return row[-1]


def _words(text: str) -> list[str]:
    from voiceguide.text import reading

    spoken = " ".join(reading(text).parts) if text.strip() else ""
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", spoken.casefold().replace("-", " "))


def fitted_pace(row: Row) -> tuple[tuple[float, ...], float]:
    """Least-squares factors (line, phoneme, comma, sentence) of a row's lines, and the error that 95 % stay within."""
    table = np.array(row.pace)
    counts = np.column_stack([np.ones(len(table)), table[:, 1:]])
    factors, *_ = np.linalg.lstsq(counts, table[:, 0], rcond=None)
    within_s = float(np.quantile(np.abs(table[:, 0] - counts @ factors), 0.95))
    return tuple(float(each) for each in factors), within_s


def listening_table(rows: Sequence[Row]) -> list[str]:
    """The rows as Markdown; figures that were not measured stay empty."""
    lines = [
        "| voice | words/min | words wrong | marks | × real time, one core | memory MB | loudness ± LU |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        wrong = "" if row.wrong is None else f"{100 * row.wrong / row.words:.1f} %"
        marks = " / ".join(f"{each:.2f}" for each in row.marks)
        figures = f"{row.said_s / row.cpu_s:.1f} | {row.peak_mb:.0f} | {row.spread_lu:.1f}"
        lines.append(f"| {row.voice} | {row.rate_wpm:g} | {wrong} | {marks} | {figures} |")
    return lines


def pace_table(rows: Sequence[Row]) -> list[str]:
    """How long the lines of each voice are, as Markdown, slowest first."""
    lines = [
        "| voice | words/min | mean line s | line s | + phoneme s | + comma s | + sentence s | 95 % within s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in sorted(rows, key=lambda row: -row.said_s / row.lines):
        factors, within_s = fitted_pace(row)
        figures = " | ".join(f"{each:.3f}" for each in factors)
        mean_s = row.said_s / row.lines
        lines.append(f"| {row.voice} | {row.rate_wpm:g} | {mean_s:.2f} | {figures} | {within_s:.2f} |")
    return lines


if __name__ == "__main__":
    _voice, _rate, _number, _folder = sys.argv[1:]
    print(json.dumps(asdict(speak(_voice, float(_rate), int(_number), Path(_folder)))))
