"""A comparison in a terminal: endings side by side, differences, flips, pairing, one world told twice."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from sim.analysis.columns import ending_counts
from sim.analysis.intervals import wilson
from sim.analysis.wording import inside, per_100, quantity, range_100
from sim.base.outcomes import ENDINGS, OUTCOMES
from sim.base.text import counted
from sim.reports.terminal import MAIN_OUTCOMES, show, wrapped
from sim.runs.compare.stories import SideBySide
from sim.runs.compare.tables import Pair, flips_table

STORY_ROWS = 16
"""Weeks of the two stories shown; the file has them all."""
FLIPS_NAMED = 3
MOST_TIMES = 1000
"""Beyond it a few worlds decide how many times, and the number says no more than "hardly any differ"."""


def print_comparison(
    out: Console,
    pairs: Sequence[Pair],
    runs: Sequence[pd.DataFrame],
    titles: Sequence[str],
    stories: Sequence[SideBySide | None],
) -> None:
    """Everything a comparison says."""
    labels = [pairs[0].label_a, *(one.label_b for one in pairs)]
    width = max(map(len, labels))
    for letter, label, title in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", labels, titles, strict=False):
        show(out, f"{letter}  {label:<{width}}  {title}")
    show(out, "")
    if len(pairs) > 1:
        show(out, overview(labels, runs))
        show(out, "")
    for letter, one, story in zip("BCDEFGHIJKLMNOPQRSTUVWXYZ", pairs, stories, strict=False):
        if len(pairs) > 1:
            show(out, f"{letter} against A: {one.label_b}\n")
        for table in (endings_table(one, letter), outcomes_table(one, letter)):
            show(out, table)
            show(out, "")
        for line in (flips_line(one), pairing_line(one)):
            show(out, wrapped(line, out.width))
        show(out, "")
        if story is not None:
            print_story(out, story)


def overview(labels: Sequence[str], runs: Sequence[pd.DataFrame]) -> Table:
    """Endings of all scenarios side by side, in worlds of 100."""
    table = _table("Ending, worlds of 100", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(labels)])
    counts = [ending_counts(one) for one in runs]
    for ending in ENDINGS:
        shares = [count[ending.name] / max(len(one), 1) for count, one in zip(counts, runs, strict=True)]
        table.add_row(ending.title, *(per_100(share) for share in shares))
    return table


def endings_table(one: Pair, letter: str = "B") -> Table:
    """P(ending) under both in worlds of 100, and the difference with its paired interval."""
    table = _table("Ending, worlds of 100", "A", letter, f"{letter} − A", "95 % interval", "pairing")
    for ending in ENDINGS:
        row = one.row(ending.name)
        low, high = (100.0 * float(row[name]) for name in ("low", "high"))
        table.add_row(
            ending.title,
            per_100(float(row["mean_a"])),
            per_100(float(row["mean_b"])),
            points(100.0 * float(row["difference"])),
            f"{points(low)} to {points(high)}",
            times(row["times_fewer"]),
        )
    return table


def outcomes_table(one: Pair, letter: str = "B") -> Table:
    """Means of the main outcomes under both, and the difference with its paired interval."""
    table = _table("Outcome, mean", "A", letter, f"{letter} − A", "95 % interval", "pairing")
    known = {outcome.name: outcome for outcome in OUTCOMES}
    for name in MAIN_OUTCOMES:
        if name not in known or known[name].kind != "number":
            continue
        row = one.row(name)
        if not row["n"]:
            continue
        table.add_row(
            f"{known[name].title} [{known[name].unit}]",
            quantity(float(row["mean_a"])),
            quantity(float(row["mean_b"])),
            quantity(float(row["difference"]), signed=True),
            f"{quantity(float(row['low']), signed=True)} to {quantity(float(row['high']), signed=True)}",
            times(row["times_fewer"]),
        )
    return table


def flips_line(one: Pair) -> str:
    """How many worlds change their ending, and from what to what."""
    n, k = one.difference.n, one.difference.n_flipped
    if k == 0:
        return f"No world of {n:,} changes its ending."
    low, high = wilson(k, n)
    names = {ending.name: inside(ending.title) for ending in ENDINGS}
    changed = flips_table([one]).query("changed").head(FLIPS_NAMED)
    ways = [
        f"{names[str(row['ending_a'])]} to {names[str(row['ending_b'])]} ({int(row['k']):,})"
        for row in changed.to_dict("records")
    ]
    return (
        f"{decimal(100.0 * k / n)} of 100 worlds change their ending ({range_100(low, high)};"
        f" {k:,} of {n:,}). Most often: {', '.join(ways)}."
    )


def pairing_line(one: Pair) -> str:
    """What playing the same worlds was worth."""
    table = one.difference.outcomes
    finite = table[np.isfinite(table["times_fewer"].to_numpy(dtype=np.float64))]
    if finite.empty:
        return "Pairing: nothing differs that chance could blur."
    victory = one.row("russian_victory")
    middle = float(np.median(finite["times_fewer"].to_numpy(dtype=np.float64)))
    line = f"Pairing: with dice of their own, the median outcome would need {times(middle)} as many wars"
    if math.isfinite(float(victory["times_fewer"])):
        ratio = float(victory["error_paired"]) / float(victory["error_independent"])
        line += (
            f"; the standard error of the difference in P(Russian victory) is"
            f" {100 * float(victory['error_paired']):.2f} points, {ratio:.2f} of that of independent seeds"
        )
    return line + "."


def print_story(out: Console, story: SideBySide) -> None:
    """What only one of two stories of a world tells, week by week; the written story has all of both."""
    show(out, wrapped(f"{story.title}. Told in one of the two only (numbers apart):", out.width))
    show(out, "")
    table = _table("week")
    half = (out.width - 10) // 2
    for label in (story.label_a, story.label_b):
        table.add_column(label, width=half, overflow="fold")
    differing = [side for side in story.sides if side.only_a or side.only_b]
    shown = differing if len(differing) <= STORY_ROWS else [*differing[: STORY_ROWS - 4], *differing[-4:]]
    for index, side in enumerate(shown):
        if shown is not differing and index == STORY_ROWS - 4:
            table.add_row("…", f"({counted(len(differing) - STORY_ROWS, 'week')} left out)", "")
        table.add_row(str(side.week), "\n".join(side.only_a), "\n".join(side.only_b))
    show(out, table)


def points(value: float) -> str:
    """A difference in worlds of 100: "+2.1", "−0.4", "0"."""
    text = decimal(abs(value))
    if float(text) == 0.0:
        return "0"
    return ("−" if value < 0 else "+") + text


def decimal(value: float) -> str:
    """One decimal, or two where one would show nothing."""
    return f"{value:.1f}" if round(value, 1) else f"{value:.2f}"


def times(value: object) -> str:
    """How many times fewer: "11×", at most ">1,000×"; "same" where no world differs, "" where nothing varies."""
    factor = float(str(value))
    if math.isnan(factor):
        return ""
    if math.isinf(factor):
        return "same"
    if factor > MOST_TIMES:
        return f">{MOST_TIMES:,}×"
    return f"{factor:,.0f}×" if factor >= 9.95 else f"{factor:.1f}×"


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", show_edge=False)
    table.add_column(first, justify="right" if first == "week" else "left")
    for name in others:
        table.add_column(name, justify="right", no_wrap=True)
    return table
