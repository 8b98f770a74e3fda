"""Defaults that the commands and the library share."""

SEED = 20240603
"""Any number would do; a fixed one makes a bare command repeatable."""
REPLICATIONS = 2000
"""Wars of a run: shares to about ± 2 points of 100."""
GAME_REPLICATIONS = 4096
"""Wars of each profile of a game: half a million in all, some minutes on two cores; payoffs to half a point of 100."""
FORECAST_WORLDS = 4096
"""Worlds of a forecast: one to several hundred effective ones."""
POINT_REPLICATIONS = 500
"""Wars at each point of a sweep: shares to about ± 4 points of 100."""
RUNS, OUTCOMES = KEPT = "runs", "outcomes"
"""What is kept of every war: its draw and its outcomes, or its outcomes alone, a tenth of that."""
