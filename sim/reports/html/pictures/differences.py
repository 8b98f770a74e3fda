"""Two scenarios on the same worlds: what changes with its paired interval, and which worlds end otherwise."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.measured import title_of, unit_of
from sim.analysis.wording import inside, quantity, shares_in_100, with_sign
from sim.analysis.worth import changes_worth_saying
from sim.base.outcomes import ENDINGS
from sim.reports.html.pictures.axes import Scale, across
from sim.reports.html.pictures.endings import whisker
from sim.reports.html.pictures.source import Source
from sim.reports.html.svg import SHAPES, WIDTH, Element, Grid, Picture, Sign, canvas, colour, make

ROW, LEFT, RIGHT, TOP = 22.0, 152.0, 50.0, 4.0
LEAST = 2.0
"""Half of the shortest axis of differences between endings [wars of 100]."""


Rows = dict[str, dict[str, Any]]


def by_outcome(table: pd.DataFrame) -> Rows:
    """Rows of a table of outcomes by their names."""
    return {
        str(row["outcome"]): {str(column): value for column, value in row.items()} for row in table.to_dict("records")
    }


def ending_differences(
    name: str, table: pd.DataFrame, labels: tuple[str, str], source: Source, widest: float | None = None
) -> Picture:
    """How many more of 100 wars end each way, with paired 95 % intervals.

    Args:
        name: of the picture, unique in its page.
        table: `PairedDifference.outcomes`.
        labels: of what is compared with, and of what is compared.
        source: of the numbers.
        widest: end of the axis either way [wars of 100]; by default that of these numbers.
    """
    rows = by_outcome(table)
    ends = [abs(rows[ending.name][column]) for ending in ENDINGS for column in ("low", "high")]
    most = widest or max(LEAST, 100.0 * max(ends))
    x = Scale(-most, most, LEFT, WIDTH - RIGHT)
    bottom = TOP + ROW * len(ENDINGS)
    drawn = across(name, x, TOP, bottom)
    drawn.append(make("line", x1=x(0.0), x2=x(0.0), y1=TOP, y2=bottom, class_="zero"))
    told = []
    for number, ending in enumerate(ENDINGS):
        change, low, high = (100.0 * rows[ending.name][column] for column in ("difference", "low", "high"))
        y, key = TOP + ROW * (number + 0.5), f"{name}-{ending.name}"
        icon = f"icon {colour(ending.name)}"
        drawn += [
            make("path", d=SHAPES[ending.shape], class_=icon, transform=f"translate(8 {y:g})"),
            make("text", ending.title, x=20, y=y + 4),
            *whisker(key, x(low), x(high), y),
            make("circle", key=f"{key}-dot", cx=x(change), cy=y, r=4, class_=colour(ending.name)),
            make("text", points(change), key=f"{key}-words", x=WIDTH, y=y + 4, text_anchor="end"),
        ]
        before, after = (f"{100.0 * rows[ending.name][column]:.1f}" for column in ("mean_a", "mean_b"))
        told.append((ending.title, before, after, points(change), f"{points(low)} to {points(high)}"))
    title = _title(rows, labels)
    note = (
        f"{labels[1]} minus {labels[0]} on the same worlds and dice [wars of 100]; whiskers are paired 95 % intervals:"
        " one that crosses the line at 0 may be chance."
    )
    grid = Grid(("Ending, of 100 wars", *labels, "Difference", "95 % interval"), tuple(told))
    return Picture(name, title, note, canvas(name, title, bottom + 18, *drawn), grid, foot=source.line)


def points(change: float) -> str:
    """A difference in wars of 100, to a tenth."""
    return "?" if math.isnan(change) else with_sign(change, f"{abs(change):.1f}")


def _title(rows: Rows, labels: tuple[str, str]) -> str:
    clear = [e for e in ENDINGS if rows[e.name]["low"] > 0.0 or rows[e.name]["high"] < 0.0]
    clear.sort(key=lambda ending: -abs(rows[ending.name]["difference"]))
    if not clear:
        return f"{labels[1]} against {labels[0]}: no ending becomes clearly more or less frequent"
    parts = [f"{inside(e.title)} {points(100.0 * rows[e.name]['difference'])}" for e in clear[:3]]
    return f"{labels[1]} against {labels[0]}, of 100 wars: {', '.join(parts)}"


FAR = 3.0
"""End of the axis of differences between numbers either way [standard deviations]; what is beyond stands at the edge."""


def outcome_differences(
    name: str,
    table: pd.DataFrame,
    spreads: Mapping[str, float],
    outcomes: Sequence[str],
    labels: tuple[str, str],
    source: Source,
) -> Picture:
    """How much each outcome changes, in standard deviations between wars, and beside it in its own unit.

    Args:
        name: of the picture, unique in its page.
        table: `PairedDifference.outcomes`.
        spreads: standard deviation of each outcome between the wars of what is compared with.
        outcomes: which are drawn, in order.
        labels: of what is compared with, and of what is compared.
        source: of the numbers.
    """
    rows = by_outcome(table.assign(worth=changes_worth_saying(table)))
    left, bottom, height = 8.0, TOP + 36.0 * len(outcomes), 36.0
    x = Scale(-FAR, FAR, left, WIDTH - left)
    drawn = across(name, x, TOP, bottom)
    drawn.append(make("line", x1=x(0.0), x2=x(0.0), y1=TOP, y2=bottom, class_="zero"))
    told, matter = [], 0
    for number, outcome in enumerate(outcomes):
        one = rows[outcome]
        change, low, high = (one[column] for column in ("difference", "low", "high"))
        spread, unit = spreads.get(outcome, 0.0), unit_of(outcome)
        steps = [value / spread if spread else 0.0 for value in (change, low, high)]
        y, key = TOP + height * number + 27.0, f"{name}-{outcome}"
        matter += bool(one["worth"])
        weight = "strong" if one["worth"] else "faint"
        drawn += [
            make("text", title_of(outcome), x=left, y=y - 13, class_="over"),
            make("text", quantity(change, signed=True), key=f"{key}-words", x=WIDTH - left, y=y - 13,
                 text_anchor="end", class_=weight),
            *whisker(key, x(steps[1]), x(steps[2]), y),
            make("circle", key=f"{key}-dot", cx=x(steps[0]), cy=y, r=4, class_="c-neutral"),
        ]  # fmt: skip
        before, after = (quantity(one[column]) for column in ("mean_a", "mean_b"))
        interval = " to ".join(quantity(value, signed=True) for value in (low, high))
        told.append((f"{title_of(outcome)} [{unit}]", before, after, quantity(change, signed=True), interval))
    title = f"{labels[1]} changes {matter} of {len(outcomes)} outcomes clearly and by enough to matter"
    note = (
        f"Means of {labels[1]} minus those of {labels[0]}, world by world, in standard deviations of {labels[0]} (what is"
        f" beyond {FAR:g} stands at the edge), and right in their own units; strong type: beyond chance and at least a"
        " tenth of a standard deviation."
    )
    grid = Grid(("Outcome, mean", *labels, "Difference", "95 % interval"), tuple(told))
    return Picture(name, title, note, canvas(name, title, bottom + 18, *drawn), grid, foot=source.line)


CELL, SIDE = 36.0, 72.0


def flips(name: str, table: pd.DataFrame, labels: tuple[str, str], source: Source) -> Picture:
    """Which worlds end otherwise: a row for how they end under the first scenario, a column for the second.

    Args:
        name: of the picture, unique in its page.
        table: with the columns ending_a, ending_b and k.
        labels: of the first scenario and of the second.
        source: of the numbers.
    """
    counts = np.zeros((len(ENDINGS), len(ENDINGS)), dtype=int)
    names = [ending.name for ending in ENDINGS]
    for a, b, k in zip(table["ending_a"], table["ending_b"], table["k"], strict=True):
        counts[names.index(str(a)), names.index(str(b))] += int(k)
    total = int(counts.sum())
    drawn: list[Element] = [
        make("text", f"{labels[0]} ↓", x=0, y=14, class_="faint"),
        make("text", f"{labels[1]} →", x=0, y=30, class_="faint"),
    ]
    told = []
    for row, one in enumerate(ENDINGS):
        y = 52.0 + CELL * row
        icon = SHAPES[one.shape]
        drawn += [
            make(
                "path",
                d=icon,
                class_=f"icon {colour(one.name)}",
                transform=f"translate({SIDE - 20:g} {y + CELL / 2:g})",
            ),
            make(
                "path",
                d=icon,
                class_=f"icon {colour(one.name)}",
                transform=f"translate({SIDE + CELL * (row + 0.5):g} 40)",
            ),
        ]
        for column, _ in enumerate(ENDINGS):
            drawn += _cell(
                f"{name}-{row}-{column}", int(counts[row, column]), total, (SIDE + CELL * column, y), row == column
            )
        told.append((one.title, *(f"{k:,}" for k in counts[row])))
    changed = total - int(np.trace(counts))
    title = "No world is known"
    if total:
        part = shares_in_100([changed / total, 1.0 - changed / total])[0]
        verb = "ends" if part in ("1", "<1") else "end"
        title = f"Of 100 worlds {part} {verb} otherwise under {labels[1]} than under {labels[0]}"
    note = "Worlds of 100 by how they end under either; on the diagonal nothing changes. Worlds rarer than 1 in 200: a dot."
    legend = tuple(Sign(ending.title, ending.shape, colour(ending.name)) for ending in ENDINGS)
    grid = Grid((f"{labels[0]} ↓ {labels[1]} →", *(ending.title for ending in ENDINGS)), tuple(told))
    height = 52.0 + CELL * len(ENDINGS)
    return Picture(name, title, note, canvas(name, title, height, *drawn), grid, legend, source.line)


def _cell(key: str, k: int, total: int, corner: tuple[float, float], same: bool) -> list[Element]:
    x, y = corner
    share = k / total if total else 0.0
    words = "" if k == 0 else "·" if share <= 0.005 else f"{100.0 * share:.0f}"
    shade = 0.0 if same or k == 0 else min(1.0, 0.15 + share)
    return [
        make("rect", key=f"{key}-cell", x=x + 1, y=y + 1, width=CELL - 2, height=CELL - 2, fill_opacity=f"{shade:.2f}",
             class_="cell same" if same else "cell"),
        make("text", words, key=f"{key}-words", x=x + CELL / 2, y=y + CELL / 2 + 4, text_anchor="middle"),
    ]  # fmt: skip
