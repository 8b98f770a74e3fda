"""Stocks and flows of materiel: K' = K + production + deliveries - use.

Form: stock identity, use = min(demand, stock + inflow); ramps and pipelines are first-order lags.
"""

from dataclasses import dataclass

import numpy as np

from sim.base.arrays import Floats


class Kind:
    """Kinds of materiel: rows of arrays of shape (k, n)."""

    SHELLS, TACTICAL_DRONES, GLIDE_BOMBS, ARMOUR = range(4)
    LONG_RANGE_DRONES, CRUISE_MISSILES, BALLISTIC_MISSILES = range(4, 7)
    INTERCEPTORS, BALLISTIC_INTERCEPTORS = range(7, 9)


KINDS: tuple[str, ...] = (
    "shells",
    "tactical_drones",
    "glide_bombs",
    "armour",
    "long_range_drones",
    "cruise_missiles",
    "ballistic_missiles",
    "interceptors",
    "ballistic_interceptors",
)
"""Keys of the kinds in scenarios, in the order of the rows."""

FIRED = (Kind.SHELLS, Kind.TACTICAL_DRONES, Kind.GLIDE_BOMBS)
"""Kinds fired at troops at a demanded rate; the others are used by the campaigns they belong to."""


TINY = 1e-9


def use(demand: Floats, stock: Floats, inflow: Floats) -> Floats:
    """What can be used in a step: min(demand, stock + inflow), never negative."""
    return np.maximum(0.0, np.minimum(demand, stock + inflow))


@dataclass(frozen=True)
class Fire:
    """How the rate of fire follows what there is.

    Attributes:
        cover: weeks of fire at the wanted rate that depots and deliveries hold when the wanted rate is fired.
        elasticity: of the rate to the cover, in (0, 1].
        ceiling: highest rate relative to the wanted one, whatever the depots hold: barrels, crews, transport.
    """

    cover: Floats
    elasticity: Floats
    ceiling: Floats


def fire(available: Floats, wanted: Floats, pace: Fire) -> Floats:
    """Rounds fired in a week: more than wanted from full depots, less from empty ones, none from none.

    min(A, w min(ceiling, (A / (c w))^e)): fire that draws a stock down falls with it and settles where it equals
    deliveries. Record: Russia fired 29,000, 19,000 and 11,000 rounds a day in 2022, 2023 and early 2024 as its depots
    emptied (NATO, RUSI).

    Args:
        available: stock and the week's inflow A, any shape.
        wanted: w, rate wanted with normal depots [1/week].
        pace: c, e and the ceiling.
    """
    covered = available / np.maximum(pace.cover * wanted, TINY)
    return np.minimum(available, wanted * np.minimum(pace.ceiling, covered**pace.elasticity))


def refitted(stored: Floats, capacity: Floats, months: Floats) -> Floats:
    """Vehicles refitted in a month out of a finite store: min(capacity, store / months); the best go first.

    Endurance of two to three years at the losses of 2023 (IISS, February 2024).
    """
    return np.minimum(capacity, stored / months)


def after_week(stock: Floats, inflow: Floats, used: Floats) -> Floats:
    """Stock at the end of a week: K + inflow - use, floored at zero against rounding."""
    return np.maximum(0.0, stock + inflow - used)


def ramp(now: Floats, target: Floats, weeks: Floats) -> Floats:
    """First-order approach of `now` to `target` with time constant `weeks`."""
    return now + (target - now) * -np.expm1(-1.0 / weeks)


def pipeline(in_transit: Floats, pledged: Floats, lag: Floats) -> tuple[Floats, Floats]:
    """One stage of a delivery pipeline.

    Args:
        in_transit: pledged but not delivered, in weeks of nominal flow.
        pledged: pledged this week.
        lag: mean time from pledge to delivery [weeks].

    Returns:
        In transit afterwards, delivered this week.
    """
    arriving = (in_transit + pledged) * -np.expm1(-1.0 / lag)
    return in_transit + pledged - arriving, arriving


def interdicted(base: Floats, strikes: Floats, effect: Floats, ceiling: Floats) -> Floats:
    """Share of a flow lost on its way: base + effect x strikes, at most `ceiling`."""
    return np.minimum(ceiling, base + effect * strikes)


def supply_ratio(used: Floats, demand: Floats) -> Floats:
    """Share of demand met, in [0, 1]; 1 where nothing is demanded."""
    return np.where(demand > 0.0, np.minimum(1.0, used / np.maximum(demand, TINY)), 1.0)
