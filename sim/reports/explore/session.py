"""One page's talk with the explorer: the newest settings win, few wars are drawn at once, and more while they rest."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from starlette.websockets import WebSocket, WebSocketDisconnect

from sim.base.errors import SimError
from sim.base.text import harmless
from sim.reports.explore.claims import Line
from sim.reports.explore.desk import Desk, found
from sim.reports.explore.settings import LONGEST, Settings
from sim.reports.explore.stories import story
from sim.reports.explore.view import TITLES, Drawing, Shown
from sim.reports.explore.wars import BLOCK, FEW, FEWEST, MOST_FEW, Future, Wars
from sim.reports.html.svg import State, difference
from sim.runs.engines import NUMPY

MOST_LETTERS = LONGEST + 500
"""Of a message."""
REFUSED = 1008
"""Code of WebSocket for what breaks the rules."""
SLOW, QUICK = 0.08, 0.03
"""A redraw that takes longer is made of fewer wars the next time, one that takes less of more [s]."""
MOST_ARMS = 12
"""Arms of the ledger whose wars a page keeps."""


@dataclass(frozen=True)
class Wanted:
    """What a page asks for.

    Attributes:
        number: of its message.
        settings: to be shown.
        rests: whether no slider is being moved.
        tell: whether the story of the war is wanted.
        flipped: whether that of the next war which ends otherwise in the pinned future is wanted.
        claim: of which the wars are to be played.
        sees: sections that are on the screen; None for all. While a slider is moved no other is drawn.
    """

    number: int
    settings: Settings
    rests: bool
    tell: bool
    flipped: bool
    claim: str
    sees: frozenset[str] | None

    @property
    def layout(self) -> tuple[str, str | None]:
        """What decides which elements the page has: another one is another page."""
        pinned = self.settings.pinned
        return self.settings.explored.scenario, pinned.scenario if pinned else None


def as_many_as(n: int, seconds: float) -> int:
    """How many wars to play the next time, so that ten redraws fit into a second."""
    if seconds > SLOW:
        return max(FEWEST, n // 2)
    return min(MOST_FEW, 2 * n) if seconds < QUICK else n


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
        self._claims: list[Line] = []
        self._more: dict[Future, Wars] = {}
        self._shown: list[Shown] = []
        self._few = FEW

    def wake(self) -> None:
        """Look at what is wanted once more, as something else may be possible now; from any thread."""
        self._loop.call_soon_threadsafe(self.changed.set)

    async def serve(self) -> None:
        """Read and answer until the page leaves."""
        tasks = {asyncio.create_task(self._answer()), asyncio.create_task(self._read())}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                with suppress(WebSocketDisconnect):
                    task.result()
        finally:
            for task in tasks:
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
        rests, tell = found(told, "rests", bool, otherwise=True), found(told, "tell", bool, otherwise=False)
        number, claim = found(told, "number", int, 0), found(told, "claim", str, "")
        sees = found(told, "sees", list, None)
        seen = None if sees is None else frozenset(one for one in sees if isinstance(one, str))
        flipped = found(told, "flipped", bool, otherwise=False)
        return Wanted(number, settings, rests=rests, tell=tell, flipped=flipped, claim=claim, sees=seen)

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
            self._wanted = replace(
                wanted, tell=False, flipped=False, claim=""
            )  # once is enough, however often it is shown
            try:
                await self._show(wanted)
                if wanted.tell or wanted.flipped:
                    await self._tell(self._next_flipped(wanted.settings.war) if wanted.flipped else wanted.settings.war)
                if wanted.claim:
                    await self._play_for(wanted)
            except SimError as fault:
                await self._say("fault", number=wanted.number, message=harmless(str(fault)))

    async def _show(self, wanted: Wanted) -> None:
        """Draw few wars at once, and more as long as nothing else is wanted."""
        futures = self.desk.futures(wanted.settings)
        stages = self.desk.stages(futures)
        if stages and self._stands(futures, stages[-1]):
            await self._draw(wanted, self._shown, settled=wanted.rests)
            return
        begun = self._loop.time()
        await self._draw(wanted, await self.desk.shown(wanted.settings, self._few), settled=False)
        if self._shown[0].wars.engine != NUMPY:  # to which it makes little difference
            self._few = as_many_as(self._few, self._loop.time() - begun)
        for n in stages if wanted.rests else ():
            if self.changed.is_set():
                return
            await self._draw(wanted, await self.desk.shown(wanted.settings, n), settled=n == stages[-1])

    def _stands(self, futures: Sequence[Future], n: int) -> bool:
        """Whether these futures are shown already, on so many wars."""
        return [arm.future for arm in self._shown] == list(futures) and self._shown[0].wars.n == n

    async def _draw(self, wanted: Wanted, arms: list[Shown], *, settled: bool) -> None:
        if settled or not self._claims:
            self._claims = await self.desk.claims(wanted.settings, arms if settled else (), self._more)
        sees = None if wanted.rests else wanted.sees
        view = await self.desk.drawn(arms, self._drawing, self._claims, settled=settled, sees=sees)
        patch = difference(self._state, view.state) if self._state else view.state
        self._state, self._shown = view.state, arms
        address = wanted.settings.address
        await self._say("view", number=wanted.number, patch=patch, settled=settled, address=address, n=arms[0].wars.n)

    def _next_flipped(self, war: int) -> int:
        """The next war that does not end alike in all futures shown; the same one where there is none."""
        endings = [arm.wars.columns["ending"] for arm in self._shown]
        flipped = [int(one) for one in np.flatnonzero(endings[0] != endings[-1])]
        return next((one for one in flipped if one > war), flipped[0] if flipped else war)

    async def _tell(self, war: int) -> None:
        """Tell a war in every future shown."""
        stories = []
        for shown in self._shown:
            act = partial(story, shown.future, war, self.desk.playing, shown)
            told = await self.desk.player.do(act)
            stories.append({"title": f"{TITLES[shown.name]}: {told.ending}", **asdict(told)})
        await self._say("story", war=war, stories=stories)

    async def _play_for(self, wanted: Wanted) -> None:
        """Play the arms that a claim lacks, under the page's assumptions, and answer it."""
        settings = wanted.settings
        ledger = await self.desk.ledger(settings.structure)
        lacking = next((line.missing for line in self._claims if line.claim.id == wanted.claim), ())
        for name in lacking:
            future = self.desk.future_of(settings, ledger.scenarios[name])
            await self._say("playing", words=f"{wanted.claim}: playing {BLOCK:,} wars of {name} …")
            self._more[future] = await self.desk.apart(future, BLOCK)
            if self.changed.is_set():
                break
        while len(self._more) > MOST_ARMS:
            del self._more[next(iter(self._more))]
        await self._say("playing", words="")
        await self._draw(wanted, self._shown, settled=True)

    async def _say(self, kind: str, **told: Any) -> None:
        await self.socket.send_text(json.dumps({"kind": kind, **told}, separators=(",", ":")))
