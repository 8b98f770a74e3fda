"""Slips are named in our own words and with what was meant, not in those of YAML."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sim.scenario import Fault, check
from sim.scenario.composing import compose
from sim.scenario.faults import MOST_COMPARED, bounded_advice, did_you_mean

SLIPS = {
    "title: a: b\n": (1, "found two colons in one line"),
    "iran: drone_deliveries: 900\n": (1, "put the keys of a section on lines of their own"),
    "weeks: 52\n  iran: 3\n": (2, "a key that cannot stand here"),
    "title: 'a\nweeks: 1\n": (2, "a quotation mark that is never closed"),
    "title: 'it's'\n": (1, "a quoted text ends at its second quotation mark"),
    "events: [1, 2\nweeks: 3\n": (2, "a [ or { that is never closed"),
    "iran: {a: 1\nweeks: 2\n": (2, "a [ or { that is never closed"),
    "title: @x\n": (1, "expected it in quotes"),
    "title: *\n": (1, "begins with * or &"),
    'title: "a\\qb"\n': (1, "a backslash in double quotes"),
    "title: A\nextends baseline\n": (2, "a line without a colon"),
    "events: - name: a\n": (1, "a list (-) on the line of its key"),
    "events:\n- name: x\n week: 3\n": (3, "in line with the keys beside it"),
    "description: >text\n": (1, "text behind > or |"),
}
PARSERS = ("mapping", "scanning", "parsing", "token", "indicator", "block end", "stream")
"""Words of the parsers that no reader of a scenario need know."""


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
@pytest.mark.parametrize("text", SLIPS)
def test_a_slip_of_yaml_is_said_in_our_words(text: str, loader: object) -> None:
    faults: list[Fault] = []
    assert compose(text, "mine.yaml", faults, loader) is None
    line, words = SLIPS[text]
    (fault,) = faults
    assert fault.line == line
    assert fault.message.startswith("not YAML: found ")
    assert words in fault.message
    assert "expected" in fault.message or "quote" in fault.message
    assert not [word for word in PARSERS if word in fault.message]


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("base", ["cease", "baseline", "base_of_all"], "baseline"),
        ("iran_s", ["iran_belarus_axis", "iran_supply"], "iran_supply"),
        ("drone", ["drone_stock", "prone"], "drone_stock"),
        ("iran_suply", ["iran_supply", "iran_succession"], "iran_supply"),
        ("xyz", ["baseline"], ""),
        ("ba", ["baseline"], ""),
    ],
)
def test_a_beginning_goes_before_a_likeness(word: str, known: list[str], meant: str) -> None:
    assert did_you_mean(word, known) == (f"; did you mean '{meant}'?" if meant else "")


def test_advice_is_bounded_in_a_file_and_nowhere_else() -> None:
    known = [f"name_{n}" for n in range(MOST_COMPARED)]
    with bounded_advice():
        assert [did_you_mean("name_7x", known) != "" for _ in range(3)] == [True, True, False]
    assert all(did_you_mean("name_7x", known) for _ in range(3))


def test_extends_base_means_the_baseline(tmp_path: Path) -> None:
    (tmp_path / "cease.yaml").write_text("extends: baseline\n", encoding="utf-8")
    (tmp_path / "mine.yaml").write_text("extends: base\n", encoding="utf-8")
    assert check(tmp_path / "mine.yaml")[0].message.endswith("did you mean 'baseline'?")
