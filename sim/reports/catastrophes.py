"""Catastrophes beside their priors, as a table and in words."""

from collections.abc import Iterable, Mapping

from rich.table import Column, Table

from sim.analysis.columns import Columns
from sim.analysis.increment import Increment, increments
from sim.analysis.wording import inside, with_sign
from sim.reports.terminal import number_column, plain_table


def catastrophes_table(runs: Mapping[str, Columns]) -> Table:
    """Of every scenario: counted, by the prior alone, added by the war and its interval, in worlds of 100.

    Args:
        runs: by what stands before each row; nothing where there is but one scenario.
    """
    headings = ("Counted", "By prior", "Added", "95 % interval")
    table = plain_table(Column("Catastrophe, of 100"), *map(number_column, headings))
    found = {label: increments(one) for label, one in runs.items()}
    for rows in zip(*found.values(), strict=False):
        for label, one in zip(found, rows, strict=True):
            title = f"{one.ending.title}  {label}".rstrip()
            table.add_row(title, of_100(one.counted), of_100(one.prior), points(one.added), interval(one))
    return table


def prior_words(runs: Columns) -> str:
    """Priors and increments in a sentence for a picture; empty where they were not stored."""
    parts = [
        f"{inside(one.ending.title)} {of_100(one.prior)}, to which the war added {points(one.added)} ({interval(one)})"
        for one in increments(runs)
    ]
    return f"By the prior alone, of 100: {'; '.join(parts)}." if parts else ""


def added_words(runs: Iterable[Columns]) -> str:
    """Increments of several scenarios in a sentence for a picture; empty where they were not stored."""
    found = [increments(one) for one in runs]
    parts = [
        f"{inside(each[0].ending.title)} {' · '.join(points(one.added) for one in each)}"
        for each in zip(*found, strict=False)
    ]
    return f"Added to the prior, of 100: {'; '.join(parts)}." if parts else ""


def of_100(share: float) -> str:
    """A probability as worlds of 100, to a hundredth of a world."""
    return f"{100.0 * share:.2f}"


def points(share: float) -> str:
    """A change of a probability in worlds of 100, with its sign."""
    return with_sign(share, f"{100.0 * abs(share):.2f}")


def interval(one: Increment) -> str:
    """The interval of an increment."""
    return f"{points(one.low)} to {points(one.high)}"
