"""The pairs of levers, and what is played of them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.base.arrays import Floats
from tools.levers.__main__ import joined, played

FILE = Path(__file__).with_name("response.csv")
WEEKS = 53
CALM = "escalation.propensity=0;bargaining.talks_start=0;bargaining.background_hazard=0"
"""Wars that a deal or a bomb cuts short would hide what ground answers to."""
OUTCOME = "territory_change"
RANGE = (0.5, 0.7, 1.0, 1.4, 2.0)
TIERS = ("interceptors", "ballistic_interceptors")


@dataclass(frozen=True)
class Lever:
    """One axis of a grid.

    Attributes:
        title: with what the values count.
        values: along the axis.
        settings: of one value, as `tools.levers` reads them; `{}` stands for the value.
    """

    title: str
    values: tuple[float, ...]
    settings: str

    def at(self, value: float) -> str:
        """Settings of a value."""
        return self.settings.replace("{}", f"{value:g}")


GRIDS = {
    "strength": (
        Lever("Russian soldiers at the front [times]", RANGE, "russia.front_force*{};russia.force*{}"),
        Lever("Effect of Russian fire [times]", RANGE, "russia.fire_efficiency*{}"),
    ),
    "aid": (
        Lever("Western aid [times that of spring 2024]", (0.0, 0.5, 1.0, 1.5, 2.0), "nato.aid_level={}"),
        Lever("Ukrainian recruits [times]", RANGE, "ukraine.recruitment*{}"),
    ),
    "air": (
        Lever(
            "Iranian missiles a month",
            (0.0, 50.0, 100.0, 200.0, 400.0),
            "iran.missile_deliveries={};iran.missile_output=500",
        ),
        Lever(
            "Interceptors from abroad [times]",
            (0.0, 0.5, 1.0, 2.0, 4.0),
            ";".join(f"nato.{flow}.{tier}*{{}}" for tier in TIERS for flow in ("supply", "supply_target")),
        ),
    ),
}
"""Grids by name: the lever along, the lever up."""


def play_grid(name: str, blocks: int) -> list[dict[str, str]]:
    """Mean ground gained by Russia in twelve months at each point of a grid, with its standard error [km2]."""
    along, up = GRIDS[name]
    rows = []
    for x in along.values:
        for y in up.values:
            settings = ";".join((CALM, along.at(x), up.at(y)))
            ground = joined([played(settings, number, WEEKS) for number in range(blocks)])[OUTCOME]
            error = float(ground.std(ddof=1)) / np.sqrt(ground.size)
            point = {"grid": name, "along": f"{x:g}", "up": f"{y:g}"}
            rows.append(point | {"ground": f"{ground.mean():.0f}", "error": f"{error:.0f}"})
    return rows


def read_grids() -> dict[str, Floats]:
    """Ground by grid, as refreshed last. Shape (along, up)."""
    with FILE.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    return {
        name: np.array([float(row["ground"]) for row in rows if row["grid"] == name]).reshape(
            len(along.values), len(up.values)
        )
        for name, (along, up) in GRIDS.items()
    }
