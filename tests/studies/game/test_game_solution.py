"""Responses, regrets, dominance and answers of payoffs set by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import triang

from sim.studies.game.loading import load
from sim.studies.game.payoffs import SHOWN, Payoffs, resample_counts
from sim.studies.game.records import Game, Judged, Value
from sim.studies.game.solution import Solution
from sim.studies.measures import parse
from tests.studies.game.made import GAME

RESAMPLES = 40
PROFILES = ["press sustain", "press surge", "mobilise sustain", "mobilise surge"]
RUSSIA = {"press sustain": 0.5, "press surge": 0.4, "mobilise sustain": 0.7, "mobilise surge": 0.45}
WEST = {"press sustain": 0.6, "press surge": 0.7, "mobilise sustain": 0.3, "mobilise surge": 0.2}


@pytest.fixture(scope="module")
def game(tmp_path_factory: pytest.TempPathFactory) -> Game:
    """The small game."""
    path = tmp_path_factory.mktemp("game") / "small.yaml"
    path.write_text(GAME, encoding="utf-8")
    return load(path)


@pytest.fixture(scope="module")
def solution(game: Game) -> Solution:
    """Payoffs that are the same in every resample of the worlds: what varies comes from the values."""
    items = [(name, value.name) for name, actor in game.actors.items() for value in actor.values]
    means = np.zeros((1 + RESAMPLES, len(game.profiles), len(items) + len(SHOWN)))
    for point, (russia, west, _) in enumerate(game.profiles):
        for item, (actor, _) in enumerate(items):
            table = {"russia": RUSSIA, "west": WEST, "iran": WEST}[actor]
            means[:, point, item] = table[f"{russia} {west}"]
    return Solution(Payoffs(game, means, 3))


def test_profiles_are_all_combinations_and_main_effects(game: Game) -> None:
    both = [(russia, west, "drones") for russia in ("press", "mobilise") for west in ("sustain", "surge")]
    assert game.profiles == [*both, ("press", "sustain", "more"), ("press", "surge", "more")]


def test_a_price_is_taken_off_what_a_strategy_is_worth(solution: Solution) -> None:
    worth = solution.payoffs.both["russia"][0]
    assert worth[:4] == pytest.approx([0.5, 0.4, 0.6, 0.35])
    assert solution.payoffs.luck["russia"][1:].std(axis=0).max() < 1e-12
    assert solution.payoffs.judged["russia"][1:, 2].std() > 0.01
    assert solution.share_luck < 1e-9


def test_best_responses_are_the_larger_payoffs(solution: Solution) -> None:
    rows = solution.responses.set_index("actor")
    russia = rows.loc["russia"].set_index("west")
    assert dict(russia["best"]) == {"sustain": "mobilise", "surge": "press"}
    assert russia.at["sustain", "lead"] == pytest.approx(0.1)
    assert russia.at["surge", "lead"] == pytest.approx(0.05)
    assert 0.5 < russia.at["surge", "share"] <= 1.0
    assert dict(rows.loc["west"].set_index("russia")["best"]) == {"press": "surge", "mobilise": "sustain"}
    assert list(rows.loc["iran", "west"]) == ["sustain", "surge"]


def test_regret_is_the_mean_distance_from_the_best(solution: Solution) -> None:
    rows = solution.regret.set_index(["actor", "strategy"])
    assert rows.at[("russia", "press"), "mean"] == pytest.approx((0.1 + 0.0) / 2)
    assert rows.at[("russia", "mobilise"), "mean"] == pytest.approx((0.0 + 0.05) / 2)
    assert rows.at[("russia", "press"), "worst"] == pytest.approx(0.1)
    assert set(rows["dominated_by"]) == {""}


def test_what_is_always_better_dominates(game: Game, solution: Solution) -> None:
    means = solution.payoffs.means.copy()
    means[:, 2:4, :2] = 0.2  # a called-up Russia gains nothing
    rows = Solution(Payoffs(game, means, 3)).regret.set_index(["actor", "strategy"])
    assert rows.at[("russia", "mobilise"), "dominated_by"] == "press"
    assert rows.at[("russia", "mobilise"), "dominated"] == 1.0
    assert rows.at[("russia", "press"), "dominated_by"] == ""


def test_regret_of_a_profile_is_what_leaving_it_gains(solution: Solution) -> None:
    rows = solution.game.set_index(["russia", "west", "iran", "actor"])["regret"]
    assert rows["press", "sustain", "drones", "russia"] == pytest.approx(0.1)
    assert rows["mobilise", "sustain", "drones", "russia"] == 0.0
    assert np.isnan(rows["press", "sustain", "more", "russia"])


def test_answers_are_responses_to_what_is_played(solution: Solution) -> None:
    rows = solution.answers.set_index(["if", "actor", "strategy"])
    assert rows.at[("sustain", "russia", "mobilise"), "mix"] == pytest.approx(1.0 / (1.0 + np.exp(-7.0 * 0.1)))
    assert rows.at[("surge", "iran", "more"), "mix"] == pytest.approx(0.5)
    then = solution.consequences.set_index(["if", "outcome"])["mean"]
    mix = rows.at[("sustain", "russia", "mobilise"), "mix"]
    assert then["sustain", "payoff"] == pytest.approx(mix * 0.3 + (1.0 - mix) * 0.6)
    assert then["sustain", "gain from surge"] == pytest.approx(mix * -0.1 + (1.0 - mix) * 0.1)


def test_mixes_add_up_and_their_residuals_are_nothing(solution: Solution) -> None:
    table = solution.equilibrium
    assert np.allclose(table.groupby(["lambda", "actor"])["mix"].sum(), 1.0)
    assert table["residual"].max() < 1e-9
    assert table["solved"].min() == 1.0
    assert (table["low"] <= table["high"]).all()


def test_judged_numbers_are_drawn_from_a_triangle() -> None:
    u = np.linspace(0.0, 1.0, 101)
    by_scipy = triang(c=0.25, loc=0.1, scale=0.4).ppf(u)
    np.testing.assert_allclose(Judged(0.2, 0.1, 0.5).at(u), by_scipy, atol=1e-12)
    assert (Judged(0.3, 0.3, 0.3).at(u) == 0.3).all()


def test_a_value_runs_from_worst_to_best_and_no_further() -> None:
    wars = pd.DataFrame({"territory_change": [-20.0, 0.0, 5.0, 30.0, np.nan]})
    value = Value("ground", "Ground", ((parse("territory_change"), 2.0),), 0.0, 20.0, Judged(1.0, 1.0, 1.0))
    assert value.of(wars).tolist() == [0.0, 0.0, 0.5, 1.0, 0.0]


def test_resamples_count_worlds_as_often_as_chance_does() -> None:
    counts = resample_counts(5000, 7, 50)
    assert (counts[0] == 1).all()
    assert abs(float(counts[1:].mean()) - 1.0) < 4.0 / np.sqrt(50 * 5000)
    assert np.array_equal(counts, resample_counts(5000, 7, 50))
    assert not np.array_equal(counts, resample_counts(5000, 8, 50))


def test_the_shipped_game_loads_with_its_hundred_and_more() -> None:
    game = load(Path("game").name)
    sizes = [len(game.actors[name].options) for name in game.together]
    beside = sum(len(game.actors[name].options) - 1 for name in game.beside)
    assert sizes == [5, 4, 5]
    assert len(game.profiles) == np.prod(sizes) + beside * 5 == 125
    assert len(set(game.profiles)) == 125
