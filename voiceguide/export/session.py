"""What every file of a session is made from: one frozen record.

Comes in: the script, the timeline, the settings, and the facts that only the render knows (which
voice and bed, what was measured). Goes out: a `Session`, which each companion, tag and page reads.
Knows nothing of files, sound or containers.
"""

from __future__ import annotations

import math
import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from voiceguide.errors import UsageError
from voiceguide.export.beside import base_of
from voiceguide.script.lines import Script
from voiceguide.settings import Settings
from voiceguide.text import without_silences
from voiceguide.timeline.model import Timeline

if TYPE_CHECKING:
    from voiceguide.loudness import Measurement

ARTIST = "voiceguide"
"""Artist in every tag and feed."""

GENRE = "Wellness"
"""Genre in every tag."""


KINDS = ("session", "preview", "before")
"""What a sound file can be: a whole session, the beginning of one, or what is heard once before it."""


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

    @classmethod
    def of(cls, measured: Measurement) -> Level:
        """The level that the meter read."""
        names = [each.name for each in fields(cls)]
        values = {name: float(getattr(measured, name)) for name in names}
        return cls(**{name: value if math.isfinite(value) else None for name, value in values.items()})


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What the render knows of a session beyond script, timeline and settings.

    Attributes:
        voice: The voice that spoke, such as ``pyttsx3:en-us``.
        engine: The engine's fingerprint: version, model and voice hash.
        rate_wpm: The rate it spoke at, in words per minute; None when nothing was spoken.
        bed: Name of the bed, or ``none``.
        created: The moment written into tags, report and feed, in UTC (see `release_moment`).
        inputs: (name, SHA-256 in hex) of every file that shaped the sound: routine, bed, recordings.
        versions: (name, version) of the program and of the libraries that shape the bytes.
        predicted: (name, level) computed before mixing; names are ``speech``, ``signals``, ``bed``, ``mix``.
        measured: (name, level) of the finished stems and of the mix before encoding.
        decoded: Level of the encoded file, decoded again.
        heard_s: Seconds of it that were decoded for that; less than the whole when it was heard in places.
        files: (file name, bytes, SHA-256 in hex) of the files written beside the report.
        album: Album in the tags.
        track: (number, total) for a session in several parts, else None.
        kind: Of `KINDS`: feeds list whole sessions alone.
        summary: What the routine says of itself, in a sentence, or empty.
    """

    voice: str
    engine: str
    bed: str
    created: datetime
    rate_wpm: float | None = None
    inputs: tuple[tuple[str, str], ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    predicted: tuple[tuple[str, Level], ...] = ()
    measured: tuple[tuple[str, Level], ...] = ()
    decoded: Level | None = None
    heard_s: float | None = None
    files: tuple[tuple[str, int, str], ...] = ()
    album: str = "voiceguide sessions"
    track: tuple[int, int] | None = None
    kind: str = "session"
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """One finished session, as everything written beside the sound sees it.

    Attributes:
        name: File name without suffix, shared by all files of the session (see `bundle.safe_name`).
        script: What was said, in order.
        timeline: When.
        settings: With which settings.
        facts: What the render knows besides.
        audio_suffix: Suffix of the sound file that lies beside the companions.
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
        """What the names of the files beside the sound begin with."""
        return base_of(self.name, self.audio_suffix)

    @property
    def minutes(self) -> int:
        """Length in whole minutes, at least 1."""
        return max(1, round(self.timeline.seconds / 60))


def release_moment(environ: Mapping[str, str] = os.environ) -> datetime:
    """The moment a render carries, in UTC: ``SOURCE_DATE_EPOCH`` if set (reproducible builds), else now.

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
    """`text` on one line, silences such as ``[2 s]`` left out; control characters and runs of space become one space.

    Lone surrogates and the two noncharacters that XML forbids, which no file can hold, become U+FFFD.
    """
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    whole = whole.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    spaced = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in whole)
    return re.sub(r"\s+", " ", without_silences(spaced)).strip()
