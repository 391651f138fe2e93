"""The composer: a choreography gets its words.

Comes in: a routine and what two bodies do. Goes out: a script whose lines lie in windows that the moves leave open,
each with its need and its shorter ways. It moves no hand; where the real clips lie, the timeline decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from voiceguide.choreography.model import Choreography, Move, MoveKind
from voiceguide.routine.model import Routine, Stroke
from voiceguide.script.asking import plan_questions
from voiceguide.script.before import before_part
from voiceguide.script.budget import Budget
from voiceguide.script.close_lines import say_close
from voiceguide.script.during_lines import During
from voiceguide.script.earcons import add_signals
from voiceguide.script.first_lines import say_opening
from voiceguide.script.head_lines import say_heads
from voiceguide.script.lines import Anchor, Line, Purpose, Script, StageHeading
from voiceguide.script.quieting import Room, plan_quiet
from voiceguide.script.step_lines import say_steps
from voiceguide.script.tail_lines import say_tails
from voiceguide.script.talk import Talk
from voiceguide.settings import Guidance, Settings
from voiceguide.units import to_seconds
from voiceguide.wording.places import name_of, the_place

_ROOM_S = 0.9
"""Kept free before a last call or an announcement, seconds."""


def compose(routine: Routine, choreography: Choreography, settings: Settings, words_per_minute: float) -> Script:
    """Word a session.

    Args:
        routine: The routine, without errors.
        choreography: What is done, from the same routine; at least one stroke.
        settings: Guidance, seed and pacer are read.
        words_per_minute: Of the voice, inside sentences: lines are wished where they will probably fit.
    """
    talk = Talk(routine, choreography, settings, words_per_minute)
    say_opening(talk)
    say_steps(talk)
    say_tails(talk)
    say_close(talk)
    begins = say_heads(talk)
    ends = {move.id: _end(talk, move) for move in talk.strokes}
    asked = plan_questions(talk, ends)
    quiet = _quiet(talk, begins, ends, asked) if talk.level is Guidance.FULL else {}
    During(talk, begins, ends, asked, quiet).say()
    Budget(talk).keep()
    add_signals(talk)
    facts = (("pace", f"{settings.pace:g}"), ("seed", str(settings.seed)), ("source", routine.source))
    script = Script(
        title=routine.title,
        routine=routine.name,
        language=routine.language,
        guidance=settings.guidance.value,
        stages=tuple(StageHeading(stage.name, stage.ambient) for stage in routine.stages),
        moves=choreography.moves,
        titles=tuple((move.id, title_of(move)) for move in choreography.moves),
        lines=tuple(sorted(talk.lines.values(), key=lambda line: (talk.spoken[line.id].start_s, line.id))),
        signals=tuple(talk.signals),
        ambient=routine.ambient,
        pronounce=routine.pronounce,
        changes=choreography.changes,
        meta=tuple(fact for fact in facts if fact[1]),
    )
    return replace(script, before=before_part(routine, script, settings.pacer))


_FIRST_WORDS_S = 8.0
"""Before quiet in a stroke, one or two lines are said for about so long, seconds."""

_ASKED_S = 4.2
"""After a question has begun, it and what follows it take so long, seconds."""


def _quiet(
    talk: Talk, begins: Mapping[str, float], ends: dict[str, float], asked: Mapping[str, Sequence[float]]
) -> dict[str, float]:
    """How long it shall be quiet in some strokes; a last call that stands in the way is taken back."""
    rooms = {}
    for name, begin_s in begins.items():
        asked_s = max((at_s + _ASKED_S for at_s in asked.get(name, ())), default=0.0)
        move = next(each for each in talk.strokes if each.id == name)
        latest_s = _end(talk, move, with_call=False)
        rooms[name] = Room(max(begin_s + _FIRST_WORDS_S, asked_s), max(begin_s, asked_s), ends[name], latest_s)
    wishes, without_call = plan_quiet(talk.choreography.seconds, rooms)
    for line in list(talk.lines.values()):
        if line.purpose is Purpose.LAST and line.move in without_call:
            talk.drop(line)
            ends[line.move] = rooms[line.move].latest_s
    return wishes


def _end(talk: Talk, move: Move, *, with_call: bool = True) -> float:
    """When a stroke's last call begins, or else what is said before its end: seconds from the start."""
    starts = [
        talk.spoken[line.id].start_s
        for line in talk.lines.values()
        if _is_tail(talk, line, move) or (with_call and line.purpose is Purpose.LAST and line.move == move.id)
    ]
    return min([to_seconds(move.stop), *starts]) - _ROOM_S


def _is_tail(talk: Talk, line: Line, move: Move) -> bool:
    at_s = talk.spoken[line.id].stop_s
    return line.anchor is Anchor.BEFORE and to_seconds(move.start) < at_s <= to_seconds(move.stop)


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
}


def title_of(move: Move) -> str:
    """What a move is called for people: ``Thumb circles, the left calf``."""
    if isinstance(move.item, Stroke):
        name = name_of(move.item)
        return f"{name[:1].upper()}{name[1:]}, {the_place(move.region, move.side)}"
    where = f", {the_place(move.region, move.side or 'both')}" if move.region else ""
    return f"{_TITLES[move.kind]}{where}"
