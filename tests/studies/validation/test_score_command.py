"""`sim score` judges any scenario on any record."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from sim.base.errors import SimError
from sim.cli import cli
from sim.reports.figures.frame import Caption
from sim.reports.figures.record import Scored, score_figure
from sim.studies.validation import record

RECORD = """series,date,value,low,high
territory_net_change,2024-06-01,150,100,200
territory_net_change,2024-07-01,150,100,200
territory_net_change,2024-08-01,150,100,200
moon_landings,2024-07-01,1,,
"""


def words_of(folder: Path, text: str) -> list[str]:
    record = folder / "record.csv"
    record.write_text(text, encoding="utf-8")
    return [str(record), "baseline", "-n", "60", "--weeks", "16"]


def run(folder: Path, text: str, *words: str) -> tuple[str, str]:
    result = CliRunner().invoke(cli, ["score", *words_of(folder, text), *words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout, result.stderr


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_scores_and_picture_are_kept_and_named(tmp_path: Path) -> None:
    _, err = run(tmp_path, RECORD)
    (table,) = tmp_path.glob("outputs/score/baseline/*/score.csv")
    pictures = f"{table.with_suffix('.png').relative_to(tmp_path)}, score_calibration.png"
    assert f"Scores: {table.relative_to(tmp_path)}; pictures: {pictures}" in err
    for name in ("score.png", "score_calibration.png"):
        assert table.with_name(name).stat().st_size > 10_000
    _, err = run(tmp_path, RECORD, "-o", "mine.csv", "--no-plots")
    assert err.endswith("Scores: mine.csv\n")
    assert not Path("mine.png").exists()


def test_scores_that_cannot_be_kept_are_shown_first(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["score", *words_of(tmp_path, RECORD), "-o", "record.csv/mine.csv"])
    assert isinstance(result.exception, SimError | OSError)
    assert "territory_net_change" in result.stdout


def test_the_picture_shows_record_and_bands() -> None:
    months = [date(2024, 6, 1), date(2024, 7, 1)]
    known = record.parse(
        "series,date,value\nrus_casualties_month,2024-06-01,50\nrus_casualties_month,2024-07-01,500\n", "r"
    )
    members = np.vstack([np.arange(101.0), np.arange(101.0)])
    table = pd.DataFrame({"series": ["rus_casualties_month"] * 2, "covered_80": [1.0, 0.0]})
    scored = Scored(months, {"rus_casualties_month": members}, known, table, Caption("a", "b", 101, 1))
    figure = score_figure(scored)
    assert (
        figure.texts[0].get_text().replace("\n", " ").startswith("1 of the record's 2 months lie in the bands of 80 %")
    )
    (axes,) = figure.axes
    edges = {round(float(y), 9) for band in axes.collections[:3] for y in band.get_datalim(axes.transData).intervaly}
    assert edges == {2.5, 97.5, 10.0, 90.0, 25.0, 75.0}
    (points,) = [line for line in axes.lines if line.get_marker() == "o"]
    assert list(points.get_ydata()) == [50.0, 500.0]


def test_crps_is_explained_in_the_terminal(tmp_path: Path) -> None:
    out, _ = run(tmp_path, RECORD)
    assert "CRPS is the distance between a forecast and what came, in the unit of the series" in " ".join(out.split())


def test_a_record_is_scored_over_every_horizon_it_covers(tmp_path: Path) -> None:
    out, err = run(tmp_path, RECORD, "-o", str(tmp_path / "scores.csv"))
    assert "territory_net_change" in out
    assert "moon_landings" in err
    scores = pd.read_csv(tmp_path / "scores.csv").set_index("horizon")
    assert scores.loc[0, "months"] == 3  # the war starts on 3 June, and June counts
    assert 3 in scores.index
    assert 6 not in scores.index
    assert np.isfinite(scores.loc[0, ["crps", "skill_persistence", "skill_trend"]].to_numpy(float)).all()


def test_the_table_says_how_many_months_a_row_takes(tmp_path: Path) -> None:
    out, _ = run(tmp_path, RECORD.replace("territory_net_change,2024-07-01,150,100,200\n", ""))
    assert "60 wars, June 2024 to August 2024, against record.csv" in " ".join(out.split())
    heading = next(line for line in out.splitlines() if line.split()[:2] == ["Ahead", "Months"])
    rows = [line.split()[:2] for line in out.splitlines() if line.split()[:1] in (["3"], ["all"])]
    assert rows == [["3", "2"], ["all", "2"]]
    assert len(heading) <= 80


def test_no_figure_of_a_record_makes_a_score_infinite(tmp_path: Path) -> None:
    figures = ("1e12,-1e12,1e12", "-1e12,,", "5e-324,0,5e-324")
    lines = [
        f"{series},2024-{month:02d}-01,{figure}\n"
        for shift, series in enumerate(("territory_net_change", "rus_casualties_month", "mean_age_ukr"))
        for month, figure in zip((6, 7, 8), (*figures[shift:], *figures[:shift]), strict=True)
    ]
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        run(tmp_path, "series,date,value,low,high\n" + "".join(lines), "-o", str(tmp_path / "scores.csv"))
    scores = pd.read_csv(tmp_path / "scores.csv")
    assert len(scores) == 6
    assert not np.isinf(scores.select_dtypes("number")).to_numpy().any()


def test_an_interval_is_covered_where_a_value_inside_is(tmp_path: Path) -> None:
    wide = RECORD.replace("150,100,200", "99999,0,99999")
    run(tmp_path, wide, "-o", str(tmp_path / "scores.csv"))
    scores = pd.read_csv(tmp_path / "scores.csv")
    assert (scores["covered_80"] == 1.0).all()
    assert (scores["value_covered_80"] == 0.0).all()


def test_a_record_without_a_months_overlap_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SimError, match="found no month"):
        run(tmp_path, "series,date,value\nterritory_net_change,1999-01-01,5\n")


def test_quiet_says_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, RECORD, "--quiet") == ("", "")


def test_months_ahead_count_from_the_first_month_played(tmp_path: Path) -> None:
    late = "series,date,value\n" + "".join(f"territory_net_change,2024-{month:02d}-01,150\n" for month in (8, 9))
    run(tmp_path, late, "-o", str(tmp_path / "scores.csv"))
    table = pd.read_csv(tmp_path / "scores.csv").set_index("horizon")
    # August is the third month of a war that starts in June: of the first three months one has a figure.
    assert table.loc[3, "months"] == 1
    assert table.loc[0, "months"] == 1  # sixteen weeks from 3 June do not cover September


def test_own_months_before_the_start_are_history(tmp_path: Path) -> None:
    months = [(2024, month) for month in range(1, 9)]
    text = "series,date,value\n" + "".join(
        f"third_series,{year}-{month:02d}-01,{value}\n"
        for (year, month), value in zip(months, (10, 12, 11, 13, 12, 20, 30, 40), strict=True)
    )
    own = tmp_path / "own.csv"
    own.write_text(text, encoding="utf-8")
    known = record.shipped().filled_from(record.load(own))
    assert known.before("third_series", date(2024, 6, 1)).tolist() == [10, 12, 11, 13, 12]
    shipped = record.shipped()
    for name in shipped:
        assert known.before(name, date(2024, 6, 1)).tolist() == shipped.before(name, date(2024, 6, 1)).tolist()
