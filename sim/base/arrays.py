"""Array types shared by the rules and the agents.

Shapes are written with these letters: n replications of a block, s sectors, c age cohorts, k kinds of materiel.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]

WEEKS_PER_YEAR = 365.25 / 7
MONTHS_PER_YEAR = 12
WEEKS_PER_MONTH = WEEKS_PER_YEAR / MONTHS_PER_YEAR
DAYS_PER_WEEK = 7.0
MILLION = 1e6
