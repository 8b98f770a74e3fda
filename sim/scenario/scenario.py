"""The scenario, of which one number or choice can be set to make another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sim.base.errors import SimError
from sim.scenario.completion import complete
from sim.scenario.content import ScenarioContent
from sim.scenario.faults import Fault, Origin
from sim.scenario.layers import lay_setting
from sim.scenario.nodes import Leaf
from sim.scenario.records import Entry, Event
from sim.scenario.scalars import resolve_plain


@dataclass(frozen=True, eq=False, repr=False)
class Scenario(ScenarioContent):
    """A scenario; what it says is described in `ScenarioContent`."""

    def override(self, path: str, value: float | str | bool) -> Scenario:
        """Return the scenario with one number, one choice, ``as_of`` or ``weeks`` set.

        A number loses its spread, as under a bare number in a file. True and False stand for on and off.

        Raises:
            SimError: the path is unknown or the value is not one it can have.
        """
        faults: list[Fault] = []
        changed = lay_setting(replace(self, events=self.own_events), path, _leaf(path, value), faults)
        if not faults:
            changed = complete(changed, faults)
        if faults:
            raise SimError(f"{self.name}: cannot set {path}", [str(fault) for fault in faults])
        return changed

    def laid(self, entries: Mapping[str, Entry], events: Sequence[Event], faults: list[Fault]) -> Scenario:
        """Return the scenario with other entries and more events, noting what does not suit the day it starts on."""
        own = (*self.own_events, *events)
        return complete(replace(self, entries={**self.entries, **entries}, events=own), faults)


def _leaf(path: str, value: float | str | bool) -> Leaf:
    """Return a value as if it had been written, with the same advice where it is no use."""
    if isinstance(value, bool):
        value = "on" if value else "off"
    at = Origin(f"override {path}={value}")
    if isinstance(value, str):
        return Leaf(resolve_plain(value), value, at)
    # Samplers hand over floats, and numpy's, for what may have to be a whole number.
    figure = int(value) if float(value).is_integer() else float(value)
    return Leaf(figure, repr(figure), at)
