"""Which pictures a sweep gets, by how many parameters it varies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from sim.base.outcomes import ENDINGS
from sim.reports.figures.frame import Caption, save
from sim.reports.figures.sweep.lines import heat_figure, is_share, line_figure, rows_of
from sim.reports.figures.sweep.tornado import tornado_figure

COMMON = 0.05
"""Endings rarer than this at every point are not drawn unless asked for."""
ALWAYS = "territory_change_12m"
HALF = (0.5,)
"""Contour of shares where no threshold is stated: as likely as not."""


def drawn_outcomes(summary: pd.DataFrame, wanted: Sequence[str]) -> list[str]:
    """Those asked for; else endings that are common somewhere, and the ground gained in a year."""
    if wanted:
        return list(wanted)
    most = summary.groupby("outcome", observed=True)["estimate"].max()
    common = [ending.name for ending in ENDINGS if ending.name in most.index and most[ending.name] >= COMMON]
    return [*common, *([ALWAYS] if ALWAYS in most.index else [])]


def sweep_figures(
    summary: pd.DataFrame,
    paths: Sequence[str],
    gridded: bool,
    caption: Caption,
    outcomes: Sequence[str],
    thresholds: Sequence[float],
) -> Iterator[tuple[str, Figure]]:
    """Every picture of a sweep with the name of its file."""
    shares = [name for name in outcomes if len(rows_of(summary, name)) and is_share(rows_of(summary, name))]
    if len(paths) == 1 and len(shares) > 1:
        yield from _some("endings", line_figure(summary, paths[0], shares, caption))
    for name in outcomes:
        file = re.sub(r"\W+", "_", name)
        if len(paths) == 1:
            yield from _some(f"line_{file}", line_figure(summary, paths[0], [name], caption))
        elif gridded and len(paths) in (2, 3):
            levels = thresholds or (HALF if name in shares else ())
            yield from _some(f"map_{file}", heat_figure(summary, paths, name, caption, levels))
        if len(paths) > 1:
            yield from _some(f"tornado_{file}", tornado_figure(summary, paths, name, caption))


def draw_sweep(
    summary: pd.DataFrame,
    paths: Sequence[str],
    gridded: bool,
    caption: Caption,
    folder: Path,
    wanted: Sequence[str] = (),
    thresholds: Sequence[float] = (),
) -> list[Path]:
    """Write every picture into a folder (made if missing) and return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    outcomes = drawn_outcomes(summary, wanted)
    every = sweep_figures(summary, paths, gridded, caption, outcomes, thresholds)
    return [save(figure, folder / f"{name}.png") for name, figure in every]


def _some(name: str, figure: Figure | None) -> Iterator[tuple[str, Figure]]:
    if figure is not None:
        yield name, figure
