"""A trial in a terminal: the ledger's table, then the decision."""

from collections.abc import Iterator

from rich.table import Table

from sim.analysis.wording import inside, quantity
from sim.base.text import counted
from sim.reports.argument.words import dependence, either, first_words, reason, smallest_words
from sim.reports.terminal import Terminal, plain_table
from sim.studies.argument.decision.analysis import DecisionAnalysis
from sim.studies.argument.trial import Trial
from sim.studies.argument.verdicts import WORDS


def print_trial(out: Terminal, trial: Trial) -> None:
    """Print every verdict with its number and what it hangs on, and the decision if there is one."""
    out.print_sentence(trial.ledger.title)
    out.print()
    out.print(_ledger(trial))
    counts = {word: sum(verdict.word == word for verdict in trial.verdicts) for word in WORDS}
    shown = ", ".join(f"{n} {word}" for word, n in counts.items())
    out.print_sentence(f"{counted(len(trial.verdicts), 'claim')}: {shown}")
    if trial.decision is not None:
        out.print()
        out.print(_decision(trial.decision))
        for line in _lines(trial.decision, trial.ledger.indifference.value):
            out.print_sentence(line)


def _ledger(trial: Trial) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0), header_style="bold")
    table.add_column("Claim", no_wrap=True)
    table.add_column("Verdict", max_width=13)
    table.add_column("Why", ratio=1)
    for verdict in trial.verdicts:
        depends = dependence(verdict, trial.variants, trial.ledger)
        text = [verdict.claim.paraphrase, reason(verdict, trial.ledger), *([depends] if depends else [])]
        table.add_row(verdict.claim.id, verdict.word, "\n".join(text))
    return table


def _decision(analysis: DecisionAnalysis) -> Table:
    """Best action under each set of weights, the next, and how many worlds agree."""
    table = plain_table("Values", "Worth most", "Next, and how far behind", "Best in")
    for weights in analysis.decision.weights:
        result = analysis.by_weights[weights.name]
        standings = result.standings[0]
        second = standings[1]
        behind = f"{second.action} {quantity(second.behind)} ({quantity(second.behind_low)} to "
        behind += f"{quantity(second.behind_high)})"
        shares = [f"{100.0 * one.share_best:.0f}" for one in standings if one.action in result.leaders]
        best_in = f"{either(shares)} of 100"
        table.add_row(weights.title, first_words(result.leaders), behind, best_in)
    return table


def _lines(analysis: DecisionAnalysis, margin: float) -> Iterator[str]:
    yield ""
    for weights in analysis.decision.weights:
        yield f"{weights.title}: {inside(smallest_words(analysis.by_weights[weights.name]))}"
    if any(len(result.leaders) > 1 for result in analysis.by_weights.values()):
        cleared = f"{quantity(100.0 * margin)} % of what is at stake"
        yield f"Not told apart: behind by an interval that does not clear {cleared}."
    values, facts = (quantity(100.0 * one.gain) for one in (analysis.from_weights, analysis.from_facts))
    yield f"Settling the values would gain {values} % of what is at stake, settling the facts {facts} %."
