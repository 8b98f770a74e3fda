"""Load a ledger, or say in one message everything that is wrong with it."""

from pathlib import Path

from sim.base.errors import SimError
from sim.base.text import counted
from sim.scenario.faults import Fault, bounded_advice, in_reading_order
from sim.scenario.files import ScenarioFile, find, read_file
from sim.scenario.section import Section
from sim.studies.argument.ledger.arms import Arms
from sim.studies.argument.ledger.claims import ClaimReader
from sim.studies.argument.ledger.decision import read_decision
from sim.studies.argument.ledger.records import Ledger
from sim.studies.argument.ledger.shapes import LedgerShape

DEFAULT = "argument"
WALKED = ("worlds", "claims", "decision")


def load(reference: str | Path = DEFAULT) -> Ledger:
    """Load a ledger and every scenario it names.

    Raises:
        SimError: with every fault.
    """
    ledger, faults = _read(find(reference, "ledger"))
    if ledger is None:
        raise SimError(f"{reference}: {counted(len(faults), 'fault')}", [str(fault) for fault in faults])
    return ledger


def check(path: str | Path) -> list[Fault]:
    """Return every fault of a ledger, none if it is fine."""
    return _read(find(path, "ledger"))[1]


@bounded_advice()
def _read(path: Path) -> tuple[Ledger | None, list[Fault]]:
    faults: list[Fault] = []
    file = read_file(path, faults)
    ledger = _build(file, faults) if file is not None else None
    return (None if faults else ledger), in_reading_order(faults, (path.name,))


def _build(file: ScenarioFile, faults: list[Fault]) -> Ledger | None:
    top = Section(file.node, "", faults)
    shape = top.fit(LedgerShape, *WALKED)
    margins = shape.indifference if shape else None
    arms = Arms(file.path.parent)
    has_decision = "decision" in file.node.entries
    worlds = top.mapping("worlds", "of arms") if "worlds" in file.node.entries else None
    if worlds is not None:
        arms.define(worlds)
    decided = top.mapping("decision", "with scenario, actions, weights") if has_decision else None
    decision = read_decision(decided, arms) if decided is not None else None
    claims = ClaimReader(arms, decision, has_decision, margins).read(top)
    if faults or shape is None or margins is None:
        return None
    return Ledger(
        name=file.path.stem,
        title=shape.title,
        description=shape.description or "",
        article={key: str(value) for key, value in shape.article.model_dump(exclude_none=True).items()},
        indifference=margins,
        arms=arms.found,
        claims=claims,
        decision=decision,
    )
