"""Pictures of rows: estimates with their intervals, answers side by side, and many findings as signs."""

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.analysis.wording import capitalised
from sim.reports.appearance import Look
from sim.reports.html.pictures.axes import Scale, across, extent
from sim.reports.html.pictures.endings import whisker
from sim.reports.html.svg import SHAPES, WIDTH, Element, Grid, Picture, Sign, canvas, colour, make

EDGE, ROW, TOP = 8.0, 36.0, 4.0


@dataclass(frozen=True)
class Estimate:
    """A row: what it is, its estimate with the ends of its interval, how those are written, and its look."""

    label: str
    value: float
    low: float
    high: float
    words: tuple[str, str]
    look: str = "neutral"
    shape: str = "circle"


@dataclass(frozen=True)
class Words:
    """What stands around a picture: its title, how to read it, headings of its table, and its foot."""

    title: str
    note: str
    head: tuple[str, ...]
    foot: str


def estimates(
    name: str, rows: Sequence[Estimate], words: Words, *, floor: float | None = 0.0, least: float = 0.0
) -> Picture:
    """Estimates one below the other on one scale, each under its name.

    Args:
        name: of the picture, unique in its page.
        rows: in order.
        words: around it; headings for the name, the estimate and its interval.
        floor: a value the axis reaches down to.
        least: shortest length of the axis.
    """
    bottom = TOP + ROW * len(rows)
    ends = [end for row in rows for end in (row.value, row.low, row.high)]
    x = Scale(*extent([*ends, 0.0], floor=floor, least=least), EDGE, WIDTH - EDGE)
    drawn = across(name, x, TOP, bottom)
    if x.low < 0.0:
        drawn.append(make("line", x1=x(0.0), x2=x(0.0), y1=TOP, y2=bottom, class_="zero"))
    for number, row in enumerate(rows):
        y, key = TOP + ROW * number + 27.0, f"{name}-{number}"
        drawn += [
            make("text", row.label, x=EDGE, y=y - 13, class_="over"),
            make("text", row.words[0], key=f"{key}-words", x=WIDTH - EDGE, y=y - 13, text_anchor="end", class_="over"),
            *whisker(key, x(row.low), x(row.high), y),
            make("path", key=f"{key}-sign", d=SHAPES[row.shape], class_=f"icon {colour(row.look)}",
                 transform=f"translate({x(row.value):.1f} {y:.1f}) scale(.8)"),
        ]  # fmt: skip
    grid = Grid(words.head, tuple((row.label, *row.words) for row in rows))
    return Picture(name, words.title, words.note, canvas(name, words.title, bottom + 18, *drawn), grid, foot=words.foot)


MARK = 24.0


def answers(
    name: str, columns: Sequence[str], rows: Sequence[tuple[str, Look, Sequence[Look]]], words: Words
) -> Picture:
    """A row of signs for each claim: its verdict, then its answer in each column.

    Args:
        name: of the picture, unique in its page.
        columns: headings, which the drawing numbers.
        rows: name, verdict and answers of each.
        words: around it; one heading for the names.
    """
    left, verdict = 34.0, WIDTH - 118.0
    step = min(MARK, (verdict - left - 8.0) / max(len(columns), 1))
    drawn: list[Element] = [
        make("text", f"{number + 1}", x=left + step * (number + 0.5), y=12, text_anchor="middle", class_="faint")
        for number in range(len(columns))
    ]
    looks: dict[str, Look] = {}
    for number, (label, own, given) in enumerate(rows):
        y = 30.0 + 22.0 * number
        drawn.append(make("text", label, x=0, y=y + 4, class_="strong"))
        for place, look in enumerate(given):
            looks[look.title] = look
            drawn.append(_sign(f"{name}-{number}-{place}-mark", look, left + step * (place + 0.5), y))
        drawn.append(_sign(f"{name}-{number}-own", own, verdict + 6.0, y))
        drawn.append(make("text", own.title, key=f"{name}-{number}-words", x=verdict + 18.0, y=y + 4))
    told = tuple((label, own.title, *(look.title for look in given)) for label, own, given in rows)
    numbered = tuple(f"{number + 1}: {column}" for number, column in enumerate(columns))
    grid = Grid((words.head[0], "Verdict", *numbered), told)
    legend = tuple(Sign(capitalised(look.title), look.shape, colour(look.name)) for look in looks.values())
    height = 30.0 + 22.0 * len(rows)
    drawing = canvas(name, words.title, height, *drawn)
    note = f"{words.note} Columns: {', '.join(numbered)}."
    return Picture(name, words.title, note, drawing, grid, legend, words.foot)


def _sign(key: str, look: Look, x: float, y: float) -> Element:
    return make("path", key=key, d=SHAPES[look.shape], class_=f"icon {colour(look.name)}",
                transform=f"translate({x:.1f} {y:.1f})")  # fmt: skip


PER_LINE, LETTERS = 20, 52


def findings(name: str, groups: Mapping[str, Sequence[Look]], words: Words) -> Picture:
    """A sign for each finding, in groups under their headings.

    Args:
        name: of the picture, unique in its page.
        groups: looks of the findings by heading.
        words: around it; one heading for the groups.
    """
    drawn: list[Element] = []
    y, cell, number = 0.0, WIDTH / PER_LINE, 0
    kinds = list(dict.fromkeys(look.title for looks in groups.values() for look in looks))
    first = {look.title: look for looks in groups.values() for look in looks}
    told = []
    for heading, looks in groups.items():
        for words_ in textwrap.wrap(heading, LETTERS):
            drawn.append(make("text", words_, x=0, y=y + 14))
            y += 15.0
        y -= 15.0
        for place, look in enumerate(looks):
            line, column = divmod(place, PER_LINE)
            drawn.append(_sign(f"{name}-{number}", look, cell * (column + 0.5), y + 29.0 + 17.0 * line))
            number += 1
        y += 24.0 + 17.0 * -(-len(looks) // PER_LINE)
        told.append((heading, *(f"{sum(look.title == kind for look in looks)}" for kind in kinds), f"{len(looks)}"))
    every = Counter(look.title for looks in groups.values() for look in looks)
    legend = tuple(
        Sign(f"{capitalised(kind)}: {every[kind]}", first[kind].shape, colour(first[kind].name)) for kind in kinds
    )
    grid = Grid((words.head[0], *map(capitalised, kinds), "All"), tuple(told))
    return Picture(name, words.title, words.note, canvas(name, words.title, y, *drawn), grid, legend, words.foot)
