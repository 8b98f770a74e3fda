"""Every number of the scenario, as drawn for a block of wars and as events have changed it by this week.

Numbers are arrays of shape (n,), or (1,) where all replications share the value, so that a rule never
asks which it has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from sim.base.arrays import Bools, Floats, Whole
from sim.scenario.tree import policy_path
from sim.war.drift import Drift
from sim.war.menu import Menu, Values, chosen
from sim.war.randomness import Dice
from sim.war.shocks import Shock, Strike, after_change, verb_of

if TYPE_CHECKING:
    from sim.scenario import Change, Event, Scenario

NEVER = 1_000_000
"""Week of an event that does not happen."""


class Inputs:
    """Numbers of one block, in force this week.

    Args:
        scenario: numbers, choices and events.
        draws: sampled values of the uncertain numbers, each of shape (n,).
        dice: decides which uncertain events happen, and when.
    """

    def __init__(self, scenario: Scenario, draws: Mapping[str, Floats], dice: Dice) -> None:
        self.n = dice.n
        self.weeks = scenario.weeks
        self.as_of = scenario.as_of
        self.choices = {path: choice.value for path, choice in scenario.choices.items()}
        self._own: dict[str, tuple[tuple[str, ...], Whole]] = {
            path: (choice.options, draws[path])  # type: ignore[misc]
            for path, choice in scenario.choices.items()
            if path in draws
        }
        """Choices in which wars differ: the options, and each war's place among them."""
        self._bounds = {path: number.bounds for path, number in scenario.numbers.items()}
        self.dials = frozenset(path for path, number in scenario.numbers.items() if number.state == "dial")
        self._drawn = {
            path: draws[path] if path in draws else np.array([number.value])
            for path, number in scenario.numbers.items()
        }
        self._now = dict(self._drawn)
        self._sections: dict[str, Section] = {}
        self.read: set[str] = set()
        """Paths that a rule has looked at: a test compares them with the scenario."""
        self.event_weeks: dict[str, np.ndarray] = {}
        self._changes: dict[str, list[tuple[Change, np.ndarray]]] = defaultdict(list)
        self._turns: dict[int, set[str]] = defaultdict(set)
        self.turning: dict[str, list[tuple[Bools, frozenset[int]]]] = defaultdict(list)
        """Of every number that events change, and each of them: whether a war's scenario has it, and the weeks in which
        it may change the number; after them it stays, but for what options do."""
        self.strikes: list[Strike] = []
        """States that events change at one stroke, those changed before the start first, in order of time."""
        for event in sorted(scenario.events, key=lambda event: event.week):  # of two that set a number the later holds
            self._schedule(event, dice)
        self.strikes.sort(key=lambda strike: strike.last if strike.last <= 0 else 1)
        self.menus = {
            actor: Menu(
                actor, options, *self._options_of(policy_path(actor)), script=scenario.scripts.get(actor, ()), n=self.n
            )
            for actor, options in scenario.menus.items()
        }
        self._options: dict[str, list[tuple[Menu, int, Change]]] = defaultdict(list)
        self._strikes: list[tuple[Menu, int, Change]] = []
        for menu in self.menus.values():
            for place, change in menu.changes:
                moved = self._strikes if change.path in self.dials else self._options[change.path]
                moved.append((menu, place, change))
        self.drift = Drift(scenario, self._drawn, dice)
        self._decided: dict[str, Floats] = {}
        self.read |= self.drift.read
        self.enter(0)
        for path in self._options:
            self._now[path] = self._value_at(path, 0)

    def __getitem__(self, path: str) -> Floats:
        """This week's value of a number. Shape (n,) or (1,)."""
        self.read.add(path)
        return self._now[path]

    def before(self, path: str) -> Floats:
        """Value of a number before any event, those of the first week included. Shape (n,) or (1,)."""
        self.read.add(path)
        return self._drawn[path]

    def decided(self, path: str) -> Floats:
        """This week's value of a number but for its drift: what is decided. Shape (n,) or (1,)."""
        self.read.add(path)
        return self._decided.get(path, self._now[path])

    def pick(self, path: str, found: Callable[[str], Values]) -> Values:
        """What comes of a choice's option; of each war's own, where wars differ in it."""
        return chosen(*self._options_of(path), found)

    def section(self, prefix: str) -> Section:
        """The numbers below a path."""
        if prefix not in self._sections:
            self._sections[prefix] = Section(self, prefix)
        return self._sections[prefix]

    def enter(self, week: int) -> None:
        """Bring every number up to a week."""
        drifting = self.drift.enter(week)
        for path in sorted(self._turns.get(week, set()) | drifting):
            self.renew(path, week)

    @property
    def optional(self) -> frozenset[str]:
        """Numbers that options change."""
        return frozenset(self._options)

    def renew(self, path: str, week: int, where: Bools | None = None) -> None:
        """Bring a number up to a week; by default in all wars."""
        before = self._now[path], self._decided.get(path, self._now[path])
        self._now[path] = self._value_at(path, week)
        if where is not None:
            self._now[path] = np.where(where, self._now[path], before[0])
            self._decided[path] = np.where(where, self._decided[path], before[1])
        for prefix, section in self._sections.items():
            if path.startswith(f"{prefix}."):
                section.forget(path.removeprefix(f"{prefix}."))

    def forget(self) -> None:
        """All numbers may have changed: sections look them up anew."""
        for section in self._sections.values():
            section.forget()

    def shock(self, strike: Strike, week: int) -> Shock:
        """How an event changes a state this week."""
        before = strike.last <= 0
        happens = strike.when == (strike.last if before else week)
        return self._shock(strike.change, happens, -strike.last if before else 0)

    def adopt(self, week: int) -> list[Shock]:
        """Let every actor take the option it intends; numbers change with it, and states at one stroke."""
        moving = {menu.actor for menu in self.menus.values() if menu.adopt(week)}
        for path, changes in self._options.items():
            if any(menu.actor in moving for menu, _, _ in changes):
                self.renew(path, week)
        struck = [(change, menu.strikes(place, week)) for menu, place, change in self._strikes]
        return [self._shock(change, happens, 0) for change, happens in struck if happens.any()]

    def has(self, path: str) -> bool:
        """Whether there is such a number."""
        return path in self._now

    def amount(self, size: float | str) -> Floats:
        """A size, or this week's value of the number that it names. Shape (n,) or (1,)."""
        return self[size] if isinstance(size, str) else np.array([size])

    def _options_of(self, path: str) -> tuple[tuple[str, ...], Whole]:
        """Options that a choice has in some wars, and each war's place among them."""
        return self._own.get(path, ((self.choices[path],), np.zeros(1, dtype=np.int64)))

    def _shock(self, change: Change, happens: Bools, age: int) -> Shock:
        owner, _, state = change.path.partition(".")
        verb, amount = verb_of(change)
        return Shock(
            owner=owner,
            state=state,
            verb=verb,
            amount=self._amount(amount),
            happens=happens,
            age=age,
            bounds=self._bounds[change.path],
        )

    def _schedule(self, event: Event, dice: Dice) -> None:
        when = np.full(self.n, event.week)
        if event.latest_week is not None:
            spread = event.latest_week - event.week + 1
            when = event.week + (dice.once(f"event/{event.name}/week") * spread).astype(np.int64)
        probability = self._amount(event.probability)
        happens = dice.once(f"event/{event.name}") < probability
        when = np.where(happens, when, NEVER)
        # What several scenarios call by one name happens in each war as its own says.
        self.event_weeks[event.name] = np.minimum(when, self.event_weeks.get(event.name, when))
        first, last = event.week, event.latest_week if event.latest_week is not None else event.week
        for change in event.changes:
            if change.path in self.dials:
                # What happened before the start may have faded since: each week of it counts by itself.
                before = range(first, min(last, 0) + 1)
                self.strikes += [Strike(change, when, 0, at) for at in before]
                if last > 0:
                    self.strikes.append(Strike(change, when, max(first, 1), last))
                continue
            self._changes[change.path].append((change, when))
            ends = [change.weeks] if change.weeks is not None else []
            offsets = (*range(change.ramp_weeks + 1), *ends)
            weeks = frozenset(max(0, at + offset) for at, offset in product(range(first, last + 1), offsets))
            self.turning[change.path].append((probability >= 0.0, weeks))
            for week in weeks:
                self._turns[week].add(change.path)

    def _value_at(self, path: str, week: int) -> Floats:
        value = self._drawn[path]
        for change, when in self._changes.get(path, ()):
            since = week - when
            force = np.clip((since + 1.0) / (change.ramp_weeks + 1.0), 0.0, 1.0)
            if change.weeks is not None:
                force = np.where(since < change.weeks, force, 0.0)
            verb, amount = verb_of(change)
            value = value + force * (after_change(value, verb, self._amount(amount)) - value)
        for menu, place, change in self._options.get(path, ()):
            force = menu.force(place, change, week)
            if force.any():
                verb, amount = verb_of(change)
                value = value + force * (after_change(value, verb, self._amount(amount)) - value)
        self._decided[path] = np.clip(value, *self._bounds[path])
        return np.clip(self.drift.move(path, value), *self._bounds[path])

    def _amount(self, amount: float | str) -> Floats:
        if isinstance(amount, str):
            self.read.add(amount)
            return self._drawn[amount]
        return np.array([amount])


class Section:
    """The numbers below a path: `section["key"]` is `inputs["prefix.key"]`, looked up once until it changes."""

    def __init__(self, inputs: Inputs, prefix: str) -> None:
        self.inputs = inputs
        self.prefix = prefix
        self._known: dict[str, Floats] = {}

    def __getitem__(self, key: str) -> Floats:
        """This week's value of a number. Shape (n,) or (1,)."""
        if key not in self._known:
            self._known[key] = self.inputs[f"{self.prefix}.{key}"]
        return self._known[key]

    def by(self, key: str, names: tuple[str, ...]) -> Floats:
        """Numbers of a table, stacked. Shape (names, n) or (names, 1); not to be changed in place."""
        if key not in self._known:
            self._known[key] = np.stack(np.broadcast_arrays(*(self[f"{key}.{name}"] for name in names)))
        return self._known[key]

    def choice(self, key: str) -> str:
        """A choice below this section."""
        return self.inputs.choices[f"{self.prefix}.{key}"]

    def forget(self, key: str | None = None) -> None:
        """A number has changed, and the tables that hold it; by default any may have."""
        if key is None:
            self._known.clear()
            return
        parts = key.split(".")
        for end in range(len(parts)):
            self._known.pop(".".join(parts[: end + 1]), None)
