"""A compiled program plays the same wars: endings as NumPy's, bits that depend on nothing but the war."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from sim.engine import building
from sim.engine.kernel import Kernel, finished, kernel, source
from sim.engine.printing import Printed, Printer
from sim.engine.trace import trace
from sim.runs.block import Block, Lane
from sim.runs.ensemble import Played, collect
from sim.scenario import Scenario, load

pytestmark = pytest.mark.skipif(not any(map(shutil.which, building.COMPILERS)), reason="no C compiler here")

HERE = Path(__file__)
WARS, WEEKS = 203, 30
OLD_PROCESSOR = ("-O1", "-ffp-contract=off", "-fno-math-errno", "-shared", "-fPIC")
"""Flags that use nothing which not every processor has."""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("iran_supply", [f"weeks={WEEKS}"])


@pytest.fixture(scope="module")
def block(scenario: Scenario) -> Block:
    return Block(scenario, 20240603, (Lane(0, 0, WARS),))


@pytest.fixture(scope="module")
def compiled(scenario: Scenario, block: Block) -> Kernel:
    return kernel(scenario, block.drawn)


@pytest.fixture(scope="module")
def printed(scenario: Scenario, block: Block) -> Printed:
    return Printer(trace(scenario, block.drawn)).printed()


def by_numpy(block: Block) -> Played:
    war = block.model()
    for _ in range(block.scenario.weeks):
        war.step()
    return collect(block, war, block.n)


def by_kernel(block: Block, player: Kernel) -> Played:
    with finished(player, block.scenario, block.draws(), block.dice) as war:
        return collect(block, war, block.n)


def test_it_gives_what_numpy_gives(block: Block, compiled: Kernel) -> None:
    ours, theirs = by_kernel(block, compiled), by_numpy(block)
    for mine, reference in ((ours.runs, theirs.runs), (ours.events, theirs.events), (ours.series, theirs.series)):
        assert list(mine) == list(reference)
        for name, values in reference.items():
            assert mine[name].dtype == values.dtype, name
            if values.dtype.kind == "f":
                np.testing.assert_allclose(mine[name], values, rtol=1e-6, atol=1e-8, err_msg=name)
            else:
                np.testing.assert_array_equal(mine[name], values, err_msg=name)


def test_a_war_is_the_same_beside_any_others(block: Block, compiled: Kernel) -> None:
    draws, dice = block.draws(), block.dice
    whole = compiled.play(draws, dice, WEEKS)
    some = slice(101, 138)
    part = type(dice)(dice.seed, dice.replications[some])
    alone = compiled.play({path: values[some] for path, values in draws.items()}, part, WEEKS)
    np.testing.assert_array_equal(alone.finals, whole.finals[:, some])
    for name, values in alone.series.items():
        np.testing.assert_array_equal(values, whole.series[name][:, some])


def test_the_source_for_cuda_gives_the_same_bits_everywhere(block: Block, compiled: Kernel, printed: Printed) -> None:
    before, after = (HERE.with_name(name).read_text(encoding="utf-8") for name in ("cuda_on_cpu.h", "cuda_launch.h"))
    code = building.loaded(building.library(before + source(printed, 1) + after, OLD_PROCESSOR))
    code.play = code.launch
    draws, dice = block.draws(), block.dice
    plain, wide = Kernel(code, printed).play(draws, dice, WEEKS), compiled.play(draws, dice, WEEKS)
    np.testing.assert_array_equal(plain.finals, wide.finals)
    for name, values in plain.series.items():
        np.testing.assert_array_equal(values, wide.series[name])


def test_what_is_damaged_is_not_loaded(own_kernels: Path) -> None:
    text = '__attribute__((visibility("default"))) int answer(void) { return 42; }'
    built = building.library(text, OLD_PROCESSOR)
    assert building.loaded(built).answer() == 42
    built.write_bytes(built.read_bytes() + b"more")
    with pytest.raises(building.NoCompilerError, match="another file"):
        building.loaded(built)
    assert building.library(text, OLD_PROCESSOR) == built
    assert building.is_whole(built)


def test_a_folder_that_others_can_get_at_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = building.private_folder()
    assert folder.stat().st_mode & building.OTHERS == 0
    folder.chmod(0o755)
    with pytest.raises(building.NoCompilerError, match="others"):
        building.private_folder()
