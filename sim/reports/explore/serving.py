"""The explorer as a server of this machine, until Ctrl-C."""

from __future__ import annotations

import socket
import webbrowser
from threading import Timer

import click
import uvicorn
import websockets  # noqa: F401 -- uvicorn would serve pages without sockets if it were missing

from sim.base.errors import SimError
from sim.reports.explore.app import application
from sim.reports.explore.desk import Desk
from sim.reports.explore.programs import Programs
from sim.reports.explore.settings import Shelf

HOST = "127.0.0.1"
LARGEST_MESSAGE = 64 * 1024
OPENING_SECONDS = 0.5


def serve(
    scenario: str, port: int, *, seed: int, weeks: int | None = None, compiling: bool = True, browser: bool = True
) -> None:
    """Serve the explorer until it is interrupted.

    Args:
        scenario: it starts with, a path or a shipped name.
        port: to listen on; 0 for any free one.
        seed: of every stream, where an address names none.
        weeks: horizon of all scenarios, if another than their own.
        compiling: whether wars may be played by compiled programs.
        browser: whether one is opened.

    Raises:
        SimError: if the scenario is faulty, or the port is taken.
    """
    desk = Desk(Shelf.opened(scenario, weeks, seed), Programs(compiling))
    listening = listen(port)
    address = f"http://{HOST}:{listening.getsockname()[1]}/"
    click.echo(f"The explorer of {scenario} is at {address} (Ctrl-C ends it).", err=True)
    if browser:
        opening = Timer(OPENING_SECONDS, webbrowser.open, (address,))
        opening.daemon = True
        opening.start()
    server(desk).run(sockets=[listening])


def server(desk: Desk) -> uvicorn.Server:
    """A server of the explorer's pages, to be run."""
    config = uvicorn.Config(
        application(desk),
        timeout_graceful_shutdown=1,
        log_level="warning",
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=LARGEST_MESSAGE,
        ws_per_message_deflate=False,  # it would cost more than it saves: nothing leaves the machine
        lifespan="off",
    )
    return uvicorn.Server(config)


def listen(port: int) -> socket.socket:
    """A socket of this machine alone.

    Raises:
        SimError: if the port is taken or not to be had.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen()  # whoever calls before the first page is served waits
    except OSError as fault:
        listening.close()
        raise SimError(f"--port {port}: {fault.strerror}; expected a free port, such as --port 0 finds") from None
    return listening
