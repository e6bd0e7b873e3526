"""The portal as one application: its pages, its files, the published column, and what every answer must carry."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from portal import confirming, deciding, dossier, files, operating, papers, planning, rerunning, watching
from report.calendar import BadCalendar
from report.office_rules import BadOfficeRules
from settings import settings
from templates import fill, say

PAGE_POLICY = "default-src 'self'; script-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""What a page of ours may load: its own style and pictures, and nothing that runs."""

COLUMN_POLICY = "default-src 'self'; script-src 'none'; style-src 'self' 'unsafe-inline'; form-action 'none'"
"""A published page stands alone, so it carries its own style."""


def create_app(clock: Callable[[], datetime]) -> FastAPI:
    """Return the portal; ``clock`` says what time it is, because the demonstration lives in another year."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)  # FastAPI's own pages load scripts from abroad
    app.state.clock = clock
    app.state.tries = operating.Tries()
    app.include_router(watching.router)
    app.include_router(planning.router)
    app.include_router(files.router)
    app.include_router(dossier.router)
    app.include_router(deciding.router)
    app.include_router(operating.router)
    app.include_router(rerunning.router)
    app.include_router(papers.router)
    app.include_router(confirming.router)
    settings().site.mkdir(parents=True, exist_ok=True)
    app.mount("/site", StaticFiles(directory=settings().site, html=True))
    app.middleware("http")(_with_headers)
    app.exception_handler(404)(_missing)
    app.exception_handler(RequestValidationError)(_missing)
    app.exception_handler(BadOfficeRules)(_faulty_file)
    app.exception_handler(BadCalendar)(_faulty_file)
    return app


async def _with_headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Say what a browser may do with the answer, where the answer does not say it itself."""
    response = await call_next(request)
    in_column = request.url.path.startswith("/site/")
    response.headers.setdefault("Content-Security-Policy", COLUMN_POLICY if in_column else PAGE_POLICY)
    response.headers.setdefault("Cache-Control", "no-cache" if in_column else "no-store")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response


async def _missing(request: Request, _: Exception) -> HTMLResponse:
    """Say in Chinese that there is nothing here, and where to go."""
    return HTMLResponse(fill("portal/missing.html.j2", path=request.url.path), status_code=404)


async def _faulty_file(_: Request, trouble: Exception) -> HTMLResponse:
    """Say what is wrong in a file of the office's own, instead of showing what would be said without it."""
    what = say("refusals", "own_file", is_calendar=isinstance(trouble, BadCalendar))
    return HTMLResponse(fill("portal/faulty_file.html.j2", what=what, sentence=str(trouble)), status_code=503)
