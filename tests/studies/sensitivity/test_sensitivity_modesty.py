"""Where there is too little to tell, rankings, headlines and pictures say so and print no nan."""

from __future__ import annotations

from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim.analysis.intervals import wilson_bounds
from sim.cli import cli
from sim.reports.figures.sweep.charts import line_figure, map_figure, swings, tornado_figure
from sim.reports.figures.sweep.estimates import LEAST_SPAN, Swept
from sim.runs.sweep import SweepResults
from sim.runs.sweep.samplers import unit_design
from sim.studies.sensitivity import StudyData, rank
from sim.studies.sensitivity.ranking import LEAST, NothingToRankError

OUTCOME = "war_continues"


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A design with empty cells, four weeks: nobody wins, and nobody has a year behind him."""
    folder = tmp_path_factory.mktemp("modesty")
    (folder / "design.csv").write_text("nato.aid_level,nato.strategy\n1,sustain\n,surge\n0.5,\n")
    words = ["sweep", "baseline", "-n", "8", "--weeks", "4", "--no-plots", "--quiet"]
    words += ["--design", str(folder / "design.csv"), "-o", str(folder / "s")]
    assert CliRunner().invoke(cli, words, catch_exceptions=False).exit_code == 0
    return folder / "s"


def shares(k: list[int], n: int, points: int = 4, *, apart: bool = False) -> Swept:
    """One ending on a grid of two values of a, and as many of b as it takes.

    Args:
        k: worlds with the ending at each point.
        n: worlds a point.
        points: how many of these.
        apart: whether points have as few of these worlds in common as can be; by default as many as can be.
    """
    count = np.array(k)[:points]
    low, high = wilson_bounds(count, np.full(len(count), n))
    place = np.arange(len(count))
    table = {"point": place, "a": place % 2 * 1.0, "b": place // 2 * 1.0, "outcome": OUTCOME}
    estimates = {"kind": "ending", "estimate": count / n, "low": low, "high": high, "n": n, "k": count}
    told = {"scenario": "baseline", "title": "A title", "replications": n, "seed": 0, "points": len(count)}
    told |= {"design": {"paths": ["a", "b"][: len(count) // 2], "sampler": "grid"}}
    folder = Path(mkdtemp())
    ended = np.arange(n) < count[:, None]
    if apart:
        ended[1::2] = ended[1::2, ::-1]
    wars = {"point": np.repeat(place, n), "replication": np.tile(np.arange(n), len(count))}
    ending = np.where(ended.ravel(), OUTCOME, "settlement")
    pd.DataFrame(wars | {"ending": ending}).to_parquet(folder / "runs.parquet", index=False)
    return Swept(SweepResults(folder, told, pd.DataFrame(), pd.DataFrame(table | estimates)))


def test_an_empty_cell_counts_as_what_the_scenario_says(short: Path) -> None:
    from sim.studies.sensitivity import of_folder

    scenario = sim.load("baseline")
    x = of_folder(short, "territory_change").x
    assert x["nato.aid_level"].tolist() == [1.0, scenario.numbers["nato.aid_level"].value, 0.5]
    assert x["nato.strategy"].tolist() == ["sustain", "surge", scenario.choices["nato.strategy"].value]


def test_an_outcome_that_cannot_be_ranked_is_named(short: Path) -> None:
    words = ["sensitivity", str(short), "--no-plots", "--outcome"]
    asked = [*words, "russian_victory", "--outcome", "territory_change_12m", "--outcome", "territory_change"]
    result = CliRunner().invoke(cli, asked, catch_exceptions=False)
    text = " ".join(result.output.split())
    assert result.exit_code == 0
    assert "russian_victory: never happened at any point" in text
    assert "territory_change_12m: found in no world" in text
    assert "Ground gained by Russia: share of variance" in text
    assert "Too few to rank: 3 points, expected at least 30." in text
    assert "nan" not in text
    assert not list(short.glob("figures/*"))
    nothing = CliRunner().invoke(cli, ["sensitivity", str(short), "--no-plots"])
    assert "week_of_ending: is the same at every point" in nothing.output
    assert "found no outcome to rank" in str(nothing.exception)


@pytest.mark.parametrize("method", ["sobol", "morris", "first"])
def test_a_place_is_certain_only_from_enough_rows(method: str) -> None:
    least, _, many = LEAST[method]
    sampler = method if method in ("sobol", "morris") else "lhs"
    for samples in (least // 2, least):
        u = unit_design(sampler, 2, samples, 1)
        frame = pd.DataFrame(u, columns=["x1", "x2"])
        y = (u[:, 0] + 0.001 * u[:, 1])[:, None]
        ranking = rank(StudyData("outcome", frame, y, sampler, u=u, seed=1), method)  # type: ignore[arg-type]
        # The sentence and the marks say the same: with enough, the last place follows from the others.
        assert ranking.certain == (2 if samples == least else 0)
        assert ranking.sentence.startswith(
            "n is enough" if samples == least else f"Too few to rank: {least // 2} {many}"
        )


def test_an_outcome_constant_or_missing_at_a_point_is_refused() -> None:
    x = pd.DataFrame({"a": np.arange(40.0)})
    for name, value, words in (
        ("settlement", 0.0, "never happened at any point"),
        ("settlement", 1.0, "always happened at every point"),
        ("week_of_ending", 7.0, "is the same at every point"),
    ):
        with pytest.raises(NothingToRankError, match=words):
            rank(StudyData(name, x, np.full((40, 3), value), "grid"))
    y = np.tile(np.arange(40.0)[:, None], 3)
    y[5] = np.nan
    with pytest.raises(NothingToRankError, match="week_of_ending: found in no world of 1 point"):
        rank(StudyData("week_of_ending", x, y, "grid"))
    y[5, 0] = 5.0  # a resample may miss this world; the interval then rests on the others
    assert np.isfinite(rank(StudyData("week_of_ending", x, y, "grid")).table["first"]).all()


def test_one_war_in_three_hundred_is_no_headline() -> None:
    worlds_of_300 = [291, 290, 291, 290]
    swept = shares(worlds_of_300, 300)
    estimates = swept.estimates(OUTCOME)
    assert not estimates.told_apart
    assert estimates.too_close == (
        "War continues hardly changes: about 97 of 100 worlds; the points cannot be told apart at n = 300"
    )
    few = shares([3, 6], 20, apart=True).estimates(OUTCOME)
    assert few.too_close == "War continues: 15 to 30 of 100 worlds; the points cannot be told apart at n = 20"
    assert not swings(estimates, ["a", "b"])["apart"].any()
    drawn = map_figure(swept, OUTCOME)
    assert drawn is not None
    (mesh,) = drawn.axes[0].collections
    least, most = (float(end or 0.0) for end in mesh.get_clim())
    assert most - least == pytest.approx(LEAST_SPAN)
    assert most <= 100.0
    for figure in (drawn, line_figure(shares(worlds_of_300, 300, points=2), OUTCOME), tornado_figure(swept, OUTCOME)):
        assert figure is not None
        text = " ".join(each.get_text().replace("\n", " ") for each in figure.texts)
        assert "told apart at n = 300" in text


def test_a_difference_beyond_chance_is_a_headline() -> None:
    estimates = shares([290, 60, 285, 66], 300).estimates(OUTCOME)
    assert estimates.told_apart
    apart = swings(estimates, ["a", "b"]).set_index("parameter")["apart"]
    assert apart["a"]
    assert not apart["b"]


def test_points_are_told_apart_as_compare_does() -> None:
    # Eight worlds flip one way and none the other, within intervals that overlap (Agresti and Min: 8 / 302 +- 0.020).
    nested = shares([40, 48], 300, points=2).estimates(OUTCOME)
    change = nested.change(*nested.extremes)
    assert (change.low, change.high) == pytest.approx((8 / 302 - 0.01924, 8 / 302 + 0.01924), abs=1e-4)
    assert nested.rows["high"].iloc[0] > nested.rows["low"].iloc[1]
    assert nested.told_apart
    # The same shares in other worlds: 40 and 48 flip, 88 in all.
    crossed = shares([40, 48], 300, points=2, apart=True).estimates(OUTCOME)
    assert not crossed.told_apart
    figure = line_figure(shares([40, 48], 300, points=2), OUTCOME)
    assert figure is not None
    assert "rises from 13 of 100 worlds to 16" in figure.texts[0].get_text().replace("\n", " ")


def test_a_sure_difference_may_be_too_little() -> None:
    little = shares([1000, 1012], 2000, points=2).estimates(OUTCOME)
    assert little.change(*little.extremes).is_sure
    assert not little.told_apart
    assert little.too_close.endswith(
        "hardly changes: 50 to 51 of 100 worlds; the points differ by too little to matter"
    )


def test_the_best_of_many_pairs_must_beat_more() -> None:
    many = shares([40, 62, 41, 60], 300, apart=True).estimates(OUTCOME)
    plain, adjusted = many.change(*many.extremes), many.change(*many.extremes, many.n_pairs)
    assert plain.is_sure
    assert not adjusted.is_sure
    assert not many.told_apart
    assert many.too_close.endswith("the widest of 6 pairs of points may be chance")


def test_points_alike_are_no_other_chance() -> None:
    # Twelve worlds of a hundred flip one way and none the other, wherever the other parameter stands.
    swept = shares([95, 83, 95, 83], 100)
    assert swept.estimates(OUTCOME).n_pairs == 1
    assert swept.estimates(OUTCOME).told_apart
    figure = map_figure(swept, OUTCOME)
    assert figure is not None
    assert "from 83 of 100 worlds (a 1, b 0) to 95 of 100 worlds" in figure.texts[0].get_text().replace("\n", " ")


def test_ends_of_a_listed_number_are_values_played() -> None:
    table = swings(shares([95, 83, 95, 83], 100).estimates(OUTCOME), ["a", "b"])
    assert table.loc[0, ["at_low", "at_high"]].tolist() == ["0", "1"]
    sampled = shares([95, 90, 85, 80], 100)
    sampled.results.summary["a"] = [0.11, 0.23, 0.37, 0.41]
    table = swings(sampled.estimates(OUTCOME), ["a"])
    assert table.loc[0, ["at_low", "at_high"]].tolist() == ["≤ 0.11", "≥ 0.41"]


def test_ticks_stand_at_values_played() -> None:
    figure = line_figure(shares([40, 48], 300, points=2), OUTCOME)
    assert figure is not None
    (axes,) = figure.axes
    assert sorted(axes.get_xticks().tolist()) == [0.0, 1.0]


def test_labels_of_a_parameter_without_effect_stay_apart() -> None:
    figure = tornado_figure(shares([291, 150, 291, 150], 300), OUTCOME)
    assert figure is not None
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    boxes = [label.get_window_extent(renderer) for label in figure.axes[0].texts]
    assert len(boxes) == 4
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
