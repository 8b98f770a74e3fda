"""V26, V31: the kernel does not care how time and the front are cut up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from sim.rules import advance, attrition
from sim.rules.advance import Strain
from sim.rules.attrition import Attacks
from sim.scenario import Scenario
from sim.war.week import assault
from sim.war.week.assault import Attack, Defence

WORTH, SATURATION, FRONTAGE = 3.0, 60.0, 100.0
NONE, ALL_DAYS = np.zeros(1), np.ones(1)
FRONT = {
    key: np.array([value])
    for key, value in {
        "loss_rate": 0.0115,
        "reference_strength": 20_000.0,
        "background": 0.3,
        "fortification_cover": 0.35,
        "exchange_failed": 1.86,
        "exchange_success": 0.56,
        "success_intercept": 0.0,
        "success_slope": 0.82,
        "success_fortified": 0.4,
        "success_surprise": 0.0,
        "success_air": 0.0,
        "advance_median": 0.12,
        "advance_spread": 1.1,
        "advance_fortified": 0.73,
        "advance_failed": 0.1,
        "advance_failed_zero": -0.1,
        "advance_cap": 20.0,
    }.items()
}
"""Numbers of the front."""


@dataclass(frozen=True)
class Stretch:
    """A stretch of front: two sides, their munitions and works."""

    frontage: float
    attackers: float
    defenders: float
    shells: tuple[float, float]


def engage(
    at: Stretch, p: float, q: float, *, fortification: float, duty: float, shock: float
) -> tuple[float, float, float]:
    """Losses of attacker and defender and ground taken in a week, by the kernel's rules."""
    fires = [
        0.3 * troops + attrition.delivered_fires(shells, WORTH, SATURATION, at.frontage)
        for troops, shells in zip((at.attackers, at.defenders), at.shells, strict=True)
    ]
    power = [
        attrition.combat_power(1.0, troops, fire, 1.0, share_of_numbers=0.5)
        for troops, fire in zip((at.attackers, at.defenders), fires, strict=True)
    ]
    front = {**FRONT, "fires_exponent": np.array([p]), "scale_elasticity": np.array([p + q])}
    works = Defence(fortification=np.array([fortification]), opened=NONE)
    none = Defence(fortification=NONE, opened=NONE)
    log_ratio = power[0] - power[1] + np.log(1.5)
    chance = assault.p_success(Attack(log_ratio, surprise=NONE, air=NONE, watched=NONE), works, front)
    base = [
        assault.full_loss(fires[1], at.attackers, "mixed", front),
        assault.full_loss(fires[0], at.defenders, "mixed", front),
    ]
    total = np.zeros((3, 1))
    for success, weight in ((np.array([True]), chance), (np.array([False]), 1.0 - chance)):
        attacks = Attacks(duty, assault.multiplier(success, front), ALL_DAYS)
        nobody = Attacks(NONE, ALL_DAYS, ALL_DAYS)
        rate = assault.advance_rate(np.array([shock]), success, works, front)
        total += weight * [
            assault.weekly_loss(base[0], attacks, nobody, none, active=ALL_DAYS, p=front),
            assault.weekly_loss(base[1], nobody, attacks, works, active=ALL_DAYS, p=front),
            rate * at.frontage * duty * 7.0,
        ]
    lost_by_attacker, lost_by_defender, area = total[:, 0]
    return float(lost_by_attacker), float(lost_by_defender), float(area)


def two_years(days: float) -> np.ndarray:
    """Cumulative losses of both sides and ground taken over 104 weeks in steps of some days."""
    attackers, defenders, fortification, total = 60_000.0, 40_000.0, 0.5, np.zeros(3)
    for _ in range(round(728 / days)):
        at = Stretch(FRONTAGE, attackers, defenders, (3000.0, 1500.0))
        week = engage(at, 0.45, 0.55, fortification=fortification, duty=0.12, shock=0.2)
        step = np.array(week) * days / 7.0
        total += step
        attackers += 600.0 * days / 7.0 - step[0]
        defenders += 350.0 * days / 7.0 - step[1]
        lost_depth = step[2] / FRONTAGE
        fortification = float(advance.fortify(fortification, 0.02 * days / 7.0, lost_depth, 10.0))
    return total


def test_v26_weeks_and_days_tell_the_same_story() -> None:
    weekly, daily = two_years(7.0), two_years(1.0)
    assert np.all(daily > 100.0)
    assert np.max(np.abs(weekly / daily - 1.0)) < 0.02


def test_v26_the_error_falls_in_proportion_to_the_step() -> None:
    exact = two_years(0.4375)  # a sixteenth of a week
    errors = [np.abs(two_years(days) - exact) for days in (14.0, 7.0, 3.5)]
    order = np.log2((errors[0] / errors[1] + errors[1] / errors[2]) / 2.0)
    assert np.all(errors[0] > errors[1])
    assert np.all(errors[1] > errors[2])
    np.testing.assert_allclose(order, 1.0, atol=0.35)


def cut(at: Stretch, parts: int) -> Stretch:
    """One of some equal parts of a stretch."""
    return Stretch(
        at.frontage / parts, at.attackers / parts, at.defenders / parts, (at.shells[0] / parts, at.shells[1] / parts)
    )


WHOLE = Stretch(FRONTAGE, 60_000.0, 40_000.0, (3000.0, 1500.0))


@pytest.mark.parametrize("parts", [2, 4, 8])
@pytest.mark.parametrize("p", [0.3, 0.45, 0.6])
def test_v31_cutting_a_sector_changes_neither_losses_nor_ground(parts: int, p: float) -> None:
    for shock in (-0.5, 0.3, 2.0):
        whole = engage(WHOLE, p, 1.0 - p, fortification=0.5, duty=0.12, shock=shock)
        part = engage(cut(WHOLE, parts), p, 1.0 - p, fortification=0.5, duty=0.12, shock=shock)
        assert np.multiply(part, parts) == pytest.approx(whole, rel=1e-12)


@pytest.mark.parametrize("parts", [2, 4, 8])
@pytest.mark.parametrize(("p", "q"), [(1.0, 1.0), (0.45, 0.4)])
def test_v31_other_exponents_do_depend_on_the_cut(parts: int, p: float, q: float) -> None:
    """Total losses change by parts^(1 - p - q): why the model keeps p + q = 1."""
    whole = engage(WHOLE, p, q, fortification=0.5, duty=0.12, shock=0.3)
    part = engage(cut(WHOLE, parts), p, q, fortification=0.5, duty=0.12, shock=0.3)
    factor = float(parts) ** (1.0 - p - q)
    assert np.multiply(part[:2], parts) == pytest.approx(np.multiply(whole[:2], factor), rel=1e-12)
    assert part[2] * parts == pytest.approx(whole[2], rel=1e-12)


def test_v31_the_shipped_exponents_add_up_to_one_in_every_draw(baseline: Scenario) -> None:
    scale = baseline.numbers["front.scale_elasticity"]
    assert scale.value == 1.0
    assert scale.distribution is None


@pytest.mark.parametrize("parts", [2, 4, 8])
def test_v31_a_thin_line_breaks_no_more_easily_when_cut(parts: int) -> None:
    """Density, not number, is what thinness is made of: the hazard of a part is that of the whole."""

    def hazard(at: Stretch) -> float:
        thinness = np.log(500.0 * at.frontage / at.defenders)
        fires = [attrition.delivered_fires(shells, WORTH, SATURATION, at.frontage) for shells in at.shells]
        strain = Strain(thinness, np.log(fires[0] / fires[1]), fatigue=0.3, loss=0.05, surprise=0.0, air=0.4, works=0.5)
        return float(advance.break_hazard(0.02, 1.0, strain, Strain(3.0, 0.5, 1.0, 3.0, 1.1, 0.8, -0.6), -2.0))

    assert hazard(cut(WHOLE, parts)) == pytest.approx(hazard(WHOLE), rel=1e-12)
