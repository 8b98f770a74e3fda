"""Values, regret, reversal and information, each against an answer known beforehand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.reports.argument.words import first_words, smallest_words
from sim.reports.figures.argument.decision import decision_title
from sim.studies.argument.decision.analysis import DecisionAnalysis, analyse, rank, ranking_answers
from sim.studies.argument.decision.assumptions import Assumptions
from sim.studies.argument.decision.information import of_all_facts, of_each_fact, perfect, weights_against_facts
from sim.studies.argument.decision.reversal import reversals
from sim.studies.argument.decision.values import shares_best, standings, stochastically_dominates, worth_of
from sim.studies.argument.ledger.records import Decision, Weights, Worth
from sim.studies.argument.ledger.shapes import ActionRanking
from sim.studies.measures import parse
from tests.studies.argument.made import endings, wars_of

ACTIONS = ("left", "right")


def assumed(u: np.ndarray) -> Assumptions:
    paths = tuple(f"p{i}" for i in range(len(u)))
    return Assumptions(paths, u, dict.fromkeys(paths, 10.0), dict.fromkeys(paths, 20.0))


def test_a_war_is_worth_the_sum_of_its_outcomes() -> None:
    weights = Weights(
        "w",
        "W",
        "",
        (
            Worth(parse("russian_killed + ukrainian_killed"), -1.0, "", per=1000.0),
            Worth(parse("nuclear_use"), -10.0, "", times="chance"),
            Worth(parse("first_deal_week"), 1.0, ""),
        ),
    )
    wars = wars_of(
        ending=endings(3, nuclear_use=1),
        russian_killed=[1000.0, 2000.0, 0.0],
        ukrainian_killed=[500.0, 0.0, 0.0],
        first_deal_week=[np.nan, 7.0, np.nan],
    )
    worth = worth_of(weights, wars, {"chance": np.array([0.5, 0.5, 0.5])})
    assert worth.tolist() == pytest.approx([-1.5 - 5.0, -2.0 + 7.0, 0.0])


def test_the_best_action_of_every_war_is_never_regretted() -> None:
    rng = np.random.default_rng(1)
    base = rng.normal(0.0, 5.0, 200)
    table = standings(np.stack([base - 1.0, base]), ACTIONS)
    assert [one.action for one in table] == ["right", "left"]
    assert table[0].regret == 0.0
    assert table[0].share_best == 1.0
    assert table[1].behind == pytest.approx(-1.0)
    assert table[1].behind_high < 0.0, "pairing leaves no doubt though the values spread widely"


def test_shares_of_best_wars_add_up_and_ties_are_shared() -> None:
    values = np.array([[1.0, 0.0, 2.0, 3.0], [1.0, 1.0, 0.0, 3.0]])
    assert shares_best(values).tolist() == [0.5, 0.5]


def test_dominance_asks_for_every_quantile() -> None:
    base = np.random.default_rng(2).normal(0.0, 1.0, 100)
    assert stochastically_dominates(base + 0.1, base)
    assert not stochastically_dominates(base, base)
    assert not stochastically_dominates(base * 2.0 + 0.1, base)


def test_the_smallest_reversal_is_that_of_the_planted_line() -> None:
    rng = np.random.default_rng(3)
    u = rng.random((20, 4000))
    # Left leads by 0.3 - (u0 - 0.5): gone when the mean of u0 is 0.3 higher.
    lead = 0.3 - (u[0] - 0.5) + rng.normal(0.0, 0.1, 4000)
    single, _ = reversals(np.stack([lead, np.zeros(4000)]), ACTIONS, assumed(u))
    assert single is not None
    assert (single.best, single.rival) == ACTIONS
    assert single.moves["p0"] == pytest.approx(0.3, abs=0.02)
    assert single.values["p0"] == pytest.approx(18.0, abs=0.3)


def test_two_assumptions_have_to_move_less_than_one() -> None:
    rng = np.random.default_rng(4)
    u = rng.random((10, 4000))
    lead = 0.25 - (u[0] - 0.5) + (u[1] - 0.5) + rng.normal(0.0, 0.1, 4000)
    single, pair = reversals(np.stack([lead, np.zeros(4000)]), ACTIONS, assumed(u))
    assert single is not None
    assert pair is not None
    assert set(pair.moves) == {"p0", "p1"}
    assert pair.moves["p0"] > 0.0 > pair.moves["p1"]
    assert pair.size == pytest.approx(0.125, abs=0.02)
    assert pair.size < single.size


def test_a_lead_that_leans_on_nothing_is_not_reversed() -> None:
    rng = np.random.default_rng(5)
    lead = 0.2 + rng.normal(0.0, 1.0, 1000)
    assert reversals(np.stack([lead, np.zeros(1000)]), ACTIONS, assumed(rng.random((50, 1000)))) == (None, None)


def test_a_lead_beyond_reach_of_the_range_is_not_reversed() -> None:
    rng = np.random.default_rng(6)
    u = rng.random((3, 2000))
    lead = 5.0 - u[0]
    assert reversals(np.stack([lead, np.zeros(2000)]), ACTIONS, assumed(u))[0] is None


def test_a_fact_is_worth_what_it_lets_one_gain() -> None:
    rng = np.random.default_rng(7)
    u = rng.random((30, 4000))
    # Right pays +1 where u4 > 0.75 and -1 elsewhere; left pays nothing: knowing u4 gains 0.25.
    right = np.where(u[4] > 0.75, 1.0, -1.0) + rng.normal(0.0, 1.0, 4000)
    values = np.stack([np.zeros(4000), right])
    facts = of_each_fact(values, assumed(u))
    assert facts[0].about == "p4"
    assert facts[0].clear
    # Against the rule that knows where the cut is, on the same wars.
    assert facts[0].gain == pytest.approx(float(np.where(u[4] > 0.75, right, 0.0).mean()), abs=0.01)
    assert not any(fact.clear for fact in facts[1:])
    assert facts[0].gain <= perfect(values)


def test_worthless_facts_are_worth_nothing_on_average() -> None:
    rng = np.random.default_rng(8)
    gains = []
    for _ in range(30):
        values = np.stack([np.zeros(400), rng.normal(0.0, 1.0, 400)])
        gains += [fact.gain for fact in of_each_fact(values, assumed(rng.random((5, 400))))]
    # Chosen and judged on the same wars, the mean gain would be about 0.05.
    assert np.mean(gains) < 0.01


def test_all_facts_together_find_what_no_single_one_shows() -> None:
    rng = np.random.default_rng(9)
    u = rng.random((8, 4000))
    right = (u - 0.5).sum(axis=0) * 2.0 + rng.normal(0.0, 0.5, 4000)
    values = np.stack([np.zeros(4000), right])
    assumptions = assumed(u)
    together = of_all_facts(values, assumptions)
    assert together.clear
    assert together.gain > 2.0 * max(fact.gain for fact in of_each_fact(values, assumptions))


def test_values_outweigh_facts_only_where_values_divide() -> None:
    rng = np.random.default_rng(10)
    u = rng.random((5, 2000))
    noise = rng.normal(0.0, 0.1, (2, 2, 2000))
    by_values = np.array([[[1.0], [0.0]], [[0.0], [1.0]]]) + noise
    weights, facts, parts = weights_against_facts(by_values, assumed(u))
    assert weights.gain == pytest.approx(0.5, abs=0.02)
    assert facts.gain == pytest.approx(0.0, abs=0.02)
    assert parts.mean() > 0.4
    one = np.stack([0.1 + 0.0 * u[0], 4.0 * (u[0] - 0.5)])
    _, _, parts = weights_against_facts(np.stack([one, one]) + noise, assumed(u))
    assert parts.mean() < -0.4


def test_a_ranking_is_open_where_values_disagree() -> None:
    rng = np.random.default_rng(11)
    noise = rng.normal(0.0, 0.1, (2, 2, 500))
    values = np.array([[[1.0], [0.0]], [[0.0], [1.0]]]) + noise
    sets = tuple(Weights(name, name, "", ()) for name in ("one", "two"))
    analysis = analyse(Decision("w", ACTIONS, sets), [values], [assumed(rng.random((4, 500)))], 0.02)
    ranked = rank(analysis, ActionRanking(action="left", above=["right"]), 0.02)
    assert ranked.answers == {"one": ("yes",), "two": ("no",)}
    assert ranking_answers(ranked) == ("open",)
    assert analysis.worst_regret == pytest.approx({"left": 1.0, "right": 1.0})
    assert not analysis.dominated


def analysis_of_three(lead: float, margin: float = 0.02) -> DecisionAnalysis:
    """Left leads right by this much, with paired noise of 1 in 400 wars; the third is far behind."""
    rng = np.random.default_rng(12)
    noise = rng.normal(0.0, 1.0, 400)
    noise -= noise.mean()
    values = np.stack([np.full(400, 10.0), 10.0 - lead + noise, np.zeros(400)])[None]
    sets = (Weights("lives", "Lives first", "", ()),)
    actions = ("left", "right", "worst")
    return analyse(Decision("w", actions, sets), [values], [assumed(rng.random((4, 400)))], margin)


def test_a_first_place_resting_on_noise_is_no_finding() -> None:
    analysis = analysis_of_three(0.05)
    result = analysis.by_weights["lives"]
    assert result.standings[0][1].behind_low < 0.0 < result.standings[0][1].behind_high
    assert first_words(result.leaders) == "left or right, not told apart"
    assert decision_title(analysis) == "Left or right, not told apart, is worth most with lives first"
    assert result.single is None
    assert result.pair is None
    assert smallest_words(result) == ("There is no clear first place to take away: left or right, not told apart.")


def test_a_lead_within_the_margin_is_no_first_place() -> None:
    # 0.3 ± 0.1 clears zero, but not a twentieth of a stake of 10.
    assert analysis_of_three(0.3, 0.0).by_weights["lives"].leaders == ("left",)
    assert analysis_of_three(0.3, 0.05).by_weights["lives"].leaders == ("left", "right")


def test_a_clear_first_place_is_told_as_one() -> None:
    analysis = analysis_of_three(1.0)
    assert analysis.by_weights["lives"].leaders == ("left",)
    assert decision_title(analysis) == "Left is worth most with lives first"
    assert "takes the first place away" in smallest_words(analysis.by_weights["lives"])
