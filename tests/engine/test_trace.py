"""The graph is the war: played node by node it gives the same numbers to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.graph import Graph
from sim.engine.symbols import Symbols
from sim.engine.trace import trace
from sim.runs.block import Block, Lane
from sim.scenario import load
from sim.war.randomness import Dice
from tests.engine.evaluating import Evaluation

WEEKS = 10
CASES = (
    ("iran_supply", ()),
    ("northern_axis", ("structure.attrition=square",)),
    ("west_decides", ("structure.bargaining=mutually_hurting_stalemate",)),
    ("negotiate_rearm", ("structure.bargaining=commitment", "structure.attrition=linear")),
)


@pytest.mark.parametrize(("name", "settings"), CASES)
def test_the_graph_gives_every_series_of_the_war(name: str, settings: tuple[str, ...]) -> None:
    scenario = load(name, [*settings, f"weeks={WEEKS}"])
    block = Block(scenario, 20240603, (Lane(0, 0, 48),))
    war = block.model()
    for _ in range(WEEKS):
        war.step()
    draws = block.draws()
    series = Evaluation(trace(scenario, tuple(draws)), draws, Dice(block.seed, block.replications)).play(WEEKS)
    assert set(series) == set(war.recorder.series)
    for each, values in war.recorder.series.items():
        np.testing.assert_array_equal(np.array(series[each]), values, err_msg=each)


def test_what_cannot_be_compiled_is_refused() -> None:
    graph = Graph()
    symbols = Symbols([graph.given("number", "x"), graph.given("number", "y")])
    with pytest.raises(TypeError, match="branch"):
        bool(symbols[:1] > 0.0)
    with pytest.raises(TypeError, match="in place"):
        symbols += 1.0
    with pytest.raises(TypeError, match="in place"):
        symbols[0] = 1.0
    with pytest.raises(TypeError, match=r"np\.arctan"):
        np.arctan(symbols)


def test_what_is_asked_for_outside_a_branch_is_computed_outside() -> None:
    graph = Graph()
    x, week = graph.given("number", "x"), graph.given("week", "week")
    with graph.branch(graph.make("eq", week, graph.const(0.0))) as region:
        inside = graph.make("mul", x, x)
        kept = graph.make("exp", x)
    assert (inside.region, kept.region) == (region, region)
    graph.make("add", graph.make("mul", x, x), x)
    assert (inside.region, kept.region) == (0, region)
