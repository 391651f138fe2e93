"""Chapters of a script: its headings, the heading of each move, and readable names of moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from voiceguide.choreography.model import Choreography, Move, MoveKind
from voiceguide.routine.model import Routine, Side, Stroke
from voiceguide.script.lines import StageHeading
from voiceguide.wording.data import phrasebook
from voiceguide.wording.places import name_of, rest_place, the_place

_TITLES = {
    MoveKind.ARRIVE: "Opening",
    MoveKind.TOUCH: "First touch",
    MoveKind.HOLD: "Still hands",
    MoveKind.TRAVEL: "Hands pass over",
    MoveKind.WALK: "Change of place",
    MoveKind.OIL: "Oil",
    MoveKind.WARM: "Warm hands",
    MoveKind.UNCOVER: "Uncover",
    MoveKind.COVER: "Cover",
    MoveKind.TURN_OVER: "Turn over",
    MoveKind.PAUSE: "Pause",
    MoveKind.REST: "Rest",
    MoveKind.EXCHANGE: "Change places",
}


def title_of(move: Move) -> str:
    """The name of a move for people: ``Thumb circles, the left calf``."""
    if isinstance(move.item, Stroke):
        name = name_of(move.item)
        return f"{name[:1].upper()}{name[1:]}, {the_place(move.region, move.side)}"
    place = rest_place if move.kind in (MoveKind.TOUCH, MoveKind.HOLD) else the_place
    where = f", {place(move.region, move.side or Side.BOTH)}" if move.region else ""
    return f"{_TITLES[move.kind]}{where}"


def headings(routine: Routine, *, swaps: bool) -> tuple[StageHeading, ...]:
    """The headings of a session: the routine's stages, or those of both halves if the two change places."""
    first = tuple(StageHeading(stage.name, stage.ambient, stage.voice) for stage in routine.stages)
    if not swaps:
        return first
    book = phrasebook(routine.language)
    second = (replace(each, title=book.word("swap", "second").format(title=each.title)) for each in first)
    return (*first, StageHeading(book.word("swap", "exchange")), *second)


def stage_moves(routine: Routine, choreography: Choreography) -> Iterator[Move]:
    """The moves, each with the index of its heading in place of the index of its routine's stage."""
    count, passed = len(routine.stages), 0
    for move in choreography.moves:
        if move.kind is MoveKind.EXCHANGE:
            passed = count + 1
            yield replace(move, stage=count)
        else:
            yield replace(move, stage=move.stage + passed)
