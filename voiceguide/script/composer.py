"""The composer: adds words to a choreography.

Gives a script whose lines have windows that the moves leave open, each with its need and its shorter ways. It changes
no move; the timeline decides where the real clips lie.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from voiceguide.choreography.model import Choreography, Move
from voiceguide.routine.model import Routine
from voiceguide.script.asking import plan_questions
from voiceguide.script.before import before_part
from voiceguide.script.budget import Budget
from voiceguide.script.chapters import headings, stage_moves, title_of
from voiceguide.script.close_lines import say_close
from voiceguide.script.decisions import ROOMY, DecidedWishes, Decisions, key_of_line, words_over
from voiceguide.script.draft import ScriptDraft
from voiceguide.script.during_lines import StrokeWords
from voiceguide.script.earcons import add_signals
from voiceguide.script.exchange_lines import say_exchange
from voiceguide.script.first_lines import say_opening
from voiceguide.script.head_lines import say_heads
from voiceguide.script.lines import Anchor, Fact, Line, MoveTitle, Need, Purpose, Script
from voiceguide.script.pick import DrawnTexts, Picker
from voiceguide.script.quieting import Room, plan_quiet
from voiceguide.script.step_lines import say_steps
from voiceguide.script.tail_lines import say_tails
from voiceguide.script.time_lines import say_times
from voiceguide.script.usual import with_usual_words
from voiceguide.script.wishes import OWN, Wish, Wishes
from voiceguide.settings import Guidance, Settings
from voiceguide.units import to_seconds
from voiceguide.wording.data import phrasebook

_ROOM_S = 0.9
"""Kept free before a last call or an announcement, seconds."""


def compose(routine: Routine, choreography: Choreography, settings: Settings, words_per_minute: float) -> Script:
    """Compose the script of a session.

    It is composed twice: what is said where in the whole session is decided with sentences of usual length, and then
    said with the author's own, so that another sentence in one stroke changes nothing elsewhere.

    Args:
        routine: The routine, without errors.
        choreography: What is done, from the same routine; at least one stroke.
        settings: Guidance, seed and pacer are read.
        words_per_minute: Rate of the voice inside sentences, to place lines where they will probably fit.
    """

    def drafts_of(done: Choreography, again: DrawnTexts | None = None) -> list[ScriptDraft]:
        picker = Picker(phrasebook(routine.language), f"{settings.seed} {routine.name}", settings.guidance, again)
        return [ScriptDraft(routine, half, settings, words_per_minute, picker, done.seconds) for half in done.halves()]

    decisions = _decide(drafts_of(with_usual_words(choreography)))
    drafts = drafts_of(choreography, decisions.drawn)
    unsaid = _word(drafts, decisions)
    facts = (Fact("pace", f"{settings.pace:g}"), Fact("seed", str(settings.seed)), Fact("source", routine.source))
    spoken = {name: each.start_s for draft in drafts for name, each in draft.spoken.items()}
    lines = [line for draft in drafts for line in draft.lines.values()]
    script = Script(
        title=routine.title,
        routine=routine.name,
        language=routine.language,
        guidance=settings.guidance,
        stages=headings(routine, swaps=choreography.swaps),
        moves=tuple(stage_moves(routine, choreography)),
        titles=tuple(MoveTitle(move.id, title_of(move)) for move in choreography.moves),
        lines=tuple(sorted(lines, key=lambda line: (spoken[line.id], line.id))),
        signals=tuple(signal for draft in drafts for signal in draft.signals),
        ambient=routine.ambient,
        interlude=routine.interlude,
        pronounce=routine.pronounce,
        changes=(*choreography.changes, *unsaid),
        meta=tuple(fact for fact in facts if fact.value),
    )
    return replace(script, before=before_part(routine, script, settings.pacer))


@dataclass(slots=True)
class _Begun:
    """A session, or a half of it, with everything but the words over its strokes.

    Attributes:
        begins: From when on more may be said over each stroke, seconds from the start, by the stroke's id.
        ends: Until when.
        unsaid: Sentences about what could not be said.
    """

    begins: dict[str, float]
    ends: dict[str, float]
    unsaid: list[str]


def _begin(draft: ScriptDraft, *, last: bool, decisions: Decisions | None = None) -> _Begun:
    """Add all lines but those over the strokes."""
    say_opening(draft)
    say_steps(draft)
    say_tails(draft)
    if last:
        say_close(draft)
    else:
        say_exchange(draft)
    begins = say_heads(draft)
    if decisions is not None:
        decisions.obey(draft)
    ends = {move.id: _end(draft, move) for move in draft.strokes}
    return _Begun(begins, ends, list(say_times(draft, ends)))


def _decide(drafts: Sequence[ScriptDraft]) -> Decisions:
    """Decide what is said in a session, half by half; only the quiet is planned over the whole."""
    begun = [_begin(draft, last=draft is drafts[-1]) for draft in drafts]
    asked = [plan_questions(draft, each.ends) for draft, each in zip(drafts, begun, strict=True)]
    quiet, without_call = _quiet(drafts, begun, asked) if drafts[0].level is Guidance.FULL else ({}, [])
    wishes: dict[str, list[Wish]] = defaultdict(list)
    gone, shortened, roomy = list(without_call), Counter[str](), True
    for draft, each, questions in zip(drafts, begun, asked, strict=True):
        during, budget = StrokeWords(draft, Wishes(draft), each.begins, each.ends, questions, quiet), Budget(draft)
        during.say()
        budget.keep()
        for name, wish in during.granted.items():
            if name in draft.lines:
                wishes[draft.lines[name].move].append(wish)
        gone += budget.gone
        shortened += budget.shortened
        roomy = roomy and budget.rate <= ROOMY * budget.most
    return Decisions(
        drawn=drafts[0].picker.drawn,
        wishes=wishes,
        asked={name: times for questions in asked for name, times in questions.items()},
        quiet=quiet,
        kept=frozenset(key_of_line(line) for draft in drafts for line in draft.lines.values()),
        fewer=frozenset(line.move for line in gone if line.purpose in OWN and line.need is Need.SHOULD),
        gone=frozenset(map(key_of_line, gone)),
        shortened=shortened,
        roomy=roomy,
        words=sum(map(words_over, drafts), Counter[str]()),
    )


def _word(drafts: Sequence[ScriptDraft], decisions: Decisions) -> list[str]:
    """Add every line of a session, as it was decided.

    Returns:
        Sentences about what could not be said.
    """
    unsaid: list[str] = []
    for draft in drafts:
        begun = _begin(draft, last=draft is drafts[-1], decisions=decisions)
        unsaid += begun.unsaid
        StrokeWords(
            draft, DecidedWishes(draft, decisions), begun.begins, begun.ends, decisions.asked, decisions.quiet
        ).say()
        decisions.shorten(draft)
        Budget(draft, own=True).keep()
        add_signals(draft)
    return unsaid


_FIRST_WORDS_S = 8.0
"""About how long the one or two lines before quiet in a stroke take, seconds."""

_ASKED_S = 4.2
"""How long a question and what follows it take, seconds."""


def _quiet(
    drafts: Sequence[ScriptDraft], begun: Sequence[_Begun], asked: Sequence[Mapping[str, Sequence[float]]]
) -> tuple[dict[str, float], list[Line]]:
    """Plan how long it is quiet in which strokes, and take back the last calls that are in the way.

    Returns:
        Seconds of quiet by the stroke's id, and the last calls.
    """
    rooms = {}
    for draft, each, questions in zip(drafts, begun, asked, strict=True):
        for name, begin_s in each.begins.items():
            times_s = [stop_s for _, stop_s in draft.times(name)]
            asked_s = max([0.0, *(at_s + _ASKED_S for at_s in questions.get(name, ())), *times_s])
            move = next(each for each in draft.strokes if each.id == name)
            latest_s = _end(draft, move, with_call=False)
            earliest_s = max(begin_s, asked_s)
            rooms[name] = Room(max(begin_s + _FIRST_WORDS_S, asked_s), earliest_s, each.ends[name], latest_s)
    wishes, without_call = plan_quiet(drafts[0].session_s, rooms)
    gone = []
    for draft, each in zip(drafts, begun, strict=True):
        for line in list(draft.lines.values()):
            if line.purpose is Purpose.LAST and line.move in without_call:
                draft.drop(line)
                gone.append(line)
                each.ends[line.move] = rooms[line.move].latest_s
    return wishes, gone


def _end(draft: ScriptDraft, move: Move, *, with_call: bool = True) -> float:
    """When a stroke's last call begins, or what is said before its end: seconds from the start."""
    starts = [
        draft.spoken[line.id].start_s
        for line in draft.lines.values()
        if _is_tail(draft, line, move) or (with_call and line.purpose is Purpose.LAST and line.move == move.id)
    ]
    return min([to_seconds(move.stop), *starts]) - _ROOM_S


def _is_tail(draft: ScriptDraft, line: Line, move: Move) -> bool:
    """Whether a line is said over a move's end, before the next move."""
    at_s = draft.spoken[line.id].stop_s
    return line.anchor is Anchor.BEFORE and to_seconds(move.start) < at_s <= to_seconds(move.stop)
