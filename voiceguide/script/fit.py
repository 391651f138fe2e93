"""Fitting: a session is made as long as it was asked to be.

Comes in: a routine, settings with a duration, and a measure of how long texts take to say. Goes out: a
script whose timeline has that duration, and sentences that say what was changed. The order is fixed:
rounds and repetitions first, whole ones only; then the tempo of the hands, by a fifth at most; then the
rests. Safety words, check-ins and the closing are never touched.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache

from voiceguide.errors import DurationError
from voiceguide.layout import frames_of, lay_out
from voiceguide.routine.model import Role, Routine
from voiceguide.script.compose import compose, compose_elastic, rested
from voiceguide.script.counts import Rung, ladder
from voiceguide.script.model import Anchor, Beat, Cue, Script, Slot, SlotKind, Span
from voiceguide.script.plan import TEMPO_RANGE, Plan, natural_plan, strokes_of
from voiceguide.script.strokes import spread
from voiceguide.settings import Guidance, Settings
from voiceguide.timeline.model import Timeline
from voiceguide.units import RATE_HZ, clock, spoken_duration, to_samples
from voiceguide.wording.words import counted, estimate_s, number

_ASKABLE = next(each.metadata for each in fields(Settings) if each.name == "duration_s")
"""Which durations can be asked for: ``low`` to ``high`` seconds."""

Measure = Callable[[Script], Mapping[str, int]]
"""Gives the samples of every spoken cue of a script, by cue id."""

TOLERANCE_S = 1.0
"""A fitted session ends within this of the asked duration, seconds."""

_MAX_TRIES = 24
"""How many neighbouring plans are tried when the likeliest one cannot reach the target."""

_MANY_SLOTS, _FEW_TRIES = 500, 2
"""A script of more slots (an hour of the shipped routines comes to about 120) gets fewer tries, so that no file
takes minutes; its counts are so many that the likeliest plan is near enough."""


def estimated(settings: Settings) -> Measure:
    """A measure that guesses from the text, without synthesis."""

    def measure(script: Script) -> Mapping[str, int]:
        return {
            cue.id: max(1, to_samples(estimate_s(cue.text, settings.assumed_wpm)))
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

    Without any duration the routine is composed as its author counted it. When only the routine's own duration
    is impossible (at a slow pace, say), the nearest possible one is taken.

    Args:
        routine: A routine without errors.
        settings: Settings.
        measure: How long cues take to say; by default an estimate, so that nothing is synthesised.

    Raises:
        DurationError: The duration is not possible; the error states the possible range.
        UsageError: Nothing is left when avoiding some regions.
    """
    measure = measure or estimated(settings)
    target_s = settings.duration_s or routine.duration_s
    if target_s is None:
        plan = natural_plan(routine)
        script = compose(routine, settings, plan)
        lengths = measure(script)
        return Fitted(script, plan, lengths, lay_out(script, lengths))
    rungs = ladder(routine, settings.pace, settings.avoid)
    limits: Range | None = None
    for plan, script, lengths in _near_rungs(routine, settings, rungs, target_s, measure):
        fitted = _stretch(plan, script, lengths, target_s)
        if abs(fitted.timeline.seconds - target_s) <= TOLERANCE_S:
            return _with_changes(routine, settings, fitted, target_s)
        limits = limits or possible_range(routine, settings, measure)
        if not limits.shortest_s <= target_s <= limits.longest_s:
            nearest_s = min(max(target_s, math.ceil(limits.shortest_s)), math.floor(limits.longest_s))
            if settings.duration_s is None and _ASKABLE["low"] <= nearest_s <= _ASKABLE["high"]:
                return fit(routine, replace(settings, duration_s=float(nearest_s)), measure)
            break
    raise _impossible(routine, limits or possible_range(routine, settings, measure), target_s)


def _near_rungs(
    routine: Routine, settings: Settings, rungs: tuple[Rung, ...], target_s: float, measure: Measure
) -> Iterator[tuple[Plan, Script, Mapping[str, int]]]:
    """The plans that may reach the target, likeliest first, composed and measured.

    Composing tells how much longer a session is than the model's strokes. It is guessed with estimated speech
    until the rung stays the same, then corrected with speech as really spoken; neighbours follow in both
    directions.
    """
    guess = estimated(settings)

    @cache
    def composed(index: int) -> Script:
        return compose_elastic(routine, settings, rungs[index].plan)

    @cache
    def measured(index: int, how: Measure) -> tuple[Mapping[str, int], float]:
        lengths = how(composed(index))
        return lengths, frames_of(composed(index), lengths) / RATE_HZ - rungs[index].model_s

    index, base_s = len(rungs) // 2, 0.0
    for how in (*[guess] * 4, *[measure] * 3):
        _, base_s = measured(index, how)
        wanted = _nearest(rungs, target_s - base_s)
        if wanted == index and how is measure:
            break
        index = wanted
    yield rungs[index].plan, composed(index), measured(index, measure)[0]
    order = sorted(range(len(rungs)), key=lambda each: abs(rungs[each].model_s - (target_s - base_s)))
    tries = _MAX_TRIES if len(composed(index).slots) <= _MANY_SLOTS else _FEW_TRIES
    for each in order[:tries]:
        if each != index:
            yield rungs[each].plan, composed(each), measured(each, measure)[0]


def _nearest(rungs: tuple[Rung, ...], model_s: float) -> int:
    return min(range(len(rungs)), key=lambda index: abs(rungs[index].model_s - model_s))


def _impossible(routine: Routine, limits: Range, target_s: float) -> DurationError:
    shortest, longest = clock(limits.shortest_s), clock(limits.longest_s)
    if limits.shortest_s < target_s < limits.longest_s:
        message = f"{clock(target_s)} cannot be met for {routine.name}: its exact counts leave a gap there"
        hint = f"Ask for another --duration from {shortest} to {longest}, or another --pace."
    else:
        message = (
            f"{clock(target_s)} is not possible for {routine.name}: "
            f"with these settings it can take {shortest} to {longest}"
        )
        hint = f"Ask for a --duration from {shortest} to {longest}, or another --pace."
    return DurationError(message, shortest_s=limits.shortest_s, longest_s=limits.longest_s, hint=hint)


def possible_range(routine: Routine, settings: Settings, measure: Measure | None = None) -> Range:
    """The shortest and the longest session these settings allow, in seconds."""
    measure = measure or estimated(settings)
    rungs = ladder(routine, settings.pace, settings.avoid)
    edges = []
    for rung, tempo, rests in ((rungs[0], TEMPO_RANGE[1], -1.0), (rungs[-1], TEMPO_RANGE[0], 1.0)):
        script = compose_elastic(routine, settings, rung.plan)
        edges.append(lay_out(stretched(script, tempo, rests), measure(script)).seconds)
    return Range(edges[0], edges[1])


def _stretch(plan: Plan, script: Script, lengths: Mapping[str, int], target_s: float) -> Fitted:
    """Reach the target with tempo, then rests, on the cues as really spoken."""
    target = to_samples(target_s)

    def miss(tempo: float, rests: float) -> int:
        return frames_of(stretched(script, tempo, rests), lengths) - target

    tempo, rests = 1.0, 0.0
    if miss(tempo, rests) != 0:
        tempo = _bisect(lambda value: miss(value, 0.0), TEMPO_RANGE[1], TEMPO_RANGE[0])
        if abs(miss(tempo, rests)) > RATE_HZ // 2:
            rests = _bisect(lambda value: miss(tempo, value), -1.0, 1.0)
    final = stretched(script, tempo, rests)
    final = _settled(final, -miss(tempo, rests))
    return Fitted(final, replace(plan, tempo=tempo, rests=rests), lengths, lay_out(final, lengths))


def _bisect(miss: Callable[[float], int], shortest: float, longest: float) -> float:
    """Where `miss`, which rises from `shortest` to `longest`, is zero; the nearer end when it never is."""
    if miss(shortest) >= 0:
        return shortest
    if miss(longest) <= 0:
        return longest
    for _ in range(20):
        middle = (shortest + longest) / 2
        if miss(middle) > 0:
            longest = middle
        else:
            shortest = middle
    return (shortest + longest) / 2


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
    guidance = Guidance(script.guidance)
    return replace(script, slots=tuple(_stretched_slot(slot, tempo, rests, guidance) for slot in script.slots))


def _stretched_slot(slot: Slot, tempo: float, rests: float, guidance: Guidance) -> Slot:
    if not slot.span.beats:
        return spread(replace(slot, span=rested(slot, rests)), guidance)
    beats = tuple(_faster(beat, tempo) for beat in slot.span.beats)
    span = Span(slot.span.repetitions, beats, slot.span.seconds)
    factor = span.length_s / slot.span.length_s
    return replace(slot, span=span, during=_moved(slot.during, factor))


def _faster(beat: Beat, tempo: float) -> Beat:
    if beat.role not in (Role.PRESS, Role.RETURN):
        return beat
    return Beat(beat.role, max(beat.min_s, beat.seconds / tempo), beat.min_s)


def _moved(cues: tuple[Cue, ...], factor: float) -> tuple[Cue, ...]:
    """The cues within a span that has become `factor` times as long."""
    if factor == 1.0:
        return cues
    # an announcement stays close to the end, at any tempo
    close = [cue.anchor is Anchor.END and cue.part != "last" for cue in cues]
    return tuple(
        cue if stays else replace(cue, offset_s=cue.offset_s * factor) for cue, stays in zip(cues, close, strict=True)
    )


def _with_changes(routine: Routine, settings: Settings, fitted: Fitted, target_s: float) -> Fitted:
    plan = fitted.plan
    changes = []
    for stage, rounds in zip(routine.stages, plan.rounds, strict=True):
        if rounds != stage.rounds:
            changes.append(f"{stage.name}: {counted(rounds, 'round')} in place of {number(stage.rounds)}.")
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
