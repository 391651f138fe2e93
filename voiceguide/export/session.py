"""`Session`, the frozen record from which every file of a session is made.

It holds script, timeline, settings, and the facts that only the render knows (which voice and bed, what was measured).
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from voiceguide.errors import UsageError
from voiceguide.export.beside import base_of
from voiceguide.export.versions import Version
from voiceguide.script.lines import Script
from voiceguide.settings import Settings
from voiceguide.text import without_silences
from voiceguide.timeline.model import Timeline

if TYPE_CHECKING:
    pass

ARTIST = "voiceguide"
"""Artist in every tag and feed."""

GENRE = "Wellness"
"""Genre in every tag."""


@dataclass(frozen=True, slots=True)
class Level:
    """How loud one sound is. None stands for "not measured" and for the −∞ of silence.

    Attributes:
        integrated_lufs: Integrated loudness (ITU-R BS.1770), in LUFS.
        true_peak_dbtp: Highest true peak, in dBTP.
        max_momentary_lufs: Loudest 400 ms, in LUFS.
        max_short_term_lufs: Loudest 3 s, in LUFS.
        loudness_range_lu: EBU 3342 loudness range, in LU.
    """

    integrated_lufs: float | None = None
    true_peak_dbtp: float | None = None
    max_momentary_lufs: float | None = None
    max_short_term_lufs: float | None = None
    loudness_range_lu: float | None = None


@dataclass(frozen=True, slots=True)
class FileHash:
    """A file by what is in it.

    Attributes:
        name: Its name, without a folder.
        sha256: Its hash, in hex.
    """

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class FileWritten:
    """A file that was written.

    Attributes:
        name: Its name, without a folder.
        size_bytes: Its size.
        sha256: Its hash, in hex.
    """

    name: str
    size_bytes: int
    sha256: str


class StemLevel(NamedTuple):
    """The level of a stem, or of the ``mix``."""

    stem: str
    level: Level


class Track(NamedTuple):
    """The place of a session among several: its number, counted from 1, and how many there are."""

    number: int
    total: int


class SessionKind(StrEnum):
    """What a file of sound holds."""

    SESSION = "session"
    PREVIEW = "preview"
    """The beginning of a session."""
    BEFORE = "before"
    """What is heard once before a session."""


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What the render knows of a session beyond script, timeline and settings.

    Attributes:
        voice: The voice that spoke, such as ``pyttsx3:en-us``.
        engine: The engine's fingerprint: version, model and voice hash.
        rate_wpm: The rate it spoke at, in words per minute; None when nothing was spoken.
        bed: Name of the bed, or ``none``.
        created: The moment written into tags, report and feed, in UTC (see `release_moment`).
        inputs: Every file that shaped the sound: routine, bed, recordings.
        versions: Those of the program and of the libraries that shape the bytes.
        predicted: Levels computed before mixing; stems are ``speech``, ``signals``, ``bed``, ``mix``.
        measured: Levels of the finished stems.
        decoded: Level of the encoded file, decoded again.
        heard_s: Seconds of it that were decoded for that; less than the whole when it was heard in places.
        files: The files written beside the report.
        album: Album in the tags.
        track: Where it stands among several sessions, or None.
        kind: What was made; feeds list whole sessions alone.
        summary: What the routine says of itself, in a sentence, or empty.
        voices: All voices that spoke, that of the session first; empty where there is but one.
    """

    voice: str
    engine: str
    bed: str
    created: datetime
    rate_wpm: float | None = None
    inputs: tuple[FileHash, ...] = ()
    versions: tuple[Version, ...] = ()
    predicted: tuple[StemLevel, ...] = ()
    measured: tuple[StemLevel, ...] = ()
    decoded: Level | None = None
    heard_s: float | None = None
    files: tuple[FileWritten, ...] = ()
    album: str = "voiceguide sessions"
    track: Track | None = None
    kind: SessionKind = SessionKind.SESSION
    summary: str = ""
    voices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """One finished session, as all files written beside the sound see it.

    Attributes:
        name: File name without suffix, shared by all files of the session (see `names.safe_name`).
        script: What was said, in order.
        timeline: When.
        settings: With which settings.
        facts: What the render knows besides.
        audio_suffix: Suffix of the sound file that lies beside the sidecars.
    """

    name: str
    script: Script
    timeline: Timeline
    settings: Settings
    facts: SessionFacts
    audio_suffix: str = ".mp3"

    @property
    def title(self) -> str:
        """The session's title on one line."""
        return one_line(self.script.title) or self.name

    @property
    def base(self) -> str:
        """How the names of the files beside the sound begin."""
        return base_of(self.name, self.audio_suffix)

    @property
    def minutes(self) -> int:
        """Length in whole minutes, at least 1."""
        return max(1, round(self.timeline.seconds / 60))


@dataclass(frozen=True, slots=True)
class Label:
    """What a session is called as one of several.

    Attributes:
        title: Its title, or empty for that of its routine.
        album: Album in the tags, or empty for the usual one.
        track: Where it stands among them, or None.
    """

    title: str = ""
    album: str = ""
    track: Track | None = None

    def on(self, session: Session) -> Session:
        """The session with this label."""
        script = replace(session.script, title=self.title) if self.title else session.script
        facts = replace(session.facts, album=self.album or session.facts.album, track=self.track)
        return replace(session, script=script, facts=facts)


def release_moment(environ: Mapping[str, str] = os.environ) -> datetime:
    """The moment written into a render's files, in UTC: ``SOURCE_DATE_EPOCH`` if set (reproducible builds), else now.

    Raises:
        UsageError: ``SOURCE_DATE_EPOCH`` is not a whole number of seconds since 1970.
    """
    epoch = environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not epoch:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            f"SOURCE_DATE_EPOCH is {epoch[:40]!r}, but must be whole seconds since 1970-01-01",
            hint="Unset it, or set it to a number such as 1735689600.",
        ) from error


def one_line(text: str) -> str:
    """`text` on one line, without silences such as ``[2 s]``; control characters and runs of space become one space.

    Lone surrogates and the two noncharacters that XML forbids, which no file can hold, become U+FFFD.
    """
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    whole = whole.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    spaced = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in whole)
    return re.sub(r"\s+", " ", without_silences(spaced)).strip()
