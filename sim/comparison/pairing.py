"""Which wars can be told apart world by world: those that begin on the same day and last as long."""

from __future__ import annotations

from collections.abc import Sequence

from sim.errors import SimError
from sim.scenario import Scenario
from sim.text import counted


def require_pairable(scenarios: Sequence[Scenario]) -> None:
    """Refuse scenarios whose worlds share dice but not days.

    A week of one would be set against a week of another season and another front, and a longer war against a
    shorter one, as if the difference came from what the scenarios change.

    Raises:
        SimError: naming every start and every horizon, if they are not the same.
    """
    faults = []
    if len({scenario.as_of for scenario in scenarios}) > 1:
        found = " and ".join(f"{scenario.as_of} ({scenario.name})" for scenario in scenarios)
        faults.append(
            f"found starts of {found}, expected one day for all; their worlds share dice, not days: sim run each alone"
        )
    if len({scenario.weeks for scenario in scenarios}) > 1:
        found = " and ".join(f"{counted(scenario.weeks, 'week')} ({scenario.name})" for scenario in scenarios)
        faults.append(f"found horizons of {found}, expected one for all; give it with --weeks")
    if faults:
        raise SimError("these scenarios cannot be compared world by world", faults)
