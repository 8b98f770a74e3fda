"""Worlds by name: those a ledger defines, and the scenarios it names directly."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sim.base.errors import SimError
from sim.scenario import Scenario, load, shipped_names
from sim.scenario.faults import Fault, Origin, did_you_mean, listed
from sim.scenario.nodes import MapNode, Node, found_words, join
from sim.scenario.shapes import fit
from sim.studies.argument.ledger.records import STRATEGY, World
from sim.studies.argument.ledger.shapes import WorldShape


@dataclass
class Naming:
    """Finds worlds, loading each scenario once and saying each fault once.

    Attributes:
        folder: of the ledger; a scenario beside it may be named like a shipped one.
        faults: list to which faults are added.
        worlds: found so far, by name.
    """

    folder: Path
    faults: list[Fault]
    worlds: dict[str, World] = field(default_factory=dict)
    _loaded: dict[str, Scenario | None] = field(default_factory=dict)
    _broken: set[str] = field(default_factory=set)

    def define(self, node: Node) -> None:
        """Read the section `worlds` of a ledger."""
        if not isinstance(node, MapNode):
            self.faults.append(
                Fault(node.at, "worlds", f"found {found_words(node)}, expected a mapping of worlds")
            )
            return
        for name, below in node.entries.items():
            world = self._defined(name, below, node.place(name))
            if world is None:
                self._broken.add(name)
            else:
                self.worlds[name] = world

    def find(self, name: str, at: Origin, path: str) -> str:
        """Return the name of a world that exists, or note that it does not."""
        if name not in self.worlds and name not in self._broken:
            scenario = self._load(name, at, path, set(self.worlds) | self._broken)
            if scenario is not None:
                self.worlds[name] = World(name, scenario)
        return name

    def _defined(self, name: str, node: Node, at: Origin) -> World | None:
        path = join("worlds", name)
        if not isinstance(node, MapNode):
            expected = "expected a mapping with scenario, strategy, weeks, set"
            self.faults.append(Fault(at, path, f"found {found_words(node)}, {expected}"))
            return None
        shape = fit(WorldShape, node, path, self.faults)
        if shape is None:
            return None
        scenario = self._load(shape.scenario, node.place("scenario"), join(path, "scenario"), set())
        if scenario is None:
            return None
        inside = node.entries.get("set")
        settings: list[tuple[str, float | str, Origin, str]] = [
            (key, value, inside.place(key) if isinstance(inside, MapNode) else at, join(path, "set"))
            for key, value in (shape.set or {}).items()
        ]
        if shape.strategy is not None:
            settings.append((STRATEGY, shape.strategy, node.place("strategy"), path))
        if shape.weeks is not None:
            settings.append(("weeks", shape.weeks, node.place("weeks"), path))
        for key, value, place, where in settings:
            try:
                scenario = scenario.override(key, value)
            except SimError as error:
                message = "; ".join(text.partition(": ")[2] or text for text in error.faults)
                self.faults.append(Fault(place, join(where, key), message))
                return None
        return World(name, scenario, shape.why)

    def _load(self, name: str, at: Origin, path: str, other: set[str]) -> Scenario | None:
        """Return a scenario beside the ledger or a shipped one; its own faults are said in its own message."""
        if name in self._loaded:
            return self._loaded[name]
        self._loaded[name] = None
        beside = self.folder / f"{name}.yaml"
        reference: str | Path = beside if beside.is_file() else name
        if not beside.is_file() and name not in shipped_names():
            known = [*sorted(other), *shipped_names()]
            advice = did_you_mean(name, known) or f", expected one of {listed(known)}"
            self.faults.append(Fault(at, path, f"unknown scenario '{name}'{advice}"))
            return None
        try:
            self._loaded[name] = load(reference)
        except SimError as error:
            self.faults.append(
                Fault(at, path, f"the scenario '{name}' has faults; see: sim check {reference}")
            )
            self.faults += [Fault(Origin(f"{name}.yaml"), "", text) for text in error.faults]
        return self._loaded[name]
