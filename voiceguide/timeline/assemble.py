"""Assemble a timeline: moves, pulses, chapters and beds around the placed words.

Knows nothing of how words were placed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from voiceguide.choreography.model import Move
from voiceguide.script.lines import Script
from voiceguide.timeline.model import (
    BedSpan,
    Chapter,
    EarconPlacement,
    MovePlacement,
    PacerPulse,
    Shortfall,
    SpeechPlacement,
    Timeline,
)

BEFORE_TITLE = "Before you begin"
"""Chapter of the before-part, if it is in the session's own file."""


def assemble(
    script: Script,
    speech: Iterable[SpeechPlacement],
    earcons: Iterable[EarconPlacement],
    shortfalls: Iterable[Shortfall] = (),
) -> Timeline:
    """Make the timeline of a script from its placed words."""
    titles = dict(script.titles)
    moves = tuple(_placement(move, titles.get(move.id, "")) for move in script.moves)
    return Timeline(
        frames=script.frames,
        speech=tuple(sorted(speech, key=lambda each: each.start)),
        earcons=tuple(sorted(earcons, key=lambda each: each.start)),
        pulses=tuple(pulse for move in script.moves for pulse in pulses_of(move)),
        chapters=_chapters(script, moves),
        beds=_beds(script, moves),
        moves=moves,
        shortfalls=tuple(sorted(shortfalls, key=lambda each: each.at)),
    )


def _placement(move: Move, title: str) -> MovePlacement:
    """Make the placement of a move."""
    return MovePlacement(
        move=move.id,
        kind=move.kind,
        title=title,
        stage=move.stage,
        start=move.start,
        stop=move.stop,
        region=move.region,
        side=move.side,
        technique=move.technique,
        hands=" ".join(move.hands.split()),
        path=" ".join(move.path.split()),
        position=move.position,
        place=move.place,
        pair=move.pair,
        repetitions=move.repetitions,
        round=move.round,
    )


def pulses_of(move: Move) -> list[PacerPulse]:
    """The pacer's pulses of a move, one for each repetition."""
    return [
        PacerPulse(move.id, number + 1, move.start + number * move.period, move.phases, move.side)
        for number in range(move.repetitions if move.phases else 0)
    ]


def _stretches(moves: Sequence[MovePlacement]) -> list[tuple[int, int, int]]:
    """Each run of moves in the same stage, as (stage, start, stop)."""
    runs: list[tuple[int, int, int]] = []
    for move in moves:
        if runs and runs[-1][0] == move.stage:
            runs[-1] = (move.stage, runs[-1][1], move.stop)
        else:
            runs.append((move.stage, move.start, move.stop))
    return runs


def _chapters(script: Script, moves: Sequence[MovePlacement]) -> tuple[Chapter, ...]:
    def title(stage: int) -> str:
        return script.stages[stage].title if 0 <= stage < len(script.stages) else BEFORE_TITLE

    return tuple(Chapter(title(stage), start, stop) for stage, start, stop in _stretches(moves))


def _beds(script: Script, moves: Sequence[MovePlacement]) -> tuple[BedSpan, ...]:
    """The bed of each stretch; equal neighbours are one."""
    spans: list[BedSpan] = []
    for stage, start, stop in _stretches(moves):
        ambient = script.stages[stage].ambient if 0 <= stage < len(script.stages) else None
        if spans and spans[-1].ambient == ambient:
            spans[-1] = BedSpan(ambient, spans[-1].start, stop)
        else:
            spans.append(BedSpan(ambient, start, stop))
    return tuple(spans)
