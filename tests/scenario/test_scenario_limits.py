"""No file takes long to be refused, none leads out of its folder, and what loads can be loaded again."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sim.base.errors import SimError
from sim.base.files import read_text
from sim.runs.sweep import files as sweep_files
from sim.runs.sweep.table import read_table
from sim.scenario import Scenario, check, load, resolved_yaml
from sim.scenario.files import MAX_BYTES
from sim.studies.argument import load as load_ledger
from sim.studies.validation import battle_data, record
from tests.faults.folders import LEDGER

SECONDS = 5.0
HEAD = "extends: baseline\ntitle: x\n"


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["a" * 300, "a" * 5000, "x\\0y"])
def test_a_parent_that_can_be_no_file_is_refused(name: str, tmp_path: Path) -> None:
    (fault,) = check(written(tmp_path / "case.yaml", f'extends: "{name}"\ntitle: x\n'))[:1]
    assert (fault.file, fault.line) == ("case.yaml", 1)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("name", ["a\x07b.yaml", "a\nb.yaml", "a\u202eb.yaml", os.fsdecode(b"a\xff.yaml")])
def test_a_file_whose_name_steers_a_terminal_is_refused(name: str, tmp_path: Path) -> None:
    (fault,) = check(written(tmp_path / name, HEAD))
    assert "in the file's name, expected a name without any" in fault.message


@pytest.mark.parametrize("indent", ["", "iran:\n"])
def test_thirty_thousand_unknown_keys_are_refused_in_seconds(indent: str, tmp_path: Path) -> None:
    keys = "".join(f"{'  ' if indent else ''}key_{number}: 1\n" for number in range(30_000))
    path, begun = written(tmp_path / "case.yaml", HEAD + indent + keys), time.process_time()
    assert len(check(path)) == 30_000
    assert time.process_time() - begun < SECONDS


def test_advice_is_given_again_for_the_next_file(tmp_path: Path) -> None:
    keys = "".join(f"key_{number}: 1\n" for number in range(3_000))
    check(written(tmp_path / "many.yaml", HEAD + keys))
    (fault,) = check(written(tmp_path / "one.yaml", HEAD + "ukrain: {}\n"))
    assert "did you mean 'ukraine'?" in fault.message


def test_what_loads_is_small_enough_to_load_again(tmp_path: Path) -> None:
    one = "  - {{name: event_{0}, title: {1}, week: 3, changes: [{{path: nato.aid_level, scale: 1.0}}]}}\n"
    for n in (300, 2_900):
        path = written(
            tmp_path / f"events_{n}.yaml", HEAD + "events:\n" + "".join(one.format(i, "x" * 230) for i in range(n))
        )
        assert path.stat().st_size < MAX_BYTES
        faults = check(path)
        if faults:
            assert "bytes with all that is inherited, expected 1,000,000 (1 MB) or less" in faults[0].message
        else:
            again = written(tmp_path / "again.yaml", resolved_yaml(load(path)))
            assert load(again).hash == load(path).hash
    assert faults, "the larger one is refused"


@pytest.mark.parametrize("design", ["../points.csv", "/dev/zero", "below/points.csv", "link.csv"])
def test_a_sweep_reads_no_design_outside_its_folder(design: str, tmp_path: Path) -> None:
    written(tmp_path / "points.csv", "nato.aid_level\n1\n")
    path = written(tmp_path / "here/sweep.yaml", f"scenario: baseline\ndesign: {design}\n")
    (path.parent / "link.csv").symlink_to(tmp_path / "points.csv")
    (fault,) = sweep_files.check(path)
    assert (fault.path, fault.line) == ("design", 2)
    assert "leaves the folder of the sweep" in fault.message
    with pytest.raises(SimError, match="leaves the folder"):
        sweep_files.read(path)


def test_a_sweep_reads_no_scenario_outside_its_folder(tmp_path: Path) -> None:
    written(tmp_path / "case.yaml", HEAD)
    path = written(tmp_path / "here/sweep.yaml", "scenario: ../case.yaml\nparameters: {nato.aid_level: [0, 1]}\n")
    assert "leaves the folder of the sweep" in sweep_files.check(path)[0].message


@pytest.mark.parametrize("name", ["../case", "link"])
def test_a_ledger_reads_no_scenario_outside_its_folder(name: str, tmp_path: Path) -> None:
    written(tmp_path / "case.yaml", HEAD + "secret: 1\n")
    ledger = LEDGER.replace("{scenario: baseline, weeks: 3}", f"{{scenario: {name}, weeks: 3}}")
    path = written(tmp_path / "here/ledger.yaml", ledger)
    (path.parent / "link.yaml").symlink_to(tmp_path / "case.yaml")
    with pytest.raises(SimError, match="leaves the folder of the ledger") as refusal:
        load_ledger(path)
    assert "secret" not in str(refusal.value)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes among files")
def test_readers_of_tables_refuse_what_is_no_file(tmp_path: Path, baseline: Scenario) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero"), tmp_path):
        for reads in (record.load, battle_data.read, lambda each: read_table(each, baseline)):
            with pytest.raises(SimError, match=f"{path}: found .*, expected a CSV"):
                reads(path)


@pytest.mark.parametrize(
    "text",
    [b"\xff\xfe", b"1" * 200_000, b"," * 1_900_000, b"\n" * 1_900_000, b"1\n" * 900_000, b'"' * 1_900_000, b"\0" * 9],
    ids=["bytes", "long field", "commas", "blank lines", "lines", "quotes", "zeros"],
)
def test_odd_tables_are_refused_by_name_in_seconds(text: bytes, tmp_path: Path, baseline: Scenario) -> None:
    path, begun = tmp_path / "case.csv", time.process_time()
    for head, reads in (
        (b"series,date,value\n", record.load),
        (b"POST1,STRA,STRD,days\n", battle_data.read),
        (b"nato.aid_level\n", lambda each: read_table(each, baseline)),
        (b"", lambda each: read_table(each, baseline)),
    ):
        path.write_bytes(head + text)
        with pytest.raises(SimError, match=r"case\.csv"):
            reads(path)
    assert time.process_time() - begun < 4 * SECONDS


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(SimError, match=r"found 1,000,000,000,000 bytes, expected a table of at most 1,000 bytes"):
        read_text(path, 1_000, "a table")
