"""The table of techniques: phases, default tempo and repetitions, and the time other steps take.

Figures are those of docs/explanation/timing.md: chosen inside the ranges of the literature. Gentle
touch is rated most pleasant at 1–10 cm/s with a peak near 3 cm/s (Löken et al. 2009; Ackerley et al.
2014, Front. Behav. Neurosci. 8:54); the back from neck to pelvis measures about 51 cm, so 10 s out
is 5 cm/s. Stretches of 10–30 s: ACSM's Guidelines, 11th ed. (2021).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from voiceguide.anatomy import REGIONS
from voiceguide.routine.model import Phase, Role, StepKind, Technique


@dataclass(frozen=True, slots=True)
class TechniqueFacts:
    """What is usual for a technique.

    Attributes:
        phases: One repetition at pace 1, with default pressures (Walton).
        repeat: Usual repetitions at a spot.
        plain: What people call it, for the voice ("kneading").
        unit: What one repetition is called ("stroke", "circle"), singular.
        hands: Usual hands, as a phrase.
        path: Usual way of the hands, as a phrase that follows the verb ("Knead …").
        glides: Whether the hands travel, so that a speed in cm/s makes sense.
        travelling: The phases of the form that travels out and back (thumbs rolling along a muscle, an arm
            squeezed all the way down); taken when an author names ``out`` or ``back``. Empty: there is none.
    """

    phases: tuple[Phase, ...]
    repeat: int
    plain: str
    unit: str
    hands: str
    path: str
    glides: bool = False
    travelling: tuple[Phase, ...] = ()


TABLE: dict[Technique, TechniqueFacts] = {
    Technique.EFFLEURAGE: TechniqueFacts(
        phases=(Phase("out", Role.PRESS, 10, 2), Phase("back", Role.RETURN, 6, 1)),
        repeat=5,
        plain="long gliding strokes",
        unit="stroke",
        hands="both palms",
        path="slowly along the whole length, and lightly back",
        glides=True,
    ),
    Technique.PETRISSAGE: TechniqueFacts(
        phases=(Phase("squeeze", Role.PRESS, 1.5, 2), Phase("release", Role.RETURN, 1.0, 1)),
        repeat=5,
        plain="kneading",
        unit="squeeze",
        hands="both hands",
        path="the muscle: grasp it, lift it slightly, let it go",
        travelling=(Phase("out", Role.PRESS, 7, 2), Phase("back", Role.RETURN, 5, 1)),
    ),
    Technique.FRICTION: TechniqueFacts(
        phases=(Phase("circle", Role.PRESS, 2.5, 2),),
        repeat=5,
        plain="small circles",
        unit="circle",
        hands="both thumbs",
        path="slowly, each circle on the same spot",
        travelling=(Phase("out", Role.PRESS, 1.5, 2), Phase("back", Role.RETURN, 1, 1)),
    ),
    Technique.COMPRESSION: TechniqueFacts(
        phases=(Phase("in", Role.PRESS, 2, 2), Phase("hold", Role.HOLD, 3, 2), Phase("out", Role.RETURN, 2, 1)),
        repeat=5,
        plain="slow presses",
        unit="press",
        hands="both palms",
        path="straight down, slowly in and slowly out",
    ),
    Technique.STATIC_PRESSURE: TechniqueFacts(
        phases=(Phase("hold", Role.HOLD, 10, 2), Phase("off", Role.REST, 3, 1)),
        repeat=3,
        plain="still pressure",
        unit="hold",
        hands="both thumbs",
        path="without moving, then let go slowly",
    ),
    Technique.VIBRATION: TechniqueFacts(
        phases=(Phase("shake", Role.HOLD, 5, 1), Phase("rest", Role.REST, 3, 1)),
        repeat=3,
        plain="light shaking",
        unit="shake",
        hands="both palms",
        path="with loose hands and soft wrists",
    ),
    Technique.TAPOTEMENT: TechniqueFacts(
        phases=(Phase("tap", Role.HOLD, 5, 1), Phase("rest", Role.REST, 3, 1)),
        repeat=3,
        plain="light tapping",
        unit="round of tapping",
        hands="the fingertips of both hands",
        path="in an even rhythm, with soft wrists",
    ),
    Technique.PASSIVE_STRETCH: TechniqueFacts(
        phases=(Phase("stretch", Role.HOLD, 10, 1), Phase("release", Role.RETURN, 3, 1)),
        repeat=2,
        plain="a gentle stretch",
        unit="stretch",
        hands="both hands",
        path="and only as far as is easy, then let go",
    ),
    Technique.STILL_HANDS: TechniqueFacts(
        phases=(Phase("hold", Role.HOLD, 18, 1),),
        repeat=1,
        plain="still hands",
        unit="hold",
        hands="both palms",
        path="without moving",
    ),
}
"""One row a technique: 10 out + 6 back, 2.5 a squeeze or circle, 2 in + 3 hold + 2 out, 10 on + 3 off.

Travelling: an arm squeezed down and traced back takes 7 + 5; a circle pressed one way and light the other 1.5 + 1.
"""

_GLIDES: dict[str, tuple[float, float]] = {
    "back": (10, 6),
    "beside the spine": (10, 6),
    "legs": (12, 8),
    "shoulders": (5, 3),
}
"""Effleurage out and back over some regions, seconds."""

_OUT_CM_S, _BACK_CM_S = 5.0, 8.0
"""Speed of effleurage elsewhere, derived from the back: 51 cm in 10 s out and 6 s back."""


def usual_phases(technique: Technique, region: str) -> tuple[Phase, ...]:
    """One repetition of a technique without an author's tempo: gliding takes longer over longer regions."""
    facts, length = TABLE[technique], REGIONS[region].length_cm
    if not facts.glides or length is None:
        return facts.phases
    seconds = _GLIDES.get(region, (_halves(length / _OUT_CM_S), _halves(length / _BACK_CM_S)))
    return tuple(replace(phase, seconds=each) for phase, each in zip(facts.phases, seconds, strict=True))


def _halves(seconds: float) -> float:
    return max(1.0, round(seconds * 2) / 2)


STEP_SECONDS: dict[StepKind, float] = {
    StepKind.SAY: 0.0,
    StepKind.WAIT: 10.0,
    StepKind.CHECK_IN: 6.0,
    StepKind.BREATHE: 10.0,
    StepKind.OIL: 25.0,
    StepKind.SETTLE: 45.0,
    StepKind.TURN_OVER: 100.0,
    StepKind.HOLD: 18.0,
    StepKind.UNCOVER: 15.0,
    StepKind.COVER: 15.0,
    StepKind.CHIME: 3.0,
}
"""The usual time after the words of a step, seconds: settling in takes 30–60 s (people ask for up to 5 min), oil
20–30 s, turning over 90–120 s, an answer 6 s."""
