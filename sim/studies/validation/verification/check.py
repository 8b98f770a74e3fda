"""A check: one number with a known answer, and its line in the table of findings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.base.arrays import Floats
from sim.studies.validation.findings import NAN, Finding, within


@dataclass(frozen=True)
class Check:
    """One number with a known answer.

    Attributes:
        id: V01 to V33, a letter tells parts apart.
        what: is computed.
        unit: of it.
        expected: the known answer.
        tolerance: absolute.
        model: computes it from the rules.
    """

    id: str
    what: str
    unit: str
    expected: float
    tolerance: float
    model: Callable[[], float]

    def finding(self) -> Finding:
        """The check, made."""
        value = self.model()
        least, most = self.expected - self.tolerance, self.expected + self.tolerance
        return Finding(
            self.id,
            "verification",
            self.what,
            self.unit,
            value,
            NAN,
            NAN,
            self.expected,
            least,
            most,
            within(value, least, most),
            "closed form",
        )


def one(value: float) -> Floats:
    """A single war."""
    return np.array([value])
