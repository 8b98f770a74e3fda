"""The long-range campaign: drones and missiles against interceptors, and the damage of what leaks.

Shares shot down in the record: drones 0.86 (0.77-0.98), cruise missiles about 0.8, ballistic 0-0.25 (Ukrainian Air
Force claims). Damage per leaker and repair are judgement.
"""

import numpy as np

from sim.base.arrays import Floats


def launched(stock: Floats, inflow: Floats, release: Floats, noise: Floats) -> Floats:
    """Weapons launched in a week: a share of what there is, in salvos of uneven size.

    min(stock + inflow, (stock + inflow) release exp(noise))

    Args:
        stock: at the start of the week.
        inflow: made or delivered in the week.
        release: share of the stock launched in a week at strike effort 1.
        noise: log of the week's deviation.
    """
    there = stock + inflow
    return np.minimum(there, there * release * np.exp(noise))


def drones_leaking(number: Floats, shot_down: Floats, capacity: Floats) -> Floats:
    """Drones that get through: the share not shot down, and everything beyond the defence's capacity.

    Args:
        number: launched in the week.
        shot_down: share shot down within capacity.
        capacity: drones the guns and light missiles can engage in a week.
    """
    engaged = np.minimum(number, capacity)
    return number - shot_down * engaged


def missiles_leaking(number: Floats, shot_down: Floats, fill: Floats) -> Floats:
    """Missiles that get through when only a share `fill` of the interceptors wanted is there."""
    return number * (1.0 - shot_down * fill)


def disrupted(leaking: Floats, effect: Floats, ceiling: Floats) -> Floats:
    """Share of a week's fire at the front that is not fired, because depots and airfields behind it were hit.

    min(ceiling, effect x missiles that leak). Fifty depots hit in the first month of guided rockets (July 2022) and
    Russian fire halved by November, other causes included; helicopters moved back after one raid (October 2023).
    """
    return np.minimum(ceiling, effect * leaking)


def shifted(share: Floats, shift: Floats) -> Floats:
    """A share moved by a shift of its logit: s e^x / (1 - s + s e^x); 0 and 1 stay where they are."""
    odds = share * np.exp(shift)
    return odds / (1.0 - share + odds)


def damage_after_week(damage: Floats, inflicted: Floats, repair: Floats) -> Floats:
    """Share of energy and industry out of action after a week of strikes and repair, in [0, 1].

    D + inflicted (1 - D) - repair D
    """
    return np.clip(damage + inflicted * (1.0 - damage) - repair * damage, 0.0, 1.0)
