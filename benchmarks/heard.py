"""Measure which words of finished sessions are understood: a recogniser gets every line, cut out of the decoded MP3.

Usage: python -m benchmarks.heard --recogniser COMMAND [--duration 30m] [ROUTINE …]

Makes each shipped routine with the default voice, cuts out everything spoken, with bed and pacer below it, and gives it
in files of at most half a minute to the recogniser: any command that takes the path of a sound file as its last
argument and prints the words in it. Prints a table for docs/explanation/voices.md.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.listening import TOGETHER_S, ask, wrong_words

RATE_HZ = 44_100
_AROUND_S = 0.25
"""Seconds kept before and after each line."""


def lines_of(report: Path) -> list[tuple[float, float, str]]:
    """Start and end in seconds, and words, of every spoken line of a session, from its report."""
    record = json.loads(report.read_text("utf-8"))
    return [
        (cue["start"] / RATE_HZ, (cue["start"] + cue["frames"]) / RATE_HZ, cue["text"])
        for cue in record["placements"]["speech"]
    ]


def stretches(sound: np.ndarray, lines: list[tuple[float, float, str]]) -> Iterator[tuple[np.ndarray, str]]:
    """The lines as heard in the mix, joined to at most `TOGETHER_S`, with their words."""
    parts: list[np.ndarray] = []
    texts: list[str] = []
    for start_s, end_s, text in lines:
        part = sound[int(max(0.0, start_s - _AROUND_S) * RATE_HZ) : int((end_s + _AROUND_S) * RATE_HZ)]
        if parts and len(part) + sum(map(len, parts)) > TOGETHER_S * RATE_HZ:
            yield np.concatenate(parts), " ".join(texts)
            parts, texts = [], []
        parts.append(part)
        texts.append(text)
    if parts:
        yield np.concatenate(parts), " ".join(texts)


def heard(routine: str, duration: str | None, recogniser: str, folder: Path) -> tuple[int, int]:
    """The number of words in a session, and how many of them the recogniser got wrong."""
    command = [sys.executable, "-m", "voiceguide", "make", routine, "--output", str(folder), "--with", "report"]
    command += ["--quiet", "--force", *(["--duration", duration] if duration else [])]
    made = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip().splitlines()
    mp3 = next(Path(line) for line in made if line.endswith(".mp3"))
    sound, rate_hz = soundfile.read(mp3, dtype="float32", always_2d=True)
    assert rate_hz == RATE_HZ, rate_hz
    words = wrong = 0
    for samples, text in stretches(sound.mean(axis=1), lines_of(mp3.with_name(f"{mp3.stem}.report.json"))):
        part = folder / "part.wav"
        soundfile.write(part, samples, RATE_HZ)
        answer = ask(recogniser, part)
        words += len(text.split())
        missed = wrong_words(text, answer)
        wrong += missed
        if missed > 1:
            print(f"  {missed}: {text}\n   -> {answer.strip()}", file=sys.stderr)
    return words, wrong


def main() -> None:
    """Measure every routine and print the table."""
    from voiceguide.routine.sources import shipped_routines

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--recogniser", required=True)
    parser.add_argument("--duration")
    parser.add_argument("routines", nargs="*")
    asked = parser.parse_args()
    print("| routine | words | heard |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for routine in asked.routines or shipped_routines():
            words, wrong = heard(routine, asked.duration, asked.recogniser, Path(folder))
            print(f"| {routine} | {words} | {100 * (1 - wrong / words):.1f} % |", flush=True)


if __name__ == "__main__":
    main()
