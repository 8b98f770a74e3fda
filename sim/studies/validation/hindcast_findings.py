"""The hindcasts as findings: coverage, skill, and what did not happen."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from sim.base.arrays import WEEKS_PER_MONTH, Floats
from sim.base.outcomes import NUCLEAR_USE
from sim.runs.engines import NUMPY, Settled, settle_for, shared_by
from sim.runs.ensemble import Plan
from sim.scenario import Scenario, load
from sim.scenario.tree import policy_path
from sim.studies.validation import hindcast
from sim.studies.validation.findings import NAN, Finding, bands, judged
from sim.studies.validation.monthly_scores import WHOLE, by_group, by_horizon, by_month
from sim.studies.validation.record import Record
from sim.studies.validation.wars import Wars, collect, join
from sim.war.randomness import BLOCK

TESTED = ("territory_net_change", "rus_casualties_month", "ukr_casualties_month", "drones_shahed_launched_month")
"""Series whose 80 % bands are expected to hold a share of the months within `COVERAGE`."""
COVERAGE = (0.65, 0.95)
"""Share of the monthly values that 80 % bands are to hold."""
MEANS = ["value_covered_50", "value_covered_80", "value_covered_95", "covered_80", "bias", "months"]
"""Columns of scores that the coverage of a series is told by."""
GROUPS = ("territory", "losses", "launches", "interception")
"""Groups of series whose scores are compared with the references; `launches` are drones and missiles, `interception`
the shares of them shot down. Mean age is left out: two press dates give no reference to beat."""
BEATS = {"persistence": ("persistence", 3), "trailing": ("the trailing mean", 2)}
"""References by name: in words, and in how many of the four groups the model is to beat them."""
CHOOSERS = ("russia", "ukraine", "iran", "belarus")
"""Actors who choose for themselves where decisions are made; what the West gave stays given."""
NO_USE = 0.6
"""Least probability of what happened: no nuclear use."""


@dataclass(frozen=True)
class Hindcast:
    """A hindcast from one start date.

    Attributes:
        scenario: its name.
        months: first days of the months.
        monthly: members by series, arrays of shape (months, n).
        scores: one row a series and horizon.
        wars: what the wars did besides.
        made: scores where the same actors choose for themselves, whose decisions are given elsewhere.
    """

    scenario: str
    months: list[date]
    monthly: dict[str, Floats]
    scores: pd.DataFrame
    wars: Wars
    made: pd.DataFrame

    @property
    def label(self) -> str:
        """Start in words."""
        return f"{self.months[0]:%B %Y}"

    @property
    def whole(self) -> pd.DataFrame:
        """Scores over all months, one row a series."""
        return self.scores[self.scores["horizon"] == WHOLE].set_index("series")


def settled(names: Iterable[str], blocks: int, asked: str) -> Settled:
    """What plays whole blocks of hindcasts, if one of `ENGINES` is asked for."""
    return settle_for(asked, [one for pair in _both(names).values() for one in pair], blocks * BLOCK)


def play_hindcasts(
    names: Iterable[str], blocks: int, record: Record, *, seed: int, prior: bool, engine: str = NUMPY
) -> list[Hindcast]:
    """Play whole blocks of hindcasts, once with decisions given and once with decisions made, and score both.

    Args:
        names: of their scenarios.
        blocks: of each.
        record: what came.
        seed: of all dice.
        prior: raw ranges instead of the draws that history left.
        engine: what plays them, see `settled`.
    """
    both, n = _both(names), blocks * BLOCK
    shared = shared_by(engine, [one for pair in both.values() for one in pair])

    def scored(scenario: Scenario, wars: list[Wars]) -> tuple[list[date], dict[str, Floats], pd.DataFrame]:
        plan = Plan(scenario, seed, n, prior, engine, shared=shared.get(scenario))
        return _scored(plan, record, wars)

    found = []
    for name, (given, made) in both.items():
        wars: list[Wars] = []
        months, members, scores = scored(given, wars)
        *_, own = scored(made, [])
        found.append(Hindcast(name, months, members, scores=scores, wars=join(wars), made=own))
    return found


def _both(names: Iterable[str]) -> dict[str, tuple[Scenario, Scenario]]:
    """Each hindcast with decisions given and with decisions made."""
    return {name: (given, choosing(given)) for name, given in ((name, load(name)) for name in names)}


def choosing(scenario: Scenario) -> Scenario:
    """The scenario in which all but the West choose from their menus."""
    for actor in CHOOSERS:
        scenario = scenario.override(policy_path(actor), "choose")
    return scenario


def _scored(plan: Plan, record: Record, wars: list[Wars]) -> tuple[list[date], dict[str, Floats], pd.DataFrame]:
    """Months, members and scores of an ensemble, and what its wars did besides."""
    months, members = hindcast.play(plan, lambda played: wars.append(collect(played)))
    return months, members, by_horizon(by_month(members, months, record, seed=plan.seed))


def hindcast_findings(hindcasts: list[Hindcast]) -> list[Finding]:
    """The first is judged; the others are reported by the same lines.

    The hazard of the end is reported for all: T18 is for later months of a war, and judged there.
    """
    out = []
    for number, played in enumerate(hindcasts, start=1):
        lines = [*coverage(played), *(beaten(played, name) for name in BEATS), no_nuclear_use(played)]
        if number > 1:
            lines = [replace(line, verdict="reported") for line in lines]
        lines += [replace(end_hazard(played), verdict="reported"), *decisions_made(played)]
        out += [replace(line, id=f"H{number}.{row:02d}") for row, line in enumerate(lines, start=1)]
    return out


def _line(what: str, unit: str, model: float, *, accepted: tuple[float, float], reason: str) -> Finding:
    least, most = accepted
    return judged(
        Finding(id="", section="hindcast", what=what, unit=unit, model=model, least=least, most=most, reason=reason)
    )


def coverage(played: Hindcast) -> list[Finding]:
    """Share of monthly values that the 80 % bands hold, by series.

    Judged is the record's central value. Shown as the upper end is the share of months whose band reaches the
    range of the sources.
    """
    out = []
    for name in TESTED:
        row = dict(zip(MEANS, played.whole.loc[name, MEANS].to_numpy(dtype=float), strict=True))
        alone, reached = row["value_covered_80"], row["covered_80"]
        said = (
            f"bands reach the range of the sources in {reached:.2f};"
            f" 50 % bands hold {row['value_covered_50']:.2f}, 95 % bands {row['value_covered_95']:.2f};"
            f" median off by {row['bias']:+,.0f} a month;"
            f" {row['months']:.0f} months"
        )
        line = _line(f"{played.label}: 80 % bands, {name}", "share", alone, accepted=COVERAGE, reason=said)
        out.append(replace(line, low=alone, high=reached))
    return out


def beaten(played: Hindcast, reference: str) -> Finding:
    """Groups of series in which the mean CRPS is below a reference's."""
    skill = by_group(played.scores)
    whole = skill[skill["horizon"] == WHOLE].set_index("group")[f"skill_{reference}"].reindex(GROUPS)
    said = ", ".join(
        f"{group} {'no reference' if np.isnan(value) else f'{value:+.2f}'}" for group, value in whole.items()
    )
    against, least = BEATS[reference]
    what = f"{played.label}: groups in which CRPS beats {against}"
    n = float((whole > 0.0).sum())
    return _line(what, "of 4 groups", n, accepted=(float(least), NAN), reason=f"skill: {said}")


def no_nuclear_use(played: Hindcast) -> Finding:
    """P(no nuclear use) to May 2024."""
    share = 1.0 - float((played.wars.ending == NUCLEAR_USE.name).mean())
    what = f"{played.label}: P(no nuclear use to May 2024)"
    return _line(what, "probability", share, accepted=(NO_USE, 1.0), reason=f"n = {played.wars.n:,}")


def end_hazard(played: Hindcast) -> Finding:
    """Monthly hazard of the war ending, which it did not."""
    wars, band = played.wars, bands()["T18"]
    hazard = float((wars.first_end < wars.weeks).sum()) / float(wars.followed.sum() / WEEKS_PER_MONTH)
    said = "first deal or absorbing ending over war-months at risk; the band of T18"
    what = f"{played.label}: monthly hazard that the war ends"
    return _line(what, "1/month", hazard, accepted=(band.low, band.high), reason=said)


def given_and_made(played: Hindcast) -> pd.DataFrame:
    """By group of series, over all months: scores with decisions given, and with decisions made.

    Returns:
        One row a group: number of series; `crps_ratio`, the geometric mean over them of the CRPS with decisions made
        over that with decisions given, and its `lowest` and `highest`; skill over persistence and the share of monthly
        values that 80 % bands hold, of either.
    """
    both = {"given": played.scores, "made": played.made}
    rows = {key: one[one["horizon"] == WHOLE].set_index("series") for key, one in both.items()}
    skill = {key: by_group(one[one["horizon"] == WHOLE]).set_index("group") for key, one in both.items()}
    ratios = rows["made"]["crps"] / rows["given"]["crps"]
    table = []
    for group in GROUPS:
        series = rows["given"].index[rows["given"]["group"] == group]
        months = rows["given"].loc[series, "months"]
        ratio = ratios[series]
        told = {"group": group, "series": len(series), "crps_ratio": float(np.exp(np.log(ratio).mean()))}
        told |= {"lowest": float(ratio.min()), "highest": float(ratio.max())}
        for key in both:
            told[f"skill_persistence_{key}"] = float(skill[key]["skill_persistence"][group])
            held = rows[key].loc[series, "value_covered_80"]
            told[f"value_covered_80_{key}"] = float(np.average(held, weights=months))
        table.append(told)
    return pd.DataFrame(table)


def decisions_made(played: Hindcast) -> list[Finding]:
    """What it costs a hindcast that actors choose for themselves, by group of series; nothing says what it may cost."""
    out = []
    for row in given_and_made(played).to_dict("records"):
        said = (
            f"geometric mean over {row['series']} series, lowest and highest beside it; below 1 is nearer with decisions"
            f" made. 80 % bands hold {row['value_covered_80_given']:.2f} of monthly values with decisions given,"
            f" {row['value_covered_80_made']:.2f} with decisions made"
        )
        what = f"{played.label}: CRPS with decisions made over decisions given, {row['group']}"
        out.append(
            Finding(
                id="",
                section="hindcast",
                what=what,
                unit="ratio",
                model=row["crps_ratio"],
                low=row["lowest"],
                high=row["highest"],
                reason=said,
            )
        )
    return out
