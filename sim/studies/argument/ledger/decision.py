"""The decision of a ledger as the file states it: actions, and sets of weights."""

from sim.base.errors import SimError
from sim.base.files import is_file
from sim.scenario.faults import did_you_mean
from sim.scenario.files import leaves_folder
from sim.scenario.nodes import MapNode, found_words
from sim.scenario.section import Section, unknown
from sim.studies.argument.ledger.arms import Arms
from sim.studies.argument.ledger.claim_tests import read_measure
from sim.studies.argument.ledger.records import STRATEGY, Arm, Decision, Weights, Worth
from sim.studies.argument.ledger.shapes import DecisionShape, WeightsShape
from sim.studies.game.loading import load as load_game
from sim.studies.game.records import Game


def read_decision(section: Section, arms: Arms) -> Decision | None:
    """Return the decision, or None after noting why there is none; its actions become arms."""
    before = len(section.faults)
    shape = section.fit(DecisionShape, "weights")
    if shape is None:
        return None
    arm = arms.find(shape.scenario, section, "scenario")
    if arm is not None:
        _add_actions(shape.actions, section, arm, arms)
    if len(set(shape.actions)) < len(shape.actions):
        section.note("actions", "found an action twice, expected each once")
    weights = _weights(section, arm)
    game = _game(shape.game, section, arm, arms, shape.actions) if shape.game is not None and arm is not None else None
    return Decision(shape.scenario, tuple(shape.actions), weights, game) if len(section.faults) == before else None


def action_arm(scenario: str, action: str) -> str:
    """Name of the arm in which an action is taken."""
    return f"{scenario}, {action}"


def _add_actions(actions: list[str], section: Section, arm: Arm, arms: Arms) -> None:
    """Make an arm of every action."""
    known = arm.scenario.choices[STRATEGY].options
    for action in actions:
        if action in known:
            name = action_arm(arm.name, action)
            arms.found[name] = Arm(name, arm.scenario.override(STRATEGY, action))
        else:
            section.note("actions", unknown("action", action, known))


def _game(name: str, section: Section, arm: Arm, arms: Arms, actions: list[str]) -> Game | None:
    """Return the game, beside the ledger or a shipped one, as it is played in the decision's scenario."""
    beside = arms.folder / f"{name}.yaml"
    if is_file(beside) and leaves_folder(beside, arms.folder):
        section.note("game", f"found '{name}', which leaves the folder of the ledger; expected a file beside it")
        return None
    try:
        game = load_game(beside if is_file(beside) else name, lambda _: arm.scenario)
    except SimError as error:
        section.note("game", "; ".join((error.message, *error.faults)))
        return None
    asked = game.actors[game.against]
    for action in actions:
        if action not in asked.options:
            section.note("game", f"{asked.title} has no such strategy: {unknown('action', action, asked.options)}")
    return game


def _weights(section: Section, arm: Arm | None) -> tuple[Weights, ...]:
    node = section.node.entries.get("weights")
    if not isinstance(node, MapNode) or not node.entries:
        found = "missing; " if node is None else f"found {found_words(node)}, "
        section.note("weights", f"{found}expected a mapping of sets of weights")
        return ()
    (sets,) = section.mappings("weights")
    read = ((name, sets.mapping(name, "with title, why, worths")) for name in node.entries)
    weights = (_weights_set(name, below, arm) for name, below in read if below is not None)
    return tuple(one for one in weights if one is not None)


def _weights_set(name: str, section: Section, arm: Arm | None) -> Weights | None:
    shape = section.fit(WeightsShape)
    if shape is None:
        return None
    worths = []
    for one, below in zip(shape.worths, section.mappings("worths"), strict=True):
        measure = read_measure(below, "outcome", one.outcome)
        if one.times is not None and arm is not None and one.times not in arm.scenario.numbers:
            advice = did_you_mean(one.times, arm.scenario.numbers) or ", expected the dotted path of a number"
            below.note("times", f"unknown path '{one.times}'{advice}")
        if measure is not None:
            worths.append(
                Worth(measure=measure, worth=float(one.worth), per=float(one.per), times=one.times, why=one.why)
            )
    return Weights(name, shape.title, shape.why, tuple(worths))
