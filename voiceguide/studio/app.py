"""The app: which address is answered by what.

Comes in: a place to work in. Goes out: an ASGI app behind its gate.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from voiceguide.errors import VoiceguideError
from voiceguide.studio import answers, api, files_api, pages, writing_api
from voiceguide.studio.gate import Gate
from voiceguide.studio.helpers import Helpers
from voiceguide.studio.queue import Starter, start_process
from voiceguide.studio.studio import Place, Studio

STATIC = Path(__file__).parent / "static"


def create_app(place: Place, *, start: Starter = start_process, helpers: Helpers | None = None) -> Starlette:
    """The studio as an ASGI app.

    Args:
        place: Folders, settings and keys.
        start: Begins a render; tests hand in another.
        helpers: The helper processes; by default new ones.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        studio = Studio(place, start=start, helpers=helpers)
        app.state.studio = studio
        async with studio.running():
            yield

    app = Starlette(
        routes=[*_pages(), *_api(), *_files(), Mount("/static", StaticFiles(directory=STATIC))],
        middleware=[Middleware(Gate, keys=place.keys)],
        exception_handlers={VoiceguideError: _refused, HTTPException: _refused},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


def _pages() -> list[Route]:
    return [
        Route("/", pages.choose),
        Route("/routine/{routine}", pages.routine),
        Route("/making", pages.making),
        Route("/session/{session}", pages.session),
        Route("/session/{session}/before", pages.before),
        Route("/library", pages.library),
        Route("/phone", pages.phone),
        Route("/write", writing_api.shelf),
        Route("/write/{routine}", writing_api.editor),
    ]


def _api() -> list[Route]:
    return [
        Route("/api/plan", api.plan, methods=["POST"]),
        Route("/api/preview", api.preview, methods=["POST"]),
        Route("/api/sample", api.sample, methods=["POST"]),
        Route("/api/jobs", api.jobs),
        Route("/api/jobs", api.add_job, methods=["POST"]),
        Route("/api/jobs/events", api.job_events),
        Route("/api/jobs/{job}", api.cancel_job, methods=["DELETE"]),
        Route("/api/sessions/{session}", api.follow),
        Route("/api/sessions/{session}", api.delete_session, methods=["DELETE"]),
        Route("/api/write/look", writing_api.look, methods=["POST"]),
        Route("/api/write/edit", writing_api.edit, methods=["POST"]),
        Route("/api/write/save", writing_api.save, methods=["POST"]),
        Route("/api/routines/{routine}", writing_api.delete, methods=["DELETE"]),
    ]


def _files() -> list[Route]:
    return [
        Route("/clips/{clip}", api.clip),
        Route("/sessions/{session}/sound", files_api.session_sound),
        Route("/sessions/{session}/before/sound", files_api.before_sound),
        Route("/sessions/{session}/files/{key}", files_api.session_file),
        Route("/covers/session/{session}", files_api.session_cover),
        Route("/covers/routine/{routine}", files_api.routine_cover),
        Route("/fonts/heading.ttf", files_api.heading_font),
        Route("/feed/{token}/{name}", files_api.feed_file),
    ]


async def _refused(request: Request, error: Exception) -> Response:
    """An error as JSON, or as a page where a page was asked for."""
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        if isinstance(error, VoiceguideError):
            return pages.page(request, "error.html", status=404, **answers.told(error))
        if isinstance(error, HTTPException):
            return pages.page(request, "error.html", status=error.status_code, **answers.refused(error))
    if isinstance(error, VoiceguideError):
        return await answers.voiceguide_error(request, error)
    return await answers.http_error(request, error)
