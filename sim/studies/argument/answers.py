"""From intervals to answers: of each test, and of several combined."""

from collections.abc import Sequence
from typing import Literal

from sim.studies.argument.ledger.shapes import Direction

Answer = Literal["yes", "no", "open", "silent"]
"""On the claim's side of the threshold, on the other, on neither for certain; or too few wars speak to it."""


def answer_of(interval: tuple[float, float], threshold: float, margin: float, direction: Direction = "above") -> Answer:
    """Whether a whole interval lies on the claim's side of its threshold (yes), on the other (no), or on neither.

    The interval has to clear the threshold by a margin of indifference as well, so that a verdict which
    another seed might give differently is open and not the opposite.
    """
    low, high = interval
    if low > threshold + margin:
        return "yes" if direction == "above" else "no"
    if high < threshold - margin:
        return "no" if direction == "above" else "yes"
    return "open"


def all_of(answers: Sequence[Answer]) -> Answer:
    """True of all: no if one is no, yes if each is yes."""
    return _first(("no", "silent", "open"), answers, "yes")


def any_of(answers: Sequence[Answer]) -> Answer:
    """True of any: yes if one is yes, no if each is no."""
    return _first(("yes", "silent", "open"), answers, "no")


def _first(wanted: Sequence[Answer], answers: Sequence[Answer], otherwise: Answer) -> Answer:
    return next((answer for answer in wanted if answer in answers), otherwise)


def unanimous(answers: Sequence[Answer]) -> Answer:
    """The answer that all give, or open."""
    return answers[0] if len(set(answers)) == 1 else "open"
