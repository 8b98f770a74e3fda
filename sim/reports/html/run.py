"""The report of one run."""

from collections.abc import Mapping

import pandas as pd

from sim.analysis.columns import numbers
from sim.analysis.outcome_table import outcome_table
from sim.analysis.scarcity import SCARCE
from sim.analysis.wording import quantity
from sim.base.outcomes import OUTCOMES
from sim.base.sides import SIDES
from sim.reports.catastrophes import prior_words
from sim.reports.html.arm import Arm, again, caveats
from sim.reports.html.assumptions import assumptions, spread
from sim.reports.html.changes import changes
from sim.reports.html.page import Page, Part, Pictures, Section, Table, Words
from sim.reports.html.pictures.endings import endings_bars, endings_icons, headline
from sim.reports.html.pictures.fan import Fan, fan_picture
from sim.reports.html.pictures.front import STRETCHES, front_map
from sim.reports.html.pictures.losses import losses
from sim.reports.html.pictures.scarcity import scarcity
from sim.reports.html.stories import stories
from sim.reports.html.svg import Picture
from sim.reports.run import MAIN_OUTCOMES, demonstration_line

GROUND = Fan("ground gained by Russia since the start", "km²", signed=True, least=2.0)
QUANTILES = ["q025", "q10", "q25", "q50", "q75", "q90", "q975"]


def run_page(arm: Arm) -> Page:
    """The report of a run."""
    root = arm.root
    name = root.name if root is not None else "its root"
    sections = (
        Section("endings", "How the wars end", tuple(_endings(arm))),
        Section("war", "The war over time", tuple(_war(arm))),
        Section("scarce", "What runs short", (Pictures([scarcity_picture("scarcity", arm)]),)),
        changes(arm.scenario, root, name),
        spread(arm),
        stories(arm),
        assumptions(arm.scenario),
        caveats(arm),
        again((("Plays the same wars, to the bit:", str(arm.told["command"])),), arm),
    )
    description = " ".join(arm.scenario.description.split())
    words = (headline(arm.counts), *([description] if description else []))
    return Page(arm.scenario.title, "Run", words, arm.facts, sections)


def _endings(arm: Arm) -> list[Part]:
    pictures = [endings_icons("endings", arm.counts, arm.source), endings_bars("shares", arm.counts, arm.source)]
    table = outcome_table(arm.runs)
    lines = [demonstration_line(table)] if "nuclear_demonstration" in set(table["outcome"]) else []
    lines += [line for line in [prior_words(arm.runs)] if line]
    return [Pictures(pictures), *map(Words, lines)]


def _war(arm: Arm) -> list[Part]:
    bands = weekly(arm.trajectories, "territory_change")
    gained = numbers(arm.runs["territory_change"])
    drawn = [
        fan_picture("ground", GROUND, bands, gained, arm.start, arm.source),
        front_picture("front", arm),
        losses_picture("losses", arm),
    ]
    return [Pictures(drawn), outcomes_table(arm)]


def weekly(trajectories: pd.DataFrame, series: str) -> pd.DataFrame:
    """Quantiles of a series over all wars by week."""
    rows = trajectories[(trajectories["series"] == series) & (trajectories["frequency"] == "weekly")]
    return rows.set_index("week")[QUANTILES].sort_index().astype(float)


def front_picture(name: str, arm: Arm) -> Picture:
    """The front of an arm at its horizon."""
    return front_map(name, sector_changes(arm.trajectories), arm.end, arm.source)


def sector_changes(trajectories: pd.DataFrame) -> dict[str, tuple[float, float, float]]:
    """What Russia holds in each sector at the end less its median after the first week: 10, 50 and 90 % points [km²]."""
    found = {}
    for sector in STRETCHES:
        area = weekly(trajectories, f"area.{sector}")
        first, last = (area.iloc[place] for place in (0, -1))
        low, middle, high = (float(last[column] - first["q50"]) for column in ("q10", "q50", "q90"))
        found[sector] = (low, middle, high)
    return found


def losses_picture(name: str, arm: Arm) -> Picture:
    """Losses of both sides in an arm."""
    lost: Mapping[str, object] = {side.name: numbers(arm.runs[f"{side.prefix}_casualties"]) for side in SIDES}
    return losses(name, lost, arm.source)  # type: ignore[arg-type]


def scarcity_picture(name: str, arm: Arm) -> Picture:
    """What runs short in an arm."""
    series = [scarce.series(side) for scarce in SCARCE for side in SIDES]
    bands = {one: weekly(arm.trajectories, one) for one in series}
    return scarcity(name, {one: table for one, table in bands.items() if len(table)}, arm.start, arm.source)


def outcomes_table(arm: Arm) -> Table:
    """Median and 80 % band of the main outcomes."""
    found = outcome_table(arm.runs).query("n > 0").set_index("outcome").to_dict("index")
    rows = []
    for outcome in OUTCOMES:
        if outcome.name in MAIN_OUTCOMES and outcome.name in found:
            signed = outcome.name.startswith("territory_")
            row = found[outcome.name]
            low, middle, high = (quantity(float(row[name]), signed=signed) for name in ("q10", "estimate", "q90"))
            rows.append((outcome.title, middle, f"{low} to {high}", outcome.unit))
    return Table("Main outcomes over all wars", ("Outcome", "Median", "80 of 100 wars", "Unit"), tuple(rows))
