"""`python -m tools.backtest`: refresh the shipped scores of blind forecasts, which the page of forecasts shows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import sim
from sim.base import defaults
from sim.runs.workers import Place
from sim.studies.forecast.backtest import backtest, shown
from sim.studies.validation.record import shipped

DATA = Path(sim.__file__).parent / "data"


def main() -> None:
    """Play and write."""
    found = backtest(shipped(), worlds=defaults.FORECAST_WORLDS, seed=defaults.SEED, place=Place(None))
    targets = pd.DataFrame(found.targets(), columns=["what", "reached", "of"])
    for name, table in (("scores", shown(found.table)), ("targets", targets)):
        (DATA / f"backtest_{name}.csv").write_text(table.to_csv(index=False), encoding="utf-8")
    print(targets.to_string())


if __name__ == "__main__":
    main()
