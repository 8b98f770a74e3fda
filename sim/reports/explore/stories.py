"""One war told: the one of a number, played anew by itself, and compared with the same war behind the pictures."""

from __future__ import annotations

from dataclasses import dataclass

from sim.base.outcomes import ENDINGS
from sim.reports.explore.view import Shown
from sim.reports.explore.wars import Future, Playing
from sim.runs.engines import NUMPY
from sim.runs.story import tell


@dataclass(frozen=True)
class Story:
    """A war of one future.

    Attributes:
        ending: its title.
        entries: days and what happened.
        check: how it agrees with the same war behind the pictures.
    """

    ending: str
    entries: tuple[tuple[str, str], ...]
    check: str


def story(future: Future, war: int, playing: Playing, shown: Shown | None) -> Story:
    """Tell a war.

    Args:
        future: whose war.
        war: its number.
        playing: what plays it once more, to its horizon.
        shown: the future's wars behind the pictures, if this one is among them.
    """
    entries = tuple((entry.day.isoformat(), entry.text) for entry in tell(future.block(war, war + 1)))
    ending = str(playing.wars(future, war, war + 1, NUMPY).columns["ending"][0])
    title = next(one.title for one in ENDINGS if one.name == ending)
    if shown is None or war >= shown.wars.n:
        return Story(title, entries, f"War {war} is not among those behind the pictures now.")
    drawn = str(shown.wars.columns["ending"][war])
    if drawn == ending:
        return Story(title, entries, f"War {war} of the {shown.wars.n:,} behind the pictures; it ends the same there.")
    other = next(one.title for one in ENDINGS if one.name == drawn)
    return Story(title, entries, f"Behind the pictures war {war} ends otherwise: {other}. Please report it.")
