"""Load a ledger, or say in one message everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path

from sim.base.errors import SimError
from sim.scenario import shipped_folder
from sim.scenario.faults import Fault, did_you_mean, in_reading_order, listed, refusal
from sim.scenario.files import LEDGER_PATTERN, ScenarioFile, read_file
from sim.scenario.shapes import fit
from sim.studies.argument.ledger.claims import read_claims
from sim.studies.argument.ledger.decision import read_decision
from sim.studies.argument.ledger.names import Naming
from sim.studies.argument.ledger.records import Indifference, Ledger
from sim.studies.argument.ledger.shapes import LedgerShape

DEFAULT = "argument"
WALKED = ("worlds", "claims", "decision")


def shipped_ledgers() -> list[str]:
    """Names of the ledgers that come with the package."""
    return sorted(path.stem for path in shipped_folder().glob(LEDGER_PATTERN))


def find(reference: str | Path) -> Path:
    """Return the file that a path or the name of a shipped ledger stands for.

    Raises:
        SimError: neither.
    """
    names = shipped_ledgers()
    if isinstance(reference, str) and reference in names:
        return shipped_folder() / f"{reference}.yaml"
    path = Path(reference)
    if not path.is_file():
        advice = did_you_mean(path.stem, names) or f"; shipped ledgers are {listed(names)}"
        raise SimError(f"{reference}: no such file and no such shipped ledger{advice}")
    return path


def load(reference: str | Path = DEFAULT) -> Ledger:
    """Load a ledger and every scenario it names.

    Raises:
        SimError: with every fault.
    """
    ledger, faults = _read(find(reference))
    if ledger is None:
        raise refusal(reference, faults)
    return ledger


def check(path: str | Path) -> list[Fault]:
    """Return every fault of a ledger, none if it is fine."""
    return _read(find(path))[1]


def _read(path: Path) -> tuple[Ledger | None, list[Fault]]:
    faults: list[Fault] = []
    file = read_file(path, faults)
    ledger = _build(file, faults) if file is not None else None
    return (None if faults else ledger), in_reading_order(faults, (path.name,))


def _build(file: ScenarioFile, faults: list[Fault]) -> Ledger | None:
    node = file.node
    shape = fit(LedgerShape, node.without(*WALKED), "", faults)
    naming = Naming(file.path.parent, faults)
    if "worlds" in node.entries:
        naming.define(node.entries["worlds"])
    margins = shape.indifference if shape else None
    indifference = Indifference(margins.probability, margins.ratio, margins.value) if margins else None
    decision = read_decision(node.entries["decision"], naming) if "decision" in node.entries else None
    claims = read_claims(node, decision, "decision" in node.entries, naming, indifference)
    if faults or shape is None or indifference is None:
        return None
    return Ledger(
        name=file.path.stem,
        title=shape.title,
        description=shape.description or "",
        article={key: str(value) for key, value in shape.article.model_dump(exclude_none=True).items()},
        indifference=indifference,
        worlds=naming.worlds,
        claims=claims,
        decision=decision,
    )
