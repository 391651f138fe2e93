"""What the player needs of a session, as plain values: moves with their pulses, what is said and when, stages.

All times are seconds from the session's beginning.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from voiceguide.choreography.model import MoveKind
from voiceguide.export.body import picture_of
from voiceguide.export.session import one_line
from voiceguide.script.lines import Purpose
from voiceguide.timeline.model import MovePlacement, PacerPulse, SpeechPlacement, Timeline

_TELLING = frozenset(
    purpose.value
    for purpose in (
        *(Purpose.LENGTH, Purpose.TOUCH, Purpose.UNCOVER, Purpose.COVER, Purpose.OIL, Purpose.WARM, Purpose.WALK),
        *(Purpose.TURN_OVER, Purpose.ANNOUNCE, Purpose.STILL),
    )
)
"""Purposes of cues that say where people are: after a long pause, a session goes on from the last of these."""

_LONGEST_LEAD_S = 40.0
"""An announcement further before its stroke than this belongs to something else."""

_PASSING = (MoveKind.TRAVEL,)
_WAITING = (MoveKind.ARRIVE, MoveKind.PAUSE)
"""Moves in which the hands do nothing yet: the next stroke is shown instead."""


def player_facts(timeline: Timeline, title: str) -> dict[str, Any]:
    """The session as the player follows it.

    Returns:
        ``title``, ``seconds``, ``chapters`` (title, at), ``moves`` and ``cues``. A move has ``at``, ``to``, ``title``,
        ``stroke``, ``waits``, ``stage``, ``repetitions``, ``beats`` (role, seconds), ``pulses`` (starts), ``picture``
        (index into `pictures`, or -1), and, where it is a stroke, ``enter``: where its announcement begins. A cue has
        ``at``, ``to``, ``text``, ``move`` and ``tells``: whether a session may go on from it.
    """
    rate = timeline.rate_hz
    moves = join_moves(timeline)
    starts = [move.start for move in moves]
    cues = [_cue(cue, rate, starts) for cue in timeline.speech]
    return {
        "title": one_line(title),
        "seconds": round(timeline.seconds, 3),
        "chapters": [{"title": one_line(each.title), "at": round(each.start / rate, 3)} for each in timeline.chapters],
        "moves": _moves(timeline, moves, cues),
        "cues": cues,
    }


def join_moves(timeline: Timeline) -> list[MovePlacement]:
    """The moves as people follow them: travel between strokes is added to the move before it."""
    moves: list[MovePlacement] = []
    for move in timeline.moves:
        if move.kind in _PASSING and moves:
            moves[-1] = replace(moves[-1], stop=move.stop)
        else:
            moves.append(move)
    return moves


def pictures(moves: Sequence[MovePlacement]) -> tuple[list[str], list[int]]:
    """The different pictures of the moves, and for each move the index of its picture, or -1."""
    drawn: list[str] = []
    index: dict[str, int] = {}
    which = []
    for move in moves:
        picture = picture_of(move)
        if picture is None:
            which.append(-1)
            continue
        if picture.svg not in index:
            index[picture.svg] = len(drawn)
            drawn.append(picture.svg)
        which.append(index[picture.svg])
    return drawn, which


def _cue(cue: SpeechPlacement, rate: int, starts: Sequence[int]) -> dict[str, Any]:
    """A spoken cue as the player needs it."""
    return {
        "at": round(cue.start / rate, 2),
        "to": round(cue.stop / rate, 2),
        "text": one_line(cue.text),
        "move": max(0, bisect_right(starts, cue.start) - 1),
        "tells": cue.purpose in _TELLING,
    }


def _moves(timeline: Timeline, moves: Sequence[MovePlacement], cues: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The moves as the player needs them."""
    rate = timeline.rate_hz
    pulses: dict[str, list[PacerPulse]] = {}
    for pulse in timeline.pulses:
        pulses.setdefault(pulse.slot, []).append(pulse)
    stages = [each.start for each in timeline.chapters]
    _, which = pictures(moves)
    rows: list[dict[str, Any]] = []
    floor = 0.0
    for move, picture in zip(moves, which, strict=True):
        own = pulses.get(move.move, [])
        stage = max(0, bisect_right(stages, move.start) - 1)
        at = round(move.start / rate, 3)
        row = {
            "at": at,
            "to": round(move.stop / rate, 3),
            "title": one_line(move.title) or (timeline.chapters[stage].title if timeline.chapters else ""),
            "stroke": move.kind is MoveKind.STROKE,
            "waits": move.kind in _WAITING,
            "stage": stage,
            "repetitions": move.repetitions,
            "beats": [[each.role.value, round(each.frames / rate, 3)] for each in own[0].phases] if own else [],
            "pulses": [round(pulse.start / rate, 2) for pulse in own],
            "picture": picture,
        }
        if row["stroke"]:
            row["enter"] = _find_announcement(cues, max(floor, at - _LONGEST_LEAD_S), at)
            floor = at
        rows.append(row)
    return rows


def _find_announcement(cues: Sequence[dict[str, Any]], floor: float, at: float) -> float:
    """When the words begin that announce what starts at `at`; `at` itself where there are none. In seconds."""
    found = [cue["at"] for cue in cues if cue["tells"] and floor < cue["at"] < at]
    return float(found[-1]) if found else at
