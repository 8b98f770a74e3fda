"""What a loaded scenario is made of: frozen records, numbers as floats, paths dotted."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from sim.scenario.faults import Origin

Key = TypeVar("Key")
Value = TypeVar("Value")

Basis = Literal["measured", "estimated", "judgement"]
Distribution = Literal["triangular", "uniform", "loguniform", "normal", "lognormal"]
State = Literal["initial", "dial"]
Role = Literal["uncertainty", "lever", "constant"]

SHARES = ("share", "probability")
POWERS = ("exponent", "logit")
"""Units of what stands in an exponent, and its largest value: a hundred times what any is thought to be overflows."""
STEEPEST = 20.0
WIDEST = 1e12
IGNORANCE = "ignorance"
"""Section that holds the correlation of each group of numbers."""
DRIFT = "drift"
"""Section of an actor that holds its processes, each with a spread and a half-life."""


class FrozenMap(Mapping[Key, Value], Generic[Key, Value]):
    """A read-only mapping that, unlike ``MappingProxyType``, can be sent to another process."""

    __slots__ = ("_entries",)

    def __init__(self, entries: Mapping[Key, Value]) -> None:
        self._entries = dict(entries)

    def __getitem__(self, key: Key) -> Value:
        return self._entries[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return f"FrozenMap({self._entries!r})"


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the model with its spread, its unit and where it comes from.

    ``low`` and ``high`` are the ends of a triangular, uniform or loguniform spread (the mode of a triangular
    one is ``value``), and the 5 % and 95 % points of a normal or lognormal one, cut off at ``bounds``.
    Numbers of one ``group`` are drawn with the correlation that ``ignorance.<group>`` gives; one with a ``drift`` moves
    from week to week by the process of that name in the section ``drift`` beside it.
    """

    path: str
    value: float
    low: float | None
    high: float | None
    distribution: Distribution | None
    unit: str
    basis: Basis
    source: str
    as_of: datetime.date
    lever: bool
    state: State | None
    hindsight: bool
    note: str | None
    bounds: tuple[float, float]
    origin: Origin
    group: str | None = None
    drift: str | None = None

    @property
    def process(self) -> str | None:
        """Path of the process by which it drifts."""
        return f"{self.path.partition('.')[0]}.{DRIFT}.{self.drift}" if self.drift else None

    @property
    def role(self) -> Role:
        """Who sets it: someone (lever), nature (uncertainty), nobody (constant)."""
        if self.lever:
            return "lever"
        return "uncertainty" if self.distribution else "constant"


def default_bounds(unit: str) -> tuple[float, float]:
    """Return the bounds of a number that declares none: within them no war meets what is not a number."""
    if unit in SHARES or unit.startswith("share/"):
        return (0.0, 1.0)
    return (0.0, STEEPEST if unit in POWERS else WIDEST)


@dataclass(frozen=True, slots=True)
class Choice:
    """A switch between named options."""

    path: str
    value: str
    options: tuple[str, ...]
    note: str | None
    basis: Basis | None
    source: str | None
    as_of: datetime.date | None
    lever: bool
    hindsight: bool
    origin: Origin


Entry = Number | Choice


@dataclass(frozen=True, slots=True)
class Change:
    """What an event does to one number: exactly one of set, scale and add, by a size or by another number."""

    path: str
    set: float | str | None = None
    scale: float | str | None = None
    add: float | str | None = None
    weeks: int | None = None
    ramp_weeks: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens in a week, or in one of several, with a probability.

    ``week`` counts from the scenario's ``as_of``; where the file gave a date, it is kept to be counted anew.
    """

    name: str
    title: str
    week: int
    latest_week: int | None
    probability: float | str
    changes: tuple[Change, ...]
    source: str | None
    note: str | None
    origin: Origin
    hindsight: bool = False
    date: datetime.date | None = None
    latest_date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Strategy:
    """A bundle of levers over time; each of its changes is an event that is certain."""

    name: str
    title: str
    description: str
    events: tuple[Event, ...]
    origin: Origin

    @property
    def changes(self) -> tuple[Change, ...]:
        """What it changes, in order."""
        return tuple(change for event in self.events for change in event.changes)


EFFECTS = (
    "ground", "russian_losses", "ukrainian_losses", "russian_will", "ukrainian_will", "money", "aid", "risk", "regime",
)  # fmt: skip
"""What an option does within half a year against going on as before, as its response table says: ground Russia gains
[1000 km2], killed and wounded of both sides [10 000 persons], will [share], Russia's fund [months of war spending], aid
[EUR bn], nuclear use or war between NATO and Russia [probability], security of the Belarusian regime [share]."""
FRONTS = ("losing", "even", "winning")
"""States of the front for which a response table is made, as Russia stands."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something that an actor may choose to do.

    Attributes:
        name: key in the actor's menu; the first of a menu is to go on as before.
        changes: what it does to numbers while it is held; to a dial, once, when it is taken.
        hold_weeks: least time for which it is held.
        lag_weeks: from decision to effect.
        adds_up: its changes outlive it and come once more each time it is taken.
        meets: share of what the backed side asks for that it gives.
        cost: its price to whoever takes it beside what its effects are worth, in shares of what is contested.
        effects: response table, for each effect its size where Russia is losing, holding and winning.
    """

    name: str
    title: str
    description: str
    changes: tuple[Change, ...]
    hold_weeks: int
    lag_weeks: int
    adds_up: bool
    meets: float
    cost: float | str
    effects: Mapping[str, tuple[float, float, float]]
    source: str | None
    note: str | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Turn:
    """From a week on a script takes an option; a date is kept to be counted anew."""

    option: str
    week: int
    date: datetime.date | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Source:
    """An entry of the bibliography."""

    key: str
    title: str
    publisher: str
    published: datetime.date
    address: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """Where a number's or a choice's date and source were last said, and in which layer the source was; 0 is the root."""

    as_of: Origin
    source: Origin
    layer: int
