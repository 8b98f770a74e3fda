"""How the wars end: 100 icons, and bars with the whiskers of their intervals."""

import math
from collections.abc import Mapping

from sim.analysis.intervals import wilson, wilson_half_width
from sim.analysis.wording import counts_in_100, inside, range_100, shares_in_100
from sim.base.outcomes import ENDINGS, WAR_CONTINUES, Ending
from sim.base.text import counted
from sim.reports.html.pictures.axes import Scale
from sim.reports.html.pictures.source import Source
from sim.reports.html.svg import SHAPES, WIDTH, Element, Grid, Picture, Sign, canvas, colour, make

COLUMNS, ROWS = 20, 5
CELL = WIDTH / COLUMNS


def shares(counts: Mapping[str, int]) -> list[float]:
    """Shares of the endings in their order; missing ones where no war is known."""
    n = sum(counts.values())
    return [counts[ending.name] / n if n else math.nan for ending in ENDINGS]


def in_whole(counts: Mapping[str, int]) -> dict[Ending, int]:
    """Endings as whole numbers that add up to 100, or all nothing where no war is known."""
    known = sum(counts.values()) > 0
    return dict(zip(ENDINGS, counts_in_100(shares(counts)) if known else [0] * len(ENDINGS), strict=True))


def headline(counts: Mapping[str, int]) -> str:
    """How the wars end in a sentence: "Of 100 wars 79 continue at the horizon; 6 end in settlement, 5 in ..."."""
    parts = in_whole(counts)
    goes_on = parts.pop(WAR_CONTINUES)
    ends = sorted(((n, ending) for ending, n in parts.items() if n), key=lambda pair: -pair[0])
    first = f"{goes_on or 'none'} {'is' if goes_on == 1 else 'are'} still fought at the horizon"
    if not ends:
        return f"Of 100 wars {first}."
    verb = "ends" if ends[0][0] == 1 else "end"
    words = [f"{n} {'' if place else f'{verb} '}in {inside(ending.title)}" for place, (n, ending) in enumerate(ends)]
    listed = f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
    return f"Of 100 wars {first}; {listed}."


def endings_grid(counts: Mapping[str, int]) -> Grid:
    """Every ending with its share, its interval and its count."""
    n = sum(counts.values())
    rows = []
    for ending, share in zip(ENDINGS, shares_in_100(shares(counts)), strict=True):
        k = counts[ending.name]
        rows.append((ending.title, share, range_100(*wilson(k, n)), f"{k:,} of {n:,}"))
    return Grid(("Ending", "Wars of 100", "95 % interval", "Counted"), tuple(rows))


def endings_icons(name: str, counts: Mapping[str, int], source: Source) -> Picture:
    """100 wars as icons, in the shape and colour of their ending.

    Args:
        name: of the picture, unique in its page.
        counts: wars by name of ending, all endings.
        source: of the numbers.
    """
    parts = in_whole(counts)
    endings = [ending for ending, n in parts.items() for _ in range(n)]
    icons: list[Element] = []
    for place in range(COLUMNS * ROWS):
        column, row = divmod(place, ROWS)
        ending = endings[place] if place < len(endings) else None
        icons.append(
            make(
                "path",
                key=f"{name}-icon{place}",
                d=SHAPES[ending.shape] if ending else "",
                class_=f"icon {colour(ending.name if ending else 'neutral')}",
                transform=f"translate({CELL * (column + 0.5):g} {CELL * (row + 0.5):g})",
            )
        )
    title = headline(counts)
    legend = tuple(
        Sign(f"{ending.title}: {n}", ending.shape, colour(ending.name), key=f"{name}-legend-{ending.name}")
        for ending, n in zip(ENDINGS, shares_in_100(shares(counts)), strict=True)
    )
    played = counted(sum(counts.values()), "war")
    note = f"Each sign is one war of 100, rounded from {played}; an ending of fewer than 1 in 200 may have no sign."
    drawing = canvas(name, title, CELL * ROWS, *icons)
    return Picture(name, title, note, drawing, endings_grid(counts), legend, source.line)


BAR, LEFT, RIGHT = 22.0, 152.0, 54.0


def endings_bars(name: str, counts: Mapping[str, int], source: Source) -> Picture:
    """Shares of the endings as bars with the whiskers of their 95 % Wilson intervals; arguments as of the icons."""
    n = sum(counts.values())
    scale = Scale(0.0, 1.0, LEFT, WIDTH - RIGHT)
    drawn: list[Element] = []
    for row, (ending, words) in enumerate(zip(ENDINGS, shares_in_100(shares(counts)), strict=True)):
        k = counts[ending.name]
        low, high = wilson(k, n)
        y = BAR * row
        middle, key = y + BAR / 2, f"{name}-{ending.name}"
        share = k / n if n else 0.0
        drawn += [
            make("path", d=SHAPES[ending.shape], class_=colour(ending.name), transform=f"translate(8 {middle:g})"),
            make("text", ending.title, x=20, y=middle + 4),
            make(
                "rect",
                key=f"{key}-bar",
                x=LEFT,
                y=y + 4,
                height=BAR - 8,
                width=scale(share) - LEFT,
                class_=colour(ending.name),
            ),
            *whisker(key, scale(low), scale(high), middle),
            make("text", f"{words} in 100", key=f"{key}-share", x=WIDTH, y=middle + 4, text_anchor="end"),
        ]
    width = 100.0 * max(float(wilson_half_width(share, n)) for share in shares(counts)) if n else 50.0
    title = (
        f"{counted(n, 'war')} {'tells' if n == 1 else 'tell'} the share of every ending to within ±{width:.1f} of 100"
    )
    note = "Bars are shares of all wars; whiskers are their 95 % intervals."
    drawing = canvas(name, title, BAR * len(ENDINGS), *drawn)
    return Picture(name, title, note, drawing, endings_grid(counts), foot=source.line)


def whisker(key: str, start: float, end: float, y: float) -> list[Element]:
    """A level interval: a dark line on a wider light one, to be seen on any bar."""
    line = f"M{start:.1f} {y:.1f}H{end:.1f}M{start:.1f} {y - 3:.1f}V{y + 3:.1f}M{end:.1f} {y - 3:.1f}V{y + 3:.1f}"
    return [
        make("path", key=f"{key}-halo", d=line, class_="halo"),
        make("path", key=f"{key}-whisker", d=line, class_="whisker"),
    ]
