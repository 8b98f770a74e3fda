"""Wars as dated stories: a typical one and two far ones, played again by themselves."""

from itertools import groupby

from sim.analysis.examples import Example, examples
from sim.analysis.wording import inside, quantity
from sim.base.outcomes import ENDINGS
from sim.reports.html.arm import Arm
from sim.reports.html.page import Line, Section, Stories, Story, Words
from sim.reports.html.pictures.axes import dated
from sim.runs.program import other_program
from sim.runs.story import Entry, traces

KINDS = {
    "typical": ("A typical war", "It has the commonest ending, and among those wars the middle gain of ground"),
    "least": ("A good war for Ukraine", "Of 100 wars without a catastrophe Russia gains less ground in 5"),
    "most": ("A good war for Russia", "Of 100 wars without a catastrophe Russia gains more ground in 5"),
}
"""Heading and reason by kind of example."""


def stories(arm: Arm) -> Section:
    """The section with three wars; they are played again, which takes a second or two."""
    other = other_program(arm.told)
    if other:
        return Section("wars", "Three wars", (Words(f"Not told: the wars were played by another program ({other})."),))
    chosen = examples(arm.runs)
    told = traces(arm.plan, [example.replication for example in chosen])
    words = (
        "Chosen by one measure, the ground that Russia gains: what is good for one side is bad for the other. Each is one"
        " draw of the assumptions and one course of chance; no war is like the average."
    )
    found = tuple(story(example, told[example.replication]) for example in chosen)
    return Section("wars", "Three wars", (Words(words), Stories(found)))


def story(example: Example, entries: list[Entry]) -> Story:
    """One war, a line a day."""
    kind, why = KINDS[example.kind]
    ending = next(each.title for each in ENDINGS if each.name == example.ending)
    ground = quantity(example.value, signed=True)
    title = f"{kind}: {inside(ending)}, {ground} km² (war {example.replication})"
    return Story(title, f"{why}: {ground} km².", lines(entries))


def lines(entries: list[Entry]) -> tuple[Line, ...]:
    """The lines of a story, those of a day together."""
    days = groupby(entries, key=lambda entry: entry.day)
    return tuple(Line(dated(day), tuple(entry.text for entry in told)) for day, told in days)
