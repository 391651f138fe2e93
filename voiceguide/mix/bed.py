"""Open a bed: turn a shipped bed's name, a file, a folder or a playlist into an endless sound."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from voiceguide.audio import check_readable
from voiceguide.errors import AudioError, BedError, Where, did_you_mean
from voiceguide.files import PLAYLISTS, cache_folder, expand_home, shipped_beds
from voiceguide.heap import frugal
from voiceguide.mix.beginning import Beginning
from voiceguide.mix.loop_bed import LoopBed, mean_of_channels
from voiceguide.mix.loop_file import LoopFile
from voiceguide.mix.loops import Bed, BedSequence, PlaylistBed, SilentBed
from voiceguide.mix.tracks import prepare
from voiceguide.timeline.model import BedSpan
from voiceguide.units import RATE_HZ, to_samples

__all__ = [
    "DEFAULT_BED",
    "Bed",
    "BedSequence",
    "SilentBed",
    "open_bed",
    "open_beds",
    "open_early",
    "shipped_beds",
    "tracks_of",
]

DEFAULT_BED = "ocean"
"""The bed of sessions for which none is set."""

LOOP_CROSSFADE_S = 4.0
"""Length of the cross-fade of a user's track into itself."""

BEGIN_CROSSFADE_S = 3.0
"""Length of cross-fades with a track that is heard for some seconds only, from its beginning."""

TRACK_CROSSFADE_S = 6.0
"""Length of the cross-fades between tracks of a folder or playlist, and between the beds of stages."""

SUFFIXES = (".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".m4a", ".aac", ".aif", ".aiff", ".mp4", ".wma")
"""Suffixes of the files in a folder that count as tracks."""

MOST_TRACKS = 500


def open_bed(
    ambient: str | None,
    *,
    cache: Path,
    longest_s: float | None = None,
    mono: bool = False,
) -> Bed:
    """Open a bed.

    Args:
        ambient: A shipped bed's name; ``none``; the path of an audio file, of a folder of audio files (taken in
            the order of their names) or of an M3U playlist; or None for `DEFAULT_BED`.
        cache: The cache folder, where prepared long tracks are kept.
        longest_s: How much of it will be heard at most: more need not be prepared.
        mono: For a mono file: both channels hold the mean of both, so that levels are measured as heard.

    Raises:
        UsageError: Neither a bed's name nor an existing path.
        AudioError: A file cannot be used (see `tracks.prepare`), or the folder or playlist holds no track.
    """
    name = DEFAULT_BED if ambient is None else ambient
    if name == "none":
        return SilentBed()
    beds = shipped_beds()
    if name in beds:
        return open_shipped(name, beds[name], mono)
    check_bed(name)
    path = expand_home(name)  # `check_bed` has found it
    if path.is_dir() or path.suffix.lower() in PLAYLISTS:
        return _playlist(path.name, tracks_of(path), cache, longest_s, mono)
    track = prepare(path, cache=cache, longest_s=longest_s, mono=mono)
    return PlaylistBed(path.name, [track], LOOP_CROSSFADE_S)


def check_bed(ambient: str) -> None:
    """Make sure, before any long work, that a bed exists and can be read.

    Raises:
        BedError: Neither a bed's name nor an existing path.
        AudioError: A track is missing, is not a file, or is of a kind that no installed decoder reads.
    """
    beds = shipped_beds()
    if ambient == "none" or ambient in beds:
        return
    path = _path_of(ambient)
    if path is None:
        raise BedError(f"there is no bed or file {ambient!r}", hint=did_you_mean(ambient, (*beds, "none")))
    for track in tracks_of(path):
        check_readable(track)


def check_beds(asked: str | None, own: str | None, stages: Iterable[str | None]) -> None:
    """Make sure, before any long work, that all beds of a session exist and can be read.

    Args:
        asked: The settings' bed; it overrides all others.
        own: The routine's or script's.
        stages: Its stages'.

    Raises:
        UsageError: As `check_bed`.
        AudioError: As `check_bed`.
    """
    for bed in (asked,) if asked is not None else (own, *stages):
        if bed is not None:
            check_bed(bed)


def _path_of(name: str) -> Path | None:
    """The path if it exists, else None; also for names that no path can have."""
    try:
        path = Path(name).expanduser()
        return path if path.exists() else None
    except (OSError, ValueError, RuntimeError):
        return None


def tracks_of(path: Path) -> list[Path]:
    """The files of a folder (in the order of their names) or of an M3U playlist; a file is its own only track.

    Raises:
        AudioError: It cannot be read, holds no audio files, or names a missing one.
    """
    if path.is_dir():
        return _tracks_of_folder(path)
    return _tracks_of_playlist(path) if path.suffix.lower() in PLAYLISTS else [path]


def open_early(ambient: str | None, *, mono: bool = False) -> LoopBed | None:
    """A shipped bed, opened and measured before the session's length is known; None for any other.

    Args:
        ambient: See `open_bed`.
        mono: See `open_bed`.

    Raises:
        AudioError: It cannot be read.
    """
    name = DEFAULT_BED if ambient is None else ambient
    path = shipped_beds().get(name)
    if path is None or frugal():  # short of memory: it is opened after the speech
        return None
    bed = open_shipped(name, path, mono)
    return bed if math.isfinite(bed.lufs) else None  # `lufs` is measured on first use and cached


def open_beds(
    spans: Sequence[BedSpan],
    ambient: str | None,
    *,
    cache: Path,
    longest_s: float | None = None,
    mono: bool = False,
    early: LoopBed | None = None,
) -> Bed:
    """Open everything a session's beds need, as one bed.

    Args:
        spans: The timeline's spans; one without a bed of its own has the session's.
        ambient: The session's bed.
        cache: See `open_bed`.
        longest_s: See `open_bed`.
        mono: See `open_bed`.
        early: The session's bed, if it is open already (`open_early`).

    Raises:
        UsageError: See `open_bed`.
        AudioError: See `open_bed`.
    """
    wished = [span.ambient if span.ambient is not None else ambient for span in spans] or [ambient]
    beds: dict[str | None, Bed] = {ambient: early} if early is not None else {}
    for name in dict.fromkeys(wished):
        if name not in beds:
            beds[name] = open_bed(name, cache=cache, longest_s=longest_s, mono=mono)
    if not spans:
        return beds[ambient]
    begins = any(span.begins for span in spans)
    crossfade_s = BEGIN_CROSSFADE_S if begins else TRACK_CROSSFADE_S
    merged: list[tuple[Bed, int, int]] = []
    for name, span in zip(wished, spans, strict=True):
        if span.begins:
            merged.append((Beginning(beds[name], span.start - to_samples(crossfade_s / 2)), span.start, span.stop))
        elif merged and merged[-1][0] is beds[name]:
            merged[-1] = (beds[name], merged[-1][1], span.stop)
        else:
            merged.append((beds[name], span.start, span.stop))
    return BedSequence(merged, crossfade_s)


def open_shipped(name: str, path: Path, mono: bool = False) -> LoopBed:
    """A shipped loop, in memory (16 MB) or, where memory is short, in a file."""
    import soundfile

    try:
        with soundfile.SoundFile(path) as sound:
            if frugal():
                blocks = sound.blocks(RATE_HZ, dtype="int16", always_2d=True)
                heard = (mean_of_channels(block) if mono else block for block in blocks)
                with contextlib.suppress(OSError):  # no file can be written there: it is kept in memory after all
                    return LoopBed(name, LoopFile(heard, cache_folder()))
                sound.seek(0)
            pcm = sound.read(dtype="int16", always_2d=True)
            return LoopBed(name, mean_of_channels(pcm) if mono else pcm)
    except (OSError, soundfile.SoundFileError) as error:
        raise AudioError("the shipped bed cannot be read", where=Where(str(path)), hint="Install again.") from error


def _natural_order(path: Path) -> list[tuple[int, str]]:
    """Sort key that puts ``2.mp3`` before ``10.mp3``, as people expect."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", path.name.casefold())]


def _tracks_of_folder(folder: Path) -> list[Path]:
    """The audio files in a folder, in natural order."""
    try:
        files = [path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and not path.name.startswith(".")]
    except OSError as error:
        raise AudioError(f"cannot be read: {error.strerror}", where=Where(str(folder))) from error
    if not files:
        raise AudioError("holds no audio files", where=Where(str(folder)), hint="Known endings: " + " ".join(SUFFIXES))
    return sorted(files, key=_natural_order)


def _tracks_of_playlist(path: Path) -> list[Path]:
    """The files an M3U playlist names, relative to its own folder; comments and blank lines are skipped."""
    try:
        raw = path.read_bytes()[:1_000_000]
    except OSError as error:
        raise AudioError(f"cannot be read: {error.strerror}", where=Where(str(path))) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    tracks = []
    for number, line in enumerate(text.splitlines(), 1):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        if "://" in entry:
            raise AudioError(
                "is an address, not a file", where=Where(str(path), number), hint="Download it and name the file."
            )
        track = _path_of(str(path.parent / entry.replace("\\", "/")))
        if track is None:
            raise AudioError(f"there is no file {entry[:200]!r}", where=Where(str(path), number))
        tracks.append(track)
    if not tracks:
        raise AudioError("names no audio files", where=Where(str(path)), hint="Write one path on each line.")
    return tracks


def _playlist(name: str, paths: Sequence[Path], cache: Path, longest_s: float | None, mono: bool) -> PlaylistBed:
    """Prepare tracks in order, as many as will be heard."""
    if len(paths) > MOST_TRACKS:
        raise AudioError(f"{name} holds {len(paths)} tracks, but {MOST_TRACKS} are the most")
    tracks = []
    heard_s = 0.0
    for path in paths:
        tracks.append(prepare(path, cache=cache, longest_s=longest_s, in_memory_s=0.0, mono=mono))
        heard_s += tracks[-1].frames / RATE_HZ - TRACK_CROSSFADE_S
        if longest_s is not None and heard_s >= longest_s:
            break
    return PlaylistBed(name, tracks, TRACK_CROSSFADE_S)
