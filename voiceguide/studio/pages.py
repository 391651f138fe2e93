"""The pages: choose, one routine, making, following, library, writing.

Comes in: requests. Goes out: HTML from the templates. What a page needs to know is handed over as escaped JSON in its
own element, as the policy allows no script in the page.
"""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from voiceguide import anatomy
from voiceguide.setting_values import setting_names
from voiceguide.settings import Settings
from voiceguide.studio.api import studio_of
from voiceguide.studio.choices import BED_NAMES, ROUTINES_BED, beds
from voiceguide.studio.follow import before_groups, follow_facts
from voiceguide.studio.library import COMPANION_NAMES
from voiceguide.studio.qr import qr_svg
from voiceguide.studio.safety import questions
from voiceguide.units import clock

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
_environment.globals["companion_names"] = COMPANION_NAMES


def page(request: Request, name: str, *, status: int = 200, **values: Any) -> Response:
    """A page from its template."""
    place = studio_of(request).place
    text = _environment.get_template(name).render(here=request.url.path, lan=place.lan, **values)
    return HTMLResponse(text, status)


async def choose(request: Request) -> Response:
    """Every routine as a card."""
    cards = await asyncio.to_thread(studio_of(request).shelf.cards)
    regions = tuple(dict.fromkeys(region for card in cards for region in card.regions))
    return page(request, "choose.html", cards=cards, regions=regions)


async def routine(request: Request) -> Response:
    """One routine: the safety questions, then everything that can be chosen."""
    studio = studio_of(request)
    card = await asyncio.to_thread(studio.shelf.card, request.path_params["routine"])
    if card.problem:
        return page(request, "broken.html", card=card)
    settings = studio.place.settings
    voices = await studio.voices()
    asked = questions(pregnancy_safe=card.pregnancy_safe)
    facts = {
        "routine": card.id,
        "title": card.title,
        "minutes": round(settings.duration_s / 60) if settings.duration_s else card.minutes,
        "safety": [dataclasses.asdict(question) for question in asked],
    }
    return page(
        request,
        "routine.html",
        card=card,
        facts=facts,
        parts=[(key, anatomy.REGIONS[key].many) for key in card.parts],
        voices=_voices(voices, card.language),
        beds=_beds(settings, studio.shelf.text(card.id)),
        chosen=_chosen(settings),
    )


def _beds(settings: Settings, text: str) -> tuple[tuple[str, str], ...]:
    """The beds on offer; first the routine's own, where its text names one."""
    asks = any(line.startswith("ambient:") for line in text.splitlines())
    return (*([(ROUTINES_BED, "As the routine asks")] if asks else []), *beds(settings))


def _chosen(settings: Settings) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in setting_names()}


def _voices(voices: list[dict[str, Any]], language: str) -> dict[str, list[dict[str, Any]]]:
    """Voices of the routine's language, then the others; those that cannot speak yet last."""
    short = language.partition("-")[0].lower()
    ready = [each for each in voices if each["installed"]]
    own = [each for each in ready if each["language"].lower().partition("-")[0] in (short, "")]
    return {
        "own": own,
        "others": [each for each in ready if each not in own],
        "absent": [each for each in voices if not each["installed"]],
    }


async def making(request: Request) -> Response:
    """What is being made."""
    return page(request, "making.html")


async def session(request: Request) -> Response:
    """The player, with all that it needs of the session."""
    library = studio_of(request).library
    entry = await asyncio.to_thread(library.entry, request.path_params["session"])
    told = await asyncio.to_thread(library.report, entry.id)
    return page(request, "session.html", entry=entry, facts=follow_facts(told), before=bool(before_groups(told)))


async def before(request: Request) -> Response:
    """A session's before-part: a checklist that can be listened to."""
    library = studio_of(request).library
    entry = await asyncio.to_thread(library.entry, request.path_params["session"])
    groups = before_groups(await asyncio.to_thread(library.report, entry.id))
    if not groups:
        raise HTTPException(404)
    return page(request, "before.html", entry=entry, groups=groups)


async def library(request: Request) -> Response:
    """Every finished session."""
    studio = studio_of(request)
    entries = await asyncio.to_thread(studio.library.entries)
    host = urlsplit(studio.place.address).netloc or request.headers["host"]
    feed = f"http://{host}/feed/{studio.place.keys.feed_token}/feed.xml"
    return page(request, "library.html", entries=entries, feed=feed, feed_code=qr_svg(feed, "The feed's address"))


async def phone(request: Request) -> Response:
    """How to open the studio on a phone."""
    address = studio_of(request).place.address
    return page(request, "phone.html", address=address, code=qr_svg(address, "The studio's address") if address else "")
