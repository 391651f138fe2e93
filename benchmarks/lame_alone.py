"""Run LAME alone in one thread, through lameenc: the floor where there is no lame command.

Usage: python -m benchmarks.lame_alone IN.wav OUT.mp3
"""

from __future__ import annotations

import sys
from pathlib import Path

import lameenc
import soundfile


def main(source: str, target: str) -> None:
    """Encode a 16-bit WAV file: CBR 128 kbit/s, joint stereo, quality 3."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(128)
    encoder.set_quality(3)
    with soundfile.SoundFile(source) as sound, Path(target).open("wb") as file:
        encoder.set_channels(sound.channels)
        encoder.set_in_sample_rate(sound.samplerate)
        while len(block := sound.read(1 << 16, dtype="int16", always_2d=True)):
            file.write(encoder.encode(block.tobytes()))
        file.write(encoder.flush())


if __name__ == "__main__":
    main(*sys.argv[1:])
