"""What a script hands over, checked: no click stands between it and the model."""

import operator
from collections.abc import Iterable, Sequence
from numbers import Real
from typing import Any

from sim.base.errors import SimError
from sim.runs import sweep as batch
from sim.runs.sweep.parameters import Parameter
from sim.scenario import Scenario

Value = float | str | bool
Values = Value | Sequence[Value] | None


def parameter(path: str, values: Values, scenario: Scenario) -> Parameter:
    """A parameter of a sweep from a value, values, text as on the command line, or None for its own spread."""
    if values is None:
        return batch.parse(path, scenario)
    if isinstance(values, str):
        return batch.parse(f"{path}={values}", scenario)
    given: list[Any] = [values] if isinstance(values, Real) else list(values) if isinstance(values, Iterable) else []
    if not given or not all(isinstance(value, Real | str) for value in given):
        raise SimError(
            f"parameter {path}: found {values!r}, expected a value, a list of values, text such as '0:2:9', or None"
        )
    return batch.of_values(path, given, scenario)


def numbers(replications: int, seed: int, jobs: int | None) -> tuple[int, int, int | None]:
    """What every way of playing is given, as the whole numbers they must be."""
    return (
        whole_number("replications", replications, 1),
        whole_number("seed", seed, 0),
        None if jobs is None else whole_number("jobs", jobs, 1),
    )


def whole_number(name: str, value: int, least: int) -> int:
    """A whole number that is large enough; raises SimError for anything else."""
    try:
        found = operator.index(value)  # numpy's whole numbers count, fractions do not
    except TypeError:
        found = least - 1
    if found < least or isinstance(value, bool):
        raise SimError(f"{name}: found {value!r}, expected a whole number of {least} or more")
    return found
