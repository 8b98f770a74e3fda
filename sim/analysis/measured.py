"""The measures of every war: endings as shares, flags as shares, numbers with units."""

import difflib
import re

from sim.analysis.wording import quantity
from sim.base.errors import SimError
from sim.base.outcomes import CATASTROPHES, ENDINGS, OUTCOMES, Outcome

WEEK_OF_ENDING = Outcome("week_of_ending", "Week of the ending", "week", "number")
MEASURED = (WEEK_OF_ENDING, *(outcome for outcome in OUTCOMES if outcome.kind != "category"))
"""Numbers and flags, time to the ending first."""
NAMES = (*(ending.name for ending in ENDINGS), *(outcome.name for outcome in MEASURED))
"""What can be asked for by name."""


_COMPARISON = re.compile(r"\s*(\w+)\s*(<=|>=|==|!=|<|>)\s*([\w./+-]+)\s*$")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?")
_VERBS = {"<=": "≤", ">=": "≥", "==": "=", "!=": "≠"}


def title_of(name: str) -> str:
    """Title of an ending or outcome."""
    titles = {ending.name: ending.title for ending in ENDINGS}
    titles |= {outcome.name: outcome.title for outcome in MEASURED}
    titles |= {each.increment: f"{each.ending.title} above its prior" for each in CATASTROPHES}
    return titles.get(name, name)


def in_words(asked: str) -> str:
    """An ending or outcome as it is asked for, in words: "Ground gained by Russia > 5,000 km²"."""
    found = _COMPARISON.match(asked)
    if found is None:
        return title_of(asked)
    name, verb, value = found.groups()
    shown = quantity(float(value)) if _NUMBER.fullmatch(value) else title_of(value)
    return f"{title_of(name)} {_VERBS.get(verb, verb)} {shown} {unit_of(name)}".rstrip()


def unit_of(name: str) -> str:
    """Unit of a number; none for shares."""
    return next((each.unit for each in MEASURED if each.name == name and each.kind == "number"), "")


def require_known(name: str) -> None:
    """Refuse what is neither an ending nor measured.

    Raises:
        SimError: with a did-you-mean.
    """
    if name in NAMES:
        return
    close = difflib.get_close_matches(name, NAMES, 1)
    advice = f"; did you mean {close[0]}?" if close else f", expected one of {', '.join(NAMES)}"
    raise SimError(f"outcome '{name}': found no such ending or outcome{advice}")
