"""Records of a timeline: where everything is, to the sample.

Placements are in samples at `units.RATE_HZ`; spoken cues never overlap, and moves tile the session without a gap. Knows
nothing of files, engines or sound.
"""

from __future__ import annotations

from dataclasses import dataclass

from voiceguide.choreography.model import MoveKind, Place, Position
from voiceguide.routine.model import Phase, Side, Technique
from voiceguide.script.lines import Audience, Earcon, Need, Purpose
from voiceguide.units import RATE_HZ
from voiceguide.wording.words import word_count


@dataclass(frozen=True, slots=True)
class SpeechPlacement:
    """One spoken cue.

    Attributes:
        cue: The cue's id.
        text: What is said.
        purpose: What the cue is for.
        start: First sample.
        frames: Length of the clip in samples.
        audience: Whom it is for.
    """

    cue: str
    text: str
    purpose: Purpose
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
        phases: What the hands do, in order; they tile the pulse.
        side: Any but ``each``, for the pan.
    """

    slot: str
    number: int
    start: int
    phases: tuple[Phase, ...]
    side: Side = Side.NONE

    @property
    def frames(self) -> int:
        """Length in samples."""
        return sum(phase.frames for phase in self.phases)

    @property
    def stop(self) -> int:
        """One past the last sample."""
        return self.start + self.frames


@dataclass(frozen=True, slots=True)
class MovePlacement:
    """A move at its place. Moves tile the session: each starts where the one before stops.

    Attributes:
        move: The move's id.
        kind: What it is.
        title: What it is called for people, or empty.
        stage: Index of its stage; -1 for what comes before the session (see `script.lines.BeforePart`).
        start: First sample.
        stop: One past the last sample.
        region: Region key, or empty.
        side: Any but ``each``.
        technique: Technique of a stroke, or None.
        hands: Which part of which hand, as a phrase, or empty.
        path: The way of the hands, as a phrase, or empty.
        position: How the receiver lies or sits, or None where it is not known.
        place: Where the giver is at its end, or None where it is not known.
        pair: See `choreography.model.Move.pair`.
        repetitions: How often the stroke is done; 0 without phases.
        round: 1-based round of the stage.
    """

    move: str
    kind: MoveKind
    title: str
    stage: int
    start: int
    stop: int
    region: str = ""
    side: Side = Side.NONE
    technique: Technique | None = None
    hands: str = ""
    path: str = ""
    position: Position | None = None
    place: Place | None = None
    pair: str = ""
    repetitions: int = 0
    round: int = 1

    @property
    def frames(self) -> int:
        """Length in samples."""
        return self.stop - self.start


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A line that could not be said in its preferred way.

    Attributes:
        cue: The line's id.
        purpose: What it is for.
        need: How much it was needed.
        text: The preferred way.
        said: The shorter way that was taken, or empty if it was left out.
        at: Preferred first sample.
        frames: Length of the preferred way, in samples.
        room: Greatest possible length, in samples.
        reason: The reason, for people.
    """

    cue: str
    purpose: Purpose
    need: Need
    text: str
    said: str
    at: int
    frames: int
    room: int
    reason: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the session with a title.

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
    """Which bed sounds from `start` to `stop` (None: the session's); `begins`: it is heard from its beginning."""

    ambient: str | None
    start: int
    stop: int
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything heard in a session, and when.

    Attributes:
        frames: Length of the session in samples.
        speech: All spoken cues, ordered, none overlapping another.
        earcons: All earcons, ordered, none overlapping another or speech, except ticks, which may sound under words.
        pulses: All pacer pulses, ordered, none overlapping another.
        chapters: One for each stage (and for what comes before and after), tiling [0, frames).
        beds: Which bed sounds when, tiling [0, frames).
        moves: All moves, tiling [0, frames).
        shortfalls: Lines that could not be said in their preferred way.
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
