"""The whole validation: closed forms, battles, wars, the record, and where the uncertainty comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.base.outcomes import OUTCOMES
from sim.runs import ensemble
from sim.runs.ensemble import Plan
from sim.scenario import Scenario, load
from sim.studies.validation import battles, record, wars
from sim.studies.validation.battle_bands import battle_findings
from sim.studies.validation.findings import NAN, Finding, excused, known_shortfalls, within
from sim.studies.validation.hindcasts import Start, every_start, hindcast_findings
from sim.studies.validation.sensitivity import BASES, Sensitivity, sensitivity
from sim.studies.validation.suite import suite_findings
from sim.studies.validation.verification import verification_findings
from sim.studies.validation.war_bands import war_findings
from sim.war.randomness import BLOCK, stream
from sim.war.recorder import Table


@dataclass(frozen=True)
class Size:
    """How much is played.

    Attributes:
        battle_draws: draws with which every battle is fought.
        synthetic: battles where no file is given.
        war_blocks: blocks of five-year wars.
        hindcast_blocks: blocks of each hindcast.
        sensitivity_blocks: blocks of the baseline whose variance is split up.
        tests: run the verification tests, where they are there.
    """

    battle_draws: int
    synthetic: int
    war_blocks: int
    hindcast_blocks: int
    sensitivity_blocks: int
    tests: bool


FULL = Size(400, 768, 4, 4, 16, True)
QUICK = Size(60, 192, 1, 1, 2, False)


@dataclass(frozen=True)
class Validation:
    """Everything that came out.

    Attributes:
        findings: the table.
        starts: the hindcasts.
        sensitivity: shares of variance.
        scenario: whose numbers.
        seed: of all dice.
        prior: raw ranges instead of the draws that history left.
    """

    findings: list[Finding]
    starts: list[Start]
    sensitivity: Sensitivity
    scenario: Scenario
    seed: int
    prior: bool


def validate(
    size: Size,
    seed: int,
    prior: bool = False,
    battle_file: Path | None = None,
    say: Callable[[str], None] = lambda _what: None,
) -> Validation:
    """Run all checks.

    Args:
        size: how much is played.
        seed: of all dice.
        prior: raw ranges instead of the draws that history left.
        battle_file: battles to fight, instead of synthetic ones.
        say: told what is being done.
    """
    scenario = load("baseline")
    draws = ensemble.draw(Plan(scenario, seed, BLOCK, prior), 0)
    known = record.shipped()
    say("battles")
    fought = fight(scenario, draws, size, seed, battle_file)
    say("wars of five years")
    long = wars.play(size.war_blocks, seed, prior)
    past = war_findings(long, wars.play_incident(seed, prior), draws, scenario, known)
    say("hindcasts")
    starts = every_start(size.hindcast_blocks, seed, prior, known)
    say("where the uncertainty comes from")
    split = split_up(Plan(scenario, seed, size.sensitivity_blocks * BLOCK, prior))
    say("closed forms and verification tests")
    bands_hold = all(finding.verdict != "fail" for finding in excused(fought, known_shortfalls()))
    closed = [*verification_findings(), *suite_findings(bands_hold, size.tests)]
    closed.sort(key=lambda finding: finding.id)
    both = sorted([*fought, *past], key=lambda finding: (finding.section, finding.id))
    findings = [*closed, *both, *hindcast_findings(starts), *bases(scenario, split)]
    return Validation(excused(findings, known_shortfalls()), starts, split, scenario, seed, prior)


def fight(
    scenario: Scenario, draws: dict[str, Floats], size: Size, seed: int, battle_file: Path | None
) -> list[Finding]:
    """Battles of the past with the scenario's numbers."""
    rng = stream(seed, 0, "validation/battles")
    field = battles.read(battle_file) if battle_file is not None else battles.synthetic(size.synthetic, rng)
    front = {
        path.removeprefix("front."): draws[path][: size.battle_draws]
        if path in draws
        else np.array([number.value])
        for path, number in scenario.numbers.items()
        if path.startswith("front.")
    }
    return battle_findings(field, front, rng, scenario.choices["structure.attrition"].value)


def split_up(plan: Plan) -> Sensitivity:
    """Play an ensemble and split the variance of its outcomes."""
    tables = [ensemble.play(plan, block).runs for block in range(plan.n_blocks)]
    runs = pd.concat([pd.DataFrame(dict(table)) for table in tables], ignore_index=True)
    return sensitivity(runs, _twins(runs, ensemble.play_twins(plan)), plan.scenario)


def _twins(runs: pd.DataFrame, other: Table) -> pd.DataFrame:
    n = min(len(runs), len(other["ending"]))
    columns: dict[str, object] = {}
    for name in ("ending", *(outcome.name for outcome in OUTCOMES)):
        columns[name], columns[f"{name}__twin"] = runs[name].to_numpy()[:n], other[name][:n]
    return pd.DataFrame(columns)


def bases(scenario: Scenario, split: Sensitivity) -> list[Finding]:
    """Share of numbers by basis, and whether every judgement is in the table of shares."""
    out = []
    for row, basis in enumerate(BASES, start=1):
        numbers = [number for number in scenario.numbers.values() if number.basis == basis]
        varied = sum(number.distribution is not None for number in numbers)
        said = f"{len(numbers)} of {len(scenario.numbers)}, {varied} of them drawn from a range"
        share = len(numbers) / len(scenario.numbers)
        out.append(_share(f"B{row:02d}", f"numbers whose basis is: {basis}", share, NAN, said))
    judged = [number for number in scenario.numbers.values() if number.basis == "judgement"]
    listed = set(split.table["path"])
    there = sum(number.path in listed for number in judged) / max(1, len(judged))
    fixed = sum(number.distribution is None for number in judged)
    said = f"{len(judged)} judgements, {fixed} of them levers or constants without a range"
    return [*out, _share("B04", "judgements that appear in the table of shares", there, 1.0, said)]


def _share(key: str, what: str, value: float, wanted: float, reason: str) -> Finding:
    verdict = within(value, wanted, wanted)
    return Finding(key, "basis", what, "share", value, NAN, NAN, wanted, wanted, wanted, verdict, reason)
