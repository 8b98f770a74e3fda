"""The explorer's page: controls and the first pictures, as one document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim import __version__
from sim.analysis.wording import capitalised
from sim.base.text import written
from sim.reports.explore.claims import NOTE
from sim.reports.explore.controls import Moves, Slider, menus, sliders
from sim.reports.explore.desk import Desk
from sim.reports.explore.settings import MOST_WARS, Arm, Settings, movable
from sim.reports.explore.view import Drawing
from sim.reports.explore.wars import FEW
from sim.reports.html.pictures.source import CAVEAT
from sim.scenario import Scenario
from sim.scenario.records import Source


@dataclass(frozen=True)
class Dial:
    """A slider as the page shows it.

    Attributes:
        slider: the number, its range and words.
        value: where it is set; None while it is as the scenario has it.
        source: of the number.
        warning: what else sets the number.
    """

    slider: Slider
    value: float | None
    source: Source | None
    warning: str

    @property
    def at(self) -> str:
        """Position of the slider."""
        return written(self.slider.rest if self.value is None else self.value)

    @property
    def said(self) -> str:
        """Its value in words."""
        if self.value is None:
            return f"as it is: {self.slider.as_it_is}"
        return self.slider.in_words(self.value)


async def page(desk: Desk, settings: Settings) -> Mapping[str, Any]:
    """What the page's template needs."""
    drawing = Drawing()
    shown = await desk.shown(settings, FEW)
    view = await desk.drawn(shown, drawing, await desk.claims(settings, (), {}))
    explored = desk.shelf.scenario(Arm(settings.explored.scenario))
    values = settings.values(settings.explored)
    chosen = dict((*settings.explored.choices, *settings.structure))
    return {
        "settings": settings,
        "address": settings.address,
        "scenario": explored,
        "pinned": None if settings.pinned is None else desk.shelf.scenario(Arm(settings.pinned.scenario)),
        "names": desk.shelf.names,
        "groups": [_group(which, explored, values, chosen) for which in ("lever", "assumption")],
        "more": [explored.numbers[path] for path in movable(explored) if explored.numbers[path].distribution],
        "view": view,
        "most": MOST_WARS - 1,
        "ledger": (await desk.ledger()).ledger.title,
        "about_ledger": NOTE,
        "caveat": CAVEAT,
        "version": __version__,
    }


def _group(which: Moves, scenario: Scenario, values: Mapping[str, float], chosen: Mapping[str, str]) -> dict[str, Any]:
    """Controls that move one arm, or all."""
    dials = [
        Dial(one, values.get(one.path), scenario.sources.get(one.number.source), _warning(scenario, one.path))
        for one in sliders(scenario, values, which)
    ]
    own = [(menu, chosen.get(menu.path, menu.value)) for menu in menus(scenario) if menu.moves == which]
    return {"moves": which, "dials": dials, "menus": own}


def _warning(scenario: Scenario, path: str) -> str:
    """What of the scenario sets a number, whatever the slider says."""
    events = [event for event in scenario.events for change in event.changes if change.path == path]
    fixed = [event for event in events if any(c.path == path and c.set is not None for c in event.changes)]
    if fixed:
        return f"The scenario sets it from week {max(0, fixed[0].week)} on: “{capitalised(fixed[0].title)}”."
    if events:
        return f"The scenario changes it as well: “{capitalised(events[0].title)}”, week {max(0, events[0].week)}."
    return ""
