"""Rankings and discoveries in a terminal."""

import numpy as np

from sim.analysis.wording import parameter
from sim.reports.terminal import Terminal
from sim.studies.sensitivity import Discovery, Ranking

BEYOND = "Estimates below 0 or above 1 are chance and shown as 0 and 1; the table on disk keeps them as they are."
LEAST_SHOWN = 0.001
"""Of a share; smaller ones are nothing, or rounding."""
NO_INTERVAL = "No interval: too few points that differ, so that many resamples hold none."


def print_ranking(out: Terminal, ranking: Ranking) -> None:
    """Print what an outcome depends on, most important first."""
    out.print_sentence(ranking.head)
    figures, estimates = ranking.shown, ranking.table.iloc[:, 1]
    all_idle = len(ranking.idle) == len(figures)
    for before, (name, (middle, low, high)) in enumerate(
        zip(ranking.table["parameter"], figures.to_numpy(), strict=True)
    ):
        mark = " " if before < ranking.certain or len(figures) == 1 else "?"
        value, *both = (_written(figure, ranking.method) for figure in (middle, low, high))
        ends = f"({' to '.join(both)})" if np.isfinite([low, high]).all() else "(no interval)"
        out.print(f" {mark}{parameter(name):<46}{value:>8}  {ends}", soft_wrap=True)
    idle = ", ".join(map(parameter, ranking.idle))
    for holds, words in (
        (ranking.certain < len(figures) > 1, "?: the order of these places is not certain."),
        (not figures.iloc[:, 0].dropna().equals(estimates.dropna()), BEYOND),
        (not np.isfinite(figures).all(axis=None), NO_INTERVAL),
        (ranking.idle, f"Not told from what chance alone gives: {'all of them' if all_idle else idle}."),
    ):
        if holds:
            out.print_sentence(words)
    out.print_sentence(ranking.sentence)
    out.print_sentence(f"By their paths, in the same order: {', '.join(ranking.table['parameter'])}.")
    out.print()


def _written(figure: float, method: str) -> str:
    if np.isnan(figure):
        return "unknown"
    return "<0.001" if method != "morris" and 0.0 < figure < LEAST_SHOWN else f"{figure:.3g}"


def print_discovery(out: Terminal, found: Discovery) -> None:
    """Print where the wars with an outcome are."""
    out.print_sentence(found.sentence)
    out.print()
    chosen = found.chosen
    if chosen.limits:
        out.print(f"coverage {chosen.coverage:.2f}, density {chosen.density:.2f}, n {chosen.n:,}")
    for limit in chosen.limits:
        out.print(f"  {limit.words:<56} quasi-p {limit.quasi_p:.2g}  {limit.path}", soft_wrap=True)
    among = ", ".join(map(parameter, found.parameters))
    out.print_sentence(f"Looked for among {among}; judged on {found.n:,} other worlds.")
