"""Defaults and choices that the commands and the library share: named here, they are known before the model is imported."""

from typing import Literal, get_args

SEED = 20240603
"""Any number would do; a fixed one makes a bare command repeatable."""
REPLICATIONS = 2000
"""Wars of a run: shares to about ± 2 points of 100."""
BLOCK = 1024
"""Replications that are usually played side by side. Results do not depend on it."""
GAME_REPLICATIONS = 4096
"""Wars of each profile of a game: half a million in all, some minutes on two cores; payoffs to half a point of 100."""
LEAST_GAME_REPLICATIONS = 20
"""Wars of each profile of a game below which resampling them says nothing."""
FORECAST_WORLDS = 4096
"""Worlds of a forecast: one to several hundred effective ones."""
POINT_REPLICATIONS = 500
"""Wars at each point of a sweep: shares to about ± 4 points of 100."""
RUNS, OUTCOMES = KEPT = "runs", "outcomes"
"""What is kept: a row of every war; or what the outcomes of all come to, and rows of the first."""
SAMPLERS = ("grid", "lhs", "sobol", "morris")
"""How the points of a sweep are chosen."""
Method = Literal["auto", "sobol", "morris", "first", "pawn"]
METHODS: tuple[Method, ...] = get_args(Method)
"""How assumptions are ranked; auto takes the best that the points allow."""
