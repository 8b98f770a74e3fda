"""The files of a trial: tables for people and programs, pictures, and one page to read."""

import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from sim import __version__
from sim.base.files import write_text
from sim.reports.argument.answered import game_words
from sim.reports.argument.page import page
from sim.reports.argument.words import dependence, headline, power_words, reason
from sim.reports.figures.argument.charts import ARGUMENT_CHARTS
from sim.reports.figures.chart import write_figures
from sim.runs import storage
from sim.studies.argument.curves import Curve
from sim.studies.argument.decision.analysis import DecisionAnalysis, WeightsAnalysis
from sim.studies.argument.power.records import Reach
from sim.studies.argument.statistics import Estimate
from sim.studies.argument.trial import Trial
from sim.studies.argument.verdicts import VariantFinding, Verdict

Row = dict[str, Any]


def write(trial: Trial, folder: Path, command: str) -> None:
    """Write everything into a folder; `command` repeats the trial."""
    pictures = {path.stem: path for path in write_figures(ARGUMENT_CHARTS, trial, folder / "figures")}
    tables = {"ledger.csv": _ledger_rows(trial), "tests.csv": _test_rows(trial)}
    if trial.decision is not None:
        tables["decision.csv"] = _standing_rows(trial, trial.decision)
        tables["information.csv"] = _information_rows(trial.decision)
    for name, rows in tables.items():
        storage.write(folder / name, pd.DataFrame(rows))
    if trial.answered is not None:
        trial.answered.solution.write(folder / "game")
    text = json.dumps(_as_json(trial, command), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    write_text(folder / "ledger.json", text)
    write_text(folder / "argument.html", page(trial, pictures, command))


def _ledger_rows(trial: Trial) -> Iterator[Row]:
    """One row a claim: the verdict, the number it rests on, and what flips it."""
    for verdict in trial.verdicts:
        finding, flip = headline(verdict), verdict.flip
        yield {
            "id": verdict.claim.id,
            "side": verdict.claim.side,
            "verdict": verdict.word,
            "paraphrase": verdict.claim.paraphrase,
            **(_test_cells(finding, 0) if finding else {}),
            "flips_on": flip.cut.path if flip else None,
            "flips_at": flip.cut.value if flip else None,
            "flips_unit": flip.unit if flip else None,
            "estimate_below": flip.below if flip else None,
            "estimate_above": flip.above if flip else None,
            **{f"variant {label}": answer for label, answer in _by_variant(trial, verdict.answers)},
            "why": reason(verdict, trial.ledger),
            "depends_on": dependence(verdict, trial.variants, trial.ledger),
            "game": game_words(verdict, trial),
            "power": power_words(verdict),
            "holds_at": _where(verdict.power.holds) if verdict.power else None,
            "fails_at": _where(verdict.power.fails) if verdict.power else None,
        }


def _where(side: Reach) -> str | None:
    """The variant or the setting that has an answer; none where nothing has."""
    if not side.found:
        return None
    return side.where or "; ".join(f"{path} = {value:.6g}" for path, value in side.values.items())


def _test_rows(trial: Trial) -> Iterator[Row]:
    """One row a claim, test and variant; numbers that are only shown have no threshold."""
    for verdict in trial.verdicts:
        for role, findings in (("test", verdict.findings), ("context", verdict.context)):
            for finding in findings:
                for index, (variant, answer) in enumerate(_by_variant(trial, finding.answers)):
                    yield {
                        "id": verdict.claim.id,
                        "role": role,
                        "variant": variant,
                        **_test_cells(finding, index),
                        "result": answer if role == "test" else None,
                    }


def _standing_rows(trial: Trial, analysis: DecisionAnalysis) -> Iterator[Row]:
    """One row a variant, set of weights and action."""
    for name, result in analysis.by_weights.items():
        for variant, table in _by_variant(trial, result.standings):
            for place, standing in enumerate(table, start=1):
                yield {"weights": name, "variant": variant, "place": place, **vars(standing)}


def _information_rows(analysis: DecisionAnalysis) -> Iterator[Row]:
    """One row a set of weights and fact: the gain from knowing it."""
    for name, result in analysis.by_weights.items():
        for fact in (result.all_facts, *result.facts):
            share = fact.gain / result.stake if result.stake else math.nan
            yield {"weights": name, **vars(fact), "share_of_stake": share}


def _as_json(trial: Trial, command: str) -> Row:
    """The whole trial as plain data; unknown numbers are null."""
    ledger = trial.ledger
    found = {
        "ledger": ledger.name,
        "title": ledger.title,
        "article": ledger.article,
        "version": __version__,
        "command": command,
        "replications": trial.size.n,
        "seed": trial.size.seed,
        "draws": "prior" if trial.size.prior else "history",
        "played_by": trial.size.engine,
        "ensembles": trial.n_ensembles,
        "indifference": vars(ledger.indifference),
        "variants": [variant.label for variant in trial.variants],
        "claims": [_claim(verdict, trial) for verdict in trial.verdicts],
    }
    if trial.decision is not None:
        found["decision"] = _decision(trial, trial.decision)
    return dict(_clean(found))


def _claim(verdict: Verdict, trial: Trial) -> Row:
    claim, flip, ranking = verdict.claim, verdict.flip, verdict.ranking
    return {
        "id": claim.id,
        "side": claim.side,
        "paraphrase": claim.paraphrase,
        "verdict": verdict.word,
        "why": reason(verdict, trial.ledger),
        "depends_on": dependence(verdict, trial.variants, trial.ledger),
        "game": game_words(verdict, trial),
        "model": claim.model,
        "reading": claim.reading,
        "notes": claim.notes,
        "join": claim.join,
        "variants": dict(_by_variant(trial, verdict.answers)),
        "deciding_test": verdict.deciding,
        "flip": {**vars(flip.cut), "unit": flip.unit, "estimate_below": flip.below, "estimate_above": flip.above}
        if flip
        else None,
        "leans_on": [{"path": path, "rank_correlation": strength} for path, strength in verdict.leanings],
        "tests": [_finding(finding, trial) for finding in verdict.findings],
        "context": [_finding(finding, trial) for finding in verdict.context],
        "ranking": {"sides": ranking.answers, "rivals": ranking.rivals, "leads": ranking.leads} if ranking else None,
        "excess_of_values_over_facts": [_estimate(one) for one in verdict.excess],
        "curves": [_curve(curve) for curve in trial.curves.get(claim.id, [])],
        "holds": _reach(verdict.power.holds) if verdict.power else None,
        "fails": _reach(verdict.power.fails) if verdict.power else None,
    }


def _reach(side: Reach) -> Row:
    """Where a claim holds or fails, or the nearest to it that was tried."""
    leg = side.hangs_on
    return {
        "found": side.found,
        "clear": side.clear,
        "variant": side.where or None,
        "setting": side.values,
        "settings_tried": side.tried,
        "outcome": leg.test.measure.text if leg and leg.test else None,
        "weights": leg.name if leg else None,
        **(_estimate(leg.found) if leg else {}),
    }


def _finding(finding: VariantFinding, trial: Trial) -> Row:
    cells = _test_cells(finding, 0)
    described = {key: cells[key] for key in cells if key not in ("estimate", "low", "high", "n")}
    by_variant = [
        {"variant": variant, **_estimate(found), "result": answer}
        for (variant, found), answer in zip(_by_variant(trial, finding.estimates), finding.answers, strict=True)
    ]
    return {**described, "by_variant": by_variant}


def _decision(trial: Trial, analysis: DecisionAnalysis) -> Row:
    return {
        "actions": analysis.decision.actions,
        "dominated": [{"by": one, "action": two} for one, two in analysis.dominated],
        "worst_regret_in_stakes": analysis.worst_regret,
        "gain_from_settling_values": vars(analysis.from_weights),
        "gain_from_settling_facts": vars(analysis.from_facts),
        "weights": {name: _weights(trial, result) for name, result in analysis.by_weights.items()},
    }


def _weights(trial: Trial, result: WeightsAnalysis) -> Row:
    return {
        "stake": result.stake,
        "worth_most": result.leaders,
        "standings": {
            variant: [vars(standing) for standing in table] for variant, table in _by_variant(trial, result.standings)
        },
        "smallest_reversal_of_one": vars(result.single) if result.single else None,
        "smallest_reversal_of_two": vars(result.pair) if result.pair else None,
        "stochastic_dominance": [{"action": one, "over": two} for one, two in result.dominances],
        "gain_from_all_facts": vars(result.all_facts),
        "gain_from_perfect_foresight": result.perfect,
        "gain_from_each_fact": [vars(fact) for fact in result.facts if fact.clear],
    }


def _curve(curve: Curve) -> Row:
    return {
        "outcome": curve.test.measure.text,
        "scenario": curve.test.arm,
        "statistic": curve.test.statistic,
        "prior": curve.path,
        "unit": curve.unit,
        "points": [
            {"low": point.low, "high": point.high, "prior": point.middle, **_estimate(point.found)}
            for point in curve.points
        ],
    }


def _test_cells(finding: VariantFinding, index: int) -> Row:
    test = finding.test
    compared, judged = test.compare_to is not None, test.threshold is not None
    unit = "ratio" if test.statistic == "ratio" else test.unit
    return {
        "outcome": test.measure.text,
        "statistic": test.statistic,
        "scenario": test.arm,
        "compare_to": test.compare_to,
        "paired": test.paired if compared else None,
        "given": test.given.text if test.given else None,
        "over": test.over.text if test.over else None,
        "per": test.per.text if test.per else None,
        "label": test.label or None,
        **_estimate(finding.estimates[index]),
        "unit": "probability" if test.in_points else unit,
        "threshold": test.threshold,
        "direction": test.direction if judged else None,
        "margin": test.margin if judged else None,
    }


def _estimate(found: Estimate) -> dict[str, float]:
    return {"estimate": found.value, "low": found.low, "high": found.high, "n": found.n}


def _by_variant(trial: Trial, values: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Values by the variant's name; numbers that are only shown have but the first, the model as shipped."""
    return ((variant.label, value) for variant, value in zip(trial.variants, values, strict=False))


def _clean(value: Any) -> Any:
    """Plain data throughout; JSON has no word for not-a-number."""
    if isinstance(value, dict):
        return {key: _clean(below) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(below) for below in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
