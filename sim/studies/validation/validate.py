"""The whole validation: closed forms, battles, wars, the record, and where the uncertainty comes from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sim.analysis.variance import TWIN
from sim.base.arrays import Floats
from sim.base.outcomes import OUTCOMES
from sim.runs import ensemble
from sim.runs.engines import NUMPY, settle_for
from sim.runs.ensemble import Plan
from sim.scenario import Scenario, load
from sim.studies.decisions import worth
from sim.studies.decisions.findings import decision_findings
from sim.studies.validation import battle_data, hindcast_findings, levers, record, wars
from sim.studies.validation.battle_bands import battle_findings
from sim.studies.validation.findings import Finding, excused, judged, known_shortfalls
from sim.studies.validation.hindcast import SCENARIOS
from sim.studies.validation.hindcast_findings import Hindcast, play_hindcasts
from sim.studies.validation.mirror import mirror_findings
from sim.studies.validation.suite import suite_findings
from sim.studies.validation.variance_split import BASES, VarianceSplit, split_variance
from sim.studies.validation.verification.closed_forms import verification_findings
from sim.studies.validation.war_bands import war_findings
from sim.war.randomness import BLOCK, random_generator

HINDCASTS, LEVERS, DECISIONS, SHARES = "hindcasts", "levers", "decisions", "shares of variance"
"""Parts that need many wars, so that they may be compiled."""


@dataclass(frozen=True)
class ValidationSize:
    """How much is played.

    Attributes:
        battle_draws: draws with which every battle is fought.
        synthetic: battles where no file is given.
        war_blocks: blocks of five-year wars.
        hindcast_blocks: blocks of each hindcast.
        sensitivity_blocks: blocks of the baseline whose variance is split up.
        lever_wars: wars of each setting of a lever.
        decision_wars: wars of each option of a menu.
        tests: run the verification tests, where they are there.
    """

    battle_draws: int
    synthetic: int
    war_blocks: int
    hindcast_blocks: int
    sensitivity_blocks: int
    lever_wars: int
    decision_wars: int
    tests: bool


FULL = ValidationSize(
    battle_draws=400,
    synthetic=768,
    war_blocks=4,
    hindcast_blocks=4,
    sensitivity_blocks=16,
    lever_wars=2048,
    decision_wars=4096,
    tests=True,
)
QUICK = ValidationSize(
    battle_draws=60,
    synthetic=192,
    war_blocks=1,
    hindcast_blocks=1,
    sensitivity_blocks=2,
    lever_wars=128,
    decision_wars=64,
    tests=False,
)


@dataclass(frozen=True)
class Validation:
    """Everything that came out.

    Attributes:
        findings: the table.
        hindcasts: the model started in the past.
        split: shares of variance.
        scenario: whose numbers.
        seed: of all dice.
        prior: raw ranges instead of the draws that history left.
        played_by: engine of each part that needs many wars.
    """

    findings: list[Finding]
    hindcasts: list[Hindcast]
    split: VarianceSplit
    scenario: Scenario
    seed: int
    prior: bool
    played_by: Mapping[str, str]


def validate(
    size: ValidationSize,
    seed: int,
    *,
    prior: bool = False,
    engine: str = NUMPY,
    battle_file: Path | None = None,
    say: Callable[[str], None] = lambda _what: None,
) -> Validation:
    """Run all checks.

    Args:
        size: how much is played.
        seed: of all dice.
        prior: raw ranges instead of the draws that history left.
        engine: one of `ENGINES`, of what needs many wars: hindcasts, levers, decisions and shares of variance.
        battle_file: battles to fight, instead of synthetic ones.
        say: told what is being done.
    """
    scenario = load("baseline")
    draws = Plan(scenario, seed, BLOCK, prior).block(0).draws()
    known, n = record.shipped(), size.sensitivity_blocks * BLOCK
    by = _engines(size, scenario, n, engine)
    say("battles")
    fought = _fight(scenario, draws, size=size, seed=seed, battle_file=battle_file)
    say("wars of five years")
    long = wars.play(size.war_blocks, seed, prior)
    incident = wars.play_incident(seed, prior)
    past = war_findings(long, incident, draws=draws, scenario=scenario, record=known)
    say("hindcasts")
    hindcasts = play_hindcasts(SCENARIOS, size.hindcast_blocks, known, seed=seed, prior=prior, engine=by[HINDCASTS])
    say("levers")
    signs = levers.lever_findings(size.lever_wars, seed, prior=prior, engine=by[LEVERS])
    signs += mirror_findings(size.lever_wars, seed, prior=prior)
    say("decisions")
    decisions = decision_findings(scenario, size.decision_wars, seed, by[DECISIONS])
    say("where the uncertainty comes from")
    split = split_up(Plan(scenario, seed, n, prior, by[SHARES]))
    say("closed forms and verification tests")
    bands_hold = all(finding.verdict != "fail" for finding in excused(fought, known_shortfalls()))
    closed = [*verification_findings(), *suite_findings(bands_hold, size.tests)]
    closed.sort(key=lambda finding: finding.id)
    both = sorted([*fought, *past], key=lambda finding: (finding.section, finding.id))
    started = hindcast_findings.hindcast_findings(hindcasts)
    findings = excused([*closed, *both, *signs, *decisions, *started, *bases(scenario, split)], known_shortfalls())
    return Validation(findings, hindcasts, split, scenario=scenario, seed=seed, prior=prior, played_by=by)


def _engines(size: ValidationSize, scenario: Scenario, n: int, asked: str) -> dict[str, str]:
    """What plays each part; `n` wars are those whose variance is split up."""
    settled = {
        HINDCASTS: hindcast_findings.settled(SCENARIOS, size.hindcast_blocks, asked),
        LEVERS: levers.settled(size.lever_wars, asked),
        DECISIONS: worth.settled(scenario, size.decision_wars, asked),
        SHARES: settle_for(asked, [scenario], n),
    }
    return {part: each.engine for part, each in settled.items()}


def _fight(
    scenario: Scenario, draws: dict[str, Floats], *, size: ValidationSize, seed: int, battle_file: Path | None
) -> list[Finding]:
    """Battles of the past with the scenario's numbers."""
    rng = random_generator(seed, "validation/battles")
    field = battle_data.read(battle_file) if battle_file is not None else battle_data.synthetic(size.synthetic, rng)
    front = {
        path.removeprefix("front."): draws[path][: size.battle_draws] if path in draws else np.array([number.value])
        for path, number in scenario.numbers.items()
        if path.startswith("front.")
    }
    return battle_findings(field, front, rng, scenario.choices["structure.attrition"].value)


def split_up(plan: Plan) -> VarianceSplit:
    """Play an ensemble and split the variance of its outcomes."""
    tables = [ensemble.play_block(plan, block).runs for block in range(plan.n_blocks)]
    runs = pd.concat([pd.DataFrame(dict(table)) for table in tables], ignore_index=True)
    other = pd.DataFrame(ensemble.play_twins(plan))
    names = ["ending", *(outcome.name for outcome in OUTCOMES)]
    twins = runs[names].join(other[names].add_suffix(TWIN), how="inner")
    return split_variance(runs, twins, plan.scenario)


def bases(scenario: Scenario, split: VarianceSplit) -> list[Finding]:
    """Share of numbers by basis, and whether every judgement is in the table of shares."""
    out = []
    everything = scenario.numbers.values()
    for row, basis in enumerate(BASES, start=1):
        numbers = [number for number in everything if number.basis == basis]
        varied = sum(number.distribution is not None for number in numbers)
        said = f"{len(numbers)} of {len(everything)}, {varied} of them drawn from a range"
        what, share = f"numbers whose basis is: {basis}", len(numbers) / len(everything)
        out.append(Finding(id=f"B{row:02d}", section="basis", what=what, unit="share", model=share, reason=said))
    judgements = [number for number in everything if number.basis == "judgement"]
    listed = set(split.table["path"])
    there = sum(number.path in listed for number in judgements) / max(1, len(judgements))
    fixed = sum(number.distribution is None for number in judgements)
    last = Finding(
        id="B04",
        section="basis",
        what="judgements that appear in the table of shares",
        unit="share",
        model=there,
        expected=1.0,
        least=1.0,
        most=1.0,
        reason=f"{len(judgements)} judgements, {fixed} of them levers or constants without a range",
    )
    return [*out, judged(last)]
