"""Swap Russia and Ukraine, their backers and their ground: the wars mirror. No code favours a side."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from sim.base.arrays import Floats
from sim.base.outcomes import ENDINGS
from sim.base.sides import SIDES
from sim.scenario import Scenario
from sim.studies.validation.mirror import mirror_findings, mirror_image, mirrored
from sim.war.model import War
from sim.war.randomness import Dice, block_of

Play = Callable[..., War]
Draw = Callable[[Scenario, Dice], dict[str, Floats]]
WEEKS = 104
TOLERANCE = 4.0
"""Standard errors allowed between two independent samples."""

CALM = {"escalation.propensity": 0.0}
"""Nuclear weapons are Russia's alone, and the ladder is about them: they stay out of the mirror."""


@dataclass(frozen=True)
class Pair:
    """The wars as they are and their mirror image."""

    plain: War
    mirror: War


def pair(play: Play, settled: Scenario, draw: Draw, dice: tuple[Dice, Dice]) -> Pair:
    """Play a block and its mirror image."""
    own, others = (draw(settled, each) for each in dice)
    plain = play(settled, {**own, **CALM}, dice=dice[0], weeks=WEEKS)
    return Pair(plain, mirror=play(mirror_image(settled), {**mirrored(others), **CALM}, dice=dice[1], weeks=WEEKS))


@pytest.fixture(scope="module")
def same_luck(play: Play, settled: Scenario, draw: Draw, swapped_dice: type[Dice]) -> Pair:
    """A mirror in which each side also meets the other's luck, so that war by war all must agree."""
    dice = Dice(5, block_of(0, 256)), swapped_dice(5, block_of(0, 256))
    return pair(play, settled, draw, dice)


@pytest.fixture(scope="module")
def own_luck(play: Play, settled: Scenario, draw: Draw) -> Pair:
    """A mirror on other dice and other draws."""
    return pair(play, settled, draw, (Dice(6, block_of(0, 1024)), Dice(7, block_of(0, 1024))))


def counts(war: War) -> dict[str, float]:
    """Shares of the endings, those of exhaustion and force on Russia's side taken together."""
    endings = war.recorder.outcomes(war.state)["ending"]
    groups = {
        **{f"{side.name} wins": [e.name for e in ENDINGS if e.winner is side] for side in SIDES},
        "settlement": ("settlement",),
        "armistice": ("armistice",),
        "goes on": ("war_continues",),
    }
    return {name: float(np.isin(endings, group).mean()) for name, group in groups.items()}


def test_each_side_takes_the_others_part_war_by_war(same_luck: Pair) -> None:
    plain, mirror = same_luck.plain.recorder.series, same_luck.mirror.recorder.series
    agree = np.isclose(plain["territory_change"], -mirror["territory_change"], rtol=1e-4, atol=1.0).all(axis=0)
    for own, others in (("russian", "ukrainian"), ("ukrainian", "russian")):
        for series in ("casualties_week", "manning", "will"):
            close = np.isclose(plain[f"{own}_{series}"], mirror[f"{others}_{series}"], rtol=1e-4, atol=1e-4)
            agree &= close.all(axis=0)
    # A rounding error may turn a die in a war or two; a rule that knows sides would turn them all.
    assert agree.mean() > 0.98
    assert np.abs(plain["territory_change"][-1]).mean() > 1000.0


def test_beliefs_mirror_war_by_war(same_luck: Pair) -> None:
    plain, mirror = same_luck.plain.recorder.series, same_luck.mirror.recorder.series
    apart = np.abs(plain["russian_belief"] - (1.0 - mirror["ukrainian_belief"])).max(axis=0)
    assert np.mean(apart < 1e-4) > 0.98


def test_endings_mirror_war_by_war(same_luck: Pair) -> None:
    plain = same_luck.plain.recorder.outcomes(same_luck.plain.state)
    mirror = same_luck.mirror.recorder.outcomes(same_luck.mirror.state)
    lost_by_russia = ("ukrainian_restoration", "russian_withdrawal")
    for of_plain, of_mirror in (
        (("russian_victory",), lost_by_russia),
        (lost_by_russia, ("russian_victory",)),
        (("settlement",), ("settlement",)),
        (("armistice",), ("armistice",)),
    ):
        same = np.isin(plain["ending"], of_plain) == np.isin(mirror["ending"], of_mirror)
        assert same.mean() > 0.98
    assert np.mean(plain["ending"] == "russian_victory") > 0.01


@pytest.mark.parametrize(
    ("of_plain", "of_mirror"),
    [
        ("russia wins", "ukraine wins"),
        ("ukraine wins", "russia wins"),
        ("settlement", "settlement"),
        ("armistice", "armistice"),
        ("goes on", "goes on"),
    ],
)
def test_the_distribution_of_endings_mirrors(own_luck: Pair, of_plain: str, of_mirror: str) -> None:
    p, q = counts(own_luck.plain)[of_plain], counts(own_luck.mirror)[of_mirror]
    n = own_luck.plain.state.n
    error = math.sqrt(max((p + q) / 2.0 * (1.0 - (p + q) / 2.0), 1.0 / n) * 2.0 / n)
    assert abs(p - q) / error < TOLERANCE, (p, q)


def test_ground_and_losses_mirror_on_the_whole(own_luck: Pair) -> None:
    plain = own_luck.plain.recorder.outcomes(own_luck.plain.state)
    mirror = own_luck.mirror.recorder.outcomes(own_luck.mirror.state)
    for name, other, sign in (
        ("territory_change", "territory_change", -1.0),
        ("russian_casualties", "ukrainian_casualties", 1.0),
        ("ukrainian_casualties", "russian_casualties", 1.0),
    ):
        a, b = plain[name].astype(np.float64), sign * mirror[other].astype(np.float64)
        error = math.sqrt((a.var() + b.var()) / a.size)
        assert abs(a.mean() - b.mean()) / error < TOLERANCE


def test_what_a_lever_wins_one_side_it_wins_the_other() -> None:
    found = mirror_findings(256, 3, prior=False)
    assert len(found) >= 5
    assert [line.id for line in found if line.verdict != "pass"] == []
    for line in found:
        russian = float(line.reason.split(": ")[1].split(" km2")[0].replace(",", ""))
        assert russian > 100.0, line.reason
