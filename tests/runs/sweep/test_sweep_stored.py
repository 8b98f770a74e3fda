"""Stored sweeps and runs are read as they were written, or refused by the name of the file that is not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from sim import api
from sim.base.errors import SimError
from sim.cli import cli
from sim.runs import compare as comparison
from sim.runs import results
from sim.runs import sweep as batch
from sim.runs.ensemble import Plan
from sim.runs.workers import Place
from sim.scenario import Scenario

Spoil = Callable[[Path], object]


@pytest.fixture
def swept(uninterrupted: Path, tmp_path: Path) -> Path:
    """A copy of the small sweep, to be spoilt."""
    return Path(shutil.copytree(uninterrupted, tmp_path / "swept"))


@pytest.fixture(scope="module")
def played(short: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small run."""
    return api.run(short, 20, 3, output=tmp_path_factory.mktemp("run") / "whole").folder


def edited(**change: object) -> Spoil:
    def spoil(folder: Path) -> None:
        path = folder / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | change))

    return spoil


def lost(name: str) -> Spoil:
    return lambda folder: (folder / name).unlink()


def cut(name: str) -> Spoil:
    def spoil(folder: Path) -> None:
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(content[: len(content) // 2])

    return spoil


def shortened(name: str) -> Spoil:
    return lambda folder: pd.read_parquet(folder / name).iloc[:-1].to_parquet(folder / name, index=False)


def moved(folder: Path) -> None:
    points = pd.read_parquet(folder / "points.parquet")
    points["nato.aid_level"] += 0.25
    points.to_parquet(folder / "points.parquet", index=False)


def refused(*words: str) -> str:
    done = CliRunner().invoke(cli, list(words))
    assert isinstance(done.exception, SimError), done.output
    return str(done.exception)


SPOILT_SWEEPS: dict[str, tuple[Spoil, str]] = {
    "no wars": (lost("runs.parquet"), "runs.parquet: found no such file"),
    "half the wars": (cut("runs.parquet"), "runs.parquet: found it broken"),
    "a war too few": (shortened("runs.parquet"), "runs.parquet: found it broken, changed or exchanged"),
    "a draw too few": (shortened("draws.parquet"), "draws.parquet: found it broken, changed or exchanged"),
    "no points": (lost("points.parquet"), "points.parquet: found no such file, expected the file as it was written"),
    "other points": (moved, "points.parquet: found it broken, changed or exchanged"),
    "fewer points": (shortened("points.parquet"), "points.parquet: found it broken, changed or exchanged"),
    "more wars": (edited(replications=600), "manifest.json: found it broken, changed or exchanged"),
    "another seed": (edited(seed=12), "manifest.json: found it broken, changed or exchanged"),
    "half a manifest": (cut("manifest.json"), "manifest.json: found it broken"),
    "no design": (edited(design=None), "manifest.json: found it broken, changed or exchanged"),
    "no manifest's list": (lambda f: (f / "manifest.json").write_text("[]"), "manifest.json: found it broken"),
}


@pytest.mark.parametrize(("spoil", "said"), SPOILT_SWEEPS.values(), ids=SPOILT_SWEEPS)
def test_a_spoilt_sweep_is_refused_by_whatever_reads_it(spoil: Spoil, said: str, swept: Path) -> None:
    spoil(swept)
    for words in (
        ("resume", str(swept), "--no-plots"),
        ("expand", str(swept), "-n", "301", "--no-plots"),
        ("sensitivity", str(swept), "--outcome", "territory_change", "--no-plots"),
        ("discover", str(swept), "--outcome", "territory_change > 0", "--no-plots"),
    ):
        found = refused(*words)
        assert said in found, words
        assert str(swept) in found
        assert "play it again into another folder" in found


def test_the_same_command_notices_lost_wars(small: batch.Sweep, swept: Path) -> None:
    (swept / "runs.parquet").unlink()
    with pytest.raises(SimError, match=r"runs\.parquet: found no such file"):
        batch.begin(small, swept, "sim sweep")


def test_an_expansion_without_its_first_wars_is_refused(small: batch.Sweep, swept: Path) -> None:
    from dataclasses import replace

    batch.expand(replace(small, replications=310), swept, "sim expand")
    (swept / "runs.parquet").unlink()
    with pytest.raises(SimError, match=r"runs\.parquet: found no such file"):
        batch.sweep_of(swept)


SPOILT_RUNS: dict[str, tuple[Spoil, str]] = {
    "no wars": (lost("runs.parquet"), "runs.parquet: found no such file"),
    "a war too few": (shortened("runs.parquet"), "runs.parquet: found it broken, changed or exchanged"),
    "half the bands": (cut("trajectories.parquet"), "trajectories.parquet: found it broken"),
    "more wars": (edited(replications=40), "manifest.json: found it broken, changed or exchanged"),
    "half a manifest": (cut("manifest.json"), "manifest.json: found it broken"),
}


@pytest.mark.parametrize(("spoil", "said"), SPOILT_RUNS.values(), ids=SPOILT_RUNS)
def test_a_spoilt_run_is_refused_by_whatever_reads_it(spoil: Spoil, said: str, played: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(played, tmp_path / "run"))
    spoil(folder)
    for words in (("resume",), ("sensitivity", "--outcome", "territory_change")):
        found = refused(words[0], str(folder), *words[1:], "--no-plots")
        assert said in found
        assert str(folder) in found
    with pytest.raises(SimError):
        results.read(folder)


def test_a_comparison_neither_shows_nor_takes_over_a_spoilt_run(
    short: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.runs.program._git_commit", lambda: "0123abc")  # only wars of a commit are taken over
    plans = [Plan(each, 3, 10) for each in (short, short.override("nato.aid_level", 0.5))]
    compared, folder = comparison.prepare(plans), tmp_path / "outputs/compare/two/made"
    comparison.begin(compared, folder, "sim compare", ["sim run"] * 2)
    for plan, label in zip(plans, compared.labels, strict=True):
        comparison.ensure_played(plan, folder / label, Place(1), outputs=tmp_path)
    assert comparison.comparison_of(folder).identity == compared.identity

    first, second = tmp_path / "first", tmp_path / "second"
    for other in (first, second):
        results.begin(plans[0], other, "sim run")
    whole = Path(shutil.copytree(folder / compared.labels[0], tmp_path / f"outputs/{short.name}/whole"))
    assert not comparison.ensure_played(plans[0], first, Place(1), outputs=tmp_path / "outputs"), "taken over"
    for earlier in (folder / compared.labels[0], whole):
        shortened("runs.parquet")(earlier)
    assert comparison.ensure_played(plans[0], second, Place(1), outputs=tmp_path / "outputs"), "played, not taken over"
    assert "runs.parquet: found it broken, changed or exchanged" in refused("resume", str(folder), "--no-plots")

    path = folder / "comparison.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"replications": 20}))
    assert "comparison.json: found it broken, changed or exchanged" in refused("resume", str(folder))
    path.write_text("{")
    assert "comparison.json: found it broken" in refused("resume", str(folder))
