"""Verdicts, bands and shortfalls."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.studies.validation.findings import (
    NAN,
    bands,
    closed_forms,
    excused,
    failed,
    known_shortfalls,
    measured,
    within,
)
from tests.studies.validation.one import ONE


@pytest.mark.parametrize(
    ("value", "least", "most", "verdict"),
    [
        (0.5, 0.0, 1.0, "pass"),
        (0.0, 0.0, 1.0, "pass"),
        (1.1, 0.0, 1.0, "fail"),
        (-0.1, 0.0, NAN, "fail"),
        (99.0, 0.0, NAN, "pass"),
        (NAN, 0.0, 1.0, "fail"),
        (3.0, NAN, NAN, "reported"),
    ],
)
def test_a_value_passes_between_the_bounds_that_bind(value: float, least: float, most: float, verdict: str) -> None:
    assert within(value, least, most) == verdict


def test_a_measure_over_draws_is_judged_by_its_median() -> None:
    band = replace(bands()["T03"], low=1.3, high=2.6)
    found = measured(band, "battles", np.array([1.0, 2.0, 9.0, NAN]), "")
    assert (found.model, found.verdict) == (2.0, "pass")
    assert found.low < found.model < found.high
    assert measured(band, "battles", np.array([NAN]), "").verdict == "fail"


def test_only_failures_are_excused_and_parts_share_an_excuse() -> None:
    lines = [
        replace(ONE, verdict="fail"),
        ONE,
        replace(ONE, id="T12a", verdict="fail"),
        replace(ONE, id="T02", verdict="fail"),
    ]
    told = excused(lines, {"T01": "known", "T12": "known too"})
    assert [line.verdict for line in told] == ["shortfall", "pass", "shortfall", "fail"]
    assert told[0].reason == "known (so it is)"
    assert [line.id for line in failed(told)] == ["T02"]


def test_bands_are_whole_and_in_order() -> None:
    for key, band in bands().items():
        assert key == band.id
        assert band.source
        if np.isfinite(band.low) and np.isfinite(band.high):
            assert band.low < band.high
        if np.isfinite(band.central) and np.isfinite(band.low):
            assert band.low <= band.central <= band.high
    assert {key.rstrip("abcd") for key in bands()} == {f"T{number:02d}" for number in range(1, 27)}


def test_known_shortfalls_name_bands_and_give_reasons() -> None:
    ids = {*bands(), *(key.rstrip("abcd") for key in bands()), *closed_forms()}
    for key, reason in known_shortfalls().items():
        assert key in ids or key.startswith(("D", "H", "S"))  # numbered where they are measured
        assert len(reason) > 40
