"""V24, V25: scores and implausibility."""

from __future__ import annotations

from sim.studies.validation import scoring
from sim.studies.validation.verification.check import Check, one

CHECKS = (
    Check(
        "V24a",
        "CRPS of N(0, 1) at 0",
        "score",
        0.23369,
        1e-5,
        lambda: float(scoring.crps_gaussian(one(0.0), one(1.0), one(0.0))[0]),
    ),
    Check(
        "V24b",
        "Brier score of .7 for what happened",
        "score",
        0.09,
        1e-9,
        lambda: float(scoring.brier(one(0.7), one(1.0))[0]),
    ),
    Check("V24c", "log score of .7", "score", 0.35667, 1e-5, lambda: float(scoring.log_score(one(0.7))[0])),
    Check(
        "V25",
        "implausibility of 10 against 7, variances summing to 1",
        "sd",
        3.0,
        1e-12,
        lambda: float(scoring.implausibility(one(10.0), one(7.0), one(0.5), one(0.25), one(0.25))[0]),
    ),
)
