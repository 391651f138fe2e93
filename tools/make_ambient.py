"""Make the shipped beds: ``python tools/make_ambient.py [NAME ...]`` writes ambient/NAME.ogg.

A lossy encoder adds a little noise, which is not continuous at the seam of a loop: the step may be heard
in a tonal bed. A loop can begin anywhere, so it is begun where the seam detector finds no step after
encoding.
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
FINER = {"drone": 0.4, "bowls": 0.1, "pad": 0.4}  # tones hide less of the encoder's noise than noise does
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
    """The seam of a written loop, as it is played."""
    samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    return measure_seam(samples[-10 * rate_hz :], samples[: 10 * rate_hz], rate_hz)


def begun_at(audio: Audio, start: int) -> Audio:
    """The same loop, begun at another sample."""
    return Audio(np.roll(audio.samples, -start, axis=0), audio.rate_hz)


def cleanest_start(audio: Audio, compression: float) -> int:
    """Where to begin the loop, in samples: the first place with a clean seam after decoding, else the best one."""
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
    """Make the named beds, or all."""
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
