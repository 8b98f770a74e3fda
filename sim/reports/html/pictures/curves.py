"""Shares of endings along one parameter of a sweep, with their intervals, and a line at the value that is looked at."""

from collections.abc import Sequence

import pandas as pd

from sim.analysis.wording import inside, range_100, shares_in_100
from sim.base.outcomes import ENDINGS
from sim.reports.appearance import svg_path
from sim.reports.html.pictures.axes import Scale, upright
from sim.reports.html.pictures.source import Source
from sim.reports.html.svg import WIDTH, Grid, Picture, Sign, canvas, colour, make, path, short

LEFT, RIGHT, TOP, BOTTOM, HEIGHT = 34.0, 8.0, 8.0, 150.0, 184.0
COMMON = 0.005
"""Endings that are nowhere more frequent than this are left out of the drawing, not of the table."""
MOST_LABELS = 7


def curves(
    name: str,
    words: str,
    values: Sequence[str],
    table: pd.DataFrame,
    here: int,
    source: Source,
    numeric: Sequence[float],
) -> Picture:
    """How often wars end each way along a parameter.

    Args:
        name: of the picture, unique in its page.
        words: the parameter with its unit.
        values: of it that were played, as they are shown.
        table: a row for each value and ending: place (among the values), ending, share, low, high.
        here: the place that is looked at.
        source: of the numbers.
        numeric: where the values stand along the axis.
    """
    low, high = min(numeric), max(numeric)
    x = Scale(low, high if high > low else low + 1.0, LEFT + 8, WIDTH - RIGHT - 8)
    y = Scale(0.0, 1.0, BOTTOM, TOP)
    in_100 = Scale(0.0, 100.0, BOTTOM, TOP)
    drawn = upright(name, in_100, LEFT, WIDTH - RIGHT, ticks=[0.0, 25.0, 50.0, 75.0, 100.0])
    step = -(-len(values) // MOST_LABELS)
    for place, (value, at) in enumerate(zip(values, numeric, strict=True)):
        if place % step == 0:
            anchor = "start" if place == 0 else "end" if place == len(values) - 1 else "middle"
            drawn.append(make("text", value.split(" ")[0], x=x(at), y=BOTTOM + 16, text_anchor=anchor))
    at = x(numeric[here])
    drawn.append(make("line", key=f"{name}-here", x1=at, x2=at, y1=TOP, y2=BOTTOM, class_="here"))
    told = []
    for place, value in enumerate(values):
        rows = table[table["place"] == place].set_index("ending").to_dict("index")
        shares = shares_in_100([float(rows[ending.name]["share"]) for ending in ENDINGS])
        cells = (
            f"{share} ({range_100(float(rows[e.name]['low']), float(rows[e.name]['high']))})"
            for e, share in zip(ENDINGS, shares, strict=True)
        )
        told.append((value, *cells))
    for ending in ENDINGS:
        own = table[table["ending"] == ending.name].sort_values("place")
        share, least, most = (own[column].to_numpy(dtype=float) for column in ("share", "low", "high"))
        seen = "visible" if share.max(initial=0.0) > COMMON else "hidden"
        points = [(x(numeric[place]), y(value)) for place, value in enumerate(share)]
        bars = (f"M{short(at)} {short(y(a))}V{short(y(b))}" for (at, _), a, b in zip(points, least, most, strict=True))
        signs = "".join(svg_path(ending.shape, *point, size=3.6) for point in points)
        for part, d, kind in (
            ("line", path(points), "curve"),
            ("bars", "".join(bars), "curve thin"),
            ("signs", signs, "icon"),
        ):
            drawn.append(
                make(
                    "path",
                    key=f"{name}-{ending.name}-{part}",
                    d=d,
                    class_=f"{kind} {colour(ending.name)}",
                    visibility=seen,
                )
            )
    drawn.append(make("text", words, x=WIDTH - RIGHT, y=BOTTOM + 31, text_anchor="end", class_="faint"))
    title = _title(words, values, table)
    note = (
        "Wars of 100 by ending, at the values that were played and nowhere between; bars are 95 % intervals. The upright"
        " line is where the slider stands."
    )
    legend = tuple(Sign(ending.title, ending.shape, colour(ending.name)) for ending in ENDINGS)
    grid = Grid((words, *(ending.title for ending in ENDINGS)), tuple(told))
    return Picture(name, title, note, canvas(name, title, HEIGHT, *drawn), grid, legend, source.line)


def _title(words: str, values: Sequence[str], table: pd.DataFrame) -> str:
    """The ending that changes most from the first value to the last."""
    first, last = (table[table["place"] == place].set_index("ending")["share"] for place in (0, len(values) - 1))
    most = max(ENDINGS, key=lambda ending: abs(float(last[ending.name]) - float(first[ending.name])))
    before, after = (round(100.0 * float(each[most.name])) for each in (first, last))
    if before == after:
        return f"From {values[0]} to {values[-1]} of {words} no ending changes by 1 of 100"
    return f"From {values[0]} to {values[-1]} of {words}: {inside(most.title)} from {before} to {after} of 100 wars"
