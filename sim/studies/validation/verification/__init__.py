"""V01-V10, V13-V25, V31, V33: the rules against closed forms, in about a second.

The rest of V01-V34 needs whole wars and is part of the test suite (`tests/verification`).
"""

from sim.studies.validation.verification.check import Check
from sim.studies.validation.verification.table import CHECKS, ELSEWHERE, verification_findings

__all__ = ["CHECKS", "ELSEWHERE", "Check", "verification_findings"]
