"""Power: a claim that no setting satisfies, or that every setting satisfies, is untestable; one that flips is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.reports.argument.words import reach_words
from sim.runs.block import Block, Lane, play
from sim.runs.workers import Place
from sim.scenario import Scenario, load
from sim.studies.argument import TrialSize, try_argument
from sim.studies.argument import load as load_ledger
from sim.studies.argument.ledger.records import Arm, Claim
from sim.studies.argument.legs import answer_from, leg_of
from sim.studies.argument.power.lanes import Lanes
from sim.studies.argument.power.questions import Question, Seen
from sim.studies.argument.power.records import Power, Reach
from sim.studies.argument.power.search import find_power
from sim.studies.argument.power.settings import SIZES, Scope, Setting, candidates
from sim.studies.argument.verdicts import AS_SHIPPED, Variant
from tests.studies.argument.made import Writer, asked, endings, wars_of

N = 2000
Chance = Callable[[Mapping[str, float]], float]
"""Chance of a Russian victory in a made-up model, by the numbers that are set."""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("baseline")


@pytest.fixture(scope="module")
def paths(scenario: Scenario) -> list[str]:
    """Numbers with a range, for a made-up model to read."""
    return [path for path, number in scenario.numbers.items() if number.distribution == "triangular"][:12]


@dataclass
class MadeUp:
    """A model in which the chance of victory is what a function says, and draws that it may lean on."""

    scenario: Scenario
    paths: list[str]
    chance: Chance

    def question(self, threshold: float = 0.5, levers: Mapping[str, tuple[float, float]] | None = None) -> Question:
        test = asked("russian_victory", "probability", threshold=threshold, margin=0.01)
        claim = Claim("X", "article", "p", "m", tests=(test,), levers=levers or {})
        scope = Scope.of(claim, {"a": Arm("a", self.scenario)}, ())
        shipped = self.seen(claim, {})
        return Question(
            claim=claim,
            scope=scope,
            shipped=shipped,
            answers={AS_SHIPPED: shipped.answer},
            judge=lambda setting, lanes: self.judged(claim, scope, setting, lanes),
        )

    def seen(self, claim: Claim, values: Mapping[str, float]) -> Seen:
        """The claim in wars in which some numbers are set and all others drawn."""
        rng = np.random.default_rng(3)
        draws = {}
        for path in self.paths:
            number = self.scenario.numbers[path]
            assert number.low is not None
            assert number.high is not None
            draws[path] = rng.uniform(number.low, number.high, N)
        draws |= {path: np.full(N, value) for path, value in values.items()}
        happens = np.array([rng.random() < self.chance({path: draws[path][i] for path in draws}) for i in range(N)])
        wars = wars_of(ending=np.where(happens, "russian_victory", "war_continues"), territory_change=happens * 1.0)
        leg = leg_of(claim.tests[0], lambda _name: wars)
        read = lambda _name, text: wars[text].to_numpy() if text in wars else happens.astype(float)  # noqa: E731
        return Seen((leg,), leg.answer, lambda _name: draws, read)

    def judged(self, claim: Claim, scope: Scope, setting: Setting, lanes: Any) -> Seen:
        """The claim as it is under a setting, without luck but that of the round."""
        values = dict(scope.values(setting, "a"))
        wins = round(N * min(1.0, self.chance(values) + lanes.luck))
        leg = leg_of(claim.tests[0], lambda _name: wars_of(ending=endings(N, russian_victory=wins)))
        if not lanes.looked_at:
            return Seen((leg,), answer_from(claim, (leg,)), self.unread, self.unread)
        found = self.seen(claim, values)
        return replace(found, legs=(replace(leg, parts=found.legs[0].parts),))

    def unread(self, *_: str) -> Any:
        """What only the second round looks at."""
        raise AssertionError


@dataclass
class Round:
    """A round in which nothing has to be played; its luck is added to the chance of what is asked for."""

    luck: float = 0.0
    looked_at: bool = False

    def missing(self, _wanted: object) -> list[Any]:
        return []

    def play(self, *_: object) -> None:
        """Nothing to play."""


def power_of(question: Question, *luck: float) -> Power:
    rounds: Any = [Round(each, looked_at=place == 1) for place, each in enumerate(luck or (0.0,) * 4)]
    found, played = find_power([question], rounds, Place(1), lambda _wars: lambda _done: None)
    assert played == 0
    return found["X"]


def test_a_claim_that_no_setting_satisfies_is_untestable(scenario: Scenario, paths: list[str]) -> None:
    power = power_of(MadeUp(scenario, paths, lambda _set: 0.1).question())
    assert power.fails.where == "as shipped"
    assert not power.holds.found
    assert not power.testable
    assert power.holds.tried > 0
    assert power.holds.hangs_on is not None
    assert power.holds.hangs_on.found.value == pytest.approx(0.1)


def test_a_claim_that_every_setting_satisfies_is_untestable(scenario: Scenario, paths: list[str]) -> None:
    power = power_of(MadeUp(scenario, paths, lambda _set: 0.9).question())
    assert power.holds.where == "as shipped"
    assert not power.fails.found
    assert not power.testable


@pytest.mark.parametrize("high", [True, False])
def test_a_claim_that_flips_is_shown_where(scenario: Scenario, paths: list[str], high: bool) -> None:
    number = scenario.numbers[paths[4]]
    assert number.low is not None
    assert number.high is not None
    edge, end = (number.high, number.low)[:: 1 if high else -1]

    def chance(numbers: Mapping[str, float]) -> float:
        # From 0.05 in the middle of the range to 0.8 at one end of it.
        place = (numbers.get(number.path, number.value) - end) / (edge - end)
        return 0.05 + 0.75 * max(0.0, 2.0 * place - 1.0)

    power = power_of(MadeUp(scenario, paths, chance).question())
    assert power.testable
    assert power.holds.values == {number.path: edge}
    assert power.holds.hangs_on is not None
    assert power.holds.hangs_on.found.value == pytest.approx(0.8)


def test_an_answer_that_is_not_ruled_out_is_in_reach(scenario: Scenario, paths: list[str]) -> None:
    near = power_of(MadeUp(scenario, paths, lambda numbers: 0.5 if len(numbers) < len(paths) else 0.1).question(0.505))
    assert near.holds.found
    assert not near.holds.clear


def test_the_smallest_setting_that_is_enough_is_shown(scenario: Scenario, paths: list[str]) -> None:
    three = paths[:3]

    def chance(numbers: Mapping[str, float]) -> float:
        high = sum(numbers.get(path, 0.0) >= 0.9 * (scenario.numbers[path].high or 0.0) for path in three)
        return 0.05 + 0.2 * high

    power = power_of(MadeUp(scenario, paths, chance).question())
    assert power.holds.found
    assert set(power.holds.values) == set(three)


def test_what_matters_only_at_the_best_setting_is_found_there(scenario: Scenario) -> None:
    paths = [path for path, number in scenario.numbers.items() if number.distribution == "triangular"][:60]
    door, hidden = paths[0], paths[40:44]

    def place(numbers: Mapping[str, float], path: str) -> float:
        number = scenario.numbers[path]
        assert number.low is not None
        assert number.high is not None
        return (numbers.get(path, (number.low + number.high) / 2.0) - number.low) / (number.high - number.low)

    def chance(numbers: Mapping[str, float]) -> float:
        # What is hidden counts only behind the door, and the door is open at the end of its range alone.
        if place(numbers, door) < 0.999:
            return 0.05 + 0.1 * place(numbers, door)
        return 0.2 + 0.1 * sum(place(numbers, path) for path in hidden)

    power = power_of(MadeUp(scenario, paths, chance).question(threshold=0.55))
    assert power.holds.clear
    ends = {path: scenario.numbers[path].high for path in (door, *hidden)}
    assert {path: power.holds.values[path] for path in ends} == ends


def test_a_lucky_setting_is_not_taken(scenario: Scenario, paths: list[str]) -> None:
    question = MadeUp(scenario, paths, lambda _set: 0.1).question()
    assert power_of(question, 0.6, 0.6, 0.6, 0.6).testable
    power = power_of(question, 0.6, 0.0, 0.6, 0.0)
    assert not power.holds.found
    assert power.holds.hangs_on is not None
    assert power.holds.hangs_on.found.value == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("wins", "found", "edge"), [(999, True, True), (960, True, True), (940, False, True), (800, False, False)]
)
def test_what_another_seed_may_turn_is_said(
    scenario: Scenario, paths: list[str], wins: int, found: bool, edge: bool
) -> None:
    power = power_of(MadeUp(scenario, paths, lambda _set: wins / N).question(0.49))
    assert power.holds.found == found
    assert power.holds.on_the_edge == edge
    words = reach_words(power.holds)
    assert words.startswith("Might hold" if found else "No setting within bounds makes it hold")
    assert ("Not told apart from the threshold" in words) == edge


def test_a_number_without_a_range_is_turned_as_a_lever(scenario: Scenario, paths: list[str]) -> None:
    lever = "nato.aid_level"
    assert scenario.numbers[lever].distribution is None
    model = MadeUp(scenario, paths, lambda numbers: 0.9 if numbers.get(lever, 1.0) > 2.0 else 0.1)
    assert not power_of(model.question()).testable
    assert power_of(model.question(levers={lever: (0.5, 3.0)})).holds.values == {lever: 3.0}


def test_another_variant_counts_as_a_setting(scenario: Scenario, paths: list[str]) -> None:
    question = MadeUp(scenario, paths, lambda _set: 0.1).question()
    square = Variant("structure.attrition", "square")
    power = power_of(replace(question, answers={AS_SHIPPED: "no", square: "yes"}))
    assert power.holds.where == "attrition square"
    assert power.testable


def test_an_ending_that_never_comes_has_a_stand_in(scenario: Scenario, paths: list[str]) -> None:
    question = MadeUp(scenario, paths, lambda _set: 0.0).question()
    rng = np.random.default_rng(5)
    drawn = question.shipped.draws("a")[paths[7]]
    ground = rng.normal(size=N) + 2.0 * drawn / np.ptp(drawn)
    read = lambda _name, text: ground if text == "territory_change" else np.zeros(N)  # noqa: E731
    (direction,) = question.directions("yes", replace(question.shipped, read=read))
    assert max(direction, key=lambda path: abs(direction[path])) == paths[7]


def test_where_one_test_is_enough_each_is_helped(scenario: Scenario, paths: list[str]) -> None:
    question = MadeUp(scenario, paths, lambda _set: 0.1).question()
    draws = question.shipped.draws("a")
    claim = replace(question.claim, join="any")
    legs = tuple(replace(question.shipped.legs[0], parts=draws[path]) for path in paths[:3])
    seen = replace(question.shipped, legs=legs, read=lambda _name, _text: np.repeat([0.0, 1.0], N // 2))
    found = replace(question, claim=claim).directions("yes", seen)
    tops = {max(one, key=lambda path, one=one: abs(one[path])) for one in found}  # type: ignore[misc]
    assert tops == set(paths[:3])


def test_what_arms_are_compared_for_is_left_in_the_other() -> None:
    arms = {name: Arm(name, load(name)) for name in ("iran_supply", "baseline")}
    test = replace(asked("russian_victory", "difference", compare_to="baseline"), arm="iran_supply")
    scope = Scope.of(Claim("X", "article", "p", "m", tests=(test,)), arms, ())
    shared = "ukraine.will"
    setting = Setting((("iran.missile_deliveries", True), (shared, False)))
    full = dict(scope.values(setting, "iran_supply"))
    assert full["iran.missile_deliveries"] == arms["iran_supply"].scenario.numbers["iran.missile_deliveries"].high
    assert set(full) == {"iran.missile_deliveries", shared}
    assert dict(scope.values(setting, "baseline")) == {shared: full[shared]}


def test_settings_grow_by_what_weighs_most() -> None:
    direction = {f"p{i:02}": (-1.0) ** i / (i + 1.0) for i in range(40)}
    found = candidates([direction], {})
    assert [setting.size for setting in found] == list(SIZES)
    assert found[1].ends == (("p00", True), ("p01", False), ("p02", True))


def test_a_lane_left_as_drawn_is_played_as_alone(scenario: Scenario) -> None:
    short = scenario.override("weeks", 5)
    path = "ukraine.recruitment"
    lanes = (Lane(0, 0, 6), Lane(1, 0, 6))
    both = play(Block(short, 1, lanes, False, {path: (float("nan"), 5000.0)}), _ground)
    assert np.array_equal(both[:6], play(Block(short, 1, lanes[:1]), _ground))
    assert np.array_equal(both[6:], play(Block(short, 1, lanes[:1], False, {path: (5000.0,)}), _ground))


def _ground(_block: Block, war: Any) -> np.ndarray:
    return np.array(war.recorder.outcomes(war.state)["ukrainian_casualties"])


def test_lanes_are_kept_and_found_by_setting(scenario: Scenario, tmp_path: Path) -> None:
    short = scenario.override("weeks", 5)
    lanes = Lanes(tmp_path, TrialSize(20, 1), first=1 << 32, n=20)
    settings: list[tuple[tuple[str, float], ...]] = [(), (("ukraine.recruitment", 5000.0),)]
    assert sum(block.n for block in lanes.missing({short: settings})) == 40
    lanes.play({short: settings}, Place(1), lambda _done: None)
    assert not lanes.missing({short: settings[::-1]})
    own, less = (lanes.read(short, one, ["ukrainian_casualties"]) for one in settings)
    assert len(own) == len(less) == 20
    assert (own != less).any().any()


TESTABLE = (
    "{outcome: russian_victory, scenario: short, statistic: probability, threshold: 0.5, direction: above}",
    "{outcome: drones_launched, scenario: short, statistic: mean, threshold: 500, direction: above, margin: 10}",
)


def test_a_trial_shows_the_setting_and_what_it_gives(ledger: Writer, tmp_path: Path) -> None:
    size, place = TrialSize(40, 20240603), Place(1)
    trial = try_argument(load_ledger(ledger(TESTABLE)), size, tmp_path / "worlds", place)
    power = trial.power["A"]
    assert power.testable
    (side,) = [side for side in (power.holds, power.fails) if not side.where]
    assert side.values
    assert side.hangs_on is not None
    assert (side.hangs_on.found.value > 500.0) == (side.wanted == "yes")
    (verdict,) = [verdict for verdict in trial.verdicts if verdict.claim.id == "A"]
    assert verdict.word != "untestable here"
    again = try_argument(trial.ledger, size, tmp_path / "worlds", place)
    assert again.n_played == 0
    assert again.power["A"].holds.values == power.holds.values


def test_an_answer_in_reach_needs_nothing_played() -> None:
    reached = Reach("yes", where="as shipped")
    assert Power(reached, Reach("no", where="attrition square")).testable
    assert not Power(reached, Reach("no")).testable
