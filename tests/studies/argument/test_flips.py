"""The assumption that flips a result is found where it was planted, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.intervals import critical
from sim.studies.argument.flips import find_cut, leanings


def drawn(n: int, n_paths: int, seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {f"p{i}": rng.random(n) for i in range(n_paths)}


def test_a_planted_cut_is_found_with_value_and_sides() -> None:
    draws = drawn(1000, 50, 1)
    noise = np.random.default_rng(2).normal(0.0, 1.0, 1000)
    distance = np.where(draws["p7"] < 0.3, -0.8, 0.8) + noise
    cut = find_cut(draws, distance)
    assert cut is not None
    assert cut.path == "p7"
    assert cut.value == pytest.approx(0.3, abs=0.06)
    assert cut.below < 0.0 < cut.above


def test_noise_is_not_mistaken_for_an_assumption() -> None:
    found = sum(
        find_cut(drawn(300, 40, seed), np.random.default_rng(900 + seed).normal(0.0, 1.0, 300)) is not None
        for seed in range(60)
    )
    # At most one in twenty, three expected; eight would be beyond three standard errors.
    assert found <= 8


def test_an_assumption_that_strengthens_a_result_does_not_flip_it() -> None:
    draws = drawn(1000, 10, 5)
    distance = 1.0 + draws["p3"] + np.random.default_rng(6).normal(0.0, 0.1, 1000)
    assert find_cut(draws, distance) is None
    assert leanings(draws, distance)[0][0] == "p3"


def test_the_direction_of_a_leaning_is_said() -> None:
    draws = drawn(800, 10, 7)
    noise = np.random.default_rng(8).normal(0.0, 0.1, 800)
    assert leanings(draws, noise - draws["p2"])[0][1] < -0.9


def test_numbers_that_do_not_vary_are_left_out() -> None:
    draws = {"fixed": np.ones(50), "free": np.arange(50.0)}
    distance = np.arange(50.0) - 25.0
    cut = find_cut(draws, distance)
    assert cut is not None
    assert cut.path == "free"
    assert [path for path, _ in leanings(draws, distance)] == ["free"]
    assert find_cut({"fixed": np.ones(50)}, distance) is None


def test_picking_the_best_of_more_asks_for_more() -> None:
    assert critical(1) == pytest.approx(1.96, abs=0.01)
    assert critical(1) < critical(10) < critical(1000)
