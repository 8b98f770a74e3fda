"""`python -m tools.backtest`: refresh the shipped scores of blind forecasts, which the page of forecasts shows."""

from __future__ import annotations

from pathlib import Path

import sim
from sim.base import defaults
from sim.cli.forecast import BACKTEST_WORLDS
from sim.runs import storage
from sim.runs.workers import Place
from sim.studies.forecast.backtest import backtest, shown
from sim.studies.validation.record import shipped

FILE = Path(sim.__file__).parent / "data" / "backtest_scores.csv"


def main() -> None:
    """Play and write."""
    found = backtest(shipped(), worlds=BACKTEST_WORLDS, seed=defaults.SEED, place=Place(None))
    FILE.write_text(storage.csv_text(shown(found.table)), encoding="utf-8")
    for what, reached, of in found.targets():
        print(f"{reached} of {of} {what}")


if __name__ == "__main__":
    main()
