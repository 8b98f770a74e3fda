"""Wars that stand for many: a typical one, and one at either end."""

from dataclasses import dataclass

import numpy as np

from sim.analysis.columns import Columns, numbers, reads
from sim.base.outcomes import CATASTROPHES, ENDINGS

MEASURE = "territory_change"
"""Outcome by which wars are chosen: ground gained by Russia."""
TAIL = 0.05
"""Share of wars beyond either extreme that is told, so that neither is the oddest of all."""


@dataclass(frozen=True)
class Example:
    """A war worth telling.

    Attributes:
        kind: `typical`, or the end at which it stands, `least` or `most`.
        replication: its number.
        ending: its name.
        value: of the measure in it.
    """

    kind: str
    replication: int
    ending: str
    value: float


def examples(runs: Columns) -> list[Example]:
    """A typical war and two far ones, by the ground that Russia gains; fewer where there are fewer wars.

    The typical war has the commonest ending, and of those wars the median gain; the others are the wars nearest to the
    5 % and the 95 % point of those without a catastrophe, which is good for nobody, unless all have one. Where several
    are as near, the first is taken.
    """
    gain = numbers(runs[MEASURE])
    endings, replications = runs["ending"], runs["replication"].to_numpy()
    hits = {ending.name: reads(endings, ending.name) for ending in ENDINGS}
    if gain.size == 0:
        return []
    commonest = max(hits, key=lambda name: int(hits[name].sum()))
    typical = np.where(hits[commonest], np.abs(gain - np.median(gain[hits[commonest]])), np.inf)
    spared = ~np.logical_or.reduce([hits[catastrophe.ending.name] for catastrophe in CATASTROPHES])
    counted = spared if spared.any() else np.ones_like(spared)
    low, high = np.quantile(gain[counted], (TAIL, 1.0 - TAIL))
    ends = {"least": low, "most": high}
    distances = {"typical": typical} | {
        kind: np.where(counted, np.abs(gain - value), np.inf) for kind, value in ends.items()
    }
    chosen: list[Example] = []
    for kind, distance in distances.items():
        place = int(np.argmin(distance))
        number = int(replications[place])
        if number not in [each.replication for each in chosen]:
            chosen.append(Example(kind, number, str(endings.iloc[place]), float(gain[place])))
    return chosen
