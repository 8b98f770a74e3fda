"""Draws the grids: one panel each, every point a tile with its figure."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, SymLogNorm
from matplotlib.figure import Figure

from sim.base.arrays import Floats
from sim.reports.appearance import INK, RUSSIA, UKRAINE
from sim.reports.figures.style import house_style
from tools.response.grids import GRIDS, Lever

COLOURS = LinearSegmentedColormap.from_list("sides", [UKRAINE.colour, "white", RUSSIA.colour])
LINEAR_TO, MOST = 300.0, 30_000.0
"""Ground up to which colours are linear, and that of full colour [km2]."""


@house_style()
def draw(grids: Mapping[str, Floats]) -> Figure:
    """The figure of all grids."""
    figure, panels = plt.subplots(1, len(GRIDS), figsize=(13.5, 4.6), layout="constrained")
    for panel, (name, (along, up)) in zip(panels, GRIDS.items(), strict=True):
        _panel(panel, grids[name], along, up)
    figure.suptitle("Ground gained by Russia in twelve months, mean of wars that go on [km²]", ha="left", x=0.01)
    return figure


def _panel(panel: Axes, ground: Floats, along: Lever, up: Lever) -> None:
    norm = SymLogNorm(LINEAR_TO, vmin=-MOST, vmax=MOST)
    panel.imshow(ground.T, origin="lower", cmap=COLOURS, norm=norm, aspect="auto")
    panel.grid(visible=False)
    for (x, y), value in np.ndenumerate(ground):
        panel.text(x, y, f"{value:+,.0f}", ha="center", va="center", color=INK, fontsize=8.5)
    for lever, ticks, label in ((along, panel.set_xticks, panel.set_xlabel), (up, panel.set_yticks, panel.set_ylabel)):
        ticks(range(len(lever.values)), [f"{value:g}" for value in lever.values])
        label(lever.title)
