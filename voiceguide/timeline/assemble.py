"""A timeline put together: moves, pulses, chapters and beds around the words that were placed.

Comes in: a script and its placed words and earcons. Goes out: the timeline. Knows nothing of how words were placed.
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
"""Chapter of the before-part, where it is in the session's own file."""


def assemble(
    script: Script,
    speech: Iterable[SpeechPlacement],
    earcons: Iterable[EarconPlacement],
    shortfalls: Iterable[Shortfall] = (),
) -> Timeline:
    """The timeline of a script whose words have their places."""
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
        position=move.position.value if move.position else "",
        place=move.place.value if move.place else "",
        pair=move.pair,
        repetitions=move.repetitions,
        round=move.round,
    )


def pulses_of(move: Move) -> list[PacerPulse]:
    """The pacer's pulses of a move: one for each repetition."""
    beats = tuple((beat.role, beat.frames) for beat in move.beats)
    return [
        PacerPulse(move.id, number + 1, move.start + number * move.period, beats, move.side)
        for number in range(move.repetitions if beats else 0)
    ]


def _stretches(moves: Sequence[MovePlacement]) -> list[tuple[int, int, int]]:
    """(stage, start, stop) of each run of moves of one stage."""
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
    spans: list[BedSpan] = []
    for stage, start, stop in _stretches(moves):
        ambient = script.stages[stage].ambient if 0 <= stage < len(script.stages) else None
        if spans and spans[-1].ambient == ambient:
            spans[-1] = BedSpan(ambient, spans[-1].start, stop)
        else:
            spans.append(BedSpan(ambient, start, stop))
    return tuple(spans)
