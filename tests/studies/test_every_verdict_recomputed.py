"""Every number of an argument's tables and of a score, computed again from the stored wars by other code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from scipy import stats

from sim.cli import cli
from sim.runs.ensemble import Plan
from sim.scenario import load as load_scenario
from sim.studies.argument import TrialSize, load
from sim.studies.argument.ensembles import Ensembles
from sim.studies.validation import hindcast
from tests.recomputed import agresti_min, median_interval, printed, student, wilson

N, SEED = 120, 7
LEDGER = """\
title: A small argument
article:
  title: A leaflet
indifference: {probability: 0.01, ratio: 0.02, value: 0.02}
worlds:
  usual: {scenario: baseline, weeks: 56}
  surge: {scenario: baseline, weeks: 56, strategy: surge}
  none: {scenario: baseline, weeks: 56, strategy: withdraw}
claims:
  - {id: P, paraphrase: p, model: m, reading: r,
     test: {outcome: war_continues, scenario: usual, statistic: probability, threshold: 0.5, direction: above}}
  - {id: D, paraphrase: d, model: m, reading: r,
     test: {outcome: war_continues, scenario: none, compare_to: usual, statistic: difference, threshold: 0,
            direction: below}}
  - {id: N, paraphrase: n, model: m, reading: r,
     test: {outcome: territory_change, scenario: none, compare_to: usual, statistic: difference, threshold: 0,
            direction: above, margin: 1}}
  - {id: R, paraphrase: r, model: m, reading: r,
     test: {outcome: aid_delivered, scenario: surge, compare_to: usual, statistic: ratio, threshold: 1,
            direction: above}}
  - {id: A, paraphrase: a, model: m, reading: r,
     test: {outcome: aid_delivered, scenario: surge, statistic: mean, threshold: 10, direction: above, margin: 1}}
  - {id: M, paraphrase: m, model: m, reading: r,
     test: {outcome: territory_change, scenario: usual, statistic: median, threshold: 500, direction: above, margin: 1}}
  - {id: T, paraphrase: t, model: m, reading: r,
     test: {outcome: mean_age_ukr, scenario: usual, statistic: trend, threshold: 0, direction: above, margin: 0.01}}
  - {id: W, paraphrase: w, model: m, reading: r,
     test: {outcome: ukrainian_casualties, per: weeks_fought, scenario: none, compare_to: usual, statistic: ratio,
            threshold: 1, direction: above, margin: 0.01}}
  - {id: V, paraphrase: v, model: m, reading: r,
     test: {outcome: territory_change, per: weeks_fought, scenario: none, compare_to: usual, statistic: difference,
            threshold: 0, direction: above, margin: 0.1}}
  - {id: I, paraphrase: i, model: m, reading: r,
     test: {outcome: mean.ukrainian_infantry_fill, scenario: none, given: territory_change > 2000, statistic: mean,
            threshold: 0.5, direction: above, margin: 0.01}}
decision:
  scenario: usual
  actions: [sustain, surge, withdraw]
  weights:
    lives:
      title: Lives
      why: they count
      worths:
        - {outcome: russian_killed + ukrainian_killed, worth: -1, per: 1000, why: lives}
        - {outcome: nuclear_use, worth: -10, times: escalation.general_exchange_after_use, why: more lives}
    ground:
      title: Ground
      why: it counts
      worths:
        - {outcome: territory_change, worth: -2, per: 1000, why: ground}
        - {outcome: aid_delivered, worth: -1, why: euros}
"""
VARIANTS = {"as shipped": (), "attrition linear": ("structure.attrition=linear",)}


@pytest.fixture(scope="module")
def argued(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("argue")
    (folder / "leaflet.yaml").write_text(LEDGER, encoding="utf-8")
    words = [
        "argue",
        str(folder / "leaflet.yaml"),
        "-n",
        str(N),
        "--seed",
        str(SEED),
        "-j",
        "1",
        "-o",
        str(folder / "out"),
    ]
    result = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return folder, result.output


@pytest.fixture(scope="module")
def wars(argued: tuple[Path, str]) -> Callable[[str, str], pd.DataFrame]:
    """The stored wars of an arm in a variant."""
    folder, _ = argued
    ensembles, arms = Ensembles(folder / "out/worlds", TrialSize(N, SEED)), load(folder / "leaflet.yaml").arms

    def read(arm: str, variant: str = "as shipped") -> pd.DataFrame:
        scenario = arms[arm].scenario
        for setting in VARIANTS[variant]:
            scenario = scenario.override(*setting.split("="))
        columns = ["ending", "territory_change", "aid_delivered", "russian_killed", "ukrainian_killed"]
        columns += ["ukrainian_casualties", "weeks_fought", "mean.ukrainian_infantry_fill"]
        return ensembles.read(scenario, [*columns, "trend.mean_age_ukr"])

    return read


def by_hand(claim: str, read: Callable[[str], pd.DataFrame]) -> tuple[float, float, float]:
    """Estimate and interval of a claim's test, by the formula of its statistic."""
    usual, surge, none = read("usual"), read("surge"), read("none")
    if claim in "PD":
        goes_on, there = ((arm["ending"] == "war_continues").astype(float) for arm in (usual, none))
        change = there - goes_on
        paired = float(change.mean()), *agresti_min((change > 0).sum(), (change < 0).sum(), N)
        return paired if claim == "D" else (float(goes_on.mean()), *wilson(goes_on.sum(), N))
    if claim == "R":
        # Delta method on the logarithm of a ratio of means over the same wars.
        above, below = surge["aid_delivered"].astype(float), usual["aid_delivered"].astype(float)
        half = stats.t.ppf(0.975, N - 1) * (above / above.mean() - below / below.mean()).sem()
        ratio = above.mean() / below.mean()
        return float(ratio), float(ratio * np.exp(-half)), float(ratio * np.exp(half))
    if claim in "WVI":
        return rate_by_hand(claim, usual, none)
    ground = usual["territory_change"].astype(float)
    if claim == "M":
        return float(ground.median()), *median_interval(ground)
    means = {"N": none["territory_change"] - ground, "A": surge["aid_delivered"], "T": usual["trend.mean_age_ukr"]}
    return float(means[claim].mean()), *student(means[claim].astype(float))


def rate_by_hand(claim: str, usual: pd.DataFrame, none: pd.DataFrame) -> tuple[float, float, float]:
    """The same of rates by the week of war, and of a mean in the wars that meet a condition."""
    quantile = stats.t.ppf(0.975, N - 1)
    if claim == "I":
        fill = none.loc[none["territory_change"] > 2000, "mean.ukrainian_infantry_fill"].astype(float)
        scatter = np.sqrt((fill - fill.mean()).pow(2).sum() / (N - 1) * N)
        half = stats.t.ppf(0.975, len(fill) - 1) * scatter / len(fill)
        return float(fill.mean()), float(fill.mean() - half), float(fill.mean() + half)
    (above, parts_above), (below, parts_below) = (weekly(arm, claim) for arm in (none, usual))
    if claim == "V":
        half = quantile * (parts_above - parts_below).sem()
        return above - below, above - below - half, above - below + half
    half = quantile * (parts_above / above - parts_below / below).sem()
    return above / below, above / below * np.exp(-half), above / below * np.exp(half)


def weekly(arm: pd.DataFrame, claim: str) -> tuple[float, pd.Series]:
    """An outcome by the week of war over all wars, and every war's part in it."""
    amount = arm["ukrainian_casualties" if claim == "W" else "territory_change"].astype(float)
    weeks = arm["weeks_fought"].astype(float)
    rate = amount.sum() / weeks.sum()
    return rate, (amount - rate * weeks) / weeks.mean()


@pytest.mark.parametrize("claim", list("PDNRAMTWVI"))
def test_every_test_of_a_claim_is_recomputed(
    claim: str, argued: tuple[Path, str], wars: Callable[[str, str], pd.DataFrame]
) -> None:
    tests = pd.read_csv(argued[0] / "out/tests.csv").set_index(["id", "variant"])
    ledger = pd.read_csv(argued[0] / "out/ledger.csv").set_index("id").loc[claim]
    for variant in VARIANTS:
        row = tests.loc[(claim, variant)]
        found = by_hand(claim, lambda arm, variant=variant: wars(arm, variant))  # type: ignore[misc]
        assert row[["estimate", "low", "high"]].astype(float).tolist() == pytest.approx(found, rel=1e-6, abs=1e-9)
        assert row["n"] == ((wars("none", variant)["territory_change"] > 2000).sum() if claim == "I" else N)
        sign = 1.0 if row["direction"] == "above" else -1.0
        ends = sorted(sign * (end - row["threshold"]) for end in found[1:])
        answer = "yes" if ends[0] > row["margin"] else "no" if ends[1] < -row["margin"] else "open"
        assert row["result"] == answer
        assert ledger[f"variant {variant}"] == answer
        if variant == "as shipped":
            assert ledger[["estimate", "low", "high"]].astype(float).tolist() == pytest.approx(
                found, rel=1e-6, abs=1e-9
            )
    answers = set(tests.loc[claim]["result"])
    words = {frozenset({"yes"}): "supported", frozenset({"no"}): "not supported"}
    testable = ledger[["holds_at", "fails_at"]].notna().all()
    assert ledger["verdict"] == (words.get(frozenset(answers), "depends") if testable else "untestable here")


def worths(arm: pd.DataFrame, exchange: np.ndarray | float) -> dict[str, pd.Series]:
    """What each war is worth under both sets of weights."""
    nuclear = (arm["ending"] == "nuclear_use").astype(float)
    killed = (arm["russian_killed"].astype(float) + arm["ukrainian_killed"].astype(float)) / 1000
    ground = arm["territory_change"].astype(float) / 1000
    return {"lives": -killed - 10 * nuclear * exchange, "ground": -2 * ground - arm["aid_delivered"].astype(float)}


def test_every_standing_of_a_decision_is_recomputed(
    argued: tuple[Path, str], wars: Callable[[str, str], pd.DataFrame]
) -> None:
    folder, _ = argued
    arms = {"sustain": "usual", "surge": "surge", "withdraw": "none"}
    ensembles, found = Ensembles(folder / "out/worlds", TrialSize(N, SEED)), load(folder / "leaflet.yaml")
    table = pd.read_csv(folder / "out/decision.csv").set_index(["weights", "variant", "action"])
    for variant in VARIANTS:
        exchange = ensembles.draws(found.arms["usual"].scenario)["escalation.general_exchange_after_use"]
        by_action = {action: worths(wars(arm, variant), exchange) for action, arm in arms.items()}
        for weights in ("lives", "ground"):
            values = pd.DataFrame({action: parts[weights] for action, parts in by_action.items()})
            best, top = values.mean().idxmax(), values.max(axis=1)
            shares = values.eq(top, axis=0).div(values.eq(top, axis=0).sum(axis=1), axis=0).mean()
            for place, action in enumerate(values.mean().sort_values(ascending=False).index, start=1):
                row = table.loc[(weights, variant, action)]
                own, behind = values[action], values[action] - values[best]
                wanted = [place, own.mean(), *student(own), behind.mean(), *student(behind)]
                wanted += [(top - own).mean(), (top - own).quantile(0.9), shares[action]]
                assert row.astype(float).tolist() == pytest.approx(wanted, rel=1e-6, abs=1e-9), (weights, action)


RECORD = {
    date(2024, 6, 1): (150.0, 100.0, 200.0),
    date(2024, 7, 1): (250.0, 250.0, 250.0),
    date(2024, 8, 1): (3e3, 2e3, 4e3),
}


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, str]:
    folder = tmp_path_factory.mktemp("score")
    rows = [f"territory_net_change,{month},{value},{low},{high}\n" for month, (value, low, high) in RECORD.items()]
    (folder / "record.csv").write_text("series,date,value,low,high\n" + "".join(rows), encoding="utf-8")
    words = ["score", str(folder / "record.csv"), "baseline", "-n", "60", "--weeks", "14", "--seed", "3"]
    result = CliRunner().invoke(cli, [*words, "-o", str(folder / "scores.csv")], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return pd.read_csv(folder / "scores.csv").set_index("horizon"), result.stdout


def members() -> tuple[np.ndarray, list[tuple[float, float, float]]]:
    """The wars' net gains in the months of the record."""
    months, monthly = hindcast.play(Plan(load_scenario("baseline", ["weeks=14"]), 3, 60))
    rows = [months.index(month) for month in RECORD]
    return monthly["territory_net_change"][rows].astype(float), list(RECORD.values())


def test_every_score_is_recomputed(scored: tuple[pd.DataFrame, str]) -> None:
    wars, truths = members()
    crps, medians, covered = [], [], {50: [], 80: [], 95: []}  # type: ignore[var-annotated]
    for month, (value, low, high) in zip(wars, truths, strict=True):
        pairs = np.abs(month[:, None] - month[None, :]).mean() / 2
        crps.append(np.abs(month - value).mean() - pairs)
        medians.append(np.median(month) - value)
        for level, seen in covered.items():
            ends = np.percentile(month, [50 - level / 2, 50 + level / 2])
            seen.append(float(ends[0] <= high and ends[1] >= low))
    for horizon in (0, 3):
        row = scored[0].loc[horizon]
        assert row["months"] == len(truths)
        assert row["crps"] == pytest.approx(np.mean(crps), rel=1e-6)
        assert row["bias"] == pytest.approx(np.mean(medians), rel=1e-6)
        for level, seen in covered.items():
            assert row[f"covered_{level}"] == pytest.approx(np.mean(seen))


def test_skill_is_recomputed_from_the_shipped_history(scored: tuple[pd.DataFrame, str]) -> None:
    shipped = pd.read_csv(Path(__file__).parents[2] / "sim/data/record_monthly.csv")
    past = shipped[(shipped["series"] == "territory_net_change") & (shipped["date"] < "2024-06-01")].sort_values("date")
    known = past["value"].to_numpy(float)[-7:]
    spread = np.sqrt(np.mean(np.diff(known) ** 2))
    # CRPS of a normal forecast in closed form (Gneiting and Raftery 2007).
    z = (np.array([value for value, *_ in RECORD.values()]) - known[-1]) / spread
    normal = spread * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi))
    row = scored[0].loc[0]
    assert row["skill_persistence"] == pytest.approx(1 - row["crps"] / normal.mean(), rel=1e-6)


def test_the_score_table_shows_the_numbers_of_the_file(scored: tuple[pd.DataFrame, str]) -> None:
    table, text = scored
    rows = [line for line in text.splitlines() if line.split()[:1] in (["3"], ["all"])]
    columns = ["months", "covered_50", "covered_80", "covered_95", "crps", "skill_persistence", "skill_trend"]
    for horizon, line in zip((3, 0), rows, strict=True):
        shown = printed(line.replace("all", "0").replace("%", ""))
        wanted = table.loc[horizon, columns].astype(float).to_numpy() * [1, 100, 100, 100, 1, 1, 1]
        assert shown[0] == horizon
        assert shown[1:5] == pytest.approx(wanted[:4], rel=5.1e-4, abs=0.51)  # whole percents
        assert shown[5:] == pytest.approx(wanted[4:], rel=5.1e-4, abs=0.0051)  # two decimals
