"""Defines the rehearse command: what two bodies do, move by move, and what they cannot do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from voiceguide.cli import output
from voiceguide.cli.options import config_from, setting_options
from voiceguide.cli.printed_sessions import PrintedRehearsal, RehearsedMove
from voiceguide.cli.records import record_of
from voiceguide.cli.values import RoutineType
from voiceguide.units import clock

if TYPE_CHECKING:
    from voiceguide.choreography.model import Choreography, Move
    from voiceguide.choreography.rehearsal import Rehearsal
    from voiceguide.choreography.states import State
    from voiceguide.routine.model import Routine

_PLAIN = {
    "arrive": "before hands arrive",
    "touch": "hands rest",
    "travel": "hands pass on",
    "oil": "oil, warmed in the hands",
    "warm": "hands rubbed warm",
    "uncover": "uncover",
    "cover": "cover",
    "turn over": "the partner turns over",
    "pause": "a pause",
    "rest": "rest",
    "exchange": "the two change places",
}


@click.command("rehearse")
@click.argument("routine", type=RoutineType(), metavar="ROUTINE")
@setting_options("duration_s", "pace", "avoid", "swap")
@output.JSON
def rehearse_command(routine: str, as_json: bool, **options: Any) -> int:
    """What two bodies do, move by move: who is where, which hands do what, what is covered, how old the oil is.

    Everything they cannot do is listed below it, with its line and moment. Exits with 1 when that is an error;
    warnings do not count.

    \b
    Examples:
      voiceguide rehearse legs
      voiceguide rehearse back-relief --duration 15m --avoid neck
    """
    from voiceguide.choreography.asked import choreograph_asked
    from voiceguide.choreography.rehearsal import rehearse
    from voiceguide.routine.check import load_checked

    config = config_from(options)
    loaded = load_checked(routine)
    choreography = choreograph_asked(loaded, config.settings)
    rehearsal = rehearse(loaded, choreography)
    if as_json:
        output.as_json(_describe_rehearsal(loaded, choreography, rehearsal))
    else:
        _print(loaded, choreography, rehearsal)
    return int(not rehearsal.possible)


def _describe_rehearsal(routine: Routine, choreography: Choreography, rehearsal: Rehearsal) -> PrintedRehearsal:
    """A rehearsal as a record for ``--json``."""
    return record_of(
        PrintedRehearsal,
        choreography,
        rehearsal,
        routine,
        routine=routine.name,
        tempo=round(choreography.tempo, 4),
        moves=tuple(_describe_move(routine, state) for state in rehearsal.states),
    )


def _describe_move(routine: Routine, state: State) -> RehearsedMove:
    """A move with the state of both bodies, as a record for ``--json``."""
    from voiceguide.choreography.covering import names_of

    move = state.move
    used = state.oil_used_s
    return record_of(
        RehearsedMove,
        state,
        move,
        start_s=round(state.start_s, 3),
        seconds=round(move.seconds, 3),
        stage=routine.stages[move.stage].name,
        what=_what(move),
        hands=_hands(move),
        repetition_s=round(move.period / move.frames * move.seconds, 3) if move.frames else 0.0,
        covered=tuple(names_of(state.covered)),
        oil_used_s=None if used is None else round(used, 1),
    )


def _what(move: Move) -> str:
    """A move in words."""
    from voiceguide.anatomy import spoken_name
    from voiceguide.choreography.faults import describe_work
    from voiceguide.choreography.model import WORK, MoveKind
    from voiceguide.routine.model import Step

    if move.kind in WORK:
        return describe_work(move)
    where = f" on the {spoken_name(move.region, move.side)}" if move.region and move.kind is MoveKind.TOUCH else ""
    if move.kind is MoveKind.WALK:
        return f"the giver walks to '{move.place}'"
    if move.kind is MoveKind.TURN_OVER and move.position:
        return f"the partner changes to {move.position}"
    said = move.item.text if isinstance(move.item, Step) else ""
    if said and move.kind in (MoveKind.UNCOVER, MoveKind.COVER, MoveKind.PAUSE):
        return said if move.kind is MoveKind.PAUSE else f"{_PLAIN[move.kind]} {said}"
    return f"{_PLAIN[move.kind]}{where}"


def _hands(move: Move) -> str:
    """Which hands do a move."""
    from voiceguide.choreography.model import MoveKind
    from voiceguide.choreography.states import HANDS_OFF
    from voiceguide.routine.model import Stroke

    if isinstance(move.item, Stroke):
        return move.item.hands
    if move.kind in (MoveKind.WALK, MoveKind.OIL):
        return "one hand stays"
    if move.kind in HANDS_OFF:
        return "no hand on the partner"
    return "both hands rest" if move.kind is not MoveKind.TRAVEL else "both hands"


def _print(routine: Routine, choreography: Choreography, rehearsal: Rehearsal) -> None:
    """Print the moves as a list; positions, covers and oil are shown when they change."""
    click.echo(f"{routine.title}: {clock(choreography.seconds)}")
    shown = ""
    rows: list[tuple[str, ...]] = []
    for state in rehearsal.states:
        line = _describe_bodies(state)
        if line != shown:
            output.table(rows, indent="")
            rows, shown = [], line
            click.echo(f"\n{line}")
        move = state.move
        count = f"{move.repetitions} × {move.period / move.frames * move.seconds:.1f} s" if move.repetitions else ""
        start, length = clock(state.start_s).rjust(7), clock(move.seconds).rjust(6)
        rows.append((start, length, _what(move), count, _oil(routine, state), _hands(move)))
    output.table(rows, indent="")
    for change in choreography.changes:
        click.echo(f"* {change}")
    if rehearsal.faults:
        click.echo()
        output.findings(rehearsal.findings, err=False)


def _describe_bodies(state: State) -> str:
    """The positions of both people and what is covered, on one line."""
    from voiceguide.choreography.covering import names_of

    move = state.move
    parts = [
        f"partner {move.position}" if move.position else "",
        f"giver at '{move.place}'" if move.place else "",
        f"covered: {', '.join(names_of(state.covered))}" if state.covered else "",
    ]
    return " · ".join(filter(None, parts)) or "as the routine's words say"


def _oil(routine: Routine, state: State) -> str:
    """How old the oil is, or an empty text for a move without oil."""
    from voiceguide.choreography.model import MoveKind

    if routine.oil.value == "none" or state.move.kind is not MoveKind.STROKE:
        return ""
    if state.oil_used_s is None:
        return "no oil"
    return f"oil {clock(state.oil_used_s)} old" if state.oil_used_s else "fresh oil"
