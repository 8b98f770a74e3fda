"""One scenario that was played: what its pages are made of, from a folder or from memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from sim import __version__
from sim.analysis.columns import Columns, ending_counts
from sim.base.text import counted
from sim.reports.html.page import Commands, Points, Section
from sim.reports.html.pictures.axes import dated
from sim.reports.html.pictures.source import CAVEAT, Source
from sim.reports.run import closing_lines, summed_line
from sim.runs import results
from sim.runs.engines import NUMPY
from sim.runs.ensemble import Plan
from sim.runs.results import Results
from sim.scenario import Scenario, load
from sim.scenario.files import shipped


@dataclass(frozen=True)
class Arm:
    """A scenario that was played.

    Attributes:
        scenario: its numbers, choices and events.
        told: what its manifest says: seed, version, command and so on.
        runs: one row a replication.
        trajectories: quantiles by week or month and series.
        twins: outcomes of the first replications beside those of the same draws under other dice.
    """

    scenario: Scenario
    told: Mapping[str, Any]
    runs: Columns
    trajectories: pd.DataFrame
    twins: pd.DataFrame

    @classmethod
    def of(cls, found: Results) -> "Arm":
        """The arm of a finished run."""
        plan = results.plan_of(found.folder)
        return cls(plan.scenario, found.manifest, found.columns, found.trajectories, found.twins)

    @property
    def plan(self) -> Plan:
        """What was played."""
        told = self.told
        prior = told.get("draws") == "prior"
        return Plan(self.scenario, told["seed"], told["replications"], prior, told.get("played_by", NUMPY))

    @property
    def label(self) -> str:
        """Its name."""
        return str(self.told["scenario"])

    @property
    def source(self) -> Source:
        """What stands in the foot of its pictures."""
        return Source.of(self.told)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Wars by ending."""
        return ending_counts(self.runs)

    @property
    def start(self) -> date:
        """Day of week 0."""
        return self.scenario.as_of

    @property
    def end(self) -> date:
        """Day of the horizon."""
        return self.start + timedelta(weeks=self.scenario.weeks)

    @cached_property
    def root(self) -> Scenario | None:
        """The shipped scenario that it is laid over; None where it stands on a root of its own."""
        last = Path(str(self.told["files"][-1]))
        known = last.suffix in (".yaml", ".yml") and last.stem in shipped()
        return load(last.stem) if known and self.told.get("version") == __version__ else None

    @property
    def facts(self) -> tuple[str, ...]:
        """What a page on it rests on, in short phrases."""
        told = self.told
        return (
            f"{counted(told['replications'], 'war')} of {counted(self.scenario.weeks, 'week')},"
            f" {dated(self.start)} to {dated(self.end)}",
            f"seed {told['seed']}",
            f"engine {told.get('played_by', NUMPY)}",
            f"sim {told.get('version', __version__)}",
            f"scenario {self.label}, hash {told['scenario_hash'][:12]}",
        )


def caveats(arm: Arm, *, enough: bool = True) -> Section:
    """What the results are not, and how far to trust them.

    Args:
        arm: that was played.
        enough: whether to say if its wars are enough; those of many points are not one ensemble.
    """
    told = arm.told
    drawn = "the full ranges" if told.get("draws") == "prior" else "the ranges that the record of the war has left"
    items = [
        CAVEAT,
        "Numbers marked as judgement are somebody's judgement; other judgements give other wars. The rules are the same"
        " for both sides, and no ending is favoured by any of them.",
        f"The scenario knows nothing later than {dated(arm.start)}; its uncertain numbers are drawn from {drawn}.",
        *(closing_lines(arm.runs)[:1] if enough else []),
        *filter(None, [summed_line(arm.runs)]),
    ]
    if told.get("hindsight"):
        figures = counted(told["hindsight"], "figure")
        items.append(f"{figures} for earlier days rest on sources that were published later (sim check --strict).")
    if told.get("older_figures"):
        items.append(f"{counted(told['older_figures'], 'number')} describe an earlier day than that of the start.")
    return Section("caveats", "What this is not", (Points(tuple(items)),))


def again(commands: tuple[tuple[str, str], ...], *arms: Arm) -> Section:
    """How to get the same results again, to the bit."""
    lines = tuple(
        f"{arm.label}: seed {arm.told['seed']}, scenario hash {arm.told['scenario_hash']}, engine"
        f" {arm.told.get('played_by', NUMPY)}, sim {arm.told.get('version', __version__)}, commit"
        f" {arm.told.get('git_commit') or 'unknown'}"
        for arm in arms
    )
    return Section("again", "How to get this again", (Commands(commands), Points(lines)))
