"""Every fault of a ledger is said with its line, and all at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.base.errors import SimError
from sim.cli import cli
from sim.studies.argument.ledger import loading
from tests.studies.argument.made import LEDGER, Writer


def line_of(text: str, phrase: str) -> int:
    """The line on which a phrase stands."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if phrase in line)


FAULTS = {
    "misspelt outcome": (
        "outcome: russian_victory, scenario: short, s",
        "outcome: rusian_victory, scenario: short, s",
        "did you mean 'russian_victory'?",
    ),
    "misspelt series": ("outcome: mean_age_ukr", "outcome: mean_age_urk", "did you mean 'mean_age_ukr'?"),
    "unknown scenario": (
        "{outcome: russian_casualties, scenario: short_surge",
        "{outcome: russian_casualties, scenario: shrt_surge",
        "did you mean 'short_surge'?",
    ),
    "unknown scenario of an arm": (
        "short: {scenario: baseline, weeks: 6}",
        "short: {scenario: basline, weeks: 6}",
        "did you mean 'baseline'?",
    ),
    "probability of three": (
        "threshold: 0.5, direction: above",
        "threshold: 3, direction: above",
        "found 3, expected a probability from 0 to 1",
    ),
    "difference of two": ("threshold: 0.2", "threshold: 2", "from -1 to 1"),
    "no direction": ("threshold: 0.5, direction: above", "threshold: 0.5", "missing; expected 'above' or 'below'"),
    "unknown direction": ("direction: above", "direction: over", "expected 'above' or 'below'"),
    "no threshold": ("threshold: 0.5, direction", "direction", "missing; expected a finite number"),
    "unreachable threshold": (
        "threshold: 0.5, direction: above",
        "threshold: 0.995, direction: above",
        "no result could lie clearly above it",
    ),
    "unknown statistic": ("statistic: probability", "statistic: likelihood", "one of probability, mean"),
    "difference from nothing": ("statistic: probability", "statistic: difference", "without compare_to"),
    "comparison without difference": (
        "compare_to: short, statistic: ratio",
        "compare_to: short, statistic: mean",
        "statistic: difference, ratio or trend",
    ),
    "probability of a number": (
        "{outcome: russian_victory, scenario: short, s",
        "{outcome: territory_change, scenario: short, s",
        "which is a number",
    ),
    "sum of what does not add up": (
        "{outcome: russian_killed + ukrainian_killed",
        "{outcome: russian_killed + aid_delivered",
        "expected one unit",
    ),
    "no test": ("    untestable: sin is not in it\n", "", "found no test"),
    "test of the untestable": (
        "    untestable: sin is not in it",
        "    untestable: sin\n    rests_on: weights",
        "expected one of them",
    ),
    "two kinds of tests": ("    curves: [", "    any: []\n    curves: [", "a list of tests"),
    "duplicate id": ("  - id: B", "  - id: A", "duplicate id"),
    "unknown key": ("    side: counter", "    sied: counter", "did you mean 'side'?"),
    "unknown action of a ranking": ("above: [withdraw]", "above: [withdrawal]", "did you mean 'withdraw'?"),
    "ranking above itself": ("above: [withdraw]", "above: [sustain]", "above itself"),
    "unknown action": ("actions: [sustain, withdraw]", "actions: [sustain, retreat]", "unknown action 'retreat'"),
    "unknown outcome of a worth": ("outcome: aid_delivered", "outcome: aid_deliverd", "did you mean 'aid_delivered'?"),
    "unknown multiplier": (
        "times: escalation.general_exchange_after_use",
        "times: escalation.exchange",
        "unknown path 'escalation.exchange'",
    ),
    "worth without a reason": (", why: euros", "", "missing; expected text: why it is worth that"),
    "unknown prior": (
        "curves: [escalation.nuclear_hazard_calm]",
        "curves: [escalation.nuclear_hazard_clam]",
        "did you mean 'escalation.nuclear_hazard_calm'?",
    ),
    "prior without a spread": (
        "curves: [escalation.nuclear_hazard_calm]",
        "curves: [escalation.propensity]",
        "a number without a spread",
    ),
    "unknown strategy": ("strategy: surge", "strategy: surg", "did you mean 'surge'?"),
    "horizon of none": ("weeks: 6, strategy", "weeks: 0, strategy", "a whole number of weeks from 1"),
    "margin missing": ("  ratio: 0.02\n", "", "missing; expected a number from 0 to 1"),
    "rate by what happens or not": (
        "statistic: ratio}",
        "statistic: ratio, per: resumed}",
        "found 'resumed', expected an outcome that is a number",
    ),
    "rate of a probability": (
        "scenario: short, statistic: probability",
        "scenario: short, per: weeks_fought, statistic: probability",
        "expected statistic: mean, difference or ratio",
    ),
    "condition without a sign": (
        "scenario: short, statistic: probability",
        "scenario: short, given: ukrainian_advance, statistic: probability",
        "or a number above a value",
    ),
    "condition that is no number": (
        "scenario: short, statistic: probability",
        "scenario: short, given: ukrainian_advance > far, statistic: probability",
        "or a number above a value",
    ),
    "unknown lever": (
        "    curves: [",
        "    levers: {nato.aid_levl: [0, 2]}\n    curves: [",
        "did you mean 'nato.aid_level'?",
    ),
    "lever out of bounds": (
        "    curves: [",
        "    levers: {nato.us_share: [0, 2]}\n    curves: [",
        "expected two rising numbers from 0 to 1",
    ),
    "lever with one end": (
        "    curves: [",
        "    levers: {nato.us_share: [0.5]}\n    curves: [",
        "found [0.5] for 'nato.us_share', expected two rising numbers from 0 to 1",
    ),
    "no title": ("title: A small argument\n", "", "missing; expected text"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_said_once_with_its_line(name: str, ledger: Writer) -> None:
    old, new, phrase = FAULTS[name]
    path = ledger((old, new))
    faults = loading.check(path)
    assert len(faults) == 1, [str(fault) for fault in faults]
    assert phrase in str(faults[0])
    text = path.read_text(encoding="utf-8")
    # A key that is missing is looked for where the mapping begins that should hold it.
    changed = [
        n for n, (one, two) in enumerate(zip(LEDGER.splitlines(), text.splitlines(), strict=False), 1) if one != two
    ]
    assert faults[0].line in range(1, changed[0] + 1)
    if new.strip() and "missing" not in str(faults[0]) and "no test" not in str(faults[0]):
        assert faults[0].line in (changed[0], changed[0] + 1)
    assert str(faults[0]).startswith(f"leaflet.yaml:{faults[0].line}: ")


def test_all_faults_are_said_at_once_in_reading_order(ledger: Writer) -> None:
    path = ledger(
        ("scenario: baseline, weeks: 6}", "scenario: basline, weeks: 6}"),
        ("threshold: 0.5", "threshold: 3"),
        ("outcome: aid_delivered", "outcome: aid"),
        ("  - id: B", "  - id: A\n    colour: red"),
    )
    faults = loading.check(path)
    assert len(faults) == 5
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)
    with pytest.raises(SimError, match="5 faults"):
        loading.load(path)


def test_numbers_set_in_an_arm_are_checked_too(ledger: Writer) -> None:
    path = ledger(("weeks: 6}", "weeks: 6, set: {nato.aid_levl: 2}}"))
    (fault,) = loading.check(path)
    assert "did you mean 'aid_level'?" in str(fault)
    assert fault.line == line_of(LEDGER, "short: {")


@pytest.mark.parametrize(
    ("rival", "found"),
    [
        ("hindcast_2023", "found starts of 2024-06-03 (long) and 2023-02-01 (hindcast_2023)"),
        ("short", "found horizons of 65 weeks (long) and 6 weeks (short)"),
    ],
)
@pytest.mark.parametrize("statistic", ["ratio", "difference", "trend"])
def test_wars_of_another_start_or_horizon_are_not_paired(
    rival: str, found: str, statistic: str, ledger: Writer
) -> None:
    old = "{outcome: russian_casualties, scenario: short_surge, compare_to: short, statistic: ratio"
    outcome = "mean_age_ukr" if statistic == "trend" else "russian_casualties"
    asked = f"{{outcome: {outcome}, scenario: long, compare_to: {rival}, statistic: {statistic}"
    arm = ("worlds:\n", "worlds:\n  long: {scenario: baseline, weeks: 65}\n")
    path = ledger(arm, (old, asked))
    (fault,) = loading.check(path)
    assert found in str(fault)
    assert fault.line == line_of(path.read_text(encoding="utf-8"), f"compare_to: {rival}")
    assert not loading.check(ledger(arm, (old, asked + ", paired: false")))


def test_an_arm_alone_is_neither_paired_nor_not(ledger: Writer) -> None:
    (fault,) = loading.check(ledger(("statistic: probability", "statistic: probability, paired: false")))
    assert "paired without compare_to" in str(fault)


def test_a_claim_that_ranks_needs_a_decision(ledger: Writer) -> None:
    start = LEDGER.index("decision:")
    path = ledger((LEDGER[start:], ""))
    faults = loading.check(path)
    assert {fault.path for fault in faults} == {"claims.D", "claims.E"}
    assert all("without a decision" in str(fault) for fault in faults)


def test_a_ledger_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(SimError, match="did you mean 'argument'"):
        loading.load("argumnt")


def test_the_command_says_a_fault_without_a_traceback(ledger: Writer) -> None:
    path = ledger(("direction: above}", "direction: above, colour: red}"))
    result = CliRunner().invoke(cli, ["argue", str(path), "-o", str(path.parent / "out")])
    assert isinstance(result.exception, SimError)
    assert "unknown key" in str(result.exception)
    assert not (path.parent / "out").exists()


def test_check_takes_ledgers_too(ledger: Writer, tmp_path: Path) -> None:
    assert CliRunner().invoke(cli, ["check", str(ledger())]).exit_code == 0
    result = CliRunner().invoke(cli, ["check", str(ledger(("threshold: 0.5", "threshold: 3")))])
    assert isinstance(result.exception, SimError)
    assert "expected a probability" in str(result.exception)
