"""One style for every figure of Matplotlib: type sizes, axes, markers, and nothing of the user's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib.style
from matplotlib.colors import LinearSegmentedColormap

from sim.reports.appearance import FAINT, GRID, INK, RAMP, SHAPES

DPI = 150
POINTS_PER_INCH = 72.0

HATCHES = ("////", "....", "xxxx")
"""Of bars that stand beside plain ones, so that nobody needs the colour."""

TITLE_SIZE, TEXT_SIZE, SMALL_SIZE, CORNER_SIZE = 12.0, 9.0, 8.0, 6.5

RAMP_COLOURS = LinearSegmentedColormap.from_list("sim", RAMP)
"""From little to much."""
STYLE: dict[str, Any] = {
    "font.sans-serif": ["DejaVu Sans"],  # shipped with matplotlib, so every machine sets the same type
    "font.size": TEXT_SIZE,
    "axes.titlesize": TEXT_SIZE,
    "axes.titlelocation": "left",
    "axes.labelsize": TEXT_SIZE,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "text.color": INK,
    "text.parse_math": False,  # a scenario's title may hold a dollar sign
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelsize": SMALL_SIZE,
    "ytick.labelsize": SMALL_SIZE,
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in this style whatever the user's matplotlibrc says; also a decorator."""
    with matplotlib.style.context(["default", STYLE]):
        yield


def hollow(shape: str, size: float, colour: str) -> dict[str, Any]:
    """The outline of a shape's marker in a colour, as arguments of `Axes.plot`."""
    return marker(shape, size) | {"markerfacecolor": "white", "markeredgecolor": colour, "markeredgewidth": 1.1}


def marker(shape: str, size: float) -> dict[str, Any]:
    """The marker of a shape so many points across, as arguments of `Axes.plot`."""
    outline = SHAPES[shape]
    reach = max(abs(along) for corner in outline for along in corner)  # Matplotlib makes all outlines reach as far
    return {"marker": outline, "markersize": size * reach, "markeredgewidth": 0.0}
