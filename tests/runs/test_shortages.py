"""Stories name what is scarce, and the shortage behind a turn, as the state has them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from sim.rules.advance import Strain, break_hazard, burdens
from sim.rules.supply import Kind
from sim.runs.ensemble import Plan
from sim.runs.shortages import Shortages
from sim.runs.teller import Teller
from sim.scenario import load
from sim.war.model import War
from sim.war.week.front import STRAINS, _heaviest

FEW = 60
WEEKS = 40


def played(scenario: str, *sets: str, weeks: int = WEEKS) -> Iterator[tuple[War, int, list[str]]]:
    """Week after week of some wars: the block, the war's column, what is told of the week."""
    plan = Plan(load(scenario, [*sets, f"weeks={weeks}"]), seed=5, replications=1024)
    war = plan.block(0).model()
    titles = {event.name: event.title for event in plan.scenario.events}
    tellers = [Teller(war.state, column, titles) for column in range(FEW)]
    for _ in range(weeks):
        war.step()
        for column, teller in enumerate(tellers):
            if not teller.over:
                yield war, column, list(teller.week())


def value(war: War, column: int, array: np.ndarray) -> float:
    return float(np.broadcast_to(array, (war.state.n,))[column])


def test_what_is_told_to_be_short_is_below_its_limit() -> None:
    told = Counter[str]()
    for war, column, lines in played("baseline"):
        for line in lines:
            if not (found := re.fullmatch(r"Short in (Russia|Ukraine): (.*)\.", line)):
                continue
            side = war.state.side(found[1].lower())
            wanted = value(war, column, side.numbers["demand.shells"]) * 12 / 52.1775
            cover = side.stock[Kind.SHELLS, column] / wanted
            fill = value(
                war,
                column,
                side.infantry / (side.numbers["front_establishment"] * war.inputs["manpower.infantry_wanted"]),
            )
            told[side.name] += 1
            for part in found[2].split(", "):
                told[re.sub(r" for .*| at .*|^\d+% of |^no ", "", part)] += 1
                if shells := re.fullmatch(r"shells for (\d\.\d) weeks", part):
                    assert cover < 2.1
                    assert float(shells[1]) == pytest.approx(cover, abs=0.06)
                elif infantry := re.fullmatch(r"infantry at (\d+)% of its establishment", part):
                    assert fill < 0.525
                    assert float(infantry[1]) == pytest.approx(100 * fill, abs=0.51)
                elif energy := re.fullmatch(r"energy at (\d+)%", part):
                    assert float(energy[1]) == pytest.approx(100 * (1 - side.damage[column]), abs=0.51)
            assert ("shells" in found[2]) >= (cover < 2.0)
            assert ("infantry" in found[2]) >= (fill < 0.5)
    assert {"shells", "infantry", "interceptors", "interceptors against ballistic missiles", "energy"} <= set(told)


def test_the_weekly_need_of_interceptors_is_a_monthly_mean() -> None:
    war = Plan(load("baseline", ["weeks=6"]), seed=5, replications=1024).block(0).model()
    shortages = Shortages(war.state, 3)
    flown = []
    for _ in range(3):
        war.step()
        shortages.watch()
        flown.append(war.state.russia.cruise_launched[3])
    need = value(war, 3, war.inputs["air.interceptors_per_missile"]) * np.mean(flown)
    there = war.state.ukraine.stock[Kind.INTERCEPTORS, 3]
    assert shortages.stands(war.state.ukraine)["interceptors"].left == pytest.approx(there / need)


def test_what_is_short_once_is_told_again_only_with_news() -> None:
    quiet, told = 0, 0
    for war, _, lines in played("baseline"):
        month = war.state.week % 4 == 0
        told += any(line.startswith("Short in") for line in lines)
        quiet += month and not any(line.startswith(("Short in", "No longer short")) for line in lines)
        assert month or not any(line.startswith(("Short in", "No longer short")) for line in lines)
    assert min(quiet, told) > FEW


def strain(**parts: float) -> Strain:
    """A strain of one sector in one war, nothing but what is given."""
    names = ("thinness", "fires", "fatigue", "loss", "surprise", "air", "works")
    return Strain(**{name: np.array([[parts.get(name, 0.0)]]) for name in names})


@pytest.mark.parametrize(
    ("cause", "parts", "armed"),
    [
        ("men", {"thinness": 1.0, "fires": 0.9}, 1.0),
        ("fires", {"thinness": 0.8, "fires": 0.9}, 1.0),
        ("fatigue", {"fatigue": 0.3}, 1.0),
        ("losses", {"loss": 0.2, "fires": -2.0}, 1.0),
        ("surprise", {"surprise": 1.0, "works": 5.0}, 1.0),
        ("air", {"air": 2.0, "surprise": 1.0}, 1.0),
        # ln 4 of the thinness of ln 5 is for want of munitions, ln 1.25 for want of men.
        ("munitions", {"thinness": np.log(5.0), "fires": 1.0}, 0.25),
        ("men", {"thinness": np.log(5.0)}, 0.5),
    ],
)
def test_the_heaviest_strain_is_told(cause: str, parts: dict[str, float], armed: float) -> None:
    weights = Strain(*(np.ones(1) for _ in range(6)), -np.ones(1))
    assert STRAINS[_heaviest(strain(**parts), weights, np.array([[armed]]))[0, 0]] == cause


def test_burdens_add_up_to_the_log_odds_of_a_break() -> None:
    some = strain(thinness=0.5, fires=1.0, fatigue=0.2, loss=0.1, surprise=1.0, air=-1.0, works=0.8)
    weights = Strain(*(np.array([w]) for w in (2.0, 0.5, 3.0, 4.0, 0.7, 0.3, -1.5)))
    by_hand = 1.0 + 0.5 + 0.6 + 0.4 + 0.7 - 0.3 - 1.2
    assert np.sum(burdens(some, weights)) == pytest.approx(by_hand)
    hazard = break_hazard(np.array([0.1]), np.array([1.0]), some, weights=weights, intercept=np.array([-0.4]))
    assert hazard[0, 0] == pytest.approx(0.1 / (1 + np.exp(0.4 - by_hand)))


def test_every_break_is_told_with_its_shortage() -> None:
    causes: dict[str, Counter[str]] = {"russia": Counter(), "ukraine": Counter()}
    for war, column, lines in played("start_august_2022", weeks=14):
        for line in lines:
            if "line breaks open" not in line:
                continue
            found = re.fullmatch(r"(\w+)'s line breaks open in [^;]+; most of it for (.+)\.", line)
            assert found, line
            causes[found[1].lower()][found[2].split(",")[0]] += 1
            if "too few men" in line:
                density = float(found[2].split()[3].replace(",", ""))
                densities = war.state.side(found[1].lower()).engaged[:, column] / war.state.front.frontage[:, 0]
                assert np.abs(densities - density).min() <= 0.51
    assert set(causes["russia"]) <= {
        "too few men",
        "surprise",
        "fatigue",
        "too few munitions",
        "losses",
        "the enemy's fires",
    }
    assert causes["russia"]["too few men"] > 5
    assert causes["ukraine"]["too few munitions"] > 5


@pytest.mark.parametrize(
    ("row", "factor", "more", "words"),
    [
        (0, 0.5, False, "fewer munitions"),
        (0, 2.0, True, "more munitions"),
        (1, 0.5, False, "thinner manning"),
        (2, 0.5, False, "less will"),
        (3, 0.5, False, "the balance of power where it attacks is worse"),
        (3, 2.0, True, "the balance of power where it attacks is better"),
    ],
)
def test_a_posture_changes_by_what_moved_most(row: int, factor: float, more: bool, words: str) -> None:
    war = Plan(load("baseline", ["weeks=4"]), seed=5, replications=1024).block(0).model()
    shortages, side = Shortages(war.state, 0), war.state.russia
    side.drives = np.full((4, war.state.n), 0.8)
    assert shortages.of_posture(side, None, talks=False) == ""
    side.drives = side.drives * 1.1 ** (2 * more - 1)  # all move a little
    side.drives[row] *= factor
    assert shortages.of_posture(side, more, talks=False) == words


def test_talks_and_orders_are_reasons_of_a_posture_too() -> None:
    for sets, words in ((), "talks hold it back"), (("russia.posture=defend",), "as ordered"):
        war = Plan(load("baseline", [*sets, "weeks=4"]), seed=5, replications=1024).block(0).model()
        shortages = Shortages(war.state, 0)
        shortages.of_posture(war.state.russia, None, talks=False)
        assert shortages.of_posture(war.state.russia, more=False, talks=True) == words


def test_exhaustion_is_told_with_the_floor_it_is_below() -> None:
    exhausted = Counter[int]()
    for war, column, lines in played("baseline", "ukraine.will=0.3", "endings.giving_up_hazard=0", weeks=30):
        side = war.state.ukraine
        floor = value(war, column, side.numbers["will_floor"])
        for line in lines:
            exhausted[column] += line.startswith("Ukraine is exhausted: its ")
            if found := re.search(r"Ukraine is exhausted: .*its will stands at (\d\.\d+), below (\d\.\d+)", line):
                assert (float(found[1]), float(found[2])) == pytest.approx((side.will[column], floor), abs=6e-4)
                assert side.will[column] < floor
        assert (side.exhausted_weeks[column] == 0) or exhausted[column]
    assert sum(count > 0 for count in exhausted.values()) > 5
    assert max(exhausted.values()) <= 2  # not week after week
