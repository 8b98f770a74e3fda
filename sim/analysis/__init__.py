"""What stored runs say: endings with intervals, shares of spread, paired differences. Tables in and out."""

from sim.analysis.endings import Enough, by_prior, cumulative_incidence, enough
from sim.analysis.intervals import median_interval, wilson
from sim.analysis.outcome_table import outcome_table
from sim.analysis.paired import PairedDifference, paired_difference
from sim.analysis.variance import variance_shares

__all__ = [
    "Enough",
    "PairedDifference",
    "by_prior",
    "cumulative_incidence",
    "enough",
    "median_interval",
    "outcome_table",
    "paired_difference",
    "variance_shares",
    "wilson",
]
