"""What the game says of a claim that hangs on the decision, in words."""

from collections.abc import Sequence

from sim.analysis.wording import capitalised, inside
from sim.base.text import counted
from sim.reports.argument.words import count_in_100
from sim.reports.game import likeliest, regrets
from sim.studies.argument.answered import ANSWERED, AnsweredDecision
from sim.studies.argument.answers import Answer
from sim.studies.argument.trial import Trial
from sim.studies.argument.verdicts import Verdict

SAYS: dict[Answer, str] = {
    "yes": "the claim holds", "no": "the claim fails", "open": "the claim is undecided", "silent": "nothing is known",
}  # fmt: skip


def game_words(verdict: Verdict, trial: Trial) -> str:
    """What comes of the claim once others answer, what they answer, and what regret each strategy leaves.

    Empty where a claim does not hang on the decision, or the ledger names no game.
    """
    answered, claim = trial.answered, verdict.claim
    if answered is None or not claim.decided:
        return ""
    place = trial.variants.index(ANSWERED)
    parts = [f"In the game ({size_words(answered)}), where all others answer, {SAYS[verdict.answers[place]]}."]
    if verdict.ranking is not None and claim.ranking is not None:
        sides = [answers[place] for answers in verdict.ranking.answers.values()]
        more, less = sides.count("yes"), sides.count("no")
        action = capitalised(claim.ranking.action)
        parts.append(
            f"{action} is there clearly worth more under {more} of {len(sides)} sets, clearly less under {less}."
        )
        parts.append(_responses(answered, (claim.ranking.action, *claim.ranking.above)))
    if verdict.excess:
        value, low, high = (
            f"{count_in_100(end, signed=True)} %"
            for end in (verdict.excess[place].value, verdict.excess[place].low, verdict.excess[place].high)
        )
        parts.append(f"Settling the values gains {value} of the stake more than settling the facts ({low} to {high}).")
    against = answered.game.actors[answered.game.against]
    parts.append(f"In hundredths of what it weighs itself: {regrets(answered.solution, against.name)}")
    return " ".join(parts)


def size_words(answered: AnsweredDecision) -> str:
    """`125 profiles × 256 wars`."""
    return f"{counted(len(answered.scenarios), 'profile')} × {counted(answered.ensembles.size.n, 'war')}"


def _responses(answered: AnsweredDecision, actions: Sequence[str]) -> str:
    """What each other actor most often does, by what is chosen, with the 95 % interval of its share."""
    game = answered.game
    asked = game.actors[game.against]
    cases = []
    for action in actions:
        does = []
        for name, actor in game.actors.items():
            if name != game.against:
                row = likeliest(answered.solution, action, name)
                ends = f"{count_in_100(row['low'])} to {count_in_100(row['high'])} of 100 choices"
                does.append(f"{actor.title} {actor.words[row['strategy']]} ({ends})")
        cases.append(f"if {inside(asked.title)} {asked.words[action]}, {', '.join(does)}")
    return f"Most often, {'; '.join(cases)}."
