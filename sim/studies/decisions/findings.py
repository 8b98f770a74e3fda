"""Lines of `sim validate` on decisions: what each is worth, and how choices compare with the record."""

from dataclasses import replace

import numpy as np

from sim.analysis.intervals import student_interval
from sim.base.text import counted
from sim.runs.engines import NUMPY
from sim.scenario import Scenario
from sim.studies.decisions.record import fit
from sim.studies.decisions.worth import Worth, worths
from sim.studies.validation.findings import Finding, judged

SECTION = "decisions"
EACH, ALL = 2, 12
"""Decisions that should matter: of each actor, and in all."""
ENOUGH = 1024
"""Wars of an option below which what matters is only reported: a hundredth is not told from chance by fewer."""


def decision_findings(scenario: Scenario, wars: int, seed: int, engine: str = NUMPY) -> list[Finding]:
    """Play every option, and judge what decisions are worth and how choices compare with the record.

    Args:
        scenario: whose menus.
        wars: for each option.
        seed: of the wars.
        engine: what plays them, see `worth.settled`.
    """
    found = worths(scenario, wars, seed, engine=engine)
    lines = [*_what_matters(scenario, found), *_choices(scenario)]
    if wars >= ENOUGH:
        return lines
    return [replace(line, verdict="reported") if line.id.startswith("D0") else line for line in lines]


def _what_matters(scenario: Scenario, found: list[Worth]) -> list[Finding]:
    """How many decisions matter, of each actor and in all, and whether any is inert."""
    lines = []
    for place, actor in enumerate(scenario.menus, start=1):
        own = [each for each in found if each.actor == actor]
        names = [each.option for each in own if each.matters]
        said = f"{', '.join(names) or 'none'}; of {counted(len(own), 'option')}"
        lines.append(_count(f"D{place:02d}", f"decisions of {actor} that matter", len(names), EACH, reason=said))
    matter = sum(each.matters for each in found)
    what = "an ending moves by 1 in 100, or ground by 5 %, for certain"
    lines.append(_count("D06", "decisions that matter", matter, ALL, reason=what))
    inert = [f"{each.actor} {each.option}" for each in found if each.inert]
    none = Finding(
        id="D07",
        section=SECTION,
        what="decisions that change nothing at all",
        unit="options",
        model=float(len(inert)),
        expected=0.0,
        least=0.0,
        most=0.0,
        reason=", ".join(inert) or "each changes some ending, ground or losses",
    )
    return [*lines, judged(none)]


def _count(key: str, what: str, number: int, least: int, *, reason: str) -> Finding:
    line = Finding(id=key, section=SECTION, what=what, unit="options", model=float(number), reason=reason)
    return judged(replace(line, least=float(least)))


def _choices(scenario: Scenario) -> list[Finding]:
    """Log scores of choices against base rates, each year left out in turn."""
    fits = [fit(scenario, actor) for actor in scenario.menus]
    gain = np.concatenate([each.scores - each.base for each in fits])
    low, high = student_interval(gain)
    said = "; ".join(f"{each.actor} {(each.scores - each.base).mean():+.3f}" for each in fits)
    line = Finding(
        id="D08",
        section=SECTION,
        what="log score of choices over base rates, each year left out",
        unit="nats/month",
        model=float(gain.mean()),
        low=low,
        high=high,
        expected=0.0,
        least=0.0,
        reason=f"{counted(gain.size, 'month')} of {counted(len(fits), 'actor')}; {said}",
    )
    return [judged(line)]
