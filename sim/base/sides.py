"""The two belligerents, by all their names."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Side:
    """A belligerent, as it is called.

    Attributes:
        name: key in scenarios.
        title: in prose.
        adjective: in prose.
        short: in names of the public record.
        sign: of the ground it gains; Russia's gains count positive.
    """

    name: str
    title: str
    adjective: str
    short: str
    sign: float

    @property
    def prefix(self) -> str:
        """What names of its outcomes and series begin with."""
        return self.adjective.lower()


RUSSIA = Side("russia", "Russia", "Russian", "rus", sign=1.0)
UKRAINE = Side("ukraine", "Ukraine", "Ukrainian", "ukr", sign=-1.0)
SIDES = (RUSSIA, UKRAINE)


def opponent(side: Side) -> Side:
    """The other belligerent."""
    return UKRAINE if side is RUSSIA else RUSSIA
