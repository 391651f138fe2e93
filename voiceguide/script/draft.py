"""A script while the composer writes it: the lines so far, and about when each will be heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from voiceguide.choreography.model import Choreography, Move, MoveKind
from voiceguide.routine.model import OilAmount, Routine, StepKind, Stroke
from voiceguide.script.lines import Anchor, Audience, Line, Need, Purpose, Signal, Variant
from voiceguide.script.pick import Picker
from voiceguide.settings import Guidance, PacerStyle, Settings
from voiceguide.settings.fields import NO_EARCONS
from voiceguide.units import to_seconds
from voiceguide.wording.model import Situation
from voiceguide.wording.personal import Personal, personal_of
from voiceguide.wording.places import covers_among, situation_of
from voiceguide.wording.seconds import estimate_s
from voiceguide.wording.words import word_count

GAP_S = 0.7
"""Gap between two lines, seconds."""

_TO_RECEIVER = (Purpose.CHECK_IN, Purpose.WELCOME, Purpose.RECEIVER)
"""Lines that speak to the receiver."""

LATE = 0.6
"""Share of a session after which it becomes quiet."""


Key = tuple[str, ...]
"""What makes two strokes the same to a listener, wherever they are in the routine and on whichever side."""


def key_of(move: Move) -> Key:
    """The key of a stroke."""
    stroke = move.item
    assert isinstance(stroke, Stroke)
    return (stroke.technique.value, stroke.region, stroke.hands, stroke.path, stroke.say.name or "")


@dataclass(frozen=True, slots=True)
class LineTime:
    """About when a line will be heard, in seconds from the start."""

    start_s: float
    stop_s: float
    words: int


@dataclass(slots=True)
class ScriptDraft:
    """One session, or one half of it, while its words are composed. Times are seconds from the session's start.

    Attributes:
        routine: The routine.
        choreography: What is done; one half if the two change places.
        settings: Guidance, seed and pacer are read.
        wpm: Rate of the voice, words per minute inside sentences.
        picker: Chooses varying texts, for all halves together.
        session_s: Length of the whole session, seconds.
        lines: Lines so far.
        signals: Earcons so far.
        spoken: About where each line will lie, by its id.
        announced: Strokes that have been announced already.
        late_call_s: By the stroke's id, how much later its last call may turn out to be, seconds.
    """

    routine: Routine
    choreography: Choreography
    settings: Settings
    wpm: float
    picker: Picker
    session_s: float
    lines: dict[str, Line] = field(default_factory=dict)
    signals: list[Signal] = field(default_factory=list)
    spoken: dict[str, LineTime] = field(default_factory=dict)
    announced: set[Key] = field(default_factory=set)
    late_call_s: dict[str, float] = field(default_factory=dict)
    _numbers: Counter[str] = field(default_factory=Counter)

    @property
    def whose(self) -> Personal:
        """The people in this half; in the second half their roles are swapped."""
        whose = personal_of(self.settings)
        return whose.exchanged() if self.again else whose

    @property
    def has_earcons(self) -> bool:
        """Whether signals sound."""
        return self.settings.earcons != NO_EARCONS

    @property
    def again(self) -> bool:
        """Whether it is the second half."""
        return self.choreography.start > 0

    @property
    def stop_s(self) -> float:
        """When it ends, seconds."""
        return to_seconds(self.moves[-1].stop)

    @property
    def until_s(self) -> float:
        """Until when the time that is left counts, seconds: the two change places, or all is over."""
        last = self.moves[-1]
        return to_seconds(last.start) if last.kind is MoveKind.EXCHANGE else self.stop_s

    def share_passed(self, at_s: float) -> float:
        """Share of it that has passed at a time, 0–1."""
        begin_s = to_seconds(self.choreography.start)
        return (at_s - begin_s) / (self.stop_s - begin_s)

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
        """Whether the body is covered except where hands work."""
        return any(move.kind is MoveKind.UNCOVER for move in self.moves)

    def is_covered(self, move: Move) -> bool:
        """Whether a blanket lies under the hands when a move begins: none was folded back since the last cover.

        If nothing is uncovered before the first stroke, the session begins on bare skin.
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
        """What is true during a move, for choosing texts."""
        features = self.features(move)
        position = move.position.value if move.position else ""
        if isinstance(move.item, Stroke):
            known = situation_of(move.item, position=position, features=features)
            trips = {"trips"} if move.passes > 1 and move.spots > 1 else set()
            return replace(known, features=known.features - {"trips"} | trips)
        return Situation(technique=move.kind.value, position=position, features=frozenset(features))

    def features(self, move: Move) -> set[str]:
        """Features of a move that texts may mention."""
        found = {"covered" if self.is_covered(move) else "bare", *self.whose.features}
        if self.hands_are_off(move):
            found.add("hands off")
        if self.routine.oil is not OilAmount.NONE:
            found.add("oil")
        if self.settings.pacer is not PacerStyle.OFF:
            found.add("pacer")
        if self.has_earcons:
            found.add("bells")
        found.update(covers_among(self.routine.needs))
        if move.second_side:
            found.add("second side")
        if move.visit > 1:
            found.add("again")
        if self.share_passed(to_seconds(move.start)) > LATE:
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
        """Add a line.

        Args:
            move: The move it is anchored to.
            purpose: What it is for.
            ways: Ways to say it, at least one.
            at_s: About when it begins, seconds from the start.
            anchor: From where the offset counts.
            offset_s: Offset from the anchor, seconds.
            phase: Index of the phase, for the anchor ``phase``.
            slip_s: How much it may slip.
            need: How much it is needed.
            both: Whether both people are meant.
        """
        variants = tuple(way if isinstance(way, Variant) else Variant(way) for way in ways)
        name = f"{move.id}.{purpose.value}"
        self._numbers[name] += 1
        if self._numbers[name] > 1:
            name = f"{name}{self._numbers[name]}"
        audience = Audience.RECEIVER if purpose in _TO_RECEIVER else Audience.BOTH if both else Audience.GIVER
        offset_s, slip_s = round(offset_s, 3), round(slip_s, 3)
        line = Line(name, move.id, purpose, variants, anchor, offset_s, phase, slip_s, 0.0, need, audience)
        self.lines[name] = line
        self.spoken[name] = LineTime(at_s, at_s + self.seconds(line.text), word_count(line.text))
        self.picker.note_heard(line.text, at_s)
        return line

    def ways(self, pool: str, move: Move, **fills: str) -> tuple[str, ...]:
        """Ways to say what must be said about a move, even texts heard too often if there are no others."""
        at_s, now = to_seconds(move.start), self.situation(move)
        found = self.picker.texts(pool, now, at_s, move.id, **fills)
        fallback = self.picker.book.pool(pool).true_texts(now) or self.picker.book.pool(pool).texts
        return found or tuple(way.format_map(fills) for way in fallback[0].ways)

    def drop(self, line: Line) -> None:
        """Take a line back."""
        del self.lines[line.id]
        self.picker.forget(line.text, self.spoken.pop(line.id).start_s)

    def shorten(self, line: Line) -> None:
        """Replace a line by its next shorter way."""
        spoken = self.spoken[line.id]
        self.picker.forget(line.text, spoken.start_s)
        shorter = replace(line, variants=line.variants[1:])
        start_s = spoken.stop_s - self.seconds(shorter.text)
        self.lines[line.id] = shorter
        self.spoken[line.id] = LineTime(start_s, spoken.stop_s, word_count(shorter.text))
        self.picker.note_heard(shorter.text, start_s)

    def is_free(self, start_s: float, stop_s: float, gap_s: float = GAP_S) -> bool:
        """Whether nothing is said at that time or within a gap around it."""
        return all(each.stop_s + gap_s <= start_s or stop_s + gap_s <= each.start_s for each in self.spoken.values())

    def words_between(self, start_s: float, stop_s: float) -> int:
        """How many words begin in a stretch of time."""
        return sum(each.words for each in self.spoken.values() if start_s <= each.start_s < stop_s)

    def times(self, name: str) -> list[tuple[float, float]]:
        """Start and end of each line that tells the time over the stroke with that id, seconds."""
        ids = [line.id for line in self.lines.values() if line.purpose is Purpose.TIME and line.move == name]
        return sorted((self.spoken[each].start_s, self.spoken[each].stop_s) for each in ids)

    def span(self) -> tuple[float, float]:
        """Start of the first stroke and end of the last, seconds."""
        strokes = self.strokes
        return to_seconds(strokes[0].start), to_seconds(strokes[-1].stop)

    def notes(self, move: Move, *kinds: StepKind) -> Sequence[str]:
        """The author's texts of the steps without time of their own that belong to a move; empty ones too."""
        return [note.step.text for note in self.choreography.notes if note.move == move.id and note.step.kind in kinds]
