"""Every forecast that was frozen, and its score where months have come."""

from docs.build.markdown import table
from sim.studies.forecast.frozen import Frozen, shipped
from sim.studies.validation import record
from sim.studies.validation.monthly_scores import WHOLE, by_horizon, by_month


def frozen() -> str:
    """A row a forecast, oldest first."""
    rows = [
        (
            f"`{each.name}`",
            each.content["title"],
            each.content["made"],
            f"{each.content['effective']:.0f} of {each.content['worlds']:,}",
            f"{each.months[0]:%B %Y} to {each.months[-1]:%B %Y}",
            _score(each),
        )
        for each in shipped()
    ]
    heads = ("forecast", "scenario", "made", "effective worlds", "months", "score on the shipped record")
    return table(heads, rows) if rows else "None yet."


def _score(forecast: Frozen) -> str:
    """Share of months in the bands, and skill against the last value, where the record has such months."""
    scores = by_horizon(by_month(forecast.members, forecast.months, record.shipped()))
    if scores.empty:
        return "none: the record ends before its first month"
    whole = scores[scores["horizon"] == WHOLE]
    held, skill = whole["value_covered_80"].mean(), whole["skill_persistence"].mean()
    return f"{100 * held:.0f} % of months in bands of 80 %; skill against the last value {skill:+.2f}"
