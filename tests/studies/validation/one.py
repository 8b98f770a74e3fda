"""A finding to change at will."""

from __future__ import annotations

from sim.studies.validation.findings import Finding

ONE = Finding(
    id="T01",
    section="battles",
    what="a <b> & c",
    unit="ratio",
    model=0.5,
    low=0.4,
    high=0.6,
    expected=0.24,
    least=0.0,
    most=1.0,
    verdict="pass",
    reason="so it is",
)
