"""Battles of the past are fought by the front's own rules, and their bands measure what they say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.base.arrays import Floats
from sim.base.errors import SimError
from sim.rules import attrition
from sim.studies.validation.battle_bands import MEASURES, Fought, battle_findings
from sim.studies.validation.battle_data import read, synthetic
from sim.studies.validation.battles import FORTIFICATION, BattleOutcome, Battles, Front, fight
from sim.studies.validation.findings import bands

N = 4000


def many(front: Front, **numbers: float) -> Front:
    """The numbers with some set by hand."""
    return {**front, **{name: np.array([value]) for name, value in numbers.items()}}


def equal(front: Front, *, posture: str = "HD", **how: float) -> BattleOutcome:
    """Many battles of one kind."""
    given = {"attacker": 20_000.0, "defender": 20_000.0, "surprise": 0.0, "air": 0.0, "days": 7.0} | how
    columns = {name: np.full(N, value) for name, value in given.items()}
    field = Battles(**columns, posture=np.repeat(posture, N), positional=np.zeros(N, dtype=bool))
    return fight(field, front, np.random.default_rng(1))


def mean(values: Floats) -> float:
    return float(np.mean(values))


def test_success_follows_the_rule_of_the_front(central: Front) -> None:
    for posture, ratio, surprise, air in (("PD", 1.0, 0.0, 0.0), ("FD", 3.0, 1.0, 0.0), ("HD", 0.5, 0.0, 1.0)):
        bonus = (
            central["success_surprise"] * surprise
            + central["success_air"] * air
            - central["success_fortified"] * FORTIFICATION[posture]
        )
        chance = attrition.p_success(
            np.log(np.array([ratio])), central["success_intercept"], central["success_slope"], bonus
        )
        how = {"attacker": 20_000.0 * ratio, "surprise": surprise, "air": air}
        won = mean(equal(central, posture=posture, **how).success)
        assert abs(won - chance[0]) < 4.0 * np.sqrt(chance[0] * (1.0 - chance[0]) / N)


def test_losses_follow_the_rule_of_the_front(central: Front) -> None:
    quiet = many(central, noise=0.0)
    fought = equal(quiet, attacker=60_000.0, posture="FD")
    p = quiet["fires_exponent"]
    law = attrition.LossLaw(quiet["loss_rate"], p, quiet["scale_elasticity"] - p, quiet["reference_strength"])
    attacker, defender = np.array([60_000.0]), np.array([20_000.0])
    won = fought.success == 1.0
    for success in (True, False):
        multiplier = attrition.attacker_multiplier(
            np.array([success]), quiet["exchange_failed"], quiet["exchange_success"]
        )
        lost = attrition.combat_loss(defender, attacker, law) * multiplier / attacker
        np.testing.assert_allclose(fought.loss_attacker[won == success], lost[0], rtol=1e-9)
        lost = attrition.combat_loss(attacker, defender, law) / multiplier / defender
        np.testing.assert_allclose(fought.loss_defender[won == success], lost[0], rtol=1e-9)


@pytest.mark.parametrize("days", [1.0, 7.0, 33.0])
def test_noise_does_not_change_the_mean_loss(central: Front, days: float) -> None:
    noisy, quiet = equal(central, days=days), equal(many(central, noise=0.0), days=days)
    error = noisy.loss_attacker.std() / np.sqrt(N)
    assert abs(mean(noisy.loss_attacker) - mean(quiet.loss_attacker)) < 4.0 * error + 1e-4


def test_a_longer_operation_scatters_less(central: Front) -> None:
    assert np.log(equal(central, days=60.0).loss_defender).std() < np.log(equal(central).loss_defender).std()


def test_nobody_loses_more_in_a_week_than_the_ceiling(central: Front) -> None:
    fought = equal(many(central, loss_rate=1.0), days=14.0)
    assert fought.loss_attacker.max() * 7.0 <= central["loss_ceiling"][0] * (1.0 + 1e-9)


def test_failed_attacks_gain_less_than_successful_ones(central: Front) -> None:
    fought = equal(central)
    won = fought.success == 1.0
    assert np.median(fought.advance[won]) > 5.0 * np.median(fought.advance[~won])
    assert fought.advance.min() >= 0.0


def test_the_square_law_would_be_found_out(central: Front) -> None:
    field = synthetic(768, np.random.default_rng(1))
    slopes = {
        variant: MEASURES["T01"](Fought(field, fight(field, central, np.random.default_rng(2), variant), central))[0]
        for variant in ("mixed", "square")
    }
    assert slopes["square"] < -0.7
    assert -0.1 < slopes["mixed"] < bands()["T01"].high  # a little below its band, see T01 among the known shortfalls


def test_measures_find_the_numbers_that_synthetic_battles_were_fought_with(central: Front) -> None:
    field = synthetic(6000, np.random.default_rng(3))
    fought = Fought(field, fight(field, central, np.random.default_rng(4)), central)
    assert MEASURES["T02"](fought)[0] == pytest.approx(1.0, abs=0.05)
    assert MEASURES["T12a"](fought)[0] == pytest.approx(central["success_surprise"][0], abs=0.2)
    assert MEASURES["T12b"](fought)[0] == pytest.approx(central["success_air"][0], abs=0.25)
    assert MEASURES["T16"](fought)[0] == pytest.approx(-central["advance_fortified"][0], abs=0.2)
    assert MEASURES["T17"](fought)[0] == pytest.approx(0.0, abs=0.1)


def test_measures_read_what_is_on_record() -> None:
    n = 60
    rng = np.random.default_rng(5)
    attacker = np.exp(rng.normal(10.0, 1.0, n))
    defender = attacker / np.exp(rng.normal(0.5, 0.6, n))
    success = (np.arange(n) % 2).astype(float)
    ratio = np.where(success == 1.0, 0.5, 2.0)
    days = np.where(np.arange(n) < 20, 12.0, 2.0)
    loss_defender = np.full(n, 0.02)
    recorded = BattleOutcome(
        (loss_defender * defender * ratio / attacker)[:, None],
        loss_defender[:, None],
        success[:, None],
        np.where(success == 1.0, 3.0, 0.0)[:, None],
    )
    field = Battles(attacker, defender, np.repeat("FD", n), days, np.zeros(n), np.zeros(n), days > 2.0)
    f = Fought(field, recorded, None)
    assert MEASURES["T03"](f)[0] == pytest.approx(2.0)
    assert MEASURES["T04"](f)[0] == pytest.approx(0.5)
    assert MEASURES["T06"](f)[0] == pytest.approx(2.0)
    assert MEASURES["T15"](f)[0] == 1.0
    assert MEASURES["T13"](f)[0] == pytest.approx(1.5)
    assert np.isnan(MEASURES["T09"](f)[0])


def test_every_battle_band_is_measured_once(central: Front) -> None:
    found = battle_findings(synthetic(96, np.random.default_rng(1)), central, np.random.default_rng(1))
    targets = {key for key in bands() if key[:3] <= "T17" and not key.startswith("T07")}
    assert {finding.id for finding in found} == targets
    assert all(np.isfinite(finding.model) for finding in found)


def test_synthetic_battles_look_like_those_they_stand_for() -> None:
    field = synthetic(5000, np.random.default_rng(1))
    assert np.mean(field.posture == "FD") == pytest.approx(84 / 192, abs=0.01)
    fortified = field.posture == "FD"
    assert np.median(np.exp(field.log_ratio[fortified])) == pytest.approx(2.24, rel=0.1)
    assert np.median(field.days) == pytest.approx(3.0, abs=1.0)
    assert field.surprise.min() >= 0.0
    assert set(np.unique(field.air)) <= {-1.0, 0.0, 1.0}


HEADER = "POST1,STRA,STRD,days,SURPA,AEROA,CASA,CASD,WINA,adv,year,war4_theater\n"


def test_a_file_of_battles_is_read_with_what_happened(tmp_path: Path) -> None:
    path = tmp_path / "battles.csv"
    rows = "FD,1000,500,2,1,,20,10,1,1.5,1916,Western Front\nHD,800,900,1,,1,,,,,1944,\n"
    path.write_text(HEADER + rows, encoding="utf-8")
    field = read(path)
    assert field.positional.tolist() == [True, False]
    assert field.surprise.tolist() == [1.0, 0.0]
    recorded = field.recorded
    assert recorded is not None
    assert recorded.loss_attacker[0, 0] == pytest.approx(0.01)
    assert np.isnan(recorded.success[1, 0])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("POST1,STRA\n", "no column STRD, days"),
        (HEADER, "no line below the header"),
        (HEADER + "XX,1000,500,2,,,,,,,,\n", "battles.csv:2: POST1: found 'XX'"),
        (HEADER + "FD,many,500,2,,,,,,,,\n", "battles.csv:2: STRA: found 'many'"),
        (HEADER + "FD,1000,0,2,,,,,,,,\n", "battles.csv:2: STRD: found '0'"),
        (HEADER + "FD,1000,500,2,,,,lots,,,,\n", "battles.csv:2: CASD: found 'lots'"),
    ],
)
def test_a_bad_file_of_battles_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "battles.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SimError) as fault:
        read(path)
    assert said in str(fault.value)


def test_a_missing_file_of_battles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SimError, match="no such file"):
        read(tmp_path / "none.csv")


def test_one_draw_and_many_give_the_same_law(central: Front) -> None:
    quiet = many(central, noise=0.0, success_slope=0.0, success_intercept=50.0)
    wide = {name: np.repeat(value, 3) for name, value in quiet.items()}
    field = replace(synthetic(50, np.random.default_rng(1)), surprise=np.zeros(50), air=np.zeros(50))
    one = fight(field, quiet, np.random.default_rng(1)).loss_attacker
    three = fight(field, wide, np.random.default_rng(1)).loss_attacker
    np.testing.assert_allclose(three, np.repeat(one, 3, axis=1), rtol=1e-12)
