"""A compiled program plays the same wars: endings as NumPy's, bits that depend on nothing but the war."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from sim.base.arrays import Floats
from sim.engine import building
from sim.engine.kernel import Kernel, kernel, source
from sim.engine.printing import Printed, Printer
from sim.engine.shared import Shared, programs
from sim.engine.trace import trace
from sim.runs.block import Block, Lane, play
from sim.runs.engines import COMPILED, SINGLE
from sim.runs.ensemble import Played, collect
from sim.scenario import load
from tests.conftest import QUICKLY_BUILT

pytestmark = pytest.mark.skipif(not any(map(shutil.which, building.COMPILERS)), reason="no C compiler here")

HERE = Path(__file__)
WARS, WEEKS = 203, 30
OLD_PROCESSOR = ("-O1", "-ffp-contract=off", "-fno-math-errno", "-shared", "-fPIC")
"""Flags that use nothing which not every processor has."""


WAYS = {
    "iran_supply": (),
    "baseline": ("structure.attrition=linear",),
    "west_decides": ("structure.attrition=square", "russia.posture=offensive"),
    "start_spring_2022": ("structure.bargaining=commitment", "ukraine.posture=withdraw"),
    "istanbul_terms": (),
    "negotiate_rearm": ("structure.bargaining=mutually_hurting_stalemate", "decisions.iran.policy=random"),
}
"""Scenarios with other numbers, events and menus taken, and every way of writing the equations."""


@pytest.fixture(scope="module")
def blocks() -> dict[str, Block]:
    scenarios = {name: load(name, [*settings, f"weeks={WEEKS}"]) for name, settings in WAYS.items()}
    shared = programs(scenarios.values())
    lanes = (Lane(0, 0, WARS),)
    return {
        name: Block(scenario, 20240603, lanes, engine=COMPILED, shared=shared[scenario])
        for name, scenario in scenarios.items()
    }


@pytest.fixture(scope="module")
def block(blocks: Mapping[str, Block]) -> Block:
    return blocks["iran_supply"]


@pytest.fixture(scope="module")
def program(block: Block) -> Shared:
    return block.program


@pytest.fixture(scope="module")
def compiled(program: Shared) -> Kernel:
    return kernel(program)


@pytest.fixture(scope="module")
def printed(program: Shared) -> Printed:
    return Printer(trace(program)).printed()


@pytest.fixture(scope="module")
def told(block: Block) -> dict[str, Floats]:
    return block.program.told(block.scenario, block.draws(), block.n)


def played(block: Block) -> Played:
    return play(block, lambda block, war: collect(block, war, block.n))


@pytest.mark.parametrize("name", WAYS)
def test_scenarios_of_one_program_give_what_numpy_gives(name: str, blocks: Mapping[str, Block]) -> None:
    ours, theirs = played(blocks[name]), played(replace(blocks[name], engine="numpy"))
    for mine, reference in ((ours.runs, theirs.runs), (ours.events, theirs.events), (ours.series, theirs.series)):
        assert list(mine) == list(reference)
        for column, values in reference.items():
            assert mine[column].dtype == values.dtype, column
            if values.dtype.kind == "f":
                np.testing.assert_allclose(mine[column], values, rtol=1e-6, atol=1e-8, err_msg=column)
            else:
                np.testing.assert_array_equal(mine[column], values, err_msg=column)


def test_single_precision_loses_digits_and_no_decision(blocks: Mapping[str, Block]) -> None:
    for name in ("istanbul_terms", "iran_supply"):  # with a standing offer, and without
        short, whole = (played(replace(blocks[name], engine=engine)) for engine in (SINGLE, COMPILED))
        np.testing.assert_array_equal(short.runs["ending"], whole.runs["ending"], err_msg=name)
        for series in ("russian_belief", "ukrainian_belief"):
            np.testing.assert_allclose(
                short.series[series], whole.series[series], atol=1e-3, err_msg=f"{name} {series}"
            )


def test_what_shares_a_program_with_a_scenario_moves_no_bit(
    blocks: Mapping[str, Block], monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = played(blocks["baseline"])
    monkeypatch.setattr("sim.engine.kernel.library", partial(building.library, flags=QUICKLY_BUILT))
    alone = played(replace(blocks["baseline"], shared=None))
    for one, other in ((beside.runs, alone.runs), (beside.events, alone.events), (beside.series, alone.series)):
        assert list(one) == list(other)
        for name, values in one.items():
            np.testing.assert_array_equal(values, other[name], err_msg=name)


def test_a_war_is_the_same_beside_any_others(block: Block, told: dict[str, Floats], compiled: Kernel) -> None:
    dice = block.dice
    whole = compiled.play(told, dice, WEEKS)
    some = slice(101, 138)
    part = type(dice)(dice.seed, dice.replications[some])
    alone = compiled.play({path: values[some] for path, values in told.items()}, part, WEEKS)
    np.testing.assert_array_equal(alone.finals, whole.finals[:, some])
    for name, values in alone.series.items():
        np.testing.assert_array_equal(values, whole.series[name][:, some])


def test_the_source_for_cuda_gives_the_same_bits_everywhere(
    block: Block, told: dict[str, Floats], compiled: Kernel, printed: Printed
) -> None:
    before, after = (HERE.with_name(name).read_text(encoding="utf-8") for name in ("cuda_on_cpu.h", "cuda_launch.h"))
    code = building.loaded(building.library(before + source(printed, 1) + after, OLD_PROCESSOR))
    code.play = code.launch
    dice = block.dice
    plain, wide = Kernel(code, printed).play(told, dice, WEEKS), compiled.play(told, dice, WEEKS)
    np.testing.assert_array_equal(plain.finals, wide.finals)
    for name, values in plain.series.items():
        np.testing.assert_array_equal(values, wide.series[name])


def test_what_is_damaged_is_not_loaded(own_kernels: Path) -> None:
    text = '__attribute__((visibility("default"))) int answer(void) { return 42; }'
    built = building.library(text, OLD_PROCESSOR)
    assert building.loaded(built).answer() == 42
    damaged = built.with_suffix(".damaged")  # what is loaded stays mapped: changed in place, it would crash at the end
    damaged.write_bytes(built.read_bytes() + b"more")
    damaged.replace(built)
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
