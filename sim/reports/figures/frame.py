"""The frame round every figure: what is seen on top, how to read it, where it is from in a corner."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.layout_engine import ConstrainedLayoutEngine

from sim.reports.figures.style import (
    CORNER_SIZE,
    DPI,
    FAINT,
    INK,
    POINTS_PER_INCH,
    SMALL_SIZE,
    TITLE_SIZE,
    house_style,
)

MARGIN = 0.16  # inches, between the frame's text and the edge
LEADING = 1.32  # line height over type size
SPACING = 1.2  # the same to matplotlib, which counts from the height of the letters
MOST_TITLE_LINES, MOST_CORNER_LINES = 4, 3


@dataclass(frozen=True)
class Caption:
    """Where a figure comes from.

    Attributes:
        scenario: name of the scenario.
        title: its title in words.
        n: replications.
        seed: seed of the run.
    """

    scenario: str
    title: str
    n: int
    seed: int

    @property
    def text(self) -> str:
        """What stands in the corner, if it fits in one line."""
        return f"{self.name}  ·  {self.counts}"

    @property
    def name(self) -> str:
        """The scenario by name and title."""
        return f"{self.scenario}: {self.title}" if self.title else self.scenario

    @property
    def counts(self) -> str:
        """Replications and seed."""
        return f"n = {self.n:,}  ·  seed {self.seed}"


def framed(
    title: str,
    note: str,
    caption: Caption,
    *,
    width: float = 8.0,
    height: float = 3.8,
    legend: Sequence[Artist] = (),
) -> Figure:
    """An empty figure with its texts set; axes added to it fill what is left.

    Args:
        title: what is seen, as a sentence.
        note: how to read it, in small type.
        caption: the source, set in the corner.
        width: of the figure [inch].
        height: of the room for axes [inch]; the texts are added to it, so a long title squeezes nothing.
        legend: labelled handles for a legend in one row under the note.
    """
    room = (width - 2 * MARGIN) * POINTS_PER_INCH
    lines = wrap(title, TITLE_SIZE, room, MOST_TITLE_LINES, bold=True)
    note_lines = wrap(note, SMALL_SIZE, room, MOST_TITLE_LINES)
    corner = wrap(caption.text, CORNER_SIZE, room, MOST_CORNER_LINES)
    if len(corner) > 1:  # only the title may be cut short, never n and seed
        corner = (*wrap(caption.name, CORNER_SIZE, room, MOST_CORNER_LINES - 1), caption.counts)
    title_height, note_height = _height(lines, TITLE_SIZE), _height(note_lines, SMALL_SIZE)
    legend_height = 0.24 if legend else 0.0
    top = MARGIN + title_height + 0.05 + note_height + 0.04 + legend_height + 0.04
    bottom = _height(corner, CORNER_SIZE) + 0.20
    total = height + top + bottom

    figure = Figure(
        figsize=(width, total), dpi=DPI, layout=_layout(MARGIN / width, bottom / total, height / total)
    )
    FigureCanvasAgg(figure)
    left = MARGIN / width
    below = MARGIN + title_height + 0.05
    for y, block, style in (
        (MARGIN, lines, {"fontsize": TITLE_SIZE, "color": INK, "weight": "bold"}),
        (below, note_lines, {"fontsize": SMALL_SIZE, "color": FAINT}),
    ):
        text = figure.text(left, 1 - y / total, "\n".join(block), style, va="top", linespacing=SPACING)
        text.set_in_layout(False)
    if legend:
        anchor = (left, 1 - (below + note_height + 0.04) / total)
        figure.legend(
            handles=list(legend),
            loc="upper left",
            bbox_to_anchor=anchor,
            ncols=len(legend),
            fontsize=SMALL_SIZE,
            frameon=False,
            borderpad=0.2,
            borderaxespad=0.0,
            columnspacing=1.6,
        ).set_in_layout(False)
    figure.text(
        1 - left,
        0.09 / total,
        "\n".join(corner),
        fontsize=CORNER_SIZE,
        color=FAINT,
        ha="right",
        va="bottom",
        linespacing=SPACING,
    ).set_in_layout(False)
    return figure


def _layout(side: float, bottom: float, height: float) -> ConstrainedLayoutEngine:
    """Axes and their labels keep to this part of the figure; the frame's own texts lie outside it."""
    room = (side, bottom, 1.0 - 2.0 * side, height)
    return ConstrainedLayoutEngine(rect=room, w_pad=0.02, h_pad=0.05, wspace=0.04, hspace=0.03)


def _height(lines: Sequence[str], size: float) -> float:
    """Height of a block of lines [inch]."""
    return len(lines) * size * LEADING / POINTS_PER_INCH


@lru_cache(maxsize=256)  # all figures of a run have the same corner
def wrap(text: str, size: float, room: float, most_lines: int, bold: bool = False) -> tuple[str, ...]:
    """Break a text into lines that fit `room` points, measured in the type it is set in.

    Words longer than a line are broken; what exceeds `most_lines` is cut with an ellipsis.
    """
    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    known = get_font(findfont(font)).get_charmap()
    clean = "".join(letter if ord(letter) in known else "□" for letter in " ".join(text.split()))
    # Hinting makes small type wider than its outlines, so it is the renderer that has to be asked.
    sheet = Figure(dpi=DPI)
    FigureCanvasAgg(sheet)
    probe = sheet.text(0, 0, "", fontproperties=font, parse_math=False)
    pixels = room * DPI / POINTS_PER_INCH

    def fits(line: str) -> bool:
        probe.set_text(line)
        return probe.get_window_extent().width <= pixels

    lines: list[str] = []
    line = ""
    for word in clean.split(" "):
        if len(lines) > most_lines:
            break
        rest = word
        if line and not fits(f"{line} {word}"):
            lines.append(line)
            line = ""
        while not fits(rest):
            cut = next(i for i in range(len(rest) - 1, 0, -1) if i == 1 or fits(rest[:i]))
            lines.append(rest[:cut])
            rest = rest[cut:]
        line = f"{line} {rest}" if line else rest
    if line:
        lines.append(line)
    if len(lines) > most_lines:
        last = lines[most_lines - 1]
        while last and not fits(last + " …"):
            last = last[:-1]
        lines = [*lines[: most_lines - 1], last.rstrip() + " …"]
    return tuple(lines)


def png_bytes(figure: Figure) -> bytes:
    """The figure as PNG; the same data give the same bytes (no date, no software in the file)."""
    stream = io.BytesIO()
    with house_style(), warnings.catch_warnings():
        # Only its text layout is at stake, and a figure is still worth having.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure.savefig(stream, format="png", dpi=DPI, metadata={"Software": None})
    return stream.getvalue()


def save(figure: Figure, path: Path) -> Path:
    """Write a figure whole or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(png_bytes(figure))
    partial.replace(path)
    return path
