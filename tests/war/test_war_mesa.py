"""What Mesa wants of a model, on the versions it is used with, and how wars end on the whole."""

from __future__ import annotations

import ast
import gc
import tracemalloc
import weakref
from collections.abc import Callable
from pathlib import Path

import mesa
import numpy as np
import pytest

import sim
from sim.base.outcomes import ABSORBING, ENDING_NAMES, ENDINGS
from sim.base.series import SERIES
from sim.scenario import Scenario
from sim.war.agents.belarus import Belarus
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.contingents import ThirdCountry
from sim.war.agents.country import Country
from sim.war.agents.iran import Iran
from sim.war.agents.nato import Nato
from sim.war.agents.sector import SECTORS, Sector
from sim.war.agents.suppliers import NorthKorea
from sim.war.model import War, forget_models

Play = Callable[..., War]
RESERVED = frozenset(("scenario", "agents", "random", "rng", "running", "steps", "time", "run_for", "run_until"))
"""Attribute names that Mesa gives a meaning, in one version or another; `step` is the one to define."""
ROOM = Path(sim.__file__).parent / "war"


def test_the_war_is_a_model_of_agents(war: War) -> None:
    assert isinstance(war, mesa.Model)
    assert all(isinstance(agent, mesa.Agent) for agent in war.agents)
    found = {kind: len(agents) for kind, agents in war.agents_by_type.items()}
    assert found == {Belligerent: 2, Belarus: 1, Iran: 1, Nato: 1, NorthKorea: 1, ThirdCountry: 1, Sector: len(SECTORS)}
    assert len(war.countries) == 5


@pytest.mark.parametrize("kind", [War, Country, Belligerent, Belarus, Iran, Nato, NorthKorea, Sector])
def test_no_class_defines_a_name_of_mesas(kind: type) -> None:
    assert not RESERVED & set(vars(kind))


def test_no_object_sets_a_name_of_mesas(war: War) -> None:
    class Bare(mesa.Model):
        """Nothing but what Mesa itself sets."""

    bare = Bare(rng=1)
    own = set(vars(war)) - set(vars(bare))
    assert own == {"inputs", "state", "recorder"}
    of_mesa = set(vars(mesa.Agent(bare)))
    for agent in war.agents:
        assert not RESERVED & (set(vars(agent)) - of_mesa)


def calls_and_names(path: Path) -> set[str]:
    """Attributes, names and keywords of calls in a source file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(alias.name for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_nothing_is_used_that_mesa_is_about_to_drop() -> None:
    dropped = {"batch_run", "DataCollector", "mesa.space", "mesa.experimental", "experimental", "steps"}
    sources = [ROOM / "model.py", ROOM / "state.py", *(ROOM / "agents").glob("*.py")]
    assert len(sources) > 5
    for source in sources:
        assert not dropped & calls_and_names(source), source.name


def test_weeks_are_counted_by_the_model_itself(play: Play, baseline: Scenario) -> None:
    assert play(baseline, weeks=7).week == 7


def test_a_finished_model_is_let_go(play: Play, baseline: Scenario) -> None:
    war = play(baseline, weeks=2, n=8)
    watched = [weakref.ref(war), weakref.ref(war.state), weakref.ref(war.recorder)]
    assert all(ref() is not None for ref in watched)
    del war
    forget_models()
    gc.collect()
    assert [ref() for ref in watched] == [None, None, None]


def test_a_finished_war_gives_its_memory_back_without_the_collector(play: Play, baseline: Scenario) -> None:
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        play(baseline, weeks=2, n=64).release_memory()
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(4):
            play(baseline, weeks=2, n=64).release_memory()
        after, _ = tracemalloc.get_traced_memory()
        held = play(baseline, weeks=2, n=64)
        size = tracemalloc.get_traced_memory()[0] - after
    finally:
        tracemalloc.stop()
        gc.enable()
    assert held.week == 2
    assert after - before < size / 2  # four wars leave less than half of one


def test_every_absorbing_ending_has_a_precedence_of_its_own() -> None:
    ranks = [ending.precedence for ending in ABSORBING]
    assert ranks == sorted(set(ranks), key=int)
    assert {ending.name for ending in set(ENDINGS) - set(ABSORBING)} == {"settlement", "armistice", "war_continues"}


def test_the_graver_of_two_endings_of_a_week_stands(play: Play, baseline: Scenario) -> None:
    at_once = {"russia.overrun_share": -1.0, "ukraine.overrun_share": -1.0}
    war = play(baseline, {**at_once, "escalation.propensity": 0.0}, weeks=1, n=8)
    assert set(war.recorder.outcomes(war.state)["ending"]) == {"russian_victory"}


def test_no_ending_is_certain_in_the_baseline(war: War) -> None:
    endings = war.recorder.outcomes(war.state)["ending"]
    shares = {name: float(np.mean(endings == name)) for name in ENDING_NAMES}
    assert sum(shares.values()) == pytest.approx(1.0)
    assert max(shares.values()) < 0.95
    assert sum(share > 0.0 for share in shares.values()) >= 4


def test_what_has_ended_for_good_stays_as_it_was(war: War) -> None:
    t = war.state
    over = t.ending > 0
    assert over.any()
    for name in ("territory_change", "russian_will", "mean_age_ukr"):
        values = war.recorder.series[name]
        for column in np.flatnonzero(over)[:50]:
            tail = values[t.ending_week[column] :, column]
            assert np.all(tail == tail[0])


def test_every_war_ends_in_one_way_within_its_horizon(war: War) -> None:
    outcomes = war.recorder.outcomes(war.state)
    assert np.isin(outcomes["ending"], ENDING_NAMES).all()
    assert outcomes["week_of_ending"].min() >= 0
    assert outcomes["week_of_ending"].max() <= war.inputs.weeks
    goes_on = outcomes["ending"] == "war_continues"
    assert np.all(outcomes["week_of_ending"][goes_on] == war.inputs.weeks)


def test_every_series_is_finite_but_for_shares_of_nothing(war: War) -> None:
    shares = {series.name for series in SERIES if series.kind == "share"}
    for name, values in war.recorder.series.items():
        assert np.all(np.isfinite(values) | (name in shares)), name
