"""The package in a notebook: load, run, compare, sweep, game and forecast return pandas tables and figures."""

from sim.api.playing import compare, forecast, game, load, run, sweep
from sim.api.results import Comparison, Forecast, GameRun, Picture, Run, SweepRun
from sim.base.errors import SimError

__all__ = (
    "Comparison",
    "Forecast",
    "GameRun",
    "Picture",
    "Run",
    "SimError",
    "SweepRun",
    "compare",
    "forecast",
    "game",
    "load",
    "run",
    "sweep",
)
