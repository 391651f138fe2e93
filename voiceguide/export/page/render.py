"""Builds the page: everything escaped, everything inside, and a policy that lets nothing else in.

Comes in: a session and the small cover. Goes out: one HTML text. Without JavaScript the browser's own
player, the chapters as links and the whole text remain.
"""

from __future__ import annotations

import base64
import hashlib
import json
from bisect import bisect_right
from html import escape
from importlib import resources
from itertools import groupby
from string import Template
from urllib.parse import quote

from voiceguide.choreography.model import MoveKind
from voiceguide.export.beside import BEFORE
from voiceguide.export.session import Session, one_line
from voiceguide.export.transcript import Passage, transcript
from voiceguide.settings import OpeningPlace
from voiceguide.timeline.model import SpeechPlacement
from voiceguide.units import clock, spoken_duration

SUFFIX = ".html"
COVER_SIZE = 400
"""Width in pixels of the cover to hand in: it becomes part of the page."""


def render(session: Session, cover: bytes | None = None) -> str:
    """The whole page; the sound file lies beside it as ``session.name`` with ``session.audio_suffix``.

    Args:
        session: What is told and when.
        cover: A small JPEG (see `COVER_SIZE`), or None.
    """
    passages = transcript(session)
    style, script = _part("page.css"), _part("page.js")
    audio = session.name + session.audio_suffix
    source = quote(audio)
    fields = {
        "policy": _policy(style, script),
        "style": style,
        "script": script,
        "data": _data(session, passages),
        "title": escape(session.title),
        "language": escape(one_line(session.script.language)) or "und",
        "minutes": spoken_duration(session.minutes * 60),
        "voice": escape(one_line(session.facts.voice)),
        "bed": escape(one_line(session.facts.bed)),
        "audio": f"./{source}",
        "audio_name": escape(audio),
        "seconds": str(int(session.timeline.seconds)),
        "cover": _cover(cover),
        "before": _before(session),
        "chapters": "\n".join(_chapter(passage, source) for passage in passages),
        "text": "\n".join(_passage(passage, source, session) for passage in passages),
    }
    return Template(_part("page.html")).substitute(fields)


def _part(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8").strip()


def _policy(style: str, script: str) -> str:
    """Only this style and this script run; only the sound beside the page is loaded (``file:`` for a folder)."""
    allowed = [
        "default-src 'none'",
        "media-src 'self' file:",
        "img-src data:",
        f"style-src '{_hash(style)}'",
        f"script-src '{_hash(script)}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(allowed)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _cover(cover: bytes | None) -> str:
    if cover is None:
        return ""
    data = base64.b64encode(cover).decode("ascii")
    return f'<img alt="" width="{COVER_SIZE}" height="{COVER_SIZE}" src="data:image/jpeg;base64,{data}">'


def _before(session: Session) -> str:
    """The before-part as a card: a checklist, with its sound where it has a file of its own."""
    before = session.script.before
    if before is None:
        return ""
    rows = [f'<section id="before" aria-labelledby="before-title"><h2 id="before-title">{escape(before.title)}</h2>']
    if session.settings.opening is OpeningPlace.SEPARATE:
        sound = quote(session.name + BEFORE + session.audio_suffix)
        rows.append(f'<audio controls preload="none" src="./{sound}"></audio>')
    for heading, lines in groupby(before.lines, key=lambda line: line.heading):
        rows.append(f"<h3>{escape(one_line(heading))}</h3><ul>")
        for line in lines:
            text = escape(one_line(line.text))
            rows.append(f'<li><label><input type="checkbox"> {text}</label></li>' if line.item else f"<li>{text}</li>")
        rows.append("</ul>")
    return "\n".join([*rows, "</section>"])


def _chapter(passage: Passage, source: str) -> str:
    at = f"{passage.start_s:.3f}"
    return (
        f'<li><a href="./{source}#t={at}" data-at="{at}"><time>{clock(passage.start_s)}</time>'
        f'<bdi lang="">{escape(passage.chapter.title)}</bdi></a></li>'
    )


def _passage(passage: Passage, source: str, session: Session) -> str:
    rows = [f'<h3 dir="auto">{escape(passage.chapter.title)}</h3>']
    for paragraph in passage.paragraphs:
        at = f"{paragraph.start_s:.3f}"
        link = f'<a lang="en" href="./{source}#t={at}" data-at="{at}">{clock(paragraph.start_s)}</a>'
        cues = " ".join(_cue(cue, session.timeline.rate_hz) for cue in paragraph.cues)
        rows.append(f'<p dir="auto">{link} {cues}</p>')
    return "\n".join(rows)


def _cue(cue: SpeechPlacement, rate_hz: int) -> str:
    at, to = cue.start / rate_hz, cue.stop / rate_hz
    return f'<span data-at="{at:.3f}" data-to="{to:.3f}">{escape(one_line(cue.text))}</span>'


def _data(session: Session, passages: tuple[Passage, ...]) -> str:
    """What the script needs to follow along, as JSON that cannot end its element."""
    timeline = session.timeline
    starts = [move.start for move in timeline.moves]
    pulses: list[list[float]] = [[] for _ in timeline.moves]
    for pulse in timeline.pulses:
        pulses[max(0, bisect_right(starts, pulse.start) - 1)].append(round(pulse.start / timeline.rate_hz, 2))
    content = {
        "title": session.title,
        "seconds": round(timeline.seconds, 3),
        "chapters": [{"at": round(each.start_s, 3), "title": each.chapter.title} for each in passages],
        "moves": [
            {
                "at": round(move.start / timeline.rate_hz, 3),
                "to": round(move.stop / timeline.rate_hz, 3),
                "title": one_line(move.title),
                "pulses": times if move.kind is MoveKind.STROKE else [],
            }
            for move, times in zip(timeline.moves, pulses, strict=True)
        ],
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
