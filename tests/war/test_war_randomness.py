"""Consequences of naming every stream of random numbers by its cause."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from sim.base.arrays import Floats
from sim.runs import ensemble
from sim.runs.ensemble import Plan
from sim.scenario import Change, Scenario
from sim.war.draws import quantiles
from sim.war.model import War
from sim.war.randomness import BLOCK, Dice, Stream, stream
from tests.blocks import with_event

Play = Callable[..., War]


def assert_same(left: War, right: War, weeks: int | None = None) -> None:
    """Series are the same to the bit, up to a week."""
    assert left.recorder.series.keys() == right.recorder.series.keys()
    for name, values in left.recorder.series.items():
        np.testing.assert_array_equal(values[:weeks], right.recorder.series[name][:weeks], err_msg=name)


def differs(left: War, right: War, week: int) -> bool:
    """Whether anything is different in a week."""
    return any(
        not np.array_equal(values[week], right.recorder.series[name][week])
        for name, values in left.recorder.series.items()
    )


def fingerprint(war: War) -> str:
    """Hash of all that was recorded."""
    digest = hashlib.sha256()
    for name, values in sorted(war.recorder.series.items()):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()


def test_the_order_in_which_causes_are_asked_swaps_none() -> None:
    causes = [Stream(name, law) for name in ("a", "b", "new") for law in ("uniform", "normal")]
    forward, backward = Dice(1, 0, 12, 16), Dice(1, 0, 12, 16)
    found = {cause: forward.at(cause, 5) for cause in causes}
    for cause in reversed(causes):
        np.testing.assert_array_equal(backward.at(cause, 5), found[cause])
    assert len({values.tobytes() for values in found.values()}) == len(causes)


def test_a_stream_in_several_places_is_a_stream_for_each() -> None:
    dice = Dice(1, 0, 12, 16)
    both = Stream("front/{place}/fires", "normal", every=4, places=("south", "north"))
    assert dice.at(both, 11).shape == (2, 16)
    for row, place in enumerate(both.places):
        alone = Stream(f"front/{place}/fires", "normal", every=4)
        np.testing.assert_array_equal(dice.at(both, 11)[row], dice.at(alone, 11))


def test_reordered_declarations_leave_every_war_as_it_was(play: Play, baseline: Scenario) -> None:
    plain = play(baseline)
    streams = list(plain.state.dice.streams)
    np.random.default_rng(3).shuffle(streams)
    dice = Dice(1, 0, 26, plain.state.n)
    for cause in (Stream("new/cause"), *streams):
        dice.at(cause, 0)
    assert len(streams) > 30
    assert_same(plain, play(baseline, dice=dice))


def test_causes_blocks_and_seeds_share_no_dice() -> None:
    reference = stream(1, 0, "front/zaporizhzhia/fires/russia").random(4096)
    for other in (
        stream(1, 0, "front/zaporizhzhia/fires/ukraine"),
        stream(1, 1, "front/zaporizhzhia/fires/russia"),
        stream(2, 0, "front/zaporizhzhia/fires/russia"),
    ):
        numbers = other.random(4096)
        assert not np.any(numbers == reference)
        assert abs(np.corrcoef(numbers, reference)[0, 1]) < 4.0 / np.sqrt(4096)


def test_every_stream_has_a_key_of_its_own(baseline: Scenario) -> None:
    asked: list[str] = []

    class Listening(Dice):
        def draw(self, cause: Stream) -> Iterator[Floats]:
            asked.extend(cause.names)
            return super().draw(cause)

    War(baseline, quantiles((), 1, 0, 2), Listening(1, 0, 4, 2)).step()
    assert len(asked) > 100
    assert len({stream(1, 0, name).random() for name in asked}) == len(set(asked)) == len(asked)


def test_a_longer_horizon_begins_with_the_same_weeks(play: Play, baseline: Scenario) -> None:
    short, long = play(baseline, weeks=13), play(baseline, weeks=30)
    assert short.recorder.series["territory_change"].shape[0] == 13
    assert_same(short, long, weeks=13)


@pytest.mark.parametrize("replications", [3, 511])
def test_a_replication_is_the_same_whatever_the_number_of_replications(baseline: Scenario, replications: int) -> None:
    scenario = replace(baseline, weeks=8)
    few = ensemble.play_block(Plan(scenario, 4, replications), 0)
    many = ensemble.play_block(Plan(scenario, 4, 5000), 0)
    assert few.runs["replication"].size == replications
    assert few.runs.keys() == many.runs.keys()
    for name, values in few.runs.items():
        np.testing.assert_array_equal(values, many.runs[name][:replications], err_msg=name)
    for name, series in few.series.items():
        np.testing.assert_array_equal(series, many.series[name][:, :replications], err_msg=name)


def test_blocks_may_be_played_in_any_order(baseline: Scenario) -> None:
    plan = Plan(replace(baseline, weeks=6), 4, 2 * BLOCK)
    forward = [ensemble.play_block(plan, block).runs for block in (0, 1)]
    backward = [ensemble.play_block(plan, block).runs for block in (1, 0)][::-1]
    for first, second in zip(forward, backward, strict=True):
        for name, values in first.items():
            np.testing.assert_array_equal(values, second[name])
    assert not np.array_equal(forward[0]["territory_change"], forward[1]["territory_change"])


def test_scenarios_are_identical_until_they_first_differ(play: Play, baseline: Scenario) -> None:
    change = Change("nato.aid_level", scale=0.2)
    plain, cut = play(baseline), play(with_event(baseline, 11, change))
    assert_same(plain, cut, weeks=11)
    changed = [week for week in range(26) if differs(plain, cut, week)]
    assert changed[0] == 12  # decided upon in the first week of decisions after it
    assert changed == list(range(12, 26))


def test_a_changed_number_shows_in_its_week(play: Play, baseline: Scenario) -> None:
    change = Change("front.loss_rate", scale=1.1)
    plain, worse = play(baseline, weeks=10), play(with_event(baseline, 7, change), weeks=10)
    assert_same(plain, worse, weeks=7)
    assert differs(plain, worse, 7)


def test_the_name_of_a_scenario_is_not_in_its_dice(play: Play, baseline: Scenario) -> None:
    renamed = replace(baseline, name="something_else", title="Something else")
    assert fingerprint(play(baseline, weeks=8)) == fingerprint(play(renamed, weeks=8))


def test_an_uncertain_event_meets_the_same_luck_in_both_scenarios(play: Play, baseline: Scenario) -> None:
    likelier = baseline.override("nato.election_cut_probability", 0.9)
    certain = play(baseline, {"nato.election_cut_probability": 0.45}).inputs.event_weeks["american_aid_cut"]
    more = play(likelier).inputs.event_weeks["american_aid_cut"]
    happened = certain < 1000
    assert 0.2 < happened.mean() < 0.7
    np.testing.assert_array_equal(more[happened], certain[happened])
    assert np.mean(more < 1000) > happened.mean()


def test_mesas_own_generator_is_never_used(play: Play, baseline: Scenario) -> None:
    war = play(baseline, weeks=1)
    python, numpy_ = war.random.getstate(), war.rng.bit_generator.state
    war = play(baseline, weeks=12)
    assert war.random.getstate() == python
    assert war.rng.bit_generator.state == numpy_


SCRIPT = """
import hashlib, numpy as np
from sim.war.draws import quantiles, sample, uncertain
from sim.war.model import War
from sim.war.randomness import Dice
from sim.scenario import load
scenario = load("baseline")
draws = sample(scenario, quantiles(uncertain(scenario), 9, 2, 16))
war = War(scenario, draws, Dice(9, 2, 40, 16)).run()
digest = hashlib.sha256()
for name, values in sorted(war.recorder.series.items()):
    digest.update(name.encode())
    digest.update(np.ascontiguousarray(values).tobytes())
print(digest.hexdigest())
"""


def test_results_do_not_depend_on_the_hash_seed_of_python(play: Play, baseline: Scenario) -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for hash_seed in ("1", "4242")
    }
    assert found == {fingerprint(play(baseline, dice=Dice(9, 2, 40, 16)))}
