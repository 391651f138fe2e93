"""How a session ends: still hands, cover, thanks, one question or a moment for each other, three bells."""

from __future__ import annotations

from voiceguide.choreography.model import Move, MoveKind
from voiceguide.script.lines import EARCON_SECONDS, Earcon, Need, Purpose, Signal
from voiceguide.script.talk import Talk
from voiceguide.settings import Guidance
from voiceguide.units import to_samples, to_seconds
from voiceguide.wording.words import sentence

_QUIET_FROM_S = 50.0
"""A rest with so much silence in it is announced, seconds."""

_BELLS_EARLY_S = 0.5


def say_close(talk: Talk) -> None:
    """Note the words and bells from the still hands on."""
    for move in talk.moves:
        if move.kind is MoveKind.HOLD:
            _still(talk, move)
    rest = talk.moves[-1]
    bells_s = to_seconds(rest.stop) - EARCON_SECONDS[Earcon.END] - _BELLS_EARLY_S
    offset = max(0, to_samples(bells_s) - rest.start)
    talk.signals.append(Signal(f"{rest.id}.bells", rest.id, Earcon.END, offset))
    _rest(talk, rest, bells_s)


def _still(talk: Talk, move: Move) -> None:
    at_s = to_seconds(move.start) + 2.0
    ways = talk.ways("still", move)
    ways = ways[-1:] if talk.level is Guidance.SIGNALS else ways
    talk.add(move, Purpose.STILL, ways, at_s, offset_s=2.0, slip_s=4.0, need=Need.SHOULD)


def _rest(talk: Talk, rest: Move, bells_s: float) -> None:
    """Thanks first, then the moment for each other; the last words just before the bells."""
    start_s = to_seconds(rest.start)
    own = sentence(talk.routine.close.say or "")
    thanks = talk.ways("close.thanks", rest)
    texts = [(own, *thanks)] if own else [thanks, talk.ways("close.moment", rest)]
    rise = () if "another day" in own.casefold() else talk.ways("close.rise", rest)
    now_s = start_s + 1.5
    for index, ways in enumerate(texts if talk.level is not Guidance.SIGNALS else texts[:1]):
        if index == 0 or now_s + talk.seconds(ways[-1]) < bells_s:
            now_s = _close(talk, rest, ways, now_s)
    rise_s = bells_s - talk.seconds(rise[0]) - 1.5 if rise else bells_s
    if rise_s - now_s > _QUIET_FROM_S and talk.level is not Guidance.SIGNALS:
        ways = talk.ways("quiet.rest", rest)
        at_s = now_s + 1.0
        talk.add(rest, Purpose.QUIET, ways, at_s, offset_s=at_s - start_s, slip_s=4.0, need=Need.SHOULD)
        now_s = at_s + talk.seconds(ways[0]) + 1.0
    at_s = max(now_s, rise_s)
    fitting = [way for way in rise if at_s + talk.seconds(way) < bells_s]
    if fitting:
        talk.add(rest, Purpose.CLOSE, fitting, at_s, offset_s=at_s - start_s, slip_s=4.0, need=Need.SHOULD)


def _close(talk: Talk, rest: Move, ways: tuple[str, ...], at_s: float) -> float:
    offset_s = at_s - to_seconds(rest.start)
    line = talk.add(rest, Purpose.CLOSE, ways, at_s, offset_s=offset_s, slip_s=6.0, need=Need.SHOULD)
    return talk.spoken[line.id].stop_s + 1.0
