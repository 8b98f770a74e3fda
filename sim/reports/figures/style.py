"""One look for every figure: Okabe–Ito colours, type sizes, and nothing of the user's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib.style
from matplotlib.colors import to_hex, to_rgb

from sim.base.outcomes import ENDINGS

DPI = 150
POINTS_PER_INCH = 72.0

# Okabe and Ito (2008): told apart with any common colour blindness. Yellow is left out: too faint on white.
BLACK, GREY = "#000000", "#8C8C8C"
ORANGE, SKY, GREEN = "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILLION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"

LINES = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY, BLACK)
BARS = (GREEN, BLUE, ORANGE, VERMILLION, PURPLE, SKY, GREY)
VERDICTS = {"supported": BLUE, "not supported": VERMILLION, "depends": ORANGE, "untestable here": GREY}
RUSSIA, UKRAINE, NEUTRAL = VERMILLION, BLUE, "#444444"
INK, FAINT, GRID = "#222222", "#666666", "#E3E3E3"

TITLE_SIZE, TEXT_SIZE, SMALL_SIZE, CORNER_SIZE = 12.0, 9.0, 8.0, 6.5

STYLE: dict[str, Any] = {
    "font.sans-serif": ["DejaVu Sans"],  # shipped with matplotlib, so every machine sets the same type
    "font.size": TEXT_SIZE,
    "axes.titlesize": TEXT_SIZE,
    "axes.titlelocation": "left",
    "axes.labelsize": TEXT_SIZE,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "text.color": INK,
    "text.parse_math": False,  # a scenario's title may hold a dollar sign
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelsize": SMALL_SIZE,
    "ytick.labelsize": SMALL_SIZE,
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in this style whatever the user's matplotlibrc says; also a decorator."""
    with matplotlib.style.context(["default", STYLE]):
        yield


def tint(colour: str, strength: float) -> str:
    """The colour mixed with white: 1 leaves it, 0 is white. Opaque, so that bands never muddy one another."""
    red, green, blue = (1.0 - strength * (1.0 - part) for part in to_rgb(colour))
    return to_hex((red, green, blue))


def colour_of(outcome: str) -> str:
    """The colour of an ending by its name; of any other outcome, a neutral one."""
    return next((ending.colour for ending in ENDINGS if ending.name == outcome), NEUTRAL)
