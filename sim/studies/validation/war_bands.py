"""T07 and T18-T26: whole wars of the baseline against wars and crises since 1823.

Each band is one function from played wars to its findings.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np

from sim.analysis.intervals import wilson
from sim.base.arrays import WEEKS_PER_MONTH, WEEKS_PER_YEAR, Floats
from sim.base.outcomes import ABSORBING
from sim.rules import escalation
from sim.scenario import Scenario
from sim.studies.validation.findings import Band, Finding, absent, bands, in_band, measured
from sim.studies.validation.record import Record
from sim.studies.validation.wars import Wars

SECTION = "wars"
MONTHS_FOUGHT = 27
"""Of this war by June 2024."""
JOINED_BY_MONTH = 60
START, END = date(2022, 2, 1), date(2024, 5, 1)
"""First and last month of the war before the baseline starts."""


def counted(band: Band, k: int, n: int, reason: str) -> Finding:
    """A finding from k of n wars, with a Wilson interval."""
    if n == 0:
        return absent(band, SECTION, "no war in which it could have happened", "fail")
    low, high = wilson(k, n)
    return in_band(band, SECTION, (low, k / n, high), f"{reason}; n = {n:,}")


def _rate(band: Band, events: int, months: float, reason: str) -> Finding:
    """A finding from a count over time at risk, with its Monte Carlo interval."""
    spread = 1.96 * np.sqrt(max(events, 1))
    low, value, high = (max(0.0, count) / months for count in (events - spread, events, events + spread))
    return in_band(band, SECTION, (low, value, high), reason)


def end_of_war(w: Wars, expected: Mapping[str, Band]) -> list[Finding]:
    """T18, T19: how soon wars end."""
    horizon = (JOINED_BY_MONTH - MONTHS_FOUGHT) * WEEKS_PER_MONTH
    months = np.minimum(w.followed, horizon).sum() / WEEKS_PER_MONTH
    out = [_rate(expected["T18"], int((w.first_end < horizon).sum()), float(months), expected["T18"].how)]
    for key, year in (("T19a", 1), ("T19b", 2), ("T19c", 3)):
        ended = int((w.first_end < year * WEEKS_PER_YEAR).sum())
        out.append(counted(expected[key], ended, w.n, expected[key].how))
    return out


def kind_of_end(w: Wars, expected: Mapping[str, Band]) -> list[Finding]:
    """T20, T21: who won, deals, talks."""
    ended = ~np.isnan(w.first_end)
    deal = ended & (w.first_deal_week == w.first_end)
    decided = {ending.name: int((ended & ~deal & (w.ending == ending.name)).sum()) for ending in ABSORBING}
    n = max(1, int(ended.sum()))
    shares = (
        f"{int(ended.sum()):,} wars ended: by force for Russia {decided['russian_victory'] / n:.2f},"
        f" for Ukraine {(decided['ukrainian_restoration'] + decided['russian_withdrawal']) / n:.2f},"
        f" by a deal {deal.sum() / n:.2f}, by war with NATO {decided['nato_russia_war'] / n:.2f};"
        " who won a limited deal is a coder's judgement the model has no rule for, T21 asks for deals instead"
    )
    total = int(ended.sum())
    return [
        absent(expected["T20"], SECTION, shares),
        counted(expected["T21a"], int(deal.sum()), total, expected["T21a"].how),
        counted(expected["T21b"], int((ended & w.talks).sum()), total, expected["T21b"].how),
    ]


def resumption(w: Wars, expected: Mapping[str, Band]) -> list[Finding]:
    """T22: deals that break."""
    broken = w.when("war resumes")
    dealt = ~np.isnan(w.first_deal_week)
    until = np.fmin(np.where(np.isnan(broken), w.weeks, broken), w.weeks)
    months = float((until - w.first_deal_week)[dealt].sum() / WEEKS_PER_MONTH)
    k = int((dealt & ~np.isnan(broken)).sum())
    if months <= 0.0:
        return [absent(expected[key], SECTION, "no war ended by a deal", "fail") for key in ("T22a", "T22b")]
    spread = 1.96 * np.sqrt(max(k, 1))
    hazards = [max(0.0, events) / months for events in (k - spread, k, k + spread)]
    five = [float(-np.expm1(-hazard * 60.0)) for hazard in hazards]
    ten = float(-np.expm1(-hazards[1] * 120.0))
    said = f"{expected['T22a'].how}: {k} in {months:,.0f} months, {k / months:.4f} a month"
    beyond = f"no war is followed beyond five years; were the hazard of those to last, it would be {ten:.2f}"
    return [
        in_band(expected["T22a"], SECTION, (five[0], five[1], five[2]), said),
        absent(expected["T22b"], SECTION, beyond),
    ]


def escalations(w: Wars, incident: Wars, expected: Mapping[str, Band]) -> list[Finding]:
    """T23-T25: incidents, war with NATO, others who join."""
    at_war = int((incident.ending == "nato_russia_war").sum())
    out = [counted(expected["T23"], at_war, incident.n, expected["T23"].how)]
    why = "a rate per dispute: the model has one dispute that has lasted since 2022, not a population of them"
    deaths = float((w.when("NATO-Russia incident with deaths") < WEEKS_PER_YEAR).mean())
    for part in "abcd":
        told = f"; P(incident with deaths within 12 months) is {deaths:.4f}" if part == "b" else ""
        out.append(absent(expected[f"T24{part}"], SECTION, why + told))
    by = (JOINED_BY_MONTH - MONTHS_FOUGHT) * WEEKS_PER_MONTH
    joined = np.fmin(w.when("Belarus on rung 4"), w.when("NATO on rung 4"))
    joined = np.fmin(joined, np.where(w.ending == "nato_russia_war", w.week_of_ending, np.nan))
    return [*out, counted(expected["T25"], int((joined < by).sum()), w.n, expected["T25"].how)]


def theatre_losses(w: Wars, expected: Mapping[str, Band]) -> list[Finding]:
    """T07: loss rates of a whole theatre."""
    sides = (("T07a", "russia"), ("T07b", "ukraine"))
    return [
        measured(expected[key], SECTION, 100.0 * w.daily_loss[side], expected[key].how) for key, side in sides
    ]


def nuclear(
    draws: Mapping[str, Floats], scenario: Scenario, record: Record, expected: Mapping[str, Band]
) -> list[Finding]:
    """T26: the hazard of nuclear use, and whether its absence so far would have been likely.

    Args:
        draws: of the uncertain numbers, each of shape (n,).
        scenario: whose other numbers.
        record: of the war so far, for the months in which Russia was routed.
        expected: bands.
    """

    def number(path: str) -> Floats:
        key = f"escalation.{path}"
        return draws[key] if key in draws else np.array([scenario.numbers[key].value])

    routs = sum(
        START <= month <= END and figure.value < -float(number("rout_area")[0])
        for month, figure in record["territory_net_change"].items()
    )
    calm, crisis = (
        escalation.nuclear_hazard(
            number("nuclear_hazard_calm"),
            number("nuclear_hazard_crisis"),
            number("nuclear_hazard_combat"),
            np.array([in_crisis]),
            np.array([False]),
            number("propensity"),
        )
        for in_crisis in (False, True)
    )
    none = np.exp(-(calm * (MONTHS_FOUGHT - routs) + crisis * routs))
    share = float(np.mean(none))
    low, high = np.quantile(none, [0.05, 0.95])
    said = f"{expected['T26c'].how}: {routs} of {MONTHS_FOUGHT}"
    return [
        measured(expected["T26a"], SECTION, calm, expected["T26a"].how),
        measured(expected["T26b"], SECTION, crisis, expected["T26b"].how),
        in_band(expected["T26c"], SECTION, (float(low), share, float(high)), said),
    ]


def war_findings(
    w: Wars, incident: Wars, draws: Mapping[str, Floats], scenario: Scenario, record: Record
) -> list[Finding]:
    """Every band that whole wars speak to, in the order of the targets.

    Args:
        w: wars of five years.
        incident: see `play_incident`.
        draws: see `nuclear`.
        scenario: see `nuclear`.
        record: see `nuclear`.
    """
    expected = bands()
    return [
        *theatre_losses(w, expected),
        *end_of_war(w, expected),
        *kind_of_end(w, expected),
        *resumption(w, expected),
        *escalations(w, incident, expected),
        *nuclear(draws, scenario, record, expected),
    ]
