"""What a reader sees of a figure: its texts, and whether any is cut off or lies on another."""

from __future__ import annotations

from itertools import combinations

from matplotlib.axis import Tick
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sim.reports.figures.style import house_style


def shown_texts(figure: Figure) -> list[tuple[str, Bbox]]:
    """Everything a reader can read, and where it stands; ticks out of view are not drawn."""
    with house_style():  # ticks are made while drawing
        figure.draw_without_rendering()
    ticks = figure.findobj(Tick)
    of_ticks = {id(text) for tick in ticks for text in tick.findobj(Text)}
    texts = [text for text in figure.findobj(Text) if id(text) not in of_ticks]
    for axes in figure.axes:
        if not axes.axison:
            continue
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            margin = 1e-9 * (high - low)
            texts.extend(
                tick.label1
                for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks())
                if low - margin <= tick.get_loc() <= high + margin
            )
    # The box of the letters alone: that of an annotation would take in its line.
    return [(t.get_text(), Text.get_window_extent(t)) for t in texts if t.get_visible() and t.get_text().strip()]


def assert_legible(name: str, figure: Figure) -> None:
    """Nothing is cut off and no two texts overlap."""
    texts = shown_texts(figure)
    assert texts, f"{name}: no text"
    width, height = figure.bbox.width, figure.bbox.height
    for text, box in texts:
        inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height
        assert inside, f"{name}: {text!r} leaves the figure"
    for (one, a), (two, b) in combinations(texts, 2):
        overlap = Bbox.intersection(a, b)
        clear = overlap is None or overlap.width <= 1 or overlap.height <= 1
        assert clear, f"{name}: {one!r} overlaps {two!r}"
