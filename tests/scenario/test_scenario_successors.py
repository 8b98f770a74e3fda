"""Whoever sets a number or an option that is gone is told what took its place."""

from __future__ import annotations

import re

import pytest

from sim.base.errors import SimError
from sim.scenario import Scenario, load
from sim.scenario.successors import OPTIONS, PATHS

FORMER_OPTIONS = [(path, option) for path, options in OPTIONS.items() for option in options]


@pytest.mark.parametrize("path", PATHS)
def test_a_number_that_is_gone_names_its_successor(baseline: Scenario, path: str) -> None:
    assert path not in baseline.numbers
    with pytest.raises(SimError, match=re.escape(f"in its place stands {PATHS[path]}")):
        load("baseline", [f"{path}=1"])
    named = PATHS[path].split(",")[0]
    assert not named.startswith("bargaining.") or named in baseline.numbers


@pytest.mark.parametrize(("path", "option"), FORMER_OPTIONS)
def test_an_option_that_is_gone_names_its_successor(baseline: Scenario, path: str, option: str) -> None:
    assert option not in baseline.choices[path].options
    with pytest.raises(SimError, match=re.escape(f"in its place stands {OPTIONS[path][option]}")):
        load("baseline", [f"{path}={option}"])
