"""What decisions are worth, and how choices compare with the record, against values computed by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.runs import ensemble
from sim.runs.ensemble import Plan
from sim.scenario import Scenario, load
from sim.scenario.records import EFFECTS, FRONTS
from sim.studies.decisions.findings import decision_findings
from sim.studies.decisions.record import fit, months_of
from sim.studies.decisions.tables import STATES, choices, going_on, response_tables, with_option
from sim.studies.decisions.worth import own_value, worth_table, worths
from tools.deciding import with_price, with_tables

WARS, WEEKS, SEED = 128, 12, 3
TABLE_WARS, TABLE_SEED = 2048, 1
"""Of `python -m tools.deciding`."""


@pytest.fixture(scope="module")
def short(baseline: Scenario) -> Scenario:
    """The baseline with a short horizon and the menus of two actors."""
    return load("baseline", [f"weeks={WEEKS}"])


def runs_of(scenario: Scenario) -> pd.DataFrame:
    """Outcomes of an ensemble, played the usual way."""
    return pd.DataFrame(dict(ensemble.play_block(Plan(scenario, SEED, WARS), 0).runs))


def test_worth_is_the_paired_difference_of_two_ensembles(short: Scenario) -> None:
    found = {(each.actor, each.option): each for each in worths(short, WARS, SEED)}
    assert list(found) == list(choices(short))
    base, forced = runs_of(going_on(short)), runs_of(with_option(short, "russia", "holds"))
    change = forced["russian_casualties"] - base["russian_casualties"]
    row = found["russia", "holds"].row("russian_casualties")
    assert row["difference"] == pytest.approx(change.mean())
    half = 1.979 * change.std(ddof=1) / np.sqrt(WARS)
    assert (row["high"] - row["low"]) / 2.0 == pytest.approx(half, rel=0.01)
    table = worth_table(list(found.values()))
    own = table.query("actor == 'russia' and option == 'holds' and outcome == 'own value'").iloc[0]
    assert own["difference"] == pytest.approx(found["russia", "holds"].value[0])
    assert set(table["option"]) == {option for _, option in choices(short)}


def test_own_value_weighs_effects_by_what_is_wanted(baseline: Scenario) -> None:
    effects = np.zeros((len(EFFECTS), 2))
    effects[EFFECTS.index("ground")] = [1.0, -2.0]
    effects[EFFECTS.index("aid")] = [3.0, 3.0]
    numbers = baseline.numbers
    ground = numbers["decisions.worth.ground"].value
    wanted = numbers["decisions.russia.wants.ground"].value
    assert own_value(baseline, "russia", effects) == pytest.approx([ground * wanted, -2.0 * ground * wanted])
    aid = numbers["decisions.worth.aid"].value * numbers["decisions.nato.wants.aid"].value * 3.0
    ground *= numbers["decisions.nato.wants.ground"].value
    assert own_value(baseline, "nato", effects) == pytest.approx([aid + ground, aid - 2.0 * ground])


def test_a_response_table_is_a_difference_of_means_by_state(short: Scenario) -> None:
    table = response_tables(short, [("russia", "holds")], WARS, seed=SEED, tick=lambda _what: None)["russia"]["holds"]
    for place, state in enumerate(FRONTS):
        arms = []
        for scenario in (going_on(short), with_option(short, "russia", "holds")):
            world = scenario.override("weeks", 26)
            for path, value in STATES[state].items():
                world = world.override(path, value)
            arms.append(runs_of(world)["territory_change"].mean())
        assert table["ground"][place] == pytest.approx((arms[1] - arms[0]) / 1000.0, abs=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize(("actor", "option"), [("iran", "sends_missiles"), ("ukraine", "attacks")])
def test_shipped_tables_are_those_that_the_tool_computes(baseline: Scenario, actor: str, option: str) -> None:
    computed = response_tables(baseline, [(actor, option)], TABLE_WARS, seed=TABLE_SEED, tick=lambda _what: None)
    assert dict(baseline.menus[actor][option].effects) == computed[actor][option]


@pytest.mark.parametrize("actor", ["russia", "ukraine", "nato", "iran", "belarus"])
def test_the_record_of_choices_names_options_of_the_menu(baseline: Scenario, actor: str) -> None:
    months = months_of(baseline, actor)
    assert months.taken.size == months.gain.size == months.years.size == 23
    assert months.taken.max() < len(baseline.menus[actor])


def test_russia_mobilised_in_the_month_of_the_rout(baseline: Scenario) -> None:
    months = months_of(baseline, "russia")
    names = list(baseline.menus["russia"])
    taken = int(np.flatnonzero(months.taken == names.index("mobilises"))[0])
    assert taken == 2  # September 2022, from July
    assert months.gain[taken] < -2000.0


@pytest.mark.parametrize("actor", ["russia", "nato", "belarus"])
def test_at_the_fitted_prices_options_come_as_often_as_counted(baseline: Scenario, actor: str) -> None:
    months = months_of(baseline, actor)
    found = fit(baseline, actor)
    shipped = {name: option.cost for name, option in baseline.menus[actor].items()}
    counts = np.bincount(months.taken, minlength=len(shipped)) + 1.0 / len(shipped)
    for place, (name, price) in enumerate(found.prices.items()):
        path = shipped[name]
        if place and isinstance(path, str) and baseline.numbers[path].basis == "estimated":
            assert baseline.numbers[path].value == pytest.approx(price, abs=2e-3)
    odds = np.log(counts / counts[0]) / np.log(baseline.numbers["decisions.odds"].value) * 0.1
    # Prices are what is left of the odds once effects are valued: the dearer, the rarer.
    assert np.corrcoef(odds[1:], -np.array(list(found.prices.values()))[1:])[0, 1] > 0.9


def test_base_rates_are_counts_of_the_other_years(baseline: Scenario) -> None:
    months = months_of(baseline, "iran")
    found = fit(baseline, "iran")
    options = len(baseline.menus["iran"])
    for month in range(months.taken.size):
        others = months.taken[months.years != months.years[month]]
        count = np.count_nonzero(others == months.taken[month]) + 1.0 / options
        assert found.base[month] == pytest.approx(np.log(count / (others.size + 1.0)))


def test_few_wars_judge_no_decision(short: Scenario) -> None:
    lines = {line.id: line for line in decision_findings(short, 32, SEED)}
    assert set(lines) == {f"D0{number}" for number in range(1, 9)}
    assert all(line.verdict == "reported" for line in lines.values())


def test_tables_and_prices_are_written_where_they_stand() -> None:
    text = (
        "decisions:\n  iran:\n    policy:\n      value: choose\n    cost:\n      waits:\n        value: 0.100\n"
        "        low: 0.000\n        high: 0.200\nmenus:\n  iran:\n    sends:\n      title: Sends\n      changes: []\n"
        "    waits:\n      title: Waits\n      changes: []\n      effects:\n        ground: [9, 9, 9]\n"
    )
    new = with_price(with_tables(text, {"iran": {"waits": {"aid": (1.0, 0.5, 0.0)}}}), "iran", "waits", 0.25)
    assert "ground" not in new
    assert new.endswith("      effects:\n        aid: [1, 0.5, 0]\n")
    assert "        value: 0.250\n        low: 0.150\n        high: 0.350\n" in new
    assert with_tables(new, {"iran": {"waits": {"aid": (1.0, 0.5, 0.0)}}}) == new
