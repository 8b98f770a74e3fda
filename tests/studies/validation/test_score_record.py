"""The record is read strictly, and the shipped one is what its description says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.base.errors import SimError
from sim.base.series import MONTHLY
from sim.studies.validation import record

HEADER = "series,date,value,low,high\n"


def fault(text: str) -> str:
    with pytest.raises(SimError) as caught:
        record.parse(text, "r.csv")
    return str(caught.value)


@pytest.mark.parametrize(
    ("line", "phrase"),
    [
        ("a,2024-05-01,x,,", "r.csv:3: found 'x' in column value"),
        ("a,2024-05-01,nan,,", "r.csv:3: found 'nan' in column value, expected a finite number"),
        ("a,2024-05-01,1,,inf", "r.csv:3: found 'inf' in column high"),
        ("a,2024-13-01,1,,", "r.csv:3: found the date '2024-13-01'"),
        ("a,May 2024,1,,", "expected one such as 2024-05-31"),
        (",2024-05-01,1,,", "r.csv:3: found no name"),
        ("a,2024-05-01,5,6,7", "expected low <= value <= high"),
        ("a,2024-05-01,,3,", "r.csv:3: found no value"),
        ("a,2024-05-01,,,", "r.csv:3: found no value"),
        ("a,2024-05-01,1", "r.csv:3: found 3 cells, expected 5"),
        ("b,2024-04-20,1,,", "r.csv:3: found a second figure of b for 2024-04"),
    ],
)
def test_a_broken_line_is_named(line: str, phrase: str) -> None:
    assert phrase in fault(f"{HEADER}b,2024-04-01,1,,\n{line}\n")


def test_every_fault_is_reported_at_once() -> None:
    text = 'a,x,1,,\nb,2024-05-01,x,,\nc,2024-05-01,1\n,May,nan,inf,\nd,2024-05-01,5,6,7\ne,2024-05-01,"1'
    lines = fault(HEADER + text + "\n").splitlines()
    assert lines[0] == "r.csv: 9 faults in the record"
    assert [int(line.split(":")[1]) for line in lines[1:]] == [2, 3, 4, 5, 5, 5, 5, 6, 7]


def test_a_hundred_faults_are_named_and_the_others_counted() -> None:
    lines = fault(HEADER + "a,x,1,,\n" * 107).splitlines()
    assert len(lines) == 102
    assert lines[-1].strip() == "and 7 more"


@pytest.mark.parametrize(
    ("line", "phrase"),
    [
        ("a,2024-05-01,1e308,,", "found 1e308 in column value, expected -1e+12 to 1e+12"),
        ("a,2024-05-01,1,-1e13,2", "found -1e13 in column low"),
        ("a,0001-01-01,1,,", "found the date 0001-01-01, expected one from 1900-01-01 to 2100-01-01"),
        ("a\x1b[31m,2024-05-01,1,,", "found the control character '\\x1b' in column series"),
    ],
)
def test_figures_no_war_has_are_refused(line: str, phrase: str) -> None:
    assert f"r.csv:2: {phrase}" in fault(f"{HEADER}{line}\n")


def test_missing_and_doubled_columns_are_named() -> None:
    assert "expected also date" in fault("series,value\na,1\n")
    assert "column value twice" in fault("series,date,value,value\n")
    assert "found the columns nothing" in fault("")
    assert "no figures" in fault(HEADER)


def test_an_unknown_vintage_is_refused() -> None:
    assert "vintage 'late'" in fault("series,date,value,vintage\na,2024-05-01,1,late\n")


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(SimError, match="no such file"):
        record.load(tmp_path / "none.csv")
    with pytest.raises(SimError, match="found a folder"):
        record.load(tmp_path)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(b"series,date,value\n\xff\xfe,2024-05-01,1\n")
    with pytest.raises(SimError, match="UTF-8"):
        record.load(path)


def test_byte_order_marks_and_extra_columns_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("\ufeffseries,date,value,remark\n a ,2024-05-17, 3 ,x\n\n", encoding="utf-8")
    read = record.load(path)
    assert read["a"][date(2024, 5, 1)].value == 3.0


def test_an_interval_alone_has_its_middle_as_value() -> None:
    figure = record.parse(HEADER + "a,2024-05-01,,2,6\n", "r.csv")["a"][date(2024, 5, 1)]
    assert (figure.value, figure.low, figure.high) == (4.0, 2.0, 6.0)


def test_the_past_of_a_month_ends_at_a_gap() -> None:
    lines = "".join(f"a,2024-{month:02d}-01,{month},,\n" for month in (1, 3, 4, 5))
    read = record.parse(HEADER + lines, "r.csv")
    assert read.before("a", date(2024, 5, 1)).tolist() == [3.0, 4.0]
    assert read.before("a", date(2024, 3, 1)).size == 0
    value = read.truth("a", [date(2024, 2, 1), date(2024, 3, 1)]).value
    assert np.isnan(value[0])
    assert value[1] == 3.0


def test_the_month_before_january_is_december() -> None:
    assert record.previous(date(2024, 1, 1)) == date(2023, 12, 1)
    assert record.previous(date(2024, 3, 1)) == date(2024, 2, 1)


def test_every_shipped_series_is_described_and_every_description_has_one() -> None:
    assert set(record.shipped()) == set(record.shipped_series())


def test_the_shipped_record_has_every_monthly_series() -> None:
    assert {series.name for series in MONTHLY} <= set(record.shipped())


def test_the_shipped_record_knows_nothing_after_may_2024() -> None:
    assert max(max(figures) for figures in record.shipped().values()) == date(2024, 5, 1)


def test_hindsight_is_marked_in_the_figures_as_in_the_description() -> None:
    shipped, info = record.shipped(), record.shipped_series()
    for name, figures in shipped.items():
        vintages = {figure.vintage for figure in figures.values()}
        assert info[name].vintage == ("hindsight" if "hindsight" in vintages else "contemporary"), name


def test_net_change_is_the_difference_of_the_published_areas() -> None:
    shipped = record.shipped()
    areas = shipped["territory_occupied_since_feb2022_deepstate"]
    for month, figure in shipped["territory_net_change"].items():
        assert figure.value == pytest.approx(areas[month].value - areas[record.previous(month)].value, abs=0.2)
