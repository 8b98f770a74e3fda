"""Consequences of naming every stream of random numbers by its cause."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from zlib import crc32

import numpy as np
import pytest
from scipy import stats

from sim.base.arrays import Floats
from sim.runs import ensemble
from sim.runs.ensemble import Plan
from sim.scenario import Change, Scenario
from sim.war.draws import quantiles
from sim.war.model import War
from sim.war.randomness import BLOCK, Dice, Law, Replications, Stream, block_of, normal_of_uniform, philox
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
    forward, backward = Dice(1, block_of(0, 16)), Dice(1, block_of(0, 16))
    found = {cause: forward.at(cause, 5) for cause in causes}
    for cause in reversed(causes):
        np.testing.assert_array_equal(backward.at(cause, 5), found[cause])
    assert len({values.tobytes() for values in found.values()}) == len(causes)


def test_a_stream_in_several_places_is_a_stream_for_each() -> None:
    dice = Dice(1, block_of(0, 16))
    both = Stream("front/{place}/fires", "normal", every=4, places=("south", "north"))
    assert dice.at(both, 11).shape == (2, 16)
    for row, place in enumerate(both.places):
        alone = Stream(f"front/{place}/fires", "normal", every=4)
        np.testing.assert_array_equal(dice.at(both, 11)[row], dice.at(alone, 11))


def test_reordered_declarations_leave_every_war_as_it_was(play: Play, baseline: Scenario) -> None:
    plain = play(baseline)
    streams = list(plain.state.dice.streams)
    np.random.default_rng(3).shuffle(streams)
    dice = Dice(1, block_of(0, plain.state.n))
    for cause in (Stream("new/cause"), *streams):
        dice.at(cause, 0)
    assert len(streams) > 30
    assert_same(plain, play(baseline, dice=dice))


def numbers_of(seed: int, name: str, replications: Replications, uses: int = 4) -> Floats:
    """Uniform numbers of a stream, use after use."""
    dice = Dice(seed, replications)
    return np.concatenate([dice.at(Stream(name), week) for week in range(uses)])


def test_philox_gives_the_known_answers() -> None:
    # Random123's kat_vectors: counter, key and answer of philox4x32, 10 rounds.
    known = (
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    )
    for counter, key, answer in known:
        parts = [np.array([part], dtype=np.uint32) for part in counter]
        assert tuple(int(word[0]) for word in philox((parts[0], parts[1], parts[2], parts[3]), key)) == answer


def test_causes_replications_and_seeds_share_no_dice() -> None:
    here, elsewhere = np.arange(4096), np.arange(4096, 8192)
    name = "front/zaporizhzhia/fires/russia"
    reference = numbers_of(1, name, here)
    for other in (
        numbers_of(1, "front/zaporizhzhia/fires/ukraine", here),
        numbers_of(1, name, elsewhere),
        numbers_of(2, name, here),
        numbers_of(1 + 2**32, name, here),
        numbers_of(1, name, here + 2**32),
    ):
        assert np.mean(other == reference) < 1e-3
        assert abs(np.corrcoef(other, reference)[0, 1]) < 4.0 / np.sqrt(reference.size)


def test_a_replication_keeps_its_dice_beside_any_others() -> None:
    cause = Stream("{place}", "normal", places=("a", "b"))
    whole = Dice(5, np.arange(100))
    some = np.array([7, 99, 7, 0])
    for week in (0, 3, 4, 103):
        np.testing.assert_array_equal(Dice(5, some).at(cause, week), whole.at(cause, week)[:, some])


@pytest.mark.parametrize("law", ["uniform", "normal"])
def test_dice_have_the_moments_and_tails_of_their_law(law: Law) -> None:
    replications, uses = np.arange(1 << 14), 64
    dice = Dice(11, replications)
    drawn = np.concatenate([dice.at(Stream("quality", law), week) for week in range(uses)])
    exact = stats.uniform() if law == "uniform" else stats.norm()
    assert abs(stats.kstest(drawn, exact.cdf).statistic) < 1.95 / np.sqrt(drawn.size)  # p about .001
    for power in (1, 2, 3, 4):
        spread = np.sqrt((exact.moment(2 * power) - exact.moment(power) ** 2) / drawn.size)
        assert abs(np.mean(drawn**power) - exact.moment(power)) < 4.0 * spread
    for p in (1e-4, 1e-3, 0.5, 1.0 - 1e-3, 1.0 - 1e-4):
        below = np.mean(drawn < exact.ppf(p))
        assert abs(below - p) < 4.0 * np.sqrt(p * (1.0 - p) / drawn.size)


def test_neighbouring_weeks_and_replications_are_uncorrelated() -> None:
    dice = Dice(12, np.arange(1 << 14))
    grid = np.stack([dice.at(Stream("quality", "normal"), week) for week in range(64)])
    for first, second in ((grid[:-1], grid[1:]), (grid[:, :-1], grid[:, 1:]), (grid[:-4], grid[4:])):
        assert abs(np.mean(first * second)) < 4.0 / np.sqrt(first.size)


def test_normal_numbers_invert_the_normal_distribution() -> None:
    u = np.array([2.0**-33, 1e-6, 0.01, 0.3, 0.5, 0.7, 0.99, 1.0 - 1e-6, 1.0 - 2.0**-33])
    np.testing.assert_allclose(normal_of_uniform(u)[1:-1], stats.norm.ppf(u)[1:-1], atol=2e-6, rtol=1e-6)
    np.testing.assert_allclose(normal_of_uniform(u), stats.norm.ppf(u), atol=0.003)


def test_every_stream_has_a_counter_of_its_own(baseline: Scenario) -> None:
    asked: set[str] = set()

    class Listening(Dice):
        def draw(self, causes: Iterable[Stream], group: int) -> dict[Stream, Floats]:
            causes = list(causes)
            asked.update(name for cause in causes for name in cause.names)
            return super().draw(causes, group)

    War(baseline, quantiles((), 1, block_of(0, 2)), Listening(1, block_of(0, 2))).step()
    assert len(asked) > 100
    assert len({crc32(name.encode()) for name in asked}) == len(asked)


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
from sim.war.randomness import Dice, block_of
from sim.scenario import load
scenario = load("baseline", ["weeks=40"])
draws = sample(scenario, quantiles(uncertain(scenario), 9, block_of(2, 16)))
war = War(scenario, draws, Dice(9, block_of(2, 16))).run()
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
    assert found == {fingerprint(play(baseline, dice=Dice(9, block_of(2, 16)), weeks=40))}
