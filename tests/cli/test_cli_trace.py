"""`sim trace` tells the war that stands in the same row of `runs.parquet`."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sim.base.outcomes import ENDINGS
from tests.cli.conftest import Sim, run_sim

LINE = re.compile(r"(\d{4}-\d\d-\d\d)  week +(\d+)  (\S.*)")
PLAN = ("-n", 1200, "--seed", 5, "--weeks", 78)
ENDS = {
    "settlement": "THE HORIZON: the settlement holds.",
    "armistice": "THE HORIZON: the armistice holds.",
    "war_continues": "THE HORIZON: the war continues.",
    **{ending.name: f"THE END: {ending.title}." for ending in ENDINGS[2:-1]},
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    cwd: Path = tmp_path_factory.mktemp("trace")
    done = run_sim("run", "iran_supply", *PLAN, "--no-plots", "--quiet", "-o", "out", cwd=cwd)
    assert done.code == 0, done.err
    return pd.read_parquet(cwd / "out" / "runs.parquet")


def story(sim: Sim, replication: int) -> list[tuple[date, int, str]]:
    done = sim("trace", "iran_supply", *PLAN, "--replication", replication)
    assert (done.code, done.err) == (0, "")
    head, *lines = done.out.splitlines()
    assert f"war {replication} of seed 5" in head
    entries = []
    for line in lines:
        found = LINE.fullmatch(line)
        assert found, line
        entries.append((date.fromisoformat(found[1]), int(found[2]), found[3]))
    return entries


def test_the_story_ends_as_the_row_says(sim: Sim, runs: pd.DataFrame) -> None:
    firsts = runs.groupby("ending")["replication"].max()
    assert len(firsts) >= 3
    for ending, replication in firsts.items():
        told = story(sim, replication)
        assert told[-1][2].startswith(ENDS[ending]), (ending, told[-1])
        row = runs.iloc[replication]
        if told[-1][2].startswith("THE END"):
            assert told[-1][1] == row["week_of_ending"]


def test_the_story_is_dated_in_order_and_not_empty(sim: Sim) -> None:
    told = story(sim, 0)
    assert len(told) >= 8
    assert [week for _, week, _ in told] == sorted(week for _, week, _ in told)
    start = date(2024, 6, 3)
    assert all((day - start).days == 7 * week for day, week, _ in told)
    texts = " ".join(text for _, _, text in told)
    assert "Event: " in texts
    assert "Iran sends" in texts
    assert texts.count("THE ") == 1


def test_a_war_of_the_second_block_is_told_too(sim: Sim, runs: pd.DataFrame) -> None:
    told = story(sim, 1100)
    assert told[-1][2].startswith(ENDS[runs["ending"].iloc[1100]])


def test_a_war_that_was_not_played_cannot_be_told(sim: Sim) -> None:
    done = sim("trace", "baseline", "-n", 10, "--replication", 10)
    assert (done.code, done.out) == (1, "")
    assert done.err == "sim: --replication: found 10, expected 0 to 9\n"
