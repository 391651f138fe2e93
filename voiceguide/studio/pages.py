"""The pages: choose, one routine, making, following, library, writing.

A page gets its data as escaped JSON in an element of its own, as the security policy allows no inline script.
"""

from __future__ import annotations

import asyncio
import gzip
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from voiceguide import anatomy
from voiceguide.app.library import SIDECAR_NAMES
from voiceguide.settings import Settings
from voiceguide.settings.values import setting_names
from voiceguide.studio.api import studio_of
from voiceguide.studio.forms import BED_NAMES, ROUTINES_BED, MenuItem, beds, describe_left_out, interludes
from voiceguide.studio.qr import qr_svg
from voiceguide.studio.statics import packs, statics
from voiceguide.studio.voices import offer_voices, title_of
from voiceguide.units import clock

LENGTHS = (10, 15, 20, 30, 45, 60)
"""Lengths offered as buttons, in minutes; the slider has all others."""

TEMPLATES = Path(__file__).parent / "templates"

_environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["clock"] = clock
_environment.filters["day"] = lambda iso: f"{(day := date.fromisoformat(iso)).day} {day:%b %Y}"
_environment.filters["bed"] = lambda name: {"none": "Silence"}.get(name, BED_NAMES.get(name, name))
_environment.filters["voice"] = title_of
_environment.filters["left_out"] = describe_left_out
_environment.globals["sidecar_names"] = SIDECAR_NAMES


def part(name: str, **values: Any) -> str:
    """A part of a page from its template."""
    return _environment.get_template(name).render(**values)


def page(request: Request, name: str, *, status: int = 200, **values: Any) -> Response:
    """A page from its template."""
    config = studio_of(request).config
    root = config.keys.root
    here = request.url.path.removeprefix(root)
    static = f"{root}/static/{statics().version}"
    text = _environment.get_template(name).render(here=here, root=root, static=static, lan=config.lan, **values)
    if not packs(request):
        return HTMLResponse(text, status)
    headers = {"content-encoding": "gzip", "vary": "accept-encoding"}
    return HTMLResponse(gzip.compress(text.encode("utf-8"), 6), status, headers=headers)


async def choose(request: Request) -> Response:
    """The first page: every routine as a card."""
    cards = await asyncio.to_thread(studio_of(request).routines.cards)
    regions = tuple(dict.fromkeys(region for card in cards for region in card.regions))
    known = {
        card.id: {"title": card.title, "regions": card.regions, "minutes": card.minutes}
        for card in cards
        if not card.problem
    }
    return page(request, "choose.html", cards=cards, regions=regions, facts={"routines": known})


async def routine(request: Request) -> Response:
    """The page of one routine: the safety questions, then everything that can be chosen."""
    studio = studio_of(request)
    card = await asyncio.to_thread(studio.routines.card, request.path_params["routine"])
    if card.problem:
        return page(request, "broken.html", card=card)
    settings = studio.config.settings
    voices = await studio.voices()
    facts = {
        "routine": card.id,
        "title": card.title,
        "minutes": round(settings.duration_s / 60) if settings.duration_s else card.minutes,
    }
    return page(
        request,
        "routine.html",
        card=card,
        facts=facts,
        lengths=LENGTHS,
        parts=[(key, anatomy.REGIONS[key].many) for key in card.parts],
        voices=offer_voices(voices, card.language, settings.voice),
        beds=_beds(settings, text := studio.routines.text(card.id)),
        interludes=interludes(settings, asked=_asks_for(text, "interlude")),
        chosen=_list_choices(settings),
    )


def _beds(settings: Settings, text: str) -> tuple[MenuItem, ...]:
    """The beds on offer, beginning with the routine's own if its text names one."""
    asked = _asks_for(text, "ambient")
    return (*([MenuItem(ROUTINES_BED, "As the routine asks")] if asked else []), *beds(settings))


def _asks_for(text: str, key: str) -> bool:
    """Whether a routine's text has this key at the top level."""
    return any(line.startswith(f"{key}:") for line in text.splitlines())


def _list_choices(settings: Settings) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in setting_names()}


async def making(request: Request) -> Response:
    """The page of the queue."""
    return page(request, "making.html")


async def library(request: Request) -> Response:
    """The page of all finished sessions."""
    studio = studio_of(request)
    entries = await asyncio.to_thread(studio.library.entries)
    host = urlsplit(studio.config.address).netloc or request.headers["host"]
    feed = f"http://{host}/feed/{studio.config.keys.feed_token}/feed.xml"
    return page(request, "library.html", entries=entries, feed=feed, feed_code=qr_svg(feed, "The feed's address"))


async def phone(request: Request) -> Response:
    """The page that explains how to open the studio on a phone."""
    address = studio_of(request).config.address
    return page(request, "phone.html", address=address, code=qr_svg(address, "The studio's address") if address else "")
