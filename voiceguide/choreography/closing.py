"""The close: still hands, covering, rest; with the author's own steps before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from voiceguide import anatomy
from voiceguide.choreography.bodies import in_reach
from voiceguide.choreography.model import Move, MoveKind, Note, Place, Position
from voiceguide.choreography.order import Event
from voiceguide.choreography.steps import COVER_S, MOVE_KINDS, TRAVEL_S, Draft, is_note, seconds_of
from voiceguide.routine.model import OilAmount, Phase, Role, Routine, Side, Step, StepKind
from voiceguide.units import to_samples

LEAST_REST_S = 20.0
_REST = (7.5, 1.25)
"""The closing rest of a short session: seconds, and seconds for each minute of it."""

_LEAST_STILL_S, _STILL_SHARE = 20.0, 1 / 30
"""In a session shorter than usual, still hands take at most this share, but no less than so many seconds."""

_LATELY = 4
"""A covering among this many last moves counts as the covering that ends the session."""


def rest_seconds(routine: Routine, seconds: float) -> float:
    """How long the closing rest of a session of this length is planned, seconds."""
    own = routine.close.rest_s
    usual = routine.duration_s or seconds
    return own if seconds >= usual else min(own, max(LEAST_REST_S, _REST[0] + _REST[1] * seconds / 60))


def still_seconds(routine: Routine, seconds: float) -> float:
    """How long hands rest at the end of a session of this length: shorter in one shorter than usual."""
    own = routine.close.hands_s
    usual = routine.duration_s or seconds
    return own if seconds >= usual else min(own, max(_LEAST_STILL_S, float(round(_STILL_SHARE * seconds))))


def closing_drafts(
    routine: Routine, last: Event, position: Position | None, place: Place | None, before: Sequence[Draft]
) -> tuple[list[Draft], list[Note]]:
    """The moves of the close.

    Args:
        routine: The routine.
        last: Its last stroke.
        position: How the receiver lies or sits by then.
        place: Where the giver is by then.
        before: The moves so far.

    Returns:
        The moves, and the words-only steps among the author's.
    """
    blank = Move("close", MoveKind.REST, 0, 0, last.stage, position=position, place=place)

    def move(kind: MoveKind, name: str, seconds: float) -> Move:
        return replace(blank, id=f"close.{name}", kind=kind, frames=to_samples(seconds))

    ending = routine.close
    covers = [(number, step) for number, step in enumerate(ending.steps) if step.kind is StepKind.COVER]
    others = [(number, step) for number, step in enumerate(ending.steps) if step.kind is not StepKind.COVER]
    notes = [Note(step, "close.still", after=False) for _, step in others if is_note(step)]
    drafts = [_step(blank, number, step) for number, step in others if not is_note(step)]
    region = _resting_place(last, position, place)
    if not drafts and before[-1].move.kind is MoveKind.STROKE:
        drafts.append(Draft(replace(move(MoveKind.TRAVEL, "travel", TRAVEL_S), region=region)))
    still = move(MoveKind.HOLD, "still", ending.hands_s)
    phases = (Phase.of_frames("hold", Role.HOLD, still.frames, 1),)
    side = _still_side(last, region, position, place)
    drafts.append(Draft(replace(still, region=region, side=side, phases=phases, repeat=1)))
    drafts += [_step(blank, number, step) for number, step in covers]
    covered = any(draft.move.kind is MoveKind.COVER for draft in before[-_LATELY:])
    if not covers and not covered and routine.oil is not OilAmount.NONE:
        drafts.append(Draft(move(MoveKind.COVER, "cover", COVER_S)))
    drafts.append(Draft(move(MoveKind.REST, "rest", ending.rest_s)))
    return drafts, notes


def _step(blank: Move, number: int, step: Step) -> Draft:
    """Make the move of an author's closing step."""
    kind = MOVE_KINDS[step.kind]
    frames = to_samples(seconds_of(step))
    move = replace(
        blank,
        id=f"close.{number + 1}",
        kind=kind,
        frames=frames,
        item=step,
        source=f"close.steps[{number}]",
        where=step.where,
    )
    if kind is MoveKind.HOLD:
        phases = (Phase.of_frames("hold", Role.HOLD, frames, 1),)
        move = replace(move, phases=phases, repeat=1, region=step.region, side=step.side)
    return Draft(move)


def _resting_place(last: Event, position: Position | None, place: Place | None) -> str:
    """Where hands rest at the end: the whole back, leg or foot around the last stroke's region, if in reach."""
    if position is None or place is None:
        return last.item.region
    chain = [name for name in anatomy.groups_of(last.item.region) if name != "whole body"]
    reached = list(takewhile(lambda name: in_reach(position, place, name, last.side or Side.BOTH), chain))
    return reached[-1] if reached else last.item.region


def _still_side(last: Event, region: str, position: Position | None, place: Place | None) -> Side:
    """Both sides if the giver reaches both from the current place; otherwise the side worked on last."""
    if last.side in (Side.NONE, Side.BOTH) or position is None or place is None:
        return last.side or Side.BOTH
    return Side.BOTH if in_reach(position, place, region, Side.BOTH) else last.side
