"""The player's HTML: what is seen while it plays, its controls, the list of strokes, the text.

It also works without JavaScript: the browser's own player, the list as links, the whole text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from string import Template

from voiceguide.export.body import outlines
from voiceguide.export.player.facts import join_moves, pictures
from voiceguide.export.player.parts import PARTS
from voiceguide.export.session import one_line
from voiceguide.export.transcript import Passage, passages_of
from voiceguide.script.lines import BeforeLine
from voiceguide.timeline.model import SpeechPlacement, Timeline
from voiceguide.units import clock


@dataclass(frozen=True, slots=True)
class Shell:
    """What surrounds the player, and where its sounds are.

    Attributes:
        title: The session's.
        sound: Address of its sound.
        language: BCP 47 tag of what is said.
        before: What is said in the before-part, in order; empty where there is none.
        before_sound: Address of the before-part's sound, or empty.
        way_back: HTML of the link that leads out of the player, or empty.
        more: HTML of further controls, or empty.
        foot: HTML below the text, or empty.
        after: HTML of what the ending offers besides "same again" and "swap roles", or empty.
        missing: HTML of what is said when the sound cannot be played.
    """

    title: str
    sound: str
    language: str = "en"
    before: Sequence[BeforeLine] = ()
    before_sound: str = ""
    way_back: str = ""
    more: str = ""
    after: str = ""
    foot: str = ""
    missing: str = "The sound cannot be played."


def player_markup(timeline: Timeline, shell: Shell) -> str:
    """The player's elements for a session of this timeline."""
    drawn, _ = pictures(join_moves(timeline))
    fields = {
        "outlines": outlines(),
        "pictures": "".join(svg.replace("<svg ", "<svg hidden ", 1) for svg in drawn),
        "title": escape(one_line(shell.title)),
        "language": escape(one_line(shell.language)) or "und",
        "sound": escape(shell.sound),
        "seconds": str(int(timeline.seconds)),
        "left": clock(timeline.seconds),
        "strokes": _strokes(timeline, shell.sound),
        "before_button": _BEFORE_BUTTON if shell.before else "",
        "before": before_markup(shell.before, shell.before_sound),
        "way_back": shell.way_back,
        "more": shell.more,
        "after": shell.after,
        "foot": shell.foot,
        "missing": shell.missing,
        "text": "\n".join(_passage(each, shell, timeline.rate_hz) for each in passages_of(timeline, shell.title)),
    }
    return Template(PARTS.joinpath("player.html").read_text(encoding="utf-8")).substitute(fields)


_BEFORE_BUTTON = (
    '<button type="button" data-panel="before" aria-expanded="false" aria-controls="before">'
    '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M5 12.5 10 17.5 19.5 7"/></svg>'
    "<span>Before</span></button>"
)


def before_markup(lines: Iterable[BeforeLine], sound: str) -> str:
    """The HTML of the before-part: a checklist that can also be heard."""
    lines = tuple(lines)
    if not lines:
        return ""
    rows = [
        '<section id="before" class="panel-side" tabindex="-1" aria-labelledby="before-title">',
        '<h2 id="before-title">Before you begin</h2>',
        "<p>For the first time, for a new partner, or once in a while. Read it, or listen to it.</p>",
    ]
    if sound:
        rows.append(f'<audio id="before-sound" controls preload="none" src="{escape(sound)}"></audio>')
    for heading, group in groupby(lines, key=lambda line: line.heading):
        rows.append(f'<h3 dir="auto">{escape(one_line(heading))}</h3><ul>')
        for line in group:
            text = escape(one_line(line.text))
            box = f'<label><input type="checkbox"> <span dir="auto">{text}</span></label>'
            rows.append(f"<li>{box}</li>" if line.item else f'<li dir="auto">{text}</li>')
        rows.append("</ul>")
    return "\n".join([*rows, "</section>"])


def _strokes(timeline: Timeline, sound: str) -> str:
    """HTML of the stages with their strokes, each a link to where it begins."""
    rows: list[str] = []
    moves = [move for move in join_moves(timeline) if move.title]
    for chapter in timeline.chapters:
        rows.append(_stroke("stage", chapter.title, chapter.start / timeline.rate_hz, sound))
        inside = [move for move in moves if chapter.start <= move.start < chapter.stop and move.technique]
        rows += [_stroke("one", move.title, move.start / timeline.rate_hz, sound) for move in inside]
    return "\n".join(rows)


def _stroke(kind: str, title: str, at: float, sound: str) -> str:
    """A row of the list that jumps to a moment of the sound."""
    return (
        f'<li class="{kind}"><a href="{escape(sound)}#t={at:.3f}" data-at="{at:.3f}"><time>{clock(at)}</time>'
        f'<bdi lang="">{escape(one_line(title))}</bdi></a></li>'
    )


def _passage(passage: Passage, shell: Shell, rate_hz: int) -> str:
    """A chapter of the text as HTML; its words are links to their times."""
    rows = [f'<h3 dir="auto">{escape(passage.chapter.title)}</h3>']
    for paragraph in passage.paragraphs:
        at = f"{paragraph.start_s:.3f}"
        link = f'<a lang="en" href="{escape(shell.sound)}#t={at}" data-at="{at}">{clock(paragraph.start_s)}</a>'
        rows.append(f'<p dir="auto">{link} {" ".join(_cue(cue, rate_hz) for cue in paragraph.cues)}</p>')
    return "\n".join(rows)


def _cue(cue: SpeechPlacement, rate_hz: int) -> str:
    """A spoken line, with the second at which it is said."""
    return f'<span data-at="{cue.start / rate_hz:.3f}">{escape(one_line(cue.text))}</span>'
