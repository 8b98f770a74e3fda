"""What a sweep visits: parameters, samplers, tables, files, and the order in which it is played."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.base.errors import SimError
from sim.runs import sweep as batch
from sim.runs.sweep import files
from sim.runs.sweep.lanes import bit_reversed, pack, wanted
from sim.scenario import Scenario

SHIPPED = sorted((Path(__file__).parents[3] / "sweeps").glob("*.yaml"))


def made(texts: list[str], scenario: Scenario, **how: object) -> batch.Design:
    return batch.make([batch.parse(text, scenario) for text in texts], scenario, **how)  # type: ignore[arg-type]


def test_a_grid_has_every_combination_once(short: Scenario) -> None:
    design = made(["nato.aid_level=0:2:5", "structure.attrition", "iran.drone_deliveries=0,900"], short)
    rows = set(design.points[list(design.paths)].itertuples(index=False, name=None))
    assert len(rows) == len(design.points) == 5 * 3 * 2
    assert {row[0] for row in rows} == {0.0, 0.5, 1.0, 1.5, 2.0}


def test_a_latin_hypercube_has_one_point_in_every_slice(short: Scenario) -> None:
    points = made(["nato.aid_level=0:2", "iran.drone_deliveries"], short, sampler="lhs", samples=16).points
    for path in ("nato.aid_level", "iran.drone_deliveries"):
        assert sorted((points[f"u.{path}"] * 16).astype(int)) == list(range(16))
    number = short.numbers["iran.drone_deliveries"]
    assert number.low <= points["iran.drone_deliveries"].min() <= points["iran.drone_deliveries"].max() <= number.high


def test_a_sobol_design_swaps_single_columns_and_is_nested(short: Scenario) -> None:
    texts = ["nato.aid_level=0:2", "iran.drone_deliveries=0:900", "nato.strategy"]
    points = made(texts, short, sampler="sobol", samples=8).points
    u = points.filter(like="u.").to_numpy().reshape(8, 5, 3)
    for column in range(3):
        differs = (u[:, 0] != u[:, 1 + column]).all(axis=0)
        assert differs.tolist() == [place == column for place in range(3)]
        assert np.array_equal(u[:, 1 + column, column], u[:, 4, column])
    larger = made(texts, short, sampler="sobol", samples=16).points
    assert larger.head(len(points)).equals(points)


def test_a_morris_trajectory_moves_one_parameter_at_a_time(short: Scenario) -> None:
    points = made(["nato.aid_level=0:2", "iran.drone_deliveries=0:900"], short, sampler="morris", samples=4).points
    steps = np.diff(points.filter(like="u.").to_numpy().reshape(4, 3, 2), axis=1)
    assert ((steps != 0.0).sum(axis=2) == 1).all()
    assert ((steps != 0.0).sum(axis=1) == 1).all()


def test_conditions_leave_out_what_does_not_meet_them(short: Scenario) -> None:
    texts = ["russia.recruitment=20000,30000", "ukraine.recruitment=20000,30000"]
    condition = batch.condition("russia.recruitment > ukraine.recruitment")
    points = made(texts, short, conditions=[condition]).points
    assert points[["russia.recruitment", "ukraine.recruitment"]].values.tolist() == [[30000.0, 20000.0]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nato.aid_levle=0:2:3", "did you mean 'nato.aid_level'?"),
        ("nato.aid_level=0:2:1", "found 1 steps"),
        ("nato.aid_level=2:0:3", "with low below high"),
        ("nato.aid_level=one", "expected a number"),
        ("nato.aid_level=-5:2:3", "nato.aid_level"),
        ("nato.strategy=surge,surge", "none twice"),
        ("nato.strategy=surgee", "surge"),
    ],
)
def test_what_cannot_be_varied_is_refused_with_its_path(short: Scenario, text: str, words: str) -> None:
    with pytest.raises(SimError, match=r".") as fault:
        batch.parse(text, short)
    assert words in str(fault.value)


def test_a_grid_over_a_range_without_steps_is_refused(short: Scenario) -> None:
    with pytest.raises(SimError, match="a grid needs steps"):
        made(["nato.aid_level=0:2"], short)


def test_sobol_samples_that_do_not_balance_are_refused(short: Scenario) -> None:
    with pytest.raises(SimError, match="power of two such as 128"):
        made(["nato.aid_level=0:2"], short, sampler="sobol", samples=100)


def test_a_table_sets_its_cells_and_nothing_else(short: Scenario, tmp_path: Path) -> None:
    table = tmp_path / "design.csv"
    table.write_text("nato.aid_level,nato.strategy\n0.5,surge\n,withdraw\n", encoding="utf-8")
    sweep = batch.Sweep(short, batch.from_table(table, short), 10, 1)
    assert sweep.settings(0) == {"nato.aid_level": 0.5, "nato.strategy": "surge"}
    assert sweep.settings(1) == {"nato.strategy": "withdraw"}
    assert sweep.at(1).numbers["nato.aid_level"] == short.numbers["nato.aid_level"]
    table.write_text("nato.aid_level\n0.5\nmuch\n", encoding="utf-8")
    with pytest.raises(SimError, match=r"design.csv:3: .*nato.aid_level: found 'much'"):
        batch.from_table(table, short)


def test_sweeps_are_shipped() -> None:
    assert SHIPPED


@pytest.mark.parametrize("file", SHIPPED, ids=lambda path: path.stem)
def test_shipped_sweeps_make_designs(file: Path) -> None:
    from sim.scenario import load

    located = files.read(file)
    content = located.content
    scenario = load(content.scenario)
    design = made(list(located.texts), scenario, sampler=content.sampler, samples=content.samples or 0)
    assert len(design.points) > 20


BAD_SWEEP = """\
scenario: baseline
parametres: {}
parameters:
  nato.aid_level: {low: 3, high: x}
  nato.strategy: [surge, 2024-01-01]
replications: many
set: [1]
"""


def test_every_fault_of_a_design_is_said_with_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(BAD_SWEEP, encoding="utf-8")
    with pytest.raises(SimError) as fault:
        files.read(path)
    assert fault.value.faults == tuple(map(str, files.check(path)))
    places = [line.split(": ")[:2] for line in fault.value.faults]
    assert places == [
        ["bad.yaml:2", "parametres"],
        ["bad.yaml:4", "parameters.nato.aid_level.high"],
        ["bad.yaml:5", "parameters.nato.strategy"],
        ["bad.yaml:6", "replications"],
        ["bad.yaml:7", "set"],
    ]


def test_a_sweeps_file_is_checked_against_the_scenario_it_names(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    text = "scenario: baseline\nparameters:\n  nato.aid_levl: 0:2\nset:\n  nato.aid_level: -1\noutcomes: [peace]\n"
    path.write_text(text, encoding="utf-8")
    assert [(fault.line, fault.path) for fault in files.check(path)] == [
        (3, "parameters.nato.aid_levl"),
        (5, "set.nato.aid_level"),
        (6, "outcomes"),
    ]
    path.write_text("scenario: baselin\nparameters:\n  nato.strategy:\n", encoding="utf-8")
    assert "baselin" in " ".join(map(str, files.check(path)))


@pytest.mark.parametrize("spec", ["0:2", "1:30", "{low: 1, high: 30}"])
def test_a_range_is_read_as_it_is_written(spec: str, tmp_path: Path) -> None:
    path = tmp_path / "sweep.yaml"
    path.write_text(f"scenario: baseline\nparameters:\n  nato.aid_level: {spec}\n", encoding="utf-8")
    ends = [float(end) for end in files.read(path).texts[0].partition("=")[2].split(":")]
    assert ends == ([0, 2] if spec == "0:2" else [1, 30])


def test_tasks_cover_every_war_once_and_fill_their_arrays(small: batch.Sweep, short: Scenario) -> None:
    many = batch.Sweep(short, made(["nato.aid_level=0:2:40"], short), 1500, 1)
    for sweep in (small, many):
        groups = pack(wanted(sweep), sweep.structures[1])
        wars = [(lane.point, i) for group in groups for lane in group for i in range(lane.first, lane.last)]
        assert sorted(wars) == [(p, i) for p in range(sweep.n_points) for i in range(sweep.replications)]
    widths = [sum(lane.n for lane in group) for group in pack(wanted(many), many.structures[1])]
    assert np.mean(widths) > 900


def test_any_beginning_of_the_order_is_an_even_sample(short: Scenario) -> None:
    sweep = batch.Sweep(short, made(["nato.aid_level=0:2:64"], short), 2048, 1)
    lanes = wanted(sweep)
    assert [lane.block for lane in lanes] == sorted(lane.block for lane in lanes)
    for begun in (4, 8, 16, 32):
        points = sorted(lane.point for lane in lanes[:begun])
        assert points == list(range(0, 64, 64 // begun))
    assert sorted(bit_reversed(37)) == list(range(37))
