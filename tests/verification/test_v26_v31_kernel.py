"""V26, V31: the kernel does not care how time and the front are cut up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from sim.rules import advance, attrition
from sim.scenario import Scenario

WORTH, SATURATION, WIDTH = 3.0, 60.0, 100.0
RATE, REFERENCE, MEDIAN = 0.0115, 20_000.0, 0.12


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
        attrition.combat_power(1.0, troops, fire, 0.5, 1.0)
        for troops, fire in zip((at.attackers, at.defenders), fires, strict=True)
    ]
    chance = attrition.p_success(power[0] - power[1] + np.log(1.5), 0.0, 0.82, -0.4 * fortification)
    base = [
        attrition.combat_loss(fires[1], at.attackers, RATE, p, q, REFERENCE),
        attrition.combat_loss(fires[0], at.defenders, RATE, p, q, REFERENCE),
    ]
    rate = lost_by_attacker = lost_by_defender = 0.0
    for success, weight in ((True, chance), (False, 1.0 - chance)):
        multiplier = attrition.attacker_multiplier(np.array(success), 1.86, 0.56)
        lost_by_attacker += weight * attrition.weekly_loss(base[0], duty, 0.0, multiplier, 1.0, 1.0, 0.3)
        cover = 1.0 - 0.35 * fortification
        lost_by_defender += weight * attrition.weekly_loss(
            base[1], 0.0, duty, 1.0, 1.0 / multiplier, cover, 0.3
        )
        rate += weight * advance.advance_rate(
            shock, np.array(success), fortification, 0.0, MEDIAN, 1.1, 0.73, 8.0, 0.1, -0.1, 20.0
        )
    return float(lost_by_attacker), float(lost_by_defender), float(rate * at.frontage * duty * 7.0)


def two_years(days: float) -> np.ndarray:
    """Cumulative losses of both sides and ground taken over 104 weeks in steps of some days."""
    attackers, defenders, fortification, total = 60_000.0, 40_000.0, 0.5, np.zeros(3)
    for _ in range(round(728 / days)):
        at = Stretch(WIDTH, attackers, defenders, (3000.0, 1500.0))
        week = engage(at, 0.45, 0.55, fortification=fortification, duty=0.12, shock=0.2)
        step = np.array(week) * days / 7.0
        total += step
        attackers += 600.0 * days / 7.0 - step[0]
        defenders += 350.0 * days / 7.0 - step[1]
        lost_depth = step[2] / WIDTH
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
        at.frontage / parts,
        at.attackers / parts,
        at.defenders / parts,
        (at.shells[0] / parts, at.shells[1] / parts),
    )


WHOLE = Stretch(WIDTH, 60_000.0, 40_000.0, (3000.0, 1500.0))


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
        thinness = np.maximum(0.0, np.log(500.0 * at.frontage / at.defenders))
        fires = [attrition.delivered_fires(shells, WORTH, SATURATION, at.frontage) for shells in at.shells]
        return float(
            advance.break_hazard(
                0.0007, thinness, np.log(fires[0] / fires[1]), 0.3, 0.05, (1.0, 0.5, 1.0, 3.0), 1.0
            )
        )

    assert hazard(cut(WHOLE, parts)) == pytest.approx(hazard(WHOLE), rel=1e-12)
