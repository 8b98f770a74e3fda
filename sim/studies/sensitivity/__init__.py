"""Causes in stored results: which assumptions an outcome depends on, and where it comes about."""

from sim.studies.sensitivity.discovery import Discovery, discover
from sim.studies.sensitivity.ranking import Ranking, rank
from sim.studies.sensitivity.study_data import StudyData, of_folder, worlds

__all__ = ["Discovery", "Ranking", "StudyData", "discover", "of_folder", "rank", "worlds"]
