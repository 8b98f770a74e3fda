"""The arms of a ledger by name: those it defines, and the scenarios that it names directly."""

from dataclasses import dataclass, field
from pathlib import Path

from sim.base.errors import SimError
from sim.base.files import is_file
from sim.scenario import Scenario, load, shipped_names
from sim.scenario.faults import Fault, Origin
from sim.scenario.files import leaves_folder
from sim.scenario.nodes import join
from sim.scenario.section import Section, unknown
from sim.studies.argument.ledger.records import STRATEGY, Arm
from sim.studies.argument.ledger.shapes import ArmShape


@dataclass
class Arms:
    """Finds arms, loading each scenario once and noting each fault once.

    Attributes:
        folder: of the ledger; a scenario beside it may be named like a shipped one.
        found: arms found so far, by name.
    """

    folder: Path
    found: dict[str, Arm] = field(default_factory=dict)
    _loaded: dict[str, Scenario | None] = field(default_factory=dict)
    _broken: set[str] = field(default_factory=set)

    def define(self, worlds: Section) -> None:
        """Read the section `worlds` of a ledger."""
        for name in worlds.node.entries:
            section = worlds.mapping(name, "with scenario, strategy, weeks, set")
            scenario = self._defined(section) if section else None
            if scenario is None:
                self._broken.add(name)
            else:
                self.found[name] = Arm(name, scenario)

    def find(self, name: str, section: Section, key: str) -> Arm | None:
        """Return the arm or the scenario that a key names, or None after noting that there is none."""
        if name not in self.found and name not in self._broken:
            scenario = self._load(name, section, key, also=self.found.keys() | self._broken)
            if scenario is not None:
                self.found[name] = Arm(name, scenario)
        return self.found.get(name)

    def _defined(self, section: Section) -> Scenario | None:
        shape = section.fit(ArmShape)
        scenario = self._load(shape.scenario, section, "scenario", also=set()) if shape else None
        if shape is None or scenario is None:
            return None
        settings = {**(shape.set or {}), STRATEGY: shape.strategy, "weeks": shape.weeks}
        for path, value in settings.items():
            try:
                scenario = scenario.override(path, value) if value is not None else scenario
            except SimError as error:
                message = "; ".join(text.partition(": ")[2] or text for text in error.faults)
                if path in (shape.set or {}):
                    (inside,) = section.mappings("set")
                    inside.note(path, message)
                else:
                    section.note("strategy" if path == STRATEGY else path, message, join(section.path, path))
                return None
        return scenario

    def _load(self, name: str, section: Section, key: str, also: set[str]) -> Scenario | None:
        """Return a scenario beside the ledger or a shipped one; its own faults are said in its own message."""
        if name in self._loaded:
            return self._loaded[name]
        self._loaded[name] = None
        beside = self.folder / f"{name}.yaml"
        reference: str | Path = beside if is_file(beside) else name
        if reference is beside and leaves_folder(beside, self.folder):
            section.note(key, f"found '{name}', which leaves the folder of the ledger; expected a file beside it")
            return None
        if reference is name and name not in shipped_names():
            section.note(key, unknown("scenario", name, [*sorted(also), *shipped_names()]))
            return None
        try:
            self._loaded[name] = load(reference)
        except SimError as error:
            section.note(key, f"the scenario '{name}' has faults; see: sim check {reference}")
            section.faults.extend(Fault(Origin(f"{name}.yaml"), "", text) for text in error.faults)
        return self._loaded[name]
