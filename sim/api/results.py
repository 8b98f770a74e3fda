"""What a script or a notebook gets back: results as tables and pictures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sim.analysis.outcome_table import outcome_table
from sim.analysis.paired import PairedDifference
from sim.base.defaults import Method
from sim.base.errors import SimError
from sim.base.text import counted, written
from sim.reports.figures.chart import figures
from sim.reports.figures.frame import png_bytes, save
from sim.reports.figures.game import GAME_CHARTS, Drawn
from sim.reports.figures.outlook import outlook_figure
from sim.reports.figures.run.charts import RUN_CHARTS
from sim.reports.figures.style import house_style
from sim.reports.figures.sweep.charts import SWEEP_CHARTS
from sim.reports.figures.sweep.estimates import Swept
from sim.runs import results
from sim.runs import sweep as sweeps
from sim.runs.folder import manifest_of
from sim.runs.storage import from_parquet
from sim.scenario import Scenario
from sim.studies import game as games
from sim.studies.forecast import frozen
from sim.studies.forecast.outlook import Outlook
from sim.studies.sensitivity import Discovery, Ranking, discover, of_folder, rank, worlds
from sim.studies.sensitivity.discovery import MOST_WORLDS


@dataclass(frozen=True)
class Picture:
    """A figure that a notebook shows as it looks on disk.

    Attributes:
        figure: to change or to embed elsewhere.
    """

    figure: Figure

    def _repr_png_(self) -> bytes:
        return png_bytes(self.figure)

    def save(self, path: str | Path) -> Path:
        """Write it as PNG, whole or not at all."""
        return save(self.figure, Path(path))


@dataclass(frozen=True)
class _Stored:
    """Results in a folder."""

    folder: Path

    def sensitivity(self, outcome: str, method: Method = "auto") -> Ranking:
        """Rank what an outcome depends on; SimError if there is no such outcome, or nothing to rank."""
        return rank(of_folder(self.folder, outcome), method)

    def discover(self, outcome: str, least: float | None = None) -> Discovery:
        """Find the wars in which an outcome comes about; one that is a number does so from `least` on."""
        data = worlds(of_folder(self.folder, outcome), self.folder, MOST_WORLDS)
        words = outcome if least is None else f"{outcome} >= {written(least)}"
        return discover(data, data.y[:, 0] >= (0.5 if least is None else least), words)


@dataclass(frozen=True)
class Run(_Stored):
    """The wars of one scenario.

    Attributes:
        folder: where they are stored.
        scenario: what was played.
        runs: one row a war.
        trajectories: quantiles over wars, by week and series.
        manifest: seed, versions, command.
    """

    scenario: Scenario
    runs: pd.DataFrame
    trajectories: pd.DataFrame
    manifest: dict[str, Any]

    def __repr__(self) -> str:
        told = self.manifest
        wars, weeks = counted(told["replications"], "war"), counted(told["weeks"], "week")
        return f"Run({told['title']!r}, {wars} of {weeks}, seed {told['seed']}, folder {str(self.folder)!r})"

    @property
    def outcomes(self) -> pd.DataFrame:
        """Every ending and outcome with its 95 % interval and n."""
        return outcome_table(self.runs)

    @property
    def endings(self) -> pd.DataFrame:
        """P(ending) with 95 % Wilson intervals."""
        endings = self.outcomes.query("kind == 'ending'")
        return endings[["outcome", "estimate", "low", "high", "n"]].reset_index(drop=True)

    def figures(self) -> Iterator[tuple[str, Figure]]:
        """Every picture with its name."""
        return figures(RUN_CHARTS, results.read(self.folder))

    def figure(self, name: str = "endings") -> Picture:
        """One picture by its name; SimError if there is none of that name."""
        return _named(self.figures(), name)


@dataclass(frozen=True)
class Comparison:
    """Two scenarios in the same worlds: the same draws, the same dice.

    Attributes:
        a: the first.
        b: the second.
        difference: b minus a, world by world, and which endings flipped.
    """

    a: Run
    b: Run
    difference: PairedDifference

    def __repr__(self) -> str:
        return f"Comparison(\n  a={self.a!r},\n  b={self.b!r},\n)"

    @property
    def outcomes(self) -> pd.DataFrame:
        """Mean difference of every outcome with its paired 95 % interval."""
        return self.difference.outcomes

    @property
    def flips(self) -> pd.DataFrame:
        """How often each ending became which."""
        return self.difference.flips


@dataclass(frozen=True)
class SweepRun(_Stored):
    """The wars of one scenario at many points.

    Attributes:
        folder: where they are stored.
        plan: what was played.
        points: one row a point.
        summary: one row a point and outcome.
    """

    plan: sweeps.Sweep
    points: pd.DataFrame
    summary: pd.DataFrame

    def __repr__(self) -> str:
        plan = self.plan
        size = f"{counted(plan.n_points, 'point')} × {counted(plan.replications, 'war')}"
        told = f"{plan.scenario.title!r}, {size} of {counted(plan.scenario.weeks, 'week')}, seed {plan.seed}"
        return f"SweepRun({told}, folder {str(self.folder)!r})"

    @property
    def runs(self) -> pd.DataFrame:
        """One row a war, read from disk at every call."""
        return from_parquet(self.folder / "runs.parquet")

    def table(self, outcome: str) -> pd.DataFrame:
        """One outcome by point; SimError if there is none of that name."""
        known = list(self.summary["outcome"].unique())
        if outcome not in known:
            raise SimError(f"found no outcome '{outcome}', expected one of {', '.join(known)}")
        return self.summary[self.summary["outcome"] == outcome].reset_index(drop=True)

    def figures(self, outcomes: Sequence[str] = (), thresholds: Sequence[float] = ()) -> Iterator[tuple[str, Figure]]:
        """Every picture with its name, of these outcomes and with contour lines at these thresholds."""
        return figures(SWEEP_CHARTS, Swept(sweeps.read(self.folder), outcomes, thresholds))

    def figure(self, name: str) -> Picture:
        """One picture by its name, such as `map_russian_victory`; SimError if there is none of that name."""
        return _named(self.figures([name.partition("_")[2]] if name != "endings" else ()), name)


@dataclass(frozen=True)
class GameRun:
    """Strategies of the actors against each other.

    Attributes:
        folder: where the wars are stored.
        plan: what was played.
        solution: best responses, regrets, mixes and answers as tables.
    """

    folder: Path
    plan: games.PlayedGame
    solution: games.Solution

    def __repr__(self) -> str:
        return f"GameRun({self.plan!r}, folder {str(self.folder)!r})"

    @property
    def responses(self) -> pd.DataFrame:
        """Each actor's best response to all that the others may do."""
        return self.solution.responses

    @property
    def regret(self) -> pd.DataFrame:
        """What each strategy falls behind the best, and by what it is dominated."""
        return self.solution.regret

    @property
    def equilibrium(self) -> pd.DataFrame:
        """The mix of each actor's strategies by λ."""
        return self.solution.equilibrium

    @property
    def answers(self) -> pd.DataFrame:
        """What all others do, once one actor has chosen."""
        return self.solution.answers

    def figures(self) -> Iterator[tuple[str, Figure]]:
        """Every picture with its name."""
        return figures(GAME_CHARTS, Drawn(self.solution, manifest_of(self.folder)))

    def figure(self, name: str = "payoffs") -> Picture:
        """One picture by its name; SimError if there is none of that name."""
        return _named(self.figures(), name)


@dataclass(frozen=True)
class Forecast:
    """A scenario month by month, weighed by the record before it.

    Attributes:
        outlook: worlds, weights and draws.
    """

    outlook: Outlook

    def __repr__(self) -> str:
        present = self.outlook.present
        return (
            f"Forecast({self.outlook.plan.scenario.title!r}, {present.effective:,.0f} of {present.worlds.n:,} worlds)"
        )

    @property
    def bands(self) -> pd.DataFrame:
        """Quantiles of every recorded series by month ahead."""
        return self.outlook.table()

    @property
    def over(self) -> pd.DataFrame:
        """P(the war is over) within 12 and 24 months, beside wars that had lasted as long."""
        return self.outlook.over()

    def figure(self) -> Picture:
        """The record of every series, and its bands."""
        with house_style():
            return Picture(outlook_figure(self.outlook))

    def freeze(self, folder: str | Path) -> Path:
        """Write it dated and hashed, so that `sim score` can judge it later; SimError if it is there already."""
        return frozen.freeze(self.outlook, Path(folder))[0]


def _named(every: Iterator[tuple[str, Figure]], name: str) -> Picture:
    names = []
    for found, figure in every:
        if found == name:
            return Picture(figure)
        names.append(found)
    raise SimError(f"found no figure '{name}', expected one of {', '.join(names)}")
