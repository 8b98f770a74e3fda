"""Which wars are told as examples, on tables made by hand."""

from __future__ import annotations

import pandas as pd

from sim.analysis.examples import Example, examples


def table(endings: list[str], gains: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"replication": range(len(gains)), "ending": endings, "territory_change": gains})


def test_no_sides_good_war_is_a_catastrophe() -> None:
    found = examples(table(["nuclear_use", *["war_continues"] * 19, "nato_russia_war"], [-900.0, *range(19), 900.0]))
    assert [each.ending for each in found] == ["war_continues"] * 3
    assert [each.value for each in found] == [9.0, 1.0, 17.0]


def test_where_all_wars_are_catastrophes_three_are_told_still() -> None:
    found = examples(table(["nuclear_use"] * 21, [float(gain) for gain in range(21)]))
    assert [each.value for each in found] == [10.0, 1.0, 19.0]


def test_one_war_is_told_once() -> None:
    assert examples(table(["settlement"], [5.0])) == [Example("typical", 0, "settlement", 5.0)]


def test_no_war_no_example() -> None:
    assert examples(table([], [])) == []
