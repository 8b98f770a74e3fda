"""The order of a week, and which phase reads which number, found by playing a few weeks and listening to every call."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, reduce
from importlib import import_module
from types import FrameType
from typing import Any, cast

from sim.scenario import Scenario, load
from sim.scenario.records import IGNORANCE
from sim.war.draws import quantiles, sample, uncertain
from sim.war.inputs import Inputs, Section
from sim.war.menu import DECISION_WEEKS
from sim.war.model import War
from sim.war.randomness import Dice, Stream, block_of
from sim.war.state import State

LABELS = {
    "_events": "events",
    "_decide": "decisions",
    "supply": "supply",
    "air_campaign": "air campaign",
    "fight": "front",
    "update_stocks": "stocks",
    "move_people": "manpower",
    "money_and_will": "economy and will",
    "bargain": "bargaining",
    "escalate": "escalation",
    "conclude": "endings",
    "record": "record",
}
"""What a phase is called in tables; a new phase needs a word here."""

DRAWS, START = "draws", "start"

_WIDTH = 2
"""Replications listened to: what is called and read does not depend on what happens."""
_WEEKS = DECISION_WEEKS + 1
_STEPS = ("sim.war.week.", "sim.war.agents.")
_RULES = "sim.rules."


@dataclass
class Call:
    """A function that a week calls: a phase of `War.step`, or a step of a phase."""

    module: str
    qualname: str
    order: tuple[int, int]
    """Line of the call in the caller, then the number of calls heard before."""
    rules: dict[str, None] = field(default_factory=dict)
    """Rules of the theory that it calls, as `module.function`, in order."""
    steps: dict[str, Call] = field(default_factory=dict)
    times: int = 0

    @property
    def name(self) -> str:
        """The last part of its name."""
        return self.qualname.rpartition(".")[2]

    @property
    def function(self) -> Callable[..., Any]:
        """The function itself."""
        found: Any = reduce(getattr, self.qualname.split("."), import_module(self.module))
        return cast("Callable[..., Any]", found)

    @property
    def label(self) -> str:
        """The word for a phase in tables."""
        return LABELS[self.name]


class _Listener:
    """Hears every call of the project while weeks are played."""

    def __init__(self) -> None:
        self.phases: dict[str, Call] = {}
        self.read: dict[str, set[str]] = defaultdict(set)
        """Labels of phases by path of the number they read."""
        self.streams: dict[Stream, None] = {}
        """Streams of random numbers that were used."""
        self._heard = 0

    def __call__(self, frame: FrameType, event: str, _argument: object) -> None:
        if event != "call" or not _module(frame).startswith("sim.") or "<" in frame.f_code.co_qualname:
            return
        chain = _chain(frame)
        if not chain or _is_branch(frame) or _module(chain[0]) == State.__module__:
            return  # `War.step` asks the state what week it is
        self._heard += 1
        caller = chain[0].f_back
        phase = self._call(self.phases, chain[0], caller.f_back if caller and _is_branch(caller) else caller)
        phase.times += len(chain) == 1
        for path in _paths_read(frame):
            self.read[path].add(phase.label)
        owner = phase
        if len(chain) > 1 and _module(chain[1]).startswith(_STEPS):
            owner = self._call(phase.steps, chain[1], chain[0])
        if _module(frame).startswith(_RULES) and not _module(chain[-2]).startswith(_RULES):
            owner.rules[f"{_module(frame).removeprefix(_RULES)}.{frame.f_code.co_name}"] = None

    def _call(self, known: dict[str, Call], frame: FrameType, caller: FrameType | None) -> Call:
        name = frame.f_code.co_qualname
        order = (caller.f_lineno if caller else 0, self._heard)
        found = known.setdefault(name, Call(_module(frame), name, order))
        found.order = min(found.order, order)
        return found


def _is_branch(frame: FrameType) -> bool:
    """Whether it only decides whether something is done this week."""
    return frame.f_code is State.only_if.__code__


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def _chain(frame: FrameType) -> list[FrameType]:
    """Frames of the project from the phase down to this one, local functions left out; empty outside of a week."""
    frames: list[FrameType] = []
    at: FrameType | None = frame
    while at is not None and at.f_code is not War.step.__code__:
        if "<" not in at.f_code.co_qualname and _module(at).startswith("sim.") and not _is_branch(at):
            frames.append(at)
        at = at.f_back
    return frames[::-1] if at is not None else []


def _paths_read(frame: FrameType) -> list[str]:
    """Paths of the numbers that this call looks up."""
    code, given = frame.f_code, frame.f_locals
    if code is Inputs.__getitem__.__code__:
        return [given["path"]]
    if code is Section.__getitem__.__code__:
        return [f"{given['self'].prefix}.{given['key']}"]
    if code is Section.by.__code__:
        return [f"{given['self'].prefix}.{given['key']}.{name}" for name in given["names"]]
    if code is Inputs._amount.__code__ and isinstance(given["amount"], str):
        return [given["amount"]]
    return []


def short_war(scenario: Scenario) -> War:
    """A few weeks of few wars, before the first week."""
    draws = sample(scenario, quantiles(uncertain(scenario), 0, block_of(0, _WIDTH)))
    return War(scenario, draws, Dice(0, block_of(0, _WIDTH)))


@cache
def _listened() -> _Listener:
    """A few weeks of the baseline under every option of every choice."""
    listener = _Listener()
    for scenario in _variants(load("baseline")):
        war = short_war(scenario)
        for path in war.inputs.read:
            listener.read[path].add(START)
        before = sys.getprofile()
        sys.setprofile(listener)
        try:
            for _ in range(_WEEKS):
                war.step()
        finally:
            sys.setprofile(before)
        listener.streams |= dict.fromkeys(war.state.dice.streams)
        war.release_memory()
    return listener


def _variants(scenario: Scenario) -> Iterator[Scenario]:
    yield scenario
    for choice in scenario.choices.values():
        for option in choice.options:
            if option != choice.value:
                yield scenario.override(choice.path, option)


def declared() -> tuple[Stream, ...]:
    """Every stream of random numbers that a week uses."""
    return tuple(_listened().streams)


def phases() -> list[Call]:
    """The phases of a week in order."""
    return sorted(_listened().phases.values(), key=lambda call: call.order)


def rhythm(phase: Call) -> int:
    """Weeks between two calls of a phase."""
    return 1 if phase.times == max(other.times for other in phases()) else DECISION_WEEKS


def steps(phase: Call) -> list[Call]:
    """What a phase does, in the order in which it is written."""
    return sorted(phase.steps.values(), key=lambda call: call.order)


@cache
def readers() -> dict[str, tuple[str, ...]]:
    """Labels of the phases that read a number, by its path, for every number of the baseline."""
    baseline = load("baseline")
    heard = {path: set(_listened().read[path]) for path in baseline.numbers}
    for event in baseline.events:
        for change in event.changes:
            for size in (change.set, change.scale, change.add):
                if isinstance(size, str):
                    heard[size].add(LABELS["_events"])  # the event may lie beyond the weeks listened to
    for path, labels in heard.items():
        if path.startswith(f"{IGNORANCE}."):
            labels.add(DRAWS)  # read before there is a war
    order = [DRAWS, START, *(phase.label for phase in phases())]
    return {path: tuple(sorted(labels, key=order.index)) for path, labels in heard.items()}
