"""The frame round every figure: what is seen on top, how to read it, where it is from in a corner."""

from __future__ import annotations

import io
import warnings
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.layout_engine import ConstrainedLayoutEngine

from sim import __version__
from sim.base.files import write_whole
from sim.reports.appearance import FAINT, INK
from sim.reports.figures.style import CORNER_SIZE, DPI, POINTS_PER_INCH, SMALL_SIZE, TITLE_SIZE, house_style

MARGIN = 0.16  # inches, between the frame's text and the edge
GAP = 0.04  # inches, between blocks of text
LEGEND_HEIGHT = 0.24  # inches
LEADING = 1.32  # line height over type size
SPACING = 1.2  # the same to matplotlib, which counts from the height of the letters
MOST_TITLE_LINES, MOST_CORNER_LINES = 4, 3
LONGEST_LINE = 400
"""Letters of which more do not fit in a line, whatever they are."""


PHONE_WIDTH, PANELS_WIDTH = 4.8, 6.0
"""Widths of figures of one and of two columns of panels whose type can still be read on a phone [inch]."""


@dataclass(frozen=True)
class Caption:
    """The source of a figure, which stands in its corner.

    Attributes:
        scenario: its name.
        title: its title, or nothing.
        n: replications.
        seed: of all dice.
        version: of the program that played.
        identity: of the results, of which the beginning is shown; nothing where they are in no folder yet.
    """

    scenario: str
    title: str
    n: int
    seed: int
    version: str = __version__
    identity: str = ""

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> Caption:
        """The caption of a stored run or sweep."""
        n = manifest["replications"] * manifest.get("points", 1)
        told = {key: manifest[key] for key in ("version", "identity") if key in manifest}
        return cls(manifest["scenario"], manifest["title"], n, manifest["seed"], **told)

    def lines(self, room: float) -> tuple[str, ...]:
        """The text in lines of so many points; only the title may be cut short, never what follows it."""
        name = f"{self.scenario}: {self.title}" if self.title else self.scenario
        made = f"sim {self.version} {self.identity[:8]}".rstrip()
        counts = f"n = {self.n:,}  ·  seed {self.seed}  ·  {made}"
        lines = wrap(f"{name}  ·  {counts}", CORNER_SIZE, room, MOST_CORNER_LINES)
        if len(lines) == 1:
            return lines
        return (*wrap(name, CORNER_SIZE, room, MOST_CORNER_LINES - 1), counts)


def framed(
    title: str, note: str, caption: Caption, *, width: float = 8.0, height: float = 3.8, legend: Sequence[Artist] = ()
) -> Figure:
    """An empty figure with its texts set; axes added to it fill the room that is left.

    Args:
        title: a sentence that says what is seen.
        note: how to read it, in small type.
        caption: the source, set in the corner.
        width: of the figure [inch].
        height: of the room for axes [inch]; the texts are added to it, so a long title squeezes nothing.
        legend: labelled handles for a legend in one row under the note.
    """
    room = (width - 2 * MARGIN) * POINTS_PER_INCH
    title_lines = wrap(title, TITLE_SIZE, room, MOST_TITLE_LINES, bold=True)
    note_lines = wrap(note, SMALL_SIZE, room, MOST_TITLE_LINES)
    corner = caption.lines(room)
    note_top = MARGIN + _height(title_lines, TITLE_SIZE) + 0.05
    legend_top = note_top + _height(note_lines, SMALL_SIZE) + GAP
    top = legend_top + (LEGEND_HEIGHT if legend else 0.0) + GAP
    bottom = _height(corner, CORNER_SIZE) + 0.20
    total = height + top + bottom
    left = MARGIN / width

    # Axes and their labels keep to this part of the figure; the frame's own texts lie outside it.
    rect = (left, bottom / total, 1.0 - 2.0 * left, height / total)
    layout = ConstrainedLayoutEngine(rect=rect, w_pad=0.02, h_pad=0.05, wspace=0.04, hspace=0.03)
    figure = Figure(figsize=(width, total), dpi=DPI, layout=layout)
    FigureCanvasAgg(figure)
    for x, y, lines, style in (
        (left, 1 - MARGIN / total, title_lines, {"fontsize": TITLE_SIZE, "color": INK, "weight": "bold"}),
        (left, 1 - note_top / total, note_lines, {"fontsize": SMALL_SIZE, "color": FAINT}),
        (1 - left, 0.09 / total, corner, {"fontsize": CORNER_SIZE, "color": FAINT, "ha": "right", "va": "bottom"}),
    ):
        text = figure.text(x, y, "\n".join(lines), {"va": "top", **style}, linespacing=SPACING)
        text.set_in_layout(False)
    if legend:
        figure.legend(
            handles=list(legend),
            loc="upper left",
            bbox_to_anchor=(left, 1 - legend_top / total),
            ncols=len(legend),
            fontsize=SMALL_SIZE,
            frameon=False,
            borderpad=0.2,
            borderaxespad=0.0,
            columnspacing=1.6,
        ).set_in_layout(False)
    return figure


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
    for word in clean[: most_lines * LONGEST_LINE].split(" "):
        if len(lines) > most_lines:
            break
        rest = word
        if line and not fits(f"{line} {word}"):
            lines.append(line)
            line = ""
        while not line and not fits(rest):
            starts = [rest[:size] for size in range(2, len(rest))]
            cut = 1 + bisect_left(starts, True, key=lambda start: not fits(start))
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
        _fix_layout(figure)
        # Not `savefig`: it draws everything twice, the first time for a layout that is fixed already.
        FigureCanvasAgg(figure).print_png(stream, metadata={"Software": None})  # type: ignore[no-untyped-call]
    return stream.getvalue()


def _fix_layout(figure: Figure) -> None:
    """Lay out once and round places: the solver's last digit varies from call to call, and could tip a pixel."""
    if (engine := figure.get_layout_engine()) is not None:
        engine.execute(figure)
    figure.set_layout_engine("none")
    for axes in figure.axes:
        left, bottom, width, height = (round(side, 6) for side in axes.get_position(original=True).bounds)
        axes.set_position((left, bottom, width, height))


def save(figure: Figure, path: Path) -> Path:
    """Write a figure whole or not at all."""
    with write_whole(path) as file:
        file.write(png_bytes(figure))
    return path
