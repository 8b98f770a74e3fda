"""One battery for every country: it decides on what it sees, changes nothing by it, obeys within bounds."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any, ClassVar

import mesa
import numpy as np
import pytest

from sim.scenario import Scenario
from sim.war.agents.belarus import Belarus
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.country import Country
from sim.war.agents.iran import Iran
from sim.war.agents.nato import Nato
from sim.war.agents.sector import SECTORS
from sim.war.agents.view import Random, View
from sim.war.model import War
from sim.war.randomness import Dice, block_of

Play = Callable[..., War]
WIDTH = 32
N_SECTORS = len(SECTORS)


def arrays_of(thing: Any) -> dict[str, np.ndarray]:
    """Arrays that a record or an agent holds, by name."""
    return {name: value for name, value in vars(thing).items() if isinstance(value, np.ndarray)}


def same(left: Any, right: Any) -> bool:
    """Whether two sets of orders are bit for bit the same."""
    a, b = arrays_of(left), arrays_of(right)
    return a.keys() == b.keys() and all(np.array_equal(a[name], b[name]) for name in a)


@pytest.fixture(scope="module")
def war(play: Play, baseline: Scenario) -> War:
    """A block after nine weeks, no multiple of the rhythm of decisions."""
    return play(baseline, weeks=9, n=WIDTH)


def luck(seed: int) -> Random:
    """This week's random numbers of any stream."""
    dice = Dice(seed, block_of(0, WIDTH))
    return lambda stream: dice.at(stream, 0)


def orders(country: Country, view: View, random: Random) -> Any:
    """What a country decides."""
    country.decide(view, random)
    return country.orders


class Battery:
    """What every country is put through."""

    name: str
    kind: type[Country]
    shapes: ClassVar[dict[str, tuple[int, ...]]]

    def bounded(self, country: Any) -> dict[str, tuple[np.ndarray, float, float]]:
        """States and the bounds they must keep."""
        raise NotImplementedError

    @pytest.fixture
    def country(self, war: War) -> Iterator[Any]:
        """The country under test; what it is afterwards is forgotten."""
        agent = getattr(war.state, self.name)
        before = dict(vars(agent))
        yield agent
        vars(agent).clear()
        vars(agent).update(before)

    @pytest.fixture(params=["as it is", "at its worst", "at its best"])
    def view(self, war: War, request: pytest.FixtureRequest) -> View:
        """What it sees: the war as it is, and both ends of what could be."""
        view = war._view()
        factor = {"as it is": 1.0, "at its worst": 0.0, "at its best": 3.0}[request.param]
        sides = {
            name: replace(
                side,
                **{f.name: getattr(side, f.name) * factor for f in fields(side) if f.name not in ("opened", "gain")},
                opened=np.full_like(side.opened, factor == 0.0, dtype=np.float64),
                gain=side.gain + (factor - 1.0) * 5000.0,
            )
            for name, side in view.sides.items()
        }
        return replace(view, sides=sides, rung=np.minimum(view.rung * factor, 6.0))

    @pytest.fixture
    def random(self) -> Random:
        """Luck of the decision."""
        return luck(11)

    def test_it_is_an_agent_of_mesa(self, country: Any, war: War) -> None:
        assert isinstance(country, mesa.Agent)
        assert type(country) is self.kind
        assert country in war.agents
        assert country in war.agents_by_type[self.kind]
        assert country.model is war

    def test_deciding_changes_nothing(self, country: Any, view: View, random: Random) -> None:
        before = {name: value.copy() for name, value in arrays_of(country).items()}
        seen = copy.deepcopy({name: arrays_of(side) for name, side in view.sides.items()})
        country.decide(view, random)
        for name, value in arrays_of(country).items():
            np.testing.assert_array_equal(value, before[name])
        for side, values in seen.items():
            for name, value in values.items():
                np.testing.assert_array_equal(getattr(view.sides[side], name), value)

    def test_choosing_changes_nothing_until_all_have_chosen(self, country: Any, view: View, random: Random) -> None:
        menu = country.inputs.menus[country.name]
        held, since = menu.held.copy(), menu.since.copy()
        before = {name: value.copy() for name, value in arrays_of(country).items()}
        country.choose(view, random)
        first = menu.intended
        country.choose(view, random)
        np.testing.assert_array_equal(menu.intended, first)
        np.testing.assert_array_equal(menu.held, held)
        np.testing.assert_array_equal(menu.since, since)
        for name, value in arrays_of(country).items():
            np.testing.assert_array_equal(value, before[name])

    def test_the_same_view_gives_the_same_orders(self, country: Any, view: View, random: Random) -> None:
        assert same(orders(country, view, random), orders(country, view, random))

    def test_orders_are_finite_and_have_their_shapes(self, country: Any, view: View, random: Random) -> None:
        decided = arrays_of(orders(country, view, random))
        assert decided.keys() == self.shapes.keys()
        for name, order in decided.items():
            assert order.shape == self.shapes[name], name
            assert np.all(np.isfinite(order)), name

    def test_obeying_keeps_its_states_in_bounds(self, country: Any, view: View, random: Random) -> None:
        for _ in range(6):
            country.decide(view, random)
            country.obey()
        states = self.bounded(country)
        assert states
        for name, (state, low, high) in states.items():
            assert np.all(np.isfinite(state)), name
            assert np.all(state >= low - 1e-12), name
            assert np.all(state <= high + 1e-12), name

    def test_each_war_is_decided_on_its_own(self, country: Any, view: View, random: Random) -> None:
        """A change of what is seen in one war changes no other war's orders."""
        first = np.arange(WIDTH) == 0
        sides = {
            name: replace(side, manning=np.where(first, 0.3, side.manning), will=np.where(first, 0.1, side.will))
            for name, side in view.sides.items()
        }
        plain = arrays_of(orders(country, view, random))
        other = arrays_of(orders(country, replace(view, sides=sides), random))
        for name, order in plain.items():
            np.testing.assert_array_equal(order[..., 1:], other[name][..., 1:])

    def test_orders_do_not_depend_on_who_is_asked_first(self, war: War) -> None:
        """All decide on the same view; deciding in reverse gives the same orders."""
        view, decided = war._view(), []
        for countries in (list(war.countries), list(war.countries)[::-1]):
            for country in countries:
                country.decide(view, luck(12))
            decided.append({country.name: country.orders for country in countries})
        assert same(decided[0][self.name], decided[1][self.name])


class BelligerentBattery(Battery):
    """What Russia and Ukraine, one class, are put through."""

    kind = Belligerent
    shapes: ClassVar = {
        "recruitment_effort": (WIDTH,),
        "minimum_age": (WIDTH,),
        "share_in_line": (WIDTH,),
        "attack_intensity": (WIDTH,),
        "main_effort": (N_SECTORS, WIDTH),
        "wanted_deployment": (N_SECTORS, WIDTH),
        "withdraw": (N_SECTORS, WIDTH),
        "open_to_talks": (WIDTH,),
        "salvo_pace": (2, WIDTH),
        "drives": (4, WIDTH),
    }

    def bounded(self, country: Belligerent) -> dict[str, tuple[np.ndarray, float, float]]:
        p = country.numbers
        ceiling = float((p["attack_intensity"] * p["intensity_max"]).max()) * 2.0
        return {
            "recruitment_effort": (country.recruitment_effort, 0.5, float(p["recruitment_effort_max"].max())),
            "minimum_age": (country.minimum_age, 16.0, 60.0),
            "share_in_line": (country.share_in_line, 0.2, 0.9),
            "attack_intensity": (country.attack_intensity, 0.0, ceiling),
            "main_effort": (country.main_effort, 0.0, N_SECTORS),
            "wanted_deployment": (country.wanted_deployment, 0.0, 1.0),
            "whole line": (country.wanted_deployment.sum(axis=0), 1.0 - 1e-9, 1.0 + 1e-9),
            "mean main effort": (country.main_effort.sum(axis=0), N_SECTORS - 1 - 1e-9, N_SECTORS - 1 + 1e-9),
            "withdraw": (country.withdraw, 0.0, 1.0),
        }

    def test_the_better_supplied_attack_more(self, country: Belligerent, view: View, random: Random) -> None:
        own = view.sides[self.name]
        better = replace(view, sides={**view.sides, self.name: replace(own, supply=own.supply * 1.5 + 0.1)})
        assert np.all(
            orders(country, better, random).attack_intensity >= orders(country, view, random).attack_intensity
        )

    def test_the_thinner_line_recruits_harder(self, country: Belligerent, view: View, random: Random) -> None:
        own = view.sides[self.name]
        thinner = replace(view, sides={**view.sides, self.name: replace(own, manning=own.manning * 0.5)})
        plain, harder = orders(country, view, random), orders(country, thinner, random)
        assert np.all(harder.recruitment_effort >= plain.recruitment_effort)
        assert np.all(harder.share_in_line >= plain.share_in_line)


class TestRussia(BelligerentBattery):
    name = "russia"


class TestUkraine(BelligerentBattery):
    name = "ukraine"


class TestBelarus(Battery):
    name = "belarus"
    kind = Belarus
    shapes: ClassVar = {"step": (WIDTH,)}

    def bounded(self, country: Belarus) -> dict[str, tuple[np.ndarray, float, float]]:
        return {"involvement": (country.involvement, 0.0, 4.0), "regime_security": (country.regime_security, 0.0, 1.0)}

    def test_it_moves_one_rung_at_a_time(self, country: Belarus, view: View, random: Random) -> None:
        assert set(np.unique(orders(country, view, random).step)) <= {-1.0, 0.0, 1.0}

    def test_it_moves_towards_what_it_wants(self, country: Belarus, view: View, random: Random) -> None:
        wanted = np.broadcast_to(country.numbers["involvement_wanted"], WIDTH)
        np.testing.assert_array_equal(orders(country, view, random).step, np.sign(wanted - country.involvement))

    def test_an_ally_short_of_men_asks_for_more(self, country: Belarus, view: View) -> None:
        full, short = (
            replace(
                view, sides={**view.sides, "russia": replace(view.sides["russia"], manning=np.full(WIDTH, manning))}
            )
            for manning in (1.0, 0.6)
        )
        assert np.all(country.asked(short) > country.asked(full))


class TestIran(Battery):
    name = "iran"
    kind = Iran
    shapes: ClassVar = dict.fromkeys(("drones_sent", "missiles_sent", "shells_sent", "transfer"), (WIDTH,))

    def bounded(self, country: Iran) -> dict[str, tuple[np.ndarray, float, float]]:
        most = float(country.numbers["technology_transfer"].max())
        return {
            "drones_sent": (country.drones_sent, 0.0, 1e6),
            "transfer": (country.transfer, 0.0, most),
            "drone_stock": (country.drone_stock, 0.0, np.inf),
        }

    def test_shaken_leaders_deliver_less(self, country: Iran, view: View, random: Random) -> None:
        plain = orders(country, view, random).drones_sent
        country.leadership_stability = country.leadership_stability * 0.5
        shaken = orders(country, view, random).drones_sent
        assert np.all(shaken <= plain + 1e-9)
        assert shaken.sum() < plain.sum()


class TestNato(Battery):
    name = "nato"
    kind = Nato
    shapes: ClassVar = {"pledge_us": (WIDTH,), "pledge_europe": (WIDTH,), "decided": (WIDTH,), "step": (WIDTH,)}

    def bounded(self, country: Nato) -> dict[str, tuple[np.ndarray, float, float]]:
        return {"pledge": (country.pledge, 0.0, 20.0), "intervention": (country.intervention, 0.0, 4.0)}

    def test_two_wills_pledge_each_its_share(self, country: Nato, view: View, random: Random) -> None:
        plain = orders(country, view, random)
        country.us_will = np.zeros(WIDTH)
        without = orders(country, view, random)
        assert np.all(without.pledge_us == 0.0)
        np.testing.assert_array_equal(without.pledge_europe, plain.pledge_europe)


def test_russia_and_ukraine_are_one_class(war: War) -> None:
    assert type(war.state.russia) is type(war.state.ukraine) is Belligerent
    assert len(war.agents_by_type[Belligerent]) == 2


def test_every_country_decides_and_every_sector_is_fought_over(war: War) -> None:
    deciding = [agent for agent in war.agents if isinstance(agent, Country)]
    assert sorted(agent.name for agent in deciding) == ["belarus", "iran", "nato", "russia", "ukraine"]
    assert all("decide" in vars(type(agent)) for agent in deciding)
    assert len(war.agents) == 5 + 2 + N_SECTORS  # North Korea and a third country send and do not decide
