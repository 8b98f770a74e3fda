"""What will not fit on the disk is refused before anything is written; what it takes is reckoned right."""

from __future__ import annotations

import json
import shutil
import sys
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.cli import main
from sim.runs import compare as comparison
from sim.runs import disk, ensemble, results
from sim.runs import sweep as batch
from sim.runs.blocks import play_missing
from sim.runs.disk import LEFT_FREE
from sim.runs.ensemble import Plan
from sim.runs.sweep import folder as folders
from sim.runs.sweep import space
from sim.runs.workers import Place
from sim.scenario import Scenario, load
from tests.blocks import play_to_disk

Usage = namedtuple("Usage", "total used free")
SHORT = ("--weeks", "4", "--no-plots", "-j", "1", "-o", "out")


@pytest.fixture(scope="module")
def short() -> Scenario:
    return load("baseline", ["weeks=6"])


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Pretend that so many bytes are free."""
    return lambda left: monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12 - left, left))


@pytest.fixture
def sim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Run the command in this process; its exit code and what it said to stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["sim", *words])
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        return code, capsys.readouterr().err

    return call


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def peaks(monkeypatch: pytest.MonkeyPatch) -> dict[Path, int]:
    """Most that watched folders held when a file had been written and had not yet taken its place."""
    found: dict[Path, int] = {}
    replace = Path.replace

    def noting(self: Path, target: Path) -> Path:
        for folder, most in found.items():
            found[folder] = max(most, size(folder))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", noting)
    return found


@pytest.mark.parametrize(
    "words",
    [
        ("run", "baseline", "-n", "1000000"),
        ("compare", "baseline", "sustain", "-n", "1000000"),
        ("sweep", "baseline", "--param", "nato.aid_level=0:2:9", "-n", "1000000"),
    ],
    ids=lambda words: words[0],
)
def test_a_full_disk_is_named_with_need_and_space(
    words: tuple[str, ...], sim: Callable[..., tuple[int, str]], free: Callable[[int], None], tmp_path: Path
) -> None:
    free(2 * 10**9)
    code, said = sim(*words, *SHORT)
    assert code == 1
    assert "out: the results may take" in said
    assert " GB, but only 2 GB are free there" in said
    assert "fewer" in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_a_sweep_that_cannot_grow_stays_finished(
    sim: Callable[..., tuple[int, str]], free: Callable[[int], None], tmp_path: Path
) -> None:
    assert sim("sweep", "baseline", "--param", "nato.aid_level=0,2", "-n", "2", *SHORT)[0] == 0
    free(10**9)
    code, said = sim("expand", "out", "-n", "9000000")
    assert (code, "are free there" in said) == (1, True)
    assert json.loads((tmp_path / "out/manifest.json").read_text())["status"] == "finished"


def test_only_what_is_missing_counts_when_a_run_is_resumed(
    short: Scenario, sim: Callable[..., tuple[int, str]], free: Callable[[int], None], tmp_path: Path
) -> None:
    plan = Plan(short, 3, 3000)
    whole = disk.of_run(plan, tmp_path / "out").total
    blocks = results.begin(plan, tmp_path / "out", "sim run")
    for block in (0, 1):
        play_to_disk(plan, block, blocks)
    rest = disk.of_run(plan, tmp_path / "out").total
    assert whole - rest == pytest.approx(size(blocks), rel=0.1)

    free(rest + LEFT_FREE - 1)
    assert sim("resume", "out", "--no-plots")[0] == 1
    free(rest + LEFT_FREE)
    assert sim("resume", "out", "--no-plots")[0] == 0
    free(LEFT_FREE)
    assert sim("resume", "out", "--no-plots")[0] == 0, "a finished run needs no room to be shown"


def test_a_run_takes_at_its_peak_what_was_reckoned(short: Scenario, tmp_path: Path, peaks: dict[Path, int]) -> None:
    plan, folder = Plan(short, 3, 1500), tmp_path / "out"
    reckoned = disk.of_run(plan, folder)
    blocks = results.begin(plan, folder, "")
    play_missing(plan, blocks, Place(1))
    assert reckoned.blocks / 1.1 < size(blocks) < 1.1 * reckoned.blocks
    peaks[folder] = 0
    results.finish(plan, folder)
    assert peaks[folder] / 2 < reckoned.total < 2 * peaks[folder]
    assert reckoned.files / 2 < size(folder) < 2 * reckoned.files


def test_series_of_the_first_blocks_alone_are_reckoned(short: Scenario, tmp_path: Path) -> None:
    block, kept = ensemble.BLOCK, ensemble.SERIES_BLOCKS
    needs = [disk.of_run(Plan(short, 3, n * block), tmp_path).blocks for n in (kept - 1, kept, kept + 1)]
    war = disk.of_war(Plan(short, 3, block))
    assert needs[1] - needs[0] - (needs[2] - needs[1]) == war.series * block


def test_a_comparison_takes_at_its_peak_what_was_reckoned(
    short: Scenario, tmp_path: Path, peaks: dict[Path, int]
) -> None:
    other = short.override("nato.aid_level", 0.0)
    compared = comparison.prepare([Plan(each, 3, 1500) for each in (short, other)])
    folder = tmp_path / "out"
    reckoned = comparison.most_bytes(compared, folder)
    comparison.begin(compared, folder, "", ["", ""])
    peaks[folder] = 0
    for plan, label in zip(compared.plans, compared.labels, strict=True):
        comparison.ensure_played(plan, folder / label, Place(1), outputs=tmp_path)
    assert peaks[folder] / 2 < reckoned < 2 * peaks[folder]
    one = disk.of_run(compared.plans[0], tmp_path / "nowhere")
    assert reckoned == 2 * one.files + one.blocks, "the blocks of one run at a time"


def test_a_sweep_takes_the_disk_that_was_reckoned(short: Scenario, tmp_path: Path, peaks: dict[Path, int]) -> None:
    design = batch.make([batch.parse("nato.aid_level=0:2:3", short)], short)
    folder = tmp_path / "out"
    for n in (600, 1200):
        sweep = batch.Sweep(short, design, n, 3)
        there = size(folder) if folder.exists() else 0
        reckoned = space.most_bytes(sweep, folder)
        (folders.expand if there else folders.begin)(sweep, folder, "")
        peaks[folder] = 0
        assert batch.run(sweep, folder, Place(1)) == []
        assert (peaks[folder] - there) / 2 < reckoned < 2 * (peaks[folder] - there)
