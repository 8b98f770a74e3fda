"""A comparison in a terminal: endings side by side, differences, flips, pairing, one world told twice."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from string import ascii_uppercase

import numpy as np
import pandas as pd
from rich.table import Column, Table

from sim.analysis.columns import ending_counts
from sim.analysis.intervals import wilson
from sim.analysis.wording import inside, quantity, range_100, shares_in_100, with_sign
from sim.base.outcomes import ENDINGS, OUTCOMES
from sim.base.text import counted
from sim.reports.catastrophes import catastrophes_table
from sim.reports.run import MAIN_OUTCOMES
from sim.reports.terminal import Terminal, number_column, plain_table
from sim.runs.compare.stories import Side, SideBySide
from sim.runs.compare.tables import Pair, flips_table
from sim.runs.teller import THE_END

STORY_ROWS = 16
"""Weeks of the two stories shown; the file has them all."""
FLIPS_NAMED = 3
MEANS = ("mean_a", "mean_b")
MOST_TIMES = 1000
"""Beyond it a few worlds decide how many times, and the number says no more than "hardly any differ"."""


def print_comparison(
    out: Terminal,
    pairs: Sequence[Pair],
    *,
    runs: Sequence[pd.DataFrame],
    titles: Sequence[str],
    stories: Sequence[SideBySide | None],
) -> None:
    """Print everything that a comparison says; runs and titles are those of all scenarios, stories of the pairs."""
    labels = [pairs[0].label_a, *(one.label_b for one in pairs)]
    width = max(map(len, labels))
    for letter, label, title in zip(ascii_uppercase, labels, titles, strict=False):
        out.print(f"{letter}  {label:<{width}}  {title}")
    out.print()
    if len(pairs) > 1:
        out.print(overview(labels, runs))
        out.print()
    catastrophes = catastrophes_table(dict(zip(ascii_uppercase, runs, strict=False)))
    if catastrophes.row_count:
        out.print(catastrophes)
        out.print()
    for letter, one, story in zip(ascii_uppercase[1:], pairs, stories, strict=False):
        if len(pairs) > 1:
            out.print(f"{letter} against A: {one.label_b}\n")
        for table in (endings_table(one, letter), outcomes_table(one, letter)):
            out.print(table)
            out.print()
        for line in (flips_line(one), pairing_line(one)):
            out.print_sentence(line)
        out.print()
        if story is not None:
            print_story(out, story)


def overview(labels: Sequence[str], runs: Sequence[pd.DataFrame]) -> Table:
    """Endings of all scenarios side by side, in worlds of 100."""
    table = plain_table("Ending, worlds of 100", *map(number_column, ascii_uppercase[: len(labels)]))
    columns = [shares_in_100([k / len(one) for k in ending_counts(one).values()]) for one in runs]
    for ending, counts in zip(ENDINGS, zip(*columns, strict=True), strict=True):
        table.add_row(ending.title, *counts)
    return table


def endings_table(one: Pair, letter: str = "B") -> Table:
    """P(ending) under both in worlds of 100, and the difference with its paired interval."""
    rows = {ending.title: one.row(ending.name) for ending in ENDINGS}
    columns = [shares_in_100([float(row[mean]) for row in rows.values()]) for mean in MEANS]
    shown = dict(zip(rows, zip(*columns, strict=True), strict=True))
    return _differences("Ending, worlds of 100", letter, rows, means=shown, change=lambda share: points(100.0 * share))


def outcomes_table(one: Pair, letter: str = "B") -> Table:
    """Means of the main outcomes under both, and the difference with its paired interval."""
    main = [outcome for outcome in OUTCOMES if outcome.name in MAIN_OUTCOMES]
    rows = {f"{outcome.title} [{outcome.unit}]": one.row(outcome.name) for outcome in main}
    found = {title: row for title, row in rows.items() if row["n"]}
    shown = {title: tuple(quantity(float(row[mean])) for mean in MEANS) for title, row in found.items()}
    return _differences("Outcome, mean", letter, found, means=shown, change=partial(quantity, signed=True))


def _differences(
    heading: str,
    letter: str,
    rows: Mapping[str, pd.Series],
    *,
    means: Mapping[str, tuple[str, ...]],
    change: Callable[[float], str],
) -> Table:
    """A row of a pair's differences each, by title: both means as they are shown, and changes as a function writes them."""
    numbers = ("A", letter, f"{letter} − A", "95 % interval", "pairing")
    table = plain_table(heading, *map(number_column, numbers))
    for title, row in rows.items():
        difference, low, high, factor = (float(row[name]) for name in ("difference", "low", "high", "times_fewer"))
        table.add_row(title, *means[title], change(difference), f"{change(low)} to {change(high)}", times(factor))
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
    """How many times fewer wars the pairing of worlds needs."""
    factors = one.difference.outcomes["times_fewer"].to_numpy(dtype=np.float64)
    factors = factors[np.isfinite(factors)]
    if not factors.size:
        return "Pairing: nothing differs that chance could blur."
    line = (
        f"Pairing: with dice of their own, the median outcome would need {times(float(np.median(factors)))} as many"
        " wars"
    )
    victory = one.row("russian_victory")
    if math.isfinite(float(victory["times_fewer"])):
        paired, independent = (float(victory[name]) for name in ("error_paired", "error_independent"))
        line += (
            f"; the standard error of the difference in P(Russian victory) is {100 * paired:.2f} points, "
            f"{paired / independent:.2f} of that of independent seeds"
        )
    return line + "."


def print_story(out: Terminal, story: SideBySide) -> None:
    """Print the weeks in which only one of two stories of a world has something to tell."""
    out.print_sentence(f"{story.title}. Told in one of the two only (numbers apart):")
    out.print()
    half = (out.width - 10) // 2
    sides = [Column(label, width=half, overflow="fold") for label in (story.label_a, story.label_b)]
    table = plain_table(Column("week", justify="right"), *sides)
    differing = [side for side in story.sides if side.only_a or side.only_b]
    first, middle, last = differing[: STORY_ROWS - 4], differing[STORY_ROWS - 4 : -4], differing[-4:]
    if len(differing) <= STORY_ROWS:
        first, middle, last = differing, [], []
    # How the war that ended sooner did is what the other is told beside.
    ends = [side for side in middle if any(THE_END in line for line in (*side.only_a, *side.only_b))]
    for side in first:
        table.add_row(*_told(side))
    if len(middle) > len(ends):
        table.add_row("…", f"({counted(len(middle) - len(ends), 'week')} left out)", "")
    for side in (*ends, *last):
        table.add_row(*_told(side))
    out.print(table)


def _told(side: Side) -> tuple[str, str, str]:
    """A row of the two stories."""
    return str(side.week), "\n".join(side.only_a), "\n".join(side.only_b)


def points(value: float) -> str:
    """A difference in worlds of 100: "+2.1", "−0.4", "0"."""
    return with_sign(value, decimal(abs(value)))


def decimal(value: float) -> str:
    """One decimal, or two where one would show nothing."""
    return f"{value:.1f}" if round(value, 1) else f"{value:.2f}"


def times(factor: float) -> str:
    """How many times fewer: "11×", at most ">1,000×"; "same" where no world differs, "" where nothing varies."""
    if math.isnan(factor):
        return ""
    if math.isinf(factor):
        return "same"
    if factor > MOST_TIMES:
        return f">{MOST_TIMES:,}×"
    return f"{factor:,.0f}×" if factor >= 9.95 else f"{factor:.1f}×"
