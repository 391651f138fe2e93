"""The player's pages: a finished session, and one that is still being made."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from voiceguide.export.player import Shell, player_facts, player_markup
from voiceguide.studio import balance, tasks
from voiceguide.studio.api import studio_of
from voiceguide.studio.pages import page, part
from voiceguide.timeline.model import Timeline
from voiceguide.units import to_samples


async def session(request: Request) -> Response:
    """The player of a finished session."""
    library, root = studio_of(request).library, studio_of(request).config.keys.root
    entry = await asyncio.to_thread(library.entry, request.path_params["session"])
    report = await asyncio.to_thread(library.report, entry.id)
    address = f"{root}/sessions/{quote(entry.id)}"
    timeline = report.timeline if report is not None else Timeline(to_samples(entry.seconds), (), (), (), (), ())
    shell = Shell(
        title=entry.title,
        sound=f"{address}/sound",
        before=report.before if report is not None else (),
        before_sound=f"{address}/before/sound" if entry.before is not None else "",
        **_around(root),
    )
    facts = {
        "id": entry.id,
        "job": "",
        "routine": entry.routine,
        "cover": f"{root}/covers/session/{quote(entry.id)}",
        "balance": await balance.balance_of(studio_of(request), entry),
    }
    await studio_of(request).remixer.warm()
    return _player(request, timeline, shell, facts)


async def listen(request: Request) -> Response:
    """The player of a session that is being made: its moves are known, its words are estimated."""
    studio = studio_of(request)
    job, root = studio.queue.job(request.path_params["job"]), studio.config.keys.root
    if job.session:
        return RedirectResponse(f"{root}/session/{quote(job.session)}", 303)
    file = await asyncio.to_thread(studio.routines.file, job.routine)
    timeline = await studio.workers.run(tasks.timeline, file, job.request.settings)
    before = await studio.workers.run(tasks.before, file, job.request.settings)
    shell = Shell(title=job.title, sound=f"{root}/jobs/{job.id}/sound", before=before, **_around(root))
    facts = {
        "id": job.id,
        "job": job.id,
        "routine": job.routine,
        "cover": f"{root}/covers/routine/{quote(job.routine)}",
        "balance": balance.facts(job.request.settings),
    }
    return _player(request, timeline, shell, facts)


def _around(root: str) -> dict[str, str]:
    """The HTML around the player in the studio."""
    parts = {name: part(f"player-{name}.html", root=root) for name in _AROUND}
    return {name.replace("-", "_"): text for name, text in parts.items()}


_AROUND = ("way-back", "more", "after")


def _player(request: Request, timeline: Timeline, shell: Shell, facts: dict[str, Any]) -> Response:
    """The page with the player."""
    content = {**facts, "data": player_facts(timeline, shell.title)}
    markup = Markup(player_markup(timeline, shell))
    return page(request, "session.html", title=shell.title, player=markup, facts=content, cover=facts["cover"])
