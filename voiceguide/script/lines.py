"""Records of a script: what the voice says, in windows that the moves leave open.

A script holds the moves of a choreography and the lines that are heard over them. A line never moves a hand: it has a
window that is anchored to a move, a priority, and shorter variants that are taken where it is too long.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from voiceguide.choreography.model import Move
from voiceguide.units import RATE_HZ


class Purpose(StrEnum):
    """What a line is for."""

    LENGTH = "length"
    NOT_TODAY = "not-today"
    DOCTOR = "doctor"
    ASK_FIRST = "ask-first"
    WELCOME = "welcome"
    TOUCH = "touch"
    BREATH = "breath"
    SKIN = "skin"
    KEEP_OFF = "keep-off"
    COLOURS = "colours"
    STOP = "stop"
    UNCOVER = "uncover"
    COVER = "cover"
    OIL = "oil"
    WARM = "warm"
    WALK = "walk"
    TURN_OVER = "turn-over"
    HEADING = "heading"
    ANNOUNCE = "announce"
    NOW = "now"
    LEAD = "lead"
    LIGHTER = "lighter"
    PRESSURE = "pressure"
    REFINE = "refine"
    CARE = "care"
    CHECK_IN = "check-in"
    TICKS = "ticks"
    TRIP = "trip"
    QUIET = "quiet"
    LAST = "last"
    STEP = "step"
    STILL = "still"
    CLOSE = "close"


OPENING = (
    Purpose.LENGTH,
    Purpose.NOT_TODAY,
    Purpose.DOCTOR,
    Purpose.ASK_FIRST,
    Purpose.WELCOME,
    Purpose.TOUCH,
    Purpose.SKIN,
    Purpose.COLOURS,
    Purpose.STOP,
)
"""What is heard before the first stroke of every session, in this order."""


class Anchor(StrEnum):
    """From where a line's offset counts."""

    START = "start"
    """The line starts `offset_s` after the move's start; a negative offset lies in the move before."""
    END = "end"
    """The line ends `offset_s` before the move's end."""
    BEFORE = "before"
    """The line ends `offset_s` before the move's start: an announcement."""
    PHASE = "phase"
    """The line starts `offset_s` after the start of phase `phase` of repetition `repetition`."""
    LEFT = "left"
    """The line starts where `repetition` repetitions (or, with spots, passes) are left to do."""


class Audience(StrEnum):
    """Whom a line is for: with one earbud, mechanics go to the giver alone."""

    GIVER = "giver"
    BOTH = "both"


class Need(StrEnum):
    """How much a line is needed; the less needed is dropped where there is no room."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to say a line.

    Attributes:
        text: What is said.
        repetition: For the anchors ``phase`` and ``left``: where this way of saying it belongs; 0 elsewhere.
    """

    text: str
    repetition: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its window.

    Attributes:
        id: Unique in the script; the same in captions and report: ``MOVE.PURPOSE``, numbered where it comes again.
        move: Id of the move it is anchored to.
        purpose: What it is for.
        variants: Ways to say it, the preferred first; at least one. Shorter ones are taken where it is too long.
        anchor: From where the offset counts.
        offset_s: Seconds; see `Anchor`.
        phase: For the anchor ``phase``: index of the beat in a repetition.
        slip_s: How much later than wished it may start (earlier for ``before`` and ``end``), seconds.
        room_s: Longest it may be, seconds; 0: as long as its window.
        need: How much it is needed.
        audience: Whom it is for.
    """

    id: str
    move: str
    purpose: Purpose
    variants: tuple[Variant, ...]
    anchor: Anchor = Anchor.START
    offset_s: float = 0.0
    phase: int = 0
    slip_s: float = 0.0
    room_s: float = 0.0
    need: Need = Need.SHOULD
    audience: Audience = Audience.BOTH

    @property
    def text(self) -> str:
        """The preferred way to say it."""
        return self.variants[0].text


class Earcon(StrEnum):
    """The signals, each with one meaning."""

    STROKE = "stroke"
    SIDE = "side"
    REGION = "region"
    TICK = "tick"
    CHIME = "chime"
    END = "end"


EARCON_SECONDS = {
    Earcon.STROKE: 1.6,
    Earcon.SIDE: 2.0,
    Earcon.REGION: 2.6,
    Earcon.TICK: 0.9,
    Earcon.CHIME: 3.0,
    Earcon.END: 9.0,
}
"""How long each earcon sounds, in seconds, tail included."""


@dataclass(frozen=True, slots=True)
class Signal:
    """An earcon at its place.

    Attributes:
        id: Unique in the script, among lines too.
        move: Id of the move it belongs to.
        earcon: Which.
        offset: Samples from the move's start to its first sample; may be negative.
    """

    id: str
    move: str
    earcon: Earcon
    offset: int


@dataclass(frozen=True, slots=True)
class StageHeading:
    """A stage as the script knows it: its title becomes a chapter.

    Attributes:
        title: What the chapter is called.
        ambient: Name or path of the bed for this stage, or None for the session's.
    """

    title: str
    ambient: str | None = None


@dataclass(frozen=True, slots=True)
class BeforeLine:
    """One thing said before a session, once or rarely.

    Attributes:
        id: Unique in the script, among lines and signals too: ``before.1``, ``before.2`` …
        text: What is said.
        heading: The heading it stands under, a few words; lines in a row with the same one belong together.
        pause_s: Silence after it, seconds. It waits for people in words ("Pause here …"), not by counting for them.
        item: It is something to have ready or to do: ticked off where it is read.
    """

    id: str
    text: str
    heading: str
    pause_s: float = 1.0
    item: bool = False


@dataclass(frozen=True, slots=True)
class BeforePart:
    """What is needed once or rarely: what to have ready, set-up, full safety words, the signals explained.

    Attributes:
        title: What it is called for people.
        lines: What is said, in order; at least one.
    """

    title: str
    lines: tuple[BeforeLine, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """Everything that happens and is said in one session, before it is known how long each line is spoken.

    Attributes:
        title: The session's title.
        routine: Name of the routine it was composed from.
        language: BCP 47 tag of the author's text.
        guidance: ``full``, ``brief`` or ``signals``.
        stages: The stages' headings, in order.
        moves: The choreography's moves, tiling the session.
        titles: What each move is called for people ("Long sweeps, both shoulders"), by move id.
        lines: What is said, in the order of their wished places.
        signals: Earcons, in order.
        own: Ids of the lines that the author wrote whole, in a language that is not English; all others are English.
        before: What is said in the before-part, or None: a file of its own beside the session, or in front of it.
        ambient: Name or path of the bed, or None for the default.
        pronounce: Pronunciations as pairs (word, how it sounds), sorted by word.
        changes: What fitting changed, one sentence each.
        meta: Free facts about its making (pace, seed, source), as pairs.
    """

    title: str
    routine: str
    language: str = "en"
    guidance: str = "full"
    stages: tuple[StageHeading, ...] = ()
    moves: tuple[Move, ...] = ()
    titles: tuple[tuple[str, str], ...] = ()
    lines: tuple[Line, ...] = ()
    signals: tuple[Signal, ...] = ()
    own: tuple[str, ...] = ()
    before: BeforePart | None = None
    ambient: str | None = None
    pronounce: tuple[tuple[str, str], ...] = ()
    changes: tuple[str, ...] = ()
    meta: tuple[tuple[str, str], ...] = field(default=())

    @property
    def frames(self) -> int:
        """Length in samples."""
        return self.moves[-1].stop if self.moves else 0

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.frames / RATE_HZ


def texts_of(script: Script) -> dict[str, str]:
    """Every text that may be spoken, by line's id: the before-part's, then every way of every line.

    Further ways of a line carry ``~2``, ``~3`` after its id.
    """
    before = script.before.lines if script.before is not None else ()
    ways = {
        line.id if number == 1 else f"{line.id}~{number}": variant.text
        for line in script.lines
        for number, variant in enumerate(line.variants, start=1)
    }
    return {line.id: line.text for line in before} | ways
