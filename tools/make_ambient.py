"""Make the shipped beds: ``python tools/make_ambient.py [NAME ...]`` writes ambient/NAME.ogg."""

from __future__ import annotations

import sys
from pathlib import Path

import soundfile

from voiceguide import ambience
from voiceguide.audio import Audio
from voiceguide.files import atomic_path

AMBIENT = Path(__file__).parent.parent / "ambient"
COMPRESSION = 0.6  # libsndfile's scale, 0 best to 1 smallest
PIECE = 4096  # libsndfile's Vorbis writer overflows its stack on long writes


def write_ogg(audio: Audio, path: Path) -> None:
    """Write a bed as Ogg Vorbis."""
    with (
        atomic_path(path) as temporary,
        soundfile.SoundFile(
            temporary, "w", audio.rate_hz, 2, "VORBIS", format="OGG", compression_level=COMPRESSION
        ) as out,
    ):
        for at in range(0, audio.frames, PIECE):
            out.write(audio.samples[at : at + PIECE])


def main() -> None:
    for name in sys.argv[1:] or ambience.names():
        path = AMBIENT / f"{name}.ogg"
        write_ogg(ambience.render(name), path)
        print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
