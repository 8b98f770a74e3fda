"""One world that ends differently, told under both scenarios side by side."""

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from sim.analysis.wording import inside
from sim.base.files import write_whole
from sim.base.outcomes import ENDINGS
from sim.runs.compare.tables import Pair
from sim.runs.ensemble import Plan
from sim.runs.story import Entry, trace

COLUMN = 58
"""Width of a column of the written story [characters]."""
_NUMBER = re.compile(r"[+−-]?\d[\d.,]*")


@dataclass(frozen=True)
class Side:
    """A week's lines under one scenario."""

    week: int
    a: tuple[str, ...]
    b: tuple[str, ...]

    @property
    def only_a(self) -> tuple[str, ...]:
        """Lines that the other scenario does not tell in this week, whatever their numbers."""
        return _without(self.a, self.b)

    @property
    def only_b(self) -> tuple[str, ...]:
        """The same of the second scenario."""
        return _without(self.b, self.a)

    @property
    def differs(self) -> bool:
        """The two scenarios have something different to tell of this week."""
        return self.a != self.b


@dataclass(frozen=True)
class SideBySide:
    """Two stories of one world.

    Attributes:
        title: which world, and how it ends under either.
        label_a: name of the first scenario.
        label_b: name of the second.
        sides: week by week, weeks without news left out.
    """

    title: str
    label_a: str
    label_b: str
    sides: tuple[Side, ...]


def flipped_story(one: Pair, plan_a: Plan, plan_b: Plan) -> SideBySide | None:
    """The first world of the most common change of ending, under both scenarios; None if no world changes."""
    flip = one.commonest_flip
    if flip is None:
        return None
    ending_a, ending_b, replication = flip
    names = {ending.name: inside(ending.title) for ending in ENDINGS}
    title = f"World {replication}: {names[ending_a]} under {one.label_a}, {names[ending_b]} under {one.label_b}"
    return SideBySide(
        title, one.label_a, one.label_b, tuple(_sides(trace(plan_a, replication), trace(plan_b, replication)))
    )


def _without(texts: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    known = {_NUMBER.sub("#", text) for text in others}
    return tuple(text for text in texts if _NUMBER.sub("#", text) not in known)


def _sides(entries_a: Iterable[Entry], entries_b: Iterable[Entry]) -> list[Side]:
    told: tuple[dict[int, list[str]], dict[int, list[str]]] = ({}, {})
    for entries, by_week in zip((entries_a, entries_b), told, strict=True):
        for entry in entries:
            by_week.setdefault(entry.week, []).append(entry.text)
    weeks = sorted(told[0].keys() | told[1].keys())
    return [Side(week, tuple(told[0].get(week, ())), tuple(told[1].get(week, ()))) for week in weeks]


def write_story(story: SideBySide, path: Path) -> None:
    """Write both stories in two columns; a bar marks the weeks in which they differ."""
    lines = [story.title, "", f"{'week':>4}   {story.label_a:<{COLUMN}} {story.label_b}"]
    for side in story.sides:
        mark = "|" if side.differs else " "
        columns = [[row for text in texts for row in textwrap.wrap(text, COLUMN - 2)] for texts in (side.a, side.b)]
        for index, (a, b) in enumerate(zip_longest(*columns, fillvalue="")):
            week = str(side.week) if index == 0 else ""
            lines.append(f"{week:>4} {mark} {a:<{COLUMN}} {b}".rstrip())
    with write_whole(path) as file:
        file.write(("\n".join(lines) + "\n").encode("utf-8"))
