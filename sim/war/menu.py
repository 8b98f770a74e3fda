"""An actor's menu in a block of wars: which option each war's actor holds, since when, and what that does to numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from sim.base.arrays import Bools, Floats, Whole
from sim.scenario.records import EFFECTS, FRONTS
from sim.war.randomness import Stream

if TYPE_CHECKING:
    from sim.scenario.records import Change, Option, Turn

Values = TypeVar("Values", Floats, Bools, Whole)

DECISION_WEEKS = 4
"""Weeks between two decisions."""
NEVER = -1
LONG = 100_000
"""Weeks that count as ever."""


def chosen(options: tuple[str, ...], place: Whole, found: Callable[[str], Values]) -> Values:
    """What comes of each war's own option.

    Args:
        options: one in all wars, or several.
        place: of each war's own among them, shape (n,); not looked at if there is but one.
        found: what comes of an option.
    """
    each = [found(option) for option in options]
    return each[0] if len(each) == 1 else np.asanyarray(np.choose(place, np.broadcast_arrays(*each)))


def choice_key(actor: str, option: str) -> str:
    """Key of the first week in which an actor takes an option, among `State.first_weeks`."""
    return f"{actor} takes {option}"


class Menu:
    """Options of one actor. The first is to go on as before.

    Args:
        actor: whose.
        options: by name.
        policies: how it chooses: choose, best, random, script, or the name of an option that is held throughout; one in
            all wars, or several.
        policy: place of each war's own among them, shape (n,).
        script: its turns in order of time.
        n: wars.
    """

    def __init__(
        self,
        actor: str,
        options: Mapping[str, Option],
        policies: tuple[str, ...],
        policy: Whole,
        *,
        script: tuple[Turn, ...],
        n: int,
    ) -> None:
        self.actor = actor
        self.options = tuple(options.values())
        self.names = tuple(options)
        self.policies = policies
        self.policy = policy
        self.script = script
        self.n = n
        self.chance = Stream(f"{actor}/choice", every=DECISION_WEEKS)
        self.error = Stream(f"{actor}/view", "normal", DECISION_WEEKS)
        self.held = np.zeros(n, dtype=np.int64)
        self.since = np.full(n, NEVER * LONG)
        self.taken = np.zeros((len(options), n), dtype=np.int64)
        self.intended = self.held
        self.turned: Bools = np.zeros(n, dtype=bool)
        self.why = np.full((len(options), n), NEVER, dtype=np.int64)
        self.tables = np.array(
            [[option.effects.get(effect, (0.0,) * len(FRONTS)) for effect in EFFECTS] for option in self.options]
        ).reshape(len(options), len(EFFECTS), len(FRONTS))

    @property
    def places(self) -> Whole:
        """Of the options in the menu. Shape (options, 1)."""
        return np.arange(len(self.options))[:, None]

    @property
    def changes(self) -> list[tuple[int, Change]]:
        """Every change that an option makes, with the option's place in the menu."""
        return [(k, change) for k, option in enumerate(self.options) for change in option.changes]

    @property
    def meets(self) -> Floats:
        """Share of what a backer is asked for that each option gives. Shape (options, 1)."""
        return np.array([[option.meets] for option in self.options])

    def by_policy(self, found: Callable[[str], Values]) -> Values:
        """What comes of each war's own policy, shape (n,)."""
        return chosen(self.policies, self.policy, found)

    def fixed(self, week: int) -> dict[str, Whole]:
        """Place of the option that is taken this week, shape (), by policy: of those by which the actor does not choose."""
        found = {policy: np.array(self.names.index(policy)) for policy in self.policies if policy in self.names}
        if "script" in self.policies:
            place = np.array(0)
            for turn in self.script:
                place = np.where(turn.week <= week, self.names.index(turn.option), place)
            found["script"] = place
        return found

    def free(self, week: int) -> Bools:
        """Whether what it holds may be left: it has been held for as long as it must be."""
        held_for = np.choose(self.held, [option.hold_weeks for option in self.options])
        return np.asanyarray(week - self.since >= held_for)

    def again(self, policy: str, week: int) -> Bools:
        """Whether taking the option that is held counts once more, where it adds up.

        It does for who chooses, and for a script that names it anew; an option held throughout is taken but once.
        """
        anew = np.array([policy != "script" and policy not in self.names])
        if policy != "script":
            return anew
        for turn in self.script:
            anew = anew | (turn.week > week - DECISION_WEEKS) & (turn.week <= week)
        return anew

    def adopt(self, week: int) -> bool:
        """Take what was intended; say whether any number changes by it."""
        new = self.intended != self.held
        again = self.by_policy(lambda policy: self.again(policy, week))
        repeated = np.choose(self.intended, list(self._adds_up)) & ~new & self.free(week) & again
        self.turned = new | repeated
        self.held = np.where(self.turned, self.intended, self.held)
        self.since = np.where(self.turned, week, self.since)
        self.taken = self.taken + ((self.places == self.held) & self.turned)
        # Whether anything changes at all only saves work; a compiler takes it that something may.
        return bool(self.turned.any()) or bool((week - self.since <= self._moving).any())

    @property
    def _adds_up(self) -> Bools:
        return np.array([option.adds_up for option in self.options])

    @property
    def _moving(self) -> int:
        """Weeks after which no option's changes move any more by themselves."""
        ends = [
            option.lag_weeks + max(change.ramp_weeks, change.weeks or 0) + DECISION_WEEKS
            for option in self.options
            for change in option.changes
        ]
        return max(ends, default=0)

    def force(self, place: int, change: Change, week: int) -> Floats:
        """How far a change of an option is in force, 0-1, or how often where it adds up. Shape (n,)."""
        option = self.options[place]
        since = week - self.since - option.lag_weeks
        holds = self.held == place
        if option.adds_up:
            return np.asanyarray((self.taken[place] - (holds & (since < 0))).astype(np.float64))
        force = np.where(holds, np.clip((since + 1.0) / (change.ramp_weeks + 1.0), 0.0, 1.0), 0.0)
        return force if change.weeks is None else np.where(since < change.weeks, force, 0.0)

    def strikes(self, place: int, week: int) -> Bools:
        """Where an option takes effect this week: dials move once."""
        option = self.options[place]
        return np.asanyarray((self.held == place) & (week - self.since == option.lag_weeks))
