"""The sweep that is asked for: the command line goes before a sweep's file, the file before the defaults."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from sim.analysis.measured import require_known
from sim.base import defaults
from sim.base.errors import SimError
from sim.cli import options
from sim.cli.playing import Wars, said
from sim.scenario import Scenario
from sim.scenario.files import has_parameters, shipped

if TYPE_CHECKING:
    from sim.runs import sweep as sweeps
    from sim.runs.sweep import files

FILE = f"{__name__}.file"
"""Where the context of a command keeps the sweep's file."""
NOT_OPTIONS = {"scenario", "title", "parameters", "design", "set", "conditions"}
"""Keys of a sweep's file that are no options of the same name, or that add to those of the command line."""


def defaults_from_file(context: click.Context, _argument: click.Parameter, reference: str) -> str:
    """Take the defaults of options from a sweep's file, if the scenario's argument names one."""
    path = shipped("sweep").get(reference, Path(reference))
    if has_parameters(path):
        from sim.runs.sweep import files

        file = context.meta[FILE] = files.read(path)
        written = file.content.model_dump(exclude_unset=True, exclude=NOT_OPTIONS)
        paths = {"params": file.texts, "design": file.design}
        context.default_map = written | {name: value for name, value in paths.items() if value}
    return reference


@dataclass(frozen=True)
class Points:
    """Which points to play.

    Attributes:
        params: what to vary.
        sampler: how points are chosen.
        samples: of the sampler.
        design: a table of points instead.
        conditions: points that do not meet them are left out.
    """

    params: tuple[str, ...]
    sampler: str
    samples: int | None
    design: Path | None = None
    conditions: tuple[str, ...] = ()

    def of(self, scenario: Scenario, seed: int) -> sweeps.Design:
        """The points in a scenario."""
        from sim.runs import sweep as sweeps

        if self.design is not None:
            return sweeps.from_table(self.design, scenario)
        return sweeps.make(
            [sweeps.parse(text, scenario) for text in self.params],
            scenario,
            sampler=self.sampler,
            samples=self.samples or 0,
            seed=seed,
            conditions=[sweeps.condition(text) for text in self.conditions],
        )


def requested_sweep(
    reference: str, points: Points, wars: Wars, *, outcomes: tuple[str, ...], thresholds: tuple[float, ...]
) -> sweeps.Sweep:
    """Return the sweep that a command line asks for, of a scenario or of a sweep's file.

    Raises:
        SimError: what is asked for does not go together.
    """
    context = click.get_current_context()
    file: files.Located | None = context.meta.get(FILE)
    source, sets = context.get_parameter_source, wars.sets
    if file is not None:
        here = {_path(text) for text in sets}
        sets = (*(text for text in file.sets if _path(text) not in here), *sets)
        points = replace(points, conditions=(*file.content.conditions, *points.conditions))
        # Samples in a file are those of its own sampler: a grid asked for instead has none.
        if points.sampler == "grid" != file.content.sampler and source("samples") is ParameterSource.DEFAULT_MAP:
            points = replace(points, samples=None)
    scenario = options.load_scenario(file.scenario if file is not None else reference, sets, wars.weeks)
    for outcome in outcomes:
        require_known(outcome)
    if points.design is not None:
        beside = {
            "parameters": points.params,
            "a sampler": source("sampler") is not ParameterSource.DEFAULT,
            "samples": points.samples,
            "conditions": points.conditions,
        }
        if any(beside.values()):
            found = " and ".join(name for name, is_said in beside.items() if is_said)
            raise SimError(f"found {found} beside the design {points.design}, expected one or the other")
    design = points.of(scenario, wars.seed)
    # An empty cell of a table leaves what is set.
    require_not_varied(sets, [path for path in design.paths if not design.points[path].isna().any()])
    for threshold in thresholds:
        if not math.isfinite(threshold):
            raise SimError(f"--threshold: found {threshold}, expected a finite number")
    n = wars.replications or defaults.POINT_REPLICATIONS
    name, title = (file.path.stem, file.content.title) if file is not None else ("", "")
    from sim.runs.sweep import Sweep

    sweep = Sweep(scenario, design, n, wars.seed, wars.prior, outcomes, thresholds, name, title)
    return replace(sweep, engine=said(sweep.settle(wars.engine)))


def require_not_varied(sets: Sequence[str], varied: Sequence[str]) -> None:
    """Refuse to set what every point sets otherwise; `varied` as on the command line."""
    both = sorted({_path(text) for text in varied} & {_path(text) for text in sets})
    if both:
        raise SimError(f"found {' and '.join(both)} both set and varied, expected one or the other")


def _path(setting: str) -> str:
    return setting.partition("=")[0].strip()
