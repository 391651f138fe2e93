"""Build the page: one HTML text with the player, with a security policy that lets it load only the sound.

Without JavaScript the browser's own player, the strokes as links and the whole text remain.
"""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from importlib import resources
from string import Template
from urllib.parse import quote

from voiceguide.export.beside import BEFORE
from voiceguide.export.player import Shell, player_facts, player_markup, script, style
from voiceguide.export.session import Session, one_line
from voiceguide.settings import OpeningPlace
from voiceguide.units import spoken_duration

SUFFIX = ".html"
COVER_SIZE = 400
"""Width in pixels of the cover for `render`: it becomes part of the page."""

_BEGIN = 'new Player({ data: JSON.parse(byId("data").textContent), id: decodeURI(location.pathname) }).begin();'


def render(session: Session, cover: bytes | None = None) -> str:
    """The whole page; the sound file lies beside it as ``session.name`` with ``session.audio_suffix``.

    Args:
        session: What is said and when.
        cover: A small JPEG (see `COVER_SIZE`), or None.
    """
    looks, work = style().strip(), f"{script()}{_BEGIN}"
    fields = {
        "policy": _policy(looks, work),
        "style": looks,
        "script": work,
        "data": _json(player_facts(session.timeline, session.title)),
        "title": escape(session.title),
        "cover": _cover(cover),
        "player": player_markup(session.timeline, _shell(session)),
    }
    return Template(_part("page.html")).substitute(fields)


def _shell(session: Session) -> Shell:
    """What surrounds the player on the page."""
    before = session.script.before
    audio = session.name + session.audio_suffix
    separate = before is not None and session.settings.opening is OpeningPlace.SEPARATE
    values = {
        "minutes": spoken_duration(session.minutes * 60),
        "voice": escape(one_line(session.facts.voice)),
        "bed": escape(one_line(session.facts.bed)),
        "audio": f"./{quote(audio)}",
    }
    return Shell(
        title=session.title,
        sound=values["audio"],
        language=session.script.language,
        before=before.lines if before is not None else (),
        before_sound=f"./{quote(session.name + BEFORE + session.audio_suffix)}" if separate else "",
        foot=Template(_part("foot.html")).substitute(values),
        missing=f'The sound file <span dir="auto">{escape(audio)}</span> cannot be played. '
        "Keep it in the same folder as this page.",
    )


def _part(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8").strip()


def _policy(looks: str, work: str) -> str:
    """The security policy: only this style and script, and only the sound beside the page (``file:`` in a folder)."""
    allowed = [
        "default-src 'none'",
        "media-src 'self' file:",
        "img-src data:",
        f"style-src '{_hash(looks)}'",
        f"script-src '{_hash(work)}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(allowed)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _cover(cover: bytes | None) -> str:
    """The HTML of the cover, with its picture inside."""
    if cover is None:
        return ""
    data = base64.b64encode(cover).decode("ascii")
    return f'<img class="backdrop" alt="" src="data:image/jpeg;base64,{data}">'


def _json(content: object) -> str:
    """JSON without ``<``, ``>`` and ``&``, so that it cannot end its HTML element."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
