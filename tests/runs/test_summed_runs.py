"""`--keep outcomes`: what is summed up says what rows would have said, and takes no more room the more wars there are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from sim.analysis.tally import ACCURACY
from sim.base.defaults import OUTCOMES
from sim.cli import cli
from sim.reports.figures.run.endings import incidence_figure
from sim.runs import blocks, disk, ensemble, folder, results, sums, tables
from sim.runs.ensemble import Plan
from sim.runs.workers import Place
from sim.scenario import load
from sim.war.randomness import BLOCK

N = 5 * BLOCK + 100
FILES = ("runs.parquet", "events.parquet", "trajectories.parquet", "outcomes.csv")


@pytest.fixture(scope="module", autouse=True)
def small() -> Iterator[None]:
    """Rows of one block, and two summed up at a time."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (blocks, disk, ensemble, tables):
            patch.setattr(module, "SERIES_BLOCKS", 1)
        patch.setattr(blocks, "AT_ONCE", 2)
        yield


def plan_of(n: int) -> Plan:
    return Plan(load("baseline", ["weeks=2"]), 5, n, keep=OUTCOMES)


def command(*words: str) -> str:
    done = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def begun(plan: Plan, into: Path, until: int) -> Path:
    """A run that was interrupted after so many wars."""

    def interrupt(wars: int) -> None:
        nonlocal until
        until -= wars
        if until < 0:
            raise KeyboardInterrupt

    source = results.begin(plan, into, "")
    with pytest.raises(KeyboardInterrupt):
        blocks.play_missing(plan, source, Place(1), interrupt)
    return source


@pytest.fixture(scope="module")
def kept(small: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same wars with rows of all, and summed up."""
    place = tmp_path_factory.mktemp("kept")
    wars = ("baseline", "--weeks", "4", "-n", str(N), "--seed", "5", "--no-plots", "--no-report", "-j", "1", "--quiet")
    for keep in ("runs", "outcomes"):
        command("run", *wars, "--keep", keep, "-o", str(place / keep))
    return {keep: place / keep for keep in ("runs", "outcomes")}


def test_sums_say_what_rows_would_have_said(kept: dict[str, Path]) -> None:
    ours, theirs = (pd.read_csv(kept[keep] / "outcomes.csv") for keep in ("outcomes", "runs"))
    exact = ["outcome", "kind", "n", "k", "mean"]
    pd.testing.assert_frame_equal(ours[exact], theirs[exact], rtol=1e-15)
    numbers = theirs["kind"] == "number"
    for column in ("estimate", "low", "high", "q10", "q90"):
        one, other = (table.loc[numbers, column].to_numpy(float) for table in (ours, theirs))
        # A quantile lies between two values, each of which is as near as that.
        np.testing.assert_allclose(one, other, rtol=2.0 * ACCURACY, equal_nan=True)
        np.testing.assert_allclose(ours.loc[~numbers, column], theirs.loc[~numbers, column], rtol=1e-12)


def test_rows_are_of_the_first_wars_and_commands_say_so(kept: dict[str, Path]) -> None:
    found = kept["outcomes"]
    rows, every = (pd.read_parquet(kept[keep] / "runs.parquet") for keep in ("outcomes", "runs"))
    pd.testing.assert_frame_equal(rows, every.head(BLOCK))
    assert json.loads((found / "manifest.json").read_text(encoding="utf-8"))["kept"] == "outcomes"
    said = command("resume", str(found), "--no-plots", "--no-report")
    assert "5,220 wars are exact, and quantiles within 1 part in 4,096" in " ".join(said.split())
    assert f"the first {BLOCK:,} wars" in " ".join(said.split())
    assert "5,220 replications" in said
    command("report", str(found))
    assert "within 1 part in 4,096" in (found / "report.html").read_text(encoding="utf-8")


def test_a_picture_says_of_which_wars_it_is(kept: dict[str, Path]) -> None:
    for keep, words in (("runs", "Share of all worlds"), ("outcomes", f"Share of the first {BLOCK:,} worlds")):
        figure = incidence_figure(results.read(kept[keep]))
        assert any(words in " ".join(text.get_text().split()) for text in figure.texts)


@pytest.mark.parametrize("n_blocks", [5, 10])
def test_disk_does_not_grow_with_the_wars(n_blocks: int, tmp_path: Path) -> None:
    plan, most = plan_of(n_blocks * BLOCK), 0
    source = results.begin(plan, tmp_path, "")

    def look(_wars: int) -> None:
        nonlocal most
        most = max(most, len(list(source.glob("block-*"))))

    blocks.play_missing(plan, source, Place(1), look)
    assert most <= plan.n_rows + blocks.AT_ONCE + blocks.WIDEST
    results.finish(plan, tmp_path)
    with pq.ParquetFile(tmp_path / "runs.parquet") as file:
        assert file.metadata.num_rows == BLOCK


def test_interrupted_sums_come_to_the_same(tmp_path: Path) -> None:
    plan = plan_of(N)
    whole, parts, anew = (tmp_path / name for name in ("whole", "parts", "anew"))
    results.begin(plan, whole, "")
    results.complete(plan, whole, Place(1))
    source = begun(plan, parts, 4 * BLOCK)
    assert 0 < sums.n_summed(source) < plan.n_blocks
    assert len(blocks.missing(plan, source)) < plan.n_blocks
    results.complete(plan, parts, Place(2))
    source = begun(plan, anew, 4 * BLOCK)
    (source / sums.SUMS).write_bytes((source / sums.SUMS).read_bytes()[:-1] + b"x")  # then all of it is played again
    results.complete(plan, anew, Place(1))
    assert not (anew / folder.BLOCKS).exists()
    for name in FILES:
        assert (parts / name).read_bytes() == (whole / name).read_bytes() == (anew / name).read_bytes(), name
