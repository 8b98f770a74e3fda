"""`sim resume`."""

from __future__ import annotations

from pathlib import Path

import click

from sim.base.errors import SimError
from sim.cli import compare, options, playing, run, sweep
from sim.runs import storage
from sim.runs.compare.runs import MANIFEST as COMPARISON
from sim.runs.ensemble import Plan
from sim.runs.sweep import is_sweep
from sim.runs.workers import Place
from sim.scenario import load


@click.command()
@options.stored_folder
@playing.place
@options.no_plots
@options.quiet
def resume(folder: Path, place: Place, no_plots: bool, quiet: bool) -> None:
    """Finish the run, comparison or sweep in DIR: only what is missing is played."""
    if is_sweep(folder):
        sweep.resume_sweep(folder, place, plots=not no_plots, quiet=quiet)
        return
    if (folder / COMPARISON).exists():
        compare.resume_comparison(folder, place, plots=not no_plots, quiet=quiet)
        return
    path = folder / "manifest.json"
    if not path.exists():
        raise SimError(f"{folder}: found no manifest.json, expected the folder of a run")
    manifest = storage.manifest(path)
    scenario = load(folder / "scenario.resolved.yaml")
    plan = Plan(scenario, manifest["seed"], manifest["replications"], manifest["draws"] == "prior")
    run.play(plan, folder, manifest["command"], place, plots=not no_plots, quiet=quiet)
