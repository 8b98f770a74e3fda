"""Writing a block of wars down: weekly series, monthly sums, and one row of outcomes a war."""

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from sim.base.arrays import DAYS_PER_WEEK, WEEKS_PER_MONTH, Floats, total
from sim.base.outcomes import ARMISTICE, ENDING_NAMES, ENDINGS, SETTLEMENT, WAR_CONTINUES, YEAR
from sim.base.series import SERIES
from sim.base.sides import SIDES
from sim.rules import manpower
from sim.rules.supply import Kind
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.country import OnLadder
from sim.war.agents.sector import NORTH, SECTORS
from sim.war.state import Deal, State

Table = dict[str, npt.NDArray[np.generic]]

FLOWS = {
    "territory_net_change": "territory_change",
    **{f"{side.short}_casualties_month": f"{side.prefix}_casualties_week" for side in SIDES},
    "drones_shahed_launched_month": "drones_launched_week",
    "missiles_launched_month": "missiles_launched_week",
    "missiles_leaked_month": "missiles_leaked_week",
    "rus_tanks_lost_month": "russian_armour_lost_week",
    "rus_tanks_refitted_month": "russian_armour_refitted_week",
    "ukr_tactical_drones_month": "ukrainian_drones_supplied_week",
    "rus_glide_bombs_month": "russian_glide_bombs_week",
}
"""Monthly flows of the record and the weekly series they are summed from; territory is summed by difference."""
MEANS = {f"{side.short}_shells_per_day": f"{side.prefix}_shells_fired" for side in SIDES}
"""Monthly means of the record and the weekly series they are taken of."""
STOCKS = {
    "rus_force_in_theatre": "russian_force",
    "ukr_energy_out_share": "ukrainian_energy_out",
    "rus_reserve_months": "russian_reserve",
}
"""Figures of the record for the end of a month and the weekly series they are read off."""


AFTERWARDS = {
    **{series.name: np.float32(0.0) for series in SERIES if series.kind == "flow"},
    **{series.name: np.float32(np.nan) for series in SERIES if series.kind == "share"},
}
"""Value of a series in the weeks after a war has ended for good; a level keeps its last."""


class Recorder:
    """Series of a block, one row a week. What becomes of them when a war ends for good is said by their kind."""

    def __init__(self, state: State) -> None:
        names = (*(series.name for series in SERIES), *(f"area.{sector}" for sector in SECTORS))
        self.series = {name: np.zeros((state.inputs.weeks, state.n), dtype=np.float32) for name in names}
        self.latest = {name: np.zeros(state.n, dtype=np.float32) for name in names}
        self._over = np.zeros(state.n, dtype=bool)
        self._fought = state.fighting
        self.highest = {_highest(country): np.zeros(state.n) for country in state.climbers}
        self.drones = np.zeros(state.n)
        self.missiles = np.zeros(state.n)
        self.aid = np.zeros(state.n)

    def record(self, state: State) -> None:
        """Write the week down."""
        for name, value in (_observe(state) | {"fighting": self._fought}).items():
            afterwards = AFTERWARDS.get(name, self.latest[name])
            self.latest[name] = np.where(self._over, afterwards, value.astype(np.float32))
        self.write(state.week)
        self.drones = self.drones + state.russia.drones_launched
        self.missiles = self.missiles + state.russia.missiles_launched
        self.aid = self.aid + state.nato.aid_this_week * ~self._over
        for country in state.climbers:
            name = _highest(country)
            self.highest[name] = np.maximum(self.highest[name], country.rung * ~self._over)
        self._over = ~state.going
        self._fought = state.fighting

    def write(self, week: int) -> None:
        """Keep the latest value of every series."""
        for name, values in self.latest.items():
            self.series[name][week] = values

    def outcomes(self, state: State) -> Table:
        """One value a war of every outcome, and its ending. Arrays of shape (n,)."""
        d, weeks = state.diplomacy, state.inputs.weeks
        last = {name: values[-1].astype(np.float64) for name, values in self.series.items()}
        peace = np.where(d.settled, ENDINGS.index(SETTLEMENT), ENDINGS.index(ARMISTICE))
        standing = np.where(d.at_peace, peace, ENDINGS.index(WAR_CONTINUES))
        ending = np.where(state.ending > 0, state.ending - 1, standing)
        ended = np.where(state.ending > 0, state.ending_week, np.where(d.at_peace, d.deal_week, weeks))
        dealt = d.first_deal > 0
        return {
            "ending": np.array(ENDING_NAMES)[ending],
            "week_of_ending": ended.astype(np.int64),
            "territory_change": state.front.gained,
            "territory_change_12m": self._after_a_year(state.n),
            **{f"{side.side.prefix}_casualties": side.casualties_total for side in state.sides},
            **{f"{side.side.prefix}_killed": side.killed_total for side in state.sides},
            **{f"{side.prefix}_manning": last[f"{side.prefix}_manning"] for side in SIDES},
            **{f"{side.prefix}_mean_age": last[f"mean_age_{side.short}"] for side in SIDES},
            "drones_launched": self.drones,
            "missiles_launched": self.missiles,
            "aid_delivered": self.aid,
            "peak_rung": state.escalation.peak,
            **self.highest,
            **{f"{each.prefix}_casualties": each.fallen for each in state.contingents},
            "sector_breaks": state.front.breaks,
            "talks_weeks": d.talks_weeks.astype(np.float64),
            "first_deal": np.array(Deal.TITLES)[d.first_deal.astype(np.int64)],
            "first_deal_week": np.where(dealt, d.first_deal_week, np.nan),
            "deal_russian_share": np.where(dealt, d.deal_russian_share, np.nan),
            "deal_territory_change": np.where(dealt, d.deal_gained, np.nan),
            "deal_neutrality": d.deal_neutrality > 0,
            "deal_guarantee": np.where(dealt, d.deal_guarantee, np.nan),
            "resumed": d.resumed,
            "nuclear_demonstration": state.escalation.demonstrated,
            "general_exchange": state.escalation.general_exchange,
            "nuclear_after_nato_war": state.escalation.nuclear_after_nato_war,
            **_escalated(state),
        }

    def _after_a_year(self, n: int) -> Floats:
        """Ground gained in 12 months [km2]; not a number where fewer were played."""
        gained = self.series["territory_change"]
        played = gained.shape[0] >= YEAR
        return gained[YEAR - 1].astype(np.float64) if played else np.full(n, np.nan)

    def monthly(self, start: date, occupied_at_start: Floats) -> dict[str, Floats]:
        """Series that answer to the public record, by calendar month. Arrays of shape (months, n).

        Args:
            start: first day of week 0.
            occupied_at_start: area taken since February 2022 at the start [km2], shape (n,) or (1,).
        """
        weeks = self.series["territory_change"].shape[0]
        shares = month_shares(start, weeks)
        out: dict[str, Floats] = {}
        for name, source in FLOWS.items():
            weekly = self.series[source].astype(np.float64)
            if name == "territory_net_change":
                weekly = np.diff(weekly, axis=0, prepend=np.zeros((1, weekly.shape[1])))
            months = [_weighted(weekly, row) for row in shares.values()]
            # A short war covers no whole month.
            out[name] = np.array(months).reshape(len(shares), weekly.shape[1])
        for name, source in MEANS.items():
            weekly = self.series[source].astype(np.float64)
            means = [_weighted(weekly, row / row.sum()) for row in shares.values()]
            out[name] = np.array(means).reshape(len(shares), weekly.shape[1])
        ends = [int(np.flatnonzero(row)[-1]) for row in shares.values()]
        for name, source in STOCKS.items():
            out[name] = self.series[source][ends].astype(np.float64)
        gained = self.series["territory_change"][ends].astype(np.float64)
        out["territory_occupied_since_feb2022_deepstate"] = occupied_at_start + gained
        out["mean_age_ukr"] = self.series["mean_age_ukr"][ends].astype(np.float64)
        for sector in SECTORS:
            out[f"sector_occupied_{sector}"] = self.series[f"area.{sector}"][ends].astype(np.float64)
        return out


COVERED = 0.9
"""Share of a month's days that must be played for the month to count; its flows are then scaled up to the whole month."""


def month_shares(start: date, weeks: int) -> dict[date, Floats]:
    """Weight of each week in each calendar month.

    Returns:
        First day of the month -> days of each week that fall in it, in weeks, scaled to the month's length where a few
        days of it were not played (the war of June 2024 starts on the 3rd). Shape (weeks,). Months of which less than
        `COVERED` was played are left out.
    """
    shares: dict[date, Floats] = {}
    for day in range(7 * weeks):
        today = start + timedelta(days=day)
        shares.setdefault(today.replace(day=1), np.zeros(weeks))[day // 7] += 1.0 / 7.0
    found = {}
    for month, row in shares.items():
        played = float(row.sum() * 7.0)
        if played >= COVERED * _days(month):
            found[month] = row * (_days(month) / round(played))
    return found


def _days(month: date) -> int:
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return (following - month).days


def _weighted(weekly: Floats, shares: Floats) -> Floats:
    rows = np.flatnonzero(shares)
    return np.asanyarray(np.sum(weekly[rows] * shares[rows, None], axis=0))


def _escalated(state: State) -> Table:
    """What led towards a catastrophe, and how likely each was: as the war went, and by the prior alone."""
    now = state.escalation
    return {
        "russian_rout": state.first_weeks["Russian rout"] >= 0,
        "western_steps": now.steps_total,
        "nuclear_signals": now.signals_total,
        "peak_fear": now.peak_fear,
        "nuclear_use_risk": now.nuclear_risk,
        "nuclear_use_prior": now.nuclear_prior,
        "nato_war_risk": now.nato_war_risk,
        "nato_war_prior": now.nato_war_prior,
    }


def _highest(country: OnLadder) -> str:
    """Name of the outcome that holds a country's highest rung."""
    return f"{country.title.lower()}_rung"


def _share(part: Floats, whole: Floats) -> Floats:
    """Part of a whole; not a number where there is none."""
    some = whole > 0.0
    return np.where(some, part / np.where(some, whole, 1.0), np.nan)


def _observe(state: State) -> dict[str, Floats]:
    """This week's value of every series."""
    russia = state.russia
    areas = state.front.held_at_start + state.front.change
    drones, missiles = russia.drones_launched, russia.missiles_launched
    values = {
        "territory_change": state.front.gained,
        "drones_launched_week": drones,
        "missiles_launched_week": missiles,
        "missiles_leaked_week": russia.missiles_leaking,
        "drones_shot_down_share": 1.0 - _share(russia.drones_leaking, drones),
        "missiles_intercepted_share": 1.0 - _share(russia.missiles_leaking, missiles),
        "escalation_rung": state.escalation.rung,
        "aid_flow": state.nato.aid_flow,
    }
    for side in state.sides:
        name = side.side
        values |= {
            f"{name.prefix}_casualties_week": side.casualties,
            f"{name.prefix}_manning": side.manning,
            f"mean_age_{name.short}": manpower.mean_age(side.army),
            f"{name.prefix}_shells_fired": side.used[Kind.SHELLS] / DAYS_PER_WEEK,
            f"{name.prefix}_will": side.will,
            f"{name.prefix}_belief": side.belief,
            **_scarce(side),
        }
    return values | {f"area.{sector}": areas[row] for row, sector in enumerate(SECTORS)}


def _scarce(side: Belligerent) -> dict[str, Floats]:
    """This week's value of what can run short for a side."""
    p, name = side.numbers, side.side.prefix
    weekly = np.maximum(1.0, p["demand.shells"] / WEEKS_PER_MONTH)
    return {
        f"{name}_force": total(side.army),
        f"{name}_infantry_fill": side.infantry_fill,
        f"{name}_north_troops": side.engaged_own[NORTH],
        f"{name}_shells_cover": side.stock[Kind.SHELLS] / weekly,
        f"{name}_armour": side.stock[Kind.ARMOUR],
        f"{name}_armour_lost_week": side.armour_lost,
        f"{name}_armour_refitted_week": side.armour_refitted,
        f"{name}_drones_supplied_week": side.inflow[Kind.TACTICAL_DRONES],
        f"{name}_glide_bombs_week": side.used[Kind.GLIDE_BOMBS],
        f"{name}_interceptors": side.stock[Kind.INTERCEPTORS],
        f"{name}_ballistic_interceptors": side.stock[Kind.BALLISTIC_INTERCEPTORS],
        f"{name}_energy_out": side.damage,
        f"{name}_funded": side.funded,
        f"{name}_reserve": side.reserve,
    }
