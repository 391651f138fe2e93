"""A finished timeline together with its script, for the audit.

It answers the audit's questions. Times are samples.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from voiceguide.choreography.model import Move, MoveKind
from voiceguide.errors import Finding, Severity, Where
from voiceguide.script.lines import Line, Purpose, Script
from voiceguide.timeline.figures import Hands, hands_of, within, working_span
from voiceguide.timeline.model import SpeechPlacement, Timeline
from voiceguide.units import clock, to_seconds


class Goal(StrEnum):
    """What a finding is about; the first four are errors for every routine, the others only for shipped ones."""

    OPENING = "opening"
    SAFETY = "safety"
    SIDES = "sides"
    CONTACT = "contact"
    HANDS = "hands"
    WORDS = "words"


ALWAYS = (Goal.OPENING, Goal.SAFETY, Goal.SIDES, Goal.CONTACT)
"""Goals whose findings are errors for every routine."""


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

    def halves(self) -> tuple[View, ...]:
        """The session itself, or its two halves without the exchange if the two change places."""
        moves = self.script.moves
        cut = next((place for place, move in enumerate(moves) if move.kind is MoveKind.EXCHANGE), None)
        if cut is None:
            return (self,)
        parts = (moves[:cut], moves[cut + 1 :])
        return tuple(
            replace(self, script=replace(self.script, moves=part), timeline=self._over(part)) for part in parts
        )

    def _over(self, moves: tuple[Move, ...]) -> Timeline:
        return within(self.timeline, moves[0].start, moves[-1].stop)

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
        """Start of the first stroke and end of the last; (0, 0) without strokes."""
        return working_span(self.timeline) or (0, 0)

    @cached_property
    def strokes(self) -> tuple[Move, ...]:
        """The strokes, in order."""
        return tuple(move for move in self.script.moves if move.kind is MoveKind.STROKE)

    @cached_property
    def spoken(self) -> dict[str, list[SpeechPlacement]]:
        """Spoken cues by the move that their line belongs to."""
        found: dict[str, list[SpeechPlacement]] = {}
        for each in self.timeline.speech:
            line = self.lines.get(each.cue)
            if line is not None:
                found.setdefault(line.move, []).append(each)
        return found

    def parts(self, *purposes: Purpose) -> list[SpeechPlacement]:
        """Spoken cues with any of these purposes."""
        return [each for each in self.timeline.speech if each.purpose in purposes]

    def between(self) -> Iterator[tuple[Move, list[Move], Move]]:
        """Every pair of consecutive strokes, as (stroke, moves between, next stroke)."""
        indices = [index for index, move in enumerate(self.script.moves) if move.kind is MoveKind.STROKE]
        for one, other in pairwise(indices):
            moves = self.script.moves
            yield moves[one], list(moves[one + 1 : other]), moves[other]

    def title(self, move: Move) -> str:
        """The name of a move for people."""
        return next((each.title for each in self.timeline.moves if each.move == move.id and each.title), move.id)

    def finding(self, goal: Goal, rule: str, message: str, at: int | None, reason: str, key: str = "") -> Finding:
        """Make a finding at a moment of the session.

        Args:
            goal: What it is about.
            rule: Short stable name.
            message: What was heard, and what was expected.
            at: The sample it is about, or None.
            reason: Why the rule exists.
            key: Id of the move or line.
        """
        severity = Severity.ERROR if self.strict or goal in ALWAYS else Severity.WARNING
        when = f" at {clock(to_seconds(at))}" if at is not None else ""
        return Finding(rule, message + when, Where(key=key or None), severity, reason)
