"""The decision of a ledger as the file states it: actions, and sets of weights."""

from __future__ import annotations

from sim.scenario.faults import Fault, did_you_mean, listed
from sim.scenario.nodes import ListNode, MapNode, Node, found_words, join
from sim.scenario.shapes import fit
from sim.studies.argument.ledger.names import Naming
from sim.studies.argument.ledger.records import STRATEGY, Decision, Weights, World, Worth
from sim.studies.argument.ledger.shapes import DecisionShape, WeightsShape
from sim.studies.argument.ledger.tests import measured

HERE = "decision"


def read_decision(node: Node, naming: Naming) -> Decision | None:
    """Return the decision, or None after noting why there is none; its actions become worlds."""
    before = len(naming.faults)
    if not isinstance(node, MapNode):
        expected = "expected a mapping with scenario, actions, weights"
        naming.faults.append(Fault(node.at, HERE, f"found {found_words(node)}, {expected}"))
        return None
    shape = fit(DecisionShape, node.without("weights"), HERE, naming.faults)
    if shape is None:
        return None
    naming.find(shape.scenario, node.place("scenario"), join(HERE, "scenario"))
    world = naming.worlds.get(shape.scenario)
    if world is not None:
        _add_actions(shape, node, world, naming)
    weights = _weights(node, naming, world)
    if len(naming.faults) > before:
        return None
    return Decision(shape.scenario, tuple(shape.actions), weights)


def action_world(scenario: str, action: str) -> str:
    """Name of the world in which an action is taken."""
    return f"{scenario}, {action}"


def _add_actions(shape: DecisionShape, node: MapNode, world: World, naming: Naming) -> None:
    """Make a world of every action."""
    known = world.scenario.choices[STRATEGY].options
    for action in shape.actions:
        if action not in known:
            advice = did_you_mean(action, known) or f", expected one of {listed(known)}"
            message = f"unknown action '{action}'{advice}"
            naming.faults.append(Fault(node.place("actions"), join(HERE, "actions"), message))
            continue
        name = action_world(shape.scenario, action)
        naming.worlds[name] = World(name, world.scenario.override(STRATEGY, action))
    if len(set(shape.actions)) < len(shape.actions):
        message = "found an action twice, expected each once"
        naming.faults.append(Fault(node.place("actions"), join(HERE, "actions"), message))


def _weights(node: MapNode, naming: Naming, world: World | None) -> tuple[Weights, ...]:
    below = node.entries.get("weights")
    if not isinstance(below, MapNode) or not below.entries:
        found = "missing; " if below is None else f"found {found_words(below)}, "
        message = f"{found}expected a mapping of sets of weights"
        naming.faults.append(Fault(node.place("weights"), join(HERE, "weights"), message))
        return ()
    sets = []
    for name, item in below.entries.items():
        path = f"{HERE}.weights.{name}"
        if not isinstance(item, MapNode):
            expected = "expected a mapping with title, why, worths"
            naming.faults.append(Fault(below.place(name), path, f"found {found_words(item)}, {expected}"))
            continue
        shape = fit(WeightsShape, item, path, naming.faults)
        if shape is not None:
            worths = _worths(shape, item, path, naming, world)
            sets.append(Weights(name, shape.title, shape.why, worths))
    return tuple(sets)


def _worths(
    shape: WeightsShape, node: MapNode, path: str, naming: Naming, world: World | None
) -> tuple[Worth, ...]:
    listing = node.entries["worths"]
    items = listing.items if isinstance(listing, ListNode) else ()
    worths = []
    for index, (one, item) in enumerate(zip(shape.worths, items, strict=True)):
        if not isinstance(item, MapNode):  # has been fitted, so it is one
            continue
        here = f"{path}.worths[{index}]"
        measure = measured(one.outcome, item, "outcome", here, naming.faults)
        if one.times is not None and world is not None and one.times not in world.scenario.numbers:
            advice = did_you_mean(one.times, world.scenario.numbers)
            message = f"unknown path '{one.times}'{advice or ', expected the dotted path of a number'}"
            naming.faults.append(Fault(item.place("times"), join(here, "times"), message))
        if measure is not None:
            worths.append(Worth(measure, float(one.worth), float(one.per), one.times, one.why))
    return tuple(worths)
