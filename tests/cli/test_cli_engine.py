"""`--engine`: what plays the wars is said in the manifest, and a run goes on with what began it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim.base.errors import SimError
from sim.cli import cli
from sim.engine import building
from sim.runs import engines
from sim.runs.engines import COMPILED, NUMPY, settle, settle_for
from sim.runs.sweep import sweep_of
from sim.scenario import Scenario

HAS_COMPILER = any(map(shutil.which, building.COMPILERS))
RUN = ("run", "baseline", "-n", "24", "--weeks", "3", "--no-plots")


@pytest.fixture
def without_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    building.compiler.cache_clear()
    monkeypatch.setattr(building, "COMPILERS", ("no-such-compiler",))


def played(folder: Path, *options: str) -> tuple[dict[str, object], pd.DataFrame, str]:
    done = CliRunner().invoke(cli, [*RUN, *options, "-o", str(folder)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads((folder / "manifest.json").read_text()), pd.read_parquet(folder / "runs.parquet"), done.stderr


@pytest.mark.usefixtures("own_kernels")
@pytest.mark.skipif(not HAS_COMPILER, reason="no C compiler here")
def test_a_compiled_run_ends_as_numpys_does(tmp_path: Path) -> None:
    ours, wars, _ = played(tmp_path / "compiled", "--engine", "compiled")
    theirs, reference, _ = played(tmp_path / "numpy", "--engine", "numpy")
    assert (ours["played_by"], theirs["played_by"]) == (COMPILED, NUMPY)
    assert ours["identity"] != theirs["identity"]
    assert wars["ending"].tolist() == reference["ending"].tolist()
    np.testing.assert_allclose(wars["territory_change"], reference["territory_change"], rtol=1e-9)
    again = CliRunner().invoke(cli, [*RUN, "--engine", "numpy", "-o", str(tmp_path / "compiled")])
    assert again.exit_code == 1
    assert "another run" in str(again.exception)


@pytest.mark.usefixtures("own_kernels")
@pytest.mark.skipif(not HAS_COMPILER, reason="no C compiler here")
def test_compiled_wars_are_the_same_bits_by_two_processes(tmp_path: Path) -> None:
    wars = ("-n", "2100", "--engine", "compiled")
    for jobs in ("1", "2"):
        played(tmp_path / jobs, *wars, "-j", jobs)
    for name in ("runs.parquet", "events.parquet", "trajectories.parquet", "outcomes.csv"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes(), name


@pytest.mark.usefixtures("own_kernels")
@pytest.mark.skipif(not HAS_COMPILER, reason="no C compiler here")
def test_a_compiled_sweep_ends_as_numpys_does(tmp_path: Path) -> None:
    sweep = ("sweep", "baseline", "--param", "iran.drone_deliveries=0,2000", "-n", "5", "--weeks", "3", "--no-plots")
    tables = {}
    for engine in (COMPILED, NUMPY):
        done = CliRunner().invoke(cli, [*sweep, "--engine", engine, "-o", str(tmp_path / engine)])
        assert done.exit_code == 0, done.output
        assert json.loads((tmp_path / engine / "manifest.json").read_text())["played_by"] == engine
        tables[engine] = pd.read_parquet(tmp_path / engine / "runs.parquet")
    ours, theirs = tables[COMPILED], tables[NUMPY]
    assert ours["ending"].tolist() == theirs["ending"].tolist()
    np.testing.assert_allclose(ours["drones_launched"], theirs["drones_launched"], rtol=1e-9)
    assert sweep_of(tmp_path / COMPILED).engine == COMPILED


def test_without_a_compiler_numpy_plays_and_one_line_says_why(tmp_path: Path, without_compiler: None) -> None:
    manifest, _, said = played(tmp_path / "out", "--engine", "compiled")
    assert manifest["played_by"] == NUMPY
    assert [line for line in said.splitlines() if "no C compiler" in line] == [
        "NumPy plays: found no C compiler (no-such-compiler) on the path"
    ]


@pytest.mark.usefixtures("own_kernels")
@pytest.mark.skipif(not HAS_COMPILER, reason="no C compiler here")
def test_python_takes_an_engine_and_the_manifest_tells_it(baseline: Scenario) -> None:
    short = baseline.override("weeks", 3)
    assert sim.run(short, 24, engine=COMPILED).manifest["played_by"] == COMPILED
    assert sim.run(short, 24).manifest["played_by"] == NUMPY
    swept = sim.sweep(short, {"iran.drone_deliveries": [0, 2000]}, 24, engine=COMPILED)
    assert json.loads((swept.folder / "manifest.json").read_text())["played_by"] == COMPILED
    with pytest.raises(SimError, match="engine: found 'fastest'"):
        sim.run(short, 24, engine="fastest")


def test_programs_that_are_shared_count_together(baseline: Scenario) -> None:
    wars = engines.PAYS_FROM // baseline.weeks // 2
    one, other = baseline, baseline.override("structure.attrition", "square")
    assert settle_for("auto", [one], wars).engine == NUMPY
    assert settle_for("auto", [one, other], wars + 1).engine == (COMPILED if HAS_COMPILER else NUMPY)
    elsewhere = other.override("iran.backs", "ukraine")
    assert settle_for("auto", [one, elsewhere], wars + 1).engine == NUMPY


def test_auto_compiles_only_what_pays() -> None:
    assert settle("auto", engines.PAYS_FROM - 1).engine == NUMPY
    assert settle("auto", engines.PAYS_FROM).engine == (COMPILED if HAS_COMPILER else NUMPY)


def test_outcomes_alone_are_the_same_without_draws(tmp_path: Path) -> None:
    manifest, whole, _ = played(tmp_path / "runs")
    less, outcomes, _ = played(tmp_path / "outcomes", "--keep", "outcomes")
    assert (manifest["kept"], less["kept"]) == ("runs", "outcomes")
    drawn = [column for column in whole.columns if column.startswith("draw.")]
    assert drawn
    pd.testing.assert_frame_equal(outcomes, whole.drop(columns=drawn))
    for name in ("outcomes.csv", "events.parquet", "trajectories.parquet"):
        assert (tmp_path / "outcomes" / name).read_bytes() == (tmp_path / "runs" / name).read_bytes()
    refused = CliRunner().invoke(cli, ["sensitivity", str(tmp_path / "outcomes"), "--no-plots"])
    assert "--keep runs" in str(refused.exception)
