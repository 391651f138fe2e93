"""Sound in memory: one record, and how files become one.

Everything heard passes through `Audio`. Nothing here knows about cues, voices or mixes.

Files are told by their content, never by their name: WAV, FLAC, Ogg and their kin go to libsndfile
(soundfile); everything else, MP3 and MPEG-4 first, to FFmpeg's libraries (PyAV). Both come as
wheels. MP3 is not left to libsndfile because its decoder writes complaints about damaged files
straight to the user's terminal.
"""

from __future__ import annotations

import stat
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voiceguide.errors import AudioError, Where
from voiceguide.units import RATE_HZ, spoken_duration

Samples = NDArray[np.float32]
"""Sound, float32, shape (frames × channels) or (frames,) where a function says mono; full scale is ±1."""

LOWEST_RATE_HZ = 1_000
HIGHEST_RATE_HZ = 768_000
MOST_CHANNELS = 64

BLOCK_S = 5.0
"""Length of the blocks files are read in, in seconds."""

_KINDS = "Known kinds: wav, flac, ogg, opus, mp3, m4a, aac, aiff, wma."
_MAGIC = (b"RIFF", b"RF64", b"FORM", b"fLaC", b"OggS", b"caff", b".snd", b"riff")
_FFMPEG_OPTIONS = {
    # Playlists, stream descriptions and the like are no sound: they would make FFmpeg open other files or addresses.
    "protocol_whitelist": "file",
    "format_whitelist": "aac,ac3,aiff,amr,ape,asf,au,avi,caf,dts,eac3,flac,flv,loas,matroska,mov,mp3,mpc,mpc8,mpeg,"
    "mpegts,ogg,rm,tak,tta,voc,w64,wav,wv,xwma",
}
_WORST_DAMAGE = 0.1  # a file in which more than a tenth of the packets are broken is refused
_FULL_SCALE_LIMIT = 1e4  # samples beyond ±1 are kept, but nothing that overflows when squared


@dataclass(frozen=True, slots=True)
class Audio:
    """A piece of sound.

    Attributes:
        samples: float32, shape (frames × channels), full scale ±1.
        rate_hz: Sample rate in Hz.
    """

    samples: Samples
    rate_hz: int

    @property
    def frames(self) -> int:
        """Length in samples per channel."""
        return int(self.samples.shape[0])

    @property
    def channels(self) -> int:
        """Number of channels."""
        return int(self.samples.shape[1])

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.frames / self.rate_hz


def resample(audio: Audio, rate_hz: int = RATE_HZ) -> Audio:
    """The same sound at another rate (soxr, high quality: what it adds lies 120 dB down, under that of 16 bits)."""
    if audio.rate_hz == rate_hz:
        return audio
    import soxr

    samples = soxr.resample(audio.samples, audio.rate_hz, rate_hz, quality="HQ")
    return Audio(np.ascontiguousarray(samples, dtype=np.float32), rate_hz)


def mono(audio: Audio) -> Audio:
    """The mean of all channels, as one channel."""
    if audio.channels == 1:
        return audio
    return Audio(audio.samples.mean(axis=1, keepdims=True, dtype=np.float32), audio.rate_hz)


def decode(path: Path, *, longest_s: float = 3600.0) -> Audio:
    """Read a whole audio file of any common kind.

    Args:
        path: The file.
        longest_s: A longer sound is refused, so that no file can fill the memory.

    Raises:
        AudioError: See `blocks`; or the sound is longer than `longest_s`.
    """
    pieces: list[Samples] = []
    seconds, rate_hz = 0.0, RATE_HZ
    for block in blocks(path):
        pieces.append(block.samples)
        rate_hz = block.rate_hz
        seconds += block.seconds
        if seconds > longest_s:
            raise AudioError(f"is longer than {spoken_duration(longest_s)}", where=Where(str(path)))
    return Audio(np.concatenate(pieces), rate_hz)


def blocks(path: Path, block_s: float = BLOCK_S) -> Iterator[Audio]:
    """Read an audio file piece by piece, so that its length never matters for memory.

    Samples that are not finite become silence (not a number) or full scale (infinite). Rate and
    channels are the file's own, the same for every block.

    Args:
        path: The file.
        block_s: Length of the blocks in seconds; the last is shorter.

    Yields:
        At least one sample altogether; every block has at least one.

    Raises:
        AudioError: There is no such file, it may not be read, it is no audio, it holds no sound, or it is
            damaged; when reading starts or at the damaged place.
    """
    check_readable(path)
    try:
        raw = path.suffix.lower() == ".raw"  # the one name that counts for soundfile, whatever is inside
        known = _head(path).startswith(_MAGIC) and not raw
        source = _soundfile_blocks(path, block_s) if known else _ffmpeg_blocks(path, block_s)
        frames = 0
        for block in source:
            frames += block.frames
            yield Audio(_finite(block.samples), block.rate_hz)
    except OSError as error:
        raise AudioError(f"cannot be read: {error.strerror or error}", where=Where(str(path))) from error
    if not frames:
        raise AudioError("holds no sound", where=Where(str(path)))


def check_readable(path: Path) -> None:
    """Refuse what is no file with content, each with its own words."""
    where = Where(str(path))
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise AudioError("there is no such file", where=where) from error
    except (OSError, ValueError) as error:
        raise AudioError("cannot be read", where=where) from error
    if stat.S_ISDIR(status.st_mode):
        raise AudioError("is a folder, not an audio file", where=where)
    if not stat.S_ISREG(status.st_mode):
        raise AudioError("is not a plain file", where=where)
    if not status.st_size:
        raise AudioError("is empty", where=where)


def _openable(path: Path, opened: ExitStack) -> Any:
    """What the libraries are given: the whole path, as they read a meaning into some names, such as ``-``; or the open
    file where the path is no text (names from another system)."""
    whole = str(path.absolute())
    try:
        whole.encode()
    except UnicodeEncodeError:
        return opened.enter_context(path.open("rb"))
    return whole


def _head(path: Path) -> bytes:
    with path.open("rb") as handle:
        return handle.read(4)


def _finite(samples: Samples) -> Samples:
    if not np.isfinite(samples.sum(dtype=np.float64)):
        samples = np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0)
    return np.clip(samples, -_FULL_SCALE_LIMIT, _FULL_SCALE_LIMIT)


def _checked_form(path: Path, rate_hz: int, channels: int) -> None:
    if not LOWEST_RATE_HZ <= rate_hz <= HIGHEST_RATE_HZ or not 1 <= channels <= MOST_CHANNELS:
        raise AudioError(f"has {channels} channels at {rate_hz} Hz, which cannot be used", where=Where(str(path)))


def _not_audio(path: Path) -> AudioError:
    return AudioError("is not audio that can be read", where=Where(str(path)), hint=_KINDS)


def _damaged(path: Path, seconds: float) -> AudioError:
    hint = "Copy or download it again, or save it anew from an audio editor."
    place = f" after {seconds:.0f} s" if seconds >= 1 else ""
    return AudioError(f"is damaged{place}", where=Where(str(path)), hint=hint)


def _soundfile_blocks(path: Path, block_s: float) -> Iterator[Audio]:
    import soundfile

    with ExitStack() as opened:
        try:
            sound = opened.enter_context(soundfile.SoundFile(_openable(path, opened)))
        except soundfile.SoundFileError:  # a RIFF file may hold anything
            yield from _ffmpeg_blocks(path, block_s)
            return
        rate_hz = int(sound.samplerate)
        _checked_form(path, rate_hz, sound.channels)
        frames, done = max(1, round(block_s * rate_hz)), 0
        while True:
            try:
                samples = sound.read(frames, dtype="float32", always_2d=True)
            except soundfile.SoundFileError as error:
                raise _damaged(path, done / rate_hz) from error
            if not len(samples):
                return
            done += len(samples)
            yield Audio(samples, rate_hz)


def _ffmpeg_blocks(path: Path, block_s: float) -> Iterator[Audio]:
    import av

    try:
        with ExitStack() as opened:
            container = opened.enter_context(av.open(_openable(path, opened), options=_FFMPEG_OPTIONS))
            if not container.streams.audio:
                raise _not_audio(path)
            yield from _gathered(_ffmpeg_frames(path, container), block_s)
    except (av.FFmpegError, ValueError) as error:
        raise _not_audio(path) from error


def _ffmpeg_frames(path: Path, container: Any) -> Iterator[Audio]:
    """The sound of each packet; a few broken packets are left out, as players do."""
    import av

    stream = container.streams.audio[0]
    resampler: Any = None
    good = broken = done = 0
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.FFmpegError:
            broken += 1
            continue
        good += 1
        for frame in frames:
            if resampler is None:
                _checked_form(path, frame.sample_rate, len(frame.layout.channels))
                resampler = av.AudioResampler(format="flt", layout=frame.layout, rate=frame.sample_rate)
            for even in resampler.resample(frame):
                channels = len(even.layout.channels)
                done += even.samples
                yield Audio(even.to_ndarray().reshape(-1, channels), even.sample_rate)
    if broken > _WORST_DAMAGE * (good + broken):
        raise _damaged(path, done / resampler.rate) if resampler and done else _not_audio(path)


def _gathered(pieces: Iterator[Audio], block_s: float) -> Iterator[Audio]:
    """Small pieces put together to blocks of about `block_s`."""
    held: list[Samples] = []
    seconds, rate_hz = 0.0, RATE_HZ
    for piece in pieces:
        held.append(piece.samples)
        rate_hz = piece.rate_hz
        seconds += piece.seconds
        if seconds >= block_s:
            yield Audio(np.concatenate(held), rate_hz)
            held, seconds = [], 0.0
    if held:
        yield Audio(np.concatenate(held), rate_hz)


_importing = Lock()


@lru_cache(maxsize=1)
def pydub_segment() -> Any:
    """pydub's `AudioSegment`, imported without its advice to install ffmpeg, which it is never asked to use."""
    with _importing, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    return AudioSegment
