"""A scenario that extends nothing declares all that the model reads, and no option that it does not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import check, load, resolved_yaml, shipped_folder

BASELINE = (shipped_folder() / "baseline.yaml").read_text(encoding="utf-8")

# name: (found in the baseline, put in its place, path of the fault, words in it, line by what stands on it)
CHANGED = {
    "no number": (
        "  drone_deliveries:\n",
        "  other:\n",
        "iran.drone_deliveries",
        "missing; expected a number [airframes/month], which the model reads",
        "iran:",
    ),
    "number of a similar name": (
        "  drone_deliveries:\n",
        "  drone_deliverys:\n",
        "iran.drone_deliverys",
        "found a key that the model does not read; did you mean 'drone_deliveries'?",
        "  drone_deliverys:",
    ),
    "no section": ("\nendings:\n", "\nelsewhere:\n", "endings", "missing; expected a section with", ""),
    "option of its own": (
        "options: [mixed, linear, square]",
        "options: [mixed, linear, squared]",
        "structure.attrition",
        "found the option 'squared', expected only mixed, linear, square; did you mean 'square'?",
        "    options: [mixed, linear, squared]",
    ),
    "section for a choice": (
        "  attrition:\n    value: mixed\n    options: [mixed, linear, square]\n",
        "  attrition:\n",
        "structure.attrition",
        "expected a choice between mixed, linear, square",
        "  attrition:",
    ),
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_root_that_differs_from_the_baseline_is_refused(name: str, tmp_path: Path) -> None:
    found, put, path, words, on = CHANGED[name]
    assert BASELINE.count(found) == 1
    mine = tmp_path / "mine.yaml"
    mine.write_text(BASELINE.replace(found, put), encoding="utf-8")
    fault = next(fault for fault in check(mine) if fault.path == path and words in fault.message)
    assert fault.file == "mine.yaml"
    assert not on or mine.read_text(encoding="utf-8").splitlines()[fault.line - 1] == on


def test_all_that_a_root_lacks_is_named_at_once(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("as_of: 2024-06-03\nweeks: 52\nstructure: {}\n", encoding="utf-8")
    faults = {fault.path: fault.line for fault in check(mine)}
    assert faults["structure.attrition"] == faults["structure.bargaining"] == 3
    assert faults["iran"] == faults["front"] == 1


def test_a_root_may_declare_more_than_the_model_reads(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    extra = "{value: 1, unit: ratio, basis: judgement, note: mine, as_of: 2024-05-31, source: own_judgement}"
    mine.write_text(f"{BASELINE}\nmine:\n  own: {extra}\n", encoding="utf-8")
    assert check(mine) == []


def test_a_resolved_scenario_with_its_strategy_is_whole(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "extends: baseline\nnato: {strategy: mine}\n"
        "strategies: {mine: {title: Mine, changes: [{path: nato.aid_level, scale: 2}]}}\n",
        encoding="utf-8",
    )
    resolved = tmp_path / "resolved.yaml"
    resolved.write_text(resolved_yaml(load(mine)), encoding="utf-8")
    assert load(resolved).choices["nato.strategy"].value == "mine"
