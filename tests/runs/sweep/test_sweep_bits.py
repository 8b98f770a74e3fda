"""Every war of a sweep is the war of a run of its own, to the bit, however it was played."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.runs import ensemble
from sim.runs import sweep as batch
from sim.runs.block import Lane
from sim.runs.ensemble import Plan
from sim.runs.storage import from_arrow
from sim.runs.sweep.parts import task
from sim.runs.workers import Place
from sim.scenario import Scenario
from sim.war.model import War
from sim.war.randomness import Dice, block_of
from tests.runs.sweep.conftest import same


@pytest.mark.parametrize("point", [0, 3, 5])
def test_a_points_wars_are_those_of_the_same_run(small: batch.Sweep, uninterrupted: Path, point: int) -> None:
    alone = ensemble.play_block(Plan(small.at(point), small.seed, small.replications), 0).runs
    runs = pd.read_parquet(uninterrupted / "runs.parquet")
    swept = runs[runs["point"] == point].reset_index(drop=True)
    expected = pd.DataFrame({name: alone[name] for name in swept.columns if name != "point"})
    pd.testing.assert_frame_equal(swept.drop(columns="point"), expected, check_exact=True, check_dtype=False)


def test_points_differ_so_that_equality_means_something(uninterrupted: Path) -> None:
    runs = pd.read_parquet(uninterrupted / "runs.parquet")
    grounds = runs.groupby("point")["territory_change"].sum()
    assert grounds.nunique() == len(grounds)


def test_a_second_block_is_that_of_a_run(short: Scenario, tmp_path: Path) -> None:
    design = batch.make([batch.parse("nato.aid_level=0,1.5", short)], short)
    sweep = batch.Sweep(short, design, 1100, 3)
    (part,) = task(sweep, (Lane(0, 1024, 1100), Lane(1, 1024, 1100))).play().values()
    (tmp_path / "part").write_bytes(part)
    rows = from_arrow(tmp_path / "part").to_pandas()
    alone = ensemble.play_block(Plan(sweep.at(1), 3, 1100), 1).runs
    mine = rows[rows["point"] == 1]
    assert np.array_equal(mine["replication"], alone["replication"])
    assert np.array_equal(mine["territory_change"], alone["territory_change"])


def test_every_number_may_be_an_array_without_changing_a_bit(short: Scenario) -> None:
    # Packing turns numbers that all wars share, of shape (1,), into arrays: no rule may tell the difference.
    draws = {path: values[:64] for path, values in Plan(short, 5, 1024).block(0).draws().items()}
    arrays = {path: draws.get(path, np.full(64, number.value)) for path, number in short.numbers.items()}
    wars = [War(short, numbers, Dice(5, block_of(0, 64))).run() for numbers in (draws, arrays)]
    one, two = (war.recorder.outcomes(war.state) for war in wars)
    for name, values in one.items():
        np.testing.assert_array_equal(values, two[name], err_msg=name)


def test_processes_give_the_same_bits(small: batch.Sweep, uninterrupted: Path, tmp_path: Path) -> None:
    batch.begin(small, tmp_path / "p", "sim sweep")
    assert batch.run(small, tmp_path / "p", Place(2)) == []
    same(uninterrupted, tmp_path / "p")


def test_expanding_changes_no_bit_of_what_is_there(
    small: batch.Sweep, uninterrupted: Path, short: Scenario, tmp_path: Path
) -> None:
    fewer = batch.make([batch.parse(t, short) for t in ("nato.aid_level=0,2", "nato.strategy=surge")], short)
    folder = tmp_path / "grown"
    first = replace(small, design=fewer, replications=200)
    batch.begin(first, folder, "sim sweep")
    batch.run(first, folder, Place(1))
    before = pd.read_parquet(folder / "runs.parquet")

    from sim.runs.sweep.design import extended

    larger = replace(small, design=extended(fewer, small.design))
    batch.expand(larger, folder, "sim expand")
    batch.run(larger, folder, Place(1))
    after = pd.read_parquet(folder / "runs.parquet")
    kept = after[(after["point"] < 2) & (after["replication"] < 200)].reset_index(drop=True)
    pd.testing.assert_frame_equal(before, kept, check_exact=True)

    # And as a set of points it is the sweep that was larger from the start.
    paths = list(small.design.paths)
    runs = [
        pd.read_parquet(place / "runs.parquet")
        .merge(pd.read_parquet(place / "points.parquet"), on="point")
        .drop(columns="point")
        .sort_values([*paths, "replication"], ignore_index=True)
        for place in (folder, uninterrupted)
    ]
    pd.testing.assert_frame_equal(*runs, check_exact=True)
