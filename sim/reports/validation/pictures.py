"""Pictures of a validation: bands, hindcasts with the record's points, shares of variance."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.base.arrays import Floats
from sim.base.outcomes import ENDINGS
from sim.reports.figures.axes import plain_numbers
from sim.reports.figures.frame import Caption, framed
from sim.reports.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    GREY,
    INK,
    NEUTRAL,
    ORANGE,
    RUSSIA,
    UKRAINE,
    VERMILLION,
    house_style,
    tint,
)
from sim.studies.validation.findings import Finding
from sim.studies.validation.hindcast_findings import Hindcast
from sim.studies.validation.record import Record, shipped_series
from sim.studies.validation.validate import Validation
from sim.studies.validation.variance_split import BASES, VarianceSplit

LEVELS = ((0.95, 0.15), (0.8, 0.3), (0.5, 0.55))
"""Middle shares of worlds in a fan, and how strongly they are coloured."""
COLUMNS = 2
VERDICTS = {"pass": (GREEN, "o"), "fail": (VERMILLION, "X"), "shortfall": (BLUE, "s")}
"""Colour and mark of a verdict."""
BASIS_COLOURS = {"measured": BLUE, "estimated": GREEN, "judgement": ORANGE, "chance": GREY}


@house_style()
def bands_figure(findings: list[Finding], caption: Caption) -> Figure:
    """Every band as a bar from 0 to 1, the model's value and interval on it."""
    bands = [f for f in findings if f.section in ("battles", "wars") and f.verdict in VERDICTS]
    shown = sorted((f for f in bands if math.isfinite(f.least + f.most)), key=lambda f: f.id)
    title = "Where the model stands in the bands of history"
    note = (
        "Grey: what is accepted, from its lower to its upper end. Point: the model; line: 5 to 95 % of draws,"
        " or the 95 % interval of a count. Circle: holds; square: a known shortfall; cross: fails."
    )
    figure = framed(title, note, caption, height=0.22 * max(4, len(shown)) + 0.3)
    axes = figure.add_subplot()
    rows = np.arange(len(shown))[::-1]
    axes.barh(rows, 1.0, left=0.0, height=0.7, color=tint(GREY, 0.3))
    for row, finding in zip(rows, shown, strict=True):
        width = finding.most - finding.least
        place, low, high = (
            float(np.clip((value - finding.least) / width, -0.6, 1.6))
            for value in (finding.model, finding.low, finding.high)
        )
        colour, mark = VERDICTS[finding.verdict]
        axes.plot([low, high], [row, row], color=colour, linewidth=1.5)
        axes.plot(place, row, mark, color=colour, markersize=5.0)
    axes.set_yticks(rows, [f"{f.id}  {_short(f.what)}" for f in shown])
    axes.set_xticks([0.0, 1.0], ["lower end", "upper end"])
    axes.set_xlim(-0.65, 1.65)
    axes.grid(visible=False, axis="y")
    return figure


def _short(text: str) -> str:
    return text if len(text) <= 58 else f"{text[:57]}…"


@house_style()
def hindcast_figure(
    played: Hindcast, record: Record, names: tuple[str, ...], *, title: str, caption: Caption
) -> Figure:
    """Fans of several monthly series with the record's points and their uncertainty."""
    note = (
        "Bands hold the middle 50, 80 and 95 % of worlds, the line their median; points are the record, with"
        " the range of its sources."
    )
    n_rows = -(-len(names) // COLUMNS)
    figure = framed(title, note, caption, height=2.2 * n_rows)
    for place, name in enumerate(names, start=1):
        axes = figure.add_subplot(n_rows, COLUMNS, place)
        _fan(axes, played, name, record)
    return figure


def _fan(axes: Axes, played: Hindcast, name: str, record: Record) -> None:
    colour = RUSSIA if name.startswith("rus") else UKRAINE if name.startswith("ukr") else NEUTRAL
    x = np.arange(len(played.months), dtype=float)
    members: Floats = played.monthly[name]
    members = members[:, np.isfinite(members).all(axis=0)]
    for level, strength in LEVELS:
        low, high = np.quantile(members, [(1.0 - level) / 2.0, (1.0 + level) / 2.0], axis=1)
        axes.fill_between(x, low, high, color=tint(colour, strength), linewidth=0.0)
    axes.plot(x, np.median(members, axis=1), color=colour, linewidth=1.3)
    value, low, high = record.truth(name, played.months)
    spread = np.maximum(0.0, np.array([value - low, high - value]))
    axes.errorbar(x, value, yerr=spread, fmt="o", color=INK, ecolor=FAINT, markersize=3.2, elinewidth=0.8)
    info = shipped_series()[name]
    axes.set_title(f"{name.replace('_', ' ')} [{info.unit}]", fontsize=7.5)
    every = max(1, len(x) // 4)
    axes.set_xticks(x[::every], [f"{month:%b %y}" for month in played.months[::every]])
    plain_numbers(axes)


@house_style()
def sources_figure(split: VarianceSplit, caption: Caption) -> Figure:
    """Shares of variance by basis, chance and interactions, a bar an outcome."""
    title = "Where the uncertainty comes from"
    note = (
        "Share of each outcome's variance that single numbers explain, summed by where the numbers come from;"
        " chance is what the same draw gives under other dice. What is missing to 1 are interactions of"
        " numbers and the error of the estimate."
    )
    parts = (*BASES, "chance")
    legend = [Patch(color=BASIS_COLOURS[part], label=part) for part in parts]
    table = split.by_basis
    figure = framed(title, note, caption, height=0.35 * len(table) + 0.5, legend=legend)
    axes = figure.add_subplot()
    rows = np.arange(len(table))[::-1]
    left = np.zeros(len(table))
    for part in parts:
        values = np.maximum(0.0, table[part].fillna(0.0).to_numpy(dtype=float))
        axes.barh(rows, values, left=left, color=BASIS_COLOURS[part], height=0.7)
        left = left + values
    titles = {ending.name: ending.title for ending in ENDINGS}
    axes.set_yticks(rows, [titles.get(name, "Ground gained in 12 months") for name in table["outcome"]])
    axes.set_xlim(0.0, max(1.0, float(left.max())))
    axes.grid(visible=False, axis="y")
    return figure


def every_picture(v: Validation, record: Record) -> dict[str, Figure]:
    """Pictures by name: bands, two of each hindcast, sources."""
    baseline = Caption("baseline", v.scenario.title, v.split.n, v.seed)
    out = {"bands": bands_figure(v.findings, baseline)}
    for played in v.hindcasts:
        caption = Caption(played.scenario, "", played.wars.n, v.seed)
        names = tuple(name for name in record if name in played.monthly)
        sectors = tuple(name for name in names if name.startswith("sector_"))
        totals = tuple(name for name in names if name not in sectors)
        told = {
            "totals": (totals, "what happened, and what the model gave it"),
            "sectors": (sectors, "area held by Russia, by sector"),
        }
        for kind, (shown, what) in told.items():
            title = f"Started in {played.label}: {what}"
            figure = hindcast_figure(played, record, shown, title=title, caption=caption)
            out[f"{played.scenario}_{kind}"] = figure
    out["sources"] = sources_figure(v.split, baseline)
    return out
