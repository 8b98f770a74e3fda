"""The hindcasts as findings: coverage, skill, and what did not happen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from sim.base.arrays import WEEKS_PER_MONTH, Floats
from sim.runs import ensemble
from sim.runs.ensemble import Plan
from sim.scenario import load
from sim.studies.validation import hindcast
from sim.studies.validation.findings import NAN, Finding, bands, within
from sim.studies.validation.record import Record
from sim.studies.validation.wars import Wars, collect, join
from sim.war.randomness import BLOCK
from sim.war.recorder import month_shares

SECTION = "hindcast"
GROUPS = ("territory", "losses", "launches", "interception")
"""Groups of series whose scores are compared with the references; `launches` are drones and missiles, `interception`
the shares of them shot down. Mean age is left out: two press dates give no reference to beat."""
COVERAGE = (0.65, 0.95)
"""Share of the monthly values that 80 % bands are to hold."""
BEATS = {"persistence": 3, "trailing": 2}
"""Groups, of the four, in which the model is to beat a reference."""
NO_USE = 0.6
"""Least probability of what happened: no nuclear use."""
COLUMNS = ("value_covered_50", "value_covered_80", "value_covered_95", "covered_80", "bias", "months")
WHOLE = 0
"""Horizon that stands for all months there are."""

Reference = Literal["persistence", "trailing"]


@dataclass(frozen=True)
class Start:
    """A hindcast from one start date.

    Attributes:
        scenario: its name.
        months: first days of the months.
        monthly: members by series, arrays of shape (months, n).
        scores: one row a series and horizon.
        wars: what the wars did besides.
    """

    scenario: str
    months: list[date]
    monthly: dict[str, Floats]
    scores: pd.DataFrame
    wars: Wars

    @property
    def label(self) -> str:
        """Start in words."""
        return f"{self.months[0]:%B %Y}"

    @property
    def whole(self) -> pd.DataFrame:
        """Scores over all months, one row a series."""
        return self.scores[self.scores["horizon"] == WHOLE].set_index("series")


def play(scenario: str, blocks: int, seed: int, prior: bool, record: Record) -> Start:
    """Play whole blocks of a hindcast and score them."""
    loaded = load(scenario)
    plan = Plan(loaded, seed, blocks * BLOCK, prior)
    parts: dict[str, list[Floats]] = {}
    wars = []
    for block in range(blocks):
        played = ensemble.play(plan, block)
        wars.append(collect(played))
        monthly = {**played.monthly, **hindcast.monthly_shares(played.series, loaded.as_of)}
        for name, values in monthly.items():
            parts.setdefault(name, []).append(values)
    members = {name: np.concatenate(values, axis=1) for name, values in parts.items()}
    months = list(month_shares(loaded.as_of, loaded.weeks))
    return Start(scenario, months, members, hindcast.score(members, months, record, seed=seed), join(wars))


def hindcast_findings(starts: list[Start]) -> list[Finding]:
    """The first start is judged; the others are reported by the same lines.

    The hazard of the end is reported for all: T18 is for later months of a war, and judged there.
    """
    out: list[Finding] = []
    for number, start in enumerate(starts, start=1):
        lines = [
            *coverage(start),
            *(beaten(start, name) for name in BEATS),
            no_nuclear_use(start),
            end_hazard(start),
        ]
        for row, line in enumerate(lines, start=1):
            judged = number == 1 and row < len(lines)
            out.append(_renamed(line, f"H{number}.{row:02d}", judged))
    return out


def _renamed(line: Finding, key: str, judged: bool) -> Finding:
    return replace(line, id=key, verdict=line.verdict if judged else "reported")


def _line(what: str, unit: str, model: float, least: float, most: float, reason: str) -> Finding:
    return Finding(
        "", SECTION, what, unit, model, NAN, NAN, NAN, least, most, within(model, least, most), reason
    )


def coverage(start: Start) -> list[Finding]:
    """Share of monthly values that the 80 % bands hold, by series.

    Judged is the record's central value. Shown as the upper end is the share of months whose band reaches the
    range of the sources.
    """
    out = []
    for name in hindcast.TESTED:
        row = dict(zip(COLUMNS, start.whole.loc[name, list(COLUMNS)].to_numpy(dtype=float), strict=True))
        alone, reached = row["value_covered_80"], row["covered_80"]
        said = (
            f"bands reach the range of the sources in {reached:.2f};"
            f" 50 % bands hold {row['value_covered_50']:.2f}, 95 % bands {row['value_covered_95']:.2f};"
            f" median off by {row['bias']:+,.0f} a month;"
            f" {row['months']:.0f} months"
        )
        what = f"{start.label}: 80 % bands, {name}"
        line = _line(what, "share", alone, *COVERAGE, said)
        out.append(replace(line, low=alone, high=reached))
    return out


def beaten(start: Start, reference: str) -> Finding:
    """Groups of series in which the mean CRPS is below a reference's."""
    skill = hindcast.by_group(start.scores)
    column = f"skill_{reference}"
    whole = skill[skill["horizon"] == WHOLE].set_index("group")[column]
    values = {group: float(whole.get(group, NAN)) for group in GROUPS}
    words = ", ".join(
        f"{name} {'no reference' if np.isnan(v) else f'{v:+.2f}'}" for name, v in values.items()
    )
    n = float(sum(value > 0.0 for value in values.values()))
    against = "persistence" if reference == "persistence" else "the trailing mean"
    what = f"{start.label}: groups in which CRPS beats {against}"
    return _line(what, "of 4 groups", n, float(BEATS[reference]), NAN, f"skill: {words}")


def no_nuclear_use(start: Start) -> Finding:
    """P(no nuclear use) to May 2024."""
    share = 1.0 - float(np.isin(start.wars.ending, ["nuclear_use"]).mean())
    return _line(
        f"{start.label}: P(no nuclear use to May 2024)",
        "probability",
        share,
        NO_USE,
        1.0,
        f"n = {start.wars.n:,}",
    )


def end_hazard(start: Start) -> Finding:
    """Monthly hazard of the war ending, which it did not."""
    w, band = start.wars, bands()["T18"]
    months = float(w.followed.sum() / WEEKS_PER_MONTH)
    hazard = float((w.first_end < w.weeks).sum()) / months
    said = "first deal or absorbing ending over war-months at risk; the band of T18"
    return _line(
        f"{start.label}: monthly hazard that the war ends", "1/month", hazard, band.low, band.high, said
    )


def every_start(blocks: int, seed: int, prior: bool, record: Record) -> list[Start]:
    """All three start dates."""
    return [play(name, blocks, seed, prior, record) for name in hindcast.SCENARIOS]
