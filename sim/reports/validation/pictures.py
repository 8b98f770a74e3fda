"""Pictures of a validation: bands, hindcasts with the record's points, shares of variance."""

import math
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.base.outcomes import ENDINGS
from sim.base.text import counted
from sim.reports.appearance import BLUE, FINDINGS, GREEN, GREY, ORANGE, tint
from sim.reports.figures.axes import draw_intervals
from sim.reports.figures.chart import Chart
from sim.reports.figures.frame import PANELS_WIDTH, Caption, framed
from sim.reports.figures.record import BANDS, draw_months
from sim.reports.figures.style import HATCHES, SMALL_SIZE
from sim.studies.validation.record import shipped
from sim.studies.validation.validate import Validation
from sim.studies.validation.variance_split import BASES

COLUMNS = 2
KINDS = {"totals": "what happened, and what the model gave it", "sectors": "area held by Russia, by sector"}
SHOWN = ("pass", "fail", "shortfall")
BASIS_FILLS: dict[str, dict[str, Any]] = {
    "measured": {"facecolor": BLUE, "edgecolor": "white"},
    "estimated": {"facecolor": GREEN, "edgecolor": "white", "hatch": HATCHES[0]},
    "judgement": {"facecolor": ORANGE, "edgecolor": "white", "hatch": HATCHES[1]},
    "chance": {"facecolor": GREY, "edgecolor": "white", "hatch": HATCHES[2]},
}


def bands_figure(validation: Validation) -> Figure:
    """Each row is a band of history, grey from its lower to its upper end; the point and line on it are the model."""
    bands = [f for f in validation.findings if f.section in ("battles", "wars") and f.verdict in SHOWN]
    shown = sorted((f for f in bands if math.isfinite(f.least + f.most)), key=lambda f: f.id)
    held = sum(finding.verdict == "pass" for finding in shown)
    title = f"The model lies within {held} of {counted(len(shown), 'band')} of history"
    note = (
        "Grey: what is accepted, from its lower to its upper end. Point: the model; line: 5 to 95 % of draws,"
        " or the 95 % interval of a count. Circle: holds; triangle: a known shortfall; cross: fails."
    )
    figure = framed(title, note, _caption(validation), height=0.22 * max(4, len(shown)) + 0.3)
    axes = figure.add_subplot()
    rows = np.arange(len(shown))[::-1]
    axes.barh(rows, 1.0, left=0.0, height=0.7, color=tint(GREY, 0.3))
    for row, finding in zip(rows, shown, strict=True):
        width = finding.most - finding.least
        place, low, high = (
            float(np.clip((value - finding.least) / width, -0.6, 1.6))
            for value in (finding.model, finding.low, finding.high)
        )
        look = FINDINGS[finding.verdict]
        draw_intervals(axes, row, (place, low, high), colour=look.colour, width=1.5, size=5.5, shape=look.shape)
    axes.set_yticks(rows, [f"{f.id}  {_short(f.what)}" for f in shown])
    axes.set_xticks([0.0, 1.0], ["lower end", "upper end"])
    axes.set_xlim(-0.65, 1.65)
    axes.grid(visible=False, axis="y")
    return figure


def _short(text: str) -> str:
    return text if len(text) <= 58 else f"{text[:57]}…"


def hindcast_figure(validation: Validation, name: str) -> Figure:
    """A start in the past: bands hold the middle 50, 80 and 95 % of wars, points are the public record."""
    start, _, kind = name.rpartition("_")
    played = next(one for one in validation.hindcasts if one.scenario == f"hindcast_{start}")
    record = shipped()
    names = [each for each in record if each in played.monthly]
    shown = [each for each in names if each.startswith("sector_") == (kind == "sectors")]
    n_rows = -(-len(shown) // COLUMNS)
    caption = Caption(played.scenario, "", played.wars.n, validation.seed)
    figure = framed(
        f"Started in {played.label}: {KINDS[kind]}", BANDS, caption, width=PANELS_WIDTH, height=2.0 * n_rows
    )
    for place, each in enumerate(shown, start=1):
        axes = figure.add_subplot(n_rows, COLUMNS, place)
        draw_months(axes, played.months, played.monthly[each], each, record, width=PANELS_WIDTH / COLUMNS)
    return figure


def sources_figure(validation: Validation) -> Figure:
    """Each bar is an outcome: how much of its variance comes from measured, estimated, judged numbers and from chance."""
    table = validation.split.by_basis
    lucky = int((table["chance"] > table[list(BASES)].sum(axis=1)).sum())
    title = f"Chance explains more than all numbers together in {lucky} of {counted(len(table), 'outcome')}"
    note = (
        "Share of each outcome's variance that single numbers explain, summed by where the numbers come from;"
        " chance is what the same draw gives under other dice. What is missing to 1 are interactions of"
        " numbers and the error of the estimate."
    )
    parts = (*BASES, "chance")
    legend = [Patch(**BASIS_FILLS[part], label=part) for part in parts]
    figure = framed(title, note, _caption(validation), height=0.35 * len(table) + 0.5, legend=legend)
    axes = figure.add_subplot()
    rows = np.arange(len(table))[::-1]
    left = np.zeros(len(table))
    for part in parts:
        values = np.maximum(0.0, table[part].fillna(0.0).to_numpy(dtype=float))
        axes.barh(rows, values, left=left, height=0.7, linewidth=0, **BASIS_FILLS[part])
        left = left + values
    titles = {ending.name: ending.title for ending in ENDINGS}
    axes.set_yticks(rows, [titles.get(name, "Ground gained in 12 months") for name in table["outcome"]])
    axes.set_xlim(0.0, max(1.0, float(left.max())))
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("share of variance", fontsize=SMALL_SIZE)
    return figure


def _caption(validation: Validation) -> Caption:
    return Caption("baseline", validation.scenario.title, validation.split.n, validation.seed)


def _hindcasts(validation: Validation) -> list[str]:
    starts = [played.scenario.removeprefix("hindcast_") for played in validation.hindcasts]
    return [f"{start}_{kind}" for start in starts for kind in KINDS]


VALIDATION_CHARTS: tuple[Chart[Validation], ...] = (
    Chart("bands", bands_figure),
    Chart("hindcast_{}", hindcast_figure, each=_hindcasts),
    Chart("sources", sources_figure),
)
