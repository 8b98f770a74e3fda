"""`python -m tools.drift`: how every process drifts, and the luck of battle, for `scenarios/*.yaml`.

Spreads and half-lives are what the monthly record before a day says beside a reference class (`sim.studies.forecast.rates`).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date

import numpy as np

from sim.scenario import load
from sim.studies.forecast.rates import RATES
from sim.studies.validation.record import shipped
from tools.luck import NOISE, PERSISTENCE, luck

Q = (0.05, 0.5, 0.95)
AIRCRAFT = {
    "United States": (2141, 6086, 19433, 47836, 85898, 96318),
    "United Kingdom": (7940, 15049, 20094, 23672, 26263, 26461),
    "Soviet Union": (10382, 10565, 15737, 25436, 34900, 40300),
    "Germany": (8295, 10826, 11776, 15556, 25527, 39807),
    "Japan": (4467, 4768, 5088, 8861, 16693, 28180),
}
"""Military aircraft made in a year, 1939 to 1944: yearly output of war material in a war (source `aircraft_1939_44`)."""


def reference() -> dict[str, float]:
    """Root mean square misses of three yearly forecasts of the log of output, over the root of twelve months."""
    growth = np.diff(np.log(np.array(list(AIRCRAFT.values()), dtype=float)), axis=1)
    misses = {
        "as last year": growth,
        "mean growth of all": growth - growth.mean(),
        "growth as last year": np.diff(growth, axis=1),
    }
    return {name: float(np.sqrt((miss**2).mean() / 12.0)) for name, miss in misses.items()}


def lines(day: date) -> Iterator[str]:
    """One line a process: low, value and high of its spread, and of its half-life."""
    record = shipped()
    for process, rate in RATES.items():
        known = rate.known(record, day)
        spread, half_life = known.quantiles("spread", Q), known.quantiles("half_life", Q)
        months = record.before(rate.series, day.replace(day=1)).size if rate.series else 0
        figures = " ".join(f"{value:7.3f}" for value in spread), " ".join(f"{value:5.0f}" for value in half_life)
        yield f"{process:<34} {figures[0]}   {figures[1]}   {months:>2} months of {rate.series or 'nothing'}"
    of_battle = luck(record, day, load("baseline").numbers[PERSISTENCE].value, Q)
    yield f"{NOISE:<34} {' '.join(f'{value:7.3f}' for value in of_battle)}"


def main() -> None:
    """Print what the record says."""
    parser = argparse.ArgumentParser(prog="python -m tools.drift", description="What the record says of drift.")
    parser.add_argument("--before", type=date.fromisoformat, default=date(2024, 6, 1), help="first day not known")
    parser.add_argument("--reference", action="store_true", help="the reference class of output")
    options = parser.parse_args()
    if options.reference:
        for name, miss in reference().items():
            print(f"{name:<20} {miss:.3f}")
        return
    for line in lines(options.before):
        print(line)


if __name__ == "__main__":
    main()
