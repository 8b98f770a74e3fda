"""Every chart of a comparison, and the pictures of one written into its folder."""

from collections.abc import Sequence
from pathlib import Path

from sim.reports.figures.chart import Chart, write_figures
from sim.reports.figures.compare.data import Compared
from sim.reports.figures.compare.differences import differences_figure
from sim.reports.figures.compare.endings import endings_figure
from sim.reports.figures.compare.flows import flows_figure
from sim.reports.figures.compare.over_time import incidence_figure, territory_figure
from sim.runs.compare.tables import Pair
from sim.runs.results import Results

COMPARISON_CHARTS: tuple[Chart[Compared], ...] = (
    Chart("endings", endings_figure),
    Chart("difference", differences_figure),
    Chart("territory", territory_figure),
    Chart("flows", flows_figure),
    Chart("incidence", incidence_figure),
)


def write_comparison(pairs: Sequence[Pair], results: Sequence[Results], folder: Path) -> list[Path]:
    """Write every figure of a comparison and return the paths.

    With two scenarios all figures lie in the folder; with more, those of each pair in a folder of its own,
    beside one figure of the endings of all.
    """
    labels = [pairs[0].label_a, *(pair.label_b for pair in pairs)]
    several = len(pairs) > 1
    paths = write_figures(COMPARISON_CHARTS, Compared(labels, results), folder) if several else []
    for pair, label, other in zip(pairs, labels[1:], results[1:], strict=True):
        two = Compared([labels[0], label], [results[0], other], pair)
        paths += write_figures(COMPARISON_CHARTS, two, folder / label if several else folder)
    return paths
