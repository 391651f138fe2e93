"""Make the shipped beds: ``python tools/make_ambient.py [NAME ...]`` writes ambient/NAME.ogg.

A lossy coder puts a little noise on everything, and that noise does not know that the file is a loop:
at the seam it may make a step, which would be heard in a tonal bed. A loop may begin anywhere, so it
is begun where the coder leaves no step that the seam detector finds.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile

from voiceguide import ambience
from voiceguide.ambience.seams import Seam, measure_seam
from voiceguide.audio import Audio
from voiceguide.files import atomic_path

AMBIENT = Path(__file__).parent.parent / "ambient"
COMPRESSION = 0.6  # libsndfile's scale, 0 best to 1 smallest
FINER = {"drone": 0.4, "bowls": 0.1, "pad": 0.4}  # tones hide less of the coder's noise than noise does
PIECE = 4096  # libsndfile's Vorbis writer overflows its stack on long writes
FRAME = 1152
MOST_TRIES = 48
CLEAN_DB = -4.0


def write_ogg(audio: Audio, path: Path, compression: float) -> None:
    """Write a bed as Ogg Vorbis."""
    with (
        atomic_path(path) as temporary,
        soundfile.SoundFile(
            temporary, "w", audio.rate_hz, 2, "VORBIS", format="OGG", compression_level=compression
        ) as out,
    ):
        for at in range(0, audio.frames, PIECE):
            out.write(audio.samples[at : at + PIECE])


def decoded_seam(path: Path) -> Seam:
    """The seam of a written loop, as a player hears it."""
    samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    return measure_seam(samples[-10 * rate_hz :], samples[: 10 * rate_hz], rate_hz)


def begun_at(audio: Audio, start: int) -> Audio:
    """The same loop, begun somewhere else."""
    return Audio(np.roll(audio.samples, -start, axis=0), audio.rate_hz)


def cleanest_start(audio: Audio, compression: float) -> int:
    """Where to begin the loop, in samples: the first place whose decoded seam is clean, or else the best of all."""
    found: list[tuple[int, float, int]] = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(MOST_TRIES):
            start = number * FRAME
            path = Path(folder) / "try.ogg"
            write_ogg(begun_at(audio, start), path, compression)
            seam = decoded_seam(path)
            found.append((len(seam.faults), seam.click_db, start))
            if seam.click_db <= CLEAN_DB and not seam.faults:
                break
    return min(found)[2]


def main() -> None:
    for name in sys.argv[1:] or ambience.names():
        path = AMBIENT / f"{name}.ogg"
        audio = ambience.render(name)
        compression = FINER.get(name, COMPRESSION)
        start = cleanest_start(audio, compression)
        write_ogg(begun_at(audio, start), path, compression)
        seam = decoded_seam(path)
        print(
            f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, begun at sample {start}, "
            f"seam {seam.click_db:+.1f} dB, {'; '.join(seam.faults) or 'clean'}"
        )


if __name__ == "__main__":
    main()
