"""One page's talk with the explorer: the newest settings win, few wars are drawn at once, and more while they rest."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from sim.base.errors import SimError
from sim.base.text import harmless
from sim.reports.explore.desk import Desk, found
from sim.reports.explore.settings import LONGEST, Settings
from sim.reports.explore.view import Drawing, Shown
from sim.reports.html.svg import State, difference

MOST_LETTERS = LONGEST + 500
"""Of a message."""
REFUSED = 1008
"""Code of WebSocket for what breaks the rules."""


@dataclass(frozen=True)
class Wanted:
    """What a page asks for.

    Attributes:
        number: of its message.
        settings: to be shown.
        rests: whether no slider is being moved.
    """

    number: int
    settings: Settings
    rests: bool

    @property
    def layout(self) -> tuple[str, str | None]:
        """What decides which elements the page has: another one is another page."""
        pinned = self.settings.pinned
        return self.settings.explored.scenario, pinned.scenario if pinned else None


class Session:
    """Serves one page until it leaves.

    Args:
        socket: accepted.
        desk: what all pages share.
    """

    def __init__(self, socket: WebSocket, desk: Desk) -> None:
        self.socket, self.desk = socket, desk
        self.changed = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._wanted: Wanted | None = None
        self._layout: tuple[str, str | None] | None = None
        self._state: State = {}
        self._drawing = Drawing()

    def wake(self) -> None:
        """Look at what is wanted once more, as something else may be possible now; from any thread."""
        self._loop.call_soon_threadsafe(self.changed.set)

    async def serve(self) -> None:
        """Read and answer until the page leaves."""
        answering = asyncio.create_task(self._answer())
        reading = asyncio.create_task(self._read())
        try:
            done, _ = await asyncio.wait({answering, reading}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                with suppress(WebSocketDisconnect):
                    task.result()
        finally:
            for task in (answering, reading):
                task.cancel()
                with suppress(asyncio.CancelledError, WebSocketDisconnect):
                    await task

    async def _read(self) -> None:
        while True:
            text = await self.socket.receive_text()
            try:
                self._wanted = self._understood(text)
            except SimError as fault:
                await self._say("fault", message=harmless(str(fault)))
            else:
                self.changed.set()

    def _understood(self, text: str) -> Wanted:
        """A message as what is wanted.

        Raises:
            SimError: if it is none, or asks for what cannot be.
        """
        told: Any = None
        if len(text) <= MOST_LETTERS:
            with suppress(ValueError, RecursionError):
                told = json.loads(text)
        if not isinstance(told, dict):
            raise SimError(
                "message: found no object of at most a few thousand letters, expected number, address, rests"
            )
        settings = self.desk.shelf.settings(found(told, "address", str, ""))
        return Wanted(found(told, "number", int, 0), settings, found(told, "rests", bool, True))

    async def _answer(self) -> None:
        while True:
            await self.changed.wait()
            self.changed.clear()
            wanted = self._wanted
            if wanted is None:
                continue
            if self._layout not in (None, wanted.layout):
                await self._say("other_page", number=wanted.number, address=wanted.settings.address)
                continue
            self._layout = wanted.layout
            try:
                await self._show(wanted)
            except SimError as fault:
                await self._say("fault", number=wanted.number, message=harmless(str(fault)))

    async def _show(self, wanted: Wanted) -> None:
        """Draw few wars at once, and more as long as nothing else is wanted."""
        stages = self.desk.stages(self.desk.futures(wanted.settings))
        await self._draw(wanted, await self.desk.few(wanted.settings), settled=False)
        for n in stages if wanted.rests else ():
            if self.changed.is_set():
                return
            await self._draw(wanted, await self.desk.many(wanted.settings, n), settled=n == stages[-1])

    async def _draw(self, wanted: Wanted, arms: list[Shown], *, settled: bool) -> None:
        state = (await self.desk.drawn(arms, self._drawing)).state
        patch = difference(self._state, state) if self._state else state
        self._state = state
        address = wanted.settings.address
        await self._say("view", number=wanted.number, patch=patch, settled=settled, address=address, n=arms[0].wars.n)

    async def _say(self, kind: str, **told: Any) -> None:
        await self.socket.send_text(json.dumps({"kind": kind, **told}, separators=(",", ":")))
