"""The sweep that is asked for: the command line goes before the sweep's file, the file before the defaults."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from sim.analysis.measured import require_known
from sim.base.errors import SimError
from sim.cli import options
from sim.runs import sweep as sweeps
from sim.runs.sweep import files
from sim.scenario import Scenario
from sim.scenario.files import has_parameters


def requested_sweep(context: click.Context, reference: str) -> sweeps.Sweep:
    """Return the sweep of a command line, of a scenario or of a sweep's file.

    Raises:
        SimError: what is asked for does not go together.
    """
    located = files.read(Path(reference)) if has_parameters(reference) else None
    asked = _Asked(context, located or files.Located(Path(reference), files.SweepFile(scenario=reference)))
    sets = asked.settings
    scenario = options.load_scenario(asked.file.scenario if located else reference, sets, asked.value("weeks"))
    outcomes, thresholds = asked.several("outcomes"), asked.several("thresholds")
    for outcome in outcomes:
        require_known(outcome)
    design = asked.design(scenario)
    # An empty cell of a table leaves what is set.
    require_not_varied(sets, [path for path in design.paths if not design.points[path].isna().any()])
    for threshold in thresholds:
        if not math.isfinite(threshold):
            raise SimError(f"--threshold: found {threshold}, expected a finite number")
    return sweeps.Sweep(
        scenario,
        design,
        asked.value("replications"),
        asked.value("seed"),
        prior=context.params["prior"] or asked.file.content.prior,
        outcomes=outcomes,
        thresholds=thresholds,
    )


def require_not_varied(sets: Sequence[str], varied: Sequence[str]) -> None:
    """Refuse to set what every point sets otherwise; `varied` as on the command line."""
    both = sorted({_path(text) for text in varied} & {_path(text) for text in sets})
    if both:
        raise SimError(f"found {' and '.join(both)} both set and varied, expected one or the other")


def _path(setting: str) -> str:
    return setting.partition("=")[0].strip()


class _Asked:
    """Options of the command line over the content of a sweep's file."""

    def __init__(self, context: click.Context, file: files.Located) -> None:
        self.context = context
        self.file = file

    def given(self, name: str) -> bool:
        """Whether an option was given on the command line."""
        return self.context.get_parameter_source(name) is ParameterSource.COMMANDLINE

    def value(self, name: str) -> Any:
        """The value of an option or of the key of the same name."""
        written = getattr(self.file.content, name)
        return written if written is not None and not self.given(name) else self.context.params[name]

    def several(self, name: str) -> tuple[Any, ...]:
        """The values of an option that may be repeated, or of the key of the same name."""
        return tuple(self.context.params[name] or getattr(self.file.content, name))

    @property
    def settings(self) -> tuple[str, ...]:
        """Settings of the file that the command line does not replace, then those of the command line."""
        here = self.context.params["sets"]
        replaced = {_path(text) for text in here}
        return (*(text for text in self.file.sets if _path(text) not in replaced), *here)

    def design(self, scenario: Scenario) -> sweeps.Design:
        """The points: from a table, or from a sampler over parameters."""
        content, options = self.file.content, self.context.params
        table = options["design"] or self.file.design
        texts = options["params"] or self.file.texts
        conditions = (*content.conditions, *options["conditions"])
        if table is None:
            sampler = self.value("sampler")
            # Samples in a file are those of its own sampler: a grid asked for instead has none.
            is_other = sampler != content.sampler and sampler == "grid"
            samples = options["samples"] if is_other else self.value("samples")
            return sweeps.make(
                [sweeps.parse(text, scenario) for text in texts],
                scenario,
                sampler=sampler,
                samples=samples or 0,
                seed=self.value("seed"),
                conditions=[sweeps.condition(text) for text in conditions],
            )
        beside = {
            "parameters": bool(texts),
            "a sampler": self.given("sampler") or "sampler" in content.model_fields_set,
            "samples": self.value("samples") is not None,
            "conditions": bool(conditions),
        }
        if any(beside.values()):
            found = " and ".join(name for name, is_said in beside.items() if is_said)
            raise SimError(f"found {found} beside the design {table}, expected one or the other")
        return sweeps.from_table(table, scenario)
