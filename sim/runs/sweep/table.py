"""A design matrix in CSV: read strictly, every fault with its line, because a cell shifted plays another number."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from sim.base.errors import SimError
from sim.base.files import read_text
from sim.base.text import counted
from sim.runs.sweep.parameters import MOST_POINTS, Value, checked, known
from sim.scenario import Fault, Scenario
from sim.scenario.faults import Origin, bounded_advice, in_reading_order

POINT = "point"
"""Column of numbers of points, as `points.parquet` has it; it says nothing about what they set."""
EXPECTED = "expected a CSV table with a header of paths and a row for each point"
OTHER_MARKS = {";": "';'", "\t": "a tab"}
"""What other programs put between cells; no path holds one."""
LARGEST_FILE = 20_000_000
"""Largest table that is read [bytes]."""
MOST_COLUMNS = 2_000
"""Columns of a table; the baseline has a quarter as many paths."""
MOST_KEPT = 1000
"""Faults kept to be put in order; the others are counted."""
MOST_FAULTS = 20
"""Faults that are listed; a table with more is wrong in one way throughout."""

Cells = tuple[int, list[str]]
"""A line's number and its cells."""


@dataclass
class _Reading:
    """A file, and what is wrong with it so far."""

    path: Path
    scenario: Scenario
    faults: list[Fault] = field(default_factory=list)
    further: int = 0

    def note(self, line: int, column: str, message: str) -> None:
        if len(self.faults) < MOST_KEPT:
            self.faults.append(Fault(Origin(self.path.name, line), column, message))
        else:
            self.further += 1

    def stop_if_wrong(self) -> None:
        if not self.faults:
            return
        lines = [str(fault) for fault in in_reading_order(self.faults, ())]
        n = len(lines) + self.further
        more = [f"… and {n - MOST_FAULTS:,} more"] if n > MOST_FAULTS else []
        raise SimError(f"{self.path}: {counted(n, 'fault')}", [*lines[:MOST_FAULTS], *more])


@bounded_advice()
def read_table(path: Path, scenario: Scenario) -> dict[str, tuple[Value | None, ...]]:
    """Columns of a design matrix by path; None where a cell is empty.

    Raises:
        SimError: with every fault of the file.
    """
    lines = _lines(path)
    if len(lines) < 2:
        raise SimError(f"{path}: found no point, {EXPECTED}")
    if len(lines) - 1 > MOST_POINTS:
        raise SimError(f"{path}: found more than {MOST_POINTS:,} points, expected at most so many in a design")
    reading = _Reading(path, scenario)
    (first, header), rows = lines[0], lines[1:]
    if len(header) > MOST_COLUMNS:
        raise SimError(f"{path}:{first}: found {len(header):,} columns, expected at most {MOST_COLUMNS:,}")
    names = [name.strip() for name in header]
    for mark, words in OTHER_MARKS.items():
        if any(mark in name for name in header):
            raise SimError(f"{path}:{first}: found {words} between cells, expected ','")
    _check_header(names, first, reading)
    for line, cells in rows:
        if len(cells) != len(names):
            found = f"{counted(len(cells), 'cell')} under {counted(len(names), 'column')}"
            hint = "; a decimal mark is a point" if len(cells) > len(names) else ""
            reading.note(line, "", f"found {found}, expected as many{hint}")
    reading.stop_if_wrong()
    columns = {
        name: _column(name, [(line, cells[place].strip()) for line, cells in rows], reading)
        for place, name in enumerate(names)
        if name != POINT
    }
    if not columns:
        raise SimError(f"{path}: found no column but {POINT}, {EXPECTED}")
    reading.stop_if_wrong()
    _check_rows(columns, [line for line, _ in rows], reading)
    reading.stop_if_wrong()
    return columns


def _lines(path: Path) -> list[Cells]:
    """Lines of the file that are not blank."""
    text = read_text(path, LARGEST_FILE, EXPECTED.removeprefix("expected "))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        filled = ((reader.line_num, cells) for cells in reader if not _is_blank(cells))
        return list(islice(filled, MOST_POINTS + 2))
    except csv.Error as fault:
        raise SimError(f"{path}:{reader.line_num}: {fault}, {EXPECTED}") from None


def _is_blank(cells: Sequence[str]) -> bool:
    # A quoted cell of nothing is a cell; a line of nothing or of spaces is none.
    return not cells or (len(cells) == 1 and cells[0] != "" and not cells[0].strip())


def _check_header(names: Sequence[str], line: int, reading: _Reading) -> None:
    for place, name in enumerate(names, 1):
        if not name:
            reading.note(line, f"column {place}", "found no name, expected the path of a number or a choice")
        elif name in names[: place - 1]:
            reading.note(line, f"column {place}", f"found a duplicate of column {names.index(name) + 1}, {name}")
        elif name != POINT:
            try:
                known(name, reading.scenario)
            except SimError as fault:
                reading.note(line, f"column {place}", str(fault))


def _column(name: str, cells: Sequence[tuple[int, str]], reading: _Reading) -> tuple[Value | None, ...]:
    """Values of one column, a cell at a time only where something is wrong."""
    words = list(dict.fromkeys(word for _, word in cells if word))
    try:
        values = dict(zip(words, checked(name, words, reading.scenario), strict=True))
    except SimError:
        for word in words:
            try:
                checked(name, [word], reading.scenario)
            except SimError as fault:
                lines = [line for line, each in cells if each == word]
                reading.note(lines[0], "", "; ".join(fault.faults) or str(fault))
                if len(reading.faults) > MOST_FAULTS:
                    break
        return ()
    return tuple(values[word] if word else None for _, word in cells)


def _check_rows(columns: dict[str, tuple[Value | None, ...]], lines: Sequence[int], reading: _Reading) -> None:
    """Note points that are there twice: their wars would be played, and counted, twice."""
    seen: dict[tuple[Value | None, ...], int] = {}
    for line, row in zip(lines, zip(*columns.values(), strict=True), strict=True):
        before = seen.setdefault(row, line)
        if before != line:
            reading.note(line, "", f"found the same point as on line {before}, expected each once")
