"""Draw the picture of a move: body, region, hands and the way they go, with a text alternative.

The outlines are drawn once a page (`outlines`) and used by every picture. The page's style sheet has the colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import atan2, cos, degrees, hypot, pi, sin

from voiceguide import anatomy
from voiceguide.choreography.model import MoveKind
from voiceguide.export.body.parts import Part, Point, View, parts_on, view_of
from voiceguide.export.body.ways import Hand, Way, hand_of, hands_in, ways
from voiceguide.routine.model import Side, Technique
from voiceguide.timeline.model import MovePlacement

_TOUCHING = (MoveKind.STROKE, MoveKind.HOLD, MoveKind.TOUCH)
_SEEN = {View.BACK: "Seen from behind", View.FRONT: "Seen from the front"}
_HAND_SIZE = {"head": 0.62, "feet": 0.5, "hand": 0.55}
"""Hands are drawn smaller on small parts, so that these can be seen."""

_FOOT = {View.BACK: 9.5, View.FRONT: 8.5}
_LIMBS = (
    # points and widths of the half with small x
    ((50, 27), (50, 42), 10.0),
    ((29.5, 50), (22.5, 79), 9.5),
    ((22.2, 80), (16, 107), 7.5),
    ((15.6, 109), (13.4, 119), 7.5),
    ((13.2, 119), (12.3, 126.5), 5.4),
    ((16.8, 112), (19.4, 117.5), 2.8),
    ((41, 118), (40, 148), 16.5),
    ((40, 148), (39.4, 176), 12.5),
    ((39.4, 172), (38.6, 203), 9.0),
)
_TOES = ((34.2, 223.2, 1.5), (36.1, 224.9, 1.5), (38, 225.6, 1.6), (39.9, 225.4, 1.7), (42, 224, 2.3))
_TORSO = (
    "M46 36C44 40 35 41 29.5 44.5C25 47 25 53 29.5 58C33 68 35.5 80 35.3 91C35 100 32.5 106 32.7 118L41 125L50 121V36Z"
)
_FACE = '<path class="line" d="M46 17.5h2M52 17.5h2M48 23.5h4"/>'
_SPINE = '<path class="line" d="M50 46V106"/>'

_TIPS = ((-2.8, 0.4), (-1, -0.8), (1, -0.8), (2.8, 0.4))
_GLYPHS = {
    Hand.PALM: '<rect x="-3.3" y="-1" width="6.6" height="7.6" rx="2.7"/>'
    '<path d="M-2.6 0-3-5.8M-.9 0-1-7.2M.9 0 1-7M2.6 0 2.9-5.4M-2.8 3-5.6.2"/>',
    Hand.THUMB: '<path class="wide" d="M0 2.4V-1.8"/>',
    Hand.TIPS: "".join(f'<circle cx="{x}" cy="{y}" r="1.25"/>' for x, y in _TIPS),
    Hand.FIST: '<rect x="-3.6" y="-3.4" width="7.2" height="6.8" rx="2.4"/>',
    Hand.FOREARM: '<path class="wide" d="M-9 2 9-2"/>',
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a move.

    Attributes:
        svg: The drawing, an element of a page that holds `outlines`.
        text: What it shows, in words.
    """

    svg: str
    text: str


def outlines() -> str:
    """Both outlines of the body and the hands, hidden, for the pictures of a page to use."""
    symbols = [f'<symbol id="body-{view.value}" viewBox="0 0 100 232">{_body(view)}</symbol>' for view in View]
    hands = [f'<g id="hand-{hand.value}">{glyph}</g>' for hand, glyph in _GLYPHS.items()]
    return f'<svg class="unseen" aria-hidden="true" width="0" height="0"><defs>{"".join(symbols + hands)}</defs></svg>'


def picture_of(move: MovePlacement) -> Picture | None:
    """The picture of a move in which hands are on the partner; None for others."""
    if move.kind not in _TOUCHING or move.region not in anatomy.REGIONS:
        return None
    view = view_of(move.region, move.position, move.place)
    parts = parts_on(move.region, move.side, view)
    hand = hand_of(move.hands)
    count = hands_in(move.hands) if move.hands else 2
    done = ways(parts, move.technique, move.region, move.path, count)
    traced = _trace_ways(parts, done)
    size = next((share for group, share in _HAND_SIZE.items() if move.region in anatomy.parts_of(group)), 1.0)
    text = f"{_SEEN[view]}: {_words(move)}"
    x, y, width, height = parts[0].window
    drawn = [
        f'<svg class="body" viewBox="{_n(x)} {_n(y)} {_n(width)} {_n(height)}" role="img" aria-label="{escape(text)}">',
        f'<use href="#body-{view.value}" width="100" height="232"/>',
        *(_part(part) for part in parts),
        *(_trace(way, move.technique, size * (1.6 if len(traced) < len(done) else 1)) for way in traced),
        *(_hand(way, hand, size, mirror=number % 2 == 1) for number, way in enumerate(done)),
        "</svg>",
    ]
    return Picture("".join(drawn), text)


def _trace_ways(parts: tuple[Part, ...], done: tuple[Way, ...]) -> tuple[Way, ...]:
    """The ways that are marked: two hands close together on one part are marked once, down its middle."""
    if len(parts) > 1 or len(done) == 1 or parts[0].width > 12 or done[0].points[-1][0] < done[0].points[0][0] - 2:
        return done
    pairs = zip(done[0].points, done[-1].points, strict=True)
    return (Way(tuple(((a + c) / 2, (b + d) / 2) for (a, b), (c, d) in pairs), done[0].back),)


def _words(move: MovePlacement) -> str:
    """What a picture shows, in words."""
    place = anatomy.place(move.region, move.side or Side.BOTH, "the")
    hands = move.hands or "both hands"
    how = f", {move.path}" if move.path else ", resting" if move.kind is not MoveKind.STROKE else ""
    return f"{place}; {hands}{how}."


def _n(value: float) -> str:
    """A number as SVG has it, with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")


def _body(view: View) -> str:
    """The outline of the body from one side; one half is drawn and mirrored."""
    half = [f'<path d="M{_n(a[0])} {_n(a[1])}L{_n(b[0])} {_n(b[1])}" stroke-width="{_n(w)}"/>' for a, b, w in _LIMBS]
    half += [f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}"/>' for x, y, r in _TOES]
    half.append(f'<ellipse cx="38" cy="214.5" rx="5.2" ry="{_FOOT[view]}"/><path class="torso" d="{_TORSO}"/>')
    sides = "".join(half)
    lines = _SPINE if view is View.BACK else _FACE
    other = f'<g transform="matrix(-1 0 0 1 100 0)">{sides}</g>'
    return f'<g class="skin">{sides}{other}<ellipse cx="50" cy="17" rx="9.5" ry="12"/></g>{lines}'


def _part(part: Part) -> str:
    """The marked region."""
    points = part.line if len(part.line) > 1 else (part.line[0], (part.line[0][0] + 0.1, part.line[0][1]))
    return f'<path class="part" stroke-width="{_n(part.width)}" d="{_line(points)}"/>'


def _line(points: tuple[Point, ...]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)


def _trace(way: Way, technique: Technique | None, size: float) -> str:
    """The marks of the technique, and the arrow of the hands' way."""
    marks = _MARKS.get(technique) if technique else None
    spots = _spots(way) if marks else ()
    drawn = "".join(marks(x, y, size) for x, y in spots) if marks else ""
    if len(way.points) > 1:
        drawn += _arrow(way, size)
    return f'<g class="way">{drawn}</g>' if drawn else ""


def _spots(way: Way) -> tuple[Point, ...]:
    """Where the technique's marks are drawn: two places on a way, or its only point."""
    if len(way.points) == 1:
        return way.points
    return (_along(way.points, 0.12), _along(way.points, 0.42))


def _along(points: tuple[Point, ...], share: float) -> Point:
    """The point at a share of the length of a line."""
    lengths = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    left = share * sum(lengths)
    for (a, b), length in zip(pairwise(points), lengths, strict=True):
        if left <= length and length:
            return (a[0] + (b[0] - a[0]) * left / length, a[1] + (b[1] - a[1]) * left / length)
        left -= length
    return points[-1]


def _head(tip: Point, angle: float, size: float) -> str:
    """The head of an arrow, as a path."""
    sides = [(tip[0] - size * cos(angle + turn), tip[1] - size * sin(angle + turn)) for turn in (0.5, -0.5)]
    return f"M{_n(sides[0][0])} {_n(sides[0][1])}L{_n(tip[0])} {_n(tip[1])}L{_n(sides[1][0])} {_n(sides[1][1])}"


def _arrow(way: Way, size: float) -> str:
    """The line of a way with its arrow head, or with two if the hands come back."""
    points = way.points
    (x0, y0), (x1, y1) = points[-2], points[-1]
    drawn = _line(points) + _head(points[-1], atan2(y1 - y0, x1 - x0), 4.2 * max(size, 0.6))
    if way.back:
        (x0, y0), (x1, y1) = points[1], points[0]
        drawn += _head(points[0], atan2(y1 - y0, x1 - x0), 2.8 * max(size, 0.6))
    return f'<path d="{drawn}"/>'


def _circle(x: float, y: float, size: float) -> str:
    """The mark of friction: a circle with an arrow."""
    radius, end = 4.6 * size, -0.3
    tip = (x + radius * cos(end), y + radius * sin(end))
    start = (x + radius * cos(0.5), y + radius * sin(0.5))
    arc = f"M{_n(start[0])} {_n(start[1])}A{_n(radius)} {_n(radius)} 0 1 1 {_n(tip[0])} {_n(tip[1])}"
    return f'<path d="{arc}{_head(tip, end + pi / 2, 2.6 * size)}"/>'


def _press(x: float, y: float, size: float) -> str:
    """The mark of compression and static pressure: two rings."""
    return "".join(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius * size)}"/>' for radius in (6.4, 8.8))


def _squeeze(x: float, y: float, size: float) -> str:
    """The mark of petrissage: two brackets."""
    gap, tall = 7.2 * size, 4.4 * size
    edges = (x - gap, x - gap * 0.55), (x + gap, x + gap * 0.55)
    curves = (f"M{_n(a)} {_n(y - tall)}Q{_n(b)} {_n(y)} {_n(a)} {_n(y + tall)}" for a, b in edges)
    return f'<path d="{"".join(curves)}"/>'


def _shake(x: float, y: float, size: float) -> str:
    """The mark of vibration: a zigzag."""
    step = 2.2 * size
    points = tuple((x + (number - 3) * step, y + (9 + 1.6 * (number % 2)) * size) for number in range(7))
    return f'<path d="{_line(points)}"/>'


def _taps(x: float, y: float, size: float) -> str:
    """The mark of tapotement: three dots."""
    return "".join(
        f'<circle class="dot" cx="{_n(x + (number - 1) * 3.4 * size)}" cy="{_n(y + 8.6 * size)}" r="{_n(size)}"/>'
        for number in range(3)
    )


_MARKS = {
    Technique.FRICTION: _circle,
    Technique.PETRISSAGE: _squeeze,
    Technique.COMPRESSION: _press,
    Technique.STATIC_PRESSURE: _press,
    Technique.VIBRATION: _shake,
    Technique.TAPOTEMENT: _taps,
}


def _hand(way: Way, hand: Hand, size: float, *, mirror: bool) -> str:
    """A hand where its way begins; the page moves it along by ``data-x`` and ``data-y``."""
    (x, y), (x1, y1) = way.points[0], way.points[-1]
    turn = round(degrees(atan2(y1 - y, x1 - x)) + 90) if len(way.points) > 1 and hand is not Hand.FOREARM else 0
    flip = -size if mirror else size
    place = f"translate({_n(x)} {_n(y)}) rotate({turn}) scale({flip:.2f} {size:.2f})"
    moves = f' data-x="{_n(x1 - x)}" data-y="{_n(y1 - y)}"' if len(way.points) > 1 else ""
    return f'<g class="hand"{moves}><use href="#hand-{hand.value}" transform="{place}"/></g>'
