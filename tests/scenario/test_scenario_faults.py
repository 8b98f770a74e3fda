"""Whatever is wrong with a file is said with its line, its path, what was found and what was expected."""

# One mistake a row, however long the row.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.base.errors import SimError
from sim.scenario import check, load
from sim.scenario.composing import compose

Writer = Callable[..., Path]
CHILD = "extends: baseline\n"

# name: (text after the line ``extends: baseline``, line of the fault, words in it)
BROKEN_CHILDREN: dict[str, tuple[str, int, str]] = {
    "unknown key": ("iran:\n  drone_deliverys: 9\n", 3, "iran.drone_deliverys: unknown key; did you mean 'drone_deliveries'?"),
    "unknown section": ("irann: {drone_deliveries: 3}\n", 2, "irann: unknown key; did you mean 'iran'?"),
    "misspelt header": ("wekks: 3\n", 2, "did you mean 'weeks'?"),
    "key in the wrong section": ("nato: {drone_deliveries: 3}\n", 2, "did you mean 'iran.drone_deliveries'?"),
    "duplicate key": ("iran:\n  drone_deliveries: 1\n  drone_deliveries: 2\n", 4, "duplicate key; it is already on line 3"),
    "duplicate section": ("iran: {drone_deliveries: 1}\niran: {technology_transfer: 0}\n", 3, "duplicate key"),
    "text for a number": ("iran: {drone_deliveries: many}\n", 2, "found the text 'many', expected a finite number"),
    "quoted number": ('iran: {drone_deliveries: "900"}\n', 2, "drop the quotes"),
    "list for a number": ("iran: {drone_deliveries: [1, 2]}\n", 2, "found a list of 2"),
    "nothing for a number": ("iran:\n  drone_deliveries:\n", 3, "found nothing"),
    "not a number": ("iran: {drone_deliveries: .nan}\n", 2, "found .nan, expected a finite number"),
    "infinite": ("iran: {drone_deliveries: {value: .inf}}\n", 2, "found .inf"),
    "overflow": ("iran: {drone_deliveries: 1.0e+999}\n", 2, "expected a finite number"),
    "endless digits": (f"iran: {{drone_deliveries: {'9' * 5000}}}\n", 2, "5000 characters"),
    "out of bounds": ("iran:\n  technology_transfer: 1.2\n", 3, "out of bounds: found value 1.2, expected 0 to 1 share"),
    "negative": ("iran:\n  drone_deliveries: -1\n", 3, "out of bounds"),
    "scaled out of bounds": ("iran:\n  technology_transfer:\n    scale: 6\n", 3, "out of bounds: found value 1.2"),
    "negative scale": ("iran:\n  technology_transfer:\n    scale: -1\n", 4, "0 or more"),
    "scale and value": ("iran: {drone_deliveries: {scale: 2, value: 3}}\n", 2, "one or the other"),
    "low above value": ("iran:\n  drone_deliveries:\n    value: 100\n    low: 150\n    high: 600\n", 5, "low 150 above value 100"),
    "value above high": ("iran:\n  drone_deliveries:\n    low: 100\n    high: 200\n", 5, "high 200 below value 300"),
    "low without high": ("iran:\n  drone_deliveries:\n    low: 100\n", 4, "low without high"),
    "no spread at all": ("iran: {drone_deliveries: {value: 3, low: 3, high: 3}}\n", 2, "expected a spread or neither"),
    "spread without distribution": ("iran: {technology_transfer: {low: 0.1, high: 0.3}}\n", 2, "without a distribution"),
    "distribution without spread": ("iran: {technology_transfer: {distribution: uniform}}\n", 2, "without low and high"),
    "unknown distribution": ("iran: {drone_deliveries: {distribution: beta}}\n", 2, "one of triangular"),
    "logarithm of nothing": ("nato: {aid_level: {value: 1, low: 0, high: 2}}\n", 2, "expected above 0 for loguniform"),
    "bounds upside down": ("iran: {technology_transfer: {bounds: [1, 0]}}\n", 2, "the lower one first"),
    "unit mismatch": ("iran:\n  drone_deliveries:\n    unit: persons\n", 4, "unit mismatch: found 'persons', expected 'airframes/month'"),
    "state is the root's": ("ukraine: {will: {state: initial}}\n", 2, "expected 'dial' as declared"),
    "unknown source": ("iran:\n  drone_deliveries:\n    source: think_tank_2042\n", 4, "did you mean 'think_tank_2024'?"),
    "unknown field": ("iran:\n  drone_deliveries:\n    vale: 3\n", 4, "unknown key; did you mean 'value'?"),
    "value for a section": ("iran: 3\n", 2, "found 3, expected a section"),
    "no such option": ("nato: {strategy: sruge}\n", 2, "expected one of sustain, surge; did you mean 'surge'?"),
    "option that no rule knows": ("weather: {mud: {value: of, options: [\"on\", of]}}\n", 2, "found the option 'of', expected only on, off; did you mean 'off'?"),
    "number for a choice": ("nato: {strategy: 3}\n", 2, "found 3, expected one of the options"),
    "unquoted off": ("weather:\n  mud: off\n", 3, "quote it"),
    "unquoted NO": ("title: NO\n", 2, "YAML reads it as false; quote it"),
    "unquoted yes for a number": ("iran: {technology_transfer: yes}\n", 2, "found yes"),
    "boolean for a number": ("iran: {technology_transfer: true}\n", 2, "found true, expected a finite number"),
    "number for a text": ("title: 2024\n", 2, 'quote it: "2024"'),
    "exponent": ("iran: {drone_deliveries: 1e6}\n", 2, "write 1.0e+6 or 1000000"),
    "sexagesimal": ("iran: {drone_deliveries: 12:30}\n", 2, "sexagesimal"),
    "leading zero": ("iran: {drone_deliveries: 0900}\n", 2, "octal"),
    "hexadecimal": ("iran: {drone_deliveries: 0x10}\n", 2, "not decimal"),
    "date in quotes": ('as_of: "2024-06-03"\n', 2, "found the text '2024-06-03', expected a date"),
    "date of another kind": ("as_of: 3 June 2024\n", 2, "expected a date"),
    "no such day": ("as_of: 2024-02-30\n", 2, "there is no such day"),
    "time of day": ("as_of: 2024-06-03T12:00:00\n", 2, "write the date alone"),
    "no weeks": ("weeks: 0\n", 2, "found 0, expected a whole number of weeks from 1 to 260"),
    "too many weeks": ("weeks: 1000\n", 2, "found 1000"),
    "half a week": ("weeks: 1.5\n", 2, "found 1.5"),
    "hindsight of another kind": ("hindsight: true\n", 2, "the word 'inherited'"),
    "tag": ("title: !!python/object/apply:os.system [ls]\n", 2, "found the tag"),
    "tab": ("iran:\n\tdrone_deliveries: 3\n", 3, "a tab in the indentation"),
    "syntax": ("iran: [1, 2\nnato: 3\n", 3, "not YAML"),
    "second document": ("---\ntitle: another\n", 2, "second document"),
    "merge key": ("iran: &a {drone_deliveries: 3}\nnato: {<<: *a}\n", 3, "merge key"),
    "alias of nothing": ("iran: {drone_deliveries: *a}\n", 2, "expected the anchor &a before it"),
    "alias of itself": ("iran: &a {drone_deliveries: *a}\n", 2, "expected the anchor &a before it"),
    "list as a key": ("? [a, b]\n: 3\n", 2, "as a key"),
    "truth as a key": ("no: 3\n", 2, "found the key no"),
    "control character": ("title: a\x07b\n", 2, "control character"),
    "escaped control character": ('title: "a\\e[31mb"\n', 2, "title: found the control character '\\x1b', expected text without any"),
    "control character in a description": ('description: "a\\x9bb"\n', 2, "found the control character '\\x9b'"),
    "control character in a key": ('"we\\aeks": 3\n', 2, "found the control character '\\x07'"),
    "text turned round": ('title: "a\\u202eb"\n', 2, "found the control character '\\u202e'"),
    "title of two lines": ('title: "a\\nb"\n', 2, "title: found the text 'a\\nb', expected text on one line"),
    "title with a line's end": ("title: |\n  a\n", 2, "expected text on one line"),
    "line separator in a title": ('title: "a\\Lb"\n', 2, "found the control character '\\u2028'"),
    "dotted key": ("iran.drone_deliveries: 3\n", 2, "expected sections within one another, iran: {drone_deliveries: …}"),
    "empty key": ('"": 3\n', 2, "found '' as a key"),
    "key of two lines": ('"a\\nb": 3\n', 2, "as a key"),
    "another age": ("as_of: 9999-12-31\n", 2, "expected a date"),
    "sources in a child": ("sources: {}\n", 2, "sources: unknown key"),
}  # fmt: skip

BROKEN_EVENTS: dict[str, tuple[str, int, str]] = {
    "no list": ("events: 3\n", 2, "expected a list of events"),
    "no mapping": ("events:\n  - 3\n", 3, "expected a mapping with name"),
    "no name": ("events:\n  - week: 3\n    changes: [{path: ukraine.will, add: 0.1}]\n", 3, "events[0].name: missing"),
    "no week": ("events:\n  - name: a\n    changes: [{path: ukraine.will, add: 0.1}]\n", 3, "expected week or date"),
    "no changes": ("events:\n  - {name: a, week: 1, changes: []}\n", 3, "one change or more"),
    "week and date": ("events:\n  - {name: a, week: 1, date: 2024-07-01, changes: [{path: ukraine.will, add: 0}]}\n", 3, "week and date"),
    "certain thrice": ("events:\n  - name: a\n    week: 1\n    probability: 3\n    changes: [{path: ukraine.will, add: 0}]\n", 5, "found 3, expected a probability"),
    "probability of a size": ("events:\n  - {name: a, week: 1, probability: nato.aid_level, changes: [{path: ukraine.will, add: 0}]}\n", 3, "within [0, 1]"),
    "unknown path": ("events:\n  - name: a\n    week: 1\n    changes:\n      - {path: ukraine.wil, add: 0.1}\n", 6, "did you mean 'will'?"),
    "path of a section": ("events:\n  - {name: a, week: 1, changes: [{path: ukraine.army, add: 1}]}\n", 3, "is a section"),
    "path of a choice": ("events:\n  - {name: a, week: 1, changes: [{path: nato.strategy, set: 1}]}\n", 3, "is a choice"),
    "initial number": ("events:\n  - {name: a, week: 1, changes: [{path: ukraine.army.mean_age, add: 1}]}\n", 3, "read only at the start"),
    "lasting shock": ("events:\n  - {name: a, week: 1, changes: [{path: ukraine.will, add: 0.1, weeks: 4}]}\n", 3, "is a dial"),
    "two operations": ("events:\n  - {name: a, week: 1, changes: [{path: ukraine.will, add: 0.1, set: 0.5}]}\n", 3, "found set and add, expected exactly one"),
    "no operation": ("events:\n  - {name: a, week: 1, changes: [{path: ukraine.will}]}\n", 3, "exactly one of set, scale, add"),
    "set out of bounds": ("events:\n  - {name: a, week: 1, changes: [{path: ukraine.will, set: 3}]}\n", 3, "expected 0 to 1 share"),
    "size of another unit": ("events:\n  - {name: a, week: 1, changes: [{path: nato.aid_level, set: iran.drone_deliveries}]}\n", 3, "unit mismatch"),
    "unknown size": ("events:\n  - {name: a, week: 1, changes: [{path: nato.aid_level, set: nato.surge_sise}]}\n", 3, "did you mean 'surge_size'?"),
    "ramp too long": ("events:\n  - {name: a, week: 1, changes: [{path: nato.aid_level, set: 2, weeks: 2, ramp_weeks: 3}]}\n", 3, "no more than weeks"),
    "ends before it begins": ("events:\n  - {name: a, week: 5, latest_week: 3, changes: [{path: ukraine.will, add: 0}]}\n", 3, "latest week 3"),
    "centuries ago": ("events:\n  - {name: a, date: 1900-01-01, changes: [{path: ukraine.will, add: 0}]}\n", 3, "expected -520 to 520"),
    "same name twice": ("events:\n  - {name: a, week: 5, changes: [{path: ukraine.will, add: 0}]}\n  - {name: a, week: 6, changes: [{path: ukraine.will, add: 0}]}\n", 4, "duplicate name"),
    "removes nothing": ("events:\n  - {name: aid_votes, remove: true}\n", 3, "did you mean 'aid_vote'?"),
    "removes and does": ("events:\n  - {name: aid_vote, remove: true, week: 3}\n", 3, "events.aid_vote.week: unknown key"),
    "unknown event key": ("events:\n  - {name: a, wek: 5, week: 5, changes: [{path: ukraine.will, add: 0}]}\n", 3, "unknown key"),
    "event of an unknown source": ("events:\n  - {name: a, week: 5, source: x, changes: [{path: ukraine.will, add: 0}]}\n", 3, "unknown source 'x'"),
    "name of a strategy's event": ("events:\n  - {name: strategy/surge/0, week: 5, changes: [{path: ukraine.will, add: 0}]}\n", 3, "a name of letters"),
    "strategy without a title": ("strategies:\n  surge: {changes: []}\n", 3, "strategies.surge.title: missing"),
    "strategy of an unknown path": ("strategies:\n  surge: {title: S, changes: [{path: nato.aid, set: 1}]}\n", 3, "did you mean"),
    "mapping for a size": ("events:\n  - {name: a, week: 5, changes: [{path: ukraine.will, add: {}}]}\n", 3, "changes[0].add: found a mapping, expected a number"),
    "name of a strategy": ("strategies:\n  a/b: {title: S, changes: []}\n", 3, "found the name 'a/b'"),
    "empty change field": ("events:\n  - {name: a, week: 5, changes: [{path: nato.aid_level, add: 0, weeks: }]}\n", 3, "found nothing"),
}  # fmt: skip

BROKEN = BROKEN_CHILDREN | BROKEN_EVENTS


@pytest.mark.parametrize("name", BROKEN)
def test_one_mistake_gives_one_fault_with_its_line(name: str, write: Writer) -> None:
    text, line, words = BROKEN[name]
    faults = check(write(CHILD + text))
    assert [(fault.file, fault.line) for fault in faults] == [("case.yaml", line)], faults
    assert words in str(faults[0])
    assert str(faults[0]).startswith(f"case.yaml:{line}: ")
    assert "\n" not in str(faults[0])


def test_a_file_is_judged_anew_each_time(write: Writer) -> None:
    path = write(CHILD + "weeks: 1\nweeks: 2\n")
    assert len(check(path)) == len(check(path)) == 1
    assert not check(write(CHILD + "weeks: 1\n"))


@pytest.mark.parametrize("name", BROKEN)
def test_both_parsers_give_the_same_lines(name: str) -> None:
    import yaml

    text = CHILD + BROKEN[name][0]
    found = []
    for loader in (yaml.SafeLoader, yaml.CSafeLoader):
        faults: list[object] = []
        node = compose(text, "case.yaml", faults, loader=loader)  # type: ignore[arg-type]
        found.append((repr(node), [(fault.line, fault.path) for fault in faults]))  # type: ignore[attr-defined]
    assert found[0] == found[1]


ROOT_FAULTS = {
    "missing unit": ("    unit: airframes/month\n", "", 5, "iran.drone_deliveries.unit: missing; expected a unit"),
    "missing source": ("    as_of: 2024-05-31\n    source: think_tank_2024\n  tech", "    as_of: 2024-05-31\n  tech", 5, "source: missing"),
    "misspelt value": ("    value: 300\n", "    valu: 300\n", 5, "drone_deliveries.value: missing"),
    "entry without a mapping": ("  technology_transfer:\n", "  deliveries: 3\n  technology_transfer:\n", 14, "found 3, expected a section, or an entry"),
    "judgement without a range": ("basis: measured\n    as_of: 2024-05-31\n    source: think_tank_2024\nnato", "basis: judgement\n    as_of: 2024-05-31\n    source: think_tank_2024\nnato", 17, "a judgement without a range"),
    "unknown basis": ("basis: estimated\n    as_of", "basis: guess\n    as_of", 11, "one of measured, estimated, judgement"),
    "text for a number": ("value: 300\n", "value: 300 or so\n", 6, "found the text '300 or so', expected a finite number"),
    "choice without options": (", options: [sustain, surge]", "", 23, "nato.strategy.options: missing"),
    "option that is no strategy": ("[sustain, surge]", "[sustain, surge, pray]", 23, "found the options pray"),
    "no as_of": ("as_of: 2024-06-03\nweeks", "weeks", 1, "as_of: missing"),
    "no weeks": ("weeks: 104\n", "", 1, "weeks: missing"),
    "capital in a key": ("  technology_transfer:\n", "  Technology:\n", 14, "lower-case letters"),
    "scale in the root": ("    value: 0.2\n", "    value: 0.2\n    scale: 2\n", 16, "unknown key"),
    "spread without a distribution": ("    distribution: triangular\n", "", 7, "without a distribution"),
}  # fmt: skip


@pytest.mark.parametrize("name", ROOT_FAULTS)
def test_a_mistake_in_the_root_is_found_there(name: str, root: Path) -> None:
    found, put, line, words = ROOT_FAULTS[name]
    text = root.read_text(encoding="utf-8")
    assert text.count(found) >= 1
    root.write_text(text.replace(found, put, 1), encoding="utf-8")
    faults = check(root)
    assert any(fault.line == line and words in str(fault) for fault in faults), faults
    assert len(faults) <= 2


def test_eleven_mistakes_are_reported_together_in_reading_order(write: Writer) -> None:
    path = write(
        """\
extends: baseline
weeks: 0
titel: Eleven at once
iran:
  drone_deliverys: 900
  technology_transfer: 3
nato:
  aid_level: {value: 1, low: 2, high: 3}
  strategy: sruge
ukraine:
  mobilisation_min_age: {unit: months}
  will: 1e6
events:
  - name: a
    week: 3
    probability: 3
    changes:
      - {path: ukraine.wil, set: 0.5}
  - {name: b, week: 2, changes: [{path: ukraine.will, set: 0.5, add: 0.1}]}
"""
    )
    with pytest.raises(SimError) as caught:
        load(path)
    lines = [int(fault.split(":")[1]) for fault in caught.value.faults]
    assert lines == [2, 3, 5, 6, 8, 9, 11, 12, 16, 18, 19]
    assert caught.value.message.endswith("case.yaml: 11 faults")


def test_every_mistake_in_one_event_is_reported_together(write: Writer) -> None:
    path = write(
        """\
extends: baseline
events:
  - name: a
    titel: A
    week: 9
    date: 2024-07-01
    latest_week: 3
    probability: 3
    source: rumour
    changes:
      - {path: ukraine.wil, set: 0.5}
      - {path: nato.aid_level, set: -3, ramp_weeks: x}
      - 7
      - path: ukraine.will
        set: many
        add: 0.1
        weeks: 2
        ramp_weeks: 3
  - name: a
    week: 1
    changes: [{path: nowhere, add: 0}]
  - {name: shok, remove: true, week: 3}
strategies:
  surge:
    changes:
      - {path: nato.aid, set: 1, week: 1, date: 2024-07-01}
"""
    )
    found = [(fault.line, fault.path) for fault in check(path)]
    change = "events.a.changes"
    assert found == [
        (3, "events.a"),
        (4, "events.a.titel"),
        (6, "events.a"),
        (8, "events.a.probability"),
        (9, "events.a.source"),
        (11, f"{change}[0].path"),
        (12, f"{change}[1].ramp_weeks"),
        (12, f"{change}[1].set"),
        (13, f"{change}[2]"),
        (14, f"{change}[3]"),
        (14, f"{change}[3].path"),
        (15, f"{change}[3].set"),
        (18, f"{change}[3].ramp_weeks"),
        (19, "events.a"),
        (21, f"{change}[0].path"),
        (22, "events.shok.week"),
        (22, "events.shok"),
        (24, "strategies.surge.title"),
        (26, "strategies.surge.changes[0]"),
        (26, "strategies.surge.changes[0].path"),
    ]


def test_every_mistake_in_one_number_is_reported_together(write: Writer) -> None:
    entry = "{value: many, unit: persons, state: dial, source: rumour, vale: 3}"
    faults = check(write(f"extends: baseline\niran:\n  drone_deliveries: {entry}\n"))
    words = ("found the text 'many'", "unknown key", "unknown source", "unit mismatch", "found state 'dial'")
    assert len(faults) == len(words)
    for phrase in words:
        assert sum(phrase in str(fault) for fault in faults) == 1, phrase


def test_a_broken_event_is_reported_alone(write: Writer) -> None:
    write("extends: baseline\nevents:\n  - {name: a, week: x, changes: []}\n", "middle.yaml")
    faults = check(write("extends: middle\nevents:\n  - {name: a, remove: true}\n"))
    assert [(fault.file, fault.path) for fault in faults] == [
        ("middle.yaml", "events.a.week"),
        ("middle.yaml", "events.a.changes"),
    ]


def test_a_fault_in_a_parent_is_reported_in_the_parent(write: Writer) -> None:
    write(CHILD + "iran: {drone_deliveries: -3}\n", "middle.yaml")
    path = write("extends: middle\niran: {technology_transfer: -3}\n")
    assert [(fault.file, fault.line) for fault in check(path)] == [("case.yaml", 2), ("middle.yaml", 2)]


def test_a_broken_source_is_one_fault_however_cited(write: Writer, tmp_path: Path) -> None:
    path = write(CHILD)
    sources = (tmp_path / "sources.yaml").read_text(encoding="utf-8").replace("2024-06-01", '"2024-06-01"')
    write(sources, "sources.yaml")
    faults = check(path)
    assert [str(fault) for fault in faults] == [
        "sources.yaml:1: think_tank_2024.published: found the text '2024-06-01', "
        "expected a date, unquoted, as 2024-06-03; drop the quotes"
    ]


def test_nothing_is_wrong_with_a_file_that_changes_nothing(write: Writer) -> None:
    assert check(write(CHILD)) == []
