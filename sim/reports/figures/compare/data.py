"""What the charts of a comparison are drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sim.reports.figures.frame import Caption
from sim.runs.compare.tables import Pair
from sim.runs.results import Results


@dataclass(frozen=True)
class Compared:
    """Scenarios played on the same worlds.

    Attributes:
        labels: their names, the first being that which the others are compared with.
        results: of each.
        pair: where there are two, their difference world by world.
    """

    labels: Sequence[str]
    results: Sequence[Results]
    pair: Pair | None = None

    @property
    def weeks(self) -> int:
        """The horizon."""
        return int(self.results[0].manifest["weeks"])

    @property
    def caption(self) -> Caption:
        """The scenarios, n and seed."""
        first, *others = self.labels
        names = f"{others[0]} against {first}" if self.pair else f"{first} against {', '.join(others)}"
        return replace(Caption.of(self.results[0].manifest), scenario=names, title="", identity="")
