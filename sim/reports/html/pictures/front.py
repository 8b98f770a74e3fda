"""The front as a schematic map: the line of contact in nine sectors, and what each side gains there."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sim.analysis.wording import quantity
from sim.reports.appearance import sector_title
from sim.reports.html.pictures.axes import dated
from sim.reports.html.pictures.source import Source
from sim.reports.html.svg import SHAPES, WIDTH, Element, Grid, Picture, Sign, canvas, make, path

Point = tuple[float, float]
WEST, NORTH, EAST, SOUTH = 29.6, 52.5, 40.3, 45.9
"""Edges of the map [degrees]."""
SCALE = WIDTH / (EAST - WEST)
HEIGHT = SCALE / math.cos(math.radians(48.5)) * (NORTH - SOUTH)

BORDER: tuple[Point, ...] = (
    (29.6, 51.4), (30.6, 51.3), (31.8, 52.1), (33.8, 52.3), (34.4, 51.7), (35.4, 50.6), (36.6, 50.2), (37.5, 50.4),
    (38.9, 49.8), (40.1, 49.6), (39.7, 47.9), (38.2, 47.1), (36.8, 46.7), (35.3, 46.2), (34.9, 45.9), (33.5, 46.1),
    (32.2, 46.2), (31.5, 46.6), (30.7, 46.4), (29.6, 46.4),
)  # fmt: skip
"""Outline of the country east of 29.6° E, drawn by eye with twenty points; no line to navigate or to claim by."""
RIVER: tuple[Point, ...] = (
    (30.6, 51.3), (30.6, 50.4), (31.8, 49.5), (33.2, 49.0), (34.6, 48.5), (35.1, 48.2), (35.2, 47.5), (34.2, 47.4),
    (33.4, 46.8), (32.5, 46.6),
)  # fmt: skip


@dataclass(frozen=True)
class Stretch:
    """A sector on the map: its line, where its name stands, and which way that runs."""

    title: str
    line: tuple[Point, ...]
    label: Point
    anchor: str = "end"


STRETCHES = {
    "north": Stretch("North", ((31.0, 51.6), (32.6, 51.9), (34.1, 51.5), (35.0, 50.8)), (33.2, 51.35), "middle"),
    "kharkiv_north": Stretch("Kharkiv", ((35.5, 50.4), (36.3, 50.2), (37.2, 50.25)), (36.2, 49.85), "middle"),
    "kupiansk_luhansk": Stretch("Kupiansk", ((37.6, 50.1), (37.9, 49.7), (38.1, 49.2)), (37.5, 49.45)),
    "donetsk_north_lyman_siversk": Stretch("Lyman", ((38.1, 49.15), (38.2, 48.8)), (37.75, 48.95)),
    "donetsk_east_bakhmut_toretsk": Stretch("Bakhmut", ((38.15, 48.75), (37.95, 48.4)), (37.6, 48.55)),
    "donetsk_centre_avdiivka_pokrovsk": Stretch("Pokrovsk", ((37.9, 48.35), (37.55, 48.0)), (37.3, 48.13)),
    "donetsk_south_vuhledar": Stretch("Vuhledar", ((37.5, 47.95), (37.3, 47.75), (36.8, 47.7)), (36.85, 47.79)),
    "zaporizhzhia": Stretch("Zaporizhzhia", ((36.7, 47.65), (35.9, 47.45), (35.3, 47.45)), (36.0, 47.1), "middle"),
    "kherson_mykolaiv": Stretch(
        "Kherson", ((35.1, 47.5), (34.2, 47.35), (33.4, 46.75), (32.4, 46.55)), (33.2, 47.15), "end"
    ),
}
"""The sectors from north to south, as the line ran in June 2024, drawn by eye."""
STEPS = (10.0, 100.0, 1000.0)
"""Changes from which a sector is drawn stronger [km²]."""


def place(point: Point) -> Point:
    """Longitude and latitude in the drawing; a degree of longitude is as long as at 48.5° N."""
    east, north = point
    return (east - WEST) * SCALE, (NORTH - north) * HEIGHT / (NORTH - SOUTH)


def front_map(name: str, changes: Mapping[str, tuple[float, float, float]], day: date, source: Source) -> Picture:
    """What Russia gains or loses by sector.

    Args:
        name: of the picture, unique in its page.
        changes: by sector, the 10 %, 50 % and 90 % points of the change of the area that Russia holds [km²].
        day: by which it has changed.
        source: of the numbers.
    """
    drawn = [
        make("path", d=path([place(point) for point in BORDER], closed=True), class_="land"),
        make("path", d=path([place(point) for point in RIVER]), class_="river"),
    ]
    for sector, stretch in STRETCHES.items():
        drawn += _stretch(f"{name}-{sector}", stretch, changes[sector][1])
    title = _title(changes, day)
    note = (
        "A schematic map, drawn by eye. Each stretch of the front says by how many km² the area that Russia holds there"
        " changes in the median war; the stronger the line, the more (from 10, 100 and 1,000 km²)."
    )
    legend = (
        Sign("Russia gains", "triangle", "c-russia"),
        Sign("Ukraine gains", "wedge", "c-ukraine"),
        Sign("hardly moves", "line", "c-neutral"),
    )
    rows = tuple(
        (sector_title(sector), *(quantity(value, signed=True) for value in (middle, low, high)))
        for sector, (low, middle, high) in ((sector, changes[sector]) for sector in STRETCHES)
    )
    grid = Grid(("Sector", "Median change [km²]", "10 of 100 below", "10 of 100 above"), rows)
    return Picture(name, title, note, canvas(name, title, HEIGHT, *drawn), grid, legend, source.line)


def _stretch(key: str, stretch: Stretch, change: float) -> list[Element]:
    """A stretch of the line, its sign and its words."""
    line = [place(point) for point in stretch.line]
    strength = sum(abs(change) >= step for step in STEPS) if math.isfinite(change) else 0
    side = "neutral" if strength == 0 else "russia" if change > 0 else "ukraine"
    x, y = line[len(line) // 2] if len(line) > 2 else ((line[0][0] + line[1][0]) / 2, (line[0][1] + line[1][1]) / 2)
    shape = {"neutral": "", "russia": SHAPES["triangle"], "ukraine": SHAPES["wedge"]}[side]
    at_x, at_y = place(stretch.label)
    return [
        make("path", key=f"{key}-line", d=path(line), class_=f"stretch c-{side}", stroke_width=3 + 2 * strength),
        make("path", key=f"{key}-sign", d=shape, transform=f"translate({x:.1f} {y:.1f})", class_=f"sector c-{side}"),
        make(
            "text",
            f"{stretch.title} {quantity(change, signed=True)}",
            key=f"{key}-words",
            x=at_x,
            y=at_y + 4,
            text_anchor=stretch.anchor,
            class_="on-map",
        ),
    ]


def _title(changes: Mapping[str, tuple[float, float, float]], day: date) -> str:
    middle = {sector: changes[sector][1] for sector in STRETCHES if math.isfinite(changes[sector][1])}
    most = max(middle, key=lambda sector: abs(middle[sector]), default=None)
    if most is None or abs(middle[most]) < STEPS[0]:
        return f"No sector of the front moves by {STEPS[0]:g} km² in the median war by {dated(day)}"
    who = "Russia gains" if middle[most] > 0 else "Ukraine gains"
    return f"{who} most at {STRETCHES[most].title}: {quantity(abs(middle[most]))} km² in the median war by {dated(day)}"
