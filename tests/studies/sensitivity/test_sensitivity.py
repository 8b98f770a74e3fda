"""Sensitivity through the same code as a sweep's: known indices, known order, and modesty where n is small."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.base.errors import SimError
from sim.runs.sweep.samplers import unit_design
from sim.studies.sensitivity import StudyData, estimators, rank
from sim.war.randomness import random_generator

A, B = 7.0, 0.1
"""Constants of the Ishigami function (Ishigami and Homma 1990)."""


def ishigami(u: np.ndarray) -> np.ndarray:
    x = np.pi * (2.0 * u - 1.0)
    return np.asarray(np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0]))


def sample(u: np.ndarray, y: np.ndarray, sampler: str) -> StudyData:
    frame = pd.DataFrame({f"x{i + 1}": u[:, i] for i in range(u.shape[1])})
    return StudyData("outcome", frame, y.reshape(len(u), -1), sampler, u=u, seed=1)


def known() -> dict[str, tuple[float, float]]:
    """First and total indices in closed form."""
    first1, first2 = 0.5 * (1 + B * np.pi**4 / 5) ** 2, A**2 / 8
    both = B**2 * np.pi**8 * (1 / 18 - 1 / 50)
    variance = first1 + first2 + both
    return {
        "x1": (first1 / variance, (first1 + both) / variance),
        "x2": (first2 / variance, first2 / variance),
        "x3": (0.0, both / variance),
    }


def test_sobol_indices_of_ishigami_lie_within_their_intervals() -> None:
    u = unit_design("sobol", 3, 1024, 7)
    ranking = rank(sample(u, ishigami(u), "sobol"))
    assert ranking.method == "sobol"
    table = ranking.table.set_index("parameter")
    for name, (first, total) in known().items():
        row = table.loc[name]
        assert row["first_low"] <= first <= row["first_high"]
        assert row["total_low"] <= total <= row["total_high"]
        assert row["total_high"] - row["total_low"] < 0.2
    assert ranking.table["parameter"].tolist() == ["x1", "x2", "x3"]
    assert "enough" in ranking.sentence


def test_worlds_of_a_point_are_resampled_with_the_points() -> None:
    u = unit_design("sobol", 3, 256, 7)
    smooth = ishigami(u)[:, None] + np.zeros((1, 20))
    rough = smooth + 40.0 * random_generator(1, "worlds").standard_normal((1, 20)) * u[:, :1]
    widths = [
        float(table.loc[table["parameter"] == "x1", "total_high"].iloc[0] - table["total_low"].min())
        for table in (rank(sample(u, y, "sobol")).table for y in (smooth, rough))
    ]
    assert widths[1] > widths[0]


def test_sobol_agrees_with_salib() -> None:
    from SALib.analyze import sobol

    u = unit_design("sobol", 3, 512, 3)
    y = ishigami(u)
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[0, 1]] * 3}
    theirs = sobol.analyze(problem, (y - y.mean()) / y.std(), calc_second_order=False, seed=1)
    first, total = estimators.sobol(y.reshape(512, 5), 3)
    np.testing.assert_allclose(total, theirs["ST"], atol=0.02)
    np.testing.assert_allclose(first, theirs["S1"], atol=0.05)


def test_morris_agrees_with_salib() -> None:
    from SALib.analyze import morris

    u = unit_design("morris", 3, 30, 3)
    y = ishigami(u)
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[0, 1]] * 3}
    theirs = morris.analyze(problem, u, y, num_levels=4, seed=1)
    table = rank(sample(u, y, "morris")).table.set_index("parameter").loc[["x1", "x2", "x3"]]
    # Theirs are scaled up to a whole range; a step is two thirds of it.
    np.testing.assert_allclose(table["mu_star"], 2 / 3 * np.asarray(theirs["mu_star"], dtype=float))
    np.testing.assert_allclose(table["sigma"], 2 / 3 * np.asarray(theirs["sigma"], dtype=float))


@pytest.mark.parametrize("method", ["first", "pawn"])
def test_given_data_finds_what_matters_and_admits_the_rest(method: str) -> None:
    x = random_generator(1, "given").random((2000, 30))
    y = 3.0 * x[:, 4] + 1.5 * x[:, 9] + random_generator(1, "noise").standard_normal(2000)
    frame = pd.DataFrame(x, columns=[f"p{i}" for i in range(30)])
    ranking = rank(StudyData("outcome", frame, y[:, None], "draws"), method)  # type: ignore[arg-type]
    assert ranking.table["parameter"].tolist()[:2] == ["p4", "p9"]
    assert ranking.certain == 2
    assert "too small to rank the others" in ranking.sentence
    # What does nothing is not said to matter.
    assert (ranking.table[f"{method}_low"].iloc[2:] <= 0.05).all()


def test_first_order_index_of_a_sum_is_its_variance_share() -> None:
    x = random_generator(2, "given").random((20_000, 2))
    y = 2.0 * x[:, 0] + x[:, 1]
    cut = estimators.slices(pd.Series(x[:, 0]))
    assert estimators.explained(y, np.ones(len(y)), cut) == pytest.approx(0.8, abs=0.02)


def test_few_rows_are_too_few_to_rank() -> None:
    x = random_generator(3, "given").random((40, 5))
    y = (random_generator(3, "coin").random(40) < 0.5).astype(float)
    ranking = rank(StudyData("russian_victory", pd.DataFrame(x).add_prefix("p"), y[:, None], "draws"))
    assert ranking.certain == 0
    assert ranking.sentence.startswith("n is too small to rank")


def test_a_method_without_its_design_is_refused() -> None:
    u = unit_design("lhs", 2, 10, 1)
    for method in ("sobol", "morris"):
        with pytest.raises(SimError, match=f"expected a sweep with --sampler {method}"):
            rank(sample(u, u[:, 0], "lhs"), method)  # type: ignore[arg-type]
