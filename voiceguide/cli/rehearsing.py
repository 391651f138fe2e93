"""The command that shows what two bodies do, move by move, and what they cannot do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from voiceguide.cli import output
from voiceguide.cli.options import config_from, setting_options
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
}


@click.command("rehearse")
@click.argument("routine", type=RoutineType(), metavar="ROUTINE")
@setting_options("duration_s", "pace", "avoid")
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
    from voiceguide.choreography.asked import asked
    from voiceguide.choreography.rehearsal import rehearse
    from voiceguide.routine.check import load_checked

    config = config_from(options)
    loaded = load_checked(routine)
    choreography = asked(loaded, config.settings)
    rehearsal = rehearse(loaded, choreography)
    if as_json:
        output.as_json(_facts(loaded, choreography, rehearsal))
    else:
        _print(loaded, choreography, rehearsal)
    return int(not rehearsal.possible)


def _facts(routine: Routine, choreography: Choreography, rehearsal: Rehearsal) -> dict[str, Any]:
    return {
        "routine": routine.name,
        "title": routine.title,
        "seconds": choreography.seconds,
        "pace": choreography.pace,
        "tempo": round(choreography.tempo, 4),
        "left_out": list(choreography.left_out),
        "changes": list(choreography.changes),
        "moves": [_move_facts(routine, state) for state in rehearsal.states],
        "findings": [output.finding_facts(each) for each in rehearsal.findings],
    }


def _move_facts(routine: Routine, state: State) -> dict[str, Any]:
    from voiceguide.choreography.covering import names_of

    move = state.move
    used = state.oil_used_s
    return {
        "id": move.id,
        "kind": move.kind.value,
        "start_s": round(state.start_s, 3),
        "seconds": round(move.seconds, 3),
        "stage": routine.stages[move.stage].name,
        "what": _what(move),
        "hands": _hands(move),
        "region": move.region,
        "side": move.side,
        "repetitions": move.repetitions,
        "repetition_s": round(move.period / move.frames * move.seconds, 3) if move.frames else 0.0,
        "position": move.position.value if move.position else None,
        "place": move.place.value if move.place else None,
        "covered": list(names_of(state.covered)),
        "oil_used_s": None if used is None else round(used, 1),
        "contact": state.contact,
        "warm": state.warm,
    }


def _what(move: Move) -> str:
    from voiceguide.anatomy import spoken
    from voiceguide.choreography.faults import named
    from voiceguide.choreography.model import WORK, MoveKind
    from voiceguide.routine.model import Step

    if move.kind in WORK:
        return named(move)
    where = f" on the {spoken(move.region, move.side)}" if move.region and move.kind is MoveKind.TOUCH else ""
    if move.kind is MoveKind.WALK:
        return f"the giver walks to '{move.place}'"
    if move.kind is MoveKind.TURN_OVER and move.position:
        return f"the partner changes to {move.position}"
    said = move.item.text if isinstance(move.item, Step) else ""
    if said and move.kind in (MoveKind.UNCOVER, MoveKind.COVER, MoveKind.PAUSE):
        return said if move.kind is MoveKind.PAUSE else f"{_PLAIN[move.kind]} {said}"
    return f"{_PLAIN[move.kind]}{where}"


def _hands(move: Move) -> str:
    """Which hands do it."""
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
    """The moves as a list; where bodies are, what is covered and the oil are told when they change."""
    click.echo(f"{routine.title}: {clock(choreography.seconds)}")
    told = ""
    rows: list[tuple[str, ...]] = []
    for state in rehearsal.states:
        line = _around(state)
        if line != told:
            output.table(rows, indent="")
            rows, told = [], line
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


def _around(state: State) -> str:
    from voiceguide.choreography.covering import names_of

    move = state.move
    parts = [
        f"partner {move.position}" if move.position else "",
        f"giver at '{move.place}'" if move.place else "",
        f"covered: {', '.join(names_of(state.covered))}" if state.covered else "",
    ]
    return " · ".join(filter(None, parts)) or "as the routine's words say"


def _oil(routine: Routine, state: State) -> str:
    from voiceguide.choreography.model import MoveKind

    if routine.oil.value == "none" or state.move.kind is not MoveKind.STROKE:
        return ""
    if state.oil_used_s is None:
        return "no oil"
    return f"oil {clock(state.oil_used_s)} old" if state.oil_used_s else "fresh oil"
