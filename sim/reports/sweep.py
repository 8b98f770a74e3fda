"""A sweep in a terminal: the points at which each outcome is lowest and highest."""

from sim.analysis.measured import title_of, unit_of
from sim.analysis.wording import quantity
from sim.base.text import counted
from sim.reports.figures.sweep.estimates import Swept
from sim.reports.terminal import Terminal
from sim.runs.sweep import Sweep


def print_sweep(out: Terminal, swept: Swept, plan: Sweep) -> None:
    """Print everything that a sweep says in a terminal."""
    out.print(f"{plan.heading}: {size_words(plan)}", soft_wrap=True)
    for path in swept.paths:
        out.print(f"  over {swept.label(path)}: {path}", soft_wrap=True)
    for estimates in map(swept.estimates, swept.outcomes):
        if estimates.rows.empty:
            continue
        if not estimates.told_apart:
            out.print(estimates.too_close, soft_wrap=True)
            continue
        out.print(f"{title_of(estimates.outcome)}:")
        least, most = estimates.extremes
        for word, row in (("least", least), ("most", most)):
            value = estimates.words(float(row["estimate"]))
            out.print(f"  {word:<5} {value} at {swept.point(row)}", soft_wrap=True)
        change, scale = estimates.change(least, most), estimates.scale
        difference, low, high = (
            quantity(scale * end, signed=True) for end in (change.difference, change.low, change.high)
        )
        unit = "of 100 worlds" if estimates.is_share else f"{unit_of(estimates.outcome)} in the mean"
        out.print(f"  world by world {difference} ({low} to {high}) {unit}", soft_wrap=True)


def size_words(plan: Sweep) -> str:
    """How many points and wars a sweep has, in words."""
    return f"{counted(plan.n_points, 'point')} × {counted(plan.replications, 'war')}"
