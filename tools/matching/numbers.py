"""Which numbers the months of fighting speak to, and which are never fitted to them."""

from __future__ import annotations

import numpy as np

from sim.scenario import Scenario
from sim.scenario.records import DRIFT
from sim.war.draws import uncertain
from sim.war.history import same_up_to_scale

NEVER_FITTED = ("bargaining.", "escalation.", "endings.", "belarus.", "iran.", "kaliningrad.", "nato.", "north_korea.")
"""Sections whose numbers stay at their raw ranges: the record of the fighting does not speak to them."""
NEVER_FITTED_OF_A_SIDE = (
    "will", "will_norm", "will_floor", "manning_floor", "overrun_share", "belief_russia_prevails", "belief_strength",
    "openness", "war_cost", "indivisibility", "neutrality_worth", "neutrality_price", "guarantee_price", "leader_room",
    "talks_below_will", "talks_after_loss", "rearms_in_talks", "economy_growth", "war_spending_covered",
    "aid_dependence", "reserve_months", "oil_dependence",
)  # fmt: skip
"""Numbers of a side that decide how it ends a war, or that the months of fighting say nothing about."""


def fitted_paths(hindcast: Scenario, baseline: Scenario) -> tuple[str, ...]:
    """Uncertain numbers of the baseline that the fighting can speak to.

    The state of June 2024 is confronted with the opening alone; every other number must stand for the same thing in
    the hindcast, where it may be scaled.
    """
    found = []
    for path in uncertain(baseline):
        section, _, key = path.partition(".")
        number = baseline.numbers[path]
        spread = np.array([number.low, number.value, number.high], dtype=float)
        speaks = number.state == "initial" or same_up_to_scale(hindcast.numbers[path], spread)
        of_an_end = section in ("russia", "ukraine") and key in NEVER_FITTED_OF_A_SIDE
        of_drift = f".{DRIFT}." in path
        if speaks and not of_drift and not of_an_end and not path.startswith(NEVER_FITTED):
            found.append(path)
    return tuple(found)
