"""Word the end of a session: still hands, cover, thanks, one question or a moment for each other, three bells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voiceguide.choreography.model import Move, MoveKind
from voiceguide.script.draft import ScriptDraft
from voiceguide.script.lines import EARCON_SECONDS, Earcon, Need, Purpose, Signal
from voiceguide.settings import Guidance, Occasion
from voiceguide.text import sentences
from voiceguide.units import to_samples, to_seconds
from voiceguide.wording.words import sentence

_QUIET_FROM_S = 50.0
"""A rest with at least this much silence is announced, seconds."""

_BELLS_EARLY_S = 0.5

_END_S = 3.5
"""Silence after the words that replace the bells, seconds."""

ANSWER_S, SHORT_ANSWER_S = 8.0, 5.0
"""Time for an answer to the last question, and in a short rest, seconds."""

EARLY_S = 6.0
"""How much earlier thanks come before a short rest, so that there is time for an answer, seconds."""

_ANOTHER_DAY = re.compile(r"\banother day\b|\b(?:swap|change|switch) (?:roles|places)\b", re.IGNORECASE)
"""Finds an author's words about the other person's turn."""

_THANKS = re.compile(r"\s*(?:thank you|thanks)\b", re.IGNORECASE)


def say_close(draft: ScriptDraft) -> None:
    """Add the words and bells from the still hands on."""
    for move in draft.moves:
        if move.kind is MoveKind.HOLD:
            say_still(draft, move)
    rest = draft.moves[-1]
    if not draft.has_earcons:
        _rest(draft, rest, _end(draft, rest))
        return
    bells_s = to_seconds(rest.stop) - EARCON_SECONDS[Earcon.END] - _BELLS_EARLY_S
    offset = max(0, to_samples(bells_s) - rest.start)
    draft.signals.append(Signal(f"{rest.id}.bells", rest.id, Earcon.END, offset))
    _rest(draft, rest, bells_s)


def _end(draft: ScriptDraft, rest: Move) -> float:
    """Add the words that end a session without bells; return when they begin, seconds from the start."""
    ways = draft.ways("close.end", rest)
    at_s = to_seconds(rest.stop) - draft.seconds(ways[0]) - _END_S
    offset_s = at_s - to_seconds(rest.start)
    draft.add(rest, Purpose.END, ways, at_s, offset_s=offset_s, slip_s=2.0, need=Need.MUST)
    return at_s - 1.0


def say_still(draft: ScriptDraft, move: Move) -> None:
    """Add the words with which hands come to rest."""
    at_s = to_seconds(move.start) + 2.0
    ways = draft.ways("still", move)
    ways = ways[-1:] if draft.level is Guidance.SIGNALS else ways
    draft.add(move, Purpose.STILL, ways, at_s, offset_s=2.0, slip_s=4.0, need=Need.SHOULD)


def _rest(draft: ScriptDraft, rest: Move, bells_s: float) -> None:
    """Add thanks first, then the moment for each other, and the last words just before the bells.

    In a short rest, thanks come while hands still rest or cover, so that there is time for an answer. A question
    without time for one comes last: the time after the bells is for the answer.
    """
    thanks, moment = _thanks(draft, rest), _moment(draft, rest)
    rise = () if any(map(_ANOTHER_DAY.search, thanks[:1])) else draft.ways("close.rise", rest)
    at_s, answer_s = to_seconds(rest.start) + 1.5, ANSWER_S
    asked_s = sum(draft.seconds(ways[0]) for ways in (thanks, moment) if ways) + 1.0
    if moment and at_s + asked_s + ANSWER_S > _rise_s(draft, rise, bells_s):
        early_s = at_s - EARLY_S
        need_s = early_s + asked_s + SHORT_ANSWER_S
        last_words = [ways for ways in (rise, rise[-1:]) if need_s <= _rise_s(draft, ways, bells_s)]
        if last_words and draft.is_free(early_s, at_s):
            at_s, answer_s, rise = early_s, SHORT_ANSWER_S, last_words[0]
    now_s = _close(draft, rest, thanks, at_s)
    rise_s = _rise_s(draft, rise, bells_s)
    if moment and now_s + draft.seconds(moment[0]) + answer_s <= rise_s + 0.01:
        now_s = _close(draft, rest, moment, now_s)
        moment = ()
    if rise_s - now_s > _QUIET_FROM_S:
        now_s = _announce_quiet(draft, rest, now_s)
    last_s = bells_s - (draft.seconds(moment[-1]) + 1.8 if moment else 0.0)
    at_s = max(now_s, rise_s if not moment else now_s)
    fitting = [way for way in rise if at_s + draft.seconds(way) < last_s]
    now_s = _close(draft, rest, fitting, at_s, slip_s=4.0) if fitting else now_s
    for place, way in enumerate(moment):
        at_s = max(now_s, bells_s - draft.seconds(way) - 0.8)
        if at_s + draft.seconds(way) < bells_s:
            _close(draft, rest, moment[place:], at_s, slip_s=1.5)
            break


def _announce_quiet(draft: ScriptDraft, rest: Move, now_s: float) -> float:
    """Announce quiet, unless only signals are heard; return when it begins."""
    if draft.level is Guidance.SIGNALS:
        return now_s
    ways = draft.ways("quiet.rest", rest)
    at_s = now_s + 1.0
    offset_s = at_s - to_seconds(rest.start)
    draft.add(rest, Purpose.QUIET, ways, at_s, offset_s=offset_s, slip_s=4.0, need=Need.SHOULD)
    return at_s + draft.seconds(ways[0]) + 1.0


def _rise_s(draft: ScriptDraft, rise: Sequence[str], bells_s: float) -> float:
    """When the last words before the bells begin, seconds; when the bells begin if there are none."""
    return bells_s - draft.seconds(rise[0]) - 1.5 if rise else bells_s


def _thanks(draft: ScriptDraft, rest: Move) -> tuple[str, ...]:
    """Thanks, or the author's last words instead; if names are known, thanks by name, then the author's words."""
    whose, own = draft.whose.exchanged() if draft.again else draft.whose, _own_words(draft)
    thanks = draft.ways("close.thanks", rest, giver=whose.giver, receiver=whose.receiver)
    if not own or draft.level is Guidance.SIGNALS:
        return thanks if whose.receiver or not own else (own, *thanks)
    return (f"{thanks[0]} {own}", *thanks) if whose.receiver else (own, *thanks)


def _moment(draft: ScriptDraft, rest: Move) -> tuple[str, ...]:
    """One question, or a moment for each other; the author's words replace it, except the question of an occasion."""
    asks = draft.whose.occasion is not Occasion.NONE
    if draft.level is Guidance.SIGNALS or (_own_words(draft) and not asks):
        return ()
    return draft.ways("close.question" if asks else "close.moment", rest)


def _own_words(draft: ScriptDraft) -> str:
    """The author's last words: if the two change places, without promises for another day; if thanks are given by name,
    without thanks."""
    whose, own = draft.whose, sentence(draft.routine.close.say or "")
    if not (whose.swap or whose.receiver):
        return own
    kept = (each for each in sentences(own) if not (whose.swap and _ANOTHER_DAY.search(each)))
    return " ".join(each for each in kept if not (whose.receiver and _THANKS.match(each)))


def _close(draft: ScriptDraft, rest: Move, ways: Sequence[str], at_s: float, slip_s: float = 6.0) -> float:
    """Add words of the close; return when more may be said."""
    offset_s = at_s - to_seconds(rest.start)
    line = draft.add(rest, Purpose.CLOSE, ways, at_s, offset_s=offset_s, slip_s=slip_s, need=Need.SHOULD)
    return draft.spoken[line.id].stop_s + 1.0
