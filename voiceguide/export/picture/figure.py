"""Draw the picture of a session as PNG or SVG: stages, strokes, speech and loudness over its minutes.

The same input gives the same bytes. Rows share one axis of time; each technique has its colour.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from voiceguide import installing
from voiceguide.choreography.model import MoveKind
from voiceguide.export.cover.fonts import own_file
from voiceguide.export.picture.curves import Curve
from voiceguide.export.session import one_line
from voiceguide.routine.model import Technique
from voiceguide.routine.sided import ONE_SIDE
from voiceguide.script.lines import Earcon
from voiceguide.timeline.model import MovePlacement, Timeline

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PAPER, INK, QUIET, FAINT = "#fbf8f2", "#22303c", "#7d8790", "#e4ded3"
SPEECH, BED, MIX, SIGNAL = "#22303c", "#7fb0b2", "#a9a4bd", "#c9773f"
STAGES = ("#dfe9e6", "#f3e4d3", "#e6e0ee", "#e3ead6", "#f5dfdb", "#dde6f0")
TECHNIQUES = {
    Technique.EFFLEURAGE: "#5b9aa0",
    Technique.PETRISSAGE: "#d98f5c",
    Technique.FRICTION: "#9a6fb0",
    Technique.COMPRESSION: "#7c9a5b",
    Technique.STATIC_PRESSURE: "#c25b6b",
    Technique.VIBRATION: "#c2a23a",
    Technique.TAPOTEMENT: "#4f7cac",
    Technique.PASSIVE_STRETCH: "#8a7a5c",
    Technique.STILL_HANDS: "#a9b4bb",
}
"""Technique → colour, in the order of the key."""

_OTHER = "#cfc8bb"
_SIZE_INCHES = (16.0, 984.2 / 120)
_DPI = 120
_WIDTH = 0.89  # of the figure that the rows take
_BOTTOM_LUFS = -60.0
_LETTER = 0.5  # mean width of a letter, as a share of the size of the font
_STAGE_POINTS = 52.0  # height of the row of stages
_SERIF = "Source Serif Pro"


def picture(
    title: str, timeline: Timeline, curves: Mapping[str, Curve], *, subtitle: str = "", form: str = "png"
) -> bytes:
    """The picture of a session.

    Args:
        title: Set large; left off when no installed font has its script.
        timeline: What is drawn.
        curves: Loudness by name, ``mix`` and ``bed``; what is missing is not drawn.
        subtitle: A quiet line under the title.
        form: ``png`` or ``svg``.

    Raises:
        MissingExtraError: The extra ``picture`` is not installed.
    """
    installing.require("picture")
    import matplotlib
    from matplotlib.figure import Figure

    rules: Any = {
        "font.family": _families(),
        "svg.hashsalt": "voiceguide",
        "svg.fonttype": "path",
        "path.simplify": True,
    }
    with matplotlib.rc_context(rules):
        figure = Figure(figsize=_SIZE_INCHES, facecolor=PAPER)
        _draw(figure, one_line(title), timeline, curves, one_line(subtitle))
        target = io.BytesIO()
        metadata = (
            {"Date": None, "Title": one_line(title)} if form == "svg" else {"Software": None, "Title": title[:79]}
        )
        figure.savefig(target, format=form, dpi=_DPI, metadata=metadata)
    return target.getvalue()


def _families() -> list[str]:
    """Font families: the cover's font if installed, and matplotlib's own for letters that it lacks."""
    from matplotlib import font_manager

    files = [str(path) for path in map(own_file, ("Regular", "Semibold")) if path is not None]
    if not files:
        return ["DejaVu Sans"]
    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    for path in files:
        if path not in known:
            font_manager.fontManager.addfont(path)
    return [_SERIF, "DejaVu Sans"]


def drawable(text: str) -> str:
    """The text if the installed fonts can set it, else nothing: no title is better than a row of boxes."""
    from matplotlib import font_manager

    known = [font_manager.get_font(font_manager.findfont(name)).get_charmap() for name in _families()]
    for char in text:
        if unicodedata.bidirectional(char) in ("R", "AL") or not any(ord(char) in each for each in known):
            return ""
    return text


def _draw(figure: Figure, title: str, timeline: Timeline, curves: Mapping[str, Curve], subtitle: str) -> None:
    """Draw titles, rows and key."""
    rows = figure.add_gridspec(
        4, 1, height_ratios=(0.62, 1.0, 0.55, 2.6), left=0.085, right=0.975, top=0.83, bottom=0.14, hspace=0.12
    )
    first = figure.add_subplot(rows[0])
    axes = [first, *(figure.add_subplot(rows[index], sharex=first) for index in (1, 2, 3))]
    figure.text(0.085, 0.915, drawable(title), fontsize=30, color=INK, parse_math=False)
    figure.text(0.085, 0.866, drawable(subtitle), fontsize=14, color=QUIET, parse_math=False)
    for row in axes:
        _quiet(row)
    _stages(axes[0], timeline)
    _strokes(axes[1], timeline)
    _speech(axes[2], timeline)
    _loudness(axes[3], timeline, curves)
    for row, name in zip(axes, ("Stages", "Strokes", "Speech", "Loudness"), strict=True):
        row.text(-0.012, 0.5, name, transform=row.transAxes, ha="right", va="center", fontsize=13, color=INK)
    _key(figure, timeline)


def _quiet(row: Axes) -> None:
    """Remove frame, ticks and labels of a row."""
    row.set_facecolor(PAPER)
    for side in row.spines.values():
        side.set_visible(False)
    row.tick_params(length=0, labelsize=11, colors=QUIET, labelbottom=False)
    row.set_yticks([])


def _minutes(timeline: Timeline, samples: int) -> float:
    return samples / timeline.rate_hz / 60


def _stages(row: Axes, timeline: Timeline) -> None:
    """Draw the row of stages with their names."""
    row.set_ylim(0, 1)
    for number, chapter in enumerate(timeline.chapters):
        start, stop = _minutes(timeline, chapter.start), _minutes(timeline, chapter.stop)
        row.broken_barh([(start, stop - start)], (0, 1), color=STAGES[number % len(STAGES)], linewidth=0)
        label = drawable(one_line(chapter.title))
        look: Any = {"ha": "center", "va": "center", "color": INK, "parse_math": False}
        text = row.text((start + stop) / 2, 0.5, label, **look)
        _fit(text, (chapter.stop - chapter.start) / timeline.frames)


def _fit(text: Any, share: float) -> None:
    """Fit a label into its share of the row: shrunk, wrapped, turned or cut; hidden where even that is too wide."""
    words = text.get_text().split(" ")
    width = share * _SIZE_INCHES[0] * _WIDTH * 72 - 6
    for size in (13.0, 11.5, 10.0):
        for lines in (1, 2):
            wrapped = _wrap(words, lines)
            if wrapped and max(map(len, wrapped)) * size * _LETTER <= width:
                text.set(text="\n".join(wrapped), fontsize=size)
                return
    for lines in (1, 2, 3):
        wrapped = _wrap(words, lines)
        if wrapped and max(map(len, wrapped)) * 10 * _LETTER <= _STAGE_POINTS and lines * 11.5 <= width:
            text.set(text="\n".join(wrapped), fontsize=10, rotation=90)
            return
    short = text.get_text()[:9].rstrip()
    text.set(text=f"{short}…", fontsize=10, rotation=90, visible=width >= 11.5)


def _wrap(words: list[str], lines: int) -> list[str] | None:
    """The words in that many lines, the longest as short as possible; None when there are too few words."""
    if lines == 1:
        return [" ".join(words)]
    options = [
        [" ".join(words[:cut]), *rest]
        for cut in range(1, len(words))
        if (rest := _wrap(words[cut:], lines - 1)) is not None
    ]
    return min(options, key=lambda option: max(map(len, option)), default=None)


def _strokes(row: Axes, timeline: Timeline) -> None:
    """Draw the row of strokes: techniques in their colours, repetitions and sides."""
    row.set_ylim(0, 1)
    for move in timeline.moves:
        start, stop = _minutes(timeline, move.start), _minutes(timeline, move.stop)
        if move.kind is MoveKind.STROKE:
            row.broken_barh([(start, stop - start)], (0.2, 0.6), color=_colour(move), linewidth=0)
        elif move.kind is MoveKind.HOLD:
            row.broken_barh([(start, stop - start)], (0.2, 0.6), color=TECHNIQUES[Technique.STILL_HANDS], linewidth=0)
        else:
            row.broken_barh([(start, stop - start)], (0.44, 0.12), color=FAINT, linewidth=0)
    _repetitions(row, timeline)
    for side, height in zip(ONE_SIDE, (0.88, 0.02), strict=True):
        bars = [
            (_minutes(timeline, move.start), _minutes(timeline, move.frames))
            for move in timeline.moves
            if move.side is side and move.kind is MoveKind.STROKE
        ]
        row.broken_barh(bars, (height, 0.1), color=INK, alpha=0.55, linewidth=0)
        if bars:
            end = _minutes(timeline, timeline.frames)
            row.text(end, height + 0.05, f"{side} side", ha="right", va="center", fontsize=10.5, color=QUIET)


def _repetitions(row: Axes, timeline: Timeline) -> None:
    """Draw a fine line where each repetition begins, finer where they are close together."""
    points_per_sample = _SIZE_INCHES[0] * _WIDTH * 72 / max(1, timeline.frames)
    starts = [_minutes(timeline, pulse.start) for pulse in timeline.pulses]
    widths = [min(0.8, 0.16 * pulse.frames * points_per_sample) for pulse in timeline.pulses]
    row.vlines(starts, 0.2, 0.8, color=PAPER, linewidths=widths)


def _colour(move: MovePlacement) -> str:
    return TECHNIQUES[move.technique] if move.technique else _OTHER


def _speech(row: Axes, timeline: Timeline) -> None:
    """Draw the row of speech and signals."""
    row.set_ylim(0, 1)
    row.axhline(0.5, color=FAINT, linewidth=1)
    bars = [(_minutes(timeline, cue.start), _minutes(timeline, cue.frames)) for cue in timeline.speech]
    row.broken_barh(bars, (0.2, 0.6), color=SPEECH, linewidth=0)
    marks = [each for each in timeline.earcons if each.earcon is not Earcon.END]
    row.plot(
        [_minutes(timeline, each.start) for each in marks],
        [0.98] * len(marks),
        "v",
        color=SIGNAL,
        markersize=4.5,
        clip_on=False,
    )
    ends = [_minutes(timeline, each.start) for each in timeline.earcons if each.earcon is Earcon.END]
    row.plot(ends, [0.5] * len(ends), "o", color=SIGNAL, markersize=9, clip_on=False)


def _loudness(row: Axes, timeline: Timeline, curves: Mapping[str, Curve]) -> None:
    """Draw the curves of loudness over minutes."""
    total = _minutes(timeline, timeline.frames)
    row.set_xlim(0, total)
    row.set_ylim(_BOTTOM_LUFS, -8)
    row.set_yticks(range(-50, 0, 10))
    row.yaxis.set_ticks_position("right")
    row.tick_params(labelbottom=True, labelright=True, labelleft=False)
    row.grid(axis="y", color=FAINT, linewidth=0.8)
    row.set_axisbelow(True)
    for name, colour, label in (("mix", MIX, "loudness of the mix"), ("bed", BED, "loudness of the bed")):
        if name in curves:
            curve = curves[name]
            row.fill_between(curve.seconds / 60, _BOTTOM_LUFS, curve.lufs, color=colour, linewidth=0, label=label)
    step = next((each for each in (1, 2, 5, 10, 20, 30) if total / each <= 16), 60)
    row.set_xticks([each * step for each in range(int(total / step) + 1)])
    row.set_xlabel("minutes", fontsize=12, color=QUIET)
    row.text(1.0, 1.02, "LUFS", transform=row.transAxes, ha="left", va="bottom", fontsize=10, color=QUIET)


def _key(figure: Figure, timeline: Timeline) -> None:
    """Draw the key: techniques and curves that occur, and the signals' mark."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    used = {move.technique for move in timeline.moves if move.kind is MoveKind.STROKE}
    used |= {Technique.STILL_HANDS for move in timeline.moves if move.kind is MoveKind.HOLD}
    handles: list[Any] = [Patch(color=colour, label=name) for name, colour in TECHNIQUES.items() if name in used]
    if timeline.earcons:
        handles.append(Line2D([], [], marker="v", linestyle="none", color=SIGNAL, markersize=6, label="signal"))
    for row in figure.axes:
        handles += row.get_legend_handles_labels()[0]
    if handles:
        look: Any = {"frameon": False, "fontsize": 12, "labelcolor": INK, "handlelength": 1.0, "handleheight": 1.0}
        figure.legend(
            handles=handles, loc="lower left", bbox_to_anchor=(0.078, 0.012), ncols=8, columnspacing=1.5, **look
        )
