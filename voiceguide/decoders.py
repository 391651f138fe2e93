"""Reads the content of a sound file, piece by piece, with whichever library can read its kind.

The content of a file decides, never its name: WAV, FLAC, Ogg and similar kinds go to libsndfile (soundfile),
everything else to FFmpeg's libraries (PyAV), if the extra ``formats`` is installed. Without it MP3 also goes to
libsndfile, which stops at the first damaged place; other kinds are refused with the line that installs the extra.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voiceguide import installing
from voiceguide.errors import AudioError, NoAudioFileError, Where

Piece = tuple[NDArray[np.float32], int]
"""Samples (frames × channels, full scale ±1), and their rate in Hz."""

LOWEST_RATE_HZ = 1_000
HIGHEST_RATE_HZ = 768_000
MOST_CHANNELS = 64

_KINDS = "Known kinds: wav, flac, ogg, opus, mp3, m4a, aac, aiff, wma."
_MAGIC = (b"RIFF", b"RF64", b"FORM", b"fLaC", b"OggS", b"caff", b".snd", b"riff")
_FFMPEG_OPTIONS = {
    # Playlists and stream descriptions are not allowed: they would make FFmpeg open other files or addresses.
    "protocol_whitelist": "file",
    "format_whitelist": "aac,ac3,aiff,amr,ape,asf,au,avi,caf,dts,eac3,flac,flv,loas,matroska,mov,mp3,mpc,mpc8,mpeg,"
    "mpegts,ogg,rm,tak,tta,voc,w64,wav,wv,xwma",
}
_FFMPEG_MAGIC = {
    "MPEG-4 (m4a)": (4, b"ftyp"),
    "WMA": (0, b"\x30\x26\xb2\x75"),
    "Matroska": (0, b"\x1a\x45\xdf\xa3"),
    "AAC": (0, b"\xff\xf1"),
    "AAC ": (0, b"\xff\xf9"),
}
"""Kinds that only FFmpeg's libraries can read: name → (offset, bytes) at the beginning of such a file."""

_WORST_DAMAGE = 0.1  # a file in which more than a tenth of the packets are broken is refused


def pieces(path: Path, block_s: float) -> Iterator[Piece]:
    """The sound of a file in blocks of about `block_s` seconds; the last is shorter.

    Raises:
        AudioError: It is not audio, or it is damaged.
        OSError: It cannot be opened.
    """
    raw = path.suffix.lower() == ".raw"  # soundfile takes this suffix for raw samples, whatever the content
    known = _head(path).startswith(_MAGIC) and not raw
    return _soundfile_pieces(path, block_s) if known or not _has_ffmpeg() else _ffmpeg_pieces(path, block_s)


def check_decoder(path: Path) -> None:
    """Refuse a file whose kind no installed library can read.

    Raises:
        NoAudioFileError: It needs the extra ``formats``; the hint is the line to type.
        OSError: It cannot be opened.
    """
    if _has_ffmpeg():
        return
    head = _head(path)
    for kind, (at, magic) in _FFMPEG_MAGIC.items():
        if head[at:].startswith(magic):
            lacking = installing.missing("formats", kind.strip())
            raise NoAudioFileError(lacking.message, where=Where(str(path)), hint=lacking.hint)


def _has_ffmpeg() -> bool:
    return installing.is_there("formats")


def _openable(path: Path, opened: ExitStack) -> Any:
    """What the libraries are given: the absolute path, since some names, such as ``-``, have a meaning for them; or
    the open file where the path cannot be written as text (names from another system)."""
    whole = str(path.absolute())
    try:
        whole.encode()
    except UnicodeEncodeError:
        return opened.enter_context(path.open("rb"))
    return whole


def _head(path: Path) -> bytes:
    with path.open("rb") as handle:
        return handle.read(16)


def _check_form(path: Path, rate_hz: int, channels: int) -> None:
    """Refuse a sample rate or a number of channels that cannot be used."""
    if not LOWEST_RATE_HZ <= rate_hz <= HIGHEST_RATE_HZ or not 1 <= channels <= MOST_CHANNELS:
        raise AudioError(f"has {channels} channels at {rate_hz} Hz, which cannot be used", where=Where(str(path)))


def _not_audio(path: Path) -> AudioError:
    return AudioError("is not audio that can be read", where=Where(str(path)), hint=_KINDS)


def _damage_error(path: Path, seconds: float) -> AudioError:
    """The error for a file that cannot be decoded to its end."""
    hint = "Copy or download it again, or save it anew from an audio editor."
    place = f" after {seconds:.0f} s" if seconds >= 1 else ""
    return AudioError(f"is damaged{place}", where=Where(str(path)), hint=hint)


def _soundfile_pieces(path: Path, block_s: float) -> Iterator[Piece]:
    """The sound of a file as read by libsndfile; a kind that it cannot read goes to FFmpeg, if installed."""
    import soundfile

    with ExitStack() as opened:
        try:
            sound = opened.enter_context(soundfile.SoundFile(_openable(path, opened)))
        except soundfile.SoundFileError as error:  # a RIFF file may hold anything
            if not _has_ffmpeg():
                raise _not_audio(path) from error
            yield from _ffmpeg_pieces(path, block_s)
            return
        rate_hz = int(sound.samplerate)
        _check_form(path, rate_hz, sound.channels)
        frames, done = max(1, round(block_s * rate_hz)), 0
        while True:
            try:
                samples = sound.read(frames, dtype="float32", always_2d=True)
            except soundfile.SoundFileError as error:
                raise _damage_error(path, done / rate_hz) from error
            if not len(samples):
                if sound.format == "MP3" and done < (1 - _WORST_DAMAGE) * sound.frames:
                    raise _damage_error(path, done / rate_hz)  # its decoder gives up at the first broken frames
                return
            done += len(samples)
            yield samples, rate_hz


def _ffmpeg_pieces(path: Path, block_s: float) -> Iterator[Piece]:
    """The sound of a file as read by FFmpeg's libraries."""
    import av

    try:
        with ExitStack() as opened:
            container = opened.enter_context(av.open(_openable(path, opened), options=_FFMPEG_OPTIONS))
            if not container.streams.audio:
                raise _not_audio(path)
            yield from _gather(_ffmpeg_frames(path, container), block_s)
    except (av.FFmpegError, ValueError) as error:
        raise _not_audio(path) from error


def _ffmpeg_frames(path: Path, container: Any) -> Iterator[Piece]:
    """The sound of each packet; a few broken packets are skipped, as players do."""
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
                _check_form(path, frame.sample_rate, len(frame.layout.channels))
                resampler = av.AudioResampler(format="flt", layout=frame.layout, rate=frame.sample_rate)
            for even in resampler.resample(frame):
                channels = len(even.layout.channels)
                done += even.samples
                yield even.to_ndarray().reshape(-1, channels), even.sample_rate
    if broken > _WORST_DAMAGE * (good + broken):
        raise _damage_error(path, done / resampler.rate) if resampler and done else _not_audio(path)


def _gather(small: Iterator[Piece], block_s: float) -> Iterator[Piece]:
    """Joins small pieces into blocks of about `block_s` seconds."""
    held: list[NDArray[np.float32]] = []
    seconds, rate_hz = 0.0, 1
    for samples, rate_hz in small:
        held.append(samples)
        seconds += len(samples) / rate_hz
        if seconds >= block_s:
            yield np.concatenate(held), rate_hz
            held, seconds = [], 0.0
    if held:
        yield np.concatenate(held), rate_hz
