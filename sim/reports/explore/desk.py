"""The engine side of the explorer: settings in, played wars and drawn pictures out. One thread plays for all pages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from sim.reports.explore.claims import Arms, Line, Structure, arms_of, lines
from sim.reports.explore.programs import Programs
from sim.reports.explore.settings import MOST_WARS, Arm, Settings, Shelf
from sim.reports.explore.view import ARMS, Drawing, Shown, View, hash_of
from sim.reports.explore.wars import BLOCK, Future, Playing, Wars, together
from sim.runs.engines import NUMPY
from sim.scenario import Scenario

T = TypeVar("T")
S = TypeVar("S")
STAGES = {NUMPY: (BLOCK,)}
"""Numbers of wars at which a resting page is drawn again, by engine; NumPy takes seconds for the first."""
PART = 256
"""Wars that NumPy plays at once, about a second."""
COMPILED_STAGES = tuple(range(BLOCK, MOST_WARS + 1, BLOCK))


class Player:
    """A thread that does one thing after the other; it does not keep the program from ending."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[Callable[[], None]] = SimpleQueue()
        Thread(target=self._work, daemon=True).start()

    async def do(self, act: Callable[[], T]) -> T:
        """Have something done, and what it returns or raises."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()

        def settle(result: T | None, fault: BaseException | None) -> None:
            if done.cancelled():
                return
            if fault is not None:
                done.set_exception(fault)
            else:
                done.set_result(result)  # type: ignore[arg-type]

        def work() -> None:
            result, fault = None, None
            try:
                result = act()
            except BaseException as caught:  # it is raised where it was asked for
                fault = caught
            loop.call_soon_threadsafe(settle, result, fault)

        self._waiting.put(work)
        return await done

    def _work(self) -> None:
        while True:
            act = self._waiting.get()
            try:
                act()
            except RuntimeError:  # whoever asked has gone with the loop
                continue


@dataclass
class Desk:
    """Everything that pages share.

    Attributes:
        shelf: the scenarios.
        programs: what plays them.
        player: where they are played.
    """

    shelf: Shelf
    programs: Programs
    player: Player = field(default_factory=Player)

    @cached_property
    def playing(self) -> Playing:
        """The wars played lately."""
        return Playing(self.programs)

    def future(self, settings: Settings, arm: Arm) -> Future:
        """An arm as it is played."""
        values = tuple(sorted(settings.values(arm).items()))
        base = self.shelf.scenario(Arm(arm.scenario))
        return Future(self.shelf.scenario(arm, settings.structure), values, settings.seed, base)

    def futures(self, settings: Settings) -> list[Future]:
        """The arms as they are played."""
        return [self.future(settings, arm) for arm in settings.arms]

    def engine(self, futures: Sequence[Future]) -> str:
        """What plays them now: NumPy all of them as long as one has no program."""
        engines = [self.programs.engine(future.base) for future in futures]
        return NUMPY if NUMPY in engines else engines[0]

    def note(self, futures: Sequence[Future]) -> str:
        """What there is to say about the engine."""
        if any(self.programs.is_compiling(future.base) for future in futures):
            return "A program for this scenario is being compiled, about a quarter of a minute; until then fewer are played."
        return f"{self.programs.note}." if self.programs.note and self.engine(futures) == NUMPY else ""

    def stages(self, futures: Sequence[Future]) -> tuple[int, ...]:
        """Numbers of wars at which a resting page is drawn again."""
        engine = self.engine(futures)
        if any(self.programs.is_compiling(future.base) for future in futures):
            return ()
        return STAGES.get(engine, COMPILED_STAGES)

    async def rested(self, settings: Settings) -> list[Shown]:
        """The arms on as many wars as a page at rest comes to show."""
        stages = self.stages(self.futures(settings)) or STAGES[NUMPY]
        return await self.shown(settings, stages[-1])

    async def shown(self, settings: Settings, n: int) -> list[Shown]:
        """The arms on n wars: few, or some blocks."""
        futures = self.futures(settings)
        engine = self.engine(futures)
        wars = [await self.played(future, n, engine) for future in futures]
        return [Shown(name, *pair) for name, pair in zip(ARMS, zip(futures, wars, strict=False), strict=False)]

    async def played(self, future: Future, n: int, engine: str) -> Wars:
        """The first n wars of a future, in blocks between which others have their turn."""
        spans = [(first, min(first + BLOCK, n)) for first in range(0, n, BLOCK)]
        parts = [await self.player.do(partial(self.playing.wars, future, *at, engine)) for at in spans]
        return together(parts)

    async def apart(self, future: Future, n: int) -> Wars:
        """The first n wars of a future that is not worth compiling, in small parts between which others have their turn."""
        spans = [(first, min(first + PART, n)) for first in range(0, n, PART)]
        return together([await self.player.do(partial(self.playing.wars, future, *at, NUMPY)) for at in spans])

    async def drawn(
        self,
        arms: Sequence[Shown],
        drawing: Drawing,
        claims: Sequence[Line],
        *,
        settled: bool = False,
        sees: Collection[str] | None = None,
    ) -> View:
        """The page of some arms; see `Drawing.view`."""
        note = self.note([arm.future for arm in arms])
        return await self.player.do(lambda: drawing.view(arms, note, claims, settled=settled, sees=sees))

    async def ledger(self, structure: Structure = ()) -> Arms:
        """The arms of the ledger; the first call takes seconds."""
        return await self.player.do(lambda: arms_of(structure))

    async def claims(self, settings: Settings, arms: Sequence[Shown], more: Mapping[Future, Wars]) -> list[Line]:
        """Every claim of the ledger as the wars at hand answer it.

        Args:
            settings: of the page.
            arms: the futures shown.
            more: wars of other arms of the ledger.
        """
        ledger = await self.ledger(settings.structure)
        at_hand = dict(self._by_hash(ledger, settings, more))
        at_hand |= {hash_of(arm.future.scenario): arm.wars for arm in reversed(arms)}
        return await self.player.do(lambda: lines(ledger, at_hand))

    def future_of(self, settings: Settings, scenario: Scenario) -> Future:
        """An arm of the ledger under the assumptions of a page."""
        return Future(scenario, tuple(sorted(settings.assumptions)), settings.seed, scenario)

    def _by_hash(self, ledger: Arms, settings: Settings, more: Mapping[Future, Wars]) -> Iterator[tuple[str, Wars]]:
        for name, scenario in ledger.scenarios.items():
            wars = more.get(self.future_of(settings, scenario))
            if wars is not None:
                yield ledger.hashes[name], wars


def found(mapping: dict[str, Any], key: str, kind: type[T], otherwise: S) -> T | S:
    """A value of a message, if it is of the kind it should be."""
    value = mapping.get(key, otherwise)
    return value if isinstance(value, kind) else otherwise
