"""What the program says in a terminal: tables and sentences of at most 80 columns, notes, a progress bar."""

import re
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TimeRemainingColumn
from rich.table import Column, Table
from rich.text import Text

from sim.analysis.wording import quantity

WIDTH = 80
# A terminal without Unicode gets these instead of an error.
PLAIN = str.maketrans({"–": "-", "−": "-", "█": "#", "▏": "|", "²": "2", "±": "+/-", "∞": "inf", "·": ","})


class Terminal(Console):
    """A stream that people read: no colour codes in a pipe, and only characters that the stream can take."""

    def __init__(self, stream: TextIO, quiet: bool = False) -> None:
        # Said outright, since FORCE_COLOR and its kin would otherwise put colour codes into a pipe.
        pipe: dict[str, Any] = {"force_terminal": False, "no_color": True, "width": WIDTH}
        options = {} if stream.isatty() else pipe
        super().__init__(file=stream, quiet=quiet, highlight=False, markup=False, emoji=False, **options)
        self.width = min(self.width, WIDTH)

    def print(self, *objects: Any, **options: Any) -> None:
        """Print as rich does; an old code page gets plain characters, so that it cannot end a long run."""
        if self.encoding.startswith("utf"):
            super().print(*objects, **options)
            return
        with self.capture() as captured:
            super().print(*objects, **options)
        text = captured.get().translate(PLAIN).encode("ascii", errors="replace").decode("ascii")
        super().print(Text(text.removesuffix("\n")), soft_wrap=True)

    def print_sentence(self, text: str) -> None:
        """Print a sentence over several lines, which never part a number from its percent sign."""
        held = re.sub(r"(\d) %", "\\1\u00a0%", text)
        self.print(textwrap.fill(held, self.width).replace("\u00a0", " "))


def standard_output(quiet: bool = False) -> Terminal:
    """Where results go; silent if quiet."""
    return Terminal(sys.stdout, quiet)


def standard_error(quiet: bool = False) -> Terminal:
    """Where everything that is not a result goes; silent if quiet."""
    return Terminal(sys.stderr, quiet)


def print_note(text: str, quiet: bool = False) -> None:
    """Say on standard error what should be known before results are believed."""
    standard_error(quiet).print(f"note: {text}", soft_wrap=True)


def plain_table(*columns: Column | str) -> Table:
    """An empty table without lines; a column given by its heading alone holds words."""
    return Table(*columns, box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")


def number_column(heading: str) -> Column:
    """A column of numbers under one another."""
    return Column(heading, justify="right", no_wrap=True)


class _Rate(ProgressColumn):
    """Replications per second since the start, which jump less than those of the last moment."""

    def render(self, task: Task) -> Text:
        """The rate, once there is one."""
        return Text(f"{quantity(task.completed / task.elapsed)}/s" if task.elapsed and task.completed else "")


@contextmanager
def progress_bar(total: int, quiet: bool = False, stream: TextIO | None = None) -> Iterator[Callable[[int], None]]:
    """A bar of replications done, rate and time left, on standard error and only if that is a terminal.

    Yields:
        A function to call with the number of replications done since the last call.
    """
    target = stream or sys.stderr
    hidden = quiet or not target.isatty()
    columns = (
        "replications",
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    console = Console(file=target, quiet=hidden)
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        yield partial(bar.advance, bar.add_task("", total=total))
