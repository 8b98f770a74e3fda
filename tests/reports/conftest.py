"""Made-up results in the shape of a results folder: plausible enough to look at, with every awkward case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.base.outcomes import ENDINGS
from sim.war.agents.sector import SECTORS

NAMES = tuple(ending.name for ending in ENDINGS)
SHARES = (0.06, 0.11, 0.12, 0.005, 0.04, 0.015, 0.02, 0.63)


def runs(n: int = 2_000, weeks: int = 104, only: str | None = None, seed: int = 1) -> pd.DataFrame:
    """Runs with all the outcomes; `only` gives every war the same ending."""
    rng = np.random.default_rng(seed)
    prior = np.exp(rng.uniform(np.log(1e-4), np.log(3e-3), n))
    ending = rng.choice(NAMES, n, p=SHARES)
    # Nuclear use follows its prior, so that there is a curve to see.
    ending = np.where(rng.random(n) < np.minimum(prior * 40, 1), "nuclear_use", ending)
    if only is not None:
        ending = np.full(n, only)
    week = np.where(ending == "war_continues", weeks, rng.integers(1, weeks + 1, n))
    deal = np.where(ending == "settlement", "settlement", np.where(ending == "armistice", "armistice", "none"))
    gain = rng.normal(2300, 2600, n)
    return pd.DataFrame(
        {
            "replication": np.arange(n),
            "draw.escalation.nuclear_hazard_calm": prior,
            "draw.escalation.nato_war_hazard": np.exp(rng.uniform(np.log(5e-5), np.log(2e-3), n)),
            "draw.iran.drone_deliveries": rng.triangular(150, 300, 600, n),
            "ending": pd.Categorical(ending, categories=NAMES),
            "week_of_ending": week.astype(int),
            "territory_change": gain,
            "territory_change_12m": gain * 0.6,
            "russian_casualties": rng.lognormal(13.2, 0.3, n),
            "ukrainian_casualties": rng.lognormal(12.6, 0.35, n),
            "russian_killed": rng.lognormal(11.8, 0.3, n),
            "ukrainian_killed": rng.lognormal(11.2, 0.35, n),
            "ukrainian_manning": rng.normal(0.72, 0.08, n),
            "russian_manning": rng.normal(0.88, 0.06, n),
            "ukrainian_mean_age": rng.normal(44.1, 0.6, n),
            "russian_mean_age": rng.normal(38.2, 0.4, n),
            "drones_launched": rng.normal(15_000, 4_000, n),
            "missiles_launched": rng.normal(2_400, 500, n),
            "aid_delivered": rng.normal(120, 20, n),
            "peak_rung": rng.integers(3, 9, n),
            "sector_breaks": rng.poisson(1.2, n),
            "talks_weeks": rng.poisson(9, n),
            "belarus_rung": rng.integers(0, 4, n),
            "nato_rung": rng.integers(0, 3, n),
            "first_deal": deal,
            "first_deal_week": np.where(deal == "none", np.nan, week),
            "deal_russian_share": np.where(deal == "none", np.nan, rng.uniform(0.15, 0.25, n)),
            "deal_territory_change": np.where(deal == "none", np.nan, gain),
            "deal_neutrality": np.where(deal == "none", np.nan, rng.random(n) < 0.6),
            "deal_guarantee": np.where(deal == "none", np.nan, rng.random(n)),
            "resumed": rng.random(n) < 0.02,
            "general_exchange": (ending == "nuclear_use") & (rng.random(n) < 0.1),
            "nuclear_demonstration": np.arange(n) % 10 == 3,
            "nuclear_after_nato_war": (ending == "nato_russia_war") & (rng.random(n) < 0.2),
            "nuclear_use_risk": 20.0 * prior + np.where(gain < 0.0, 0.02, 0.0),
            "nuclear_use_prior": 20.0 * prior,
            "nato_war_risk": 0.03 + 0.01 * rng.random(n),
            "nato_war_prior": np.full(n, 0.03),
        }
    )


# series: value at the start, drift over 104 weeks, sd after 104 weeks
WALKS = {
    "territory_change": (0, 2300, 2600),
    "russian_casualties_week": (7200, -1800, 1500),
    "ukrainian_casualties_week": (3500, -200, 900),
    "russian_manning": (0.93, -0.05, 0.06),
    "ukrainian_manning": (0.85, -0.13, 0.08),
    "mean_age_rus": (37.5, 0.7, 0.4),
    "mean_age_ukr": (43.0, 1.1, 0.6),
    "russian_shells_fired": (10_000, 800, 2_500),
    "ukrainian_shells_fired": (4_000, 1_500, 1_500),
    "drones_launched_week": (90, 70, 40),
    "missiles_launched_week": (25, 3, 8),
    "russian_will": (0.72, -0.1, 0.09),
    "ukrainian_will": (0.75, -0.2, 0.1),
    "russian_belief": (0.68, -0.04, 0.08),
    "ukrainian_belief": (0.4, 0.1, 0.1),
    "escalation_rung": (3, 0.5, 1),
    "aid_flow": (5, -0.5, 1),
    "russian_shells_cover": (20, 10, 8),
    "ukrainian_shells_cover": (2.2, 1, 0.4),
    "russian_infantry_fill": (0.93, -0.2, 0.1),
    "ukrainian_infantry_fill": (0.5, 0.2, 0.1),
    "russian_interceptors": (3300, 1600, 400),
    "ukrainian_interceptors": (307, -250, 40),
    "russian_ballistic_interceptors": (523, 200, 60),
    "ukrainian_ballistic_interceptors": (8, -7, 1),
    "russian_armour": (1740, -200, 200),
    "ukrainian_armour": (865, -250, 90),
    "russian_funded": (1, -0.1, 0.05),
    "ukrainian_funded": (1, -0.05, 0.05),
    "russian_reserve": (5.5, -2, 0.8),
    "ukrainian_reserve": (2.2, -1.5, 0.3),
    "russian_energy_out": (0.1, 0.1, 0.04),
    "ukrainian_energy_out": (0.6, 0.2, 0.05),
} | {f"area.{name}": (8_000 + 100 * i, 420 - 60 * i, 300 - 20 * i) for i, name in enumerate(SECTORS)}

Z = {"q025": -1.96, "q10": -1.28, "q25": -0.67, "q50": 0.0, "q75": 0.67, "q90": 1.28, "q975": 1.96}


def trajectories(weeks: int = 104, spread: float = 1.0, n: int = 2_000, drift: float = 1.0) -> pd.DataFrame:
    """Weekly fans that open with the square root of time, and one monthly series to be passed over."""
    week = np.arange(weeks + 1)
    date = pd.Timestamp("2024-06-03") + pd.to_timedelta(7 * week, unit="D")
    frames = []
    for name, (start, change, sd) in WALKS.items():
        middle = start + drift * change * week / 104
        fan = {q: middle + spread * sd * z * np.sqrt(week / 104) for q, z in Z.items()}
        frames.append(
            pd.DataFrame(
                {"week": week, "date": date, "frequency": "weekly", "series": name, **fan, "mean": middle, "n": n}
            )
        )
    monthly = frames[0].iloc[::4].assign(frequency="monthly", series="territory_net_change")
    return pd.concat([*frames, monthly], ignore_index=True)


def twins(n: int = 400, share: float = 0.4, weeks: int = 104) -> pd.DataFrame:
    """Two wars for each draw, whose twelve-month gains correlate as planted; endings do not."""
    rng = np.random.default_rng(3)
    first, second = runs(n, weeks, seed=4), runs(n, weeks, seed=5)
    common = rng.normal(size=n)
    for table in (first, second):
        own = rng.normal(size=n)
        table["territory_change_12m"] = 2_000 * (np.sqrt(share) * common + np.sqrt(1 - share) * own)
    outcomes = [name for name in first.columns if name != "replication" and not name.startswith("draw.")]
    return first[["replication", *outcomes]].join(second[outcomes].add_suffix("__twin"))


@dataclass(frozen=True)
class Results:
    """As much of stored results as charts look at."""

    runs: pd.DataFrame
    trajectories: pd.DataFrame
    manifest: dict[str, Any]

    @property
    def columns(self) -> pd.DataFrame:
        return self.runs


def results(
    runs: pd.DataFrame,
    trajectories: pd.DataFrame,
    *,
    weeks: int = 104,
    name: str = "iran_supply",
    title: str = "Iran becomes a full arsenal for Russia",
    seed: int = 1,
) -> Any:
    """Results of one run."""
    told = {"scenario": name, "title": title, "replications": len(runs), "seed": seed, "weeks": weeks}
    return Results(runs, trajectories, told)


class MadeUp:
    """The functions above, handed to tests."""

    runs = staticmethod(runs)
    trajectories = staticmethod(trajectories)
    twins = staticmethod(twins)
    results = staticmethod(results)


@pytest.fixture(scope="session")
def made_up() -> type[MadeUp]:
    return MadeUp
