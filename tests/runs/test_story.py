"""Stories say why a war ended, tell no posture under a deal, and count one as one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest

from sim.base.outcomes import ENDINGS
from sim.runs.ensemble import Plan
from sim.runs.teller import Teller
from sim.scenario import load
from sim.war.model import War

ROUTED = (
    "russia.front_force=60000",
    "russia.recruitment=1000",
    "ukraine.attack_intensity=0.4",
    "russia.manning_floor=0.05",
    "front.advance_median=2",
    "front.moving_share=0.5",
)
WORN = ("ukraine.will=0.3", "endings.giving_up_hazard=0.5")
TOLD = {"routed": ("baseline", ROUTED), "worn": ("baseline", WORN), "intervene": ("nato_intervention", ())}
REASON = re.compile(r"THE END: [^.]+\. (.*?\.) Russia [+-]")
FEW = 240


def stories(scenario: str, sets: tuple[str, ...]) -> Iterator[tuple[War, int, list[str]]]:
    """Wars of one block with their stories; a war that ends is handed over in the week in which it does."""
    plan = Plan(load(scenario, [*sets, "weeks=78"]), seed=5, replications=1024)
    war = plan.block(0).model()
    tellers = {column: (Teller(war.state, column, _titles(plan)), list[str]()) for column in range(FEW)}
    for _ in range(plan.scenario.weeks):
        war.step()
        for column, (teller, lines) in tellers.items():
            if not teller.over:
                lines.extend(teller.week())
                if teller.over:
                    yield war, column, lines
    for column, (teller, lines) in tellers.items():
        if not teller.over:
            yield war, column, [*lines, teller.horizon()]


def _titles(plan: Plan) -> dict[str, str]:
    return {event.name: event.title for event in plan.scenario.events}


def at(war: War, column: int, value: np.ndarray) -> float:
    return float(np.broadcast_to(value, (war.state.n,))[column])


def check_defeat(war: War, column: int, reason: str, side: str, words: str) -> None:
    """The numbers of a reason are those of the state, and below the floors of the scenario."""
    loser = war.state.side(side)
    if found := re.fullmatch(rf"{words} has lost ([\d,]+) km², (\d+)% of the ground it had at stake\.", reason):
        lost = abs(at(war, column, war.state.front.gained))
        assert float(found[1].replace(",", "")) == pytest.approx(lost, abs=0.5)
        assert lost >= at(war, column, war.inputs[f"{side}.overrun_share"]) * at(war, column, loser.stake)
        return
    assert reason.startswith(f"{words} gives up after ")
    weeks = int(re.search(r"after (\d+) weeks? of", reason)[1])  # type: ignore[index]
    assert weeks >= at(war, column, war.inputs["endings.exhausted_weeks"])
    below = re.findall(r"its (line|will) \w+ ?\w* at (\d\.\d+), below (\d\.\d+)", reason)
    assert below
    for what, value, floor in below:
        true = loser.manning if what == "line" else loser.will
        limit = war.inputs[f"{side}.{'manning' if what == 'line' else 'will'}_floor"]
        assert at(war, column, true) < at(war, column, limit)
        assert (float(value), float(floor)) == pytest.approx((at(war, column, true), at(war, column, limit)), abs=6e-4)


def check_catastrophe(war: War, column: int, reason: str, ending: str) -> None:
    state = war.state
    incident = at(war, column, state.escalation.rung) >= 6
    assert ("incident with deaths" in reason) == incident
    combat = at(war, column, state.nato.intervention) >= 4
    assert (("combat" in reason) == combat) or "nothing out of the ordinary" in reason
    if ending == "nuclear_use":
        lost = -at(war, column, state.front.recent_gain)
        assert ("a rout: Russia has lost" in reason) == (lost > at(war, column, war.inputs["escalation.rout_area"]))
    assert reason.startswith("What led to it: ")


@pytest.mark.parametrize("kind", TOLD)
def test_every_ending_is_told_with_its_reason(kind: str) -> None:
    seen = set()
    for war, column, lines in stories(*TOLD[kind]):
        if not lines[-1].startswith("THE END"):
            continue
        ending = ENDINGS[int(war.state.ending[column]) - 1].name
        reason = REASON.match(lines[-1])[1]  # type: ignore[index]
        seen.add(ending)
        if ending == "russian_victory":
            check_defeat(war, column, reason, "ukraine", "Ukraine")
        elif ending in ("ukrainian_restoration", "russian_withdrawal"):
            check_defeat(war, column, reason, "russia", "Russia")
        else:
            check_catastrophe(war, column, reason, ending)
    expected = {"routed": "ukrainian_restoration", "worn": "russian_victory", "intervene": "nuclear_use"}
    assert {expected[kind], "nato_russia_war"} <= seen


def test_a_demonstration_is_told_with_what_led_to_it() -> None:
    told = [line for _, _, lines in stories("nato_intervention", ()) for line in lines if "as a demonstration" in line]
    assert told
    assert all("What led to it: " in line for line in told)


def test_no_posture_is_told_under_a_deal() -> None:
    deals = postures = 0
    for _, _, lines in stories("negotiate_rearm", ()):
        at_peace = False
        for line in lines:
            if line.startswith(("A settlement is signed", "Fire stops")):
                at_peace, deals = True, deals + 1
            at_peace = at_peace and not line.startswith("The deal breaks")
            if "goes over to:" in line:
                postures += 1
                assert not at_peace, line
    assert min(deals, postures) > 10


def test_one_of_a_thing_is_told_in_the_singular() -> None:
    sets = ("iran.missile_deliveries=1", "iran.drone_deliveries=1", "iran.missile_stock=5000")
    lines = [line for _, _, told in stories("baseline", sets) for line in told if line.startswith("Iran sends")]
    assert any(" 1 drone and 1 missile a month" in line for line in lines)
    assert not [line for line in lines if re.search(r"(?<![\d,.])1 \w+s\b", line)]


def test_a_settlement_is_told_after_its_talks() -> None:
    for _, _, lines in stories("negotiate_now", ()):
        talks = False
        for line in lines:
            talks = (talks or line == "Talks begin.") and line != "The talks break off."
            if line.startswith("A settlement is signed"):
                assert talks
                talks = False
