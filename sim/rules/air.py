"""The long-range campaign: drones and missiles against a defence in tiers, and what leaks.

Shares shot down in the daily reports of the Ukrainian Air Force: drones .81-.94, cruise missiles .79-.88 at all times,
ballistic missiles .5 in summer 2023, .2 in winter and none in spring 2024, as the dearest interceptors ran out. The fall
of the share of all missiles from .73 to .52 was two thirds a change of what was launched and one third a fall of rates.
"""

import numpy as np

from sim.base.arrays import Floats

LEAST_LEAK = 0.01
"""Share that gets through below which a class counts as leaking that much: ratios stay finite."""


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


def salvo_pace(leaks: Floats, mean: Floats, response: Floats) -> Floats:
    """Pace of launching one class of missile relative to the usual: (leak of the class / mean leak)^r.

    The attacker reaches for what gets through; r = 0 launches every class alike.

    Args:
        leaks: share of the class that got through lately.
        mean: share of all classes that got through.
        response: r.
    """
    return np.asanyarray(np.maximum(leaks, LEAST_LEAK) ** response / np.maximum(mean, LEAST_LEAK) ** response)


def drones_leaking(number: Floats, shot_down: Floats, capacity: Floats, helped: Floats) -> Floats:
    """Drones that get through: the share not shot down, and all that neither guns nor missiles can engage.

    Args:
        number: launched in the week.
        shot_down: share shot down of those engaged.
        capacity: drones that guns, jamming and mobile teams can engage in a week.
        helped: drones beyond them that missiles engage.
    """
    engaged = np.minimum(number, capacity + helped)
    return number - shot_down * engaged


def missiles_leaking(number: Floats, shot_down: Floats, fill: Floats) -> Floats:
    """Missiles that get through when only a share `fill` of the interceptors wanted is there."""
    return number * (1.0 - shot_down * fill)


def sorties(cover: Floats, reference: Floats, response: Floats) -> Floats:
    """Glide bombs that aircraft bring to the line relative to those under a reference cover: exp(r (c_ref - c)).

    Bound by sorties, not by bombs: 300 a month in mid-2023, 3,000 in spring 2024, as front-line air defence thinned out.

    Args:
        cover: c, share of the air defence wanted at the front that is there.
        reference: c_ref at which the stated demand holds.
        response: r.
    """
    return np.exp(response * (reference - cover))


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

    D + inflicted (1 - D) - repair: crews and spare parts, not the damage, bound the pace of repair (.5-1 GW a month in
    Ukraine in 2023, four points of refining a month in Russia in 2024).
    """
    return np.clip(damage + inflicted * (1.0 - damage) - repair, 0.0, 1.0)
