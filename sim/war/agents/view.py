"""What countries see when they decide."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from sim.base.arrays import Bools, Floats
from sim.war.randomness import Stream

Random: TypeAlias = Callable[[Stream], Floats]
"""Gives this week's random numbers of a stream, shape (n,) or (places, n)."""


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
    opened: Floats
    """Own sectors that are broken open, 0 or 1, shape (s, n)."""
    bridgehead: Floats
    """Own ground that is hard to supply and not yet given up [km2], shape (s, n)."""
    leaks: Floats
    """Share of its cruise and ballistic missiles that got through lately, shape (2, n)."""


@dataclass(frozen=True)
class View:
    """Last week as every country sees it. All decide on the same one, so their order cannot matter."""

    sides: dict[str, SideView]
    power_ratio: Floats
    """ln of Russia's over Ukraine's combat power by sector, shape (s, n)."""
    week: int
    fighting: Bools
    talks: Bools
    rung: Floats
    """Of the escalation ladder."""
    signals: Floats
    """Russia's nuclear signals that are remembered."""
    coordination: Floats
    """Between Iran, Belarus and Russia, 0-1."""
