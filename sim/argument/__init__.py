"""The argument on trial: claims as data, verdicts with intervals, and the decision they lead to."""

from sim.argument.ensembles import Size
from sim.argument.ledger import Ledger
from sim.argument.loading import check, load, shipped_ledgers
from sim.argument.trial import Trial, try_argument

__all__ = ["Ledger", "Size", "Trial", "check", "load", "shipped_ledgers", "try_argument"]
