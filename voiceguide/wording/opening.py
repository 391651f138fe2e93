"""The words that begin every session, at every level the same, and how long they take.

Two forms: on bare skin the hands are warmed (and oil taken) under the first sentences; on a covered body the first
touch is over the blanket, and uncovering and oil come under the cautions. Nothing of it is ever left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from voiceguide.choreography.model import Opening
from voiceguide.errors import VoiceguideError
from voiceguide.routine.model import OilAmount, Routine, Side, Stage, Step, StepKind, Stroke
from voiceguide.routine.sided import for_side
from voiceguide.routine.touch import is_left_out
from voiceguide.wording.announce import OPENING_WORDS, opening_sentence
from voiceguide.wording.data import phrasebook
from voiceguide.wording.model import Situation
from voiceguide.wording.needs import GAP_S
from voiceguide.wording.places import parts_of_body, situation_of, the_place, their_place
from voiceguide.wording.seconds import error_s, estimate_s
from voiceguide.wording.words import number, sentence, word_count

MOST_WORDS = 140
"""The opening is never longer."""

START_S = 1.2
"""Before the first word, seconds: the bed fades in."""

ANSWER_S = 6.0
"""To say where hands are welcome, seconds."""

BREATH_S = 6.0
"""For one long breath out, seconds; on a covered body it goes on under the next words."""

BETWEEN_S, SHORT_S = 0.7, 0.5
"""Between two sentences; between two that belong together, seconds."""

TOUCH_REST_S, UNCOVER_S, OIL_S = 7.0, 12.0, 15.0
"""On a covered body: hands rest on the blanket, it is folded back, oil is taken, seconds."""

CHANGE_S = 3.0
"""What is said of uncovering and of oil begins so long before it, seconds."""

SPARE_S = 0.4
"""Kept free before the first stroke, seconds."""

FAST_WPM = 150.0
MOST_TOUCH_S, MOST_STROKE_S = (45.0, 55.0), (90.0, 105.0)
"""First touch and first stroke at the latest: with voices from `FAST_WPM` on, and with slower ones, seconds."""


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """A sentence of the opening.

    Attributes:
        part: What it is for: the name of its pool after ``opening.``, or ``first`` for the first stroke.
        text: What is said.
        after_s: Seconds from its end to the next sentence.
        both: Both people are meant.
    """

    part: str
    text: str
    after_s: float = BETWEEN_S
    both: bool = True


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """What the opening must know of a session.

    Attributes:
        seconds: Length of the session; 0: not known yet.
        regions: Regions of its strokes, in order.
        stroke: The first stroke.
        side: Its side.
        covered: The body is covered when hands first rest on it.
        oil: Oil is used.
    """

    seconds: float
    regions: tuple[str, ...]
    stroke: Stroke
    side: str
    covered: bool
    oil: bool


def opening(routine: Routine, words_per_minute: float, avoid: Iterable[str] = ()) -> Opening:
    """How long the opening of a routine takes with a voice; the same at every level of guidance and every length.

    A short session may leave the first strokes out, so every stroke that can come first is reckoned with.

    Args:
        routine: The routine, with at least one stroke.
        words_per_minute: Of the voice, inside sentences.
        avoid: Regions that the receiver wants left out.

    Raises:
        VoiceguideError: The routine has no stroke.
    """
    avoided = tuple(avoid)
    every = [(stage, place, step) for stage in routine.stages for place, step in enumerate(stage.steps)
             if isinstance(step, Stroke)]  # fmt: skip
    strokes = [each for each in every if not (avoided and is_left_out(each[2], avoided))] or every
    if not strokes:
        raise VoiceguideError(f"{routine.name} has no stroke")
    regions = tuple(stroke.region for _, _, stroke in strokes)
    kept = next((number for number, (_, _, stroke) in enumerate(strokes) if stroke.essence in (1, None)), len(strokes))
    times = [_times(routine, regions, *each, words_per_minute) for each in strokes[: kept + 1]]
    return Opening(max(time.touch_s for time in times), max(time.stroke_s for time in times))


def _times(
    routine: Routine, regions: tuple[str, ...], stage: Stage, place: int, first: Stroke, words_per_minute: float
) -> Opening:
    """How long the opening takes when it leads to one of the routine's strokes."""
    covered = any(isinstance(step, Step) and step.kind is StepKind.UNCOVER for step in stage.steps[:place])
    side = Side.LEFT if first.side is Side.EACH else first.side
    facts = OpeningFacts(
        seconds=0.0,
        regions=regions,
        stroke=for_side(first, side.value),
        side=side.value,
        covered=covered,
        oil=routine.oil is not OilAmount.NONE,
    )
    return times_of(opening_lines(facts), words_per_minute, covered=covered)


def opening_lines(facts: OpeningFacts) -> tuple[OpeningLine, ...]:
    """Every sentence of the opening, in order, in at most `MOST_WORDS` words."""
    low, high = OPENING_WORDS
    shortest: tuple[OpeningLine, ...] = ()
    for most in range(high, low - 1, -1):
        for brief in (False, True):
            shortest = tuple(_lines(facts, most, brief=brief))
            if word_count(" ".join(line.text for line in shortest)) <= MOST_WORDS:
                return shortest
    return shortest


def _lines(facts: OpeningFacts, most: int, *, brief: bool) -> Iterator[OpeningLine]:
    stroke, side = facts.stroke, facts.side
    features = frozenset({"covered" if facts.covered else "bare"})
    now = situation_of(stroke, features=features)
    everywhere = Situation(regions=tuple(facts.regions) + now.regions, features=features)
    values = {
        "minutes": minutes_in_words(facts.seconds),
        "parts": parts_of_body(facts.regions),
        "place": their_place(stroke.region, side) if facts.covered else the_place(stroke.region, side),
    }

    def line(part: str, where: Situation = now, after_s: float = BETWEEN_S) -> OpeningLine:
        pool = phrasebook().pool(f"opening.{part}")
        ways = pool.fitting(where)[0].ways
        return OpeningLine(part, ways[-1 if brief else 0].format_map(values), after_s, pool.both)

    yield line("length", after_s=SHORT_S)
    if not facts.covered:
        yield line("oil" if facts.oil else "warm")
    yield from (line("not-today"), line("doctor"), line("ask-first"), line("welcome", after_s=ANSWER_S), line("touch"))
    yield line("breath", after_s=BREATH_S)
    if facts.covered:
        yield line("uncover")
    yield from (line("skin", everywhere, SHORT_S), line("keep-off"))
    if facts.covered and facts.oil:
        yield line("oil-now")
    yield from (line("colours"), line("stop"))
    yield OpeningLine("first", opening_sentence(stroke, side, most), GAP_S, both=False)


def times_of(lines: Sequence[OpeningLine], words_per_minute: float, *, covered: bool) -> Opening:
    """When the first touch and the first stroke can be, with the estimate's error added like a square root."""
    before = lines[: _place(lines, "touch") + 1]
    after = lines[len(before) :]
    touch_s = START_S + _length_s(before, words_per_minute) + error_s(len(before), words_per_minute) / 2
    length_s = _length_s(after, words_per_minute, breath_s=2.0 if covered else BREATH_S)
    length_s += error_s(len(after), words_per_minute) / 2 + SPARE_S
    if covered:
        length_s = max(length_s, TOUCH_REST_S + UNCOVER_S - CHANGE_S + _after_change_s(lines, words_per_minute))
    return Opening(round(touch_s, 2), round(touch_s + length_s, 2))


def _after_change_s(lines: Sequence[OpeningLine], words_per_minute: float) -> float:
    """From the words about oil (without oil: about the cautions that come while the blanket is folded) to the end."""
    parts = [line.part for line in lines]
    rest = lines[parts.index("oil-now") if "oil-now" in parts else parts.index("colours") :]
    return _length_s(rest, words_per_minute) + error_s(len(rest), words_per_minute) / 2


def _place(lines: Sequence[OpeningLine], part: str) -> int:
    return next(number for number, line in enumerate(lines) if line.part == part)


def _length_s(lines: Sequence[OpeningLine], words_per_minute: float, breath_s: float = BREATH_S) -> float:
    pauses = sum(breath_s if line.part == "breath" else line.after_s for line in lines)
    return sum(estimate_s(line.text, words_per_minute) for line in lines) + pauses


def minutes_in_words(seconds: float) -> str:
    """A length as the opening says it: ``Fifteen minutes``, ``One hour``; the longest to say where it is not known."""
    if seconds <= 0:
        return "Seventy-seven minutes"
    minutes = max(1, round(seconds / 60))
    if minutes < 100 and minutes != 60:
        return sentence(f"{number(minutes)} minute{'s' if minutes != 1 else ''}").rstrip(".")
    hours, rest = divmod(minutes, 60)
    text = f"{number(hours)} hour{'s' if hours != 1 else ''}"
    return sentence(f"{text} and {number(rest)} minutes" if rest else text).rstrip(".")
