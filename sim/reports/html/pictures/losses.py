"""Losses of both sides: 50 dots each on one scale, of which each dot is 2 of 100 wars."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from sim.analysis.wording import quantity
from sim.base.sides import SIDES, Side
from sim.reports.html.pictures.axes import Scale, across, extent
from sim.reports.html.pictures.fan import DOTS, dots, stacked
from sim.reports.html.pictures.source import Source
from sim.reports.html.svg import WIDTH, Element, Grid, Picture, Sign, canvas, make

ROW, LEFT, BOTTOM = 64.0, 8.0, 150.0


def losses(
    name: str, killed_and_wounded: Mapping[str, ArrayLike], source: Source, axis: tuple[float, float] | None = None
) -> Picture:
    """Killed and wounded of both sides over the whole war.

    Args:
        name: of the picture, unique in its page.
        killed_and_wounded: by name of side, one number a war [persons].
        source: of the numbers.
        axis: ends of the axis; by default those of these numbers.
    """
    found = {side: dots(killed_and_wounded[side.name]) for side in SIDES}
    low, high = axis or extent([float(value) for values in found.values() for value in values], floor=0.0)
    x = Scale(low, high, LEFT, WIDTH - LEFT)
    drawn = across(name, x, 14.0, BOTTOM)
    for row, side in enumerate(SIDES):
        drawn += _row(f"{name}-{side.name}", side, found[side], x, 16.0 + ROW * (row + 1))
    middle = {side: _quantiles(killed_and_wounded[side.name]) for side in SIDES}
    parts = [f"{quantity(middle[side][1])} {side.adjective}s" for side in SIDES]
    title = f"Killed and wounded in the median war: {parts[0]}, {parts[1]}"
    note = (
        "Each dot is 2 of 100 wars, at their losses from the start to the end of the war or to the horizon [persons]."
    )
    legend = tuple(Sign(side.title, "circle", f"c-{side.name}") for side in SIDES)
    rows = tuple((side.title, *(quantity(value) for value in _of_table(middle[side]))) for side in SIDES)
    grid = Grid(("Killed and wounded", "Median", "10 of 100 below", "10 of 100 above"), rows)
    return Picture(name, title, note, canvas(name, title, BOTTOM + 18, *drawn), grid, legend, source.line)


def _of_table(told: tuple[float, float, float]) -> tuple[float, float, float]:
    low, middle, high = told
    return middle, low, high


def _quantiles(values: ArrayLike) -> tuple[float, float, float]:
    """10 %, 50 % and 90 % points; missing where there is no war."""
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    low, middle, high = np.quantile(known, (0.1, 0.5, 0.9)).tolist() if known.size else (np.nan,) * 3
    return low, middle, high


def _row(key: str, side: Side, values: np.ndarray, x: Scale, base: float) -> list[Element]:
    """Dots of one side, stacked upwards from a line."""
    size, places = stacked([x(float(value)) for value in values if np.isfinite(value)], ROW - 24.0, largest=9.0)
    drawn = [make("text", side.title, x=LEFT, y=base - ROW + 20, class_="strong")]
    for number in range(DOTS):
        shown = number < len(places)
        at, height = places[number] if shown else (LEFT, 0.0)
        drawn.append(
            make(
                "circle",
                key=f"{key}-dot{number}",
                cx=at,
                cy=base - height,
                r=size / 2 - 0.2,
                class_=f"c-{side.name}",
                visibility="visible" if shown else "hidden",
            )
        )
    return drawn
