"""Values that come often: on grids, in lists and in choices; each index is compared with a sum by hand."""

from __future__ import annotations

import itertools
from typing import Literal

import numpy as np
import pandas as pd
import pytest

from sim.reports.sensitivity import print_ranking
from sim.reports.terminal import standard_output
from sim.runs import sweep as batch
from sim.scenario import load
from sim.studies.sensitivity import StudyData, estimators, rank
from sim.war.randomness import random_generator


def grid(*counts: int) -> pd.DataFrame:
    rows = itertools.product(*(np.linspace(0.0, 1.0, count) for count in counts))
    return pd.DataFrame(rows, columns=list("abcdef"[: len(counts)]))


def by_hand(frame: pd.DataFrame, y: np.ndarray) -> pd.Series:
    """Share of the variance of the points' means that lies between the values of each parameter."""
    mean = pd.Series(y.mean(axis=1), frame.index)
    return pd.Series(
        {name: mean.groupby(frame[name]).transform("mean").var(ddof=0) / mean.var(ddof=0) for name in frame}
    )


@pytest.mark.parametrize("counts", [(18, 20), (20, 18), (13, 14, 3), (5, 40), (25, 2), (3, 3)])
@pytest.mark.parametrize("method", ["first", "pawn"])
def test_a_number_without_effect_on_a_grid_explains_nothing(counts: tuple[int, ...], method: str) -> None:
    x = grid(*counts)
    worlds = random_generator(1, "worlds").standard_normal((1, 40))
    y = np.exp(x[["b"]].to_numpy() * (1.0 + 0.1 * worlds))
    ranking = rank(StudyData("territory_change", x, y, "grid"), method)  # type: ignore[arg-type]
    table = ranking.table.set_index("parameter")
    others = [name for name in x if name != "b"]
    assert table.loc[others, method].abs().max() < 1e-9
    assert table.loc[others, f"{method}_high"].max() < 1e-9
    assert ranking.idle == [name for name in table.index if name != "b"]
    assert table.index[0] == "b"
    assert ranking.certain == (2 if len(counts) == 2 else 1)


def test_first_order_on_a_grid_is_that_by_hand() -> None:
    x = grid(18, 20)
    y = (x["a"] + 2.0 * x["b"] ** 2 + x["a"] * x["b"]).to_numpy()[:, None] + random_generator(2, "w").random((1, 30))
    table = rank(StudyData("territory_change", x, y, "grid"), "first").table.set_index("parameter")
    pd.testing.assert_series_equal(table["first"].sort_index(), by_hand(x, y).sort_index(), check_names=False)


def test_pawn_on_a_grid_is_that_by_hand() -> None:
    x = grid(6, 7)
    y = (x["a"] ** 3 + 0.2 * x["b"]).to_numpy()[:, None]
    table = rank(StudyData("territory_change", x, y, "grid"), "pawn").table.set_index("parameter")
    levels = np.unique(np.quantile(y, np.linspace(0, 1, estimators.GRID + 1)))
    for name in x:
        gaps = [np.abs((y[x[name] == v] <= levels).mean(0) - (y <= levels).mean(0)).max() for v in x[name].unique()]
        assert table.loc[name, "pawn"] == pytest.approx(np.median(gaps))


def test_equal_values_are_in_one_slice() -> None:
    column = pd.Series(np.repeat(np.arange(18.0), 20))
    cut = estimators.slices(column)
    assert pd.Series(cut).groupby(column).nunique().eq(1).all()
    assert len(np.unique(cut)) <= estimators.BINS
    smooth = np.bincount(estimators.slices(pd.Series(random_generator(1, "x").random(1200))))
    assert (smooth == 100).all()


def test_pawn_of_noise_is_what_chance_gives() -> None:
    x = pd.DataFrame(random_generator(3, "x").random((300, 4)), columns=list("abcd"))
    y = x[["a"]].to_numpy() + 0.1 * random_generator(3, "y").standard_normal((300, 1))
    ranking = rank(StudyData("territory_change", x, y, "lhs", seed=1), "pawn")
    assert ranking.table["parameter"][0] == "a"
    assert ranking.table["pawn"][1] > 0.1  # PAWN is never nothing, so it says nothing by itself
    assert len(ranking.idle) >= 2
    assert ranking.certain == 1


def test_the_best_of_many_idle_numbers_is_idle() -> None:
    x = pd.DataFrame(random_generator(5, "x").random((500, 120))).add_prefix("p")
    y = x[["p7"]].to_numpy() + 0.3 * random_generator(5, "y").standard_normal((500, 1))
    ranking = rank(StudyData("territory_change", x, y, "draws", seed=1))
    assert ranking.table["parameter"][0] == "p7"
    assert (ranking.table["first"][1:] > 0.0).all()  # the leading twelve of what is noise
    assert len(ranking.idle) >= 10


def test_what_chance_gives_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    x = pd.DataFrame(random_generator(3, "x").random((300, 2)), columns=["a", "idle"])
    print_ranking(standard_output(), rank(StudyData("territory_change", x, x[["a"]].to_numpy(), "lhs"), "pawn"))
    assert "Not told from what chance alone gives: idle." in capsys.readouterr().out


CHOICES = [
    "nato.strategy",
    "iran.drone_deliveries=100,200,300,400,500,600",
    "nato.aid_level=0:2",
    "structure.attrition",
]


@pytest.mark.parametrize("samples", [6, 10, 40])
def test_every_option_and_value_is_played(samples: int) -> None:
    scenario = load("baseline")
    parameters = [batch.parse(text, scenario) for text in CHOICES]
    design = batch.make(parameters, scenario, "morris", samples, 3)
    for parameter in parameters:
        if parameter.values:
            count = design.points[parameter.path].value_counts()
            assert set(count.index) == set(parameter.values)
            assert count.max() <= 5 * count.min() or samples == 6
    # One parameter moves at a time, each once a trajectory, and each move is to another value.
    codes = design.points[list(design.paths)].apply(lambda column: pd.factorize(column)[0]).to_numpy()
    moved = np.diff(codes.reshape(samples, 5, 4), axis=1) != 0
    assert (moved.sum(axis=2) == 1).all()
    assert (moved.sum(axis=1) == 1).all()


def test_changes_are_never_more_than_what_happened() -> None:
    scenario = load("baseline")
    parameters = [batch.parse(text, scenario) for text in CHOICES]
    design = batch.make(parameters, scenario, "morris", 30, 3)
    points = design.points
    # The same ten, for whatever moves: a list from below 350 on, a choice but for one option, a range beyond its middle.
    parts = {
        "iran.drone_deliveries": points["iran.drone_deliveries"] > 350.0,
        "nato.strategy": points["nato.strategy"] == "surge",
        "nato.aid_level": points["nato.aid_level"] > 1.0,
    }
    y = sum(10.0 * part for part in parts.values()).to_numpy(dtype=float)[:, None]
    u = points[[f"u.{path}" for path in design.paths]].to_numpy()
    table = rank(StudyData("territory_change", points[list(design.paths)], y, "morris", u=u)).table
    table = table.set_index("parameter")
    assert table["mu_star"].max() <= 10.0
    assert table.loc["nato.aid_level", "mu_star"] == 10.0  # each of its steps crosses the middle
    assert table.loc["structure.attrition", "mu_star"] == 0.0
    by_hand: dict[str, list[float]] = {path: [] for path in design.paths}
    for before, after in zip(points.index, points.index[1:], strict=False):
        moved = [path for path in design.paths if points.at[before, path] != points.at[after, path]]
        if after % 5:
            by_hand[moved[0]].append(abs(float(y[after, 0] - y[before, 0])))
    for path, changes in by_hand.items():
        assert table.loc[path, "mu_star"] == pytest.approx(np.mean(changes))


@pytest.mark.parametrize("text", ["iran.drone_deliveries=300", "iran.drone_deliveries"])
def test_a_single_value_or_a_spread_can_be_walked(text: str) -> None:
    scenario = load("baseline")
    parameters = [batch.parse(each, scenario) for each in (text, "nato.aid_level=0:2")]
    points = batch.make(parameters, scenario, "morris", 4, 3).points
    number = scenario.numbers["iran.drone_deliveries"]
    assert points["iran.drone_deliveries"].between(number.low, number.high).all()


Kind = Literal["grid", "draws", "sobol"]


@pytest.mark.parametrize(
    ("sampler", "words"),
    [("grid", "of the variance between points, each the mean of its wars"), ("draws", "of the variance between wars")],
)
def test_each_share_says_of_which_variance_it_is(sampler: Kind, words: str) -> None:
    x = grid(8, 8) if sampler == "grid" else pd.DataFrame(random_generator(1, "x").random((64, 2)), columns=["a", "b"])
    ranking = rank(StudyData("territory_change", x, x[["a"]].to_numpy(), sampler), "first")
    assert ranking.index == f"share of variance that it alone explains (first-order index), {words}"


def test_shares_are_shown_within_0_and_1(capsys: pytest.CaptureFixture[str]) -> None:
    u = np.asarray(batch.samplers.unit_design("sobol", 2, 4, 1))
    y = (u[:, 0] > 0.8)[:, None] * 1.0
    x = pd.DataFrame(u, columns=["a", "b"])
    ranking = rank(StudyData("territory_change", x, y, "sobol", u=u))
    assert ranking.table["total"].max() > 1.0
    assert ranking.shown.max(axis=None) <= 1.0
    assert ranking.shown.min(axis=None) >= 0.0
    print_ranking(standard_output(), ranking)
    assert "shown as 0 and 1" in " ".join(capsys.readouterr().out.split())
