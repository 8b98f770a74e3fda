"""The worth of each decision: an option held throughout against going on as before, on the same worlds."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.analysis.intervals import student_interval
from sim.analysis.paired import PairedDifference, paired_difference
from sim.base.arrays import Floats
from sim.base.outcomes import ENDING_NAMES
from sim.engine.shared import Shared
from sim.runs.block import Block, Lane, play
from sim.runs.engines import NUMPY, Settled, settle_for, shared_by
from sim.scenario import Scenario
from sim.scenario.records import EFFECTS
from sim.studies.decisions.tables import choices, effects_of, going_on, with_option
from sim.war.model import War
from sim.war.randomness import BLOCK

GROUND, LOSSES = "territory_change", ("russian_casualties", "ukrainian_casualties")
ENDING_MATTERS = 0.01
"""Change of the share of an ending from which a decision is said to matter."""
GROUND_MATTERS = 0.05
"""Change of ground, relative to its size where all go on as before, from which a decision is said to matter."""


@dataclass(frozen=True)
class Worth:
    """What one option does over the whole war.

    Attributes:
        actor: whose option.
        option: its name.
        difference: of every outcome, with its paired 95 % interval.
        value: what it is worth to its actor besides its price, mean and 95 % interval [share of what is contested].
        ground: mean size of the ground gained or lost where all go on as before [km2].
    """

    actor: str
    option: str
    difference: PairedDifference
    value: tuple[float, float, float]
    ground: float

    def row(self, outcome: str) -> pd.Series:
        """The change of one outcome, or of the share of an ending."""
        table = self.difference.outcomes
        return table.loc[table["outcome"] == outcome].iloc[0]

    @property
    def ending(self) -> pd.Series:
        """The ending whose share changes most."""
        rows = [self.row(name) for name in ENDING_NAMES]
        return max(rows, key=lambda row: abs(row["difference"]))

    @property
    def matters(self) -> bool:
        """Whether an ending moves by 1 in 100, or ground by 5 %, for certain."""
        rows = [(self.row(name), ENDING_MATTERS) for name in ENDING_NAMES]
        rows.append((self.row(GROUND), GROUND_MATTERS * self.ground))
        return any(abs(row["difference"]) >= least and row["low"] * row["high"] > 0.0 for row, least in rows)

    @property
    def inert(self) -> bool:
        """Whether no ending, no ground and no loss changes in any war."""
        rows = [self.row(name) for name in (GROUND, *LOSSES)]
        return self.difference.n_flipped == 0 and all(row["difference"] == 0.0 for row in rows)


def settled(scenario: Scenario, wars: int, asked: str) -> Settled:
    """What plays every option of every menu, if one of `ENGINES` is asked for."""
    return settle_for(asked, _played_scenarios(scenario).values(), wars)


def worths(
    scenario: Scenario, wars: int, seed: int, tick: Callable[[str], None] = lambda _what: None, engine: str = NUMPY
) -> list[Worth]:
    """Play every option of every menu against going on as before.

    Args:
        scenario: whose menus; its policies are set aside.
        wars: for each option.
        seed: of the wars, the same for all.
        tick: told what is played next.
        engine: what plays them, see `settled`.
    """
    every = _played_scenarios(scenario)
    shared = shared_by(engine, every.values())

    def played(one: Scenario) -> _Played:
        return _play(one, wars, seed, engine, shared.get(one))

    base = played(every[None])
    ground = float(base.runs[GROUND].abs().mean())
    found = []
    for actor, option in choices(scenario):
        tick(f"{actor} {option}")
        forced = played(every[actor, option])
        value = own_value(scenario, actor, forced.effects - base.effects)
        low, high = student_interval(value)
        difference = paired_difference(base.runs, forced.runs)
        found.append(Worth(actor, option, difference, (float(value.mean()), low, high), ground))
    return found


def _played_scenarios(scenario: Scenario) -> dict[tuple[str, str] | None, Scenario]:
    """The scenario with each option held, by actor and option; and with all going on as before, by None."""
    return {None: going_on(scenario)} | {one: with_option(scenario, *one) for one in choices(scenario)}


def own_value(scenario: Scenario, actor: str, effects: Floats) -> Floats:
    """What effects are worth to an actor at the central values of what it wants. Shape (n,).

    Args:
        scenario: whose wants.
        actor: who wants.
        effects: in the order and units of `EFFECTS`, shape (effects, n).
    """
    value = np.zeros(effects.shape[1])
    for row, effect in zip(effects, EFFECTS, strict=True):
        wanted = scenario.numbers.get(f"decisions.{actor}.wants.{effect}")
        if wanted is not None:
            value += row * wanted.value * scenario.numbers[f"decisions.worth.{effect}"].value
    return value


def worth_table(found: list[Worth]) -> pd.DataFrame:
    """One row for each option and outcome, and one for its value to its actor."""
    parts = []
    for each in found:
        mean, low, high = each.value
        own = pd.DataFrame([{"outcome": "own value", "kind": "number", "difference": mean, "low": low, "high": high}])
        table = pd.concat([each.difference.outcomes, own], ignore_index=True)
        parts.append(table.assign(actor=each.actor, option=each.option, matters=each.matters))
    columns = ["actor", "option", "matters", "outcome", "kind", "mean_a", "mean_b", "difference", "low", "high", "n"]
    return pd.concat(parts, ignore_index=True)[columns]


@dataclass(frozen=True)
class _Played:
    runs: pd.DataFrame
    effects: Floats


def _play(scenario: Scenario, wars: int, seed: int, engine: str, shared: Shared | None) -> _Played:
    """Outcomes and effects of an ensemble."""
    lanes = [Lane(0, first, min(first + BLOCK, wars)) for first in range(0, wars, BLOCK)]
    parts = [play(Block(scenario, seed, (lane,), engine=engine, shared=shared), _read) for lane in lanes]
    runs = pd.concat([runs for runs, _ in parts], ignore_index=True)
    return _Played(runs, np.concatenate([effects for _, effects in parts], axis=1))


def _read(block: Block, war: War) -> tuple[pd.DataFrame, Floats]:
    runs = {name: np.array(values) for name, values in war.recorder.outcomes(war.state).items()}
    return pd.DataFrame({"replication": block.replications, **runs}), effects_of(war)
