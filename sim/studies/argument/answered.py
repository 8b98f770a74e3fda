"""The decision once all others answer: a game of the actors, played on worlds of its own, valued by the ledger's weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.base.defaults import LEAST_GAME_REPLICATIONS
from sim.scenario import Scenario
from sim.studies.argument.decision.assumptions import Assumptions
from sim.studies.argument.decision.values import multipliers, worth_of
from sim.studies.argument.ensembles import Ensembles
from sim.studies.argument.ledger.records import Decision
from sim.studies.argument.verdicts import Variant
from sim.studies.game.payoffs import columns_of, payoffs_of
from sim.studies.game.profiles import requested
from sim.studies.game.records import Game
from sim.studies.game.solution import Solution

ANSWERED = Variant("game", "answered")
"""The decision in the game: counts like a variant of the model where a claim hangs on the decision."""
SHARE = 8
"""A profile has one war for so many of an ensemble: there are over a hundred profiles."""


@dataclass(frozen=True)
class AnsweredDecision:
    """A decision whose actions are the strategies of an actor in a game.

    Attributes:
        decision: actions and sets of weights.
        game: who answers.
        ensembles: the wars of its profiles, one ensemble each.
    """

    decision: Decision
    game: Game
    ensembles: Ensembles

    @classmethod
    def of(cls, decision: Decision, ensembles: Ensembles) -> AnsweredDecision | None:
        """The decision in its game, if it names one; its wars are kept beside those of the trial's ensembles."""
        if decision.game is None:
            return None
        n = max(LEAST_GAME_REPLICATIONS, ensembles.size.n // SHARE)
        return cls(decision, decision.game, Ensembles(ensembles.folder, replace(ensembles.size, n=n)))

    @cached_property
    def scenarios(self) -> list[Scenario]:
        """By profile."""
        plan = requested(self.game, self.ensembles.size.n, self.ensembles.size.seed)
        return [plan.at(point) for point in range(plan.n_points)]

    @cached_property
    def solution(self) -> Solution:
        """What each actor had best do, by its own values."""
        size = self.ensembles.size
        return Solution(payoffs_of(self.game, self._wars(columns_of(self.game)), size.n, size.seed))

    @cached_property
    def assumptions(self) -> Assumptions:
        """As drawn for the worlds, which all profiles share."""
        return Assumptions.of(self.scenarios[0], self.ensembles.draws(self.scenarios[0]))

    @cached_property
    def values(self) -> Floats:
        """Worth of each world once all others answer each action. Shape (weights, actions, n)."""
        decision, n = self.decision, self.ensembles.size.n
        numbers = multipliers(decision, self.scenarios[0], self.ensembles.draws(self.scenarios[0]))
        shares = np.stack([self.solution.answered(action) for action in decision.actions])
        total = np.zeros((len(decision.weights), len(decision.actions), n))
        for point, wars in self._wars(decision.columns()):
            worths = np.stack([worth_of(weights, wars, numbers) for weights in decision.weights])
            total += shares[None, :, point, None] * worths[:, None, :]
        return total

    def _wars(self, columns: set[str]) -> Iterator[tuple[int, pd.DataFrame]]:
        for point, scenario in enumerate(self.scenarios):
            yield point, self.ensembles.read(scenario, columns)
