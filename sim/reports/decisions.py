"""The worth of decisions in the terminal."""

from rich.table import Column

from sim.base.text import actor_title, counted
from sim.reports.terminal import Terminal, number_column, plain_table
from sim.scenario import Scenario
from sim.studies.decisions.worth import GROUND, LOSSES, Worth

SHORT = {
    "settlement": "settled",
    "armistice": "armistice",
    "russian_victory": "R wins",
    "ukrainian_restoration": "U regains",
    "russian_withdrawal": "R leaves",
    "nato_russia_war": "NATO war",
    "nuclear_use": "nuclear",
    "war_continues": "goes on",
}
"""Endings in a word, for a table of 80 columns."""
TITLE_WIDTH = 19


def print_worths(out: Terminal, scenario: Scenario, found: list[Worth]) -> None:
    """One table for each actor, and how many decisions matter."""
    for actor in dict.fromkeys(each.actor for each in found):
        table = plain_table(
            Column(actor_title(actor), width=TITLE_WIDTH),
            *map(number_column, ("km²", "R loses", "U loses", "ending")),
            Column("", no_wrap=True),
            number_column("value"),
        )
        for each in (each for each in found if each.actor == actor):
            losses = [_change(each, outcome, 1e-3, 1) for outcome in LOSSES]
            change, ending = _ending(each)
            title = scenario.menus[actor][each.option].title
            table.add_row(title, _change(each, GROUND, 1.0, 0), *losses, change, ending, f"{each.value[0]:+.2f}")
        out.print(table)
        out.print()
    matter = sum(each.matters for each in found)
    out.print_sentence(
        f"{matter} of {counted(len(found), 'option')} move an ending by 1 in 100 or ground by 5 % for certain. km²: ground"
        " Russia gains; R and U loses: killed and wounded of Russia and Ukraine, in thousands; ending: the one whose share"
        " changes most, in 100 wars; value: what the changes are worth to whoever decides, in shares of what is contested,"
        " before the option's price."
    )


def _change(each: Worth, outcome: str, unit: float, decimals: int) -> str:
    row = each.row(outcome)
    half = (row["high"] - row["low"]) / 2.0 * unit
    return f"{row['difference'] * unit:+,.{decimals}f}±{half:,.{decimals}f}"


def _ending(each: Worth) -> tuple[str, str]:
    """The change of the ending that changes most, and its name; nothing where no war ends otherwise."""
    if each.difference.n_flipped == 0:
        return "none", ""
    row = each.ending
    half = (row["high"] - row["low"]) / 2.0
    return f"{100 * row['difference']:+.1f}±{100 * half:.1f}", SHORT[str(row["outcome"])]
