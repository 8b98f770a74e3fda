"""The report of a sweep: sliders over the points that were played, and pictures that follow them."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.intervals import wilson
from sim.analysis.wording import capitalised, inside, parameter, quantity
from sim.base.outcomes import ENDINGS
from sim.base.sides import SIDES
from sim.base.text import counted, written
from sim.reports.html.arm import Arm, again, caveats
from sim.reports.html.assumptions import assumptions
from sim.reports.html.changes import changes
from sim.reports.html.grid import Grid, grid_of, nearest, shown
from sim.reports.html.page import Lever, Levers, Page, Section, Table, Words
from sim.reports.html.pictures.axes import extent
from sim.reports.html.pictures.curves import curves
from sim.reports.html.pictures.endings import endings_icons, headline
from sim.reports.html.pictures.fan import dots
from sim.reports.html.pictures.losses import losses
from sim.reports.html.pictures.source import Source
from sim.reports.html.svg import Picture, difference
from sim.runs.storage import StoredRuns
from sim.runs.sweep import SweepResults
from sim.runs.sweep.summary import columns


def sweep_page(found: SweepResults) -> Page:
    """The report of a sweep."""
    assert found.scenario is not None  # as folders are read
    runs = StoredRuns(found.folder / "runs.parquet")
    arm = Arm(found.scenario, found.manifest, runs, pd.DataFrame(), pd.DataFrame())
    played = Played.of(found)
    grid = grid_of(found, found.scenario)
    first = nearest(grid, found, found.scenario)
    n = int(found.manifest["replications"])
    levers = tuple(Lever(axis.key, axis.title, axis.note, axis.values) for axis in grid.axes)
    states = {place: [each.state() for each in played.pictures(grid, place, arm.source)] for place in grid.points}
    patches = {
        ",".join(map(str, place)): {
            key: told
            for before, after in zip(states[first], now, strict=True)
            for key, told in difference(before, after).items()
        }
        for place, now in states.items()
    }
    pictures = played.pictures(grid, first, arm.source)
    facts = (
        f"{counted(len(found.points), 'point')} of {counted(n, 'war')} each, on the same worlds and dice",
        *arm.facts[0:0],
    )
    told = found.manifest
    words = (
        f"{counted(len(found.points), 'point')} were played. At the one that is nearest to the scenario: "
        + inside(headline(played.counts[grid.points[first]])),
    )
    note = "The sliders stop at what was played and nowhere between. All points have the same draws and dice."
    left_out = (
        [Words(f"The page holds {len(grid.points)} of the {len(found.points):,} points; summary.csv has all.")]
        if grid.left_out
        else []
    )
    root = arm.root
    sections = (
        Section("points", "What was played", (Words(note), *left_out, Levers(levers, first, pictures, patches))),
        Section("all", "Every point", (_table(found),)),
        changes(found.scenario, root, root.name if root is not None else "its root"),
        assumptions(found.scenario),
        caveats(arm, enough=False),
        again(
            (
                ("Plays the sweep again, to the bit:", str(told["command"])),
                ("Plays the point at which the sliders begin alone:", _command(found, grid.points[first])),
                ("Tells one war of that point:", _command(found, grid.points[first], trace=True)),
            ),
            arm,
        ),
    )
    return Page(str(told["title"]), "Sweep", words, (*facts, *arm.facts[1:]), sections)


@dataclass(frozen=True)
class Played:
    """What was played at each point: endings, ground and losses.

    Attributes:
        counts: wars by ending, by point.
        lost: 50 quantiles of the killed and wounded, by side and point.
        axis: of all of them.
        table: shares by point and ending with their intervals.
    """

    counts: dict[int, dict[str, int]]
    lost: dict[str, dict[int, np.ndarray]]
    axis: tuple[float, float]

    @classmethod
    def of(cls, found: SweepResults) -> "Played":
        """The points of a sweep, read a column at a time."""
        path: Path = found.folder / "runs.parquet"
        counts = {}
        for point, column in columns(path, "ending"):
            words = np.asarray(column.to_numpy(zero_copy_only=False)).astype(str)
            counts[point] = {ending.name: int(np.count_nonzero(words == ending.name)) for ending in ENDINGS}
        lost = {
            side.name: {
                point: dots(np.asarray(column.to_numpy(), dtype=np.float64))
                for point, column in columns(path, f"{side.prefix}_casualties")
            }
            for side in SIDES
        }
        every = [float(value) for side in lost.values() for values in side.values() for value in values]
        return cls(counts, lost, extent(every, floor=0.0))

    def pictures(self, grid: Grid, place: tuple[int, ...], source: Source) -> list[Picture]:
        """The pictures at a place of the sliders."""
        point = grid.points[place]
        lost = {side.name: self.lost[side.name][point] for side in SIDES}
        drawn = [endings_icons("endings", self.counts[point], source), losses("losses", lost, source, axis=self.axis)]
        for number, axis in enumerate(grid.axes):
            if len(axis.numeric) > 1:
                table = self._along(grid, place, number)
                drawn.append(
                    curves(f"curve{number}", axis.title, axis.values, table, place[number], source, axis.numeric)
                )
        return drawn

    def _along(self, grid: Grid, place: tuple[int, ...], number: int) -> pd.DataFrame:
        """Shares along one slider, the others where they stand."""
        rows = []
        for at in range(len(grid.axes[number].values)):
            counts = self.counts[grid.points[(*place[:number], at, *place[number + 1 :])]]
            n = sum(counts.values())
            for ending in ENDINGS:
                low, high = wilson(counts[ending.name], n)
                rows.append((at, ending.name, counts[ending.name] / n, low, high))
        return pd.DataFrame(rows, columns=["place", "ending", "share", "low", "high"])


def _table(found: SweepResults) -> Table:
    """The endings of every point."""
    shares = found.summary[found.summary["kind"] == "ending"].pivot(index="point", columns="outcome", values="estimate")
    in_100 = {int(str(point)): row for point, row in (100.0 * shares).to_dict("index").items()}
    ground = found.summary[found.summary["outcome"] == "territory_change"]
    gained = dict(zip(ground["point"], ground["estimate"].astype(float), strict=True))
    rows = []
    for row in found.points.to_dict("records")[:500]:
        point = int(row["point"])
        cells = [shown(row[path]) for path in found.paths]
        endings = [f"{in_100[point][ending.name]:.1f}" for ending in ENDINGS]
        rows.append((f"{point}", *cells, *endings, quantity(gained.get(point, math.nan), signed=True)))
    head = ("Point", *(capitalised(parameter(path)) for path in found.paths), *(ending.title for ending in ENDINGS))
    caption = f"Wars of 100 by ending, and the median ground gained by Russia [km²], at {counted(len(rows), 'point')}"
    return Table(caption, (*head, "Ground gained"), tuple(rows), folded=True)


def _command(found: SweepResults, point: int, trace: bool = False) -> str:
    told = found.manifest
    row = found.points[found.points["point"] == point].iloc[0]
    sets = "".join(f" --set {path}={_as_set(row[path])}" for path in found.paths if not pd.isna(row[path]))
    prior = " --prior" if told.get("draws") == "prior" else ""
    n, seed, name = told["replications"], told["seed"], told["scenario"]
    verb, more = ("trace", " --replication 0") if trace else ("run", "")
    return f"sim {verb} {name}{more} -n {n} --seed {seed}{sets} --weeks {told['weeks']}{prior}"


def _as_set(value: Any) -> str:
    return value if isinstance(value, str) else written(float(value))
