"""Results in a terminal: plain aligned tables of at most 80 columns, and a progress bar."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TextIO

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from sim.analysis.columns import Columns
from sim.analysis.endings import enough
from sim.analysis.intervals import normal_quantile
from sim.analysis.outcome_table import outcome_table
from sim.analysis.shares import variance_shares
from sim.analysis.wording import in_100, quantity, range_100
from sim.base.outcomes import ENDINGS, OUTCOMES

WIDTH = 80
BAR = 26
# Shown after a run; everything else is in outcomes.csv.
MAIN_OUTCOMES = (
    "territory_change",
    "territory_change_12m",
    "russian_casualties",
    "ukrainian_casualties",
    "russian_manning",
    "ukrainian_manning",
    "russian_mean_age",
    "ukrainian_mean_age",
    "drones_launched",
    "missiles_launched",
    "aid_delivered",
    "sector_breaks",
    "talks_weeks",
)
# What a terminal without Unicode gets instead of an error.
PLAIN = str.maketrans({"–": "-", "−": "-", "█": "#", "▏": "|", "²": "2", "±": "+/-", "∞": "inf", "·": ","})


def console(quiet: bool = False, stream: TextIO | None = None) -> Console:
    """Where results go: standard output, without colour codes unless that is a terminal; silent if quiet."""
    return _console(stream or sys.stdout, quiet)


def talk(quiet: bool = False, stream: TextIO | None = None) -> Console:
    """Where everything that is not a result goes: standard error; silent if quiet."""
    return _console(stream or sys.stderr, quiet)


def note(text: str, quiet: bool = False) -> None:
    """Say on standard error what should be known before results are believed; silent if quiet."""
    show(talk(quiet), f"note: {text}", soft_wrap=True)


def _console(stream: TextIO, quiet: bool) -> Console:
    terminal = stream.isatty()
    out = Console(
        file=stream,
        quiet=quiet,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
        # Said outright, since FORCE_COLOR and its kin would otherwise put colour codes into a pipe.
        force_terminal=None if terminal else False,
        no_color=None if terminal else True,
        width=None if terminal else WIDTH,
    )
    out.width = min(out.width, WIDTH)
    return out


def _rows(table: pd.DataFrame) -> dict[str, dict[Hashable, Any]]:
    """A table as one record an outcome."""
    return {str(record["outcome"]): record for record in table.to_dict("records")}


def endings_table(runs: Columns) -> Table:
    """P(ending) as "27 in 100", its 95 % interval and a bar, in the order of `ENDINGS`."""
    rows = _rows(outcome_table(pd.DataFrame({"ending": runs["ending"]})))
    table = _table()
    table.add_column("Ending")
    table.add_column("Worlds", justify="right", no_wrap=True)
    table.add_column("95 % interval", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True, min_width=BAR)
    for ending in ENDINGS:
        share, low, high = (float(rows[ending.name][name]) for name in ("estimate", "low", "high"))
        table.add_row(ending.title, in_100(share), range_100(low, high), bar(share))
    return table


def outcomes_table(runs: Columns) -> Table:
    """Median and 80 % band of the main outcomes, with units; those that no world has are left out."""
    rows = _rows(outcome_table(runs))
    table = _table()
    table.add_column("Outcome", ratio=1)
    table.add_column("Median", justify="right", no_wrap=True)
    table.add_column("80 % of worlds", justify="right", no_wrap=True)
    table.add_column("Unit", no_wrap=True)
    known = {outcome.name: outcome for outcome in OUTCOMES}
    for name in MAIN_OUTCOMES:
        if name not in known or name not in rows or rows[name]["n"] == 0:
            continue
        signed = name.startswith("territory_")
        low, median, high = (
            quantity(float(rows[name][column]), signed=signed) for column in ("q10", "estimate", "q90")
        )
        table.add_row(known[name].title, median, f"{low} to {high}", known[name].unit)
    return table


def closing_lines(runs: Columns, twins: pd.DataFrame | None = None) -> list[str]:
    """Whether n is enough, and how much of the spread is parameters and how much chance."""
    lines = [enough(runs).sentence]
    if twins is None or twins.empty:
        return lines
    shares = _rows(variance_shares(twins))
    parts = []
    for name, words in (
        ("ending", "how the war ends"),
        ("territory_change_12m", "ground gained in 12 months"),
    ):
        if name in shares and pd.notna(shares[name]["share_parameters"]):
            percent = round(100 * float(shares[name]["share_parameters"]))
            error = normal_quantile(0.95) * 100 * float(shares[name]["standard_error"])
            parts.append(f"{words}: {percent} % parameters, {100 - percent} % chance (±{error:.0f})")
    if parts:
        lines.append(f"Where the spread comes from: {'; '.join(parts)}.")
    else:
        lines.append("Where the spread comes from cannot be told: too few worlds, or all alike.")
    return lines


def print_results(out: Console, runs: Columns, twins: pd.DataFrame | None = None) -> None:
    """Everything a run says in a terminal: endings, main outcomes, and how far to trust them."""
    for table in (endings_table(runs), outcomes_table(runs)):
        if table.row_count:
            show(out, table)
            out.print()
    for line in closing_lines(runs, twins):
        show(out, wrapped(line, out.width))


def show(out: Console, what: Table | str, soft_wrap: bool = False) -> None:
    """Print in the characters the stream can take; a pipe in an old code page must not end a long run."""
    if (out.encoding or "").lower().startswith("utf"):
        out.print(what, soft_wrap=soft_wrap)
        return
    with out.capture() as captured:
        out.print(what, soft_wrap=soft_wrap)
    text = captured.get().translate(PLAIN)
    out.print(Text(text.encode("ascii", errors="replace").decode("ascii").rstrip("\n")), soft_wrap=True)


def wrapped(line: str, width: int) -> str:
    """A sentence in lines of this width that never part a number from its percent sign."""
    held = re.sub(r"(\d) %", "\\1\u00a0%", line)
    return textwrap.fill(held, width).replace("\u00a0", " ")


def bar(share: float) -> str:
    """A share as a bar; what happened at all is never without a mark."""
    length = round(share * BAR)
    return "█" * length if length or share <= 0.0 else "▏"


def _table() -> Table:
    return Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", show_edge=False)


class _Rate(ProgressColumn):
    """Replications per second."""

    def render(self, task: Task) -> Text:
        """The rate since the start, which jumps less than that of the last moment."""
        rate = task.completed / task.elapsed if task.elapsed else 0.0
        return Text(f"{quantity(rate)}/s" if rate else "")


@dataclass(frozen=True)
class Advance:
    """What a caller holds while a bar is shown."""

    step: Callable[[int], None]

    def advance(self, k: int = 1) -> None:
        """Say that k more replications are done."""
        self.step(k)


@contextmanager
def progress(total: int, quiet: bool = False, stream: TextIO | None = None) -> Iterator[Advance]:
    """A bar of replications done, rate and time left, on standard error and only if that is a terminal."""
    target = stream or sys.stderr
    if quiet or not target.isatty():
        yield Advance(lambda _: None)
        return
    columns = (
        "replications",
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, console=Console(file=target), transient=True) as shown:
        task = shown.add_task("", total=total)
        yield Advance(lambda k: shown.advance(task, k))
