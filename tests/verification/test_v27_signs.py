"""V27: one input a quarter higher or lower, the same dice: the sign is right in 95 of 100 pairs of wars.

Nobody chooses anew: another choice, or the same one four weeks later, would part the pairs.

Read at weeks 26 and 52, in pairs that are fought to then: a war that a deal or a collapse has ended stops losing men and
moving ground, so that of a pair the one that was lost sooner may have lost less.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.base.arrays import Floats
from sim.scenario import Scenario
from sim.war.model import War

Play = Callable[..., War]
READINGS = (26, 52)
REQUIRED = 0.95


def paths(scenario: Scenario, *endings: str, owners: tuple[str, ...]) -> list[str]:
    """Numbers of some owners whose path ends so."""
    return [path for path in scenario.numbers if path.startswith(owners) and path.endswith(endings)]


def ground(war: War, weeks: int) -> Floats:
    """Ground gained by Russia up to a week [km2]."""
    return war.recorder.series["territory_change"][weeks - 1].astype(np.float64)


def losses(war: War, weeks: int, side: str) -> Floats:
    """Casualties of a side up to a week [persons]."""
    return war.recorder.series[f"{side}_casualties_week"][:weeks].astype(np.float64).sum(axis=0)


def ratio(war: War, weeks: int, own: str, enemy: str) -> Floats:
    """Own losses for each of the enemy's."""
    return losses(war, weeks, own) / losses(war, weeks, enemy)


@pytest.fixture(scope="module")
def reference(play: Play, settled: Scenario) -> War:
    """The baseline on the dice that every pair shares."""
    return play(settled)


def shares(reference: War, moved: War, read: Callable[[War, int], Floats], sign: float) -> list[tuple[float, float]]:
    """Shares of pairs still fought in which something did not go the wrong way, and in which it went the right way."""
    changes = []
    for weeks in READINGS:
        fought = np.logical_and(*(war.recorder.series["fighting"][weeks - 1] > 0.0 for war in (reference, moved)))
        assert fought.mean() > 0.5
        changes.append(sign * (read(moved, weeks) - read(reference, weeks))[fought])
    return [(float(np.mean(change >= -1e-9)), float(np.mean(change > 1e-9))) for change in changes]


@pytest.fixture(scope="module")
def pressing(settled: Scenario) -> Scenario:
    """Both sides keep their stance: one that is better supplied and free to choose attacks more, and bleeds for it."""
    return settled.override("russia.posture", "press").override("ukraine.posture", "press")


@pytest.fixture(scope="module")
def pressed(play: Play, pressing: Scenario) -> War:
    """Both sides keep their stance, on the dice that every pair shares."""
    return play(pressing)


MUNITIONS = ("stock", "production", "production_target", "supply", "supply_target", "demand")


@pytest.mark.parametrize(
    ("own", "enemy", "donors"),
    [("ukraine", "russian", ("ukraine.", "nato.")), ("russia", "ukrainian", ("russia.", "iran.", "north_korea."))],
)
def test_v27_more_shells_do_not_worsen_the_own_loss_ratio(
    play: Play, pressing: Scenario, pressed: War, *, own: str, enemy: str, donors: tuple[str, ...]
) -> None:
    ends = (*(f"{table}.shells" for table in MUNITIONS), ".shell_deliveries")
    moved = play(pressing, scaled=dict.fromkeys(paths(pressing, *ends, owners=donors), 1.25))
    adjective = {"ukraine": "ukrainian", "russia": "russian"}[own]
    found = shares(pressed, moved, lambda war, weeks: ratio(war, weeks, adjective, enemy), -1.0)
    assert all(right >= REQUIRED for _, right in found), found


def test_v27_more_shells_help_a_side_that_is_short(play: Play, pressing: Scenario, pressed: War) -> None:
    ends = tuple(f"{table}.shells" for table in MUNITIONS if table != "demand")
    moved = play(pressing, scaled=dict.fromkeys(paths(pressing, *ends, owners=("ukraine.", "nato.")), 1.25))
    found = shares(pressed, moved, lambda war, weeks: ratio(war, weeks, "ukrainian", "russian"), -1.0)
    assert all(right >= REQUIRED for _, right in found), found


@pytest.mark.parametrize(("own", "sign"), [("ukraine", -1.0), ("russia", 1.0)])
def test_v27_more_people_do_not_lose_ground(
    play: Play, settled: Scenario, reference: War, own: str, sign: float
) -> None:
    people = ("force", "front_force", "recruitment", "training_capacity")
    moved = play(settled, scaled={f"{own}.{key}": 1.25 for key in people})
    found = shares(reference, moved, ground, sign)
    assert all(right >= REQUIRED for _, right in found), found


@pytest.mark.parametrize(("enemy", "hit"), [("russia", "ukrainian"), ("ukraine", "russian")])
def test_v27_more_enemy_drones_mean_more_losses(
    play: Play, settled: Scenario, reference: War, enemy: str, hit: str
) -> None:
    ends = tuple(f"{table}.tactical_drones" for table in MUNITIONS)
    moved = play(settled, scaled=dict.fromkeys(paths(settled, *ends, owners=(f"{enemy}.",)), 1.25))
    found = shares(reference, moved, lambda war, weeks: losses(war, weeks, hit), 1.0)
    assert all(right >= REQUIRED for _, right in found), found


@pytest.mark.parametrize("left", [0.75, 0.0])
def test_v27_less_aid_does_not_win_ground(play: Play, settled: Scenario, reference: War, left: float) -> None:
    moved = play(settled, scaled={"nato.aid_level": left})
    found = shares(reference, moved, ground, 1.0)
    assert all(right >= REQUIRED for _, right in found), found
