"""The oil price is said in dollars a barrel, and pays for a war as the equation of finance says."""

from __future__ import annotations

import numpy as np
import pytest

from sim.base.errors import SimError
from sim.runs.ensemble import Plan
from sim.scenario import load

STILL = (
    "economy.oil_volatility=0",
    "economy.noise=0",
    "economy.drag_by_damage=0",
    "economy.oil_by_damage=0",
    "russia.economy_growth=0",
    "russia.recruit_cost=0",
)


def test_a_price_in_dollars_pays_by_hand() -> None:
    sets = (*STILL, "russia.oil_price=45", "russia.oil_dependence=0.3", "russia.war_spending_covered=0.9")
    sets = (*sets, "russia.aid_dependence=0", "russia.reserve_months=6")
    war = Plan(load("baseline", sets), seed=1, replications=1).block(0).model()
    war.step()
    covered = 0.9 * (1.0 + 0.3 * (45.0 / 81.75 - 1.0))
    assert np.allclose(war.state.russia.reserve, 6.0 - (1.0 - covered) / (365.25 / 7.0 / 12.0))


@pytest.mark.parametrize("value", ["0.8", "1", "4.9", "501", "nan"])
def test_a_factor_for_a_price_is_refused(value: str) -> None:
    with pytest.raises(SimError, match=r"russia\.oil_price"):
        load("baseline", [f"russia.oil_price={value}"])


def test_dollars_for_a_factor_are_refused() -> None:
    with pytest.raises(SimError, match=r"oil_price_level=45: out of bounds"):
        load("baseline", ["russia.oil_price_level=45"])
