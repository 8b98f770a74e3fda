"""What a trial leaves on disk: tables for people and programs, pictures, and one page to read."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from sim import __version__
from sim.base.files import write_whole
from sim.reports.argument.page import page
from sim.reports.argument.words import headline, hinge, number
from sim.reports.figures.argument.claims import forest_figure
from sim.reports.figures.argument.curves import curves_figure
from sim.reports.figures.argument.decision import decision_figure, information_figure
from sim.reports.figures.frame import Caption, save
from sim.studies.argument.curves import Curve
from sim.studies.argument.statistics import Estimate
from sim.studies.argument.trial import Trial
from sim.studies.argument.verdicts import Finding, Verdict


def write(trial: Trial, folder: Path, command: str) -> list[Path]:
    """Write everything into a folder and return the paths.

    Args:
        trial: what to write.
        folder: made if missing.
        command: to repeat it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pictures = _pictures(trial, folder / "figures")
    written = [
        _table(pd.DataFrame(ledger_rows(trial)), folder / "ledger.csv"),
        _table(pd.DataFrame(test_rows(trial)), folder / "tests.csv"),
    ]
    if trial.chosen is not None:
        written.append(_table(pd.DataFrame(standing_rows(trial)), folder / "decision.csv"))
        written.append(_table(pd.DataFrame(information_rows(trial)), folder / "information.csv"))
    text = json.dumps(as_json(trial, command), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    written.append(_text(text, folder / "ledger.json"))
    written.append(_text(page(trial, pictures, command), folder / "argument.html"))
    return [*written, *pictures.values()]


def ledger_rows(trial: Trial) -> Iterator[dict[str, object]]:
    """One row a claim: the verdict, the number it rests on, and what flips it."""
    for verdict in trial.verdicts:
        finding, part = headline(verdict), verdict.part
        row: dict[str, object] = {
            "id": verdict.claim.id,
            "side": verdict.claim.side,
            "verdict": verdict.word,
            "paraphrase": verdict.claim.paraphrase,
            **(_test_cells(finding, 0) if finding else {}),
            "flips_on": part.flip.path if part else None,
            "flips_at": part.flip.value if part else None,
            "flips_unit": part.unit if part else None,
            "estimate_below": part.below if part else None,
            "estimate_above": part.above if part else None,
        }
        row |= {f"variant {v.label}": side for v, side in zip(trial.variants, verdict.sides, strict=False)}
        row |= {
            "why": number(verdict, trial.ledger),
            "depends_on": hinge(verdict, trial.variants, trial.ledger),
        }
        yield row


def test_rows(trial: Trial) -> Iterator[dict[str, object]]:
    """One row a claim, test and variant; numbers that are only shown have no threshold."""
    for verdict in trial.verdicts:
        for role, findings in (("test", verdict.findings), ("context", verdict.context)):
            for finding in findings:
                for index, side in enumerate(finding.sides):
                    yield {
                        "id": verdict.claim.id,
                        "role": role,
                        "variant": trial.variants[index].label,
                        **_test_cells(finding, index),
                        "result": side if role == "test" else None,
                    }


def standing_rows(trial: Trial) -> Iterator[dict[str, object]]:
    """One row a variant, set of weights and action."""
    if trial.chosen is None:
        return
    for name, choice in trial.chosen.choices.items():
        for variant, table in zip(trial.variants, choice.standings, strict=True):
            for place, standing in enumerate(table, start=1):
                yield {"weights": name, "variant": variant.label, "place": place, **_plain(standing)}


def information_rows(trial: Trial) -> Iterator[dict[str, object]]:
    """One row a set of weights and fact: what knowing it would gain."""
    if trial.chosen is None:
        return
    for name, choice in trial.chosen.choices.items():
        for fact in (choice.all_facts, *choice.facts):
            share = fact.gain / choice.stake if choice.stake else math.nan
            yield {"weights": name, **_plain(fact), "share_of_stake": share}


def as_json(trial: Trial, command: str) -> dict[str, Any]:
    """The whole trial as plain data; what is not known is null."""
    ledger = trial.ledger
    found: dict[str, Any] = {
        "ledger": ledger.name,
        "title": ledger.title,
        "article": dict(ledger.article),
        "version": __version__,
        "command": command,
        "replications": trial.size.n,
        "seed": trial.size.seed,
        "draws": "prior" if trial.size.prior else "history",
        "ensembles": trial.n_worlds,
        "indifference": _plain(ledger.indifference),
        "variants": [variant.label for variant in trial.variants],
        "claims": [_claim(verdict, trial) for verdict in trial.verdicts],
    }
    if trial.chosen is not None:
        found["decision"] = _decision(trial)
    return dict(_clean(found))


def _claim(verdict: Verdict, trial: Trial) -> dict[str, Any]:
    claim, part = verdict.claim, verdict.part
    return {
        "id": claim.id,
        "side": claim.side,
        "paraphrase": claim.paraphrase,
        "verdict": verdict.word,
        "why": number(verdict, trial.ledger),
        "depends_on": hinge(verdict, trial.variants, trial.ledger),
        "model": claim.model,
        "reading": claim.reading,
        "notes": list(claim.notes),
        "join": claim.join,
        "variants": {v.label: side for v, side in zip(trial.variants, verdict.sides, strict=False)},
        "deciding_test": verdict.deciding,
        "flip": {
            **_plain(part.flip),
            "unit": part.unit,
            "estimate_below": part.below,
            "estimate_above": part.above,
        }
        if part
        else None,
        "leans_on": [{"path": path, "rank_correlation": strength} for path, strength in verdict.leanings],
        "tests": [_finding(finding, trial) for finding in verdict.findings],
        "context": [_finding(finding, trial) for finding in verdict.context],
        "ranking": _plain(verdict.ranked) if verdict.ranked else None,
        "excess_of_values_over_facts": [_estimate(one) for one in verdict.excess],
        "curves": [_curve(curve) for curve in trial.curves.get(claim.id, [])],
    }


def _finding(finding: Finding, trial: Trial) -> dict[str, Any]:
    cells = _test_cells(finding, 0)
    described = {key: cells[key] for key in cells if key not in ("estimate", "low", "high", "n")}
    by_variant = [
        {"variant": variant.label, **_estimate(found), "result": side}
        for variant, found, side in zip(trial.variants, finding.estimates, finding.sides, strict=False)
    ]
    return {**described, "by_variant": by_variant}


def _decision(trial: Trial) -> dict[str, Any]:
    chosen = trial.chosen
    if chosen is None:
        return {}
    return {
        "actions": list(chosen.decision.actions),
        "dominated": [{"by": one, "action": two} for one, two in chosen.dominated],
        "worst_regret_in_stakes": dict(chosen.worst_regret),
        "gain_from_settling_values": _plain(chosen.from_weights),
        "gain_from_settling_facts": _plain(chosen.from_facts),
        "weights": {
            name: {
                "stake": choice.stake,
                "worth_most": list(choice.leaders),
                "standings": {
                    variant.label: [_plain(standing) for standing in table]
                    for variant, table in zip(trial.variants, choice.standings, strict=True)
                },
                "smallest_reversal_of_one": _plain(choice.single) if choice.single else None,
                "smallest_reversal_of_two": _plain(choice.pair) if choice.pair else None,
                "stochastic_dominance": [{"action": one, "over": two} for one, two in choice.dominances],
                "gain_from_all_facts": _plain(choice.all_facts),
                "gain_from_perfect_foresight": choice.perfect,
                "gain_from_each_fact": [_plain(fact) for fact in choice.facts if fact.clear],
            }
            for name, choice in chosen.choices.items()
        },
    }


def _curve(curve: Curve) -> dict[str, Any]:
    return {
        "outcome": curve.test.measure.text,
        "scenario": curve.test.world,
        "statistic": curve.test.statistic,
        "prior": curve.path,
        "unit": curve.unit,
        "points": [
            {"low": point.low, "high": point.high, "prior": point.middle, **_estimate(point.found)}
            for point in curve.points
        ],
    }


def _test_cells(finding: Finding, index: int) -> dict[str, object]:
    test, found = finding.test, finding.estimates[index]
    return {
        "outcome": test.measure.text,
        "statistic": test.statistic,
        "scenario": test.world,
        "compare_to": test.compare_to,
        "paired": test.paired if test.compare_to is not None else None,
        "given": test.given.text if test.given else None,
        "over": test.over.text if test.over else None,
        "label": test.label or None,
        **_estimate(found),
        "unit": "probability"
        if test.in_points
        else "ratio"
        if test.statistic == "ratio"
        else test.measure.unit,
        "threshold": test.threshold,
        "direction": test.direction if test.threshold is not None else None,
        "margin": test.margin if test.threshold is not None else None,
    }


def _estimate(found: Estimate) -> dict[str, float]:
    return {"estimate": found.value, "low": found.low, "high": found.high, "n": found.n}


def _plain(record: object) -> dict[str, Any]:
    """The fields of a frozen record."""
    return {name: getattr(record, name) for name in record.__dataclass_fields__}  # type: ignore[attr-defined]


def _clean(value: Any) -> Any:
    """Plain data throughout; JSON has no word for not-a-number."""
    if isinstance(value, dict):
        return {key: _clean(below) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(below) for below in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _pictures(trial: Trial, folder: Path) -> dict[str, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    size = trial.size
    caption = Caption(trial.ledger.name, trial.ledger.title, size.n, size.seed)
    figures = {"claims": forest_figure(trial, caption)}
    for name, curves in trial.curves.items():
        if curves:
            figures[f"curves_{name}"] = curves_figure(curves, name, caption)
    if trial.chosen is not None:
        figures["decision"] = decision_figure(trial.chosen, caption)
        figures["information"] = information_figure(trial.chosen, caption)
    return {name: save(figure, folder / f"{name}.png") for name, figure in figures.items()}


def _table(table: pd.DataFrame, path: Path) -> Path:
    with write_whole(path) as file:
        table.to_csv(file, index=False)
    return path


def _text(text: str, path: Path) -> Path:
    with write_whole(path) as file:
        file.write(text.encode("utf-8"))
    return path
