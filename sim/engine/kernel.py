"""Wars played by a compiled program: draws in, series and the last state out."""

from __future__ import annotations

import ctypes
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

import sim
from sim.base.arrays import Floats
from sim.engine.building import is_whole, library, loaded, private_folder
from sim.engine.printing import Printed, Printer
from sim.engine.trace import Element, places, trace
from sim.war.model import War, event_key
from sim.war.randomness import Dice

if TYPE_CHECKING:
    from sim.engine.shared import Shared
    from sim.scenario import Scenario

ROOMS = ("base", "rules", "scenario", "war", "engine")
"""Rooms whose code decides what is compiled."""
LANES = {False: 8, True: 16}
"""Wars side by side in double and in single precision: a register of the widest kind that is common."""


class Player(Protocol):
    """What can play a program."""

    @property
    def layout(self) -> Printed:
        """What goes in and out."""

    def play(self, told: Mapping[str, Floats], dice: Dice, weeks: int, *, series: bool = True) -> Played:
        """Play wars to their horizon.

        Args:
            told: what the program is told of each war, see `Shared.told`.
            dice: of the wars.
            weeks: to be played.
            series: whether weekly series are wanted.
        """


@dataclass(frozen=True)
class Kernel:
    """A compiled program.

    Attributes:
        code: the library.
        layout: what goes in and out.
    """

    code: ctypes.CDLL
    layout: Printed

    def play(self, told: Mapping[str, Floats], dice: Dice, weeks: int, *, series: bool = True) -> Played:
        """Play wars to their horizon, see `Player.play`."""
        n = dice.n
        numbers = np.array([told[path] for path in self.layout.numbers], dtype=np.float64).reshape(-1, n)
        wars = np.ascontiguousarray(dice.replications, dtype=np.int64)
        written = np.zeros((len(self.layout.series), weeks, n), dtype=np.float32) if series else None
        finals = np.zeros((len(self.layout.finals), n))
        job = Job(
            n=n,
            weeks=weeks,
            seed_low=dice.seed & 0xFFFFFFFF,
            seed_high=dice.seed >> 32,
            replications=wars.ctypes.data,
            numbers=numbers.ctypes.data,
            series=written.ctypes.data if written is not None else None,
            finals=finals.ctypes.data,
        )
        self.code.play(ctypes.byref(job))
        found = dict(zip(self.layout.series, written, strict=True)) if written is not None else {}
        return Played(found, finals)


@dataclass(frozen=True)
class Played:
    """What a kernel gives: series of shape (weeks, n), and the last state in the order of the layout, (finals, n)."""

    series: dict[str, np.ndarray]
    finals: Floats


class Job(ctypes.Structure):
    """What a kernel is called with, as in `portable.h`."""

    _fields_ = (
        ("n", ctypes.c_longlong),
        ("weeks", ctypes.c_longlong),
        ("seed_low", ctypes.c_uint),
        ("seed_high", ctypes.c_uint),
        ("replications", ctypes.c_void_p),
        ("numbers", ctypes.c_void_p),
        ("series", ctypes.c_void_p),
        ("finals", ctypes.c_void_p),
    )


def kernel(shared: Shared, *, single: bool = False) -> Kernel:
    """The program of one scenario or of several, compiled here before or now.

    Args:
        shared: what is compiled.
        single: in single precision.

    Raises:
        NoCompilerError: if nothing can be compiled here.
    """
    return _kernel(shared, single)


def is_compiled(shared: Shared, *, single: bool = False) -> bool:
    """Whether a program has been compiled here before; arguments as of `kernel`."""
    return _found(_index(shared, single)) is not None


@lru_cache(maxsize=4)
def _kernel(shared: Shared, single: bool) -> Kernel:
    index = _index(shared, single)
    known = _found(index)
    if known is not None:
        return known
    printed = Printer(trace(shared)).printed()
    path = library(source(printed, LANES[single], single=single))
    _write_layout(index, printed, path.name)
    return Kernel(loaded(path), printed)


def _index(shared: Shared, single: bool) -> Path:
    """File that says what was compiled."""
    asked = hashlib.sha256(f"{program_hash()} {shared.identity} {single}".encode()).hexdigest()
    return private_folder() / f"{asked}.json"


def _found(index: Path) -> Kernel | None:
    """What was compiled before, if it is whole."""
    known = _read_layout(index)
    if known is None or not is_whole(index.parent / known[1]):
        return None
    return Kernel(loaded(index.parent / known[1]), known[0])


def source(printed: Printed, lanes: int, *, single: bool = False) -> str:
    """Plain C of a program.

    Args:
        printed: the program.
        lanes: wars side by side.
        single: in single precision.
    """
    return f"#define LANES {lanes}\n" + "#define REAL32\n" * single + printed.source


@cache
def program_hash() -> str:
    """Hash of all code that decides what is compiled."""
    package = Path(sim.__file__).resolve().parent
    text = hashlib.sha256()
    for room in ROOMS:
        for path in sorted([*(package / room).rglob("*.py"), *(package / room).rglob("*.h")]):
            text.update(path.read_bytes())
    return text.hexdigest()


def _write_layout(index: Path, printed: Printed, built: str) -> None:
    def rows(table: Mapping[Element, Any]) -> list[Any]:
        return [[path, place, value] for (path, place), value in table.items()]

    content = {
        "library": built,
        "numbers": printed.numbers,
        "series": printed.series,
        "finals": printed.finals,
        "fixed": rows(printed.fixed),
        "drawn": rows(printed.drawn),
        "kinds": printed.kinds,
    }
    index.write_text(json.dumps(content), encoding="utf-8")


def _read_layout(index: Path) -> tuple[Printed, str] | None:
    try:
        told = json.loads(index.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None

    def element(path: list[str], place: list[int]) -> Element:
        return tuple(path), tuple(place)

    return Printed(
        source="",
        numbers=tuple(told["numbers"]),
        series=tuple(told["series"]),
        finals=tuple(element(*each) for each in told["finals"]),
        fixed={element(path, place): value for path, place, value in told["fixed"]},
        drawn={element(path, place): value for path, place, value in told["drawn"]},
        kinds=tuple(told["kinds"]),
    ), str(told["library"])


@contextmanager
def finished(
    player: Player, shared: Shared, scenario: Scenario, draws: Mapping[str, Floats], dice: Dice
) -> Iterator[War]:
    """Wars as they stand after the last week, played by a compiled program.

    They can be read like those that NumPy has played, but for what only a story tells.

    Args:
        player: of the program.
        shared: what was compiled.
        scenario: that is played, one of those that share the program.
        draws: values of the drawn numbers, each of shape (n,).
        dice: of the wars.
    """
    told = shared.told(scenario, draws, dice.n)
    played = player.play(told, dice, scenario.weeks)
    war = War(scenario, {path: values[:1] for path, values in draws.items()}, Dice(dice.seed, dice.replications[:1]))
    _fill(war, player.layout, played, told, dice)
    try:
        yield war
    finally:
        war.release_memory()


def _own_kinds(war: War, layout: Printed) -> list[str]:
    """Kinds of events of a war, without the events of scenarios that share its program."""
    own = set(map(event_key, war.inputs.event_weeks))
    return [kind for kind in layout.kinds if kind in own or not kind.startswith(event_key(""))]


def _fill(war: War, layout: Printed, played: Played, told: Mapping[str, Floats], dice: Dice) -> None:
    """Put the last state in the place of the first."""
    state, n = war.state, dice.n
    for kind in _own_kinds(war, layout):
        state.record_first(kind, np.zeros(1, dtype=bool))
    rows: dict[tuple[str, ...], dict[tuple[int, ...], Floats]] = {}
    for (path, place), values in zip(layout.finals, played.finals, strict=True):
        rows.setdefault(path, {})[place] = values
    for (path, place), value in layout.fixed.items():
        rows.setdefault(path, {})[place] = np.broadcast_to(value, (n,))
    for (path, place), name in layout.drawn.items():
        rows.setdefault(path, {})[place] = told[name]
    for path, container, key in list(places(war)):
        was = container[key]
        if path not in rows:
            del container[key]  # not told: whoever asks for it is to hear so
            continue
        now = np.empty((*was.shape[:-1], n), dtype=was.dtype)
        for place, values in rows[path].items():
            now[place] = values
        container[key] = now
    for part in (state, war.inputs, state.dice, *war.agents, *war.inputs.menus.values()):
        if hasattr(part, "n"):
            part.n = n
    state.dice.replications = dice.replications
    war.inputs.forget()
    war.recorder.series = played.series
    state.week = war.inputs.weeks
