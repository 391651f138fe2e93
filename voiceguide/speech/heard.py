"""Measure how long a sound file is heard, and estimate how long its words take at least.

Uses only the standard library: the worker process of pyttsx3 imports nothing else of voiceguide.
"""

from __future__ import annotations

import re
import struct
import sys
from array import array
from collections.abc import Iterator

_LEAST = 0.4
_WORDS_S = 40.0
"""Seconds of a syllable at 1 word per minute, counting one and a half syllables a word.

Measured with espeak-ng, five languages, 90 to 220 words/min, on a quarter of all lines of the longest shipped routine
and on words that are short for their spelling: what is heard lasts 0.65 to 3.6 times syllables × 40 / rate. A voice
that takes a rate by half faster than it was asked still keeps above 0.4.
"""

_SILENT = 0.005  # of the loudest sample
_PLAIN_RATE_BYTES = 44_100  # of a file that is neither WAV nor AIFF: 16 bits at 22 050 Hz, as system voices write
_WORD = re.compile(r"\[\[[^\]]*\]\]|[^\W\d_]+|\d")
_VOWELS = re.compile(r"[aeiouyäöüáàâéèêëíìîïóòôõúùû]+", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>")


def least_seconds(text: str, rate_wpm: float) -> float:
    """Least seconds in which a text can be said completely.

    Args:
        text: What is said; phonemes in ``[[ ]]`` count as one syllable, markup in ``< >`` as nothing.
        rate_wpm: Words per minute.
    """
    syllables = sum(map(_syllables, _WORD.findall(_MARKUP.sub("", text))))
    return _LEAST * syllables * _WORDS_S / rate_wpm


def _syllables(word: str) -> int:
    """Estimate a word's syllables: its groups of vowels, without an e at its end."""
    if word[0] == "[":
        return 1
    return max(1, len(_VOWELS.findall(re.sub(r"(?<=[^aeioul])e$", "", word.casefold()))))


def heard_seconds(content: bytes) -> float:
    """Seconds from the first to the last sound of a file: WAV or AIFF of 16 bits; for others, an estimate by size."""
    found = _samples(content)
    if found is None:
        return len(content) / _PLAIN_RATE_BYTES
    samples, per_second = found
    loudest = max(max(samples, default=0), -min(samples, default=0))
    if not loudest:
        return 0.0
    level = loudest * _SILENT
    first = next(number for number, value in enumerate(samples) if abs(value) > level)
    last = next(number for number, value in enumerate(reversed(samples)) if abs(value) > level)
    return (len(samples) - first - last) / per_second


def _samples(content: bytes) -> tuple[array[int], float] | None:
    """The 16-bit samples of a file with channels interleaved, and how many there are per second."""
    if content[:4] == b"RIFF":
        order, fmt, data = "<", _chunk(content, b"fmt ", "<"), _chunk(content, b"data", "<")
        if len(fmt) < 16:
            return None
        channels, rate_hz, bits = *struct.unpack_from("<HI", fmt, 2), struct.unpack_from("<H", fmt, 14)[0]
    elif content[:4] == b"FORM":
        common, data = _chunk(content, b"COMM", ">"), _chunk(content, b"SSND", ">")[8:]
        if len(common) < 18:
            return None
        order = "<" if common[18:22] == b"sowt" else ">"
        (channels,), (bits,) = struct.unpack_from(">H", common), struct.unpack_from(">H", common, 6)
        exponent, mantissa = struct.unpack_from(">HQ", common, 8)  # a float of 80 bits
        rate_hz = mantissa * 2.0 ** ((exponent & 0x7FFF) - 16383 - 63)
    else:
        return None
    if bits != 16 or not channels or not rate_hz:
        return None
    samples = array("h", data[: len(data) // 2 * 2])
    if (order == "<") != (sys.byteorder == "little"):
        samples.byteswap()
    return samples, channels * rate_hz


def _chunk(content: bytes, name: bytes, order: str) -> bytes:
    """The content of a chunk of a RIFF or IFF file; empty if missing, shortened if the file is cut off."""
    return next((content[start:stop] for found, start, stop in _chunks(content, order) if found == name), b"")


def _chunks(content: bytes, order: str) -> Iterator[tuple[bytes, int, int]]:
    """Every chunk of a RIFF or IFF file, as (name, start, stop) of its content."""
    at = 12
    while at + 8 <= len(content):
        name, (size,) = content[at : at + 4], struct.unpack_from(f"{order}I", content, at + 4)
        yield name, at + 8, min(at + 8 + size, len(content))
        at += 8 + size + size % 2
