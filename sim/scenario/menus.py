"""What actors may choose between, and scripts of what they choose, as one file states them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sim.base.text import counted
from sim.scenario.changes import change_faults, change_of, changes_in, unknown_number
from sim.scenario.content import S, ScenarioContent
from sim.scenario.faults import Fault, did_you_mean, listed
from sim.scenario.fitting import fit
from sim.scenario.nodes import Leaf, ListNode, MapNode, Node, found_words, join
from sim.scenario.records import EFFECTS, FRONTS, FrozenMap, Option, Turn
from sim.scenario.shapes import NAME_PATTERN, OptionShape, TurnShape
from sim.scenario.sources import source_faults
from sim.scenario.tree import POLICIES, policy_path


def lay_menus(scenario: S, node: Node, faults: list[Fault]) -> S:
    """Return the scenario after a file's menus: options replaced by name, or added."""
    menus = {actor: dict(options) for actor, options in scenario.menus.items()}
    for actor, below in _by_actor(scenario, node, "menus", faults):
        if not isinstance(below, MapNode):
            message = f"found {found_words(below)}, expected a mapping of options"
            faults.append(Fault(below.at, join("menus", actor), message))
            continue
        options = menus.setdefault(actor, {})
        for name, item in below.entries.items():
            option = _option(scenario, f"menus.{actor}.{name}", item, faults)
            if option is not None:
                options[name] = option
    return replace(scenario, menus=FrozenMap({actor: FrozenMap(options) for actor, options in menus.items()}))


def lay_scripts(scenario: S, node: Node, faults: list[Fault]) -> S:
    """Return the scenario after a file's scripts: an actor's script is replaced whole."""
    scripts = dict(scenario.scripts)
    for actor, below in _by_actor(scenario, node, "scripts", faults):
        path = join("scripts", actor)
        if not isinstance(below, ListNode):
            faults.append(Fault(below.at, path, f"found {found_words(below)}, expected a list of turns"))
            continue
        turns = [_turn(scenario, actor, f"{path}[{index}]", item, faults) for index, item in enumerate(below.items)]
        scripts[actor] = tuple(turn for turn in turns if turn is not None)
    return replace(scenario, scripts=FrozenMap(scripts))


def with_options(scenario: S, node: Node | None) -> S:
    """Return the scenario with a file's own options among those that a policy may fix."""
    if not isinstance(node, MapNode):
        return scenario
    entries = dict(scenario.entries)
    for actor, below in node.entries.items():
        choice = scenario.choices.get(policy_path(actor))
        if choice is not None and isinstance(below, MapNode):
            options = tuple(dict.fromkeys((*choice.options, *below.entries)))
            entries[choice.path] = replace(choice, options=options)
    return replace(scenario, entries=entries)


def unknown_policies(scenario: ScenarioContent, faults: list[Fault]) -> None:
    """Note policies that are neither a way to choose nor an option of the actor's menu."""
    if any(fault.path.startswith("menus") for fault in faults):
        return
    for path, choice in scenario.choices.items():
        if path != policy_path(path.split(".")[1] if "." in path else ""):
            continue
        actor = path.split(".")[1]
        missing = [name for name in choice.options if name not in (*POLICIES, *scenario.menus.get(actor, ()))]
        if missing:
            message = f"found the options {listed(missing)}, expected each to be a key of menus.{actor}"
            faults.append(Fault(choice.origin, path, message))


def _by_actor(scenario: ScenarioContent, node: Node, key: str, faults: list[Fault]) -> list[tuple[str, Node]]:
    """Return what a file says of each actor that decides, after noting those that do not."""
    if not isinstance(node, MapNode):
        faults.append(Fault(node.at, key, f"found {found_words(node)}, expected a mapping of actors"))
        return []
    deciding = [path.split(".")[1] for path in scenario.tree.choices if path == policy_path(path.split(".")[1])]
    for actor, below in node.entries.items():
        if actor not in deciding:
            advice = did_you_mean(actor, deciding) or f", expected one of {listed(deciding)}"
            faults.append(Fault(below.at, join(key, actor), f"unknown actor{advice}"))
    return [(actor, below) for actor, below in node.entries.items() if actor in deciding]


def _option(scenario: ScenarioContent, path: str, item: Node, faults: list[Fault]) -> Option | None:
    """Return an option, or None after noting everything that is wrong with it."""
    name, before = path.rpartition(".")[2], len(faults)
    if not re.fullmatch(NAME_PATTERN, name):
        faults.append(Fault(item.at, path, f"found the name '{name}', expected letters, digits, '_', '-' and '.'"))
        return None
    if name in POLICIES:
        faults.append(Fault(item.at, path, f"found '{name}', which is a policy; expected another name for the option"))
    if not isinstance(item, MapNode):
        expected = "expected a mapping with title, changes, cost"
        faults.append(Fault(item.at, path, f"found {found_words(item)}, {expected}"))
        return None
    shape = fit(OptionShape, item, path, faults)
    faulty = {fault.path for fault in faults[before:]}
    for place, change in changes_in(item, path):
        faults += change_faults(scenario, change, place, faulty)
    if shape is None:
        return None
    faults += _own_faults(scenario, shape, item, path)
    if len(faults) > before:
        return None
    return Option(
        name=name,
        title=shape.title,
        description=shape.description,
        changes=tuple(change_of(change) for change in shape.changes),
        hold_weeks=shape.hold_weeks,
        lag_weeks=shape.lag_weeks,
        adds_up=shape.adds_up,
        meets=shape.meets,
        cost=shape.cost,
        effects=FrozenMap({key: (sizes[0], sizes[1], sizes[2]) for key, sizes in shape.effects.items()}),
        source=shape.source,
        note=shape.note,
        origin=item.at,
    )


def _own_faults(scenario: ScenarioContent, shape: OptionShape, item: MapNode, path: str) -> Iterator[Fault]:
    """Return what is wrong with an option besides its shape and its changes."""
    if shape.adds_up:
        for place, change in changes_in(item, path):
            if "add" not in change.entries:
                message = "found no add, expected add: what adds up is added each time the option is taken"
                yield Fault(change.at, place, message)
    if isinstance(shape.cost, str) and shape.cost not in scenario.tree.numbers:
        yield Fault(item.place("cost"), join(path, "cost"), unknown_number(scenario, shape.cost))
    for key, sizes in shape.effects.items():
        at, here = item.place("effects"), f"{path}.effects.{key}"
        if key not in EFFECTS:
            yield Fault(
                at, here, f"unknown effect{did_you_mean(key, EFFECTS) or f', expected one of {listed(EFFECTS)}'}"
            )
        elif len(sizes) != len(FRONTS):
            yield Fault(
                at, here, f"found {counted(len(sizes), 'number')}, expected one for each of {', '.join(FRONTS)}"
            )
    yield from source_faults(shape.source, scenario.sources, item.place("source"), path)


def _turn(scenario: ScenarioContent, actor: str, path: str, item: Node, faults: list[Fault]) -> Turn | None:
    """Return a turn of a script, or None after noting everything that is wrong with it."""
    before = len(faults)
    if not isinstance(item, MapNode):
        faults.append(Fault(item.at, path, f"found {found_words(item)}, expected a mapping with week or date, option"))
        return None
    shape = fit(TurnShape, item, path, faults)
    if shape is None:
        return None
    if (shape.week is None) == (shape.date is None):
        found = "neither week nor date" if shape.week is None else "week and date"
        faults.append(Fault(item.at, path, f"found {found}, expected one of them"))
    options = tuple(scenario.menus.get(actor, ()))
    if shape.option not in options:
        advice = did_you_mean(shape.option, options) or f", expected one of {listed(options)}"
        at = item.entries["option"].at if isinstance(item.entries["option"], Leaf) else item.at
        faults.append(Fault(at, join(path, "option"), f"unknown option '{shape.option}'{advice}"))
    if len(faults) > before:
        return None
    return Turn(shape.option, week=shape.week or 0, date=shape.date, origin=item.at)
