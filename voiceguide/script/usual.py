"""Replace every author's sentence by one of usual length, so that plans for a whole session do not depend on a text."""

from __future__ import annotations

from dataclasses import replace

from voiceguide.choreography.model import Choreography, Move
from voiceguide.routine.model import Step, StepKind, Stroke
from voiceguide.routine.own_words import Lead
from voiceguide.script.draft import Key, key_of

_NAME = "slow {}"
_NEXT = "Now to {0}, with open palms. Carefully over {0}, all along the middle, and returning."
_AGAIN = "Again over {0}. Slowly {0}."
_PRESSURE = "Enough to feel it {}, no more."
_DURING = "Go on slowly over {} {} and stay soft."
_LEAD = "Go slowly down {}"
_LAST = "It may be {} by now. Come slowly to rest."
_STEP = "And now {}, slowly, for a while."
"""Sentences about as long as those of the shipped routines, each with a word of its own, so that none wears out;
nobody hears them."""

_SPOKEN_STEPS = (StepKind.CHECK_IN, StepKind.BREATHE, StepKind.SAY, StepKind.WAIT, StepKind.OIL, StepKind.SETTLE)
"""Steps whose text is said as it is written."""


def with_usual_words(choreography: Choreography) -> Choreography:
    """The choreography with sentences of usual length in place of the author's, each unlike any other."""
    keys: dict[Key, str] = {}
    moves = tuple(_usual_move(move, keys) for move in choreography.moves)
    notes = tuple(
        replace(note, step=_usual_step(note.step, _mark(number))) for number, note in enumerate(choreography.notes)
    )
    return replace(choreography, moves=moves, notes=notes)


def _usual_move(move: Move, keys: dict[Key, str]) -> Move:
    """A move whose stroke or step has sentences of usual length; equal strokes get equal ones."""
    if isinstance(move.item, Stroke):
        mark = keys.setdefault(key_of(move), _mark(len(keys)))
        return replace(move, item=_usual_stroke(move.item, mark))
    if isinstance(move.item, Step):
        return replace(move, item=_usual_step(move.item, move.id))
    return move


def _usual_stroke(stroke: Stroke, mark: str) -> Stroke:
    """A stroke whose author's sentences are replaced by ones of usual length, marked as its own."""
    own = stroke.say
    say = replace(
        own,
        name=_NAME.format(mark),
        next=_NEXT.format(mark),
        again=_AGAIN.format(mark),
        pressure=_PRESSURE.format(mark) if own.pressure else own.pressure,
        during=tuple(_DURING.format(mark, _mark(number)) for number in range(len(own.during))),
        lead=tuple(Lead(phase, _LEAD.format(mark)) for phase, _ in own.lead),
        last=_LAST.format(mark) if own.last else own.last,
    )
    return replace(stroke, say=say)


def _usual_step(step: Step, mark: str) -> Step:
    """A step whose author's words, if any are spoken, are replaced by ones of usual length."""
    return replace(step, text=_STEP.format(mark)) if step.text and step.kind in _SPOKEN_STEPS else step


def _mark(number: int) -> str:
    """A word of two syllables, another for each number."""
    consonants, vowels = "bdfgklmnprstv", "aeiou"
    first, second = divmod(number, len(consonants) * len(vowels))
    return "".join(consonants[each % 13] + vowels[each // 13 % 5] for each in (first, second))
