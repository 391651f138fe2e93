"""What a listener with closed eyes has: a finished timeline beside the script it was made from.

Comes in: script and timeline. Goes out: the questions that the audit asks of them. Times are samples.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from voiceguide.choreography.model import Move, MoveKind
from voiceguide.errors import Finding, Severity, Where
from voiceguide.script.lines import Line, Purpose, Script
from voiceguide.timeline.figures import Hands, hands_of, working_span
from voiceguide.timeline.model import SpeechPlacement, Timeline
from voiceguide.units import clock, to_seconds


class Goal(StrEnum):
    """What a finding is about; the first four are errors for every routine, the others for shipped ones."""

    OPENING = "opening"
    SAFETY = "safety"
    SIDES = "sides"
    CONTACT = "contact"
    HANDS = "hands"
    WORDS = "words"


ALWAYS = (Goal.OPENING, Goal.SAFETY, Goal.SIDES, Goal.CONTACT)
"""Goals whose findings are errors whoever wrote the routine."""


@dataclass(frozen=True)
class View:
    """A script with its timeline.

    Attributes:
        script: The script.
        timeline: The same script scheduled.
        strict: Whether every finding is an error.
    """

    script: Script
    timeline: Timeline
    strict: bool = False

    @cached_property
    def lines(self) -> dict[str, Line]:
        """Lines by id."""
        return {line.id: line for line in self.script.lines}

    @cached_property
    def moves(self) -> dict[str, Move]:
        """Moves by id."""
        return {move.id: move for move in self.script.moves}

    @cached_property
    def hands(self) -> tuple[Hands, ...]:
        """Intervals of hands."""
        return hands_of(self.timeline)

    @cached_property
    def span(self) -> tuple[int, int]:
        """From the start of the first stroke to the end of the last; (0, 0) without strokes."""
        return working_span(self.timeline) or (0, 0)

    @cached_property
    def strokes(self) -> tuple[Move, ...]:
        """The strokes, in order."""
        return tuple(move for move in self.script.moves if move.kind is MoveKind.STROKE)

    @cached_property
    def spoken(self) -> dict[str, list[SpeechPlacement]]:
        """What is heard, by the move that its line belongs to."""
        found: dict[str, list[SpeechPlacement]] = {}
        for each in self.timeline.speech:
            line = self.lines.get(each.cue)
            if line is not None:
                found.setdefault(line.move, []).append(each)
        return found

    def parts(self, *purposes: Purpose) -> list[SpeechPlacement]:
        """What is heard of some purposes."""
        return [each for each in self.timeline.speech if each.part in purposes]

    def between(self) -> Iterator[tuple[Move, list[Move], Move]]:
        """(stroke, the moves between, next stroke) for all strokes in a row."""
        indices = [index for index, move in enumerate(self.script.moves) if move.kind is MoveKind.STROKE]
        for one, other in pairwise(indices):
            moves = self.script.moves
            yield moves[one], list(moves[one + 1 : other]), moves[other]

    def title(self, move: Move) -> str:
        """What a move is called for people."""
        return next((each.title for each in self.timeline.moves if each.move == move.id and each.title), move.id)

    def finding(self, goal: Goal, rule: str, message: str, at: int | None, reason: str, key: str = "") -> Finding:
        """A finding at a moment of the session.

        Args:
            goal: What it is about.
            rule: Short stable name.
            message: What was heard, and what was expected.
            at: The sample it is about, or None.
            reason: Why the rule is there.
            key: Id of the move or line.
        """
        severity = Severity.ERROR if self.strict or goal in ALWAYS else Severity.WARNING
        when = f" at {clock(to_seconds(at))}" if at is not None else ""
        return Finding(rule, message + when, Where(key=key or None), severity, reason)
