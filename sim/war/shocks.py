"""What events and options do to a state at one stroke, and to a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.base.arrays import Bools, Floats

if TYPE_CHECKING:
    from sim.scenario import Change


@dataclass(frozen=True)
class Shock:
    """A one-off change of a state: it becomes set, or is scaled, or added to, where `happens`."""

    owner: str
    """Whose state."""
    state: str
    verb: str
    amount: Floats
    happens: Bools
    age: int
    """Weeks that have passed since; positive only for what happened before the start."""
    bounds: tuple[float, float]
    """No shock takes the state beyond them."""

    def apply(self, state: Floats) -> Floats:
        """The state afterwards."""
        after = np.clip(after_change(state, self.verb, self.amount), *self.bounds)
        return np.where(self.happens, after, state)


@dataclass(frozen=True)
class Strike:
    """An event that changes a state at one stroke, and the weeks in which it may happen."""

    change: Change
    when: np.ndarray
    """Week in which it happens in each war."""
    first: int
    last: int
    """0 or less: that very week, before the start; it is made up for in week 0."""

    def is_due(self, week: int) -> bool:
        """Whether it may happen this week, in any war."""
        return (week >= self.first) & (week <= max(self.last, 0))


class Shakeable:
    """Something with states that an event may change at one stroke."""

    def shake(self, shock: Shock) -> None:
        """Change a state as a shock says."""
        before = getattr(self, shock.state)
        setattr(self, shock.state, self.after_shock(shock, before, shock.apply(before)))

    def after_shock(self, _shock: Shock, _before: Floats, after: Floats) -> Floats:
        """The state now; what happened before the start may have faded since."""
        return after


def verb_of(change: Change) -> tuple[str, float | str]:
    """What a change does, and by how much or by the number at which path."""
    for verb, amount in (("set", change.set), ("scale", change.scale), ("add", change.add)):
        if amount is not None:
            return verb, amount
    raise ValueError(f"change of {change.path} has no verb")


def after_change(value: Floats, verb: str, amount: Floats) -> Floats:
    """A value that has been set, scaled or added to. Shapes (n,) or (1,)."""
    if verb == "set":
        return amount
    return value * amount if verb == "scale" else value + amount
