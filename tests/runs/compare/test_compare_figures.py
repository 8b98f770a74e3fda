"""Figures of a comparison: nothing overlaps, nothing is cut off, every axis has its unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.base.outcomes import ENDINGS, OUTCOMES
from sim.reports.figures.chart import figures
from sim.reports.figures.compare.charts import COMPARISON_CHARTS, write_comparison
from sim.reports.figures.compare.data import Compared
from sim.reports.figures.compare.endings import endings_figure
from sim.runs.compare import pair
from tests.reports.reading import assert_legible, shown_texts

NAMES = [ending.name for ending in ENDINGS]


@dataclass(frozen=True)
class Stored:
    """As much of stored results as the figures look at."""

    runs: pd.DataFrame
    trajectories: pd.DataFrame
    manifest: dict[str, Any]


def stored(shares: Sequence[float], seed: int, n: int = 400, weeks: int = 104, shift: float = 0.0) -> Any:
    """Made-up results; the same seed gives the same worlds."""
    rng = np.random.default_rng(1)
    luck = np.sort(rng.random(n))
    own = np.random.default_rng(seed).random(n) < 0.1
    luck = np.where(own, np.random.default_rng(seed).random(n), luck)
    ending = np.array(NAMES)[np.searchsorted(np.cumsum(shares), luck * sum(shares), side="right").clip(0, 7)]
    runs = pd.DataFrame({"replication": np.arange(n), "ending": ending})
    over = ending != "war_continues"
    runs["week_of_ending"] = np.where(over, rng.integers(1, weeks + 1, n), weeks)
    for outcome in OUTCOMES:
        if outcome.kind == "number":
            runs[outcome.name] = rng.normal(1000, 100, n) + shift
        else:
            runs[outcome.name] = rng.random(n) < 0.1 if outcome.kind == "flag" else "none"
    week = np.arange(weeks)
    grown = (30.0 + shift / 20) * week
    spread = {"q025": -2, "q10": -1.3, "q25": -0.7, "q50": 0, "q75": 0.7, "q90": 1.3, "q975": 2}
    columns = {q: grown + z * 20 * np.sqrt(week) for q, z in spread.items()}
    fans = pd.DataFrame({"week": week, "frequency": "weekly", "series": "territory_change", **columns})
    fans["date"] = pd.Timestamp("2024-06-03") + pd.to_timedelta(7 * week, unit="D")
    told = {"scenario": "", "title": "", "replications": n, "seed": 7, "weeks": weeks}
    return Stored(runs, fans, told)


USUAL = [0.08, 0.07, 0.05, 0.001, 0.004, 0.03, 0.02, 0.745]
CASES = {
    "usual": (stored(USUAL, 2), stored([0.1, 0.07, 0.08, 0.001, 0.004, 0.03, 0.02, 0.7], 3, shift=20.0)),
    "same": (stored(USUAL, 2), stored(USUAL, 2)),
    "all rare": (stored([0.02] * 7 + [0.86], 2), stored([0.03] * 7 + [0.79], 3)),
    "one ending": (stored([0] * 7 + [1], 2, weeks=260), stored([0] * 6 + [1, 0], 3, weeks=260, shift=900.0)),
    "few": (stored(USUAL, 2, n=4, weeks=3), stored(USUAL, 5, n=4, weeks=3)),
    "one world": (stored(USUAL, 2, n=1, weeks=1), stored(USUAL, 5, n=1, weeks=1)),
}


def drawn(name: str) -> dict[str, Figure]:
    a, b = CASES[name]
    label = "a_scenario_with_quite_a_long_name" if name == "all rare" else "iran_supply"
    pair_ = pair("baseline", a.runs, label, b.runs)
    found = dict(figures(COMPARISON_CHARTS, Compared(["baseline", label], [a, b], pair_)))
    for figure in found.values():
        figure.draw_without_rendering()
    return found


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_cut_off_and_no_two_texts_overlap(name: str) -> None:
    for kind, figure in drawn(name).items():
        assert_legible(kind, figure)


@pytest.mark.parametrize("name", CASES)
def test_every_figure_says_what_is_seen_and_its_source(name: str) -> None:
    found = drawn(name)
    assert list(found) == ["endings", "difference", "territory", "flows", "incidence"]
    for kind, figure in found.items():
        title, note, corner = (text.get_text() for text in figure.texts[:3])
        assert len(title.split()) >= 5, kind
        assert len(note.split()) >= 10, kind
        assert "seed 7" in corner
        assert "baseline" in corner
        assert not any("nan" in text.lower().split() for text, _ in shown_texts(figure)), kind


def test_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    a, b = CASES["usual"]
    one = pair("baseline", a.runs, "iran_supply", b.runs)
    first, second = (write_comparison([one], [a, b], tmp_path / name) for name in "xy")
    assert [path.name for path in first] == [path.name for path in second]
    for left, right in zip(first, second, strict=True):
        assert left.read_bytes() == right.read_bytes()


def test_several_scenarios_stand_side_by_side() -> None:
    a, b = CASES["usual"]
    labels = ["baseline", "iran_supply", "aid_cutoff", "negotiate_now", "nato_intervention"]
    found = dict(figures(COMPARISON_CHARTS, Compared(labels, [a, b, a, b, a])))
    assert list(found) == ["endings"]
    figure = found["endings"]
    texts = shown_texts(figure)
    assert set(labels) <= {text for text, _ in texts}
    assert all(box.x1 <= figure.bbox.width for _, box in texts)
    assert "War continues ranges from" in figure.texts[0].get_text().replace("\n", " ")


def test_titles_of_the_same_wars_claim_no_difference() -> None:
    titles = {kind: figure.texts[0].get_text().replace("\n", " ") for kind, figure in drawn("same").items()}
    assert titles["endings"].startswith("No ending is clearly more or less likely")
    assert titles["difference"].startswith("iran_supply changes 0 of ")
    assert "gain cannot be told apart" in titles["territory"]
    assert "cannot be told apart" in titles["incidence"]
    assert titles["flows"].startswith("No world of 400 ends differently")
    several = Compared(["baseline", "x", "y"], [CASES["same"][0]] * 3)
    assert endings_figure(several).texts[0].get_text().startswith("No ending is clearly more likely under one")


def test_a_small_sure_difference_is_no_title() -> None:
    a = CASES["usual"][0]
    moved = a.runs["replication"] % 200 == 0  # two worlds of 400, and a little of everything else
    runs = a.runs.assign(
        territory_change=a.runs["territory_change"] + np.where(moved, 3.0, 1.0),
        ending=np.where(moved, "armistice", a.runs["ending"]),
    )
    figures_ = dict(
        figures(COMPARISON_CHARTS, Compared(["a", "b"], [a, replace(a, runs=runs)], pair("a", a.runs, "b", runs)))
    )
    titles = {kind: figure.texts[0].get_text().replace("\n", " ") for kind, figure in figures_.items()}
    assert (
        titles["difference"] == "b changes 0 of 16 probabilities and 0 of 32 quantities clearly and by enough to matter"
    )
    assert titles["endings"].startswith("No ending is clearly more or less likely")
    assert "Russia's gain hardly differs" in titles["territory"]
    assert titles["flows"] == "Hardly a world ends differently under b: 2 of 400"
