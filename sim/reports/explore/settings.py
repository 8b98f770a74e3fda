"""Everything that decides what a page shows, as one frozen record, and as the address that restores it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sim.base.defaults import SEED
from sim.base.errors import SimError
from sim.base.text import written
from sim.reports.explore.controls import menus, moves, shown
from sim.runs.compare import require_pairable
from sim.scenario import Number, Scenario, load, shipped_names
from sim.scenario.faults import did_you_mean
from sim.war.draws import uncertain

PIN = "pin"
"""Key of the pinned scenario; what moves it begins with this and a dot."""
LONGEST = 8000
"""Letters of an address; one with every slider moved has half of that."""
MOST_WARS = 4096
"""Wars of a settled view."""
MOST_SEED = 2**64 - 1


@dataclass(frozen=True)
class Arm:
    """One future: a scenario, what its actors choose, and the levers moved.

    Attributes:
        scenario: its name.
        choices: options chosen, by path.
        levers: values set, by path.
    """

    scenario: str
    choices: tuple[tuple[str, str], ...] = ()
    levers: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Settings:
    """What a page shows.

    Attributes:
        explored: the arm that is moved.
        pinned: the arm it is compared with, if any.
        assumptions: values set in both arms, by path.
        structure: ways to write the equations chosen in both arms, by path.
        seed: of every stream.
        war: number of the war whose story is told.
    """

    explored: Arm
    pinned: Arm | None = None
    assumptions: tuple[tuple[str, float], ...] = ()
    structure: tuple[tuple[str, str], ...] = ()
    seed: int = SEED
    war: int = 0

    @property
    def arms(self) -> tuple[Arm, ...]:
        """The arms that are played."""
        return (self.explored,) if self.pinned is None else (self.explored, self.pinned)

    def values(self, arm: Arm) -> dict[str, float]:
        """Every number set in an arm, by path."""
        return {**dict(self.assumptions), **dict(arm.levers)}

    @property
    def address(self) -> str:
        """The query that gives these settings back."""
        told: list[tuple[str, str]] = [("scenario", self.explored.scenario)]
        told += [*self.explored.choices, *self.structure]
        told += [(path, written(value)) for path, value in (*self.explored.levers, *self.assumptions)]
        if self.pinned is not None:
            told.append((PIN, self.pinned.scenario))
            told += [(f"{PIN}.{path}", option) for path, option in self.pinned.choices]
            told += [(f"{PIN}.{path}", written(value)) for path, value in self.pinned.levers]
        told += [("seed", str(self.seed))] if self.seed != SEED else []
        told += [("war", str(self.war))] if self.war else []
        return urlencode(told)


@dataclass(frozen=True)
class Shelf:
    """The scenarios that a page may show: those shipped, and the one it was started with.

    An address never names a file: only what whoever started the explorer named is read.

    Attributes:
        first: name of the scenario it starts with.
        reference: what that is loaded from.
        weeks: horizon of all, if another than their own.
        seed: where an address names none.
    """

    first: str
    reference: str
    weeks: int | None = None
    seed: int = SEED
    _kept: dict[tuple[str, tuple[tuple[str, str], ...]], Scenario] = field(default_factory=dict, compare=False)

    @classmethod
    def opened(cls, reference: str, weeks: int | None = None, seed: int = SEED) -> Shelf:
        """A shelf that starts with a scenario, a path or a shipped name.

        Raises:
            SimError: with every fault of it.
        """
        name = reference if reference in shipped_names() else Path(reference).stem
        shelf = cls(name, reference, weeks, seed)
        shelf.scenario(Arm(name))
        return shelf

    @property
    def names(self) -> list[str]:
        """Names of all, the first one first."""
        return [self.first, *(name for name in shipped_names() if name != self.first)]

    def scenario(self, arm: Arm, structure: Sequence[tuple[str, str]] = ()) -> Scenario:
        """An arm's scenario with its choices; its numbers are as the file has them.

        The same record for the same choices, so that what was compiled for it is found again.

        Raises:
            SimError: if it cannot be loaded, or a choice cannot be made.
        """
        key = (arm.scenario, tuple(sorted((*arm.choices, *structure))))
        if key not in self._kept:
            if arm.scenario not in self.names:
                near = did_you_mean(arm.scenario, self.names)
                raise SimError(
                    f"address: found the scenario '{arm.scenario}'{near or ', expected one of those shipped'}"
                )
            if key[1]:
                found = self.scenario(Arm(arm.scenario))
                for path, option in key[1]:
                    found = found.override(path, option)
            else:
                sets = [] if self.weeks is None else [f"weeks={self.weeks}"]
                found = load(self.reference if arm.scenario == self.first else arm.scenario, sets)
            self._kept[key] = found
        return self._kept[key]

    def settings(self, address: str = "") -> Settings:
        """Settings from the query of an address.

        Raises:
            SimError: if it names what there is not, twice, or beyond bounds, or arms that cannot be compared.
        """
        told = _pairs(address)
        seed = _whole(told.pop("seed", str(self.seed)), "seed", MOST_SEED)
        war = _whole(told.pop("war", "0"), "war", MOST_WARS - 1)
        name, pin = told.pop("scenario", self.first), told.pop(PIN, None)
        of_pin = {path.removeprefix(f"{PIN}."): told.pop(path) for path in list(told) if path.startswith(f"{PIN}.")}
        if of_pin and pin is None:
            raise SimError(f"address: found {PIN}.{next(iter(of_pin))}, expected {PIN}=SCENARIO beside it")
        explored, shared = self._arm(name, told)
        made = Settings(explored, None, seed=seed, war=war, **shared)
        if pin is not None:
            pinned, others = self._arm(pin, of_pin)
            if any(others.values()):
                path = next(iter(others["assumptions"] or others["structure"]))[0]
                raise SimError(f"address: found {PIN}.{path}, an assumption, which holds in both arms: expected {path}")
            made = replace(made, pinned=pinned)
        arms = [self.scenario(arm, made.structure) for arm in made.arms]
        if len(arms) > 1:
            require_pairable(arms)
        return made

    def _arm(self, name: str, told: Mapping[str, str]) -> tuple[Arm, dict[str, tuple[tuple[str, Any], ...]]]:
        """An arm, and what of the same part of an address holds in both."""
        scenario = self.scenario(Arm(name))
        known = {menu.path: menu for menu in menus(scenario)}
        found: dict[str, list[tuple[str, Any]]] = {key: [] for key in ("choices", "levers", "structure", "assumptions")}
        for path, text in told.items():
            if path in known:
                if text not in known[path].options:
                    near = did_you_mean(text, known[path].options)
                    expected = near or f", expected one of {', '.join(known[path].options)}"
                    raise SimError(f"address: {path}: found '{text}'{expected}")
                if text != known[path].value:
                    found["choices" if known[path].moves == "lever" else "structure"].append((path, text))
            else:
                kind = "levers" if moves(_number(scenario, path)) == "lever" else "assumptions"
                found[kind].append((path, _value(scenario, path, text)))
        in_order = {kind: tuple(sorted(pairs)) for kind, pairs in found.items()}
        arm = Arm(name, in_order.pop("choices"), in_order.pop("levers"))
        return arm, in_order


@cache
def movable(scenario: Scenario) -> tuple[str, ...]:
    """Paths of the numbers that a page may set: those that are drawn, levers, and those of the file of sliders."""
    drawn = set(uncertain(scenario))
    return tuple(path for path, one in scenario.numbers.items() if path in drawn or one.lever or path in shown())


def _number(scenario: Scenario, path: str) -> Number:
    if path in movable(scenario):
        return scenario.numbers[path]
    if path in scenario.numbers:
        raise SimError(f"address: found {path}, a constant that nobody varies; sim run --set sets it")
    near = did_you_mean(path, movable(scenario))
    raise SimError(
        f"address: unknown key '{path}'{near or ', expected scenario, pin, seed, war or the path of a number'}"
    )


def _value(scenario: Scenario, path: str, text: str) -> float:
    low, high = scenario.numbers[path].bounds
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise SimError(f"address: {path}: found '{text}', expected a number from {low:g} to {high:g}")
    return value + 0.0  # no minus zero


def _whole(text: str, key: str, most: int) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > len(str(most)) or int(text) > most:
        raise SimError(f"address: {key}: found '{text}', expected a whole number from 0 to {most}")
    return int(text)


def _pairs(address: str) -> dict[str, str]:
    """Keys and values of a query; none twice."""
    if len(address) > LONGEST:
        raise SimError(f"address: found {len(address):,} letters, expected at most {LONGEST:,}")
    try:
        pairs = parse_qsl(address, keep_blank_values=True, strict_parsing=bool(address), errors="strict")
    except (ValueError, UnicodeDecodeError):
        raise SimError("address: found no list of key=value, expected one joined by &") from None
    told = dict(pairs)
    if len(told) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise SimError(f"address: found {twice} twice, expected once")
    return told
