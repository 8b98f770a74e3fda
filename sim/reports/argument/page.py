"""One page to read: the argument, every verdict and why, the decision. Self-contained; nothing in it is fetched."""

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template

from sim import __version__
from sim.analysis.wording import parameter, quantity, shares_in_100
from sim.reports.argument.answered import game_words, size_words
from sim.reports.argument.templates import CARD, DECISION, PAGE, WEIGHTS
from sim.reports.argument.words import (
    ANSWERS,
    MOST_NAMED,
    dependence,
    first_words,
    gain_words,
    needed,
    no_first_place,
    power_words,
    reason,
    reversal_words,
    standing_words,
    subject,
    with_interval,
)
from sim.studies.argument.answered import ANSWERED
from sim.studies.argument.answers import Answer
from sim.studies.argument.decision.analysis import DecisionAnalysis, WeightsAnalysis
from sim.studies.argument.ledger.records import Weights, Worth
from sim.studies.argument.trial import Trial
from sim.studies.argument.verdicts import WORDS, Verdict, Word
from sim.studies.game.solution import SAID

KINDS: dict[Word, str] = {"supported": "yes", "not supported": "no", "depends": "open", "untestable here": "silent"}
"""Style classes of the verdicts."""


def page(trial: Trial, pictures: Mapping[str, Path], command: str) -> str:
    """The page as HTML, with the pictures inside and the command that repeats the trial."""
    ledger, margins = trial.ledger, trial.ledger.indifference
    source = (ledger.article[key] for key in ("title", "publisher", "published") if key in ledger.article)
    counts = Counter(verdict.word for verdict in trial.verdicts)
    return Template(PAGE).substitute(
        title=escape(ledger.title),
        description=escape(ledger.description),
        source=escape(", ".join(source)),
        thesis=escape(ledger.article.get("thesis", "")),
        counts=" ".join(_badge(word, f"{counts[word]} {word}") for word in WORDS if counts[word]),
        rows="\n".join(_row(verdict) for verdict in trial.verdicts),
        claims_picture=_picture(pictures.get("claims"), "Every claim's number and its threshold"),
        cards="\n".join(_card(verdict, trial, pictures) for verdict in trial.verdicts),
        decision=_decision(trial.decision, pictures) if trial.decision else "",
        variants=escape(", ".join(variant.label for variant in trial.variants if variant != ANSWERED)),
        answered=escape(_answered(trial)),
        n=f"{trial.size.n:,}",
        n_ensembles=f"{trial.n_ensembles:,}",
        seed=trial.size.seed,
        margin_probability=quantity(100.0 * margins.probability),
        margin_ratio=quantity(100.0 * margins.ratio),
        margin_value=quantity(100.0 * margins.value),
        command=escape(command),
        version=escape(__version__),
        made=datetime.now(UTC).strftime("%d %B %Y"),
    )


def _answered(trial: Trial) -> str:
    """How the game was read, if there is one."""
    if trial.answered is None:
        return ""
    return (
        f"Where a claim hangs on the decision, the game counts as one variant more ({ANSWERED.label}): "
        f"{size_words(trial.answered)}, each action weighed over what all others most likely answer (λ = {SAID:g})."
    )


def _badge(word: Word, text: str) -> str:
    return f'<span class="word {KINDS[word]}">{escape(text)}</span>'


def _row(verdict: Verdict) -> str:
    claim = verdict.claim
    side = "" if claim.side == "article" else ' <span class="small">(counter-claim)</span>'
    return (
        f'<tr><td><a href="#{escape(claim.id)}">{escape(claim.id)}</a></td>'
        f"<td>{escape(claim.paraphrase)}{side}</td><td>{_badge(verdict.word, verdict.word)}</td></tr>"
    )


def _card(verdict: Verdict, trial: Trial, pictures: Mapping[str, Path]) -> str:
    claim = verdict.claim
    depends, game = dependence(verdict, trial.variants, trial.ledger), game_words(verdict, trial)
    return Template(CARD).substitute(
        id=escape(claim.id),
        badge=_badge(verdict.word, verdict.word),
        paraphrase=escape(claim.paraphrase),
        number=escape(reason(verdict, trial.ledger)),
        hinge=f'<p class="hinge">{escape(depends)}</p>' if depends else "",
        game=f"<p>{escape(game)}</p>" if game else "",
        power=_power(verdict),
        reading=f"<p><b>How the words were read.</b> {escape(claim.reading)}</p>" if claim.reading else "",
        model=escape(claim.model),
        tests=_tests(verdict, trial),
        context=_context(verdict),
        notes="".join(f'<p class="note">{escape(note)}</p>' for note in claim.notes),
        curves=_picture(pictures.get(f"curves_{claim.id}"), f"{claim.id} over its priors"),
    )


def _power(verdict: Verdict) -> str:
    """Where the claim would come out otherwise, with every number of the settings behind it."""
    words = power_words(verdict)
    if not words or verdict.power is None:
        return ""
    sides = [side for side in (verdict.power.holds, verdict.power.fails) if len(side.values) > MOST_NAMED]
    items = (
        f"<li>{escape(parameter(path))} = {quantity(value)} <small>{escape(path)}</small></li>"
        for side in sides
        for path, value in side.values.items()
    )
    listed = "".join(items)
    more = f'<details><summary>All numbers set</summary><ul class="small">{listed}</ul></details>' if listed else ""
    return f"<p>{escape(words)}</p>{more}"


def _tests(verdict: Verdict, trial: Trial) -> str:
    """Every test with its result in every variant."""
    rows: list[tuple[str, list[str], Sequence[Answer]]] = []
    for finding in verdict.findings:
        results = [with_interval(finding.test, found) for found in finding.estimates]
        rows.append((f"{subject(finding.test)}; needs {needed(finding.test)}", results, finding.answers))
    for name, answers in verdict.ranking.answers.items() if verdict.ranking else ():
        words = f"worth more under {name.replace('_', ' ')}"
        rows.append((words, [ANSWERS[answer] for answer in answers], answers))
    if verdict.excess:
        words = "gain from settling values less that from settling facts"
        gains = [f"{100.0 * one.value:+.1f} % of the stake" for one in verdict.excess]
        rows.append((words, gains, verdict.answers))
    if not rows:
        return ""
    columns = trial.variants[: max(len(answers) for *_, answers in rows)]
    head = "".join(f"<th>{escape(variant.label)}</th>" for variant in columns)
    body = "".join(f"<tr><td>{escape(words)}</td>{_cells(texts, answers)}</tr>" for words, texts, answers in rows)
    joined = {"all": "All of these have to hold.", "any": "One of these is enough."}[verdict.claim.join]
    several = f"<p>{joined}</p>" if len(verdict.findings) > 1 else ""
    return f'{several}<div class="wide"><table class="small"><tr><th></th>{head}</tr>{body}</table></div>'


def _cells(texts: list[str], answers: Sequence[Answer]) -> str:
    pairs = zip(texts, answers, strict=True)
    return "".join(f'<td class="{answer}">{escape(text)}</td>' for text, answer in pairs)


def _context(verdict: Verdict) -> str:
    items = "".join(
        f"<li>{escape(subject(one.test))}: {escape(with_interval(one.test, one.estimates[0]))}</li>"
        for one in verdict.context
    )
    heading = "<p>Beside it, without a bearing on the verdict:</p>"
    return f'{heading}<ul class="small">{items}</ul>' if items else ""


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
        from_weights=gain_words(analysis.from_weights),
        from_facts=gain_words(analysis.from_facts),
    )


def _weights(weights: Weights, result: WeightsAnalysis) -> str:
    standings = result.standings[0]
    rows = "".join(
        f"<tr><td>{escape(one.action)}</td><td>{standing_words(one, result)}</td><td>{quantity(one.value)}</td>"
        f"<td>{quantity(one.behind)} ({quantity(one.behind_low)} to {quantity(one.behind_high)})</td>"
        f"<td>{quantity(one.regret)}</td><td>{escape(best)}</td></tr>"
        for one, best in zip(standings, shares_in_100([one.share_best for one in standings]), strict=True)
    )
    worths = "".join(f"<li>{escape(_worth(worth))}</li>" for worth in weights.worths)
    known = [fact for fact in result.facts if fact.clear][:3]
    facts = "; ".join(f"{parameter(fact.about)} ({quantity(fact.gain)} points)" for fact in known)
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


def _worth(worth: Worth) -> str:
    each = f" per {quantity(worth.per)} {worth.measure.unit}" if worth.measure.unit else ""
    times = f" times {worth.times}" if worth.times else ""
    return f"{quantity(worth.worth, signed=True)} points{each} for {worth.measure.title}{times}: {worth.why}"


def _picture(path: Path | None, words: str) -> str:
    if path is None:
        return ""
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    return f'<div class="wide"><img alt="{escape(words)}" src="data:image/png;base64,{data}"></div>'
