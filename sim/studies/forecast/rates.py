"""What is known before a day of how far the rates that drift can wander: from monthly records and a reference class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.base.arrays import Floats
from sim.studies.forecast.level import Posterior, ReferenceClass, posterior
from sim.studies.validation.record import Record

LEAST_SHARE = 0.02
"""Shares are kept so far from 0 and 1 before their log odds are taken: 97 of 97 shot down is not certainty."""
HALF_LIFE = 24.0
"""Months after which half of a deviation is left: judgement; two years of months cannot tell."""
OUTPUT = ReferenceClass(0.09, 0.5, HALF_LIFE)
"""Output of war material: how far a forecast of steady growth missed the yearly output of aircraft of five powers, 1940 to
1944, over the root of twelve (`python -m tools.drift --reference`)."""
RATE = ReferenceClass(0.1, 0.7, HALF_LIFE)
"""Any other rate: about two fifths in a year; judgement."""
RECRUITS = ReferenceClass(0.06, 0.5, HALF_LIFE)
"""Russian recruits by half-years and quarters of 2023-24: 30, 36, 30 thousand a month; judgement from few figures."""


def log_odds(share: Floats) -> Floats:
    """Log odds of shares, which are kept away from 0 and 1."""
    inside = np.clip(share, LEAST_SHARE, 1.0 - LEAST_SHARE)
    return np.asarray(np.log(inside / (1.0 - inside)))


@dataclass(frozen=True)
class Rate:
    """A rate that drifts.

    Attributes:
        prior: its reference class.
        series: of the record that stands for it, or none.
        scale: in which it wanders.
    """

    prior: ReferenceClass
    series: str = ""
    scale: Callable[[Floats], Floats] = np.log

    def known(self, record: Record, day: date) -> Posterior:
        """What the record before a day and the reference class say of it."""
        months = record.before(self.series, day.replace(day=1)) if self.series else np.zeros(0)
        return posterior(self.scale(months), self.prior)


RATES = {
    "russia.drift.attacks": Rate(RATE, "rus_casualties_month"),
    "russia.drift.recruits": Rate(RECRUITS),
    "russia.drift.long_range_drones": Rate(OUTPUT, "drones_shahed_launched_month"),
    "russia.drift.missiles": Rate(OUTPUT, "missiles_launched_month"),
    "russia.drift.tactical_drones": Rate(OUTPUT),
    "russia.drift.drone_defence": Rate(RATE),
    "russia.drift.missile_defence": Rate(RATE),
    "ukraine.drift.attacks": Rate(RATE, "ukr_casualties_month"),
    "ukraine.drift.recruits": Rate(RECRUITS),
    "ukraine.drift.long_range_drones": Rate(OUTPUT),
    "ukraine.drift.missiles": Rate(OUTPUT),
    "ukraine.drift.tactical_drones": Rate(OUTPUT),
    "ukraine.drift.drone_defence": Rate(RATE, "drones_shahed_shotdown_share", log_odds),
    "ukraine.drift.missile_defence": Rate(RATE, "missiles_intercepted_share", log_odds),
    "iran.drift.drones": Rate(OUTPUT, "drones_shahed_launched_month"),
    "iran.drift.missiles": Rate(OUTPUT),
    "nato.drift.aid": Rate(RATE, "aid_military_month"),
    "front.drift.drones": Rate(OUTPUT),
}
"""By the path of its process: losses of a side stand for its attacks, launches for output and deliveries."""
