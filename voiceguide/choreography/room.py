"""Room: how long strokes must last for their words, when oil runs out, and where there is time for quiet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from voiceguide.choreography.counts import OpenCount
from voiceguide.choreography.model import MoveKind
from voiceguide.choreography.order import Key
from voiceguide.choreography.states import OIL_USED
from voiceguide.choreography.steps import Draft
from voiceguide.choreography.tempo import period_s
from voiceguide.routine.model import OilAmount, Routine, Stroke
from voiceguide.wording.needs import StrokeNeeds, needs

OIL_LASTS_S = 290.0
"""Seconds of gliding after which more oil is taken: it lasts about five minutes [derived]."""

QUIET_EVERY_S = 600.0
"""Every full stretch of this length contains announced quiet, seconds."""

QUIET_S = 60.0
"""How much announced quiet each such stretch contains, seconds."""

LEAST_QUIET_S = 30.0
"""Shortest single quiet, seconds."""

_BEFORE_END_S = 2.6
"""An announcement ends about this long before the hands change, seconds."""

_SLACK_S = 4.0
"""Time kept free around a stroke's words so that quiet fits between them, seconds."""

_OTHER_ANNOUNCE_S = 4.5
"""About how long the slowest voice takes to announce a move that is not a stroke, seconds."""


def least_seconds(
    drafts: Sequence[Draft], open_counts: Sequence[OpenCount], pace: float, *, generous: bool
) -> dict[Key, float]:
    """How long each stroke must last so that its windows hold what must be said.

    Args:
        drafts: The session's moves.
        open_counts: The strokes.
        pace: Speed of the hands.
        generous: With room for led repetitions, one refinement and a last call; otherwise for the announcement of
            the next stroke alone.
    """
    phases = {open_count.key: open_count.phases for open_count in open_counts}
    least = {open_count.key: 0.0 for open_count in open_counts}
    for index, draft in enumerate(drafts):
        if draft.key is not None:
            tail = _tail_s(drafts, index, generous)
            head = _head_s(draft, period_s(phases[draft.key], pace), generous)
            least[draft.key] = max(least[draft.key], head + tail)
    return least


def _needs(draft: Draft) -> StrokeNeeds:
    """What a stroke's words need of its time."""
    stroke = draft.move.item
    if not isinstance(stroke, Stroke):
        raise TypeError(f"{draft.move.id} is no stroke")
    return needs(stroke, draft.move.visit)


def _tail_s(drafts: Sequence[Draft], index: int, generous: bool) -> float:
    """Seconds at a stroke's end for the last call and the announcement of what comes next."""
    own = _needs(drafts[index])
    call = own.call_s + 0.6 if generous else 0.0
    for following in drafts[index + 1 :]:
        if following.key is not None:
            return call + _needs(following).announce_s + _BEFORE_END_S
        if following.move.kind is not MoveKind.TRAVEL:
            break
    return call + _OTHER_ANNOUNCE_S + _BEFORE_END_S


def _head_s(draft: Draft, period: float, generous: bool) -> float:
    """Seconds at a stroke's beginning for what is said in time with it."""
    own = _needs(draft)
    if not generous:
        return own.must_s + 0.6
    return max(own.led * period, own.must_s) + own.refine_s + 1.0


def oil_is_due(routine: Routine, drafts: Sequence[Draft], seconds: Mapping[Key, float]) -> frozenset[str]:
    """Ids of the strokes before which oil has run out."""
    if routine.oil is OilAmount.NONE:
        return frozenset()
    due: set[str] = set()
    fresh: dict[str, float] = {}
    glided = 0.0
    before: tuple[Draft, float] | None = None
    for draft in drafts:
        if draft.move.kind is MoveKind.OIL:
            glided, before = 0.0, None
        if draft.key is None:
            continue
        fresh[draft.move.id] = glided
        stroke = draft.move.item
        own = seconds[draft.key] * OIL_USED.get(stroke.technique, 0.0) if isinstance(stroke, Stroke) else 0.0
        if glided + own > OIL_LASTS_S and glided > 0.0:
            place, glided = _find_oiling(draft, before, glided, own)
            due.add(place)
        glided += own
        before = (draft, own)
    return frozenset(due | _other_sides_due(drafts, fresh, due))


_STALE_S = 60.0
"""Hands that have glided for longer than this take new oil if the other side gets it, seconds."""


def _find_oiling(draft: Draft, before: tuple[Draft, float] | None, glided: float, own: float) -> tuple[str, float]:
    """The stroke before which oil is taken, and the seconds of gliding since then.

    Oil that lasts for both sides of one stroke is taken before the first side, not between them.
    """
    if before is not None and before[0].key == draft.key and draft.move.second_side:
        first, shared = before
        if glided > shared and shared + own <= OIL_LASTS_S:
            return first.move.id, shared
    return draft.move.id, 0.0


def _other_sides_due(drafts: Sequence[Draft], fresh: Mapping[str, float], due: set[str]) -> set[str]:
    """Strokes that need new oil because their other side, done at another time, gets it: both sides are treated alike.

    Args:
        drafts: The session's moves.
        fresh: Seconds of gliding since oil was taken, at the beginning of each stroke.
        due: Strokes before which oil has run out.
    """
    more = set()
    for pair in _separate_pairs(drafts):
        for own, other in (pair, pair[::-1]):
            oiled = other in due or fresh[other] == 0.0
            if oiled and own not in due and fresh[own] > _STALE_S:
                more.add(own)
    return more


def _separate_pairs(drafts: Sequence[Draft]) -> Iterator[list[str]]:
    """Ids of the two strokes of each pair that has other strokes between its sides."""
    places: dict[str, int] = {}
    sides: dict[str, list[str]] = {}
    for place, move in enumerate(draft.move for draft in drafts if draft.key is not None):
        places[move.id] = place
        if move.pair:
            sides.setdefault(move.pair, []).append(move.id)
    for pair in sides.values():
        if len(pair) == 2 and places[pair[1]] - places[pair[0]] > 1:
            yield pair


def quiet_wishes(
    drafts: Sequence[Draft],
    open_counts: Sequence[OpenCount],
    seconds: Mapping[Key, float],
    pace: float,
    wishes: Mapping[Key, float],
) -> dict[Key, float]:
    """Least seconds for one more stroke, so that a stretch of ten minutes without room for quiet has some.

    Returns:
        Empty when every full ten minutes have room, or when no stroke can give it.
    """
    by_key = {open_count.key: open_count for open_count in open_counts}
    starts = _starts(drafts, seconds)
    total = starts[-1]
    for window in range(int(total // QUIET_EVERY_S)):
        begin, end = window * QUIET_EVERY_S, (window + 1) * QUIET_EVERY_S
        inside = [
            index
            for index, draft in enumerate(drafts)
            if draft.key is not None and begin <= starts[index] and starts[index + 1] <= end
        ]
        room = [_quiet_room_s(drafts, index, seconds, by_key, pace) for index in inside]
        if sum(each for each in room if each >= LEAST_QUIET_S) >= QUIET_S + 2:
            continue
        wish = _wish(drafts, inside, by_key, seconds, pace, wishes)
        if wish:
            return wish
    return {}


def _starts(drafts: Sequence[Draft], seconds: Mapping[Key, float]) -> list[float]:
    """Start of each move, and end of the last, in seconds."""
    starts = [0.0]
    for draft in drafts:
        own = seconds[draft.key] if draft.key is not None else draft.move.seconds
        starts.append(starts[-1] + own)
    return starts


def _words_s(drafts: Sequence[Draft], index: int, by_key: Mapping[Key, OpenCount], pace: float) -> float:
    """Seconds that a move's words need in all, with room for quiet between them."""
    key = drafts[index].key
    period = period_s(by_key[key].phases, pace) if key is not None else 0.0
    return _head_s(drafts[index], period, True) + _tail_s(drafts, index, True) + _SLACK_S


def _quiet_room_s(
    drafts: Sequence[Draft], index: int, seconds: Mapping[Key, float], by_key: Mapping[Key, OpenCount], pace: float
) -> float:
    """Seconds of a stroke that are left for quiet."""
    key = drafts[index].key
    return seconds[key] - _words_s(drafts, index, by_key, pace) if key is not None else 0.0


def _wish(
    drafts: Sequence[Draft],
    inside: Sequence[int],
    by_key: Mapping[Key, OpenCount],
    seconds: Mapping[Key, float],
    pace: float,
    wishes: Mapping[Key, float],
) -> dict[Key, float]:
    """The stroke that can give one whole stretch of quiet with the least added time; else one that gives half."""
    for quiet in (QUIET_S + 2, LEAST_QUIET_S + 1):
        best: tuple[float, Key, float] | None = None
        for index in inside:
            key = drafts[index].key
            if key is None:
                continue
            open_count = by_key[key]
            wanted = _words_s(drafts, index, by_key, pace) + quiet
            longest = open_count.counts[-1].total * period_s(open_count.phases, pace)
            if wishes.get(key, 0.0) >= wanted or longest < wanted or seconds[key] >= wanted:
                continue
            added = (wanted - seconds[key]) * open_count.times
            if best is None or added < best[0]:
                best = (added, key, wanted)
        if best is not None:
            return {best[1]: best[2]}
    return {}
