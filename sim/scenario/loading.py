"""Load a scenario, or say in one message everything that is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.base.errors import SimError
from sim.base.text import counted
from sim.scenario.completion import complete
from sim.scenario.faults import Fault, Origin, bounded_advice, in_reading_order, listed, refusal
from sim.scenario.files import SOURCES_FILE, ScenarioFile, find, read_chain
from sim.scenario.header import read_header
from sim.scenario.layers import lay_file, lay_setting
from sim.scenario.nodes import Leaf
from sim.scenario.remarks import remarks
from sim.scenario.requirements import missing_entries
from sim.scenario.resolved import too_large
from sim.scenario.root import declare
from sim.scenario.scalars import resolve_plain
from sim.scenario.scenario import Scenario
from sim.scenario.sources import check_sources, read_sources


def load(reference: str | Path, sets: Sequence[str] = ()) -> Scenario:
    """Load a scenario and all that it extends.

    Args:
        reference: a path, or the name of a shipped scenario.
        sets: values laid over it, each as ``path=value``.

    Raises:
        SimError: with every fault of every file involved.
    """
    scenario, faults = _read(find(reference), sets)
    if scenario is None:
        raise refusal(reference, faults)
    return scenario


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check has found.

    Attributes:
        faults: what has to be put right.
        remarks: what may not be meant; nothing of it if it was counted among the faults.
    """

    faults: list[Fault]
    remarks: list[Fault]


def check(path: str | Path, strict: bool = False) -> list[Fault]:
    """Return every fault of a scenario, or of a bibliography, none if it is fine; see `examine`."""
    return examine(path, strict).faults


def examine(path: str | Path, strict: bool = False) -> Findings:
    """Return every fault of a scenario, or of a bibliography, and what is to be said besides.

    Args:
        path: a path, or the name of a shipped scenario.
        strict: refuse figures that rest on hindsight, marked or not, and all that would be a remark, where the file
            itself says them; what it inherits is counted in one remark.
    """
    try:
        file = find(path)
    except SimError as error:
        return Findings([Fault(Origin(str(path)), "", error.message.removeprefix(f"{path}: "))], [])
    if file.name == SOURCES_FILE:
        faults: list[Fault] = []
        with bounded_advice():
            check_sources(file, faults)
        return Findings(in_reading_order(faults, (SOURCES_FILE,)), [])
    scenario, faults = _read(file, ())
    if scenario is None:
        return Findings(faults, [])
    said = in_reading_order(remarks(scenario), scenario.files)
    if not strict:
        return Findings(faults, said)
    late = [_hindsight_fault(scenario, path) for path in scenario.hindsight]
    own, *parents = scenario.files
    found = in_reading_order([*late, *said], scenario.files)
    inherited = [fault.file for fault in found if fault.file in parents]
    whence = listed(name for name in parents if name in inherited)
    counts = f"{counted(len(inherited), 'figure')} that --strict refuses inherited from {whence}"
    notes = [Fault(Origin(own), "", counts)] if inherited else []
    return Findings([fault for fault in found if fault.file not in parents], notes)


@bounded_advice()
def _read(path: Path, sets: Sequence[str]) -> tuple[Scenario | None, list[Fault]]:
    """Return the scenario if it has no fault, and the faults if it has."""
    faults: list[Fault] = []
    chain, complete = read_chain(path, faults)
    files = tuple(file.name for file in chain)
    scenario = None
    if complete:
        scenario = _build(chain, sets, faults)
    else:
        # Without the root nobody knows which paths there are; the headers can be judged all the same.
        for file in chain:
            read_header(file, faults)
    if faults:
        scenario = None
    return scenario, in_reading_order(faults, (*files, SOURCES_FILE))


def _build(chain: list[ScenarioFile], sets: Sequence[str], faults: list[Fault]) -> Scenario:
    """Lay the files of a chain and then the settings over one another."""
    root, *layers = reversed(chain)
    scenario = declare(root, read_sources(chain, faults), faults)
    faults += missing_entries(root, scenario)
    for file in layers:
        scenario = lay_file(scenario, file, faults)
    for setting in sets:
        scenario = _set(scenario, setting, faults)
    whole = complete(scenario, faults)
    if not faults:
        faults += too_large(whole)
    return whole


def _set(scenario: Scenario, setting: str, faults: list[Fault]) -> Scenario:
    """Lay one ``path=value`` over a scenario."""
    at = Origin(f"--set {setting}")
    path, equals, text = (part.strip() for part in setting.partition("="))
    if not path or not equals:
        faults.append(Fault(at, "", "expected path=value"))
        return scenario
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "'\""
    leaf = Leaf(text[1:-1], text[1:-1], at, True) if quoted else Leaf(resolve_plain(text), text, at)
    return lay_setting(scenario, path, leaf, faults)


def _hindsight_fault(scenario: Scenario, path: str) -> Fault:
    """Say where a scenario rests on hindsight."""
    places = {f"events.{event.name}": event.origin for event in scenario.events}
    places |= {path: entry.origin for path, entry in scenario.entries.items()}
    places |= {path: cited.source for path, cited in scenario.cited.items()}  # where the late source was named
    message = f"rests on hindsight, a source later than {scenario.as_of}; expected an earlier one (--strict)"
    return Fault(places[path], path, message)
