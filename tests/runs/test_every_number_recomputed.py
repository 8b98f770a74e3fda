"""Every number that a run, a comparison and a sweep show, computed again from the stored rows by other code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from sim.base.outcomes import ENDING_NAMES, ENDINGS, OUTCOMES
from sim.cli import cli
from sim.runs.ensemble import Plan, play_block
from sim.scenario import load
from tests.recomputed import agresti_min, close, indicators, median_interval, printed, student, wilson

N, WEEKS = 160, 60
PLAYED = ["-n", str(N), "--weeks", str(WEEKS), "-j", "1", "--no-plots", "--seed", "5"]
# Deals and breaks are common enough that every kind of row has something to count.
OFTEN = ["--set", "bargaining.talks_start=0.3", "--set", "escalation.nato_war_hazard=0.01"]
NUMBERS = [outcome.name for outcome in OUTCOMES if outcome.kind == "number"]
FLAGS = [outcome.name for outcome in OUTCOMES if outcome.kind == "flag"]
SHORT = (
    "shells_cover",
    "infantry_fill",
    "interceptors",
    "ballistic_interceptors",
    "armour",
    "funded",
    "reserve",
    "energy_out",
)
SWEPT = ["nato.aid_level=0,1.5", "nato.strategy=surge,withdraw"]


@dataclass(frozen=True)
class Shown:
    """Where a command wrote, and what it printed."""

    folder: Path
    lines: list[str]

    def table(self, name: str) -> pd.DataFrame:
        path = self.folder / name
        return pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)

    def line(self, start: str) -> str:
        return next(line for line in self.lines if line.startswith(start))[len(start) :]


def command(folder: Path, *words: str) -> Shown:
    result = CliRunner().invoke(cli, [*words, "-o", str(folder)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return Shown(folder, result.stdout.splitlines())


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return command(tmp_path_factory.mktemp("a") / "run", "run", "baseline", *PLAYED, *OFTEN)


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return command(tmp_path_factory.mktemp("b") / "c", "compare", "baseline", "aid_cutoff", *PLAYED, *OFTEN)


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    params = [word for text in SWEPT for word in ("--param", text)]
    asked = [word for name in ("war_continues", "territory_change") for word in ("--outcome", name)]
    return command(tmp_path_factory.mktemp("c") / "s", "sweep", "baseline", *PLAYED, *OFTEN, *params, *asked)


def expected(values: pd.Series, kind: str) -> dict[str, float]:
    """A row of outcomes.csv by hand, from one value a war."""
    known = values.dropna().astype(float)
    if kind == "increment":
        low, high = student(known)
        return {"estimate": known.mean(), "low": low, "high": high, "n": len(known)}
    if kind != "number":
        n, k = len(known), known.sum()
        low, high = wilson(k, n) if n else (0.0, 1.0)
        return {"estimate": k / n if n else np.nan, "low": low, "high": high, "n": n, "k": k}
    low, high = median_interval(known)
    q10, q90 = known.quantile(0.1), known.quantile(0.9)
    row = {"estimate": known.median(), "low": low, "high": high, "n": len(known)}
    return row | {"q10": q10, "q90": q90, "mean": known.sum() / max(len(known), 1)}


def measured(runs: pd.DataFrame) -> dict[tuple[str, str], pd.Series]:
    """Every outcome by kind and name, one value a war."""
    found = {("ending", name): column for name, column in indicators(runs, ENDING_NAMES).items()}
    found |= {("number", name): runs[name] for name in NUMBERS} | {("flag", name): runs[name] for name in FLAGS}
    for name in ("nuclear_use", "nato_war"):
        found["increment", f"{name}_increment"] = runs[f"{name}_risk"] - runs[f"{name}_prior"]
    for kind in runs["first_deal"].unique():
        found["category", f"first_deal.{kind}"] = (runs["first_deal"] == kind).astype(float)
    return found  # type: ignore[return-value]


def assert_row(row: pd.Series, values: dict[str, float]) -> None:
    for name, value in values.items():
        assert float(row[name]) == pytest.approx(value, rel=1e-9, abs=1e-12, nan_ok=True), (row["outcome"], name)


def test_every_row_of_outcomes_is_recomputed(run: Shown) -> None:
    runs, table = run.table("runs.parquet"), run.table("outcomes.csv").set_index(["kind", "outcome"], drop=False)
    left = set(table.index)
    for key, values in measured(runs).items():
        assert_row(table.loc[key], expected(values, key[0]))
        left.remove(key)
    deal = runs["first_deal"] != "none"
    for flag, event, happened in (
        ("general_exchange", "nuclear_use", runs["ending"] == "nuclear_use"),
        ("nuclear_after_nato_war", "nato_russia_war", runs["ending"] == "nato_russia_war"),
        ("deal_neutrality", "deal", deal),
        ("resumed", "deal", deal),
    ):
        key = "conditional", f"{flag}_given_{event}"
        assert_row(table.loc[key], expected(runs.loc[happened, flag], "conditional"))
        left.remove(key)
    assert not left
    assert deal.sum() > 5


def test_every_ending_in_the_terminal_is_recomputed(run: Shown) -> None:
    runs = run.table("runs.parquet")
    for ending in ENDINGS:
        k = int((runs["ending"] == ending.name).sum())
        low, high = wilson(k, N)
        share, _, *interval = printed(run.line(ending.title).replace("–", " to ").replace("%", ""))
        assert abs(share - 100 * k / N) <= 0.5
        assert interval == pytest.approx([100 * low, 100 * high], abs=0.51)


def test_every_outcome_in_the_terminal_is_recomputed(run: Shown) -> None:
    runs = run.table("runs.parquet")
    shown = 0
    for outcome in OUTCOMES:
        # One title may begin another: the outcome's line goes on with a number.
        lines = [line[len(outcome.title) :] for line in run.lines if line.startswith(outcome.title)]
        lines = [line for line in lines if line.strip()[:1] in "+−0123456789" and line.strip()]
        lines = [line for line in lines if outcome.unit in line.split()] if outcome.unit != "EUR bn" else lines
        for line in lines[:1]:
            known = runs[outcome.name].dropna().astype(float)
            values = [known.median(), known.quantile(0.1), known.quantile(0.9)]
            assert all(map(close, printed(line)[:3], values)), (outcome.name, line, values)
            shown += 1
    assert shown == 13


def test_what_runs_short_is_recomputed_from_the_wars(run: Shown) -> None:
    sets = [word for word in OFTEN if word != "--set"]
    series = play_block(Plan(load("baseline", [*sets, f"weeks={WEEKS}"]), 5, N), 0).series
    table = run.table("scarcity.csv").set_index(["series", "when"])
    start = next(place for place, line in enumerate(run.lines) if line.startswith("What runs short"))
    shown = 0
    for side, place in (("russian", start + 2), ("ukrainian", start + 11)):
        for line, key in zip(run.lines[place : place + 8], SHORT, strict=True):
            numbers = printed(line.partition("]")[2].replace("–", " ") if "]" in line else line.replace("–", " "))
            for when, week in (("start", 0), ("12 months", 51), ("horizon", WEEKS - 1)):
                wars = np.sort(series[f"{side}_{key}"][week][:N].astype(float))
                wanted = np.quantile(wars, (0.5, 0.1, 0.9))
                row = table.loc[(f"{side}_{key}", when)]
                assert row[["q50", "q10", "q90"]].astype(float).tolist() == pytest.approx(wanted, rel=1e-5, abs=1e-6)
                assert (row["week"], row["n"]) == (week, N)
                in_100 = key in ("infantry_fill", "funded", "energy_out")
                three, numbers = numbers[:3], numbers[3:]
                for number, value in zip(three, wanted, strict=True):
                    assert abs(number - 100 * value) <= 0.51 if in_100 else close(number, value), line
                shown += 3
    assert shown == len(table) * 3 == 144


def test_the_demonstrative_act_in_the_terminal_is_recomputed(run: Shown) -> None:
    k = int(run.table("runs.parquet")["nuclear_demonstration"].sum())
    share, _, low, high = printed(run.line("A demonstrative nuclear act, whatever the ending:").replace("–", " to "))
    assert [share, low, high] == pytest.approx([100 * k / N, *(100 * end for end in wilson(k, N))], abs=0.51)


def test_how_many_wars_are_enough_is_recomputed(run: Shown) -> None:
    runs = run.table("runs.parquet")
    widths = {name: np.ptp(wilson((runs["ending"] == name).sum(), N)) / 2 for name in ENDING_NAMES}
    widest = max(widths, key=lambda name: widths[name])
    share = (runs["ending"] == widest).mean()
    needed = next(n for n in range(1, 10_000) if np.ptp(wilson(share * n, n)) / 2 <= 0.025)
    text = " ".join(run.lines)
    assert f"known to ±{100 * widths[widest]:.1f} points" in text
    assert f"about {needed:,} would bring" in text


def test_shares_of_parameters_and_chance_are_recomputed(run: Shown) -> None:
    twins = run.table("twins.parquet")
    n = len(twins)

    def shares(pairs: list[tuple[pd.Series, pd.Series]]) -> tuple[float, float]:
        together, spread = np.zeros(n), np.zeros(n)
        for one, two in pairs:
            middle = (one.sum() + two.sum()) / (2 * n)
            together += ((one - middle) * (two - middle)).to_numpy()
            spread += (((one - middle) ** 2 + (two - middle) ** 2) / 2).to_numpy()
        share = together.sum() / spread.sum()
        error = ((together - share * spread) / spread.mean()).std(ddof=1)
        return share, max(error, 1 - share**2) / np.sqrt(n)

    pairs = [tuple((twins[c] == name).astype(float) for c in ("ending", "ending__twin")) for name in ENDING_NAMES]
    text = " ".join(" ".join(run.lines).split())
    for words, found in (
        ("how the war ends", shares(pairs)),  # type: ignore[arg-type]
        ("ground gained in 12 months", shares([(twins["territory_change_12m"], twins["territory_change_12m__twin"])])),
    ):
        share, error = min(max(100 * found[0], 0.0), 100.0), 196 * found[1]
        parameters, chance, spread = printed(text.partition(f"{words}:")[2].partition(")")[0].replace("±", ""))
        assert [parameters, chance, spread] == pytest.approx([share, 100 - share, error], abs=0.51)


def test_every_row_of_comparison_is_recomputed(compared: Shown) -> None:
    a, b = (compared.table(f"{name}/runs.parquet").sort_values("replication") for name in ("baseline", "aid_cutoff"))
    table = compared.table("comparison.csv").set_index(["kind", "outcome"], drop=False)
    units = {outcome.name: outcome.unit for outcome in OUTCOMES}
    of_a, of_b = measured(a), measured(b)
    assert set(table.index) == set(of_a) | set(of_b)
    for key, row in table.iterrows():
        kind, name = key  # type: ignore[misc]
        never = pd.Series(np.zeros(N))
        one, two = (side.get(key, never).astype(float) for side in (of_a, of_b))  # type: ignore[call-overload]
        both = one.notna().to_numpy() & two.notna().to_numpy()
        one, two = (pd.Series(side.to_numpy()[both]) for side in (one, two))
        change, n = two - one, int(both.sum())
        assert (row["n"], row["unit"]) == (n, units[name] if kind == "number" else "share")
        low, high = (
            student(change)
            if kind in ("number", "increment")
            else agresti_min((change > 0).sum(), (change < 0).sum(), n)
        )
        error, apart = change.sem(), np.sqrt(one.sem() ** 2 + two.sem() ** 2)
        found = [one.mean(), two.mean(), two.mean() - one.mean(), low, high, error, apart]
        columns = ["estimate_a", "estimate_b", "difference", "low", "high", "standard_error"]
        stored = row[[*columns, "standard_error_independent"]].astype(float).tolist()
        assert stored == pytest.approx(found, rel=1e-6, abs=1e-9, nan_ok=True), name
        if error > 0.0:
            assert row["times_fewer"] == pytest.approx((apart / error) ** 2, rel=1e-6)
    assert (table["difference"] != 0.0).sum() > 15


def test_every_row_of_flips_is_recomputed(compared: Shown) -> None:
    a, b = (compared.table(f"{name}/runs.parquet").set_index("replication") for name in ("baseline", "aid_cutoff"))
    counts = pd.crosstab(a["ending"], b["ending"])
    table = compared.table("flips.csv")
    assert len(table) == int((counts > 0).sum().sum())
    for row in table.itertuples():
        k = counts.loc[row.ending_a, row.ending_b]
        same = a.index[(a["ending"] == row.ending_a) & (b["ending"] == row.ending_b)]
        assert (row.k, row.first_replication, row.changed) == (k, same.min(), row.ending_a != row.ending_b)
        assert (row.share, row.low, row.high) == pytest.approx((k / N, *wilson(k, N)))
    changed = int((a["ending"] != b["ending"]).sum())
    line = next(line for line in compared.lines if "change their ending" in line)
    assert printed(line)[0] == pytest.approx(100 * changed / N, abs=0.051)
    assert f"{changed:,} of {N:,}" in " ".join(compared.lines)


def test_a_comparison_in_the_terminal_is_recomputed(compared: Shown) -> None:
    table = compared.table("comparison.csv").set_index("outcome")
    start = next(place for place, line in enumerate(compared.lines) if line.startswith("Ending, worlds of 100"))
    for ending, line in zip(ENDINGS, compared.lines[start + 1 :], strict=False):
        row = 100 * table.loc[ending.name, ["estimate_a", "estimate_b", "difference", "low", "high"]].astype(float)
        a, b, *change = printed(line[len(ending.title) :])[:5]
        assert [a, b] == pytest.approx(row.iloc[:2].tolist(), abs=0.51)
        assert change == pytest.approx(row.iloc[2:].tolist(), abs=0.051)
    for outcome in ("drones_launched", "aid_delivered", "russian_casualties"):
        row = table.loc[outcome]
        title = next(each.title for each in OUTCOMES if each.name == outcome).split()[0]
        lines = [line for line in compared.lines if line.startswith(title) or outcome in line]
        numbers = [printed(line) for line in lines]
        wanted = [float(row[name]) for name in ("estimate_a", "estimate_b", "difference", "low", "high")]
        assert any(
            all(map(close, found[-6:-1] if len(found) > 5 else found, wanted)) for found in numbers if len(found) >= 5
        ), (outcome, lines, wanted)


def test_every_row_of_summary_is_recomputed(swept: Shown) -> None:
    runs, points = swept.table("runs.parquet"), swept.table("points.parquet")
    table = swept.table("summary.csv").set_index(["point", "kind", "outcome"], drop=False)
    left = set(table.index)
    for point, wars in runs.groupby("point"):
        assert len(wars) == N
        found = {key: values for key, values in measured(wars).items() if key[0] not in ("category", "increment")}
        found["number", "week_of_ending"] = wars["week_of_ending"]
        for key, values in found.items():
            row = table.loc[(point, *key)]
            wanted = expected(values, key[0])
            assert_row(row, wanted | ({} if key[0] == "number" else {"mean": wanted["estimate"]}))
            assert row[points.columns[1]] == points.set_index("point").loc[point, points.columns[1]]
            left.remove((point, *key))
    assert not left


def test_a_sweep_in_the_terminal_is_recomputed(swept: Shown) -> None:
    runs, points = swept.table("runs.parquet"), swept.table("points.parquet").set_index("point")
    for start, values, scale in (
        ("War continues:", (runs["ending"] == "war_continues").astype(float), 100.0),
        ("Ground gained by Russia:", runs["territory_change"], 1.0),
    ):
        by_point = values.groupby(runs["point"])
        shown = by_point.mean() if scale > 1 else by_point.median()
        place = swept.lines.index(start)
        least, most, paired = swept.lines[place + 1 : place + 4]
        for line, point in ((least, shown.idxmin()), (most, shown.idxmax())):
            assert close(printed(line)[0], scale * shown[point]) or abs(printed(line)[0] - scale * shown[point]) <= 0.5
            assert f"NATO's strategy {points.loc[point, 'nato.strategy']}" in line
            assert printed(line)[-1] == points.loc[point, "nato.aid_level"]
        low, high = (
            values[runs["point"] == point].reset_index(drop=True) for point in (shown.idxmin(), shown.idxmax())
        )
        change = high - low
        ends = student(change) if scale == 1 else agresti_min((change > 0).sum(), (change < 0).sum(), N)
        wanted = [scale * part for part in (change.mean(), *ends)]
        assert all(map(close, printed(paired)[:3], wanted)), (paired, wanted)


@pytest.mark.parametrize("column", ["q025", "q10", "q25", "q50", "q75", "q90", "q975", "mean"])
def test_the_last_week_of_levels_is_that_of_runs(run: Shown, column: str) -> None:
    runs, weekly = run.table("runs.parquet"), run.table("trajectories.parquet")
    weekly = weekly[weekly["frequency"] == "weekly"]
    for series, outcome in (("territory_change", "territory_change"), ("russian_manning", "russian_manning")):
        last = weekly[weekly["series"] == series].sort_values("week").iloc[-1]
        share = {"q025": 0.025, "q975": 0.975}.get(column, float(f"0.{column[1:]}") if column != "mean" else 0.0)
        values = runs[outcome].astype(float)
        wanted = values.mean() if column == "mean" else values.quantile(share)
        assert last[column] == pytest.approx(wanted, rel=1e-5)
        assert last["n"] == N


def test_wars_fought_are_those_not_over(run: Shown) -> None:
    runs, table = run.table("runs.parquet"), run.table("trajectories.parquet")
    weekly = table[(table["series"] == "fighting") & (table["frequency"] == "weekly")].sort_values("week")
    over = (runs["week_of_ending"] < WEEKS) & ~runs["ending"].isin(["war_continues"])
    assert weekly["mean"].iloc[0] == 1.0
    assert weekly["mean"].iloc[-1] <= 1.0 - (over & ~runs["ending"].isin(["settlement", "armistice"])).mean() + 1e-6
