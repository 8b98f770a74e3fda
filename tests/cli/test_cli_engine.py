"""`--engine`: what plays the wars is said in the manifest, and a run goes on with what began it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim.base.errors import SimError
from sim.cli import cli
from sim.engine import building, kernel
from sim.runs import compare as comparison
from sim.runs import engines, results
from sim.runs.engines import COMPILED, CUDA, NUMPY, SINGLE, settle, settle_for
from sim.runs.ensemble import Plan
from sim.runs.sweep import sweep_of
from sim.runs.workers import Place
from sim.scenario import Scenario
from tests.blocks import play_to_disk

OTHER_FLAGS = ("-O0", "-fno-inline", "-ffp-contract=off", "-fno-math-errno", "-shared", "-fPIC")
"""Other machine code: not optimised, for whatever processor."""
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


def begun(plan: Plan, folder: Path) -> Path:
    """A run whose first block has been played."""
    play_to_disk(plan, 0, results.begin(plan, folder, "sim run baseline"))
    return folder


def told_by(folder: Path, **changes: object) -> None:
    """Have a manifest say something else."""
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


ELSEWHERE = {
    "python": "3.99.0",
    "platform": "Another-1.0-riscv64",
    "packages": {"numpy": "9.0.0", "scipy": "9.0.0", "mesa": "9.0.0"},
}


@pytest.mark.usefixtures("own_kernels")
@pytest.mark.skipif(not HAS_COMPILER, reason="no C compiler here")
def test_another_machine_finishes_a_compiled_run_to_the_same_bytes(
    baseline: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = Plan(baseline.override("weeks", 3), 3, 1100, engine=COMPILED)
    whole = begun(plan, tmp_path / "whole")
    results.complete(plan, whole, Place(1))
    same, other = (begun(replace(plan, engine=engine), tmp_path / engine) for engine in (COMPILED, CUDA))
    for folder in (same, other):
        told_by(folder, **ELSEWHERE)
    resume = ["--no-plots", "-j", "1"]
    done = CliRunner().invoke(cli, ["resume", str(same), *resume])
    assert done.exit_code == 0, done.output
    with monkeypatch.context() as patch:  # another compiler's code, in another user's cache
        patch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        patch.setattr(kernel, "library", partial(building.library, flags=OTHER_FLAGS))
        kernel._kernel.cache_clear()
        done = CliRunner().invoke(cli, ["resume", str(other), *resume])
    kernel._kernel.cache_clear()
    assert done.exit_code == 0, done.output
    assert list((tmp_path / "cache").rglob("*.so"))
    for name in results.FILES:
        assert (same / name).read_bytes() == (other / name).read_bytes() == (whole / name).read_bytes(), name


@pytest.mark.usefixtures("own_kernels")
@pytest.mark.skipif(not HAS_COMPILER, reason="no C compiler here")
def test_another_precision_is_refused_and_named(baseline: Scenario, tmp_path: Path) -> None:
    plan = Plan(baseline.override("weeks", 3), 3, 1100, engine=COMPILED)
    folder = begun(plan, tmp_path / "out")
    words = ("run", "baseline", "--weeks", "3", "-n", "1100", "--seed", "3", "--no-plots", "-o", str(folder))
    for other in (SINGLE, NUMPY):
        refused = CliRunner().invoke(cli, [*words, "--engine", other])
        assert refused.exit_code == 1
        assert f"found the results of another run (engine compiled, now {other})" in str(refused.exception)


def test_numpys_bits_are_those_of_its_version(baseline: Scenario, tmp_path: Path) -> None:
    folder = begun(Plan(baseline.override("weeks", 3), 3, 1100), tmp_path / "out")
    told_by(folder, **ELSEWHERE)
    refused = CliRunner().invoke(cli, ["resume", str(folder), "--no-plots", "-j", "1"])
    assert "numpy 9.0.0, now" in str(refused.exception)


@pytest.mark.usefixtures("own_kernels")
@pytest.mark.skipif(not HAS_COMPILER, reason="no C compiler here")
def test_a_compiled_comparison_is_gone_on_with(baseline: Scenario, tmp_path: Path) -> None:
    short = baseline.override("weeks", 3)
    plans = [Plan(each, 3, 24, engine=COMPILED) for each in (short, short.override("nato.aid_level", 0.0))]
    compared = comparison.prepare(plans)
    comparison.begin(compared, tmp_path / "out", "sim compare", ["", ""])
    comparison.ensure_played(plans[0], tmp_path / "out" / compared.labels[0], Place(1), outputs=tmp_path / "out")
    done = CliRunner().invoke(cli, ["resume", str(tmp_path / "out"), "--no-plots", "-j", "1"])
    assert done.exit_code == 0, done.output
    assert comparison.comparison_of(tmp_path / "out").plans[1].engine == COMPILED


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


def test_few_wars_are_kept_alike_whatever_is_kept(tmp_path: Path) -> None:
    manifest, *_ = played(tmp_path / "runs")
    less, *_ = played(tmp_path / "outcomes", "--keep", "outcomes")
    assert (manifest["kept"], less["kept"]) == ("runs", "outcomes")
    for name in ("runs.parquet", "outcomes.csv", "events.parquet", "trajectories.parquet"):
        assert (tmp_path / "outcomes" / name).read_bytes() == (tmp_path / "runs" / name).read_bytes()
