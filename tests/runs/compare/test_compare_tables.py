"""Comparisons through the API: pairing, flips, stories, reuse."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.base.errors import SimError
from sim.reports.compare import flips_line, pairing_line, points, times
from sim.runs import results
from sim.runs.compare import (
    Comparison,
    Pair,
    begin,
    comparison_of,
    comparison_table,
    ensure_played,
    flipped_story,
    flips_table,
    pair,
    prepare,
)
from sim.runs.ensemble import Plan, play_block
from sim.runs.workers import Place
from sim.scenario import load


@cache
def runs(name: str, seed: int = 11, blocks: int = 2, prior: bool = True) -> pd.DataFrame:
    plan = Plan(load(name), seed, 1024 * blocks, prior)
    tables = [play_block(plan, block).runs for block in range(blocks)]
    wanted = [column for column in tables[0] if not column.startswith("draw.")]
    return pd.concat([pd.DataFrame({name: table[name] for name in wanted}) for table in tables], ignore_index=True)


def test_pairing_halves_the_error_of_the_difference_that_matters() -> None:
    one = pair("baseline", runs("baseline"), "iran_supply", runs("iran_supply"))
    row = one.row("russian_victory")
    assert row["error_paired"] <= 0.5 * row["error_independent"]
    assert row["times_fewer"] >= 4.0


@pytest.mark.slow
def test_pairing_of_constrained_draws_gains_what_it_can() -> None:
    """Worlds that really change cannot be paired away.

    If every changed world goes one way, the paired variance of the difference d of two shares a and b is still
    about d, and that of independent runs about a + b: for rare endings the ratio of errors is at least
    sqrt(d / (a + b)). It passes one half when supply makes victory more than 5/3 times as likely.
    """
    tables = [runs(name, 20240603, 4, prior=False) for name in ("baseline", "iran_supply")]
    row = pair("baseline", tables[0], "iran_supply", tables[1]).row("russian_victory")
    least = math.sqrt(abs(row["difference"]) / max(row["mean_a"] + row["mean_b"], 1e-9))
    assert row["error_paired"] / row["error_independent"] <= max(0.5, 1.2 * least)


def test_the_independent_error_is_that_of_another_seed() -> None:
    one = pair("baseline", runs("baseline"), "iran_supply", runs("iran_supply"))
    crossed = pair("baseline", runs("baseline"), "iran_supply", runs("iran_supply", seed=12))
    for outcome in ("war_continues", "territory_change"):
        assert crossed.row(outcome)["error_paired"] == pytest.approx(one.row(outcome)["error_independent"], rel=0.1)


def test_a_scenario_does_not_differ_from_itself() -> None:
    one = pair("a", runs("baseline"), "b", runs("baseline"))
    assert one.difference.n_flipped == 0
    assert one.commonest_flip is None
    assert "No world" in flips_line(one)
    assert "nothing differs" in pairing_line(one)
    assert flipped_story(one, Plan(load("baseline"), 11, 64), Plan(load("baseline"), 11, 64)) is None
    table = comparison_table([one])
    assert (table["difference"].dropna() == 0.0).all()


def made_up(endings: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "replication": range(len(endings)),
            "ending": endings,
            "week_of_ending": 10,
            "territory_change": np.arange(len(endings), dtype=float),
        }
    )


def test_the_commonest_flip_is_told_by_its_first_world() -> None:
    a = made_up(["war_continues"] * 6 + ["settlement"] * 2)
    b = made_up(
        [
            "war_continues",
            "settlement",
            "war_continues",
            "armistice",
            "armistice",
            "war_continues",
            "settlement",
            "nuclear_use",
        ]
    )
    one = pair("a", a, "b", b)
    assert one.commonest_flip == ("war_continues", "armistice", 3)
    flips = flips_table([one])
    assert flips["k"].sum() == 8
    assert flips.iloc[0]["first_replication"] == 3
    assert int(flips[flips["changed"]]["k"].sum()) == 4
    assert one.share_flipped == 0.5


def test_worlds_are_paired_by_number_not_by_place() -> None:
    a, b = (
        made_up(["war_continues", "settlement", "armistice"]),
        made_up(["war_continues", "settlement", "armistice"]),
    )
    shuffled = b.iloc[[2, 0, 1]].reset_index(drop=True)
    assert pair("a", a, "b", shuffled).difference.n_flipped == 0


def plans(*names: str, n: int = 64, weeks: int = 12) -> list[Plan]:
    return [Plan(load(name, [f"weeks={weeks}"]), 3, n) for name in names]


def test_horizons_must_agree() -> None:
    with pytest.raises(SimError, match="--weeks"):
        prepare([*plans("baseline"), *plans("sustain", weeks=13)])


def test_one_scenario_is_no_comparison() -> None:
    with pytest.raises(SimError, match="two or more"):
        prepare(plans("baseline"))


def test_two_scenarios_of_one_name_get_folders_of_their_own(tmp_path: Path) -> None:
    for folder, drones in (("x", 100), ("y", 200)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.yaml").write_text(f"extends: baseline\niran:\n  drone_deliveries: {drones}\n")
    compared = prepare([Plan(load(tmp_path / folder / "mine.yaml"), 1, 8) for folder in "xy"])
    assert compared.labels == ("mine_1", "mine_2")


def ready(names: tuple[str, ...], folder: Path) -> Comparison:
    compared = prepare(plans(*names))
    begin(compared, folder, "sim compare", ["sim run"] * len(names))
    return compared


def test_a_comparison_can_be_resumed_from_its_folder_alone(tmp_path: Path) -> None:
    compared = ready(("baseline", "sustain"), tmp_path / "out")
    again = comparison_of(tmp_path / "out")
    assert again.labels == compared.labels
    assert again.identity == compared.identity
    for plan, label in zip(again.plans, again.labels, strict=True):
        assert ensure_played(plan, tmp_path / "out" / label, Place(1), outputs=tmp_path / "none")
        assert not ensure_played(plan, tmp_path / "out" / label, Place(1), outputs=tmp_path / "none")
    with pytest.raises(SimError, match=r"comparison\.json"):
        comparison_of(tmp_path)


def stamped(folder: Path, commit: str | None) -> None:
    """Say which code has made, or is to make, a run."""
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"git_commit": commit}), "utf-8")


@pytest.mark.parametrize(
    ("then", "now", "taken"),
    [("abc", "abc", True), (None, None, True), ("abc", "def", False), ("abc-dirty", "abc-dirty", False)],
)
def test_an_earlier_run_of_the_same_code_is_reused(
    tmp_path: Path, then: str | None, now: str | None, taken: bool
) -> None:
    outputs = tmp_path / "outputs"
    (plan,) = plans("baseline")
    earlier, place = outputs / "baseline" / "earlier", tmp_path / "out" / "baseline"
    results.begin(plan, earlier, "sim run")
    assert ensure_played(plan, earlier, Place(1), outputs=tmp_path / "none")
    stamped(earlier, then)
    results.begin(plan, place, "sim compare")
    stamped(place, now)
    counted: list[int] = []
    assert ensure_played(plan, place, Place(1), on_progress=counted.append, outputs=outputs) is not taken
    assert sum(counted) == plan.replications
    pd.testing.assert_frame_equal(results.read(place).runs, results.read(earlier).runs)


def test_differences_are_written_with_their_sign() -> None:
    assert [points(value) for value in (2.14, -0.4, 0.0, 0.04)] == ["+2.1", "−0.4", "0", "+0.04"]
    assert [times(value) for value in (11.4, 3.21, math.inf, math.nan)] == ["11×", "3.2×", "same", ""]


def test_a_story_begins_the_same_and_ends_differently() -> None:
    names = ("baseline", "nato_intervention")
    one: Pair = pair(names[0], runs(names[0]), names[1], runs(names[1]))
    story = flipped_story(one, *(Plan(load(name), 11, 2048, prior=True) for name in names))
    assert story is not None
    assert story.sides[-1].differs
    ends = [" ".join(text for side in story.sides for text in getattr(side, column)) for column in "ab"]
    assert ends[0] != ends[1]
    assert all("THE END" in text or "THE HORIZON" in text for text in ends)
