"""Defines what commands that make, rehearse or publish single sessions print with ``--json``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from voiceguide.errors import Finding


@dataclass(frozen=True, slots=True)
class RehearsedMove:
    """One move, and the two bodies when it begins.

    Attributes:
        id: Stable name: stage, step, side and round, counted from 1.
        kind: stroke, hold, touch, travel, walk, oil, cover, turn over, pause, rest, exchange …
        start_s: When it begins, in seconds.
        seconds: How long it lasts.
        stage: Title of its stage.
        what: What is done, and where.
        hands: Which hands do it, or which stay on the partner.
        region: Region of the body, or empty.
        side: both, left or right, the receiver's; or empty.
        repetitions: How many repetitions; 0 where nothing is repeated.
        repetition_s: Seconds of one.
        position: How the receiver lies or sits; null where the routine's phrase is no listed one.
        place: Where the giver is at its end; null where it is not known.
        covered: What lies under a blanket.
        oil_used_s: Seconds of gliding since oil when it begins; null without oil.
        contact: Whether a hand is on the partner.
        warm: Whether hands are warm when it begins.
    """

    id: str
    kind: str
    start_s: float
    seconds: float
    stage: str
    what: str
    hands: str
    region: str
    side: str
    repetitions: int
    repetition_s: float
    position: str | None
    place: str | None
    covered: tuple[str, ...]
    oil_used_s: float | None
    contact: bool
    warm: bool


@dataclass(frozen=True, slots=True)
class PrintedRehearsal:
    """A rehearsed choreography.

    Attributes:
        routine: Name of the routine.
        title: Title of the session.
        seconds: How long it lasts.
        pace: The pace that was asked for.
        tempo: Factor on the tempo of the hands that fitting chose.
        left_out: Strokes that the length leaves out.
        changes: What fitting the duration changed.
        moves: What two bodies do, in order; each move begins where the one before ends.
        findings: What they cannot do, by its first moment.
    """

    routine: str
    title: str
    seconds: float
    pace: float
    tempo: float
    left_out: tuple[str, ...]
    changes: tuple[str, ...]
    moves: tuple[RehearsedMove, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class MadeSession:
    """A session that was made.

    Attributes:
        name: Name of the session within this call.
        source: The routine or script, as it was given.
        path: The sound file.
        files: Every file written, the sound first.
        title: Title of the session.
        seconds: Its length.
        voice: The voice that speaks.
        voice_asked: The voice that was asked for, such as auto.
        bed: The bed.
        words: Words spoken.
        predicted_lufs: Loudness computed before mixing, in LUFS.
        measured_lufs: Loudness of the finished file as far as it was heard, in LUFS; null for silence.
        true_peak_dbtp: Highest true peak that was heard in it, in dBTP.
        heard_s: Seconds of the finished file that were decoded for this; all of it with --measure.
        clips_made: Sentences spoken now.
        clips_from_cache: Sentences that were there from before.
        took_s: Seconds until it was done.
        changes: What fitting the duration changed.
        findings: What the check for closed eyes found.
    """

    name: str
    source: str
    path: Path
    files: tuple[Path, ...]
    title: str
    seconds: float
    voice: str
    voice_asked: str
    bed: str
    words: int
    predicted_lufs: float | None
    measured_lufs: float | None
    true_peak_dbtp: float | None
    heard_s: float
    clips_made: int
    clips_from_cache: int
    took_s: float
    changes: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class FailedSession:
    """A session that could not be made.

    Attributes:
        name: Name of the session within this call.
        source: The routine, as it was given.
        error: What was wrong, where, and what to do.
        exit_code: 1: the work failed; 2: the call was wrong.
    """

    name: str
    source: str
    error: str
    exit_code: int


@dataclass(frozen=True, slots=True)
class MadeSessions:
    """The results of the sessions of one call.

    Attributes:
        made: The sessions that were made.
        failed: Those that were not.
    """

    made: tuple[MadeSession, ...] = ()
    failed: tuple[FailedSession, ...] = ()


@dataclass(frozen=True, slots=True)
class DryRunSession:
    """A session that would be made.

    Attributes:
        name: Name of the session within this call.
        source: The routine or script, as it was given.
        path: The sound file.
        files: Every file that would be written, the sound first.
        exist: Those that stand there already.
        seconds: About how long it would be; null for a script.
        voice: The voice that would speak.
        bed: The bed.
        error: Why it could not be made, or empty.
    """

    name: str
    source: str
    path: Path
    files: tuple[Path, ...]
    exist: tuple[Path, ...]
    seconds: float | None
    voice: str
    bed: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class DryRunSessions:
    """What a call would make.

    Attributes:
        would_make: The sessions that would be made.
    """

    would_make: tuple[DryRunSession, ...]


@dataclass(frozen=True, slots=True)
class DrawnSession:
    """A session's pictures.

    Attributes:
        report: The report it was drawn from.
        files: The pictures written.
    """

    report: Path
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class FeedEpisode:
    """One session in a feed.

    Attributes:
        title: Title of the session.
        audio: Its sound file.
        seconds: Its length.
    """

    title: str
    audio: Path
    seconds: float


@dataclass(frozen=True, slots=True)
class MadeFeed:
    """A folder of sessions turned into a podcast.

    Attributes:
        files: The files written, the feed first.
        episodes: What is in the feed, newest first.
        passed_over: Files that are not in it, and why.
    """

    files: tuple[Path, ...]
    episodes: tuple[FeedEpisode, ...]
    passed_over: tuple[str, ...]
