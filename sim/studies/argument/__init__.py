"""The argument on trial: claims as data, verdicts with intervals, and the decision they lead to."""

from sim.studies.argument.ensembles import TrialSize
from sim.studies.argument.ledger.loading import check, load
from sim.studies.argument.ledger.records import Ledger
from sim.studies.argument.trial import Trial, settled, try_argument

__all__ = ["Ledger", "Trial", "TrialSize", "check", "load", "settled", "try_argument"]
