"""What the folder of a forecast says about itself."""

from pathlib import Path

import numpy as np

from sim.runs import storage
from sim.runs.program import this_program
from sim.runs.results import SCENARIO
from sim.scenario import resolved_yaml
from sim.studies.forecast.backtest import Backtest
from sim.studies.forecast.outlook import Outlook

MANIFEST = "forecast.json"
LAST = tuple((np.arange(50) + 0.5) / 50.0)
"""Quantiles of the last month that are kept: fifty equally likely values."""


def keep_outlook(found: Outlook, folder: Path, command: str) -> None:
    """Write what a forecast is of beside its bands; `command` repeats it."""
    plan, scenario = found.plan, found.plan.scenario
    storage.write(folder / SCENARIO, resolved_yaml(scenario).encode())
    last = {name: np.nanquantile(found.bands[name][-1], LAST).tolist() for name in found.recorded}
    told = {
        "kind": "forecast",
        "scenario": scenario.name,
        "title": scenario.title,
        "scenario_hash": scenario.hash,
        "replications": plan.replications,
        "seed": plan.seed,
        "played_by": plan.engine,
        "months": [month.isoformat() for month in found.months],
        "effective": float(found.present.effective),
        "over": found.over().to_dict("records"),
        "first_month": [
            {"series": str(row.series), "held": bool(row.held)} for row in found.first_month().itertuples()
        ],
        "last": last,
        "command": command,
        **this_program(),
        storage.CHECKSUMS: storage.checksums(folder, ("bands.csv", SCENARIO)),
    }
    storage.write(folder / MANIFEST, told)


def keep_backtest(found: Backtest, folder: Path, worlds: int, seed: int, command: str) -> None:
    """Write what a backtest is of beside its tables; `command` repeats it."""
    told = {
        "kind": "backtest",
        "replications": worlds,
        "seed": seed,
        "played_by": found.played_by,
        "targets": [[what, int(reached), int(of)] for what, reached, of in found.targets()],
        "command": command,
        **this_program(),
        storage.CHECKSUMS: storage.checksums(folder, ("months.csv", "scores.csv", "starts.csv")),
    }
    storage.write(folder / MANIFEST, told)
