"""What stored results say of causes: sensitivity of an outcome, and where it comes about."""

from sim.studies.sensitivity.discovery import Discovery, discover
from sim.studies.sensitivity.sample import Sample, of_run, of_sweep
from sim.studies.sensitivity.sensitivity import METHODS, Ranking, sensitivity

__all__ = ["METHODS", "Discovery", "Ranking", "Sample", "discover", "of_run", "of_sweep", "sensitivity"]
