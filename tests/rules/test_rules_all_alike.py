"""What every rule owes its callers: it changes nothing it is given; one war fares as it does among many."""

from __future__ import annotations

import copy
import inspect
from dataclasses import is_dataclass, replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

WIDTH = 7
SEEDS = st.integers(0, 2**32 - 1)


def parts(thing: Any) -> list[np.ndarray]:
    """Arrays of an argument or a result, flat."""
    if is_dataclass(thing):
        return parts(list(vars(thing).values()))
    if isinstance(thing, tuple | list):
        return [array for item in thing for array in parts(item)]
    return [np.asarray(thing)]


def pick(thing: Any, war: int) -> Any:
    """The part of an argument or a result that belongs to one war."""
    if is_dataclass(thing):
        return replace(thing, **{name: pick(value, war) for name, value in vars(thing).items()})
    if isinstance(thing, tuple | list):
        return type(thing)(pick(item, war) for item in thing)
    if isinstance(thing, np.ndarray) and thing.ndim and thing.shape[-1] == WIDTH:
        return np.ascontiguousarray(thing[..., war : war + 1])
    return thing


def test_every_rule_has_a_room_to_be_tried_in(rulebook: Any) -> None:
    assert set(rulebook.rules) == set(rulebook.rooms)
    for name, rule in rulebook.rules.items():
        required = [p for p in inspect.signature(rule).parameters.values() if p.default is p.empty]
        assert len(required) == len(rulebook.rooms[name]), name


@settings(max_examples=25)
@given(seed=SEEDS)
def test_arguments_are_left_as_they_were(rulebook: Any, rule_name: str, seed: int) -> None:
    arguments = rulebook.draw(rule_name, np.random.default_rng(seed), WIDTH)
    before = copy.deepcopy(arguments)
    result = rulebook.apply(rule_name, arguments)
    for now, then in zip(parts(arguments), parts(before), strict=True):
        np.testing.assert_array_equal(now, then)
    for array in parts(result):
        assert not any(array is given_ for given_ in parts(arguments))


@settings(max_examples=25)
@given(seed=SEEDS)
def test_results_are_finite(rulebook: Any, rule_name: str, seed: int) -> None:
    arguments = rulebook.draw(rule_name, np.random.default_rng(seed), WIDTH)
    for array in parts(rulebook.apply(rule_name, arguments)):
        assert np.all(np.isfinite(array))


@settings(max_examples=25)
@given(seed=SEEDS)
def test_one_war_fares_as_it_does_among_many(rulebook: Any, rule_name: str, seed: int) -> None:
    arguments = rulebook.draw(rule_name, np.random.default_rng(seed), WIDTH)
    together = rulebook.apply(rule_name, arguments)
    for war in range(WIDTH):
        alone = rulebook.apply(rule_name, pick(arguments, war))
        for one, many in zip(parts(alone), parts(pick(together, war)), strict=True):
            # Sums over cohorts may be added up in another order for a single column; nothing else may differ.
            if rule_name.startswith("manpower.") and "share" not in rule_name:
                np.testing.assert_allclose(one, many, rtol=1e-12)
            else:
                np.testing.assert_array_equal(one, many)


@settings(max_examples=25)
@given(seed=SEEDS)
def test_the_same_arguments_give_the_same_bits(rulebook: Any, rule_name: str, seed: int) -> None:
    arguments = rulebook.draw(rule_name, np.random.default_rng(seed), WIDTH)
    first_time, again = (parts(rulebook.apply(rule_name, arguments)) for _ in range(2))
    for first, second in zip(first_time, again, strict=True):
        np.testing.assert_array_equal(first, second)
