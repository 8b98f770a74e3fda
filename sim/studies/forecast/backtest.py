"""Blind forecasts from sixteen past months, all scored: what the method is worth where the answer is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sim.runs.engines import NUMPY, settle_for, shared_by
from sim.runs.ensemble import Plan
from sim.runs.workers import Place
from sim.studies.forecast import blind
from sim.studies.forecast.blind import HORIZON, months_later
from sim.studies.forecast.playing import play_all
from sim.studies.forecast.present import assimilate
from sim.studies.forecast.references import REFERENCES
from sim.studies.forecast.scoring import ALL, HORIZONS, by_month, pooled
from sim.studies.forecast.series import known_before
from sim.studies.validation.record import Record

COVERAGE = (0.7, 0.9)
"""Share of months that bands of 80 % are to hold."""
SIMPLE = ("last", "trailing")
"""References that are to be beaten in every group."""


@dataclass(frozen=True)
class Backtest:
    """What came out.

    Attributes:
        months: one row a start, series and month ahead.
        table: one row a group and horizon.
        starts: one row a start: state it comes from, worlds, effective number, power.
        played_by: the engine.
    """

    months: pd.DataFrame
    table: pd.DataFrame
    starts: pd.DataFrame
    played_by: str

    def targets(self) -> list[tuple[str, int, int]]:
        """What a forecast should reach: words, how often it does, of how many."""
        later = self.table[self.table["horizon"].isin(HORIZONS[1:])]
        each = self.table[self.table["horizon"].isin(HORIZONS)]
        whole = self.table[self.table["horizon"] == ALL]
        low, high = COVERAGE
        held = int(later["in_80"].between(low, high).sum())
        simple = int((whole[[f"skill_{name}" for name in SIMPLE]] > 0.0).all(axis=1).sum())
        best = int((each["skill_best"] > 0.0).sum())
        return [
            ("group-horizon pairs whose 80 % bands hold 70-90 % of months at 3, 6, 12", held, len(later)),
            ("groups in which CRPS beats last value and trailing mean over all months", simple, len(whole)),
            ("group-horizon pairs in which CRPS beats the best of five references", best, len(each)),
        ]


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """The table as a page shows it: percent in bands, and skill against each reference with its interval."""
    rows = []
    for _, row in table.iterrows():
        cells = {"group": row["group"], "month": "all" if row["horizon"] == ALL else f"{row['horizon']:.0f}"}
        cells |= {"n": f"{row['n']:.0f}", "independent": f"{row['independent']:.0f}"}
        cells |= {f"in_{level}": f"{100 * row[f'in_{level}']:.0f} %" for level in (50, 80, 95)}
        cells["CRPS"] = f"{row['crps']:.3g}"
        for name in REFERENCES:
            value, low, high = (row[f"skill_{name}{end}"] for end in ("", "_low", "_high"))
            cells[name] = f"{value:+.2f} ({low:+.2f} to {high:+.2f})"
        rows.append(cells)
    return pd.DataFrame(rows)


def backtest(
    record: Record,
    *,
    worlds: int,
    seed: int,
    place: Place,
    days: Sequence[date] | None = None,
    engine: str = NUMPY,
    done: Callable[[int], None] = lambda _wars: None,
) -> Backtest:
    """Forecast from past months, knowing only what came before each, and score what came.

    Args:
        record: what came; of each start only the months before it are shown to the forecast.
        worlds: wars of each start.
        seed: of all dice.
        place: where they are played.
        days: first days of the months that are started from; by default all sixteen.
        engine: one of `ENGINES`.
        done: told the number of wars that have just been played.
    """
    starts = [blind.start(day, known_before(record, day)) for day in days or blind.days()]
    every = [start.scenario for start in starts]
    engine = settle_for(engine, every, worlds).engine
    shared = shared_by(engine, every)
    plans = [Plan(one, seed, worlds, prior=True, engine=engine, shared=shared.get(one)) for one in every]
    frames, rows = [], []
    for start, played in zip(starts, play_all(plans, place, done), strict=True):
        known = known_before(record, start.day)
        present = assimilate(played, start.day, known, horizon=HORIZON, seed=seed)
        months = [months_later(start.day, ahead) for ahead in range(HORIZON)]
        frames.append(by_month(present.bands(HORIZON), months, record, known, seed=seed))
        rows.append(
            {
                "start": start.day,
                "state": start.scenario.name,
                "worlds": played.n,
                "effective": present.effective,
                "untempered": present.untempered,
                "power": present.power,
            }
        )
    table = pd.concat(frames, ignore_index=True)
    return Backtest(table, pooled(table, seed=seed), pd.DataFrame(rows), engine)
