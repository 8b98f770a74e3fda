"""What every deciding country has in common, and what it sees when it decides."""

from __future__ import annotations

from dataclasses import dataclass

import mesa

from sim.base.arrays import Bools, Floats
from sim.war.inputs import Section


@dataclass(frozen=True)
class SideView:
    """What is publicly known of a belligerent. Shapes (n,) unless said otherwise."""

    manning: Floats
    """Front force over establishment."""
    supply: Floats
    """Share of demanded shells that is met."""
    will: Floats
    engaged: Floats
    """Troops in the line by sector [persons], shape (s, n)."""
    gain: Floats
    """Ground gained in the last eight weeks, own gain positive [km2]."""
    casualties: Floats
    """Killed and wounded in the last week [persons]."""
    opened: Floats
    """Own sectors that are broken open, 0 or 1, shape (s, n)."""


@dataclass(frozen=True)
class View:
    """Last week as every country sees it. All decide on the same one, so their order cannot matter."""

    week: int
    sides: dict[str, SideView]
    power_ratio: Floats
    """ln of Russia's over Ukraine's combat power by sector, shape (s, n)."""
    fighting: Bools
    talks: Bools
    rung: Floats
    """Escalation ladder."""
    belarus_rung: Floats
    intervention: Floats
    """NATO's rung."""
    coordination: Floats
    """Between Iran, Belarus and Russia, 0-1."""


class Country(mesa.Agent):
    """A country that decides every four weeks. Holds state and chooses; never reaches into another agent.

    Args:
        model: the war.
        name: key of its section in the scenario.
        numbers: its section of the inputs.
    """

    def __init__(self, model: mesa.Model, name: str, numbers: Section) -> None:
        super().__init__(model)
        self.name = name
        self.numbers = numbers
        self.inputs = numbers.inputs
        self.n = numbers.inputs.n


def opponent(name: str) -> str:
    """The other belligerent."""
    return "ukraine" if name == "russia" else "russia"
