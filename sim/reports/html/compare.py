"""The report of a comparison: what differs between scenarios on the same worlds, and one world told under both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sim.analysis.columns import numbers
from sim.analysis.examples import examples
from sim.analysis.wording import inside
from sim.base.outcomes import ENDINGS
from sim.base.text import counted
from sim.reports.compare import flips_line, pairing_line
from sim.reports.html.arm import Arm, again, caveats
from sim.reports.html.assumptions import assumptions, spread
from sim.reports.html.changes import changes
from sim.reports.html.page import Page, Part, Pictures, Section, Stories, Story, Words
from sim.reports.html.pictures.differences import ending_differences, flips, outcome_differences
from sim.reports.html.pictures.endings import endings_icons, headline
from sim.reports.html.pictures.source import Source
from sim.reports.html.run import front_picture, losses_picture, scarcity_picture
from sim.reports.html.stories import lines
from sim.reports.html.svg import Picture
from sim.reports.run import MAIN_OUTCOMES
from sim.runs.compare.tables import Pair
from sim.runs.program import other_program
from sim.runs.story import traces

MOST_TOLD = 4
"""Scenarios that are played again for their stories; each takes a second or two."""


@dataclass(frozen=True)
class Compared:
    """Scenarios on the same worlds.

    Attributes:
        arms: the first is what the others are compared with.
        labels: a name of its own for each.
        pairs: of each other arm against the first.
        told: what the manifest of the comparison says.
    """

    arms: Sequence[Arm]
    labels: Sequence[str]
    pairs: Sequence[Pair]
    told: Mapping[str, Any]

    @cached_property
    def outcomes(self) -> list[str]:
        """Main outcomes that every pair has a difference of."""
        tables = [one.difference.outcomes.dropna(subset=["difference"]) for one in self.pairs]
        return [name for name in MAIN_OUTCOMES if all(name in set(table["outcome"]) for table in tables)]

    def source(self, number: int) -> Source:
        """What the pictures of a pair rest on."""
        first, other = self.arms[0], self.arms[number + 1]
        hashes = f"{first.source.hash[:8]}/{other.source.hash[:8]}"
        return Source(f"{self.labels[number + 1]} against {self.labels[0]}", len(first.runs), first.source.seed, hashes)


def compare_page(compared: Compared) -> Page:
    """The report of a comparison."""
    arms, labels = compared.arms, compared.labels
    first = arms[0]
    title = " · ".join(arm.scenario.title for arm in arms)
    said = [flips_line(one) for one in compared.pairs]
    words = tuple(
        f"{one.label_b} against {one.label_a}: {inside(line)}" for one, line in zip(compared.pairs, said, strict=True)
    )
    told = tuple(f"{label}: {inside(headline(arm.counts))}" for label, arm in zip(labels, arms, strict=True))
    sections = [
        Section("differs", "What differs", tuple(_differences(compared))),
        Section("endings", "How the wars end under each", (_by_arm(compared, "endings", _icons),)),
        Section("war", "The front and the losses", (_by_arm(compared, "front", front_picture),
                                                    _by_arm(compared, "losses", losses_picture))),
        Section("scarce", "What runs short", (_by_arm(compared, "scarcity", scarcity_picture),)),
        *_changes(compared),
        spread(first),
        _stories(compared),
        assumptions(first.scenario),
        caveats(first),
        again(
            (
                ("Plays the comparison again, to the bit:", str(compared.told["command"])),
                *((f"Plays {label} alone:", str(arm.told["command"])) for label, arm in zip(labels, arms, strict=True)),
            ),
            *arms,
        ),
    ]  # fmt: skip
    return Page(title, "Comparison", (*words, *told), first.facts, tuple(sections))


def _icons(name: str, arm: Arm) -> Picture:
    return endings_icons(name, arm.counts, arm.source)


def _by_arm(compared: Compared, name: str, draw: Any) -> Pictures:
    """A picture of each arm, with keys of its own; its title says whose it is."""
    drawn = [draw(f"{name}{number}", arm) for number, arm in enumerate(compared.arms)]
    return Pictures(
        [each.titled(f"{label}: {inside(each.title)}") for label, each in zip(compared.labels, drawn, strict=True)]
    )


def _differences(compared: Compared) -> list[Part]:
    parts: list[Part] = []
    for number, one in enumerate(compared.pairs):
        labels, source, table = (one.label_a, one.label_b), compared.source(number), one.difference.outcomes
        spreads = {name: _spread(one, name) for name in compared.outcomes}
        drawn = [
            ending_differences(f"change{number}", table, labels, source),
            outcome_differences(f"outcomes{number}", table, spreads, compared.outcomes, labels, source),
            flips(f"flips{number}", one.difference.flips, labels, source),
        ]
        parts += [Pictures(drawn), Words(pairing_line(one))]
    return parts


def _spread(one: Pair, name: str) -> float:
    values = numbers(one.runs_a[name])
    return float(np.nanstd(values)) if np.isfinite(values).any() else 0.0


def _changes(compared: Compared) -> list[Section]:
    """What each other scenario changes against the first; and the first against the one it is laid over."""
    first, *others = compared.arms
    found = []
    for number, (arm, label) in enumerate(zip(others, compared.labels[1:], strict=True)):
        section = changes(arm.scenario, first.scenario, compared.labels[0])
        title = f"What {label} changes against {compared.labels[0]}"
        found.append(Section(f"changes{number}", title, section.parts))
    if first.root is not None and first.root.hash != first.scenario.hash:
        section = changes(first.scenario, first.root, first.root.name)
        found.append(Section("changes", f"What {compared.labels[0]} changes against {first.root.name}", section.parts))
    return found


def _stories(compared: Compared) -> Section:
    """Worlds told under each scenario: those that end otherwise, and a typical one."""
    other = other_program(compared.told)
    if other:
        return Section("wars", "One world, told twice", (Words(f"Not told: played by another program ({other})."),))
    if len(compared.arms) > MOST_TOLD:
        return Section("wars", "One world, told twice", (Words("sim trace tells any war of any of the scenarios."),))
    told = _worlds(compared)
    stories = []
    played = [traces(arm.plan, list(told)) for arm in compared.arms]
    endings = [dict(zip(arm.runs["replication"], arm.runs["ending"].astype(str), strict=True)) for arm in compared.arms]
    for replication, why in told.items():
        for label, entries, ends in zip(compared.labels, played, endings, strict=True):
            title = next(ending.title for ending in ENDINGS if ending.name == ends[replication])
            heading = f"War {replication} under {label}: {inside(title)}"
            stories.append(Story(heading, why, lines(entries[replication])))
    scenarios = counted(len(compared.arms), "scenario")
    words = f"The same draw and the same dice under {scenarios}; what differs is what was changed."
    return Section("wars", "The same worlds, told under each", (Words(words), Stories(tuple(stories))))


def _worlds(compared: Compared) -> dict[int, str]:
    """Replications worth telling, and why."""
    found: dict[int, str] = {}
    for one in compared.pairs:
        if one.commonest_flip is not None:
            a, b, replication = one.commonest_flip
            under_a, under_b = (inside(each.title) for name in (a, b) for each in ENDINGS if each.name == name)
            why = (
                f"The first world of the commonest change of ending: {under_a} under {one.label_a}, {under_b} under"
                f" {one.label_b}."
            )
            found.setdefault(replication, why)
    typical = examples(compared.arms[0].runs)[0]
    found.setdefault(
        typical.replication,
        f"A typical world of {compared.labels[0]}: its commonest ending, with the middle gain of ground.",
    )
    return found
