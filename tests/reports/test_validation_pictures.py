"""Pictures of a start in the past: all series of the record, nothing cut off."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from sim.reports.validation.pictures import hindcast_figure
from sim.studies.validation.record import shipped
from tests.reports.reading import assert_legible

MONTHS = [date(2023 + month // 12, month % 12 + 1, 1) for month in range(1, 17)]


@pytest.mark.parametrize("kind", ["totals", "sectors"])
def test_no_heading_of_a_hindcast_is_cut_off_or_covered(kind: str) -> None:
    members = 1000.0 * np.random.default_rng(1).random((len(MONTHS), 50))
    played = SimpleNamespace(
        scenario="hindcast_2023",
        label="February 2023",
        months=MONTHS,
        monthly=dict.fromkeys(shipped(), members),
        wars=SimpleNamespace(n=50),
    )
    found = cast(Any, SimpleNamespace(hindcasts=[played], seed=1))
    assert_legible(kind, hindcast_figure(found, f"2023_{kind}"))
