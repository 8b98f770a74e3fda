"""Settings that might turn a claim: numbers put at the ends of their ranges, those it leans on most first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.base.outcomes import RUSSIAN_VICTORY, RUSSIAN_WITHDRAWAL, UKRAINIAN_RESTORATION
from sim.scenario import Scenario
from sim.studies.argument.ledger.records import Arm, Claim

SIZES = (1, 3, 8, 24)
"""Numbers put at an end of their range at once."""
STANDS_FOR: Mapping[str, tuple[str, float]] = {
    RUSSIAN_VICTORY.name: ("territory_change", 1.0),
    UKRAINIAN_RESTORATION.name: ("territory_change", -1.0),
    RUSSIAN_WITHDRAWAL.name: ("russian_manning", -1.0),
}
"""Endings that hardly ever come, with a number on the way to them and its sign: it says where to look."""

Values = tuple[tuple[str, float], ...]
"""Numbers set by hand in one arm, by path, in order of the path."""


@dataclass(frozen=True)
class Setting:
    """Numbers put somewhere within their bounds; the same in every arm that shares them.

    Attributes:
        ends: paths of numbers with a range, and whether each is put at the high end of it.
        levers: numbers that the ledger gives bounds of its own, at one of them.
    """

    ends: tuple[tuple[str, bool], ...] = ()
    levers: Values = ()

    @property
    def size(self) -> int:
        """Numbers set."""
        return len(self.ends) + len(self.levers)


@dataclass(frozen=True)
class Scope:
    """The arms of a claim, and which of them a setting reaches.

    Attributes:
        arms: by name.
        compared: arms that others are only compared to.
        main: the arm that the claim speaks of first.
    """

    arms: Mapping[str, Arm]
    compared: frozenset[str]
    main: str

    @classmethod
    def of(cls, claim: Claim, arms: Mapping[str, Arm], decided: Iterable[str]) -> Scope:
        """Of a claim, and of the arms of the decision where it reads them."""
        first = list(dict.fromkeys([*(test.arm for test in claim.tests), *decided]))
        names = {*first, *(name for test in claim.tests for name in test.arms)}
        return cls({name: arms[name] for name in sorted(names)}, frozenset(names - set(first)), first[0])

    def values(self, setting: Setting, name: str) -> Values:
        """What a setting sets in an arm.

        A number that the arms do not share is what they are compared for: it is left as it is in an arm that others
        are only compared to, and put at the end of its own range in the rest.
        """
        numbers = self.arms[name].scenario.numbers
        found = dict(setting.levers)
        for path, high in setting.ends:
            number = numbers[path]
            end = number.high if high else number.low
            if (
                end is not None
                and number.distribution is not None
                and (name not in self.compared or self._shared(path))
            ):
                found[path] = end
        return tuple(sorted(found.items()))

    def shown(self, setting: Setting) -> dict[str, float]:
        """What a setting sets in the arm that the claim speaks of, what weighs most first."""
        found = dict(self.values(setting, self.main))
        order = [path for path, _ in (*setting.levers, *setting.ends)]
        return {path: found[path] for path in dict.fromkeys(order) if path in found}

    def _shared(self, path: str) -> bool:
        ranges = {_range(arm.scenario, path) for arm in self.arms.values()}
        return len(ranges) == 1


def _range(scenario: Scenario, path: str) -> tuple[float | None, float, float | None]:
    number = scenario.numbers[path]
    return number.low, number.value, number.high


def candidates(directions: Sequence[Mapping[str, float]], levers: Mapping[str, tuple[float, float]]) -> list[Setting]:
    """Settings to try: for each direction the numbers it leans on most, more and more of them, each at its better end.

    Args:
        directions: correlation of every number with what is wanted, by path.
        levers: bounds by path; each is tried at either, alone, all together, and beside the longest of the rest.
    """
    tried = [tuple(_ends(direction, size)) for direction in directions for size in SIZES]
    found = [Setting(ends) for ends in tried if ends]
    longest = [Setting(tuple(_ends(direction, SIZES[-1]))) for direction in directions[:2]] or [Setting()]
    for values in _lever_values(levers):
        found += [Setting(levers=values), *(Setting(one.ends, values) for one in longest)]
    return list(dict.fromkeys(found))


def further(start: Setting, directions: Sequence[Mapping[str, float]]) -> list[Setting]:
    """A setting with more numbers set: those that each direction leans on most, of those that are still free."""
    taken = {path for path, _ in (*start.ends, *start.levers)}
    free = [{path: slope for path, slope in one.items() if path not in taken} for one in directions]
    ends = [(*start.ends, *_ends(one, size)) for one in free if one for size in SIZES[1:]]
    return list(dict.fromkeys(Setting(one, start.levers) for one in ends))


def _ends(direction: Mapping[str, float], size: int) -> Iterator[tuple[str, bool]]:
    strongest = sorted(direction.items(), key=lambda one: (-abs(one[1]), one[0]))[:size]
    return ((path, slope > 0.0) for path, slope in strongest)


def _lever_values(levers: Mapping[str, tuple[float, float]]) -> Iterator[Values]:
    for end in (0, 1):
        for path, bounds in levers.items():
            yield ((path, bounds[end]),)
        if len(levers) > 1:
            yield tuple(sorted((path, bounds[end]) for path, bounds in levers.items()))


def summed(directions: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Several directions as one: each counts the same."""
    paths = dict.fromkeys(path for direction in directions for path in direction)
    return {path: sum(direction.get(path, 0.0) for direction in directions) for path in paths}
