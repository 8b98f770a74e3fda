"""A game: strategies of the actors played against each other on the same worlds, and what each had best do."""

from sim.studies.game.loading import check, load
from sim.studies.game.profiles import PlayedGame, game_of, requested
from sim.studies.game.records import Game
from sim.studies.game.solution import Solution, solution

__all__ = ["Game", "PlayedGame", "Solution", "check", "game_of", "load", "requested", "solution"]
