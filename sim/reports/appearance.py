"""How things look wherever they are drawn: one set of colours for light and dark, shapes, order and labels.

Pictures, reports and pages take them from here. What a colour tells, a shape, a hatching or a word tells too. Against its
paper every colour has a contrast of 3 or more, as WCAG 2.2 asks of graphics (1.4.11), and ink of 4.5 or more (1.4.3).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.base import sides
from sim.base.outcomes import ENDINGS

Points = tuple[tuple[float, float], ...]

# The hues of Okabe and Ito (2008) without yellow, moved until no two are closer than 17 in CIELAB to an eye that lacks any
# one of the three cones (Machado et al. 2009) and each stands out from its paper; theirs are faint on white.
BLACK, GREY = "#000000", "#5E6972"
ORANGE, SKY, GREEN = "#C98200", "#4481F3", "#00A680"
BLUE, VERMILLION, PURPLE = "#0D5F9A", "#AF4A12", "#BC7EAE"
NEUTRAL, INK, FAINT, GRID, PAPER = "#444444", "#222222", "#666666", "#E3E3E3", "#FFFFFF"

DARK = {
    BLACK: "#FFFFFF",
    GREY: "#8A8A8A",
    ORANGE: "#FEAB33",
    SKY: "#9FD1FF",
    GREEN: "#2ACD93",
    BLUE: "#4F99E9",
    VERMILLION: "#E76E25",
    PURPLE: "#CE94C9",
    NEUTRAL: "#C4C4C4",
    INK: "#ECECEC",
    FAINT: "#ABABAB",
    GRID: "#3A3A3A",
    PAPER: "#16181B",
}
"""What each colour is on dark paper."""

LINES = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY, BLACK)
"""Colours of things that have none of their own, in this order."""
RAMP = ("#F2F4F6", "#C3DAEA", "#74AFD3", "#2C7FB8", "#0B4F86", "#08213B")
"""From little to much on light paper; on dark paper reversed, so that much always stands out from the paper."""


@dataclass(frozen=True)
class Look:
    """How one thing is drawn.

    Attributes:
        name: in tables.
        title: for people.
        colour: on light paper, as `#RRGGBB`.
        shape: of its markers, of `SHAPES`.
    """

    name: str
    title: str
    colour: str
    shape: str

    @property
    def dark(self) -> str:
        """The colour on dark paper."""
        return DARK[self.colour]


def _regular(corners: int, size: float, turned: float = 0.0, inner: float = 1.0) -> Points:
    """A regular outline with its first corner on top, every second corner drawn in by a factor; degrees clockwise."""
    angles = [math.radians(turned) + 2.0 * math.pi * corner / corners for corner in range(corners)]
    radii = [size * (inner if corner % 2 else 1.0) for corner in range(corners)]
    return tuple((round(r * math.sin(a), 4), round(r * math.cos(a), 4)) for a, r in zip(angles, radii, strict=True))


def _bars(turned: float) -> Points:
    """Two crossed bars, turned by so many degrees."""
    long, half = 1.0, 0.34
    arm = [(-half, long), (half, long), (half, half)]
    sin, cos = math.sin(math.radians(turned)), math.cos(math.radians(turned))
    points = []
    for _ in range(4):
        points += arm
        arm = [(y, -x) for x, y in arm]
    return tuple((round(x * cos + y * sin, 4), round(y * cos - x * sin, 4)) for x, y in points)


SHAPES: Mapping[str, Points] = {
    "circle": _regular(32, 0.87),
    "square": _regular(4, 1.1, turned=45.0),
    "triangle": _regular(3, 1.3),
    "wedge": _regular(3, 1.3, turned=180.0),
    "diamond": _regular(4, 1.1),
    "cross": _bars(45.0),
    "star": _regular(10, 1.3, inner=0.5),
    "hexagon": _regular(6, 0.96),
    "plus": _bars(0.0),
    "pentagon": _regular(5, 1.0),
}
"""Closed outlines of about one area round the origin, y upwards, corners within 1.3 of it."""


def svg_path(shape: str, x: float = 0.0, y: float = 0.0, size: float = 1.0) -> str:
    """The `d` of a path that draws a shape at a place of an SVG (y downwards), so many units from centre to edge."""
    corners = [f"{x + size * right:.2f} {y - size * up:.2f}" for right, up in SHAPES[shape]]
    return f"M{'L'.join(corners)}Z"


ENDING_LOOKS = {ending.name: Look(ending.name, ending.title, ending.colour, ending.shape) for ending in ENDINGS}
"""By name, in the order of every table and picture."""

RUSSIA = Look("russia", "Russia", VERMILLION, "square")
UKRAINE = Look("ukraine", "Ukraine", BLUE, "circle")
SIDE_LOOKS = {sides.RUSSIA.name: RUSSIA, sides.UKRAINE.name: UKRAINE}
ACTORS = {
    **SIDE_LOOKS,
    "united_states": Look("united_states", "United States", PURPLE, "triangle"),
    "europe": Look("europe", "Europe", SKY, "diamond"),
    "west": Look("west", "The West", GREEN, "pentagon"),
    "nato": Look("nato", "NATO", GREEN, "plus"),
    "belarus": Look("belarus", "Belarus", ORANGE, "wedge"),
    "iran": Look("iran", "Iran", BLACK, "hexagon"),
    "north_korea": Look("north_korea", "North Korea", GREY, "star"),
}
"""Everyone who decides or supplies something."""

VERDICTS = {
    "supported": Look("supported", "supported", BLUE, "triangle"),
    "not supported": Look("not supported", "not supported", VERMILLION, "wedge"),
    "depends": Look("depends", "depends", ORANGE, "diamond"),
    "untestable here": Look("untestable here", "untestable here", GREY, "square"),
}
"""Of claims."""
FINDINGS = {
    "pass": Look("pass", "pass", GREEN, "circle"),
    "fail": Look("fail", "fail", VERMILLION, "cross"),
    "shortfall": Look("shortfall", "shortfall", ORANGE, "wedge"),
    "not applicable": Look("not applicable", "not applicable", GREY, "square"),
    "reported": Look("reported", "reported", BLUE, "diamond"),
}
"""Of tests of validation."""

SECTOR_TITLES = {
    "kharkiv_north": "Kharkiv north",
    "kupiansk_luhansk": "Kupiansk, Luhansk",
    "donetsk_north_lyman_siversk": "Donetsk north: Lyman, Siversk",
    "donetsk_east_bakhmut_toretsk": "Donetsk east: Bakhmut, Toretsk",
    "donetsk_centre_avdiivka_pokrovsk": "Donetsk centre: Avdiivka, Pokrovsk",
    "donetsk_south_vuhledar": "Donetsk south: Vuhledar",
    "zaporizhzhia": "Zaporizhzhia",
    "kherson_mykolaiv": "Kherson, Mykolaiv",
    "north": "North: Kyiv, Sumy border",
}
"""Sectors of the front in words."""


def sector_title(name: str) -> str:
    """A sector's name in words."""
    return SECTOR_TITLES.get(name, name.replace("_", " ").capitalize())


def series_looks(titles: Mapping[str, str] | Sequence[str]) -> dict[str, Look]:
    """Looks for things that have none of their own, told apart by colour and shape; titles by name, or names alone."""
    words = dict(titles) if isinstance(titles, Mapping) else {name: name for name in titles}
    shapes = list(SHAPES)
    return {
        name: Look(name, title, LINES[place % len(LINES)], shapes[place % len(shapes)])
        for place, (name, title) in enumerate(words.items())
    }


def colour_of(outcome: str) -> str:
    """The colour of an ending by its name; of any other outcome, a neutral one."""
    return ENDING_LOOKS[outcome].colour if outcome in ENDING_LOOKS else NEUTRAL


def shape_of(outcome: str) -> str:
    """The shape of an ending by its name; of any other outcome, a circle."""
    return ENDING_LOOKS[outcome].shape if outcome in ENDING_LOOKS else "circle"


def colour_of_series(name: str) -> str:
    """The colour of the side that a series of the war or of the public record belongs to; of any other, a neutral one."""
    sides_by_start = {look.name[:3]: look for look in SIDE_LOOKS.values()}
    look = sides_by_start.get(name[:3])
    return look.colour if look else NEUTRAL


def tint(colour: str, strength: float, paper: str = PAPER) -> str:
    """The colour mixed with the paper: 1 leaves it, 0 is the paper. Opaque, so that bands never muddy one another."""
    parts = (
        round((1.0 - strength) * int(paper[i : i + 2], 16) + strength * int(colour[i : i + 2], 16)) for i in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02X}" for part in parts)


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21: WCAG 2.2, contrast ratio of relative luminances."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255.0 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ramp(dark: bool = False) -> tuple[str, ...]:
    """The sequential colours from little to much."""
    return RAMP[::-1] if dark else RAMP


def colours(dark: bool = False) -> dict[str, str]:
    """Every colour by what it stands for, as a page's variables: endings, actors, verdicts, inks, "ramp-0" and so on."""
    inks = {"paper": PAPER, "ink": INK, "faint": FAINT, "grid": GRID, "neutral": NEUTRAL}
    looks = [*ENDING_LOOKS.values(), *ACTORS.values(), *VERDICTS.values(), *FINDINGS.values()]
    named = {look.name: look.colour for look in looks} | inks
    named |= {f"line-{place}": colour for place, colour in enumerate(LINES)}
    found = {name.replace(" ", "-").replace("_", "-"): DARK[c] if dark else c for name, c in named.items()}
    return found | {f"ramp-{step}": colour for step, colour in enumerate(ramp(dark))}
