"""The worth of decisions in the terminal."""

from sim.analysis.wording import quantity
from sim.base.outcomes import ENDINGS
from sim.base.text import counted
from sim.reports.terminal import Terminal, number_column, plain_table
from sim.scenario import Scenario
from sim.studies.decisions.worth import GROUND, LOSSES, Worth

SHORT = 20
"""Letters of an ending's title that fit into the table."""


def print_worths(out: Terminal, scenario: Scenario, found: list[Worth]) -> None:
    """One table for each actor, and how many decisions matter."""
    for actor in dict.fromkeys(each.actor for each in found):
        going_on = next(iter(scenario.menus[actor].values())).title
        table = plain_table(
            f"{actor.capitalize()} ({going_on[0].lower()}{going_on[1:]})",
            number_column("km²"),
            number_column("Russians"),
            number_column("Ukrainians"),
            "ending, in 100",
            number_column("own value"),
        )
        for each in (each for each in found if each.actor == actor):
            title = scenario.menus[actor][each.option].title
            changes = [_change(each, outcome) for outcome in (GROUND, *LOSSES)]
            table.add_row(title, *changes, _ending(each), f"{each.value[0]:+.3f}")
        out.print(table)
        out.print()
    matter = sum(each.matters for each in found)
    out.print_sentence(
        f"{matter} of {counted(len(found), 'option')} move an ending by 1 in 100 or ground by 5 % for certain. km²: ground"
        " Russia gains; Russians, Ukrainians: killed and wounded; own value: what the changes are worth to whoever decides,"
        " in shares of what is contested, before the option's price."
    )


def _change(each: Worth, outcome: str) -> str:
    row = each.row(outcome)
    half = (row["high"] - row["low"]) / 2.0
    return f"{row['difference']:+,.0f}±{quantity(half)}"


def _ending(each: Worth) -> str:
    row = each.ending
    title = next(ending.title for ending in ENDINGS if ending.name == row["outcome"])
    half = (row["high"] - row["low"]) / 2.0
    return f"{100 * row['difference']:+.1f}±{100 * half:.1f} {title[:SHORT]}"
