"""The ASGI app with its routes, behind the security middleware."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from voiceguide.app.remixer import StartRemixes
from voiceguide.app.worker import Worker
from voiceguide.errors import VoiceguideError
from voiceguide.studio import api, balance, files_api, pages, player_pages, responses, writing_api
from voiceguide.studio.security import SecurityMiddleware
from voiceguide.studio.statics import static_file
from voiceguide.studio.studio import ServerConfig, Studio
from voiceguide.studio.workers import WorkerPool


def create_app(
    config: ServerConfig,
    *,
    maker: Worker | None = None,
    workers: WorkerPool | None = None,
    remixes: StartRemixes | None = None,
) -> Starlette:
    """The studio as an ASGI app.

    Args:
        config: Folders, settings and keys.
        maker: Makes sessions; tests pass another.
        workers: The worker processes; by default new ones.
        remixes: Starts the worker that makes remixes; by default a process.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        studio = Studio(config, maker=maker, workers=workers, remixes=remixes)
        app.state.studio = studio
        async with studio.running():
            yield

    app = Starlette(
        routes=[*_pages(), *_api(), *_files(), Route("/static/{path:path}", static_file)],
        middleware=[Middleware(SecurityMiddleware, keys=config.keys, code=config.code, start=secrets.token_hex(4))],
        exception_handlers={VoiceguideError: _refuse, HTTPException: _refuse},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


def _pages() -> list[Route]:
    """Routes of the pages that people open."""
    return [
        Route("/", pages.choose),
        Route("/routine/{routine}", pages.routine),
        Route("/making", pages.making),
        Route("/session/{session}", player_pages.session),
        Route("/listen/{job}", player_pages.listen),
        Route("/library", pages.library),
        Route("/phone", pages.phone),
        Route("/write", writing_api.own_routines),
        Route("/write/{routine}", writing_api.editor),
    ]


def _api() -> list[Route]:
    """Routes that answer with JSON."""
    return [
        Route("/api/alive", api.alive),
        Route("/api/safety/{routine}", api.safety),
        Route("/api/plan", api.plan, methods=["POST"]),
        Route("/api/preview", api.preview, methods=["POST"]),
        Route("/api/sample", api.sample, methods=["POST"]),
        Route("/api/voices", api.added_voices),
        Route("/api/voices", api.add_voice, methods=["POST"]),
        Route("/api/jobs", api.jobs),
        Route("/api/jobs", api.add_job, methods=["POST"]),
        Route("/api/jobs/events", api.job_events),
        Route("/api/jobs/{job}", api.cancel_job, methods=["DELETE"]),
        Route("/api/sessions/{session}", api.follow),
        Route("/api/sessions/{session}", api.delete_session, methods=["DELETE"]),
        Route("/api/remixes", balance.remix, methods=["POST"]),
        Route("/api/write/look", writing_api.look, methods=["POST"]),
        Route("/api/write/edit", writing_api.edit, methods=["POST"]),
        Route("/api/write/save", writing_api.save, methods=["POST"]),
        Route("/api/write/listen", writing_api.listen, methods=["POST"]),
        Route("/api/routines/{routine}/text", writing_api.source),
        Route("/api/routines/{routine}", writing_api.delete, methods=["DELETE"]),
    ]


def _files() -> list[Route]:
    """Routes of sounds, pictures and other files."""
    return [
        Route("/clips/{clip}", api.clip),
        Route("/jobs/{job}/sound", files_api.job_sound),
        Route("/remixes/{remix}/sound", files_api.remix_sound),
        Route("/sessions/{session}/sound", files_api.session_sound),
        Route("/sessions/{session}/before/sound", files_api.before_sound),
        Route("/sessions/{session}/files/{key}", files_api.session_file),
        Route("/covers/session/{session}", files_api.session_cover),
        Route("/covers/routine/{routine}", files_api.routine_cover),
        Route("/feed/{token}/{name}", files_api.feed_file),
    ]


async def _refuse(request: Request, error: Exception) -> Response:
    """An error as JSON, or as a page if the browser requested a page."""
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        if isinstance(error, VoiceguideError):
            return pages.page(request, "error.html", status=404, **responses.error_to_dict(error))
        if isinstance(error, HTTPException):
            return pages.page(request, "error.html", status=error.status_code, **responses.refusal_to_dict(error))
    if isinstance(error, VoiceguideError):
        return await responses.voiceguide_error(request, error)
    return await responses.http_error(request, error)
