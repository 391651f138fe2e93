"""The timeline: where each thing lies, to the sample.

Comes in: what `schedule` placed. Goes out: placements that never overlap, in samples at `units.RATE_HZ`, whose moves
tile the session without a gap. Knows nothing of files, engines or sound.
"""

from __future__ import annotations

from dataclasses import dataclass

from voiceguide.choreography.model import MoveKind
from voiceguide.routine.model import Role
from voiceguide.script.lines import Audience, Earcon, Need
from voiceguide.units import RATE_HZ
from voiceguide.wording.words import word_count


@dataclass(frozen=True, slots=True)
class SpeechPlacement:
    """One spoken cue.

    Attributes:
        cue: The cue's id.
        text: What is said.
        part: What the cue is for (see `script.lines.Purpose`).
        start: First sample.
        frames: Length in samples: the clip's.
        audience: Whom it is for.
    """

    cue: str
    text: str
    part: str
    start: int
    frames: int
    audience: Audience = Audience.BOTH

    @property
    def stop(self) -> int:
        """One past the last sample."""
        return self.start + self.frames


@dataclass(frozen=True, slots=True)
class EarconPlacement:
    """One earcon, as long as `EARCON_SECONDS` says."""

    cue: str
    earcon: Earcon
    start: int
    frames: int

    @property
    def stop(self) -> int:
        """One past the last sample."""
        return self.start + self.frames


@dataclass(frozen=True, slots=True)
class PacerPulse:
    """One repetition of a stroke, or one hold, as the pacer follows it.

    Attributes:
        slot: Id of the move it belongs to.
        number: 1-based repetition within the move.
        start: First sample.
        beats: (role, frames) of each phase, in order; they tile the pulse.
        side: ``left``, ``right``, ``both`` or empty, for the pan.
    """

    slot: str
    number: int
    start: int
    beats: tuple[tuple[Role, int], ...]
    side: str = ""

    @property
    def frames(self) -> int:
        """Length in samples."""
        return sum(frames for _, frames in self.beats)

    @property
    def stop(self) -> int:
        """One past the last sample."""
        return self.start + self.frames


@dataclass(frozen=True, slots=True)
class MovePlacement:
    """Where a move lies. Moves tile the session: each starts where the one before stops.

    Attributes:
        move: The move's id.
        kind: What it is.
        title: What it is called for people, or empty.
        stage: Index of its stage; -1 for what comes before the session (see `script.lines.BeforePart`).
        start: First sample.
        stop: One past the last sample.
        region: Region key, or empty.
        side: ``left``, ``right``, ``both`` or empty.
        technique: Technique's standard name, or empty.
        position: How the receiver lies or sits, or empty where it is not known.
        place: Where the giver is at its end, or empty where it is not known.
        pair: See `choreography.model.Move.pair`.
        repetitions: How often the stroke is done; 0 without beats.
        round: 1-based round of the stage.
    """

    move: str
    kind: MoveKind
    title: str
    stage: int
    start: int
    stop: int
    region: str = ""
    side: str = ""
    technique: str = ""
    position: str = ""
    place: str = ""
    pair: str = ""
    repetitions: int = 0
    round: int = 1

    @property
    def frames(self) -> int:
        """Length in samples."""
        return self.stop - self.start


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A line that could not be said as wished.

    Attributes:
        cue: The line's id.
        part: What it is for.
        need: How much it was needed.
        text: The way it was wished.
        said: The shorter way that was taken; empty: it was dropped.
        at: Sample at which it was wished.
        frames: Length of the wished way, in samples.
        room: The longest it could have been, in samples.
        reason: Why, for people.
    """

    cue: str
    part: str
    need: Need
    text: str
    said: str
    at: int
    frames: int
    room: int
    reason: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A titled stretch.

    Attributes:
        title: For people.
        start: First sample.
        stop: One past the last sample.
    """

    title: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class BedSpan:
    """Which bed sounds from `start` to `stop`; None is the session's own."""

    ambient: str | None
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything heard in a session and when.

    Attributes:
        frames: Length of the session in samples.
        speech: All spoken cues, ordered, none overlapping another.
        earcons: All earcons, ordered, none overlapping another or speech; but ticks may sound under words.
        pulses: All pacer pulses, ordered, none overlapping another.
        chapters: One for each stage (and for what comes before and after), tiling [0, frames).
        beds: Which bed sounds when, tiling [0, frames).
        moves: All moves, tiling [0, frames).
        shortfalls: Lines that could not be said as wished.
        rate_hz: Sample rate in Hz.
    """

    frames: int
    speech: tuple[SpeechPlacement, ...]
    earcons: tuple[EarconPlacement, ...]
    pulses: tuple[PacerPulse, ...]
    chapters: tuple[Chapter, ...]
    beds: tuple[BedSpan, ...]
    moves: tuple[MovePlacement, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    rate_hz: int = RATE_HZ

    @property
    def seconds(self) -> float:
        """Length of the session in seconds."""
        return self.frames / self.rate_hz

    @property
    def words(self) -> int:
        """How many words are spoken."""
        return sum(word_count(placement.text) for placement in self.speech)
