"""T07 and T18-T26: whole wars of the baseline against wars and crises since 1823.

Each band is one function from played wars to its findings.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np

from sim.analysis.intervals import wilson
from sim.base.arrays import WEEKS_PER_MONTH, WEEKS_PER_YEAR, Floats
from sim.base.outcomes import ABSORBING, NATO_RUSSIA_WAR
from sim.rules import escalation
from sim.scenario import Scenario
from sim.studies.validation.findings import INTERVAL, Band, Finding, absent, bands, in_band, measured
from sim.studies.validation.record import Record
from sim.studies.validation.wars import DAILY_LOSS, Wars

SECTION = "wars"
MONTHS_FOUGHT = 27
"""Of this war by June 2024."""
JOINED_BY = (60 - MONTHS_FOUGHT) * WEEKS_PER_MONTH
"""Weeks of the model until the sixtieth month of the war."""
NORMAL_95 = 1.96
"""Standard deviations on either side of the mean that hold 95 % of a normal distribution."""
START, END = date(2022, 2, 1), date(2024, 5, 1)
"""First and last month of the war before the baseline starts."""


def counted(band: Band, k: int, n: int) -> Finding:
    """A finding from k of n wars, with a Wilson interval."""
    if n == 0:
        return absent(band, SECTION, "no war in which it could have happened", "fail")
    low, high = wilson(k, n)
    return in_band(band, SECTION, (low, k / n, high), f"{band.how}; n = {n:,}")


def hazard(events: int, months: float) -> tuple[float, float, float]:
    """Events over time at risk [1/month], between the ends of their Monte Carlo interval: low, value, high."""
    spread = NORMAL_95 * np.sqrt(max(events, 1))
    return max(0.0, events - spread) / months, events / months, (events + spread) / months


def end_of_war(w: Wars, expected: Mapping[str, Band]) -> list[Finding]:
    """T18, T19: how soon wars end."""
    months = float(np.minimum(w.followed, JOINED_BY).sum() / WEEKS_PER_MONTH)
    rate = hazard(int((w.first_end < JOINED_BY).sum()), months)
    out = [in_band(expected["T18"], SECTION, rate, expected["T18"].how)]
    for key, year in (("T19a", 1), ("T19b", 2), ("T19c", 3)):
        out.append(counted(expected[key], int((w.first_end < year * WEEKS_PER_YEAR).sum()), w.n))
    return out


def kind_of_end(w: Wars, expected: Mapping[str, Band]) -> list[Finding]:
    """T20, T21: who won, deals, talks."""
    ended = ~np.isnan(w.first_end)
    deal = ended & (w.column("first_deal_week") == w.first_end)
    talks = ended & (w.column("talks_weeks") > 0.0)
    total = int(ended.sum())
    n = max(1, total)
    decided = {ending.name: int((ended & ~deal & (w.ending == ending.name)).sum()) for ending in ABSORBING}
    shares = (
        f"{total:,} wars ended: by force for Russia {decided['russian_victory'] / n:.2f},"
        f" for Ukraine {(decided['ukrainian_restoration'] + decided['russian_withdrawal']) / n:.2f},"
        f" by a deal {deal.sum() / n:.2f}, by war with NATO {decided['nato_russia_war'] / n:.2f};"
        " who won a limited deal is a coder's judgement the model has no rule for, T21 asks for deals instead"
    )
    return [
        absent(expected["T20"], SECTION, shares),
        counted(expected["T21a"], int(deal.sum()), total),
        counted(expected["T21b"], int(talks.sum()), total),
    ]


def resumption(w: Wars, expected: Mapping[str, Band]) -> list[Finding]:
    """T22: deals that break."""
    five, ten = expected["T22a"], expected["T22b"]
    broken, deal_week = w.column("war resumes"), w.column("first_deal_week")
    dealt = ~np.isnan(deal_week)
    months = float((np.fmin(broken, w.weeks) - deal_week)[dealt].sum() / WEEKS_PER_MONTH)
    if months <= 0.0:
        return [absent(band, SECTION, "no war ended by a deal", "fail") for band in (five, ten)]
    k = int((dealt & ~np.isnan(broken)).sum())
    low, value, high = (-np.expm1(-np.array(hazard(k, months)) * 60.0)).tolist()
    later = -np.expm1(-k / months * 120.0)
    said = f"{five.how}: {k} in {months:,.0f} months, {k / months:.4f} a month"
    beyond = f"no war is followed beyond five years; were the hazard of those to last, it would be {later:.2f}"
    return [in_band(five, SECTION, (low, value, high), said), absent(ten, SECTION, beyond)]


def escalations(w: Wars, incident: Wars, expected: Mapping[str, Band]) -> list[Finding]:
    """T23-T25: incidents, war with NATO, others who join."""
    at_war = int((incident.ending == NATO_RUSSIA_WAR.name).sum())
    out = [counted(expected["T23"], at_war, incident.n)]
    why = "a rate per dispute: the model has one dispute that has lasted since 2022, not a population of them"
    deaths = float((w.column("NATO-Russia incident with deaths") < WEEKS_PER_YEAR).mean())
    for part in "abcd":
        told = f"; P(incident with deaths within 12 months) is {deaths:.4f}" if part == "b" else ""
        out.append(absent(expected[f"T24{part}"], SECTION, why + told))
    joined = np.fmin(w.column("Belarus on rung 4"), w.column("NATO on rung 4"))
    joined = np.fmin(joined, np.where(w.ending == NATO_RUSSIA_WAR.name, w.column("week_of_ending"), np.nan))
    return [*out, counted(expected["T25"], int((joined < JOINED_BY).sum()), w.n)]


def theatre_losses(w: Wars, expected: Mapping[str, Band]) -> list[Finding]:
    """T07: loss rates of a whole theatre [% a day]."""
    sides = {"T07a": "russia", "T07b": "ukraine"}
    return [measured(expected[key], SECTION, 100.0 * w.column(side + DAILY_LOSS)) for key, side in sides.items()]


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
    hazards = escalation.NuclearHazard(calm=number("nuclear_hazard_calm"), crisis=number("nuclear_hazard_crisis"))
    as_stated = np.ones(1)  # the answer under which the priors were stated
    calm, crisis = (
        escalation.nuclear_hazard(np.array([faced]), number("propensity"), as_stated, hazards) for faced in (0.0, 1.0)
    )
    none = np.exp(-(calm * (MONTHS_FOUGHT - routs) + crisis * routs))
    low, high = np.quantile(none, INTERVAL)
    said = f"{expected['T26c'].how}: {routs} of {MONTHS_FOUGHT}"
    return [
        measured(expected["T26a"], SECTION, calm),
        measured(expected["T26b"], SECTION, crisis),
        in_band(expected["T26c"], SECTION, (float(low), float(np.mean(none)), float(high)), said),
    ]


def war_findings(
    w: Wars, incident: Wars, *, draws: Mapping[str, Floats], scenario: Scenario, record: Record
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
