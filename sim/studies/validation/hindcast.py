"""Hindcasts: the model started in the past with the inputs of the time, month by month as the record has it."""

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np

from sim.base.arrays import Floats
from sim.base.series import MONTHLY, SERIES
from sim.runs import ensemble
from sim.runs.ensemble import Played
from sim.studies.validation.record import shipped_series
from sim.war.recorder import month_shares

SCENARIOS = ("hindcast_2023", "hindcast_2023_08", "hindcast_2023_12")
"""Starts of February, August and December 2023, all played to May 2024."""
SHARES = {
    "drones_shahed_shotdown_share": ("drones_shot_down_share", "drones_launched_week"),
    "missiles_intercepted_share": ("missiles_intercepted_share", "missiles_launched_week"),
}
"""Monthly shares of the record: the weekly share and the weekly launches that weigh it."""


def play(
    plan: ensemble.Plan, look: Callable[[Played], None] = lambda _played: None
) -> tuple[list[date], dict[str, Floats]]:
    """Months of an ensemble and its members by series, arrays of shape (months, n), played in this process.

    Args:
        plan: what is played.
        look: is shown every block.
    """
    scenario = plan.scenario
    parts: dict[str, list[Floats]] = {}
    for block in range(plan.n_blocks):
        played = ensemble.play_block(plan, block)
        look(played)
        for name, values in (played.monthly | monthly_shares(played.series, scenario.as_of)).items():
            parts.setdefault(name, []).append(values)
    months = list(month_shares(scenario.as_of, scenario.weeks))
    return months, {name: np.concatenate(values, axis=1) for name, values in parts.items()}


def monthly_shares(series: Mapping[str, Floats], start: date) -> dict[str, Floats]:
    """Shares shot down in each month: of weeks, weighed by launches; NaN where nothing was launched."""
    out = {}
    for name, (share, launches) in SHARES.items():
        flown = series[launches].astype(np.float64)
        downed = np.nan_to_num(series[share].astype(np.float64)) * flown
        rows = np.array(list(month_shares(start, flown.shape[0]).values()))
        total = rows @ flown
        out[name] = np.divide(rows @ downed, total, out=np.full(total.shape, np.nan), where=total > 0.0)
    return out


def in_words(name: str) -> str:
    """A series of the record in words, with its unit."""
    weekly = SHARES[name][0] if name in SHARES else name
    words = next((series.title for series in (*MONTHLY, *SERIES) if series.name == weekly), name.replace("_", " "))
    info = shipped_series().get(name)
    return f"{words} [{info.unit.replace('km2', 'km²')}]" if info is not None else words
