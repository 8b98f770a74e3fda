"""The outcomes that a test may name: endings, numbers, flags, categories, yearly trends, and sums of these."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from sim.analysis.columns import numbers
from sim.analysis.wording import inside
from sim.base.arrays import Bools, Floats
from sim.base.outcomes import ENDINGS, OUTCOMES
from sim.base.series import SERIES
from sim.scenario.faults import did_you_mean
from sim.studies.columns import MEAN, TREND
from sim.war.agents.sector import SECTORS

Kind = Literal["probability", "number"]

PRIOR = "_prior"
"""Ending of the name of an outcome that holds what a prior alone gives another: the chance of it, war by war."""


@dataclass(frozen=True)
class _Readable:
    """Something that can be read off a war.

    Attributes:
        title: in words.
        column: where it is stored.
        words: of the column, each of which means that it happens; none if the column holds its value.
        unit: of a number.
        kind: whether its mean is a probability or a number.
        less: another column that is taken off it.
    """

    title: str
    column: str
    words: tuple[str, ...] = ()
    unit: str = ""
    kind: Kind = "probability"
    less: str = ""

    @property
    def columns(self) -> set[str]:
        """Where it is stored."""
        return {self.column, self.less} - {""}

    def values(self, wars: pd.DataFrame) -> Floats:
        """One value a war. Shape (n,)."""
        column = wars[self.column]
        found = numbers(column.isin(self.words) if self.words else column)
        return found - numbers(wars[self.less]) if self.less else found


_EVENTS = {
    "deal_neutrality": "a first deal that makes Ukraine neutral",
    "resumed": "a deal after which the war resumes",
}
"""Flags whose titles are sentences, as things there is a chance of."""
_OUTCOMES = {
    **{ending.name: _Readable(ending.title, "ending", (ending.name,)) for ending in ENDINGS},
    **{
        outcome.name: _Readable(
            title=_EVENTS.get(outcome.name, outcome.title),
            column=outcome.name,
            unit=outcome.unit,
            kind="number" if outcome.kind == "number" else "probability",
        )
        for outcome in OUTCOMES
        if outcome.kind != "category"
    },
    "first_deal.none": _Readable("no deal", "first_deal", ("none",)),
    "first_deal.settlement": _Readable("a first deal that is a settlement", "first_deal", ("settlement",)),
    "first_deal.armistice": _Readable("a first deal that is an armistice", "first_deal", ("armistice",)),
    "deal": _Readable("a deal", "first_deal", ("settlement", "armistice")),
}
_READ_OFF_WEEKS = {
    "weeks_fought": _Readable("weeks of fighting", "weeks_fought", unit="week", kind="number"),
    "peace_years": _Readable("years of peace after the first deal", "peace_years", unit="year", kind="number"),
    "ukrainian_advance": _Readable(
        "most ground that Ukraine had regained", "ukrainian_advance", unit="km²", kind="number"
    ),
    "deal_belief_start": _Readable(
        "belief at the start that Russia prevails, where a deal is made", "deal_belief_start", unit="0-1", kind="number"
    ),
    "deal_belief_drift": _Readable(
        "drift of the belief that Russia prevails until the first deal", "deal_belief_drift", unit="0-1", kind="number"
    ),
    **{
        f"russian_victory.{path}": _Readable(f"Russian victory by {words}", "victory_path", (path,))
        for path, words in {
            "collapse": "collapse of the front",
            "exhaustion": "exhaustion of the line",
            "will": "loss of will",
        }.items()
    },
}
_SERIES = {
    **{series.name: (series.title, series.unit) for series in SERIES},
    **{f"area.{sector}": (f"Area held by Russia in {sector}", "km²") for sector in SECTORS},
}
_TRENDS = {
    name: _Readable(title, TREND + name, unit=f"{unit} a year", kind="number")
    for name, (title, unit) in _SERIES.items()
}
_MEANS = {
    MEAN + name: _Readable(f"mean {inside(title)} while it is fought", MEAN + name, unit=unit, kind="number")
    for name, (title, unit) in _SERIES.items()
}


def over_priors(outcomes: Mapping[str, _Readable]) -> dict[str, _Readable]:
    """For every outcome that has its prior beside it: what it comes to over that, `nuclear_use.over_prior`."""
    with_prior = {name.removesuffix(PRIOR): name for name in outcomes if name.endswith(PRIOR)}
    return {
        f"{name}.over_prior": replace(
            outcomes[name],
            title=f"{outcomes[name].title} over its prior",
            less=outcomes[prior].column,
            kind="number",
            unit="share",
        )
        for name, prior in with_prior.items()
        if name in outcomes
    }


_NAMED = _OUTCOMES | _READ_OFF_WEEKS | _MEANS | over_priors(_OUTCOMES)
_READABLE = _NAMED | {trend.column: trend for trend in _TRENDS.values()}


_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class UnknownMeasureError(ValueError):
    """The text names nothing that can be read off a war."""


@dataclass(frozen=True)
class Measure:
    """A sum of outcomes, one number a war.

    Attributes:
        terms: signs and names of the outcomes.
        kind: whether its mean is a probability or a number.
        unit: of the number, empty for probabilities.
        text: as written.
        title: in words, as it stands inside a sentence.
        above: of a condition: the value above which the number has to lie.
    """

    terms: tuple[tuple[float, str], ...]
    kind: Kind
    unit: str
    text: str
    title: str
    above: float = 0.0

    def columns(self) -> set[str]:
        """Names of the stored columns it is read from."""
        return set().union(*(_READABLE[name].columns for _, name in self.terms))

    def values(self, wars: pd.DataFrame) -> Floats:
        """One value a war; not-a-number where an outcome does not exist. Shape (n,)."""
        parts = [sign * _READABLE[name].values(wars) for sign, name in self.terms]
        return np.asarray(np.sum(parts, axis=0), dtype=np.float64)

    def holds(self, wars: pd.DataFrame) -> Bools:
        """In which wars it happens, or lies above the value of a condition. Shape (n,)."""
        return np.asarray(self.values(wars) > self.above)


def parse(text: str) -> Measure:
    """Read an outcome or a sum of them: `nuclear_use + nato_russia_war`.

    Endings exclude one another, so that the sum of theirs is the probability of any of them; numbers are
    added and subtracted within one unit.

    Raises:
        UnknownMeasureError: unknown names, or names that do not add up.
    """
    pieces = re.split(r"\s+([+-])\s+", text.strip())
    names, signs = pieces[0::2], [1.0, *(1.0 if sign == "+" else -1.0 for sign in pieces[1::2])]
    outcomes = [_known(name, _NAMED, "outcome") for name in names]
    numeric = all(outcome.kind == "number" for outcome in outcomes)
    columns = {outcome.column for outcome in outcomes}
    exclusive = len(columns) == 1 and all(outcome.words for outcome in outcomes) and -1.0 not in signs
    if len(names) > 1 and not numeric and not exclusive:
        raise UnknownMeasureError(
            f"found {text!r}, expected endings joined by ' + ', or numbers joined by ' + ' and ' - '"
        )
    units = sorted({outcome.unit for outcome in outcomes})
    if len(units) > 1:
        raise UnknownMeasureError(f"found {text!r} in {' and '.join(units)}, expected one unit")
    if len(set(names)) < len(names):
        raise UnknownMeasureError(f"found {text!r}, expected each outcome once")
    words = [" plus " if sign > 0.0 else " less " for sign in signs] if numeric else [" or "] * len(signs)
    title = "".join(word + inside(outcome.title) for word, outcome in zip(["", *words[1:]], outcomes, strict=True))
    return Measure(
        terms=tuple(zip(signs, names, strict=True)),
        kind="number" if numeric else "probability",
        unit=units[0],
        text=text,
        title=title,
    )


def parse_condition(text: str) -> Measure:
    """Read what restricts a test to some wars: an ending, a flag, `deal`, or `territory_change > 1000`.

    Raises:
        UnknownMeasureError: nothing that happens or not, and no number above a value.
    """
    name, sign, value = text.partition(" > ")
    measure = parse(name)
    if (measure.kind == "number") != bool(sign) or (sign and not _NUMBER.fullmatch(value.strip())):
        raise UnknownMeasureError(
            f"found {text!r}, expected an ending, a flag or 'deal', or a number above a value: 'territory_change > 1000'"
        )
    if not sign:
        return measure
    title = f"{measure.title} above {float(value):,g} {measure.unit}"
    return replace(measure, kind="probability", text=text, title=title, above=float(value))


def parse_trend(text: str) -> Measure:
    """Read the name of a series: each war's slope of it over the weeks [unit/year].

    Raises:
        UnknownMeasureError: nothing of that name is followed over time.
    """
    trend = _known(text, _TRENDS, "series")
    return Measure(((1.0, trend.column),), trend.kind, unit=trend.unit, text=text, title=inside(trend.title))


def _known(name: str, known: Mapping[str, _Readable], what: str) -> _Readable:
    if name not in known:
        advice = did_you_mean(name, known) or f", expected one of {', '.join(known)}"
        raise UnknownMeasureError(f"unknown {what} '{name}'{advice}")
    return known[name]
