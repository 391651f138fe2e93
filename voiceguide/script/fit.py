"""Fitting: a session is made as long as it was asked to be.

Comes in: a routine, settings with a duration, and a measure of how long texts take to say. Goes out: a
script whose timeline has that duration, and sentences that say what was changed. The order is fixed:
rounds and repetitions first, whole ones only; then the tempo of the hands, by a fifth at most; then the
rests. Safety words, check-ins and the closing are never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from voiceguide.errors import DurationError
from voiceguide.layout import lay_out
from voiceguide.routine.model import Role, Routine
from voiceguide.script.compose import compose, rested
from voiceguide.script.model import Anchor, Cue, Script, Slot, SlotKind, Span
from voiceguide.script.plan import TEMPO_RANGE, Plan, natural_plan, repeat_range, rounds_range, strokes_of
from voiceguide.script.words import estimate_s, number
from voiceguide.settings import Settings
from voiceguide.timeline import Timeline
from voiceguide.units import RATE_HZ, clock, spoken_duration, to_samples

Measure = Callable[[Script], Mapping[str, int]]
"""Gives the samples of every spoken cue of a script, by cue id."""

TOLERANCE_S = 1.0
"""A fitted session ends within this of the asked duration, seconds."""

_MAX_MOVES = 400


def estimated(settings: Settings) -> Measure:
    """A measure that guesses from the text, without synthesis."""

    def measure(script: Script) -> Mapping[str, int]:
        return {
            cue.id: max(1, to_samples(estimate_s(cue.text, settings.rate_wpm)))
            for cue in script.cues()
            if cue.earcon is None
        }

    return measure


@dataclass(frozen=True, slots=True)
class Range:
    """How long a session of a routine can be, in seconds."""

    shortest_s: float
    longest_s: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """A script of the asked length.

    Attributes:
        script: The script; its `changes` say what was changed.
        plan: The counts and tempo behind it.
        lengths: Samples of every spoken cue, as measured.
        timeline: Where everything lies.
    """

    script: Script
    plan: Plan
    lengths: Mapping[str, int]
    timeline: Timeline


def fit(routine: Routine, settings: Settings, measure: Measure | None = None) -> Fitted:
    """Compose a script of the asked duration (`settings.duration_s`, else the routine's own).

    Without any duration the routine is composed as its author counted it.

    Args:
        routine: A routine without errors.
        settings: Settings.
        measure: How long cues take to say; by default an estimate, so that nothing is synthesised.

    Raises:
        DurationError: The duration is outside the possible range, which the error states.
        UsageError: Nothing is left when avoiding some regions.
    """
    measure = measure or estimated(settings)
    target_s = settings.duration_s or routine.duration_s
    plan = natural_plan(routine)
    if target_s is None:
        script = compose(routine, settings, plan)
        lengths = measure(script)
        return Fitted(script, plan, lengths, lay_out(script, lengths))
    bias_s = 0.0
    best: Fitted | None = None
    for _ in range(4):
        plan = _count_plan(routine, settings, target_s - bias_s)
        best = _stretch(routine, settings, plan, target_s, measure)
        miss_s = best.timeline.seconds - target_s
        if abs(miss_s) <= TOLERANCE_S:
            return _with_changes(routine, settings, best, target_s)
        bias_s += miss_s
    limits = possible_range(routine, settings, measure)
    assert best is not None
    raise DurationError(
        f"{clock(target_s)} is not possible for {routine.name}: with these settings it can take "
        f"{clock(limits.shortest_s)} to {clock(limits.longest_s)}",
        shortest_s=limits.shortest_s,
        longest_s=limits.longest_s,
        hint=f"Ask for a --duration from {clock(limits.shortest_s)} to {clock(limits.longest_s)}, or another --pace.",
    )


def possible_range(routine: Routine, settings: Settings, measure: Measure | None = None) -> Range:
    """The shortest and the longest session these settings allow, in seconds."""
    measure = measure or estimated(settings)
    edges = []
    for grow, tempo, rests in ((False, TEMPO_RANGE[1], -1.0), (True, TEMPO_RANGE[0], 1.0)):
        plan = natural_plan(routine)
        for _ in range(_MAX_MOVES):
            step = _next_move(routine, settings, plan, grow)
            if step is None:
                break
            plan = step
        script = compose(routine, settings, plan)
        lengths = measure(script)
        edges.append(lay_out(stretched(script, tempo, rests), lengths).seconds)
    return Range(edges[0], edges[1])


def _seconds(routine: Routine, settings: Settings, plan: Plan) -> tuple[float, list[float]]:
    """Estimated length of the whole and of each stage."""
    script = compose(routine, settings, plan)
    timeline = lay_out(script, estimated(settings)(script))
    stages = [0.0] * len(routine.stages)
    for slot in timeline.slots:
        if 0 <= slot.stage < len(stages):
            stages[slot.stage] += (slot.stop - slot.start) / RATE_HZ
    return timeline.seconds, stages


def _count_plan(routine: Routine, settings: Settings, target_s: float) -> Plan:
    """Whole rounds and repetitions that come nearest to the target."""
    plan = natural_plan(routine)
    length_s, _ = _seconds(routine, settings, plan)
    for _ in range(_MAX_MOVES):
        grow = length_s < target_s
        candidate = _next_move(routine, settings, plan, grow, abs(target_s - length_s))
        if candidate is None:
            break
        new_s, _ = _seconds(routine, settings, candidate)
        if abs(new_s - target_s) >= abs(length_s - target_s):
            break
        plan, length_s = candidate, new_s
    return plan


def _next_move(
    routine: Routine, settings: Settings, plan: Plan, grow: bool, room_s: float = float("inf")
) -> Plan | None:
    """The next single change of a count, in the direction asked for, that fits into `room_s`.

    A round of a whole stage comes first, in the stage that got least of what it could have; then one
    repetition of the stroke that changed least. Stages stay within the author's minutes.
    """
    _, stages_s = _seconds(routine, settings, plan)
    sign = 1 if grow else -1
    moves: list[tuple[int, float, Plan]] = []
    for index, stage in enumerate(routine.stages):
        low, high = rounds_range(stage)
        rounds = plan.rounds[index] + sign
        cost_s = _round_cost(routine, settings, plan, index)
        if low <= rounds <= high and cost_s <= room_s * 1.5 and _within(stage.minutes, stages_s[index] + sign * cost_s):
            changed = (*plan.rounds[:index], rounds, *plan.rounds[index + 1 :])
            moves.append((0, sign * plan.rounds[index] / stage.rounds, replace(plan, rounds=changed)))
    for stage_index, step_index, stroke in strokes_of(routine):
        low, high = repeat_range(stroke)
        repeat = plan.repeat(stage_index, step_index, stroke) + sign
        sides = 2 if stroke.side == "each" else 1
        cost_s = plan.rounds[stage_index] * stroke.period_s * stroke.spots * stroke.passes * sides / settings.pace
        minutes = routine.stages[stage_index].minutes
        if low <= repeat <= high and cost_s <= room_s * 1.5 and _within(minutes, stages_s[stage_index] + sign * cost_s):
            repeats = {**plan.repeats, (stage_index, step_index): repeat}
            moves.append((1, sign * (repeat - sign) / stroke.repeat, replace(plan, repeats=repeats)))
    return min(moves, key=lambda move: move[:2])[2] if moves else None


def _round_cost(routine: Routine, settings: Settings, plan: Plan, stage: int) -> float:
    return sum(
        plan.repeat(stage_index, step_index, stroke)
        * stroke.spots
        * stroke.passes
        * stroke.period_s
        / settings.pace
        * (2 if stroke.side == "each" else 1)
        + 12.0
        for stage_index, step_index, stroke in strokes_of(routine)
        if stage_index == stage
    )


def _within(minutes: tuple[float, float] | None, seconds: float) -> bool:
    return minutes is None or minutes[0] * 60 <= seconds <= minutes[1] * 60


def _stretch(routine: Routine, settings: Settings, plan: Plan, target_s: float, measure: Measure) -> Fitted:
    """Reach the target with tempo, then rests, on the cues as really spoken."""
    script = compose(routine, settings, plan)
    lengths = measure(script)
    target = to_samples(target_s)

    def length(tempo: float, rests: float) -> int:
        return lay_out(stretched(script, tempo, rests), lengths).frames

    tempo = _bisect(lambda value: length(value, 0.0) - target, *TEMPO_RANGE, falling=True)
    rests = 0.0
    if abs(length(tempo, 0.0) - target) > RATE_HZ // 2:
        rests = _bisect(lambda value: length(tempo, value) - target, -1.0, 1.0, falling=False)
    final = stretched(script, tempo, rests)
    final = _settled(final, target - lay_out(final, lengths).frames)
    timeline = lay_out(final, lengths)
    return Fitted(final, replace(plan, tempo=tempo, rests=rests), lengths, timeline)


def _bisect(miss: Callable[[float], int], low: float, high: float, *, falling: bool) -> float:
    """Where `miss` changes its sign between `low` and `high`; the nearer end when it does not."""
    for _ in range(24):
        middle = (low + high) / 2
        if (miss(middle) > 0) == falling:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _settled(script: Script, missing: int) -> Script:
    """Give the last samples to the fade at the end, when they are fewer than a second's."""
    if not 0 < abs(missing) <= RATE_HZ:
        return script
    *most, fade = script.slots
    if fade.kind is not SlotKind.FADE or fade.span.seconds <= 1.0:
        return script
    frames = to_samples(fade.span.seconds) + missing
    return replace(script, slots=(*most, replace(fade, span=Span(seconds=frames / RATE_HZ))))


def stretched(script: Script, tempo: float, rests: float) -> Script:
    """The script with its moving hands `tempo` times as fast and its elastic times moved by `rests`."""
    return replace(script, slots=tuple(_stretched_slot(slot, tempo, rests) for slot in script.slots))


def _stretched_slot(slot: Slot, tempo: float, rests: float) -> Slot:
    if not slot.span.beats:
        span = rested(slot, rests)
        factor = span.length_s / slot.span.length_s if slot.span.length_s else 1.0
        return replace(slot, span=span, during=tuple(_moved(cue, factor) for cue in slot.during))
    beats = tuple(
        replace(beat, seconds=beat.seconds / tempo) if beat.role in (Role.PRESS, Role.RETURN) else beat
        for beat in slot.span.beats
    )
    span = replace(slot.span, beats=beats)
    factor = span.length_s / slot.span.length_s
    return replace(slot, span=span, during=tuple(_moved(cue, factor) for cue in slot.during))


def _moved(cue: Cue, factor: float) -> Cue:
    if cue.anchor is Anchor.END and cue.part != "last":
        return cue  # the announcement stays close to the end, at any tempo
    return replace(cue, offset_s=cue.offset_s * factor)


def _with_changes(routine: Routine, settings: Settings, fitted: Fitted, target_s: float) -> Fitted:
    plan = fitted.plan
    changes = []
    for stage, rounds in zip(routine.stages, plan.rounds, strict=True):
        if rounds != stage.rounds:
            changes.append(f"{stage.name}: {number(rounds)} rounds in place of {number(stage.rounds)}.")
    for stage_index, step_index, stroke in strokes_of(routine):
        repeat = plan.repeat(stage_index, step_index, stroke)
        if repeat != stroke.repeat:
            name = stroke.say.name or stroke.technique.value
            changes.append(
                f"{routine.stages[stage_index].name}: {name}, {stroke.region}: {repeat} in place of {stroke.repeat}."
            )
    if abs(plan.tempo - 1) >= 0.005:
        changes.append(f"The hands move at {plan.tempo:.2f} times their usual tempo.")
    if abs(plan.rests) >= 0.01:
        changes.append("Pauses and rests are " + ("longer" if plan.rests > 0 else "shorter") + " than usual.")
    changes.append(f"Fitted to {spoken_duration(target_s)} at pace {settings.pace:g}.")
    return replace(fitted, script=replace(fitted.script, changes=tuple(changes)))
