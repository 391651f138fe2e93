"""Captions: what is said, cut into lines that can be read while it is heard.

The captions are in order and do not overlap. The writers of WebVTT, SRT and page put them into their own forms.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from voiceguide.export.session import one_line
from voiceguide.script.lines import Earcon
from voiceguide.text import without_silences
from voiceguide.timeline.model import EarconPlacement, SpeechPlacement, Timeline

LINE_WIDTH = 65
"""Default limit of characters in a line; wide (East Asian) ones count twice."""

SHORTEST_S = 1.2
"""A caption stays at least this long, in seconds, unless the next one comes sooner."""

EARCON_MEANING = {
    Earcon.STROKE: "next stroke",
    Earcon.SIDE: "other side",
    Earcon.REGION: "new region",
    Earcon.TICK: "next spot",
    Earcon.CHIME: "chime",
    Earcon.END: "end bells",
}
"""What a caption says for a signal: at most two words, as it is read while the hands move."""

_SENTENCE_ENDS = ".!?…。！？"
_CLAUSE_ENDS = ",;:–—、，；"


@dataclass(frozen=True, slots=True)
class Caption:
    """One caption on the screen.

    Attributes:
        id: The cue's id; a long cue's further captions carry ``-2``, ``-3`` after it.
        start_ms: When it appears, in milliseconds.
        stop_ms: When it disappears; greater than `start_ms`.
        lines: One or two lines of at most the requested number of characters.
        signal: Whether it stands for an earcon, not for words.
    """

    id: str
    start_ms: int
    stop_ms: int
    lines: tuple[str, ...]
    signal: bool = False


def captions(timeline: Timeline, *, line_width: int = LINE_WIDTH) -> tuple[Caption, ...]:
    """Every spoken cue and every earcon as captions, in order of time."""
    placed: list[SpeechPlacement | EarconPlacement] = [*timeline.speech, *timeline.earcons]
    made: list[Caption] = []
    for place in sorted(placed, key=lambda each: each.start):
        made += _of_one(place, timeline.rate_hz, line_width)
    return tuple(_lengthen_short(made, round(timeline.seconds * 1000)))


def _of_one(place: SpeechPlacement | EarconPlacement, rate_hz: int, line_width: int) -> list[Caption]:
    """The captions of one cue, each as long as its share of the text."""
    start_ms, stop_ms = (round(sample * 1000 / rate_hz) for sample in (place.start, place.stop))
    cue = one_line(place.cue).replace("-->", "--")
    if isinstance(place, EarconPlacement):
        return [Caption(cue, start_ms, stop_ms, (f"[{EARCON_MEANING[place.earcon]}]",), signal=True)]
    blocks = caption_blocks(without_silences(place.text), line_width)
    sizes = [sum(map(width, block)) for block in blocks]
    edges = [start_ms + (stop_ms - start_ms) * sum(sizes[:index]) // max(1, sum(sizes)) for index in range(len(sizes))]
    stops = [*edges[1:], stop_ms][: len(blocks)]
    return [
        Caption(cue if index == 0 else f"{cue}-{index + 1}", edge, stop, block)
        for index, (edge, stop, block) in enumerate(zip(edges, stops, blocks, strict=True))
    ]


def _lengthen_short(made: list[Caption], end_ms: int) -> list[Caption]:
    """Let short captions stay longer where nothing follows at once; each lasts at least 1 ms."""
    lasting: list[Caption] = []
    for index, each in enumerate(made):
        limit = made[index + 1].start_ms if index + 1 < len(made) else max(end_ms, each.stop_ms)
        stop = max(each.stop_ms, min(each.start_ms + round(SHORTEST_S * 1000), limit))
        lasting.append(Caption(each.id, each.start_ms, max(stop, each.start_ms + 1), each.lines, each.signal))
    return lasting


def width(text: str) -> int:
    """How many columns `text` takes: wide characters count two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def caption_blocks(text: str, line_width: int = LINE_WIDTH) -> list[tuple[str, ...]]:
    """A text cut into blocks of at most two lines, at sentences and clauses where possible.

    Joined with spaces, the lines give the words of `text` again, in order (a word longer than a line is cut).
    """
    return _blocks(_words(one_line(text), line_width), line_width)


def _words(text: str, most: int) -> list[str]:
    """The words of a text, cut where one is wider than a line."""
    words: list[str] = []
    for word in text.split(" "):
        rest = word
        while width(rest) > most:
            take = next(size for size in range(len(rest), 0, -1) if width(rest[:size]) <= most)
            words.append(rest[:take])
            rest = rest[take:]
        if rest:
            words.append(rest)
    return words


def _blocks(words: list[str], most: int) -> list[tuple[str, ...]]:
    """Words in blocks of at most two lines, found by cutting in two again and again."""
    if not words:
        return []
    if width(" ".join(words)) <= most:
        return [(" ".join(words),)]
    pair = _best_cut(words, most=most)
    if pair is not None:
        return [(" ".join(words[:pair]), " ".join(words[pair:]))]
    cut = _best_cut(words, most=None) or 1
    return _blocks(words[:cut], most) + _blocks(words[cut:], most)


def _best_cut(words: list[str], *, most: int | None) -> int | None:
    """Where to cut `words` in two: near the middle, better after a clause, best after a sentence.

    With `most`, both parts must fit that width; None if they cannot.
    """
    total = width(" ".join(words))
    best: tuple[float, int] | None = None
    left = -1
    for index in range(1, len(words)):
        left += width(words[index - 1]) + 1
        right = total - left - 1
        if most is not None and max(left, right) > most:
            continue
        unevenness = abs(left - right) / total
        last = words[index - 1][-1]
        bonus = 0.5 if last in _SENTENCE_ENDS else 0.3 if last in _CLAUSE_ENDS else 0.0
        if best is None or unevenness - bonus < best[0]:
            best = (unevenness - bonus, index)
    return best[1] if best else None
