"""Rules for a routine as a whole: both sides alike, check-ins often enough, a possible length, short sentences.

Times are those of the hands, without speech.
"""

from __future__ import annotations

from collections.abc import Iterator

from voiceguide import anatomy
from voiceguide.errors import Finding, Severity, Where
from voiceguide.routine.estimate import (
    one_side_at_a_time,
    routine_events,
    routine_seconds,
    stage_seconds,
    step_seconds,
    stroke_seconds,
)
from voiceguide.routine.model import Routine, Side, Stage, Step, StepKind, Stroke
from voiceguide.routine.sided import ONE_SIDE
from voiceguide.routine.texts import AuthorText, place_of, texts_of
from voiceguide.safety import Field
from voiceguide.settings.fields import LONGEST_S

CHECK_IN_EVERY_S = 300.0
"""Longest time of touch without a check-in, seconds."""

SAME_S = 1.0
"""Two sides that differ by no more than this are alike, seconds."""

MOST_EVENTS = 240
"""Most strokes and steps of a routine, counting all rounds; in four hours, one for every minute."""

MOST_WORDS = 14
"""Longest sentence, in words: about 12 are easy to follow."""


def find_imbalance(routine: Routine) -> Iterator[Finding]:
    """Find every rule that the routine as a whole breaks."""
    yield from _sides(routine)
    yield from _check_ins(routine)
    yield from _lengths(routine)
    yield from _long_sentences(routine)


def _sides(routine: Routine) -> Iterator[Finding]:
    """Find regions whose two sides get different time."""
    seconds: dict[str, dict[Side, float]] = {}
    last: dict[str, Stroke] = {}
    meant: set[str] = set()
    for stage in routine.stages:
        for stroke in stage.strokes:
            if stroke.side in ONE_SIDE:
                own = seconds.setdefault(stroke.region, dict.fromkeys(ONE_SIDE, 0.0))
                own[stroke.side] += stroke_seconds(stroke) * stage.rounds
                last[stroke.region] = stroke
                meant |= {stroke.region} if stroke.uneven else set()
    for region, own in seconds.items():
        left, right = own[Side.LEFT], own[Side.RIGHT]
        if abs(left - right) > SAME_S and region not in meant:
            names = [anatomy.spoken_name(region, side) for side in ONE_SIDE]
            text = f"the {names[0]} gets {left:g} s and the {names[1]} {right:g} s"
            reason = "Both sides get equal time, unless it is meant otherwise."
            hint = "Write 'side: each', or say why with 'uneven: …'."
            yield Finding("unequal-sides", text, last[region].where, Severity.ERROR, reason, hint)


def _check_ins(routine: Routine) -> Iterator[Finding]:
    """Find too long a time without a check-in."""
    since = 0.0
    reported: set[str] = set()
    for stage in routine.stages:
        for item, seconds in _in_order(stage):
            if isinstance(item, Step) and item.kind is StepKind.CHECK_IN:
                since = 0.0
                continue
            before, since = since, since + seconds
            key = str(item.where)
            if since > CHECK_IN_EVERY_S >= before and key not in reported:
                reported.add(key)
                text = f"by the end of this, {since / 60:.1f} minutes of touch have gone by without a check-in"
                reason = "A receiver does not always say unasked that something is too much."
                yield Finding("check-in-gap", text, item.where, Severity.WARNING, reason, _gap_hint(item))


def _in_order(stage: Stage) -> Iterator[tuple[Stroke | Step, float]]:
    """A stage's items as often as they are done, with their seconds: side after side if all strokes are ``each``."""
    sides = 2 if one_side_at_a_time(stage) else 1
    for _ in range(sides * stage.rounds):
        for item in stage.steps:
            yield item, (stroke_seconds(item) / sides if isinstance(item, Stroke) else step_seconds(item))


def _gap_hint(item: Stroke | Step) -> str:
    """What to do about a gap without a question."""
    if isinstance(item, Stroke):
        return "One is put in by itself; write '- check-in' to choose its place."
    return "Shorten the wait: nothing can be asked while it lasts."


def _lengths(routine: Routine) -> Iterator[Finding]:
    """Find a routine that is too long, and stages that cannot keep their `minutes`."""
    total = routine_seconds(routine)
    if total > LONGEST_S:
        text = f"the hands alone work {total / 3600:.1f} hours; at most {LONGEST_S / 3600:g}"
        where = place_of(routine, Where(routine.file or None), "stages")
        yield Finding("too-long", text, where, Severity.ERROR, None, "Fewer rounds, spots or repetitions.")
    events = routine_events(routine)
    if events > MOST_EVENTS:
        text = f"all rounds together come to {events} strokes and steps; at most {MOST_EVENTS}"
        where = place_of(routine, Where(routine.file or None), "stages")
        yield Finding("too-long", text, where, Severity.ERROR, None, "Fewer strokes, steps or rounds.")
    for index, stage in enumerate(routine.stages):
        if stage.minutes is not None and stage.strokes:
            shortest = _shortest_minutes(stage)
            if shortest > stage.minutes.longest:
                allowed = f"longer than the {stage.minutes.longest:g} allowed"
                text = f"even one quick round takes {shortest:.1f} minutes, {allowed}"
                where = place_of(routine, Where(routine.file or None), f"stages[{index}].minutes")
                yield Finding("minutes", text, where, Severity.WARNING, None, "Raise the longest, or lower the counts.")


def _shortest_minutes(stage: Stage) -> float:
    """Minutes of one round with the fewest repetitions, as fast as possible."""
    quick = stage_seconds(stage) / stage.rounds / 60 / 1.2
    return quick if all(stroke.exact for stroke in stage.strokes) else quick * 0.6


def _long_sentences(routine: Routine) -> Iterator[Finding]:
    """Find sentences that are too long to follow."""
    for text in texts_of(routine):
        if text.context.field is Field.TITLE:
            continue
        words = max(len(sentence.split()) for sentence in _sentences(text))
        if words > MOST_WORDS:
            message = f"a sentence of {words} words; about 12 are followed with ease"
            hint = "Split it: one action in a sentence."
            yield Finding("long-sentence", message, text.where, Severity.WARNING, None, hint)


def _sentences(text: AuthorText) -> list[str]:
    ends = text.text.replace("!", ".").replace("?", ".").replace(";", ".").split(".")
    return [each for each in ends if each.strip()] or [""]
