"""What can be read off every war: endings, outcomes, categories, yearly trends of series, and sums of these."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sim.analysis.columns import numbers, reads
from sim.analysis.wording import inside
from sim.base.arrays import Bools, Floats
from sim.base.outcomes import ENDINGS, OUTCOMES, SERIES
from sim.scenario.faults import did_you_mean
from sim.war.agents.sector import SECTORS

DEAL = "deal"
"""Stands for: a settlement or an armistice was made at some time."""
TREND = "trend."
"""Prefix of the columns that hold each war's own slope of a series [unit/year]."""

_ENDINGS = {ending.name: ending.title for ending in ENDINGS}
_OUTCOMES = {outcome.name: outcome for outcome in OUTCOMES}
_SERIES = {
    **{series.name: (series.title, series.unit) for series in SERIES},
    **{f"area.{sector}": (f"Area held by Russia in {sector}", "km²") for sector in SECTORS},
}
_CATEGORIES = {
    "first_deal.none": "no deal",
    "first_deal.settlement": "a first deal that is a settlement",
    "first_deal.armistice": "a first deal that is an armistice",
}
_EVENTS = {
    "deal_neutrality": "a first deal that makes Ukraine neutral",
    "resumed": "a deal after which the war resumes",
}
"""Flags whose titles are sentences, as things there is a chance of."""


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
    """

    terms: tuple[tuple[float, str], ...]
    kind: Literal["probability", "number"]
    unit: str
    text: str
    title: str

    def columns(self) -> set[str]:
        """Names of the stored columns it is read from."""
        return {_column(name) for _, name in self.terms}

    def values(self, wars: pd.DataFrame) -> Floats:
        """One value a war; not-a-number where an outcome does not exist. Shape (n,)."""
        parts = [sign * _read(name, wars) for sign, name in self.terms]
        return np.asarray(np.sum(parts, axis=0), dtype=np.float64)


def outcome_names() -> list[str]:
    """Everything that a test may name as its outcome, except series."""
    plain = [name for name, outcome in _OUTCOMES.items() if outcome.kind != "category"]
    return [*_ENDINGS, *plain, *_CATEGORIES, DEAL]


def series_names() -> list[str]:
    """Everything followed over time, of which a test may ask the trend."""
    return list(_SERIES)


def parse(text: str) -> Measure:
    """Read an outcome or a sum of them: `nuclear_use + nato_russia_war`.

    Endings exclude one another, so that the sum of theirs is the probability of any of them; numbers are
    added and subtracted within one unit.

    Raises:
        UnknownMeasureError: unknown names, or names that do not add up.
    """
    pieces = re.split(r"\s+([+-])\s+", text.strip())
    names, signs = pieces[0::2], [1.0, *(1.0 if sign == "+" else -1.0 for sign in pieces[1::2])]
    known = outcome_names()
    for name in names:
        if name not in known:
            advice = did_you_mean(name, known) or f", expected one of {', '.join(known)}"
            raise UnknownMeasureError(f"unknown outcome '{name}'{advice}")
    kinds = {_kind(name) for name in names}
    if len(names) > 1 and kinds != {"number"} and (not set(names) <= set(_ENDINGS) or -1.0 in signs):
        raise UnknownMeasureError(
            f"found {text!r}, expected endings joined by ' + ', or numbers joined by ' + ' and ' - '"
        )
    units = {_OUTCOMES[name].unit for name in names} if kinds == {"number"} else {""}
    if len(units) > 1:
        raise UnknownMeasureError(f"found {text!r} in {' and '.join(sorted(units))}, expected one unit")
    if len(set(names)) < len(names):
        raise UnknownMeasureError(f"found {text!r}, expected each outcome once")
    titles = [inside(_title(name)) for name in names]
    joined = titles[0] + "".join(
        f"{' or ' if kinds == {'probability'} else ' plus ' if sign > 0 else ' less '}{title}"
        for sign, title in zip(signs[1:], titles[1:], strict=True)
    )
    return Measure(
        tuple(zip(signs, names, strict=True)),
        "number" if kinds == {"number"} else "probability",
        units.pop(),
        text,
        joined,
    )


def parse_trend(text: str) -> Measure:
    """Read the name of a series: each war's slope of it over the weeks [unit/year].

    Raises:
        UnknownMeasureError: nothing of that name is followed over time.
    """
    if text not in _SERIES:
        advice = did_you_mean(text, _SERIES) or f", expected one of {', '.join(_SERIES)}"
        raise UnknownMeasureError(f"unknown series '{text}'{advice}")
    title, unit = _SERIES[text]
    return Measure(((1.0, TREND + text),), "number", f"{unit} a year", text, inside(title))


def holds(condition: Measure, wars: pd.DataFrame) -> Bools:
    """In which wars a condition holds. Shape (n,)."""
    return np.asarray(condition.values(wars) > 0.0)


def _kind(name: str) -> Literal["probability", "number"]:
    outcome = _OUTCOMES.get(name)
    return "number" if outcome is not None and outcome.kind == "number" else "probability"


def _title(name: str) -> str:
    if name == DEAL:
        return "a deal"
    if name in _EVENTS:
        return _EVENTS[name]
    return _ENDINGS.get(name) or _CATEGORIES.get(name) or _OUTCOMES[name].title


def _column(name: str) -> str:
    if name in _ENDINGS:
        return "ending"
    return "first_deal" if name == DEAL or name in _CATEGORIES else name


def _read(name: str, wars: pd.DataFrame) -> Floats:
    column = wars[_column(name)]
    if name == DEAL:
        return (~reads(column, "none")).astype(np.float64)
    if name in _ENDINGS or name in _CATEGORIES:
        return reads(column, name.rpartition(".")[2]).astype(np.float64)
    return numbers(column)
