"""Every figure in every awkward case: it is drawn, it says what is seen, nothing overlaps or is cut off."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.analysis.endings import trend
from sim.analysis.intervals import wilson_bounds
from sim.base.outcomes import ENDINGS
from sim.reports.figures.chart import figures, write_figures
from sim.reports.figures.frame import wrap
from sim.reports.figures.run.charts import RUN_CHARTS
from sim.reports.figures.run.endings import endings_title, spread
from sim.reports.figures.run.escalation import PRIORS, _sentence, escalation_figure
from sim.reports.figures.run.fans import FANS, fan_figure
from sim.reports.figures.run.scarcity import scarcity_figure
from sim.reports.figures.run.sectors import sectors_figure
from tests.reports.reading import assert_legible

LONG = {
    "name": "a_long_name" * 8,
    "title": "What $3bn buys, and what $5bn buys, and what neither does 漢字 " * 8,
    "seed": 10**9,
}
NUCLEAR, NATO = "draw.escalation.nuclear_hazard_calm", "draw.escalation.nato_war_hazard"
DATE = re.compile(r"\d{1,2} [A-Z][a-z]{2}|[A-Z][a-z]{2} 20\d\d")
CASES = (
    "base",
    "certain",
    "one",
    "still",
    "long",
    "first week",
    "uneven",
    "fixed priors",
    "narrow prior",
    "early end",
    "wide",
)


def case(made_up: Any, name: str) -> Any:
    runs, fans = made_up.runs(600), made_up.trajectories()
    quantiles = ["q025", "q10", "q25", "q50", "q75", "q90", "q975"]
    if name == "uneven":
        fans.loc[fans["series"] == "area.north", quantiles] *= np.linspace(1, 4, 105)[:, None]
    if name == "early end":
        fans.loc[fans["week"] > 3, quantiles] = np.nan
    other_runs = {
        "certain": lambda: made_up.runs(600, only="nato_russia_war"),
        "one": lambda: made_up.runs(1),
        "still": lambda: made_up.runs(50, only="war_continues"),
        "long": lambda: made_up.runs(300, weeks=260),
        "first week": lambda: made_up.runs(20, weeks=1),
        "fixed priors": lambda: runs.drop(columns=NUCLEAR).assign(**{NATO: 0.0005}),
        "narrow prior": lambda: runs.assign(
            **{NUCLEAR: 0.001 + runs[NUCLEAR] / 10, NATO: runs[NATO].clip(0.0008) - 0.0008}
        ),
        "early end": lambda: runs.assign(week_of_ending=3),
        "wide": lambda: runs.assign(**{NUCLEAR: 10 ** np.random.default_rng(1).uniform(-7, -1, len(runs))}),
    }
    other_fans = {
        "one": lambda: made_up.trajectories(spread=0, n=1),
        "still": lambda: made_up.trajectories(spread=0, drift=0),
        "long": lambda: made_up.trajectories(weeks=260, spread=3),
        "first week": lambda: made_up.trajectories(weeks=1),
        "wide": lambda: made_up.trajectories(spread=40),
    }
    weeks = {"long": 260, "first week": 1}.get(name, 104)
    runs, fans = other_runs.get(name, lambda: runs)(), other_fans.get(name, lambda: fans)()
    return made_up.results(runs, fans, weeks=weeks, **LONG if name == "long" else {})


@pytest.fixture(scope="module", params=CASES)
def drawn(request: pytest.FixtureRequest, made_up: Any) -> dict[str, Figure]:
    return dict(figures(RUN_CHARTS, case(made_up, request.param)))


def test_nothing_is_cut_off_and_no_two_texts_overlap(drawn: dict[str, Figure]) -> None:
    for name, figure in drawn.items():
        assert_legible(name, figure)


def test_every_figure_says_what_is_seen_and_its_source(drawn: dict[str, Figure]) -> None:
    for name, figure in drawn.items():
        texts = [text.get_text() for text in figure.texts]
        assert len(texts) == 3, name
        assert len(texts[0].split()) >= 4, f"{name}: {texts[0]!r} is no sentence"
        assert "n = " in texts[2], name
        assert "seed" in texts[2], name
        assert not any("nan" in text.lower().split() for text in texts), texts


def test_every_axis_carries_its_unit(drawn: dict[str, Figure]) -> None:
    for name, figure in drawn.items():
        shown = [axes for axes in figure.axes if axes.axison]
        for axes in shown:
            if name == "endings":
                assert "[in 100]" in axes.get_xlabel()
                continue
            below = [other for other in shown if other.get_subplotspec() and other.get_xlabel()]
            assert below, f"{name}: no label under the horizontal axes"
            shared = axes.get_shared_y_axes().get_siblings(axes)
            label = axes.get_ylabel() or next((a.get_ylabel() for a in shared if a.get_ylabel()), "")
            if name == "sectors" and not label:  # labelled at the left of its row
                label = next(a.get_ylabel() for a in shown if a.get_ylabel())
            assert "[" in label, f"{name}: {label!r}"
            assert "]" in label, f"{name}: {label!r}"


def test_every_time_axis_carries_calendar_dates(drawn: dict[str, Figure]) -> None:
    of_time = {"incidence", "scarcity", "sectors", *(fan.name for fan in FANS)}
    for name in of_time:
        labelled = [axes for axes in drawn[name].axes if axes.axison and axes.get_xlabel()]
        assert labelled, name
        for axes in labelled:
            ticks = [tick.get_text() for tick in axes.get_xticklabels()]
            assert ticks, name
            assert all(DATE.fullmatch(text) for text in ticks), f"{name}: {ticks}"


def test_every_ending_shown_is_a_whole_number_of_100(drawn: dict[str, Figure]) -> None:
    counts = [re.fullmatch(r"([<>]?)(\d+) in 100", text.get_text()) for text in drawn["endings"].axes[0].texts]
    numbers = [{"<": 0, ">": 100, "": int(found[2])}[found[1]] for found in counts if found]
    assert len(numbers) == len(ENDINGS)
    assert sum(numbers) == 100


def test_all_figures_are_drawn_in_every_case(drawn: dict[str, Figure]) -> None:
    assert list(drawn) == [chart.name for chart in RUN_CHARTS]
    assert list(drawn) == ["endings", "incidence", *(fan.name for fan in FANS), "scarcity", "sectors", "escalation"]


def test_no_data_are_left_outside_a_fans_axes(made_up: Any) -> None:
    results = case(made_up, "base")
    for fan in FANS:
        figure = fan_figure(fan, results)
        assert figure is not None
        figure.draw_without_rendering()
        for axes in figure.axes:
            low, high = axes.get_ylim()
            assert low <= axes.dataLim.y0, fan.name
            assert axes.dataLim.y1 <= high, fan.name


def test_the_same_data_give_the_same_bytes_in_any_style(made_up: Any, tmp_path: Path) -> None:
    results = case(made_up, "base")
    first = write_figures(RUN_CHARTS, results, tmp_path / "a")
    with matplotlib.rc_context({"font.size": 30, "figure.dpi": 40, "axes.facecolor": "red", "savefig.dpi": 20}):
        second = write_figures(RUN_CHARTS, results, tmp_path / "b")
    assert [path.name for path in first] == [path.name for path in second]
    for one, two in zip(first, second, strict=True):
        assert one.read_bytes() == two.read_bytes(), one.name


def test_files_are_whole_and_hold_no_date_and_no_software(made_up: Any, tmp_path: Path) -> None:
    paths = write_figures(RUN_CHARTS, case(made_up, "one"), tmp_path / "new" / "figures")
    assert sorted(path.name for path in (tmp_path / "new" / "figures").iterdir()) == sorted(p.name for p in paths)
    for path in paths:
        data = path.read_bytes()
        assert data.startswith(b"\x89PNG")
        assert b"tEXt" not in data
        assert b"tIME" not in data


def test_series_that_were_not_stored_are_passed_over(made_up: Any) -> None:
    whole = case(made_up, "base")
    series = whole.trajectories["series"]
    dropped = series.str.startswith("area.") | series.isin(["russian_will", "ukrainian_will"])
    left = made_up.results(whole.runs, whole.trajectories[~dropped])
    names = [name for name, _ in figures(RUN_CHARTS, left)]
    assert "sectors" not in names
    assert "will" not in names
    assert "belief" in names


def test_a_run_without_trajectories_still_has_its_endings(made_up: Any) -> None:
    whole = case(made_up, "base")
    bare = made_up.results(whole.runs, whole.trajectories.head(0))
    assert [name for name, _ in figures(RUN_CHARTS, bare)] == ["endings", "incidence", "escalation"]


def test_scarcity_names_what_falls_most_and_draws_both_sides(made_up: Any) -> None:
    figure = scarcity_figure(case(made_up, "base"))
    assert figure is not None
    title = figure.texts[0].get_text().replace("\n", " ")
    # Of the walks of the made-up results: fund 5.5 to 3.5, ballistic interceptors 8 to 1.
    assert title == "Falls most: Russia's fund from 5.50 to 3.50 months; Ukraine's top interceptors from 8 to 1"
    assert len(figure.axes) == 16
    assert [axes.get_title().partition(":")[0] for axes in figure.axes] == ["Russia", "Ukraine"] * 8
    middle = figure.axes[3].lines[0].get_ydata()  # Ukraine's infantry, in 100
    assert (middle[0], middle[-1]) == pytest.approx((50, 70))


def test_nothing_falls_where_nothing_fell(made_up: Any) -> None:
    figure = scarcity_figure(case(made_up, "still"))
    assert figure is not None
    title = figure.texts[0].get_text().replace("\n", " ")
    assert title == "Falls most: nothing of Russia's falls; nothing of Ukraine's falls"


def test_sectors_keep_one_scale_unless_one_dwarfs_the_rest(made_up: Any) -> None:
    for name, note in (("base", "same scale"), ("uneven", "scales differ")):
        figure = sectors_figure(case(made_up, name))
        assert figure is not None
        assert note in figure.texts[1].get_text().replace("\n", " ")


def test_titles_name_the_most_common_ending_with_its_count(made_up: Any) -> None:
    runs = made_up.runs(100).assign(ending=["war_continues"] * 61 + ["armistice"] * 39)
    assert endings_title(runs, 104) == "War continues in 61 of 100 worlds after 104 weeks"
    runs = runs.assign(ending=["settlement"] * 40 + ["armistice"] * 35 + ["nuclear_use"] * 25)
    assert endings_title(runs, 52) == "Settlement is the most common ending: 40 of 100 worlds within 52 weeks"
    runs = runs.assign(ending=["settlement"] * 50 + ["armistice"] * 50)
    assert endings_title(runs, 1) == "Settlement and Armistice are equally common: 50 of 100 worlds each within 1 week"


def test_escalation_says_whether_it_follows_its_prior(made_up: Any) -> None:
    rng = np.random.default_rng(1)
    prior = np.exp(rng.uniform(np.log(1e-4), np.log(1e-2), 4_000))
    runs = made_up.runs(4_000).assign(
        **{NUCLEAR: prior}, ending=np.where(rng.random(4_000) < 60 * prior, "nuclear_use", "war_continues")
    )
    figure = escalation_figure(made_up.results(runs, made_up.trajectories()))
    title = figure.texts[0].get_text().replace("\n", " ")
    assert "Nuclear use rises from" in title
    assert "NATO-Russia war shows no clear dependence" in title
    assert [axes.get_xscale() for axes in figure.axes] == ["log", "log"]
    assert "1/month" in figure.axes[0].get_xlabel()


def test_a_steady_rise_is_a_rise() -> None:
    # Eight groups of 500 of which the outer two cannot be told apart by their intervals, but all together rise.
    k = np.array([50, 54, 58, 60, 64, 68, 70, 76])
    low, high = wilson_bounds(k, 500)
    assert low[-1] < high[0]
    draws = np.repeat(np.arange(8.0), 500)
    hits = np.concatenate([np.arange(500) < each for each in k])
    curve = pd.DataFrame({"n": 500, "k": k, "share": k / 500})
    by_hand = np.corrcoef(draws, hits)[0, 1] * np.sqrt(len(draws))
    assert trend(curve) == pytest.approx(by_hand)
    runs = pd.DataFrame({"ending": np.where(hits, "nuclear_use", "war_continues")})
    assert _sentence(PRIORS[0], curve, runs) == "Nuclear use rises from 10 to 15 in 100 worlds across its prior"
    hump = np.array([8, 10, 6, 8, 15, 30, 30, 14])
    assert "rises with its prior (1 to 6 in 100 worlds in a group)" in _sentence(
        PRIORS[0], pd.DataFrame({"n": 500, "k": hump, "share": hump / 500}), runs
    )
    for few, words in (([50] * 8, "shows no clear dependence"), ([0, 0, 0, 0, 1, 1, 2, 2], "hardly depends")):
        share = np.array(few) / 500
        assert words in _sentence(PRIORS[0], pd.DataFrame({"n": 500, "k": few, "share": share}), runs)


def test_russia_and_ukraine_have_the_same_colours_everywhere() -> None:
    sides = [{panel.heading: panel.colour for panel in fan.panels} for fan in FANS if len(fan.panels) == 2]
    both = [side for side in sides if "Russia" in side]
    assert len(both) == 6
    assert all(side == both[0] for side in both)


def test_wrapped_text_fits_and_loses_no_word_needlessly() -> None:
    text = "a scenario with many words " * 4
    lines = wrap(text, 8.0, 200.0, 50)
    assert " ".join(lines).split() == text.split()
    assert wrap(text, 8.0, 200.0, 2)[-1].endswith("…")
    assert "".join(wrap("x" * 300, 8.0, 200.0, 50)) == "x" * 300


@pytest.mark.parametrize("wanted", [[0.0] * 7, [1.0] * 7, [0.1, 0.11, 0.5, 0.99, 1.0], [0.5]])
def test_labels_are_moved_apart_within_the_axes(wanted: list[float]) -> None:
    places = spread(np.array(wanted), 0.066)
    assert all(b - a >= 0.066 - 1e-12 for a, b in pairwise(places))
    assert min(places) >= 0
    assert max(places) <= 1


def test_every_chart_says_what_it_shows_in_a_sentence() -> None:
    for chart in RUN_CHARTS:
        assert len(chart.shows.split()) >= 5, chart.name
        assert chart.shows.endswith("."), chart.name


def test_titles_of_noisy_flows_compare_four_weeks_not_one(made_up: Any) -> None:
    results = case(made_up, "still")
    fans = results.trajectories
    spike = (fans["series"] == "russian_casualties_week") & (fans["week"] == 104)
    fans.loc[spike, "q50"] *= 1.04
    losses = next(fan for fan in FANS if fan.name == "losses")
    figure = fan_figure(losses, results)
    assert figure is not None
    assert figure.texts[0].get_text().startswith("Russian weekly losses stay near 7,270")
