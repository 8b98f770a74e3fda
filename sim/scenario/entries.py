"""What an entry of the root, a number or a choice, declares, what an override makes of it, and whether that can be.

Functions here know no files: they return complaints as (field, message); the caller knows where the field is.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import TypeVar

from sim.scenario.faults import Origin, did_you_mean, listed
from sim.scenario.records import Basis, Choice, Distribution, Number, default_bounds
from sim.scenario.shapes import ChoiceEntry, ChoiceOverride, NumberEntry, NumberOverride
from sim.scenario.successors import successor_of_option

Complaint = tuple[str, str]
E = TypeVar("E", Number, Choice)

MOVING = frozenset({"value", "scale", "low", "high", "distribution"})
"""Keys of an override that change the number and not only what is said of it."""
_LOGARITHMIC: tuple[Distribution, ...] = ("loguniform", "lognormal")


def declared_number(path: str, entry: NumberEntry, origin: Origin) -> tuple[Number, list[Complaint]]:
    """Return the number that the root declares, and what is wrong with it."""
    number = Number(
        path=path,
        value=entry.value,
        low=entry.low,
        high=entry.high,
        distribution=entry.distribution,
        unit=entry.unit,
        basis=entry.basis,
        source=entry.source,
        as_of=entry.as_of,
        lever=bool(entry.lever),
        state=entry.state,
        hindsight=bool(entry.hindsight),
        note=entry.note,
        bounds=(entry.bounds[0], entry.bounds[1]) if entry.bounds else default_bounds(entry.unit),
        origin=origin,
        group=entry.group,
        drift=entry.drift,
    )
    complaints = _pair_complaints(entry) or _distribution_complaints(number) or number_complaints(number)
    # An entry with an origin is resolved, the sum of its layers: an override may drop a spread.
    judged_without_range = entry.basis == "judgement" and entry.distribution is None and entry.origin is None
    if judged_without_range and not entry.lever and not entry.note:
        message = "found a judgement without a range, expected low, high, distribution, or a note saying why none"
        complaints.append(("basis", message))
    return number, complaints


def overridden_number(number: Number, override: NumberOverride, origin: Origin) -> tuple[Number, list[Complaint]]:
    """Return a number after an override, and what is wrong with that.

    A value, a scale or a spread without a source or basis of its own is the judgement of whoever wrote it; a
    change of metadata alone leaves the numbers, and where they came from, as they are.
    """
    complaints = _complaints_of_override(number, override)
    if complaints:
        return number, complaints
    moved = MOVING & override.model_fields_set
    inherited_basis: Basis = "judgement" if moved and override.source is None else number.basis
    result = replace(
        _respread(_described(number, override), override),
        basis=override.basis or inherited_basis,
        bounds=(override.bounds[0], override.bounds[1]) if override.bounds else number.bounds,
        origin=origin if moved else number.origin,
        group=override.group or number.group,
        drift=override.drift or number.drift,
    )
    return result, number_complaints(result)


def declared_choice(path: str, entry: ChoiceEntry, origin: Origin) -> tuple[Choice, list[Complaint]]:
    """Return the choice that the root declares, and what is wrong with it."""
    choice = Choice(
        path=path,
        value=entry.value,
        options=tuple(entry.options),
        note=entry.note,
        basis=entry.basis,
        source=entry.source,
        as_of=entry.as_of,
        lever=bool(entry.lever),
        hindsight=bool(entry.hindsight),
        origin=origin,
    )
    return choice, choice_complaints(choice)


def overridden_choice(choice: Choice, override: ChoiceOverride, origin: Origin) -> tuple[Choice, list[Complaint]]:
    """Return a choice after an override, as it was if that cannot be, and what is wrong with it."""
    result = replace(
        _described(choice, override),
        value=override.value or choice.value,
        options=tuple(override.options or choice.options),
        basis=override.basis or choice.basis,
        origin=origin if override.value else choice.origin,
    )
    complaints = unknown_options(result.options, choice.options) or choice_complaints(result)
    return choice if complaints else result, complaints


def _described(entry: E, override: NumberOverride | ChoiceOverride) -> E:
    """Return a number or a choice with what an override says of it."""
    # The mark of hindsight belongs to the source: a new source starts unmarked.
    inherited_hindsight = entry.hindsight and override.source is None
    return replace(
        entry,
        source=override.source or entry.source,
        as_of=override.as_of or entry.as_of,
        lever=entry.lever if override.lever is None else override.lever,
        hindsight=inherited_hindsight if override.hindsight is None else override.hindsight,
        note=override.note or entry.note,
    )


def number_complaints(number: Number) -> list[Complaint]:
    """Return what keeps a number and its spread from being possible."""
    lowest, highest = number.bounds
    if not lowest < highest:
        return [("bounds", f"found bounds [{lowest:.10g}, {highest:.10g}], expected the lower one first")]
    complaints = []
    if number.drift and number.state:
        message = f"found a drift of a number in state '{number.state}', expected it of one that is read every week"
        complaints.append(("drift", message))
    named = {"value": number.value, "low": number.low, "high": number.high}
    for name, figure in named.items():
        if figure is not None and not lowest <= figure <= highest:
            expected = f"expected {lowest:.10g} to {highest:.10g} {number.unit} (its bounds)"
            complaints.append((name, f"out of bounds: found {name} {figure:.10g}, {expected}"))
    if number.low is None or number.high is None:
        return complaints
    order = "expected low <= value <= high"
    if number.low > number.value:
        complaints.append(("low", f"found low {number.low:.10g} above value {number.value:.10g}, {order}"))
    if number.value > number.high:
        complaints.append(("high", f"found high {number.high:.10g} below value {number.value:.10g}, {order}"))
    if number.low == number.high:
        complaints.append(("low", f"found low and high both {number.low:.10g}, expected a spread or neither of them"))
    if number.distribution in _LOGARITHMIC and number.low <= 0:
        complaints.append(("low", f"found low {number.low:.10g}, expected above 0 for {number.distribution}"))
    return complaints


def choice_complaints(choice: Choice) -> list[Complaint]:
    """Return what is wrong with the options or the one that is taken."""
    if len(set(choice.options)) < len(choice.options):
        return [("options", f"found an option twice in {listed(choice.options)}, expected each once")]
    if choice.value in choice.options:
        return []
    advice = successor_of_option(choice.path, choice.value) or did_you_mean(choice.value, choice.options)
    return [("value", f"found '{choice.value}', expected one of {listed(choice.options)}{advice}")]


def unknown_options(found: Collection[str], known: Collection[str]) -> list[Complaint]:
    """Return a complaint for each option beyond the known ones: no rule would know what to make of it."""
    return [
        ("options", f"found the option '{option}', expected only {listed(known)}{did_you_mean(option, known)}")
        for option in found
        if option not in known
    ]


def declared_otherwise(number: Number, unit: str | None, state: str | None) -> list[Complaint]:
    """Return what an override says of the unit or the state against what the root declares."""
    complaints = []
    if unit is not None and unit != number.unit:
        complaints.append(("unit", f"unit mismatch: found '{unit}', expected '{number.unit}' as declared"))
    if state is not None and state != number.state:
        declares = f"'{number.state}'" if number.state else "no state"
        complaints.append(("state", f"found state '{state}', expected {declares} as declared"))
    return complaints


def _complaints_of_override(number: Number, override: NumberOverride) -> list[Complaint]:
    """Return what an override may not ask for, whatever the numbers."""
    complaints = [*_pair_complaints(override), *declared_otherwise(number, override.unit, override.state)]
    given = override.model_fields_set
    if "scale" in given and given & {"value", "low", "high", "distribution"}:
        complaints.append(("scale", "found scale beside numbers of its own, expected one or the other"))
    spread_given = "low" in given and "high" in given
    if "distribution" in given and not spread_given and ("value" in given or number.low is None):
        complaints.append(("distribution", "found a distribution without low and high, expected all three"))
    if spread_given and override.distribution is None and number.distribution is None:
        complaints.append(("low", "found low and high without a distribution, expected all three"))
    return complaints


def _pair_complaints(shape: NumberEntry | NumberOverride) -> list[Complaint]:
    if (shape.low is None) == (shape.high is None):
        return []
    present, absent = ("low", "high") if shape.high is None else ("high", "low")
    return [(present, f"found {present} without {absent}, expected both or neither")]


def _distribution_complaints(number: Number) -> list[Complaint]:
    if (number.low is None) == (number.distribution is None):
        return []
    if number.low is None:
        return [("distribution", "found a distribution without low and high, expected all three")]
    return [("low", "found low and high without a distribution, expected all three")]


def _respread(number: Number, override: NumberOverride) -> Number:
    """Return the number with the override's value, scale or spread."""
    if override.scale == 0:
        return replace(number, value=0.0, low=None, high=None, distribution=None)
    if override.scale is not None:
        low = None if number.low is None else number.low * override.scale
        high = None if number.high is None else number.high * override.scale
        return replace(number, value=number.value * override.scale, low=low, high=high)
    value = number.value if override.value is None else override.value
    distribution = override.distribution or number.distribution
    if override.low is not None and override.high is not None:
        return replace(number, value=value, low=override.low, high=override.high, distribution=distribution)
    if override.value is not None:
        return replace(number, value=value, low=None, high=None, distribution=None)
    return replace(number, distribution=distribution)
