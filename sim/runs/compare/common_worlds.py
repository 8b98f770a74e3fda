"""Which wars can be told apart world by world: those that begin on the same day and last as long."""

from collections.abc import Sequence

from sim.base.errors import SimError
from sim.base.text import counted
from sim.scenario import Scenario


def require_pairable(scenarios: Sequence[Scenario]) -> None:
    """Refuse scenarios whose worlds share dice but not days.

    A week of one would be set against a week of another season and another front, and a longer war against a
    shorter one, as if the difference came from what the scenarios change.

    Raises:
        SimError: naming every start and every horizon, if they are not the same.
    """
    advice = {"starts": "; their worlds share dice, not days: sim run each alone", "horizons": "; give it with --weeks"}
    named = [(scenario.name, scenario) for scenario in scenarios]
    faults = [fault + advice[what] for what, fault in unlike(named).items()]
    if faults:
        raise SimError("these scenarios cannot be compared world by world", faults)


def unlike(worlds: Sequence[tuple[str, Scenario]]) -> dict[str, str]:
    """In what worlds differ that keeps them from being told apart war by war: starts, horizons, or neither.

    Args:
        worlds: names, as whoever gave them knows them, and scenarios.
    """
    faults = {}
    if len({scenario.as_of for _, scenario in worlds}) > 1:
        found = " and ".join(f"{scenario.as_of} ({name})" for name, scenario in worlds)
        faults["starts"] = f"found starts of {found}, expected one day for all"
    if len({scenario.weeks for _, scenario in worlds}) > 1:
        found = " and ".join(f"{counted(scenario.weeks, 'week')} ({name})" for name, scenario in worlds)
        faults["horizons"] = f"found horizons of {found}, expected one for all"
    return faults
