"""A finished sweep made larger: more wars a point, more points; nothing that is there changes."""

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sim.base.errors import SimError
from sim.runs.sweep.conditions import condition
from sim.runs.sweep.design import Design, begins, extended, make
from sim.runs.sweep.parameters import parse
from sim.runs.sweep.plan import Sweep

GRIDS = ("grid", "table")
"""Designs to which any point may be added."""
GROWING = ("sobol",)
"""Samplers of which a design begins like every larger one."""


def grown(before: Sweep, folder: Path, replications: int | None, params: Sequence[str], samples: int | None) -> Sweep:
    """A finished sweep with more replications, values, parameters or samples.

    Args:
        before: the sweep.
        folder: where it is.
        replications: wars a point in all.
        params: parameters of a grid, new ones or new values, as on the command line.
        samples: base samples of a Sobol' design in all.

    Raises:
        SimError: if nothing would be added, or the design cannot grow in this way.
    """
    wars = replications or before.replications
    if wars < before.replications:
        raise SimError(f"--replications: found {replications}, expected more than the {before.replications} there are")
    design = before.design
    if params:
        design = _with_values(before, folder, params, samples)
    if samples:
        design = _with_samples(before, folder, samples)
    after = replace(before, design=design, replications=wars)
    if after.total == before.total:
        raise SimError(
            f"{folder}: found nothing to add, expected more --replications, a larger --samples, or --param with"
            " something new"
        )
    return after


def _with_values(before: Sweep, folder: Path, params: Sequence[str], samples: int | None) -> Design:
    design, scenario = before.design, before.scenario
    if design.sampler not in GRIDS:
        raise SimError(
            f"--param: found a {design.sampler} design, expected a grid: its points belong together, and those"
            f" of another range are another design. {_instead(before, folder, params, samples)}"
        )
    known = {p.path: p for p in (parse(text, scenario) for text in design.parameters)}
    for text in params:
        new = parse(text, scenario)
        old = known[new.path].values if new.path in known else ()
        # A range without steps stays one, for the grid to refuse.
        known[new.path] = replace(new, values=tuple(dict.fromkeys((*old, *new.values))) if new.values else ())
    met = [condition(text) for text in design.conditions]
    return extended(design, make(list(known.values()), scenario, conditions=met))


def _with_samples(before: Sweep, folder: Path, samples: int) -> Design:
    design, scenario = before.design, before.scenario
    if design.sampler in GRIDS:
        raise SimError(
            f"--samples: found a {design.sampler}, which has none, expected a sobol design; to add points give"
            " --param with new values, to add wars --replications"
        )
    if design.sampler not in GROWING:
        raise SimError(
            f"--samples: found a {design.sampler} design, expected a sobol design: a larger {design.sampler}"
            f" design does not begin with the points there are. {_instead(before, folder, (), samples)}"
        )
    if samples < design.samples:
        raise SimError(f"--samples: found {samples}, expected more than the {design.samples} there are")
    parameters = [parse(text, scenario) for text in design.parameters]
    larger = make(parameters, scenario, design.sampler, samples, before.seed)
    if not begins(larger, design):
        raise SimError(
            f"--samples: the points in {folder} are not those with which a larger {design.sampler} design of the same"
            f" seed begins. {_instead(before, folder, (), samples)}"
        )
    return larger


def _instead(before: Sweep, folder: Path, params: Sequence[str], samples: int | None) -> str:
    """What adds wars here, and the command that plays the other design."""
    design = before.design
    words = ["sim", "sweep", str(folder / "scenario.resolved.yaml")]
    words += [word for text in (*design.parameters, *params) for word in ("--param", text)]
    words += ["--sampler", design.sampler, "--samples", str(samples or design.samples)]
    words += [word for text in design.conditions for word in ("--condition", text)]
    words += ["-n", str(before.replications), "--seed", str(before.seed)]
    words += ["--prior"] if before.prior else []
    return f"Add wars to its points with --replications, or play the other design: {shlex.join(words)}"
