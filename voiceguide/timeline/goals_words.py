"""Goals for the words: announce in time, be few and become fewer, leave quiet, ask the receiver.

The goals are the product's own [D].
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from voiceguide.choreography.model import Move, MoveKind
from voiceguide.errors import Finding
from voiceguide.script.lines import Need, Purpose
from voiceguide.settings import Guidance
from voiceguide.text.fold import fold
from voiceguide.text.sentences import sentences
from voiceguide.timeline.figures import in_motion, quiets_of, session_start
from voiceguide.timeline.model import SpeechPlacement
from voiceguide.timeline.view import Goal, View
from voiceguide.timeline.windows import units
from voiceguide.units import to_samples, to_seconds
from voiceguide.wording.words import word_count

FIRST_WORDS, AGAIN_WORDS = 17, 8
"""Most words of an announcement: the first time, and later."""

GAP_WORDS = 3
"""Most words in the gap before hands move, if neither place nor position changes."""

SOON_S, EARLY_S = 2.0, 5.0
"""An announcement ends between these times before the hands change, seconds."""

SHORT_S = 12.0
"""Two consecutive strokes shorter than this are announced together, seconds."""

RATE = {Guidance.FULL: 38.0, Guidance.BRIEF: 22.0, Guidance.SIGNALS: 10.0}
"""Most words a minute from the first stroke to the end of the last, by guidance."""

QUIET_S, STRETCH_S, SILENCE_S = 60.0, 30.0, 45.0
"""Quiet in every full ten minutes, its shortest stretch, and the longest silence that is not announced, seconds."""

ASK_AFTER_S, ASK_REPETITIONS, ASK_APART_S, ASK_WITHIN_S = 15.0, 3, 180.0, 300.0

SAME, SAME_WITHIN_S = 3, 1800.0
"""How often one sentence may be heard, within how many seconds."""

_MANY_TIMES = {Purpose.NOW.value, Purpose.LAST.value, Purpose.TRIP.value}

_TEN_MINUTES_S = 600.0


def _announcement_words(view: View, move: Move, said: SpeechPlacement) -> Iterator[Finding]:
    """Find an announcement with too many words."""
    most = FIRST_WORDS if move.visit == 1 and not move.second_side else AGAIN_WORDS
    if word_count(said.text) > most:
        message = f"{view.title(move)}: announced with {word_count(said.text)} words (at most {most})"
        yield view.finding(Goal.WORDS, "announcement-words", message, said.start, "Few words can be kept.", said.cue)


def _announcement_time(view: View, before: Move | None, move: Move, said: SpeechPlacement) -> Iterator[Finding]:
    """Find an announcement that ends too late for a stroke, or long before the end of the stroke it follows."""
    left = to_seconds(move.start - said.stop)
    early = before is not None and to_seconds(before.stop - said.stop) > EARLY_S + 0.01
    if left < SOON_S - 0.01 or early:
        message = f"{view.title(move)}: its announcement ends {left:.1f} s before the hands change"
        yield view.finding(Goal.WORDS, "announcement-time", message, said.stop, "Neither forgotten nor too late.")


def announcements(view: View) -> Iterator[Finding]:
    """Check that every stroke is announced while the one before goes on, in time and briefly."""
    by_move = {view.lines[each.cue].move: each for each in view.parts(Purpose.ANNOUNCE) if each.cue in view.lines}
    before: Move | None = None
    together = False
    for one, between, move in view.between():
        said = by_move.get(move.id) or next((by_move[each.id] for each in between if each.id in by_move), None)
        short = before is not None and to_seconds(one.frames) < SHORT_S and to_seconds(move.frames) < SHORT_S
        together = said is None and short and not together
        before = one
        if said is None:
            if not together:
                message = f"{view.title(move)}: comes without being announced"
                yield view.finding(Goal.WORDS, "announced", message, move.start, "Hands need to know where they go.")
            continue
        yield from _announcement_words(view, move, said)
        at_once = all(each.kind is MoveKind.TRAVEL for each in between)
        yield from _announcement_time(view, one if at_once else None, move, said)


def order(view: View) -> Iterator[Finding]:
    """Check the order of last call, announcement and "Now.", and that the call's number is true."""
    for one, between, move in view.between():
        names = {one.id, move.id, *(each.id for each in between)}
        heard = sorted((each for name in names for each in view.spoken.get(name, [])), key=lambda each: each.start)
        calls = [each for each in heard if each.purpose == Purpose.LAST and view.lines[each.cue].move == one.id]
        tells = [each for each in heard if each.purpose == Purpose.ANNOUNCE and view.lines[each.cue].move != one.id]
        nows = [each for each in heard if each.purpose == Purpose.NOW and view.lines[each.cue].move == move.id]
        row = [*calls, *tells, *nows]
        if row != sorted(row, key=lambda each: each.start):
            message = f"{view.title(move)}: last call, announcement and “Now.” are out of order"
            yield view.finding(Goal.WORDS, "order", message, move.start, "What is heard in order is done in order.")
    yield from _calls(view)


def _calls(view: View) -> Iterator[Finding]:
    """Find last calls whose number is not true."""
    for call in view.parts(Purpose.LAST, Purpose.TRIP):
        line = view.lines.get(call.cue)
        named = [each.repetition for each in line.variants if each.text == call.text] if line is not None else []
        if line is None or not named or not all(named):
            continue
        counted = view.moves[line.move]
        left = (counted.stop - call.start) / max(1, units(counted)[1])
        if not any(number - 0.25 < left < number + 0.25 for number in named if number):
            message = f"“{call.text}” is heard where {left:.1f} are left"
            yield view.finding(
                Goal.WORDS, "count", message, call.start, "Counts that are not true cost trust.", call.cue
            )


def gaps(view: View) -> Iterator[Finding]:
    """Check that there is hardly a word between two strokes, unless somebody changes place or position."""
    for one, between, move in view.between():
        if any(each.kind is not MoveKind.TRAVEL for each in between):
            continue
        said = [each for each in view.timeline.speech if one.stop <= each.start < move.start]
        count = sum(word_count(each.text) for each in said)
        if count > GAP_WORDS:
            message = f"{count} words in the gap before {view.title(move)} (at most {GAP_WORDS})"
            yield view.finding(Goal.WORDS, "gap-words", message, one.stop, "Hands do not wait for words.", move.id)


def rate(view: View) -> Iterator[Finding]:
    """Check that words are few, and become fewer as the session goes on."""
    start, stop = view.span
    most = RATE[view.script.guidance]
    said = [each for each in view.timeline.speech if start <= each.start < stop]
    if stop <= start:
        return
    got = _per_minute(said, stop - start)
    if got > most:
        message = f"{got:.1f} words a minute while hands work (at most {most:g} at {view.script.guidance})"
        yield view.finding(Goal.WORDS, "words-per-minute", message, start, "Touch is listened to, too.")
    middle = (start + stop) // 2
    first = _per_minute([each for each in said if each.start < middle], middle - start)
    second = _per_minute([each for each in said if each.start >= middle], stop - middle)
    if view.script.guidance is Guidance.FULL and second > first:
        message = f"words grow denser: {first:.1f} a minute in the first half, {second:.1f} in the second"
        yield view.finding(Goal.WORDS, "words-falling", message, middle, "A session grows quieter.")


def _per_minute(said: list[SpeechPlacement], frames: int) -> float:
    return sum(word_count(each.text) for each in said) * 60 / max(1.0, to_seconds(frames))


def quiet(view: View) -> Iterator[Finding]:
    """Check for a minute of announced quiet in every ten, at full guidance, and that long silences are announced."""
    if view.script.guidance is not Guidance.FULL:
        return
    quiets = quiets_of(view.timeline)
    long = [each for each in quiets if to_seconds(each[1] - each[0]) >= STRETCH_S - 0.01]
    begin, ten = session_start(view.timeline), to_samples(_TEN_MINUTES_S)
    for number in range((view.timeline.frames - begin) // ten):
        low, high = begin + number * ten, begin + (number + 1) * ten
        got = sum(to_seconds(max(0, min(stop, high) - max(start, low))) for start, stop in long)
        if got < QUIET_S:
            message = f"{got:.0f} s of announced quiet in ten minutes (at least {QUIET_S:.0f} s)"
            yield view.finding(Goal.WORDS, "quiet", message, low, "Quiet is part of it, when it is announced.")
    announced = {start for start, _ in quiets}
    inside = [each for each in view.timeline.speech if view.span[0] <= each.stop and each.start <= view.span[1]]
    for one, other in pairwise(inside):
        silent = to_seconds(other.start - one.stop)
        if silent > SILENCE_S and one.stop not in announced:
            message = f"{silent:.0f} s without a word that were not announced (at most {SILENCE_S:.0f} s)"
            yield view.finding(Goal.WORDS, "silence", message, one.stop, "A long silence feels like the end.")


def check_ins(view: View) -> Iterator[Finding]:
    """Check that the receiver is asked in motion, not too soon, not too often, and never too late."""
    asked = view.parts(Purpose.CHECK_IN)
    reason = "Comfort changes, and not everybody says so unasked."
    for each in asked:
        if not in_motion(view.timeline, each):
            message = f"“{each.text}” is asked while hands are still"
            yield view.finding(
                Goal.WORDS, "check-in-still", message, each.start, "Pressure is felt in motion.", each.cue
            )
            continue
        move = next(move for move in view.strokes if move.start <= each.start < move.stop)
        least = max(to_samples(ASK_AFTER_S), ASK_REPETITIONS * move.period)
        if each.start - move.start < least - 1:
            message = f"“{each.text}” is asked {to_seconds(each.start - move.start):.1f} s into a stroke"
            yield view.finding(Goal.WORDS, "check-in-soon", message, each.start, "Hands settle first.", each.cue)
    for one, other in pairwise(asked):
        if to_seconds(other.start - one.start) < ASK_APART_S - 0.01:
            message = f"asked again after {to_seconds(other.start - one.start):.0f} s (at least {ASK_APART_S:.0f} s)"
            yield view.finding(
                Goal.WORDS, "check-in-often", message, other.start, "Who is asked too often stops listening."
            )
    start, stop = view.span
    edges = [start, *(each.start for each in asked if start <= each.start < stop), stop]
    for low, high in pairwise(edges):
        silent = sum(max(0, min(b, high) - max(a, low)) for a, b in quiets_of(view.timeline))
        if to_seconds(high - low - silent) > ASK_WITHIN_S:
            message = f"{to_seconds(high - low - silent):.0f} s outside quiet without a question to the receiver"
            yield view.finding(Goal.WORDS, "check-in", message, low, reason)


def repeats(view: View) -> Iterator[Finding]:
    """Check that no sentence is heard too often."""
    heard: dict[str, list[int]] = defaultdict(list)
    for each in view.timeline.speech:
        if each.purpose not in _MANY_TIMES:
            for sentence in sentences(fold(each.text)):
                heard[sentence.strip().casefold()].append(each.start)
    within = to_samples(SAME_WITHIN_S)
    for sentence, starts in heard.items():
        for first, beyond in zip(starts, starts[SAME:], strict=False):
            if beyond - first < within:
                message = f"“{sentence}” is heard more than {SAME} times in half an hour"
                yield view.finding(Goal.WORDS, "same-sentence", message, beyond, "A sentence wears out.")
                break


def shortfalls(view: View) -> Iterator[Finding]:
    """Report lines that could not be said, with the reason."""
    for each in view.timeline.shortfalls:
        if each.said or each.need is Need.MAY:
            continue
        safety = each.at < view.span[0] and each.need is Need.MUST
        message = f"not said, {each.reason}, and it takes {to_seconds(each.frames):.1f} s: “{each.text}”"
        reason = "A line never moves a hand; where there is no room, it is left out."
        yield view.finding(Goal.SAFETY if safety else Goal.WORDS, "no-room", message, each.at, reason, each.cue)
