"""A trial in a terminal: the ledger's table, then the decision."""

from collections.abc import Iterator

from rich.table import Table

from sim.analysis.wording import inside, quantity
from sim.base.text import counted
from sim.reports.argument.answered import game_words
from sim.reports.argument.words import dependence, gain_words, power_words, reason, smallest_words, standing_words
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
        game, power = game_words(verdict, trial), power_words(verdict)
        text = [verdict.claim.paraphrase, reason(verdict, trial.ledger), depends, game, power]
        table.add_row(verdict.claim.id, verdict.word, "\n".join(part for part in text if part))
    return table


def _decision(analysis: DecisionAnalysis) -> Table:
    """How every action does under each set of weights, in words: one row an action."""
    table = plain_table("Action", *(weights.title for weights in analysis.decision.weights))
    for action in analysis.decision.actions:
        cells = []
        for weights in analysis.decision.weights:
            result = analysis.by_weights[weights.name]
            standing = next(one for one in result.standings[0] if one.action == action)
            cells.append(standing_words(standing, result))
        table.add_row(action, *cells)
    return table


def _lines(analysis: DecisionAnalysis, margin: float) -> Iterator[str]:
    yield ""
    for weights in analysis.decision.weights:
        yield f"{weights.title}: {inside(smallest_words(analysis.by_weights[weights.name]))}"
    cleared = f"{quantity(100.0 * margin)} % of what is at stake"
    yield f"Level, or not told apart: behind by an interval that does not clear {cleared}. Far behind: by half of it."
    values, facts = gain_words(analysis.from_weights), gain_words(analysis.from_facts)
    yield f"Of what is at stake, settling the values would gain {values}; settling the facts {facts}."
