"""The explorer's pages: routes, what every answer carries, and who is let in. It listens to this machine alone."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from sim.analysis.wording import quantity
from sim.base.errors import SimError
from sim.base.text import harmless
from sim.reports.explore.desk import Desk
from sim.reports.explore.downloads import FILES
from sim.reports.explore.page import page
from sim.reports.explore.session import REFUSED, Session
from sim.reports.html.style import style_sheet

HERE = Path(__file__).parent
HOSTS = ["127.0.0.1", "localhost"]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
TYPES = {"yaml": "application/yaml", "csv": "text/csv", "html": "text/html"}
STATIC = {"explore.js": "text/javascript", "explore.css": "text/css"}


class _Headers:
    """Puts the same headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message["headers"], *own]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def application(desk: Desk) -> Starlette:
    """The explorer as an ASGI application."""
    sessions: set[Session] = set()

    async def show(request: Request) -> Response:
        settings = desk.shelf.settings(_query(request))
        return HTMLResponse(_template("page.html").render(await page(desk, settings)))

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in FILES:
            return PlainTextResponse("Not found", status_code=404)
        settings = desk.shelf.settings(_query(request))
        text, kind = await FILES[name](desk, settings), TYPES[name.rpartition(".")[2]]
        return Response(text, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})

    async def talk(socket: WebSocket) -> None:
        if not from_here(socket):
            await socket.close(REFUSED)
            return
        await socket.accept()
        session = Session(socket, desk)
        sessions.add(session)
        try:
            await session.serve()
        finally:
            sessions.discard(session)

    def wake() -> None:
        for session in list(sessions):
            session.wake()

    desk.programs.on_change = wake
    routes = [Route("/", show), Route("/static/{name}", _static), Route("/{name}", file), WebSocketRoute("/live", talk)]
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)
    return Starlette(routes=routes, middleware=[Middleware(_Headers), hosts], exception_handlers={SimError: _refuse})


def from_here(socket: WebSocket) -> bool:
    """Whether a socket was opened by a page of this server: a browser says where its page came from."""
    with suppress(ValueError):
        return urlsplit(socket.headers.get("origin", "")).netloc == socket.headers.get("host", "") != ""
    return False


def _query(request: Request) -> str:
    return str(request.scope["query_string"].decode("latin-1"))


def _refuse(_request: Request, fault: Exception) -> Response:
    """Say what is wrong with an address."""
    return HTMLResponse(_template("fault.html").render(message=harmless(str(fault))), status_code=400)


def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name == "app.css":
        return Response(style_sheet(), media_type="text/css")
    if name not in STATIC:
        return PlainTextResponse("Not found", status_code=404)
    return Response((HERE / "static" / name).read_bytes(), media_type=STATIC[name])


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(HERE / "templates")
    made = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.filters["figure"] = quantity
    return made


def _template(name: str) -> Any:
    return _environment().get_template(name)
