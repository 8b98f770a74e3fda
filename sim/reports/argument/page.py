"""One page to read: the argument, every verdict and why, the decision. Self-contained; nothing in it is fetched."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template

from sim import __version__
from sim.analysis.wording import quantity
from sim.reports.argument.templates import CARD, DECISION, PAGE, WEIGHTS
from sim.reports.argument.words import (
    ANSWERS,
    first_words,
    hinge,
    needed,
    no_first_place,
    number,
    reversal_words,
    subject,
    with_interval,
)
from sim.studies.argument.decision.analysis import DecisionAnalysis, WeightsAnalysis
from sim.studies.argument.ledger.records import Ledger, Weights
from sim.studies.argument.trial import Trial
from sim.studies.argument.verdicts import WORDS, VariantFinding, Verdict, Word

KINDS: dict[Word, str] = {
    "supported": "yes",
    "not supported": "no",
    "depends": "open",
    "untestable here": "silent",
}
"""Style classes of the verdicts."""


def page(trial: Trial, pictures: Mapping[str, Path], command: str) -> str:
    """The page as HTML.

    Args:
        trial: what it tells.
        pictures: files of the figures, by name; they are put inside the page.
        command: to repeat the trial.
    """
    ledger = trial.ledger
    counts = {word: sum(verdict.word == word for verdict in trial.verdicts) for word in WORDS}
    return Template(PAGE).substitute(
        title=escape(ledger.title),
        description=escape(ledger.description),
        source=escape(_source(ledger)),
        thesis=escape(ledger.article.get("thesis", "")),
        counts=" ".join(
            f'<span class="word {KINDS[word]}">{n} {escape(word)}</span>' for word, n in counts.items() if n
        ),
        rows="\n".join(_row(verdict) for verdict in trial.verdicts),
        claims_picture=_picture(pictures.get("claims"), "Every claim's number and its threshold"),
        cards="\n".join(_card(verdict, trial, pictures) for verdict in trial.verdicts),
        decision=_decision(trial.decision, pictures) if trial.decision else "",
        variants=escape(", ".join(variant.label for variant in trial.variants)),
        n=f"{trial.size.n:,}",
        n_ensembles=f"{trial.n_ensembles:,}",
        seed=trial.size.seed,
        margin_probability=quantity(100.0 * ledger.indifference.probability),
        margin_ratio=quantity(100.0 * ledger.indifference.ratio),
        margin_value=quantity(100.0 * ledger.indifference.value),
        command=escape(command),
        version=escape(__version__),
        made=datetime.now(UTC).strftime("%d %B %Y"),
    )


def _source(ledger: Ledger) -> str:
    parts = [ledger.article[key] for key in ("title", "publisher", "published") if key in ledger.article]
    return ", ".join(parts)


def _badge(word: Word) -> str:
    return f'<span class="word {KINDS[word]}">{escape(word)}</span>'


def _row(verdict: Verdict) -> str:
    claim = verdict.claim
    side = "" if claim.side == "article" else ' <span class="small">(counter-claim)</span>'
    return (
        f'<tr><td><a href="#{escape(claim.id)}">{escape(claim.id)}</a></td>'
        f"<td>{escape(claim.paraphrase)}{side}</td><td>{_badge(verdict.word)}</td></tr>"
    )


def _card(verdict: Verdict, trial: Trial, pictures: Mapping[str, Path]) -> str:
    claim = verdict.claim
    depends = hinge(verdict, trial.variants, trial.ledger)
    curves = pictures.get(f"curves_{claim.id}")
    return Template(CARD).substitute(
        id=escape(claim.id),
        badge=_badge(verdict.word),
        paraphrase=escape(claim.paraphrase),
        number=escape(number(verdict, trial.ledger)),
        hinge=f'<p class="hinge">{escape(depends)}</p>' if depends else "",
        reading=f"<p><b>How the words were read.</b> {escape(claim.reading)}</p>" if claim.reading else "",
        model=escape(claim.model),
        tests=_tests(verdict, trial),
        context=_context(verdict),
        notes="".join(f'<p class="note">{escape(note)}</p>' for note in claim.notes),
        curves=_picture(curves, f"{claim.id} over its priors") if curves else "",
    )


def _tests(verdict: Verdict, trial: Trial) -> str:
    """Every test with its result in every variant."""
    if not verdict.findings and verdict.ranking is None and not verdict.excess:
        return ""
    head = "".join(f"<th>{escape(variant.label)}</th>" for variant in trial.variants)
    body = [_test_row(finding) for finding in verdict.findings]
    if verdict.ranking is not None:
        for name, answers in verdict.ranking.answers.items():
            cells = "".join(f'<td class="{answer}">{ANSWERS[answer]}</td>' for answer in answers)
            body.append(f"<tr><td>worth more under {escape(name.replace('_', ' '))}</td>{cells}</tr>")
    if verdict.excess:
        cells = "".join(
            f'<td class="{answer}">{100.0 * one.value:+.1f} % of the stake</td>'
            for one, answer in zip(verdict.excess, verdict.answers, strict=True)
        )
        body.append(f"<tr><td>gain from settling values less that from settling facts</td>{cells}</tr>")
    joined = {"all": "All of these have to hold.", "any": "One of these is enough."}[verdict.claim.join]
    several = f"<p>{joined}</p>" if len(verdict.findings) > 1 else ""
    return f'{several}<div class="wide"><table class="small"><tr><th></th>{head}</tr>{"".join(body)}</table></div>'


def _test_row(finding: VariantFinding) -> str:
    test = finding.test
    cells = "".join(
        f'<td class="{answer}">{escape(with_interval(test, found))}</td>'
        for found, answer in zip(finding.estimates, finding.answers, strict=True)
    )
    return f"<tr><td>{escape(subject(test))}; needs {escape(needed(test))}</td>{cells}</tr>"


def _context(verdict: Verdict) -> str:
    if not verdict.context:
        return ""
    items = "".join(
        f"<li>{escape(subject(finding.test))}: {escape(with_interval(finding.test, finding.estimates[0]))}</li>"
        for finding in verdict.context
    )
    return f'<p>Beside it, without a bearing on the verdict:</p><ul class="small">{items}</ul>'


def _decision(analysis: DecisionAnalysis, pictures: Mapping[str, Path]) -> str:
    dominated = "; ".join(f"{one} over {two}" for one, two in analysis.dominated)
    safest = min(analysis.worst_regret, key=lambda action: analysis.worst_regret[action])
    return Template(DECISION).substitute(
        actions=escape(", ".join(analysis.decision.actions)),
        picture=_picture(pictures.get("decision"), "What each action is worth"),
        information=_picture(pictures.get("information"), "What is worth knowing"),
        sets="\n".join(_weights(one, analysis.by_weights[one.name]) for one in analysis.decision.weights),
        dominated=escape(dominated or "none"),
        safest=escape(safest),
        worst=quantity(100.0 * analysis.worst_regret[safest]),
        from_weights=quantity(100.0 * analysis.from_weights.gain),
        from_facts=quantity(100.0 * analysis.from_facts.gain),
    )


def _weights(weights: Weights, result: WeightsAnalysis) -> str:
    rows = "".join(
        f"<tr><td>{escape(one.action)}</td><td>{quantity(one.value)}</td>"
        f"<td>{quantity(one.behind)} ({quantity(one.behind_low)} to {quantity(one.behind_high)})</td>"
        f"<td>{quantity(one.regret)}</td><td>{100.0 * one.share_best:.0f}</td></tr>"
        for one in result.standings[0]
    )
    worths = "".join(
        f"<li>{escape(_worth(worth.worth, worth.per, worth.measure.unit))} for {escape(worth.measure.title)}"
        f"{' times ' + escape(worth.times) if worth.times else ''}: {escape(worth.why)}</li>"
        for worth in weights.worths
    )
    known = [fact for fact in result.facts if fact.clear][:3]
    facts = "; ".join(f"{fact.about} ({quantity(fact.gain)} points)" for fact in known)
    return Template(WEIGHTS).substitute(
        title=escape(weights.title),
        why=escape(weights.why),
        rows=rows,
        worths=worths,
        first=escape(first_words(result.leaders)),
        reversal=escape(_reversal(result)),
        facts=escape(facts or "none stands out from luck"),
    )


def _reversal(result: WeightsAnalysis) -> str:
    if len(result.leaders) > 1:
        return no_first_place(result.leaders)
    single = reversal_words(result.single, "one assumption")
    pair = reversal_words(result.pair, "two assumptions")
    return f"Smallest change of one assumption: {single} Of two: {pair}"


def _worth(points: float, per: float, unit: str) -> str:
    each = f" per {quantity(per)} {unit}" if unit else ""
    return f"{quantity(points, signed=True)} points{each}"


def _picture(path: Path | None, words: str) -> str:
    if path is None:
        return ""
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    return f'<img alt="{escape(words)}" src="data:image/png;base64,{data}">'
