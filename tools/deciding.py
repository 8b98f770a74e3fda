"""Makes the response tables of the baseline's menus anew, and the prices of options that follow from the dated decisions.

`python -m tools.deciding` plays every option in three states of the front (minutes), and rewrites the `effects` under
`menus` and the numbers under `decisions.<actor>.cost` in `scenarios/baseline.yaml`, where they stand.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click

from sim.scenario import Scenario, load
from sim.scenario.records import FrozenMap
from sim.studies.decisions.record import fit
from sim.studies.decisions.tables import Table, choices, response_tables

BASELINE = Path(__file__).parents[1] / "scenarios" / "baseline.yaml"
UNCERTAIN_BY = 0.1
"""Half range of a price: what one decision more or less in two years does to it."""
DECIMALS = 3


@click.command()
@click.option("--wars", default=2048, show_default=True, help="Wars for each option and state of the front.")
@click.option("--seed", default=1, show_default=True, help="Of the wars.")
def main(wars: int, seed: int) -> None:
    """Rewrite the response tables and the prices of options in scenarios/baseline.yaml."""
    scenario = load(BASELINE)
    tables = response_tables(scenario, choices(scenario), wars, seed=seed, tick=click.echo)
    text = with_tables(BASELINE.read_text(encoding="utf-8"), tables)
    for actor in scenario.menus:
        found = fit(with_effects(scenario, tables), actor)
        gain = (found.scores - found.base).mean()
        click.echo(f"{actor}: log score {found.scores.mean():.3f} a month, {gain:+.3f} against base rates")
        for option, price in list(found.prices.items())[1:]:
            if scenario.numbers[f"decisions.{actor}.cost.{option}"].basis == "estimated":
                text = with_price(text, actor, option, price)
    BASELINE.write_text(text, encoding="utf-8")


def with_effects(scenario: Scenario, tables: Mapping[str, Mapping[str, Table]]) -> Scenario:
    """The scenario with response tables in its menus."""
    menus = {
        actor: FrozenMap(
            {
                name: replace(option, effects=FrozenMap(tables.get(actor, {}).get(name, {})))
                for name, option in menu.items()
            }
        )
        for actor, menu in scenario.menus.items()
    }
    return replace(scenario, menus=FrozenMap(menus))


def with_tables(text: str, tables: Mapping[str, Mapping[str, Table]]) -> str:
    """The text of a scenario with the effects of its menus' options replaced."""
    head, key, menus = text.rpartition("\nmenus:\n")
    bare = re.sub(r"(?m)^      effects:\n(?:        .*\n)+", "", menus)
    lines: list[str] = []
    actor = option = ""
    for line in bare.splitlines():
        if re.fullmatch(r" {2,4}[a-z_0-9]+:", line):
            lines += _rows(tables.get(actor, {}).get(option, {}))
            name = line.strip(" :")
            actor, option = (name, "") if line.startswith("  ") and line[2] != " " else (actor, name)
        lines.append(line)
    lines += _rows(tables.get(actor, {}).get(option, {}))
    return head + key + "\n".join(lines) + "\n"


def _rows(table: Table) -> list[str]:
    rows = [f"        {effect}: [{', '.join(f'{size:.6g}' for size in sizes)}]" for effect, sizes in table.items()]
    return ["      effects:", *rows] if rows else []


def with_price(text: str, actor: str, option: str, price: float) -> str:
    """The text of a scenario with the price of an option and its range replaced."""
    section = re.search(rf"(?m)^  {actor}:\n    policy:(?:\n    .*)*\n", text)
    assert section is not None
    figures = {"value": price, "low": price - UNCERTAIN_BY, "high": price + UNCERTAIN_BY}
    entry = re.search(rf"(?m)^      {option}:\n(?:        .*\n)+", section[0][section[0].index("    cost:\n") :])
    assert entry is not None
    new = entry[0]
    for key, figure in figures.items():
        new = re.sub(rf"(?m)^        {key}: .*$", f"        {key}: {figure:.{DECIMALS}f}", new)
    changed = section[0].replace(entry[0], new, 1)
    return text.replace(section[0], changed, 1)


if __name__ == "__main__":
    main()
