"""The forecast of a scenario as bands, with the record before it."""

from datetime import date

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.base.arrays import Floats
from sim.reports.appearance import FAINT, INK, colour_of_series, tint
from sim.reports.figures.axes import plain_numbers
from sim.reports.figures.frame import PHONE_WIDTH, Caption, framed
from sim.reports.figures.record import LEVELS
from sim.reports.figures.style import SMALL_SIZE
from sim.studies.forecast.blind import months_later
from sim.studies.forecast.outlook import Outlook
from sim.studies.validation.hindcast import in_words
from sim.studies.validation.record import Record

BEFORE = 18
"""Months of the record before the forecast."""
MOST_MONTHS_NAMED = 5
BANDS = (
    "Points are the record, with the range of its sources; bands hold the middle 50, 80 and 95 % of the forecast, the line"
    " its median. Each panel is as high as its record and its band of 80 %."
)


def outlook_figure(outlook: Outlook) -> Figure:
    """Each panel is a series: the record, then the bands."""
    names = [name for name in outlook.present.errors if len(outlook.present.known[name]) > BEFORE // 2]
    scenario, present = outlook.plan.scenario, outlook.present
    title = f"Forecast from {outlook.months[0]:%B %Y}, weighed by the six months before it"
    caption = Caption(scenario.name, scenario.title, present.worlds.n, outlook.plan.seed)
    figure = framed(title, BANDS, caption, width=PHONE_WIDTH, height=1.9 * len(names))
    for axes, name in zip(figure.subplots(len(names), 1, squeeze=False)[:, 0], names, strict=True):
        draw_outlook(axes, name, outlook.months, drawn=outlook.bands[name], record=present.known)
    return figure


def draw_outlook(axes: Axes, name: str, months: tuple[date, ...], *, drawn: Floats, record: Record) -> None:
    """The record of a series before its first month, and its bands from then on."""
    colour = colour_of_series(name)
    before = [months_later(months[0], -k) for k in range(BEFORE, 0, -1)]
    value, low, high = record.truth(name, before)
    spread = np.maximum(0.0, np.array([value - low, high - value]))
    axes.errorbar(
        np.arange(-BEFORE, 0), value, yerr=spread, fmt="o", color=INK, ecolor=FAINT, markersize=2.8, elinewidth=0.8
    )
    x = np.arange(len(months))
    ends = []
    for level, strength in LEVELS:
        band = np.nanquantile(drawn, [(1.0 - level) / 2.0, (1.0 + level) / 2.0], axis=1)
        axes.fill_between(x, *band, color=tint(colour, strength), linewidth=0.0)
        ends.append(band)
    axes.plot(x, np.nanmedian(drawn, axis=1), color=colour, linewidth=1.3)
    shown = np.concatenate([ends[1].ravel(), low[np.isfinite(low)], high[np.isfinite(high)]])
    margin = 0.08 * float(np.ptp(shown)) or 1.0
    axes.set_ylim(shown.min() - margin, shown.max() + margin)
    axes.set_title(in_words(name), fontsize=SMALL_SIZE)
    every = [*before, *months]
    step = max(1, -(-len(every) // MOST_MONTHS_NAMED))
    axes.set_xticks(np.arange(-BEFORE, len(months))[::step], [f"{month:%b %Y}" for month in every[::step]])
    plain_numbers(axes)
