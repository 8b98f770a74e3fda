"""All figures of a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from matplotlib.figure import Figure

from sim.reports.figures.compare.differences import forest_figure
from sim.reports.figures.compare.endings import compared_endings_figure
from sim.reports.figures.compare.flows import flows_figure
from sim.reports.figures.compare.overlays import overlaid_fans_figure, overlaid_incidence_figure
from sim.reports.figures.frame import Caption, save
from sim.runs.compare.tables import Pair
from sim.runs.folder import Results


def draw_comparison(
    pairs: Sequence[Pair], results: Sequence[Results], seed: int, folder: Path, weeks: int
) -> list[Path]:
    """Write every figure of a comparison and return the paths.

    With two scenarios all figures lie in the folder; with more, those of each pair in a folder of its own,
    beside one figure of the endings of all.

    Args:
        pairs: each scenario against the first.
        results: of the first scenario, then of the others.
        seed: of the runs.
        folder: for the figures; made if missing.
        weeks: the horizon.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    if len(pairs) > 1:
        labels = [pairs[0].label_a, *(one.label_b for one in pairs)]
        caption = Caption(f"{labels[0]} against {', '.join(labels[1:])}", "", pairs[0].difference.n, seed)
        everything = compared_endings_figure(labels, [one.runs for one in results], caption, weeks)
        paths.append(save(everything, folder / "endings.png"))
    for one, other in zip(pairs, results[1:], strict=True):
        place = folder / one.label_b if len(pairs) > 1 else folder
        place.mkdir(exist_ok=True)
        for name, figure in pair_figures(one, results[0], other, seed, weeks):
            paths.append(save(figure, place / f"{name}.png"))
    return paths


def pair_figures(one: Pair, a: Results, b: Results, seed: int, weeks: int) -> Iterator[tuple[str, Figure]]:
    """Every figure of two scenarios with the name of its file."""
    caption = Caption(f"{one.label_b} against {one.label_a}", "", one.difference.n, seed)
    labels = (one.label_a, one.label_b)
    yield "endings", compared_endings_figure(labels, (one.runs_a, one.runs_b), caption, weeks, one)
    yield "difference", forest_figure(one, caption)
    fans = overlaid_fans_figure(labels, (a.trajectories, b.trajectories), caption, weeks)
    if fans is not None:
        yield "territory", fans
    yield "flows", flows_figure(one, caption)
    yield "incidence", overlaid_incidence_figure(one, caption, weeks)
