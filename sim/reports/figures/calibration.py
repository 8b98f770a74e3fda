"""Whether bands can be trusted: where truths fell in the forecasts, how many bands held, and skill by horizon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.reports.appearance import FAINT, INK, NEUTRAL, series_looks
from sim.reports.figures.axes import MARK
from sim.reports.figures.frame import PHONE_WIDTH, Caption, framed
from sim.reports.figures.style import SMALL_SIZE, marker
from sim.studies.validation.scores import BANDS, CRPS_IN_WORDS

TENTHS = 10
"""Bars of the histogram of PIT values."""


@dataclass(frozen=True)
class Calibration:
    """Scored months, and how to name what they are compared with.

    Attributes:
        months: one row a series and month: `ahead`, `series`, `pit`, `in_50`, `in_80`, `in_95`, `crps`, `crps_<reference>`.
        horizons: months ahead up to which rows are pooled.
        references: words by reference.
        caption: for the corner.
    """

    months: pd.DataFrame
    horizons: Sequence[int]
    references: Mapping[str, str]
    caption: Caption

    def skill(self, reference: str, horizon: int) -> float:
        """1 less the geometric mean over series of the ratio of mean CRPS, over the months up to a horizon."""
        part = self.months.loc[self.months["ahead"] <= horizon, ["series", "crps", f"crps_{reference}"]].dropna()
        means = part.groupby("series").mean()
        means = means[(means > 0.0).all(axis=1)]
        if means.empty:
            return float("nan")
        return float(1.0 - np.exp(np.log(means["crps"] / means[f"crps_{reference}"]).mean()))


def calibration_figure(found: Calibration) -> Figure:
    """Three panels: PIT, coverage and skill. Flat bars, points on the line, and lines above zero are good."""
    held = found.months["in_80"].mean()
    title = f"Bands of 80 % held {100 * held:.0f} % of {len(found.months)} months"
    figure = framed(title, CRPS_IN_WORDS, found.caption, width=PHONE_WIDTH, height=6.6)
    pit, coverage, skill = figure.subplots(3, 1)
    _pit(pit, found)
    _coverage(coverage, found)
    _skill(skill, found)
    return figure


def _pit(axes: Axes, found: Calibration) -> None:
    shares = np.histogram(found.months["pit"], bins=TENTHS, range=(0.0, 1.0))[0] / len(found.months)
    axes.bar((np.arange(TENTHS) + 0.5) / TENTHS, shares, width=0.9 / TENTHS, color=NEUTRAL)
    axes.axhline(1.0 / TENTHS, color=FAINT, linewidth=0.8)
    _label(axes, "share of the forecast below the truth", "share of months")
    axes.set_title("Where truths fell in the forecasts (PIT): flat is right", fontsize=SMALL_SIZE)


def _coverage(axes: Axes, found: Calibration) -> None:
    axes.plot((0, 1), (0, 1), color=FAINT, linewidth=0.8)
    for horizon, look in zip(
        found.horizons, series_looks([f"to month {h}" for h in found.horizons]).values(), strict=True
    ):
        part = found.months[found.months["ahead"] <= horizon]
        shares = [part[f"in_{100 * level:g}"].mean() for level in BANDS]
        axes.plot(BANDS, shares, color=look.colour, linewidth=1.0, label=look.title, **marker(look.shape, MARK))
    axes.set_xlim(0.4, 1.0)
    axes.set_ylim(0.0, 1.04)
    axes.legend(fontsize=SMALL_SIZE, frameon=False)
    _label(axes, "share of the forecast in the band", "share of months in it")
    axes.set_title("Share of months in the bands of 50, 80 and 95 %", fontsize=SMALL_SIZE)


def _skill(axes: Axes, found: Calibration) -> None:
    axes.axhline(0.0, color=INK, linewidth=0.8)
    for look in series_looks(found.references).values():
        values = [found.skill(look.name, horizon) for horizon in found.horizons]
        axes.plot(
            found.horizons, values, color=look.colour, linewidth=1.0, label=look.title, **marker(look.shape, MARK)
        )
    axes.set_xticks(found.horizons)
    axes.set_ylim(-1.0, 1.0)
    axes.legend(fontsize=SMALL_SIZE, frameon=False, loc="lower right")
    _label(axes, "months ahead", "skill")
    axes.set_title("Skill by months ahead: 1 perfect, 0 no better", fontsize=SMALL_SIZE)


def _label(axes: Axes, across: str, upright: str) -> None:
    axes.set_xlabel(across, fontsize=SMALL_SIZE)
    axes.set_ylabel(upright, fontsize=SMALL_SIZE)
