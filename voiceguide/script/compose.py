"""The composer: a routine becomes a script.

Comes in: a routine, settings and a plan (the counts and tempo that fitting chose). Goes out: a script
whose cues are in order and whose strokes own their time. Knows nothing of voices or sound: times in here
are estimates that only decide where a reminder is due.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from voiceguide.errors import UsageError
from voiceguide.routine.model import Routine, Step, StepKind, Stroke
from voiceguide.script import frame
from voiceguide.script.build import GAP_S, LONG_PAUSE_S, earcon, numbered, said, speech
from voiceguide.script.events import Event, events_of
from voiceguide.script.lines import Earcon
from voiceguide.script.model import Script, Slot, SlotKind, Span, StageHeading
from voiceguide.script.phrasing import Phrases
from voiceguide.script.plan import Plan, natural_plan
from voiceguide.script.strokes import (
    BREATH_EVERY_S,
    CHECK_EVERY_S,
    State,
    in_touch,
    slot_estimate_s,
    spread,
    stroke_slot,
)
from voiceguide.settings import Guidance, Settings
from voiceguide.wording.words import about_minutes, sentence

_Add = Callable[[Slot], None]

CHECK_IN_ANSWER_S = 6.0
"""Time to answer a check-in, seconds."""

WALK_S = 8.0
"""Time to walk around to the other side, seconds."""


def compose(routine: Routine, settings: Settings, plan: Plan | None = None) -> Script:
    """Turn a routine into the ordered cues of one session; see `compose_elastic`."""
    script = compose_elastic(routine, settings, plan)
    return replace(script, slots=tuple(spread(slot, settings.guidance) for slot in script.slots))


def compose_elastic(routine: Routine, settings: Settings, plan: Plan | None = None) -> Script:
    """Turn a routine into cues, with all the calm words that its longest rests would need: `spread` thins them.

    The words depend a little on the times (how long a part still takes), so it is composed twice: the
    first pass tells the second when each stage ends.

    Args:
        routine: A routine without errors.
        settings: Guidance, pace, rate, seed and avoided regions are read.
        plan: Counts and tempo; by default the routine's own.

    Raises:
        UsageError: Nothing is left of the routine once the avoided regions are taken out.
    """
    plan = plan or natural_plan(routine)
    events = events_of(routine, plan, settings.avoid)
    if not any(isinstance(event.item, Stroke) for event in events):
        avoided = ", ".join(settings.avoid) or "nothing"
        raise UsageError(f"no stroke of {routine.name} is left when avoiding {avoided}", hint="Avoid fewer regions.")
    first = _pass(routine, settings, plan, events, {}, None)
    ends: dict[int, float] = {}
    now = 0.0
    for slot in first:
        now += slot_estimate_s(slot, settings.assumed_wpm)
        ends[slot.stage] = now
    slots = _pass(routine, settings, plan, events, ends, settings.duration_s or routine.duration_s or now)
    return Script(
        title=routine.title,
        routine=routine.name,
        language=routine.language,
        guidance=settings.guidance.value,
        stages=tuple(StageHeading(stage.name, stage.ambient) for stage in routine.stages),
        slots=slots,
        ambient=routine.ambient,
        pronounce=routine.pronounce,
        meta=(("pace", f"{settings.pace:g}"), ("seed", str(settings.seed)), ("source", routine.source)),
    )


def _pass(
    routine: Routine,
    settings: Settings,
    plan: Plan,
    events: Sequence[Event],
    ends: dict[int, float],
    length_s: float | None,
) -> tuple[Slot, ...]:
    state = State(
        guidance=settings.guidance,
        rate_wpm=settings.assumed_wpm,
        speed=settings.pace * plan.tempo,
        phrases=Phrases(settings.seed),
        stage_end_s=ends,
    )
    slots: list[Slot] = []

    def add(slot: Slot) -> None:
        slots.append(in_touch(slot, state))
        state.passed(slot)

    for slot in frame.opening(routine, settings.guidance, length_s):
        add(slot)
    state.breath_s = state.care_s = state.anchor_s = state.check_s = state.now_s
    stage, opens = -1, False
    for number, event in enumerate(events):
        if event.stage != stage:
            stage, opens = event.stage, True
            add(_heading(routine, stage, ends, state))
        if event.walks:
            add(_walk(event, settings.guidance))
        if isinstance(event.item, Stroke):
            following = events[number + 1] if number + 1 < len(events) else None
            _before_stroke(event, plan, state, add)
            add(stroke_slot(event, event.item, plan, state, _announced(events[number + 1 :]), opens))
            opens = False
            _after_stroke(event, following, state, add)
        else:
            _step(event, event.item, state, add)
    last = next(event for event in reversed(events) if isinstance(event.item, Stroke))
    for slot in frame.closing(routine, last.item.region, last.side, settings.guidance):
        add(slot)
    return _elastic(slots, plan.rests)


_HANDS_STAY = {StepKind.SAY, StepKind.WAIT, StepKind.CHECK_IN, StepKind.BREATHE, StepKind.OIL, StepKind.CHIME}
"""Steps in which the hands stay about where they are: the stroke after them can be announced already."""


def _announced(later: Sequence[Event]) -> Event | None:
    """What is announced while a stroke goes on: the next stroke, or the step that lies between."""
    for event in later:
        if event.walks or isinstance(event.item, Stroke) or event.item.kind not in _HANDS_STAY:
            return event
    return None


def _heading(routine: Routine, stage: int, ends: dict[int, float], state: State) -> Slot:
    texts = [sentence(routine.stages[stage].name)]
    full = state.guidance is Guidance.FULL
    if full and stage in ends:
        begin = max((end for index, end in ends.items() if index < stage), default=0.0)
        texts.append(sentence(about_minutes(ends[stage] - begin)))
    lead = (earcon(Earcon.REGION), *said(texts, "stage", LONG_PAUSE_S / 2))
    if full and state.now_s - state.breath_s > BREATH_EVERY_S * 0.8:
        state.breath_s = state.now_s
        lead += (speech(state.phrases.draw("breath"), "breath", LONG_PAUSE_S / 2),)
    return numbered(Slot(f"{stage + 1}.heading", SlotKind.STAGE, stage, title=routine.stages[stage].name, lead=lead))


def _walk(event: Event, guidance: Guidance) -> Slot:
    texts = [f"Now your partner's {event.side} side."]
    if guidance is Guidance.FULL:
        texts.append("Keep one hand resting on the skin as you move around.")
    return numbered(
        Slot(
            id=f"{event.stage + 1}.turn",
            kind=SlotKind.TRANSITION,
            stage=event.stage,
            title="Change of side",
            lead=(earcon(Earcon.SIDE), *said(texts, "side", GAP_S)),
            span=Span(seconds=WALK_S),
            min_s=WALK_S * 0.75,
            max_s=WALK_S * 1.5,
        )
    )


def _check_in(event: Event, state: State, when: str) -> Slot:
    text = "Green, yellow or red?" if state.guidance is Guidance.SIGNALS else state.phrases.draw("check-in")
    state.check_s = state.now_s
    return numbered(
        Slot(
            id=f"{event.id}.{when}",
            kind=SlotKind.STEP,
            stage=event.stage,
            title="Check-in",
            lead=(speech(text, "check-in", 0.0),),
            span=Span(seconds=CHECK_IN_ANSWER_S),
            min_s=CHECK_IN_ANSWER_S,
            max_s=CHECK_IN_ANSWER_S,
        )
    )


def _before_stroke(event: Event, plan: Plan, state: State, add: _Add) -> None:
    """A check-in when this stroke would otherwise end too long after the last one."""
    stroke = event.item
    assert isinstance(stroke, Stroke)
    repeat = plan.repeat(event.stage, event.step, stroke)
    length = repeat * stroke.spots * stroke.passes * stroke.period_s / state.speed + 25.0
    waited = state.now_s - state.check_s
    if waited > 60 and waited + length > CHECK_EVERY_S:
        add(_check_in(event, state, "ask-before"))


def _after_stroke(event: Event, following: Event | None, state: State, add: _Add) -> None:
    """A check-in after the first stroke of each region, unless the author asks there."""
    region = event.item.region
    if region in state.checked_regions:
        return
    state.checked_regions.add(region)
    asks = following is not None and isinstance(following.item, Step) and following.item.kind is StepKind.CHECK_IN
    if not asks:
        add(_check_in(event, state, "ask"))


def _step(event: Event, step: Step, state: State, add: _Add) -> None:
    source = f"stages[{event.stage}].strokes[{event.step}]"
    if step.kind is StepKind.CHECK_IN:
        slot = _check_in(event, state, "ask")
        if step.text and state.guidance is not Guidance.SIGNALS:
            cue = replace(slot.lead[0], text=sentence(step.text))
            slot = replace(slot, lead=(cue,))
        add(replace(slot, source=source))
        return
    if state.guidance is Guidance.SIGNALS and step.kind is StepKind.SAY:
        return
    if step.kind in (StepKind.BREATHE, StepKind.HOLD):
        state.breath_s = state.now_s
    add(frame.plain_step(step, event.id, event.stage, SlotKind.STEP, source, event.side))


def _elastic(slots: Sequence[Slot], rests: float) -> tuple[Slot, ...]:
    return tuple(replace(slot, span=rested(slot, rests)) for slot in slots)


def rested(slot: Slot, rests: float) -> Span:
    """The slot's span with its plain seconds moved between shortest (−1), usual (0) and longest (1)."""
    usual = slot.span.seconds
    if slot.span.beats or slot.max_s <= 0:
        return slot.span
    seconds = usual + rests * ((slot.max_s - usual) if rests > 0 else (usual - slot.min_s))
    return replace(slot.span, seconds=seconds)
