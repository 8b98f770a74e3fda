"""What a page shows as a report: one file that can be sent, with the pictures, the settings and the command behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sim import __version__
from sim.analysis.wording import capitalised, parameter
from sim.base.text import counted
from sim.reports.explore.claims import NOTE, WORDS, Line
from sim.reports.explore.controls import menus, slider
from sim.reports.explore.settings import Arm, Settings, Shelf
from sim.reports.explore.stories import Story
from sim.reports.explore.view import TITLES, Shown, View, status
from sim.reports.html import page as pages
from sim.reports.html.page import Commands, Page, Pictures, Points, Section, Stories, Table, Words
from sim.reports.html.pictures.axes import dated
from sim.reports.html.pictures.endings import headline
from sim.reports.html.pictures.source import CAVEAT
from sim.reports.html.svg import Picture
from sim.scenario import Scenario

SECTIONS = (
    ("endings", "How the wars end"),
    ("ground", "Ground"),
    ("front", "The front"),
    ("losses", "Losses"),
    ("scarcity", "What runs short"),
)


def report(
    settings: Settings,
    shelf: Shelf,
    arms: Sequence[Shown],
    view: View,
    claims: Sequence[Line],
    told: Sequence[Story],
    scenario_text: str,
) -> Page:
    """The page.

    Args:
        settings: it shows.
        shelf: of the scenarios.
        arms: the futures shown.
        view: their pictures.
        claims: of the ledger, as their wars answer them.
        told: a war of each.
        scenario_text: the explored future as a scenario file.
    """
    explored = arms[0].future.scenario
    sections = [
        Section("set", "What was set", tuple(_set(settings, shelf))),
        *(Section(key, title, (Pictures(_drawn(view, key)),)) for key, title in SECTIONS),
        Section("war", "One war", (_stories(settings, arms, told),)),
        Section("ledger", "The ledger of claims", (Words(NOTE), _ledger(claims))),
        Section("caveats", "What this is not", (Points((CAVEAT, status(arms, ""))),)),
        Section("again", "How to get this again", (Commands(_commands(settings, scenario_text)),)),
    ]
    if len(arms) > 1:
        sections.insert(2, Section("difference", "What differs, world by world", (Pictures(view.parts["difference"]),)))
    end = explored.as_of + timedelta(weeks=explored.weeks)
    facts = (
        f"{counted(arms[0].wars.n, 'war')} of {counted(explored.weeks, 'week')}, {dated(explored.as_of)} to {dated(end)}",
        f"seed {settings.seed}",
        f"engine {arms[0].wars.engine}",
        f"sim {__version__}",
    )
    words = [f"{TITLES[arm.name]}, {arm.source.scenario}: {headline(arm.wars.counts)}" for arm in arms]
    return Page(f"{explored.title}, as explored", "Explored", tuple(words), facts, tuple(sections))


def _drawn(view: View, section: str) -> list[Picture]:
    names = (f"explored-{section}", f"pinned-{section}")
    return [picture for name in names for picture in view.parts.get(name, ())]


def _set(settings: Settings, shelf: Shelf) -> Iterator[pages.Part]:
    """Every number and choice set, with its unit and which futures it moves."""
    rows: list[tuple[str, ...]] = []
    names = zip(("the future you move", "the pinned future"), settings.arms, strict=False)
    for name, arm in names:
        scenario = shelf.scenario(Arm(arm.scenario))
        rows += [_choice(scenario, path, option, name) for path, option in arm.choices]
        rows += [_number(scenario, path, value, name) for path, value in arm.levers]
    explored = shelf.scenario(Arm(settings.explored.scenario))
    rows += [_choice(explored, path, option, "every future") for path, option in settings.structure]
    rows += [_number(explored, path, value, "every future") for path, value in settings.assumptions]
    if rows:
        yield Table("Numbers and choices set by hand", ("What", "Set to", "Otherwise", "Moves"), tuple(rows))
    else:
        yield Words("Nothing: everything is as the scenario has it.")


def _number(scenario: Scenario, path: str, value: float, moves: str) -> tuple[str, ...]:
    one = slider(scenario, path)
    return one.title, one.in_words(value), one.as_it_is, moves


def _choice(scenario: Scenario, path: str, option: str, moves: str) -> tuple[str, ...]:
    menu = next((menu for menu in menus(scenario) if menu.path == path), None)
    if menu is None:
        return capitalised(parameter(path)), option, "", moves
    return menu.title, menu.options[option], menu.options[menu.value], moves


def _ledger(claims: Sequence[Line]) -> Table:
    rows = tuple((f"{one.claim.id}. {one.claim.paraphrase}", WORDS[one.answer], one.why) for one in claims)
    return Table("Claims and what these wars say to them", ("Claim", "Here", "Why"), rows)


def _stories(settings: Settings, arms: Sequence[Shown], told: Sequence[Story]) -> Stories:
    found = []
    for arm, one in zip(arms, told, strict=True):
        lines = tuple(pages.Line(dated(date.fromisoformat(day)), (text,)) for day, text in one.entries)
        found.append(pages.Story(f"{TITLES[arm.name]}, war {settings.war}: {one.ending}", one.check, lines))
    return Stories(tuple(found))


def _commands(settings: Settings, scenario_text: str) -> tuple[tuple[str, str], ...]:
    command = next(line for line in scenario_text.splitlines() if "sim run" in line).partition("to the bit: ")[2]
    return (
        ("The future you move, as the file explored.yaml:", scenario_text),
        ("Plays the same wars, to the bit:", command),
        ("The page itself: sim explore, and behind its address:", f"?{settings.address}"),
    )
