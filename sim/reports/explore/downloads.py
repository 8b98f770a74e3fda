"""What can be taken away: the settings as a scenario, and the results as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import yaml

from sim import __version__
from sim.analysis.outcome_table import outcome_table
from sim.base.outcomes import OUTCOMES
from sim.base.text import written
from sim.reports.explore.desk import Desk
from sim.reports.explore.report import report
from sim.reports.explore.settings import Settings, Shelf
from sim.reports.explore.stories import story
from sim.reports.explore.view import Drawing, Shown
from sim.reports.html.page import render
from sim.scenario import shipped_names

OF_A_WAR = ("ending", "week_of_ending", *(outcome.name for outcome in OUTCOMES))
"""Columns of the table of all wars, behind their number; `sim run` writes the same into runs.parquet."""


def command(settings: Settings, n: int, engine: str, file: str = "explored.yaml") -> str:
    """The command that plays the same wars from the downloaded scenario."""
    return f"sim run {file} -n {n} --seed {settings.seed} --engine {engine}"


def scenario_yaml(shelf: Shelf, settings: Settings, n: int, engine: str) -> str:
    """The explored future as a scenario: what it extends, and every choice and number set."""
    arm = settings.explored
    base = shelf.scenario(type(arm)(arm.scenario))
    set_by_hand: dict[str, Any] = {}
    for path, option in (*arm.choices, *settings.structure):
        _lay(set_by_hand, path, option)
    for path, value in settings.values(arm).items():
        _lay(set_by_hand, path, written(value))
    lines = [
        f"# Made by sim explore {__version__}. The same wars to the bit: {command(settings, n, engine)}",
        *([] if arm.scenario in shipped_names() else ["# Keep it beside the scenario that it extends."]),
        f"extends: {arm.scenario}",
        f"title: {_text(f'{base.title}, as explored')}",
        *([] if shelf.weeks is None else [f"weeks: {shelf.weeks}"]),
        *_lines(set_by_hand),
    ]
    return "\n".join(lines) + "\n"


def _lay(tree: dict[str, Any], path: str, value: str) -> None:
    *sections, key = path.split(".")
    for section in sections:
        tree = tree.setdefault(section, {})
    tree[key] = value


def _lines(tree: Mapping[str, Any], depth: int = 0) -> Iterator[str]:
    for key, value in tree.items():
        if isinstance(value, str):
            yield f"{'  ' * depth}{key}: {value}"
        else:
            yield f"{'  ' * depth}{key}:"
            yield from _lines(value, depth + 1)


def _text(text: str) -> str:
    """A text on one line, quoted."""
    return str(yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10**6)).strip()


def outcomes_csv(arm: Shown) -> str:
    """Every outcome with its interval, as `sim run` writes outcomes.csv."""
    return outcome_table(arm.wars.table(*_known(arm))).to_csv(index=False, lineterminator="\n")


def wars_csv(arm: Shown) -> str:
    """One row a war."""
    return arm.wars.table(*_known(arm)).to_csv(index=False, lineterminator="\n")


async def _explored(desk: Desk, settings: Settings) -> Shown:
    """The explored arm on as many wars as the page shows at rest."""
    return (await desk.rested(settings))[0]


async def _yaml(desk: Desk, settings: Settings) -> str:
    explored = await _explored(desk, settings)
    return scenario_yaml(desk.shelf, settings, explored.wars.n, explored.wars.engine)


async def _outcomes(desk: Desk, settings: Settings) -> str:
    return outcomes_csv(await _explored(desk, settings))


async def _wars(desk: Desk, settings: Settings) -> str:
    return wars_csv(await _explored(desk, settings))


async def _report(desk: Desk, settings: Settings) -> str:
    arms = await desk.rested(settings)
    claims = await desk.claims(settings, arms, {})
    told = [await desk.player.do(partial(story, arm.future, settings.war, desk.playing, arm)) for arm in arms]
    view = await desk.drawn(arms, Drawing(), claims, settled=True)
    text = scenario_yaml(desk.shelf, settings, arms[0].wars.n, arms[0].wars.engine)
    return render(report(settings, desk.shelf, arms, view, claims, told, text))


FILES = {"explored.yaml": _yaml, "explored.html": _report, "outcomes.csv": _outcomes, "wars.csv": _wars}
"""Files that a page hands out, and what makes their text."""


def _known(arm: Shown) -> list[str]:
    return [name for name in OF_A_WAR if name in arm.wars.columns]
