"""The opening: the words that begin every session, the same at every level, and how long they take.

There are two forms: on bare skin the hands are warmed (and oil taken) during the first sentences; on a covered body the
first touch is over the blanket, and uncovering and oil come during the cautions. No sentence is ever left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from voiceguide.choreography.model import Opening
from voiceguide.errors import VoiceguideError
from voiceguide.routine.model import OilAmount, Routine, Side, Step, StepKind, Stroke
from voiceguide.routine.sided import for_side
from voiceguide.routine.touch import is_left_out
from voiceguide.settings import Occasion
from voiceguide.wording.announce import OPENING_WORDS, opening_sentence
from voiceguide.wording.data import phrasebook
from voiceguide.wording.model import Situation
from voiceguide.wording.needs import GAP_S
from voiceguide.wording.opening_parts import OpeningPart
from voiceguide.wording.personal import Personal
from voiceguide.wording.places import covers_among, parts_of_body, rest_place, situation_of, their_place
from voiceguide.wording.seconds import error_s, estimate_s
from voiceguide.wording.words import number, sentence, word_count

MOST_WORDS = 140
"""Most words of the opening."""

START_S = 1.2
"""Time before the first word, in which the bed fades in, seconds."""

ANSWER_S = 6.0
"""Time to say where hands are welcome, seconds."""

BREATH_S = 6.0
"""Time for one long breath out, seconds; on a covered body it goes on during the next words."""

THOUGHT_S = 3.0
"""The same if a thought for the occasion follows, seconds."""

BETWEEN_S, SHORT_S, SHORTEST_S = 0.7, 0.5, 0.4
"""Gap between two sentences, between two that belong together, and where hands would touch late, seconds."""

TOUCH_REST_S, UNCOVER_S, OIL_S = 7.0, 12.0, 15.0
"""On a covered body: time for hands on the blanket, for folding it back, and for oil, seconds."""

LAST_TOUCH_S = 2.0
"""Least time that hands rest before the first stroke, seconds."""

CHANGE_S = 3.0
"""How long before uncovering and oil the words about them begin, seconds."""

SPARE_S = 0.4
"""Silence before the first stroke, seconds."""

FAST_WPM = 150.0
"""A voice of at least this rate easily meets the goals of the opening, words a minute."""

TOUCH_S = 44.9
"""Latest first touch with a voice of `FAST_WPM`, seconds."""

_NOT_TODAY = (OpeningPart.NOT_TODAY, OpeningPart.DOCTOR, OpeningPart.ASK_FIRST)

_ANYBODY = Personal()


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """A sentence of the opening.

    Attributes:
        part: What it is for.
        text: What is said.
        after_s: Seconds from its end to the next sentence.
        both: Both people are meant.
    """

    part: OpeningPart
    text: str
    after_s: float = BETWEEN_S
    both: bool = True


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """What the opening depends on.

    Attributes:
        seconds: Length of the session; 0 if not known yet.
        regions: Regions of its strokes, in order.
        stroke: The first stroke.
        side: Its side.
        covered: The body is covered when hands first rest on it.
        oil: Oil is used.
        wraps: What the partner can be wrapped in: ``blanket``, ``towel``.
        whose: The people whose session it is.
        again: It begins the second half, after the two have changed places: what both know is not repeated.
    """

    seconds: float
    regions: tuple[str, ...]
    stroke: Stroke
    side: Side
    covered: bool
    oil: bool
    wraps: frozenset[str] = frozenset()
    whose: Personal = _ANYBODY
    again: bool = False


def opening(
    routine: Routine, words_per_minute: float, avoid: Iterable[str] = (), whose: Personal = _ANYBODY
) -> Opening:
    """The length of a routine's opening with a voice, the same at every level of guidance and for every session length.

    A short session may leave out the first strokes, so every stroke that can come first is considered.

    Args:
        routine: The routine, with at least one stroke.
        words_per_minute: Rate of the voice inside sentences.
        avoid: Regions that the receiver wants left out.
        whose: The people whose session it is.

    Raises:
        VoiceguideError: The routine has no stroke.
    """
    times = [times_of(opening_lines(each), words_per_minute, covered=each.covered)
             for each in _facts(routine, tuple(avoid), whose)]  # fmt: skip
    return Opening(max(time.touch_s for time in times), max(time.stroke_s for time in times))


def second_opening(routine: Routine, words_per_minute: float, avoid: Iterable[str] = ()) -> Opening:
    """The time from the first touch to the first stroke in the second half of a session.

    Raises:
        VoiceguideError: The routine has no stroke.
    """
    facts = [replace(each, again=True) for each in _facts(routine, tuple(avoid), Personal())]
    times = (_after_touch_s(opening_lines(each), words_per_minute, covered=each.covered) for each in facts)
    return Opening(0.0, round(max(times), 2))


def _facts(routine: Routine, avoided: tuple[str, ...], whose: Personal) -> Iterator[OpeningFacts]:
    """What the opening depends on, for every stroke that can come first."""
    every = [(stage, place, step) for stage in routine.stages for place, step in enumerate(stage.steps)
             if isinstance(step, Stroke)]  # fmt: skip
    strokes = [each for each in every if not (avoided and is_left_out(each[2], avoided))] or every
    if not strokes:
        raise VoiceguideError(f"{routine.name} has no stroke")
    regions = tuple(stroke.region for _, _, stroke in strokes)
    kept = next((number for number, (_, _, stroke) in enumerate(strokes) if stroke.essence in (1, None)), len(strokes))
    for stage, place, first in strokes[: kept + 1]:
        side = Side.LEFT if first.side is Side.EACH else first.side
        yield OpeningFacts(
            seconds=0.0,
            regions=regions,
            stroke=for_side(first, side.value),
            side=side,
            covered=any(isinstance(step, Step) and step.kind is StepKind.UNCOVER for step in stage.steps[:place]),
            oil=routine.oil is not OilAmount.NONE,
            wraps=covers_among(routine.needs),
            whose=whose,
        )


def opening_lines(facts: OpeningFacts) -> tuple[OpeningLine, ...]:
    """Every sentence of the opening, in order, in at most `MOST_WORDS` words."""
    low, high = OPENING_WORDS
    facts, gap_s = _in_time(facts)
    shortest: tuple[OpeningLine, ...] = ()
    for most in range(high, low - 1, -1):
        for brief in (False, True):
            shortest = tuple(_lines(facts, most, gap_s, brief=brief))
            if word_count(" ".join(line.text for line in shortest)) < MOST_WORDS:  # “Now.” is the last
                return shortest
    return shortest


def _in_time(facts: OpeningFacts) -> tuple[OpeningFacts, float]:
    """The facts, and the gap between the sentences before the first touch, with which hands touch soon enough.

    Where it would be late, sentences follow each other sooner; if that is not enough, the name is left for later.
    """
    nameless = replace(facts, whose=replace(facts.whose, giver="", receiver=""))
    tries = ((facts, BETWEEN_S), (facts, SHORTEST_S), (nameless, SHORTEST_S))

    def is_soon(tried: OpeningFacts, gap_s: float) -> bool:
        lines = tuple(_lines(replace(tried, seconds=0.0), OPENING_WORDS[0], gap_s, brief=False))
        return tried.again or times_of(lines, FAST_WPM, covered=tried.covered).touch_s <= TOUCH_S

    return next((each for each in tries if is_soon(*each)), tries[-1])


def _lines(facts: OpeningFacts, most: int, gap_s: float, *, brief: bool) -> Iterator[OpeningLine]:
    """The sentences of the opening, with `gap_s` between those before the touch; the first stroke has `most` words."""
    stroke, side = facts.stroke, facts.side
    features = frozenset({"covered" if facts.covered else "bare"}) | facts.wraps | facts.whose.features
    now = situation_of(stroke, features=features)
    everywhere = Situation(regions=tuple(facts.regions) + now.regions, features=features)
    values = {
        "minutes": minutes_in_words(facts.seconds),
        "parts": parts_of_body(facts.regions),
        "place": their_place(stroke.region, side) if facts.covered else rest_place(stroke.region, side),
        "receiver": facts.whose.receiver,
    }
    thought = facts.whose.occasion is not Occasion.NONE and not facts.again

    def line(part: OpeningPart, where: Situation = now, after_s: float = BETWEEN_S) -> OpeningLine:
        pool = phrasebook().pool(f"opening.{part}")
        ways = pool.true_texts(where)[0].ways
        return OpeningLine(part, ways[-1 if brief else 0].format_map(values), after_s, pool.both)

    if not facts.again:
        yield line(OpeningPart.LENGTH, after_s=SHORT_S)
        if not facts.covered:
            yield line(OpeningPart.OIL if facts.oil else OpeningPart.WARM, after_s=gap_s)
        yield from (line(part, after_s=gap_s) for part in _NOT_TODAY)
        yield line(OpeningPart.WELCOME, after_s=ANSWER_S)
    yield line(OpeningPart.TOUCH)
    yield line(OpeningPart.BREATH, after_s=THOUGHT_S if thought and not facts.covered else BREATH_S)
    if thought and not facts.covered:
        yield line(OpeningPart.THOUGHT)
    if facts.covered:
        yield line(OpeningPart.UNCOVER)
    yield from (line(OpeningPart.SKIN, everywhere, SHORT_S), line(OpeningPart.KEEP_OFF))
    if facts.covered and facts.oil:
        yield line(OpeningPart.OIL_NOW)
    yield from (line(OpeningPart.AGAIN),) if facts.again else (line(OpeningPart.COLOURS), line(OpeningPart.STOP))
    if thought and facts.covered:
        yield line(OpeningPart.THOUGHT)
    yield OpeningLine(OpeningPart.FIRST, opening_sentence(stroke, side, most), GAP_S, both=False)


def times_of(lines: Sequence[OpeningLine], words_per_minute: float, *, covered: bool) -> Opening:
    """When the first touch and the first stroke can be; errors grow like the square root of the number of lines."""
    before = lines[: _place(lines, OpeningPart.TOUCH) + 1]
    touch_s = START_S + _length_s(before, words_per_minute) + error_s(len(before), words_per_minute) / 2
    return Opening(round(touch_s, 2), round(touch_s + _after_touch_s(lines, words_per_minute, covered=covered), 2))


def _after_touch_s(lines: Sequence[OpeningLine], words_per_minute: float, *, covered: bool) -> float:
    """Seconds from the first touch to the first stroke."""
    after = lines[_place(lines, OpeningPart.TOUCH) + 1 :]
    length_s = _length_s(after, words_per_minute, breath_s=2.0 if covered else None)
    length_s += error_s(len(after), words_per_minute) / 2 + SPARE_S
    if covered:
        length_s = max(length_s, TOUCH_REST_S + UNCOVER_S - CHANGE_S + _after_change_s(lines, words_per_minute))
        oil_s = OIL_S if any(line.part is OpeningPart.OIL_NOW for line in lines) else 0.0
        length_s = max(length_s, TOUCH_REST_S + UNCOVER_S + oil_s + LAST_TOUCH_S)
    return length_s


def _after_change_s(lines: Sequence[OpeningLine], words_per_minute: float) -> float:
    """Seconds from the words about oil (without oil: from the cautions while the blanket is folded) to the end."""
    parts = [line.part for line in lines]
    later = next(part for part in (OpeningPart.OIL_NOW, OpeningPart.COLOURS, OpeningPart.AGAIN) if part in parts)
    rest = lines[parts.index(later) :]
    return _length_s(rest, words_per_minute) + error_s(len(rest), words_per_minute) / 2


def _place(lines: Sequence[OpeningLine], part: OpeningPart) -> int:
    """Index of a part's first line."""
    return next(number for number, line in enumerate(lines) if line.part == part)


def _length_s(lines: Sequence[OpeningLine], words_per_minute: float, breath_s: float | None = None) -> float:
    """Seconds of some sentences with their pauses."""
    pauses = sum(
        breath_s if line.part is OpeningPart.BREATH and breath_s is not None else line.after_s for line in lines
    )
    return sum(estimate_s(line.text, words_per_minute) for line in lines) + pauses


def minutes_in_words(seconds: float) -> str:
    """A length as the opening says it: ``Fifteen minutes``, ``One hour``; if unknown, the longest to say."""
    if seconds <= 0:
        return "Seventy-seven minutes"
    minutes = max(1, round(seconds / 60))
    if minutes < 100 and minutes != 60:
        return sentence(f"{number(minutes)} minute{'s' if minutes != 1 else ''}").rstrip(".")
    hours, rest = divmod(minutes, 60)
    text = f"{number(hours)} hour{'s' if hours != 1 else ''}"
    return sentence(f"{text} and {number(rest)} minutes" if rest else text).rstrip(".")
