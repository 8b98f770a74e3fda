"""Wars told as dated stories: some wars of an ensemble alone, which are the same as in it, read week by week."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sim.base.errors import SimError
from sim.runs.block import Block
from sim.runs.ensemble import Plan
from sim.runs.teller import Teller
from sim.scenario import Scenario
from sim.war.model import War


@dataclass(frozen=True)
class Entry:
    """A line of the story."""

    day: date
    week: int
    text: str


def trace(plan: Plan, replication: int) -> Iterator[Entry]:
    """The story of one replication of an ensemble, in order of time.

    Raises:
        SimError: if the ensemble has no such replication.
    """
    if not 0 <= replication < plan.replications:
        raise SimError(f"--replication: found {replication}, expected 0 to {plan.replications - 1}")
    return (entry for _, entry in _tell(plan.some([replication]), plan.scenario, [replication]))


def tell(block: Block) -> Iterator[Entry]:
    """The story of the one war of a block, played by NumPy."""
    return (entry for _, entry in _tell(block.model(), block.scenario, [0]))


def traces(plan: Plan, replications: Sequence[int]) -> dict[int, list[Entry]]:
    """The stories of some replications of an ensemble, each in order of time; they are played together."""
    told: dict[int, list[Entry]] = {replication: [] for replication in replications}
    for replication, entry in _tell(plan.some(list(told)), plan.scenario, list(told)):
        told[replication].append(entry)
    return told


def _tell(war: War, scenario: Scenario, replications: Sequence[int]) -> Iterator[tuple[int, Entry]]:
    """Play wars and read each week by week; `replications` names them, column by column."""
    titles = {event.name: event.title for event in scenario.events}
    tellers = {replication: Teller(war.state, column, titles) for column, replication in enumerate(replications)}
    for week in range(scenario.weeks):
        war.step()
        day = scenario.as_of + timedelta(weeks=week)
        for replication, teller in tellers.items():
            if not teller.over:
                yield from ((replication, Entry(day, week, text)) for text in teller.week())
        if all(teller.over for teller in tellers.values()):
            break
    day = scenario.as_of + timedelta(weeks=scenario.weeks)
    for replication, teller in tellers.items():
        if not teller.over:
            yield replication, Entry(day, scenario.weeks, teller.horizon())
    war.release_memory()
