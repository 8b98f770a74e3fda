"""What a choice of the root declares and what an override makes of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sim.scenario.faults import Origin, did_you_mean, listed
from sim.scenario.numbers import Complaint
from sim.scenario.records import Choice
from sim.scenario.shapes import ChoiceEntry, ChoiceOverride


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


def overridden_choice(
    choice: Choice, override: ChoiceOverride, origin: Origin
) -> tuple[Choice, list[Complaint]]:
    """Return a choice after an override, and what is wrong with that."""
    hindsight = choice.hindsight and override.source is None
    result = replace(
        choice,
        value=override.value or choice.value,
        options=tuple(override.options) if override.options else choice.options,
        note=override.note or choice.note,
        basis=override.basis or choice.basis,
        source=override.source or choice.source,
        as_of=override.as_of or choice.as_of,
        lever=choice.lever if override.lever is None else override.lever,
        hindsight=hindsight if override.hindsight is None else override.hindsight,
        origin=origin if override.value else choice.origin,
    )
    return result, unknown_options(result.options, choice.options) or choice_complaints(result)


def choice_complaints(choice: Choice) -> list[Complaint]:
    """Return what is wrong with the options or the one that is taken."""
    if len(set(choice.options)) < len(choice.options):
        return [("options", f"found an option twice in {listed(choice.options)}, expected each once")]
    if choice.value in choice.options:
        return []
    advice = did_you_mean(choice.value, choice.options)
    return [("value", f"found '{choice.value}', expected one of {listed(choice.options)}{advice}")]


def unknown_options(found: Collection[str], known: Collection[str]) -> list[Complaint]:
    """Return a complaint for each option beyond the known ones: no rule would know what to make of it."""
    return [
        (
            "options",
            f"found the option '{option}', expected only {listed(known)}{did_you_mean(option, known)}",
        )
        for option in found
        if option not in known
    ]
