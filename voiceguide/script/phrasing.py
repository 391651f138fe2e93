"""The wording: what the voice says, sentence by sentence.

Comes in: strokes, steps and numbers. Goes out: sentences of about twelve words at most, in the
imperative, that need no eyes. Every default can be worded by the author (`Wording`). Variation is
drawn from seeded bags, so that the same seed always says the same and nothing repeats before all
its sisters were heard.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from voiceguide import anatomy
from voiceguide.routine.model import Phase, Role, Step, StepKind, Stroke, Technique
from voiceguide.routine.techniques import TABLE
from voiceguide.wording.words import counted, listed, number, sentence, times

_VERBS = {
    Technique.EFFLEURAGE: "Glide",
    Technique.PETRISSAGE: "Knead",
    Technique.FRICTION: "Circle",
    Technique.COMPRESSION: "Press",
    Technique.STATIC_PRESSURE: "Press and stay",
    Technique.VIBRATION: "Shake lightly",
    Technique.TAPOTEMENT: "Tap lightly",
    Technique.PASSIVE_STRETCH: "Stretch slowly",
    Technique.STILL_HANDS: "Rest",
}
_PRESSURE = {
    1: "feather light, as if smoothing on lotion",
    2: "light, as if rubbing lotion in",
    3: "firm enough to move the muscle",
    4: "deep and slow, leaning in with your weight",
}
_SHORT_PRESSURE = {1: "feather light", 2: "light", 3: "firm", 4: "deep and slow"}
_PHASE_WORDS = {
    "out": "on the way out",
    "back": "on the way back",
    "in": "going in",
    "hold": "while you stay",
    "off": "in between",
    "squeeze": "as you squeeze",
    "release": "as you let go",
}

# Each bag is drawn empty before it is filled again.
POOLS: dict[str, tuple[str, ...]] = {
    "begin": ("Begin.", "And begin.", "Begin now.", "Start slowly, now."),
    "breath": (
        "Breathe out slowly, and let your shoulders drop.",
        "Invite your partner to take a deep breath.",
        "Breathe in together, and out together.",
        "Let your breath set the speed of your hands.",
        "A long breath in. And a longer breath out.",
        "Notice your breath. Let it be slow and low.",
    ),
    "care": (
        "Lean in with your body. Let your arms stay soft.",
        "Keep your wrists soft and straight.",
        "Drop your shoulders, and loosen your jaw.",
        "Let your weight do the work, not your muscles.",
        "If your thumbs tire, use your palm instead.",
        "Shift your weight until you are comfortable.",
        "Move from your hips, with a long back.",
    ),
    "rhythm": (
        "Slower is better. There is plenty of time.",
        "Stay with the sound: it rises and falls with your hands.",
        "Keep the same steady rhythm.",
        "Let each one flow into the next.",
        "Keep your hands soft, and close to the skin.",
        "Nothing sudden. Even and unhurried.",
        "Feel the warmth under your hands.",
        "Follow the shape of the body.",
        "Let your hands be heavy and calm.",
    ),
    "spot": ("Move to the next spot.", "Next spot.", "And move along a little.", "On to the next spot."),
    "top": ("Back to where you began.", "Once more from the start.", "Return to the first spot."),
    "check-in": (
        "Ask your partner: green, yellow or red?",
        "Ask: is this pressure good? Green, yellow or red?",
        "Check with your partner. Green, yellow or red?",
        "Ask how this feels. Green, yellow or red?",
    ),
    "keep": (
        "Keep one hand resting on the skin.",
        "One hand stays in contact.",
        "Let one hand stay where it is.",
        "Stay in touch with one hand as you move.",
    ),
    "wait": (
        "Take all the time you need.",
        "There is no hurry.",
        "Breathe, and let your shoulders drop.",
        "Rest, and let everything settle.",
        "Stay warm and comfortable.",
        "Nothing else to do just now.",
    ),
    "hold-breath": (
        "Breathe out as you settle in.",
        "Breathe together while you stay.",
        "Stay, and breathe slowly.",
        "Let the breath soften this place.",
    ),
}


class Phrases:
    """Draws the varied sentences of one session.

    Args:
        seed: The same seed draws the same sentences in the same order.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._bags: dict[str, list[str]] = {}
        self._latest: dict[str, str] = {}

    def draw(self, pool: str) -> str:
        """The next sentence of a pool; none comes twice before all came once."""
        bag = self._bags.get(pool)
        if not bag:
            bag = list(POOLS[pool])
            self._random.shuffle(bag)
            if bag[-1] == self._latest.get(pool):
                bag.reverse()
            self._bags[pool] = bag
        self._latest[pool] = bag.pop()
        return self._latest[pool]


def place(region: str, side: str) -> str:
    """``your partner's right calf``."""
    return anatomy.place(region, side)


def short_place(region: str, side: str) -> str:
    """``the right calf``."""
    return f"the {anatomy.spoken(region, side)}"


def name_of(stroke: Stroke) -> str:
    """What the stroke is called aloud, without a capital: ``kneading``."""
    return (stroke.say.name or TABLE[stroke.technique].plain).strip().rstrip(".")


def where(stroke: Stroke, side: str) -> str:
    """Where the hands go, with the name of what comes."""
    return sentence(stroke.say.where or f"{name_of(stroke)}, on {place(stroke.region, side)}")


def hands(stroke: Stroke) -> str:
    """Which part of which hand."""
    return sentence(stroke.say.hands or f"use {stroke.hands}")


def path(stroke: Stroke) -> str:
    """The way of the hands."""
    return sentence(stroke.say.path or f"{_VERBS[stroke.technique]} {stroke.path}")


def pressure(stroke: Stroke) -> str:
    """How hard, phase by phase where it differs."""
    if stroke.say.pressure:
        return sentence(stroke.say.pressure)
    firm, soft = _firm_and_soft(stroke)
    if firm.pressure == soft.pressure:
        return sentence(f"keep it {_PRESSURE[min(firm.pressure, 4)]}")
    return sentence(
        f"{_SHORT_PRESSURE[min(firm.pressure, 4)]} {_phase_words(firm)}, "
        f"{_SHORT_PRESSURE[min(soft.pressure, 4)]} {_phase_words(soft)}"
    )


def short_pressure(stroke: Stroke) -> str:
    """How hard, in a word or two."""
    return stroke.say.pressure or sentence(f"keep it {_SHORT_PRESSURE[min(stroke.pressure, 4)]}")


def _firm_and_soft(stroke: Stroke) -> tuple[Phase, Phase]:
    moving = [phase for phase in stroke.phases if phase.name not in ("off", "rest")] or list(stroke.phases)
    firm = max(moving, key=lambda phase: phase.pressure)
    soft = min(moving, key=lambda phase: phase.pressure)
    return firm, soft


def _phase_words(phase: Phase) -> str:
    return _PHASE_WORDS.get(phase.name, f"in the {phase.name}")


def lighter(stroke: Stroke) -> str:
    """Where on the way the hands lighten; empty when nowhere. Said at every level: it is for safety."""
    places = [anatomy.spoken(region, "both") for region in stroke.lighter]
    return sentence(f"feather light over the {listed(places)}") if places else ""


def count(stroke: Stroke, repeat: int) -> str:
    """How many, or how long for a single hold."""
    if stroke.say.count and repeat == stroke.repeat:
        return sentence(stroke.say.count)
    unit = TABLE[stroke.technique].unit
    if stroke.technique is Technique.STILL_HANDS and repeat == 1:
        return sentence(f"stay for {number(round(stroke.period_s))} seconds")
    text = counted(repeat, unit)
    if stroke.spots > 1:
        text += f" on each of {number(stroke.spots)} spots"
    if stroke.passes > 1:
        text += f", all of it {times(stroke.passes)}"
    return sentence(text)


def last(stroke: Stroke, left: int) -> str:
    """Said before the last repetitions."""
    if left == 1:
        return sentence(stroke.say.last or "last one")
    return sentence(f"{number(left)} more")


def upcoming(stroke: Stroke, side: str, keep: str, *, again: bool = False) -> str:
    """The next stroke, announced before the present one ends."""
    if stroke.say.next:
        return f"{sentence(stroke.say.next)} {sentence(keep)}".strip()
    if again:
        return f"Next, the same again. {sentence(keep)}".strip()
    return f"Next, {name_of(stroke)} on {short_place(stroke.region, side)}. {sentence(keep)}".strip()


_STEP_AHEAD = {
    StepKind.UNCOVER: "uncover",
    StepKind.COVER: "cover",
    StepKind.TURN_OVER: "turn over",
    StepKind.SETTLE: "settle and rest",
    StepKind.HOLD: "still hands",
}


def upcoming_step(step: Step, side: str) -> str:
    """A step that is no stroke, announced before the present stroke ends."""
    ahead = _STEP_AHEAD.get(step.kind, "a short pause")
    if step.kind in (StepKind.UNCOVER, StepKind.COVER):
        of_side = f"{side} " if side in ("left", "right") else ""
        ahead += f" the {of_side}{step.text.removeprefix('the ') or 'area'}"
    if step.kind is StepKind.HOLD and step.region:
        ahead += f" on {short_place(step.region, side)}"
    return sentence(f"after this, {ahead}")


def breath_pool(stroke: Stroke) -> str:
    """From which pool a stroke's breath cue is drawn."""
    roles = TABLE[stroke.technique].roles
    holds = any(roles.get(phase.name) is Role.HOLD for phase in stroke.phases)
    return "hold-breath" if holds else "breath"


def needs(items: Sequence[str]) -> str:
    """What to have at hand."""
    return sentence(f"you need {listed(tuple(items))}")


SAFETY: tuple[tuple[str, ...], ...] = (
    (
        "First, safety.",
        "Do not start with a fever, or an illness that spreads.",
        "Do not start with a known or suspected blood clot.",
        "Do not start with a fracture or a bleeding disorder.",
        "Do not start after alcohol or drugs.",
        "Do not start with severe pain that nobody has explained.",
        "If one leg is swollen, painful, warm or red, do not massage. Seek care.",
    ),
    (
        "Ask a clinician first about pregnancy, cancer, or blood thinners.",
        "Ask too about osteoporosis, heart disease, or uncontrolled blood pressure.",
        "Ask too about recent surgery or injury, or a slipped disc with leg symptoms.",
        "Leave out areas that feel numb.",
    ),
    (
        "Work around wounds, burns, rashes, bruises and inflammation.",
        "Work around scars and varicose veins.",
        "Never press on the spine, the throat, or the backs of the knees.",
    ),
    (
        "Stop at once for sharp, shooting or spreading pain.",
        "Stop for numbness, dizziness, nausea or breathlessness.",
        "And stop whenever your partner says stop.",
    ),
    (
        "Agree now which areas are welcome, and which are not.",
        "Green means good. Yellow means softer. Red means stop.",
    ),
)
"""Spoken before every session, group by group; never left out or shortened (docs: safety)."""

OIL_SAFETY = (
    "Before you use an oil, ask about nut allergy.",
    "Try a drop on the inside of the wrist first.",
    "Take about a teaspoon at a time, into your own hands. Never pour it on the skin.",
)
"""Spoken when a routine uses oil."""

CLOSING = (
    "Your partner rests now, covered and warm.",
    "Afterwards, rise slowly, and drink some water if you like.",
    "Swap roles another day.",
)
"""Spoken at the end when the author says nothing else."""
