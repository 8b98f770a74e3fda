"""`sim check`, `sim list`, `sim params`, `sim schema`, `sim init`: scenarios on the command line, sound and broken."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from sim.cli.schema import KINDS
from sim.scenario import check, json_schema, load, shipped_folder, shipped_names
from tests.cli.conftest import Sim

SHIPPED = [*shipped_folder().glob("*.yaml"), *(shipped_folder().parent / "sweeps").glob("*.yaml")]

# Name: (text of the file, line of its one fault, words of the message).
BROKEN = {
    "unknown key": ("extends: baseline\niran:\n  drone_deliverys: 9\n", 3, "did you mean 'drone_deliveries'?"),
    "unknown section": ("extends: baseline\nirann: {drone_deliveries: 3}\n", 2, "did you mean 'iran'?"),
    "duplicate key": ("extends: baseline\nweeks: 52\nweeks: 104\n", 3, "duplicate key; it is already on line 2"),
    "text for a number": ("extends: baseline\niran: {drone_deliveries: many}\n", 2, "found the text 'many'"),
    "quoted number": ('extends: baseline\niran: {drone_deliveries: "900"}\n', 2, "drop the quotes"),
    "list for a number": ("extends: baseline\niran: {drone_deliveries: [1, 2]}\n", 2, "found a list of 2"),
    "not a number": ("extends: baseline\niran: {drone_deliveries: .nan}\n", 2, "expected a finite number"),
    "infinite": ("extends: baseline\niran: {drone_deliveries: .inf}\n", 2, "expected a finite number"),
    "out of bounds": ("extends: baseline\niran:\n  drone_deliveries: -1\n", 3, "out of bounds"),
    "low above value": (
        "extends: baseline\niran:\n  drone_deliveries:\n    value: 100\n    low: 150\n    high: 600\n",
        5,
        "low 150 above value 100",
    ),
    "unit mismatch": ("extends: baseline\niran:\n  drone_deliveries:\n    unit: persons\n", 4, "unit mismatch"),
    "unknown source": (
        "extends: baseline\niran:\n  drone_deliveries:\n    source: rumour\n",
        4,
        "unknown source 'rumour'",
    ),
    "no such option": ("extends: baseline\nstructure:\n  attrition: sqaure\n", 3, "did you mean 'square'?"),
    "Norway": ("extends: baseline\ntitle: NO\n", 2, "YAML reads it as false; quote it"),
    "exponent": ("extends: baseline\niran: {drone_deliveries: 1e6}\n", 2, "write 1.0e+6 or 1000000"),
    "time of day": ("extends: baseline\niran: {drone_deliveries: 12:30}\n", 2, "sexagesimal"),
    "no such day": ("extends: baseline\nas_of: 2024-02-30\n", 2, "there is no such day"),
    "half a week": ("extends: baseline\nweeks: 1.5\n", 2, "expected a whole number of weeks"),
    "tab": ("extends: baseline\niran:\n\tdrone_deliveries: 3\n", 3, "a tab in the indentation"),
    "not YAML": ("extends: baseline\niran: [1, 2\nnato: 3\n", 3, "not YAML"),
    "tag": ("extends: baseline\ntitle: !!python/object/apply:os.system [ls]\n", 2, "found the tag"),
    "extends itself": ("extends: broken\n", 1, "extends"),
    "extends nothing": ("extends: basline\n", 1, "did you mean 'baseline'?"),
    "extends another folder": ("extends: ../broken\n", 1, "extends"),
    "event of an unknown path": (
        "extends: baseline\nevents:\n- name: a\n  week: 1\n  changes:\n  - {path: ukraine.wil, add: 0.1}\n",
        6,
        "did you mean 'will'?",
    ),
}

TEN = """\
extends: baseline
weeks: 0
titel: Ten at once
iran:
  drone_deliverys: 900
  drone_deliveries: {scale: -2}
structure:
  attrition: sqaure
ukraine:
  mobilisation_min_age: {unit: months}
  will: 1e6
events:
  - name: a
    week: 3
    probability: 3
    changes:
      - {path: ukraine.will, set: 0.5}
  - {name: b, week: 2, changes: [{path: ukraine.will, set: 0.5, add: 0.1}]}
russia:
  mobilisation_min_age: nineteen
"""
TEN_LINES = [2, 3, 5, 6, 8, 10, 11, 15, 18, 20]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_the_right_line(name: str, sim: Sim, tmp_path: Path) -> None:
    text, line, words = BROKEN[name]
    (tmp_path / "broken.yaml").write_text(text, encoding="utf-8")
    done = sim("check", "broken.yaml")
    assert done.code == 1
    assert done.out == ""
    head, *faults = done.err.splitlines()
    assert head == "sim: 1 fault in 1 file"
    assert len(faults) == 1
    assert faults[0].startswith(f"  broken.yaml:{line}: ")
    assert words in faults[0]


@pytest.mark.parametrize("command", ["check", "run", "params", "trace"])
def test_every_command_says_every_fault_at_once(command: str, sim: Sim, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text(TEN, encoding="utf-8")
    done = sim(command, "broken.yaml")
    assert done.code == 1
    assert done.out == ""
    head, *faults = done.err.splitlines()
    assert "10 faults" in head
    assert [int(fault.split(":")[1]) for fault in faults] == TEN_LINES
    assert [path.name for path in tmp_path.iterdir()] == ["broken.yaml"]


def test_faults_of_several_files_are_counted_together(sim: Sim, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text("extends: baseline\nweeks: 0\n", encoding="utf-8")
    done = sim("check", "one.yaml", "baseline", "two.yaml", "three.yaml")
    assert done.code == 1
    head, *faults = done.err.splitlines()
    assert head == "sim: 3 faults in 4 files"
    assert [fault.split(":")[0].strip() for fault in faults] == ["one.yaml", "two.yaml", "three.yaml"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[1, 2]", b"a: &a [*a]\n", b"title: x\n" + b"#" * 1_000_001])
def test_what_is_no_scenario_at_all_is_a_fault_too(content: bytes, sim: Sim, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_bytes(content)
    done = sim("check", "broken.yaml")
    assert done.code == 1
    assert "broken.yaml" in done.err
    assert "Traceback" not in done.err


def test_the_shipped_scenarios_are_checked_without_a_word(sim: Sim) -> None:
    done = sim("check", *shipped_names())
    assert (done.code, done.out, done.err) == (0, "", "")


def test_strict_refuses_what_rests_on_hindsight(sim: Sim) -> None:
    assert load("baseline").hindsight
    done = sim("check", "--strict", "baseline")
    assert done.code == 1
    assert "hindsight" in done.err


def test_an_unknown_scenario_is_named_with_a_suggestion(sim: Sim) -> None:
    done = sim("run", "iran_suply")
    assert done.code == 1
    assert "did you mean 'iran_supply'?" in done.err


def test_every_format_lists_every_number(sim: Sim) -> None:
    numbers = load("iran_supply").numbers
    shown = {form: sim("params", "iran_supply", "--format", form) for form in ("table", "csv", "md", "json")}
    assert all((done.code, done.err) == (0, "") for done in shown.values())
    records = json.loads(shown["json"].out)
    assert [record["path"] for record in records] == [*numbers]
    assert [record["path"] for record in csv.DictReader(io.StringIO(shown["csv"].out))] == [*numbers]
    table = shown["table"].out.splitlines()
    assert [line.split()[0] for line in table[1:]] == [*numbers]
    lines = shown["md"].out.splitlines()
    assert [line.split(" | ")[0].strip("| ") for line in lines[2:]] == [*numbers]
    assert all(line.startswith("|") and line.endswith("|") for line in lines)


def test_a_number_comes_with_unit_range_basis_source_and_origin(sim: Sim) -> None:
    records = {record["path"]: record for record in json.loads(sim("params", "iran_supply", "--format", "json").out)}
    number = load("iran_supply").numbers["iran.drone_deliveries"]
    record = records["iran.drone_deliveries"]
    assert (record["value"], record["low"], record["high"]) == (number.value, number.low, number.high)
    assert (record["unit"], record["basis"]) == ("airframes/month", number.basis)
    assert record["origin"].startswith("iran_supply.yaml:")
    assert records["front.loss_rate"]["origin"].startswith("baseline.yaml:")


def test_numbers_can_be_chosen_by_basis_and_changed_by_settings(sim: Sim) -> None:
    judged = json.loads(sim("params", "--format", "json", "--basis", "judgement").out)
    assert judged
    assert {record["basis"] for record in judged} == {"judgement"}
    changed = json.loads(sim("params", "--format", "json", "--set", "iran.drone_deliveries=7").out)
    assert next(record["value"] for record in changed if record["path"] == "iran.drone_deliveries") == 7


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("oil",), "russia.oil_price"),
        (("barrel",), "economy.oil_price_reference"),
        (("baseline", "draft", "AGE"), "will.young_draft_hardship"),
        (("iran_supply", "Middle East"), "iran.competing_need"),
        (("stock", "tanks"), "russia.stock.armour"),
    ],
)
def test_words_are_sought_in_names_units_and_notes(words: tuple[str, ...], found: str, sim: Sim) -> None:
    records = json.loads(sim("params", *words, "--format", "json").out)
    assert found in [record["path"] for record in records]
    sought = [word.lower() for word in words if word not in shipped_names()]
    for record in records:
        text = f"{record['path'].replace('_', ' ')} {record['path']} {record['unit']} {record['note']}".lower()
        assert all(word in text for word in sought), record


def test_words_about_nothing_are_said_with_advice(sim: Sim) -> None:
    done = sim("params", "mobilization")
    assert (done.code, done.out) == (1, "")
    assert "found no number about 'mobilization'" in done.err
    assert "did you mean 'mobilisation'?" in done.err
    assert "did you mean 'iran_supply'?" in sim("params", "iran_suply").err


def test_choices_that_words_are_about_are_named(sim: Sim) -> None:
    done = sim("params", "nato.strategy")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("nato.strategy is a choice: sustain, of negotiate, sustain, surge, intervene, withdraw;")


def test_every_number_says_its_meaning_and_what_events_do(sim: Sim, tmp_path: Path) -> None:
    records = {record["path"]: record for record in json.loads(sim("params", "--format", "json").out)}
    assert [path for path, record in records.items() if not record["note"]] == []
    kinds = {kind: [path for path, record in records.items() if record["events"] == kind] for kind in ("yes", "no")}
    for kind, code in (("yes", 0), ("no", 1)):
        for path in kinds[kind][::40]:
            happens = f"{{name: a, week: 1, changes: [{{path: {path}, scale: 1, weeks: 2}}]}}"
            (tmp_path / "event.yaml").write_text(f"extends: baseline\nevents: [{happens}]\n", encoding="utf-8")
            assert len(check(tmp_path / "event.yaml")) == code, path


def test_what_is_shipped_is_listed_a_line_each(sim: Sim) -> None:
    done = sim("list")
    assert (done.code, done.err) == (0, "")
    lines = [line.split(maxsplit=1) for line in done.out.splitlines() if line.startswith("  ")]
    names = [name for kind in KINDS for name in shipped_names(kind)]
    assert [name for name, _ in lines] == names
    assert dict(lines)["iran_supply"] == load("iran_supply").title
    assert dict(lines)["what_matters"] == "What the endings depend on"


def test_strict_counts_what_is_inherited_in_one_line(sim: Sim, tmp_path: Path) -> None:
    (tmp_path / "my.yaml").write_text("extends: baseline\ntitle: x\niran: {drone_deliveries: 900}\n", encoding="utf-8")
    done = sim("check", "--strict", "my.yaml")
    inherited = len(load("baseline").hindsight)
    said = f"note: my.yaml: {inherited} figures that --strict refuses inherited from baseline.yaml\n"
    assert (done.code, done.out, done.err) == (0, "", said)


def test_strict_refuses_what_the_file_itself_says(sim: Sim, tmp_path: Path) -> None:
    own = "ukraine:\n  force: {value: 900000, source: texty2024, hindsight: true}\n"
    late = "events: [{name: late, week: 200, changes: [{path: iran.drone_deliveries, set: 0}]}]\n"
    (tmp_path / "my.yaml").write_text(f"extends: russian_exhaustion\n{own}{late}", encoding="utf-8")
    done = sim("check", "--strict", "my.yaml")
    assert done.code == 1
    note, head, *faults = done.err.splitlines()
    assert note.endswith("inherited from russian_exhaustion.yaml, baseline.yaml")
    assert head == "sim: 2 faults in 1 file"
    assert all(fault.startswith("  my.yaml:") for fault in faults)
    assert "events.late" in faults[-1]


def test_the_schema_is_json_and_the_one_that_is_shipped(sim: Sim) -> None:
    done = sim("schema")
    assert (done.code, done.err) == (0, "")
    schema = json.loads(done.out)
    assert schema == json_schema()
    assert schema["$schema"].startswith("http")


def test_init_copies_what_can_be_edited_checked_and_played(sim: Sim, tmp_path: Path) -> None:
    done = sim("init", "mine")
    assert (done.code, done.err) == (0, "")
    copied = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "mine").glob("*.yaml")}
    shipped = {path.name: path.read_text(encoding="utf-8") for path in SHIPPED}
    # But for the line that tells an editor where the schema is.
    assert copied == {name: text.replace("=../sim/schema/", "=") for name, text in shipped.items()}
    # The copies stand on their own: what is changed in the copied baseline changes what extends it.
    baseline = tmp_path / "mine" / "baseline.yaml"
    text = baseline.read_text(encoding="utf-8")
    baseline.write_text(text.replace("\nweeks: 104\n", "\nweeks: 3\n"), encoding="utf-8")
    assert sim("check", *(f"mine/{name}" for name in copied)).code == 0
    played = sim("run", "mine/iran_supply.yaml", "-n", 5, "--no-plots", "-o", "out")
    assert played.code == 0, played.err
    assert "5 wars of 3 weeks" in played.out
    swept = sim("sweep", "mine/aid_and_drones.yaml", "-n", 1, "--dry-run")
    assert "Western aid against Iranian drones: grid over nato.aid_level" in swept.out


def test_init_fills_an_empty_folder(sim: Sim, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert sim("init", "mine").code == 0
    assert len(list((tmp_path / "mine").iterdir())) == len(SHIPPED) + len(KINDS)


@pytest.mark.parametrize("name", ["manifest.json", "notes.txt", ".git", "sources.yaml"])
def test_init_leaves_a_folder_that_holds_anything_as_it_is(name: str, sim: Sim, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / name).write_text("mine", encoding="utf-8")
    done = sim("init", "mine")
    assert (done.code, done.out) == (1, "")
    assert done.err == f"sim: mine: found {name} in it, expected a new or an empty folder\n"
    assert [path.name for path in (tmp_path / "mine").iterdir()] == [name]
    assert (tmp_path / "mine" / name).read_text(encoding="utf-8") == "mine"


def test_init_overwrites_nothing(sim: Sim, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "baseline.yaml").write_text("mine", encoding="utf-8")
    done = sim("init", "mine")
    assert done.code == 1
    assert "baseline.yaml" in done.err
    assert (tmp_path / "mine" / "baseline.yaml").read_text(encoding="utf-8") == "mine"
    assert len(list((tmp_path / "mine").iterdir())) == 1
