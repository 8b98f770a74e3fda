"""The graph is the war: played node by node it gives the same numbers to the last bit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from sim.engine.graph import Graph
from sim.engine.shared import Shared, programs
from sim.engine.symbols import Symbols
from sim.engine.trace import Program, trace
from sim.runs.block import Block, Lane
from sim.scenario import Scenario, load
from sim.war.randomness import Dice
from tests.engine.evaluating import Evaluation

WEEKS = 10
CASES = (
    ("iran_supply", ()),
    ("northern_axis", ("structure.attrition=square", "russia.posture=offensive")),
    ("west_decides", ("structure.bargaining=mutually_hurting_stalemate",)),
    ("negotiate_rearm", ("structure.bargaining=commitment", "structure.attrition=linear", "ukraine.posture=withdraw")),
    ("start_spring_2022", ("decisions.iran.policy=random", "decisions.russia.policy=best")),
)
"""Scenarios, and every way of writing the equations."""
Case = tuple[str, tuple[str, ...]]


@pytest.fixture(scope="module")
def scenarios() -> dict[Case, Scenario]:
    return {(name, settings): load(name, [*settings, f"weeks={WEEKS}"]) for name, settings in CASES}


@pytest.fixture(scope="module")
def shared(scenarios: dict[Case, Scenario]) -> Mapping[Scenario, Shared]:
    return programs(scenarios.values())


@pytest.fixture(scope="module")
def program(shared: Mapping[Scenario, Shared]) -> Program:
    return trace(next(iter(shared.values())))


def test_scenarios_of_other_numbers_choices_events_share_a_program(
    scenarios: dict[Case, Scenario], shared: Mapping[Scenario, Shared]
) -> None:
    assert len({each.identity for each in shared.values()}) == 1
    assert len({tuple(event.name for event in one.events) for one in scenarios.values()}) == len(CASES)
    other = load("iran_supply", ["nato.backs=russia"])
    assert programs([other])[other].identity != programs([first := scenarios[CASES[0]]])[first].identity


def test_a_program_hangs_on_no_number(baseline: Scenario) -> None:
    other = baseline.override("iran.drone_deliveries", 0.0).override("weeks", 5)
    found = programs([baseline, other])
    assert found[baseline].identity == found[other].identity == programs([other])[other].identity


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_the_graph_gives_every_series_of_each_war(
    case: Case, scenarios: dict[Case, Scenario], shared: Mapping[Scenario, Shared], program: Program
) -> None:
    scenario = scenarios[case]
    block = Block(scenario, 20240603, (Lane(0, 0, 48),))
    war = block.model()
    for _ in range(WEEKS):
        war.step()
    told = shared[scenario].told(scenario, block.draws(), block.n)
    series = Evaluation(program, told, Dice(block.seed, block.replications)).play(WEEKS)
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
