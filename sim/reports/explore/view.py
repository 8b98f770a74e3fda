"""What a page shows of the wars of its arms: pictures, and the words round them. Tables in, keyed elements out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, cached_property

import numpy as np
import pandas as pd
from markupsafe import Markup

from sim.analysis.intervals import wilson_half_width
from sim.analysis.paired import PairedDifference, paired_difference
from sim.analysis.scarcity import SCARCE
from sim.base.arrays import Floats
from sim.base.sides import SIDES
from sim.base.text import counted
from sim.reports.explore.claims import Line, table
from sim.reports.explore.wars import Future, Wars
from sim.reports.html.pictures.axes import extent
from sim.reports.html.pictures.differences import ending_differences, flips, outcome_differences
from sim.reports.html.pictures.endings import endings_icons, headline
from sim.reports.html.pictures.fan import Fan, axis_of, dots, fan_picture
from sim.reports.html.pictures.front import front_map
from sim.reports.html.pictures.losses import losses
from sim.reports.html.pictures.scarcity import scarcity
from sim.reports.html.pictures.source import Source
from sim.reports.html.svg import Element, Picture, State, make
from sim.runs.engines import NUMPY
from sim.runs.tables import QUANTILES
from sim.scenario import Scenario
from sim.war.agents.sector import SECTORS

EXPLORED, PINNED = "explored", "pinned"
ARMS = (EXPLORED, PINNED)
TITLES = {EXPLORED: "The future you move", PINNED: "The pinned future"}
GROUND = "territory_change"
GROUND_FAN = Fan("ground gained by Russia since the start", "km²", "c-russia", signed=True, least=200.0)
LOSSES = {side.name: f"{side.prefix}_casualties" for side in SIDES}
SHORT = tuple(scarce.series(side) for side in SIDES for scarce in SCARCE)
COMPARED = (GROUND, *LOSSES.values(), "aid_delivered", "talks_weeks")
"""Numbers of a war whose differences are drawn, besides the endings."""
BAND = {name: QUANTILES[name] for name in ("q10", "q50", "q90")}
LABELS = ("Pinned", "Moved")
"""The two futures in the words of a comparison: what is compared with, and what is compared."""

Axis = tuple[float, float]
SECTIONS = ("endings", "ground", "front", "losses", "scarcity")
"""Parts of the page with a picture for each arm."""
DIFFERENCE = "difference"
"""The part that sets the arms against one another."""
AXES: Mapping[str, tuple[str, ...]] = {
    "endings": (),
    "ground": (GROUND,),
    "front": (),
    "losses": ("losses",),
    "scarcity": SHORT,
}
"""Axes of each part."""


@dataclass(frozen=True)
class Shown:
    """One arm and its wars."""

    name: str
    future: Future
    wars: Wars

    @property
    def source(self) -> Source:
        """What its pictures rest on."""
        future = self.future
        moved = f", {counted(len(future.values), 'number')} set" if future.values else ""
        return Source(f"{future.scenario.name}{moved}", self.wars.n, future.seed, hash_of(future.scenario))

    def bands(self, series: str, quantiles: Mapping[str, float] = QUANTILES) -> pd.DataFrame:
        """Quantiles over wars of a series, by week."""
        wars = self.wars.series[series]
        quantile = np.nanquantile if np.isnan(wars).any() else np.quantile  # the first is ten times as slow
        values = quantile(wars, list(quantiles.values()), axis=1)
        return pd.DataFrame(dict(zip(quantiles, values, strict=True)), index=list(self.wars.weeks))

    @cached_property
    def ground(self) -> pd.DataFrame:
        """Bands of the ground gained."""
        return self.bands(GROUND)

    @cached_property
    def short(self) -> dict[str, pd.DataFrame]:
        """Bands of what runs short."""
        return {series: self.bands(series, BAND) for series in SHORT}

    @cached_property
    def sectors(self) -> dict[str, tuple[float, float, float]]:
        """Quantiles of the change of the area that Russia holds, by sector [km²]."""
        areas = {sector: self.wars.series[f"area.{sector}"] for sector in SECTORS}
        points = {sector: np.quantile(area[-1] - area[0], (0.1, 0.5, 0.9)).tolist() for sector, area in areas.items()}
        return {sector: (low, middle, high) for sector, (low, middle, high) in points.items()}

    @property
    def losses(self) -> dict[str, Floats]:
        """Killed and wounded by side."""
        return {side: np.asarray(self.wars.columns[column], dtype=np.float64) for side, column in LOSSES.items()}


@dataclass(frozen=True)
class View:
    """A page's pictures and words.

    Attributes:
        parts: pictures by the section they stand in.
        words: keyed texts.
    """

    parts: Mapping[str, tuple[Picture, ...]]
    words: tuple[Element, ...]

    @cached_property
    def state(self) -> State:
        """Everything in it that can change."""
        found: State = {}
        for pictures in self.parts.values():
            for picture in pictures:
                found |= picture.state()
        for element in self.words:
            found |= element.state()
        return found

    def html(self, section: str) -> Markup:
        """The pictures of a section."""
        return Markup("").join(picture.html() for picture in self.parts.get(section, ()))

    def word(self, key: str) -> Markup:
        """A keyed text."""
        return next(element.html for element in self.words if element.key == key)


@dataclass
class Drawing:
    """The pictures of one page as its sliders move.

    Attributes:
        axes: ends of axes, which only ever widen: a picture that rescales tells nothing.
        parts: the pictures as they were last drawn, by arm and section.
        made_of: what these were drawn of.
    """

    axes: dict[str, Axis] = field(default_factory=dict)
    parts: dict[str, tuple[Picture, ...]] = field(default_factory=dict)
    made_of: dict[str, object] = field(default_factory=dict)

    def view(
        self,
        arms: Sequence[Shown],
        note: str,
        claims: Sequence[Line] = (),
        *,
        settled: bool = False,
        sees: Collection[str] | None = None,
    ) -> View:
        """Draw everything, or what is seen.

        Args:
            arms: the explored one, and the pinned one if there is one; as many wars of each.
            note: what there is to say about how the wars were played.
            claims: of the ledger.
            settled: whether they were answered from these wars.
            sees: sections that are on the screen: all others stay as they were drawn last.
        """
        for section in (*SECTIONS, *([DIFFERENCE] if len(arms) > 1 else [])):
            if (
                sees is None
                or section in sees
                or (section not in self.parts and f"{EXPLORED}-{section}" not in self.parts)
            ):
                self._draw(section, arms)
        words = make("p", status(arms, note), key="status", class_="status")
        now = make("p", headline(arms[0].wars.counts), key="now", class_="now")
        return View(dict(self.parts), (now, words, table(claims, arms[0].wars.n, settled=settled)))

    def _draw(self, section: str, arms: Sequence[Shown]) -> None:
        """Draw a section, but what would come out as it is."""
        if section == DIFFERENCE:
            self.parts[section] = tuple(self._together(arms[1], arms[0]))
            return
        for arm in arms:
            self._make_room(section, arm)
        for arm in arms:
            key = f"{arm.name}-{section}"
            made_of = (arm.future, arm.wars.n, arm.wars.engine, [self.axes.get(axis) for axis in AXES[section]])
            if self.made_of.get(key) != made_of:
                self.parts[key], self.made_of[key] = (_picture(section, arm, self.axes),), made_of

    def _widen(self, name: str, axis: Axis) -> Axis:
        low, high = self.axes.get(name, axis)
        self.axes[name] = min(low, axis[0]), max(high, axis[1])
        return self.axes[name]

    def _make_room(self, section: str, arm: Shown) -> None:
        if section == "ground":
            self._widen(GROUND, axis_of(GROUND_FAN, arm.ground, arm.wars.series[GROUND][-1]))
        if section == "losses":
            self._widen("losses", extent([float(one) for each in arm.losses.values() for one in dots(each)], floor=0.0))
        if section == "scarcity":
            for series, band in arm.short.items():
                self._widen(series, (0.0, float(np.nanmax(band["q90"]))))

    def _together(self, pinned: Shown, explored: Shown) -> Iterator[Picture]:
        """What differs between both arms, world by world."""
        found = difference_of(pinned, explored)
        told = explored.source
        names = f"{explored.source.scenario} against {pinned.source.scenario}"
        source = Source(names, found.n, told.seed, told.hash)
        table = found.outcomes
        endings = table[table["kind"] == "ending"]
        most = 100.0 * float(np.nanmax(np.abs(endings[["low", "high"]].to_numpy(dtype=float))))
        widest = self._widen(DIFFERENCE, (0.0, max(2.0, most)))[1]
        yield ending_differences("difference-endings", table, LABELS, source, widest)
        yield flips("difference-flips", found.flips, LABELS, source)
        spreads = {name: float(np.nanstd(np.asarray(pinned.wars.columns[name], dtype=np.float64))) for name in COMPARED}
        yield outcome_differences("difference-outcomes", table, spreads, COMPARED, LABELS, source)


@cache
def hash_of(scenario: Scenario) -> str:
    """Its hash, worked out once."""
    return scenario.hash


def _picture(section: str, arm: Shown, axes: Mapping[str, Axis]) -> Picture:
    """The picture of a section of one arm."""
    name, wars, source, start = f"{arm.name}-{section}", arm.wars, arm.source, arm.future.scenario.as_of
    if section == "endings":
        return endings_icons(name, wars.counts, source)
    if section == "ground":
        return fan_picture(name, GROUND_FAN, arm.ground, wars.series[GROUND][-1], start, source, axes[GROUND])
    if section == "front":
        return front_map(name, arm.sectors, start + timedelta(weeks=wars.weeks[-1] + 1), source)
    if section == "losses":
        return losses(name, arm.losses, source, axes["losses"])
    return scarcity(name, arm.short, start, source, {series: axes[series][1] for series in SHORT})


def difference_of(pinned: Shown, explored: Shown) -> PairedDifference:
    """Explored minus pinned, world by world, on the same draws and dice."""
    return paired_difference(*(arm.wars.table("ending", *COMPARED) for arm in (pinned, explored)))


def status(arms: Sequence[Shown], note: str) -> str:
    """How many wars stand behind what is seen, how well that tells their shares, and what played them."""
    wars = arms[0].wars
    widest = max(float(wilson_half_width(k / wars.n, wars.n)) for arm in arms for k in arm.wars.counts.values())
    of_each = " of each future" if len(arms) > 1 else ""
    player = "NumPy" if wars.engine == NUMPY else "a compiled program"
    known = f"shares are known to ±{100.0 * widest:.1f} points of 100 (95 %)"
    return " ".join([f"{counted(wars.n, 'war')}{of_each}, played by {player}: {known}.", *([note] if note else [])])
