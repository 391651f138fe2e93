"""What the composer knows and remembers while it words one session."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from voiceguide.choreography.model import Choreography, Move, MoveKind
from voiceguide.routine.model import OilAmount, Routine, StepKind, Stroke
from voiceguide.script.lines import Anchor, Audience, Line, Need, Purpose, Signal, Variant
from voiceguide.script.pick import Picker
from voiceguide.settings import Guidance, PacerStyle, Settings
from voiceguide.units import to_seconds
from voiceguide.wording.data import phrasebook
from voiceguide.wording.model import Situation
from voiceguide.wording.places import situation_of
from voiceguide.wording.seconds import estimate_s
from voiceguide.wording.words import word_count

GAP_S = 0.7
"""Kept between two lines, seconds."""

_COVERS = {"blanket": re.compile(r"\bblanket"), "towel": re.compile(r"\bwarm\w*\s+towel|\btowel\s+warmed")}
"""What the partner can be wrapped in at the end, by what is to be had ready."""

LATE = 0.6
"""From this share of a session on it grows quiet."""


Key = tuple[str, ...]
"""What makes a stroke the same to a listener, wherever it stands in the routine and whatever its side."""


def key_of(move: Move) -> Key:
    """The key of a stroke."""
    stroke = move.item
    assert isinstance(stroke, Stroke)
    return (stroke.technique.value, stroke.region, stroke.hands, stroke.path, stroke.say.name or "")


@dataclass(frozen=True, slots=True)
class Spoken:
    """About where a line will lie, in seconds from the start."""

    start_s: float
    stop_s: float
    words: int


@dataclass(slots=True)
class Talk:
    """One session while it is worded. Times are seconds from its start.

    Attributes:
        routine: The routine.
        moves: The choreography's moves.
        notes: Its steps without a time of their own, by the id of the move they belong to.
        settings: Guidance, seed and pacer are read.
        wpm: The voice's rate, words per minute inside sentences.
        picker: Draws what varies.
        lines: Lines so far.
        signals: Earcons so far.
        spoken: About where each line will lie, by its id.
        met: Strokes that were announced already.
        late_call_s: By the stroke's id, how much later its last call may turn out to be, seconds.
    """

    routine: Routine
    choreography: Choreography
    settings: Settings
    wpm: float
    picker: Picker = field(init=False)
    lines: dict[str, Line] = field(default_factory=dict)
    signals: list[Signal] = field(default_factory=list)
    spoken: dict[str, Spoken] = field(default_factory=dict)
    met: set[Key] = field(default_factory=set)
    late_call_s: dict[str, float] = field(default_factory=dict)
    _numbers: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.picker = Picker(
            phrasebook(self.routine.language), f"{self.settings.seed} {self.routine.name}", self.settings.guidance.value
        )

    @property
    def moves(self) -> tuple[Move, ...]:
        """The moves, in order."""
        return self.choreography.moves

    @property
    def strokes(self) -> tuple[Move, ...]:
        """The strokes, in order."""
        return tuple(move for move in self.moves if move.kind is MoveKind.STROKE)

    @property
    def level(self) -> Guidance:
        """How much is said."""
        return self.settings.guidance

    @property
    def full(self) -> bool:
        """Whether everything is said."""
        return self.level is Guidance.FULL

    @property
    def covers(self) -> bool:
        """Whether the body is covered but for what is worked on."""
        return any(move.kind is MoveKind.UNCOVER for move in self.moves)

    def is_covered(self, move: Move) -> bool:
        """Whether a blanket lies where the hands are as a move begins: none was folded back since the last cover.

        Where nothing is uncovered before the first stroke, the session begins on bare skin.
        """
        first = self.moves.index(self.strokes[0])
        lies = any(each.kind is MoveKind.UNCOVER for each in self.moves[:first])
        for each in self.moves[: self.moves.index(move)]:
            if each.kind in (MoveKind.COVER, MoveKind.TURN_OVER):
                lies = self.covers
            elif each.kind is MoveKind.UNCOVER:
                lies = False
        return lies

    def hands_are_off(self, move: Move) -> bool:
        """Whether the giver's hands were lifted before a move and have not been laid on again."""
        off = False
        for each in self.moves[: self.moves.index(move)]:
            if each.kind in (MoveKind.TURN_OVER, MoveKind.WARM, MoveKind.ARRIVE, MoveKind.REST):
                off = True
            elif each.kind in (MoveKind.TOUCH, MoveKind.STROKE, MoveKind.HOLD):
                off = False
        return off

    def seconds(self, text: str) -> float:
        """About how long a text takes to say."""
        return estimate_s(text, self.wpm)

    def situation(self, move: Move) -> Situation:
        """What a text can know of a move."""
        features = self.features(move)
        position = move.position.value if move.position else ""
        if isinstance(move.item, Stroke):
            known = situation_of(move.item, position=position, features=features)
            trips = {"trips"} if move.passes > 1 and move.spots > 1 else set()
            return replace(known, features=known.features - {"trips"} | trips)
        return Situation(technique=move.kind.value, position=position, features=frozenset(features))

    def features(self, move: Move) -> set[str]:
        """What there is to be spoken of in a move."""
        found = {"covered" if self.is_covered(move) else "bare"}
        if self.hands_are_off(move):
            found.add("hands off")
        if self.routine.oil is not OilAmount.NONE:
            found.add("oil")
        if self.settings.pacer is not PacerStyle.OFF:
            found.add("pacer")
        needs = " ".join(self.routine.needs).casefold()
        found.update(name for name, told in _COVERS.items() if told.search(needs))
        if move.second_side:
            found.add("second side")
        if move.visit > 1:
            found.add("again")
        if to_seconds(move.start) > LATE * self.choreography.seconds:
            found.add("late")
        if move.position is not None and move.position.value == "seated":
            found.add("seated")
        return found

    def add(
        self,
        move: Move,
        purpose: Purpose,
        ways: Iterable[Variant | str],
        at_s: float,
        *,
        anchor: Anchor = Anchor.START,
        offset_s: float = 0.0,
        phase: int = 0,
        slip_s: float = 0.0,
        need: Need = Need.MAY,
        both: bool = True,
    ) -> Line:
        """Note a line.

        Args:
            move: The move it is anchored to.
            purpose: What it is for.
            ways: Ways to say it, at least one.
            at_s: About when it begins, seconds from the start.
            anchor: From where the offset counts.
            offset_s: Seconds.
            phase: For the anchor ``phase``.
            slip_s: How much it may slip.
            need: How much it is needed.
            both: Both people are meant.
        """
        variants = tuple(way if isinstance(way, Variant) else Variant(way) for way in ways)
        name = f"{move.id}.{purpose.value}"
        self._numbers[name] += 1
        if self._numbers[name] > 1:
            name = f"{name}{self._numbers[name]}"
        audience = Audience.BOTH if both else Audience.GIVER
        offset_s, slip_s = round(offset_s, 3), round(slip_s, 3)
        line = Line(name, move.id, purpose, variants, anchor, offset_s, phase, slip_s, 0.0, need, audience)
        self.lines[name] = line
        self.spoken[name] = Spoken(at_s, at_s + self.seconds(line.text), word_count(line.text))
        self.picker.heard(line.text, at_s)
        return line

    def ways(self, pool: str, move: Move, **fills: str) -> tuple[str, ...]:
        """Ways to say what must be said about a move: what is worn out before nothing."""
        at_s, now = to_seconds(move.start), self.situation(move)
        found = self.picker.texts(pool, now, at_s, **fills)
        fallback = self.picker.book.pool(pool).fitting(now) or self.picker.book.pool(pool).texts
        return found or tuple(way.format_map(fills) for way in fallback[0].ways)

    def drop(self, line: Line) -> None:
        """Take a line back."""
        del self.lines[line.id]
        self.picker.forget(line.text, self.spoken.pop(line.id).start_s)

    def shorten(self, line: Line) -> None:
        """Take a line's next shorter way."""
        spoken = self.spoken[line.id]
        self.picker.forget(line.text, spoken.start_s)
        shorter = replace(line, variants=line.variants[1:])
        start_s = spoken.stop_s - self.seconds(shorter.text)
        self.lines[line.id] = shorter
        self.spoken[line.id] = Spoken(start_s, spoken.stop_s, word_count(shorter.text))
        self.picker.heard(shorter.text, start_s)

    def is_free(self, start_s: float, stop_s: float, gap_s: float = GAP_S) -> bool:
        """Whether nothing is said at that time, nor within a gap of it."""
        return all(each.stop_s + gap_s <= start_s or stop_s + gap_s <= each.start_s for each in self.spoken.values())

    def words_between(self, start_s: float, stop_s: float) -> int:
        """How many words begin in a stretch of time."""
        return sum(each.words for each in self.spoken.values() if start_s <= each.start_s < stop_s)

    def span(self) -> tuple[float, float]:
        """From the start of the first stroke to the end of the last, seconds."""
        strokes = self.strokes
        return to_seconds(strokes[0].start), to_seconds(strokes[-1].stop)

    def notes(self, move: Move, *kinds: StepKind) -> Sequence[str]:
        """The author's texts of the steps without time of their own that belong to a move; empty ones too."""
        return [note.step.text for note in self.choreography.notes if note.move == move.id and note.step.kind in kinds]
