"""Every entry that the model reads: a file that extends nothing has to declare them all.

The shipped baseline is the one list of the numbers that rules and agents read, and of the options that they know.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from sim.base.errors import SimError
from sim.scenario.entries import unknown_options
from sim.scenario.faults import Fault, listed
from sim.scenario.files import ScenarioFile, find, read_file
from sim.scenario.nodes import MapNode, join
from sim.scenario.records import Choice, Number
from sim.scenario.root import declare
from sim.scenario.scenario import Scenario
from sim.scenario.sources import UNREADABLE
from sim.scenario.tree import is_open


def missing_entries(file: ScenarioFile, root: Scenario) -> list[Fault]:
    """Return a fault for each entry that the model reads and the root does not declare as the baseline does."""
    baseline = find("baseline").resolve()
    if file.path.resolve() == baseline:
        return []
    return list(_in_section(_declared(baseline), root, file.node, ""))


@cache
def _declared(baseline: Path) -> Scenario:
    """Return what the baseline declares; faults in its entries are noted when it is loaded itself."""
    faults: list[Fault] = []
    file = read_file(baseline, faults)
    if file is None:
        raise SimError(f"{baseline}: cannot be read", [str(fault) for fault in faults])
    return declare(file, UNREADABLE, [])


def _in_section(model: Scenario, root: Scenario, node: MapNode, section: str) -> Iterator[Fault]:
    """Compare a section of the root with that of the model, and all below it."""
    expected, found = model.tree.members[section], root.tree.members[section]
    absent = [key for key in expected if key not in node.entries]
    for key in found:
        meant = get_close_matches(key, absent, n=1) if key not in expected else []
        if meant:
            absent.remove(meant[0])
            message = f"found a key that the model does not read; did you mean '{meant[0]}'?"
            yield Fault(node.place(key), join(section, key), message)
    for key in absent:
        path = join(section, key)
        yield Fault(node.at, path, f"missing; expected {_words(model, path)}, which the model reads")
    for key in expected:
        path, below = join(section, key), node.entries.get(key)
        if key not in found or not isinstance(below, MapNode):
            continue  # missing, or no entry at all, which is noted where it is declared
        if model.tree.kind(path) != root.tree.kind(path):
            message = f"found {root.tree.kind(path)}, expected {_words(model, path)}, which the model reads"
            yield Fault(node.place(key), path, message)
        elif path in model.tree.members:
            yield from _in_section(model, root, below, path)
        else:
            ours, theirs = model.choices.get(path), root.choices.get(path)
            if ours is not None and theirs is not None and not is_open(path):
                for field, message in unknown_options(theirs.options, ours.options):
                    yield Fault(below.place(field), path, message)


def _words(model: Scenario, path: str) -> str:
    """Say what the model has at a path."""
    match model.entries.get(path):
        case Number(unit=unit):
            return f"a number [{unit}]"
        case Choice(options=options):
            return f"a choice between {listed(options)}"
        case _:
            return f"a section with {listed(model.tree.members[path], 4)}"
