"""The front: nine stretches of it, and the arrays they share."""

import mesa
import numpy as np

from sim.base.arrays import Floats, total
from sim.base.sides import RUSSIA, UKRAINE
from sim.war.inputs import Inputs

SECTORS = (
    "kharkiv_north",
    "kupiansk_luhansk",
    "donetsk_north_lyman_siversk",
    "donetsk_east_bakhmut_toretsk",
    "donetsk_centre_avdiivka_pokrovsk",
    "donetsk_south_vuhledar",
    "zaporizhzhia",
    "kherson_mykolaiv",
    "north",
)
"""Eight sectors in the line, named as in the public record, and the latent one towards Belarus and Sumy."""

NORTH = SECTORS.index("north")
IN_NORTH = np.array([[sector == "north"] for sector in SECTORS])
"""Whether a sector is the latent one, shape (s, 1)."""
LINE = slice(0, 8)
"""Rows of the sectors in the line."""


class Front:
    """Ground by sector. Arrays of shape (s, n); row s belongs to sector s.

    Attributes:
        frontage: front length [km], (s, 1).
        crossable: share of it that can be attacked without crossing a great river.
        held_at_start: area Russia holds at the start, without Crimea [km2].
        change: area Russia has gained since [km2].
        winnable: area Russia can win in a sector [km2].
        losable: area Russia can lose in a sector: what it has taken since February 2022 [km2].
        handed_over: part of the change that terms of deals made [km2].
    """

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs
        section = inputs.section("sectors")
        shape = (len(SECTORS), inputs.n)

        def column(key: str) -> Floats:
            return np.stack(np.broadcast_arrays(*(section[f"{name}.{key}"] for name in SECTORS)))

        self.frontage = column("width")
        self.crossable = column("crossable")
        self.held_at_start = np.broadcast_to(column("russian_held"), shape)
        self.winnable = np.broadcast_to(column("ukrainian_depth"), shape)
        self.losable = np.broadcast_to(column("russian_held") - column("held_before_2022"), shape)
        self.change = np.zeros(shape)
        self.handed_over = np.zeros(shape)
        self.weekly_change = np.zeros(shape)
        self.power_ratio = np.zeros(shape)
        self.recent_gain = np.zeros(inputs.n)
        self.recent_worth = np.zeros(inputs.n)
        self.breaks = np.zeros(inputs.n)

    def passable(self, sign: float) -> Floats:
        """Share of each sector that a side can attack: a river line is open as far as the sector before it is taken.

        Args:
            sign: of the ground the attacker gains.
        """
        to_take = self.winnable if sign > 0.0 else self.losable
        taken = sign * self.change / np.maximum(to_take, 1.0)
        flanked = np.concatenate([np.zeros((1, taken.shape[1])), np.clip(taken[:-1], 0.0, 1.0)])
        return np.asanyarray(np.maximum(self.crossable, flanked))

    @property
    def worth(self) -> Floats:
        """What ground is worth in will and at the table: the way to the capital counts more. Shape (s, n)."""
        return np.where(IN_NORTH, self._inputs["front.north_worth"], 1.0)

    @property
    def length(self) -> Floats:
        """Of the line, without the latent north [km], shape (1,) or (n,)."""
        return total(self.frontage[LINE])

    @property
    def gained(self) -> Floats:
        """Russia's net gain since the start [km2], shape (n,)."""
        return total(self.change)

    @property
    def won(self) -> Floats:
        """Russia's net gain by arms since the start, without what deals handed over [km2], shape (n,)."""
        return total(self.change - self.handed_over)

    def at_stake(self, side: str) -> Floats:
        """All the ground that a side can lose [km2], shape (n,)."""
        return total({RUSSIA.name: self.losable, UKRAINE.name: self.winnable}[side])


class Sector(mesa.Agent):
    """A stretch of front: a row of the front's arrays. Decides nothing; it is fought over."""

    def __init__(self, model: mesa.Model, name: str, front: Front) -> None:
        super().__init__(model)
        self.name = name
        self.row = SECTORS.index(name)
        self._front = front

    @property
    def frontage(self) -> Floats:
        """Length [km], shape (1,) or (n,)."""
        return np.asanyarray(self._front.frontage[self.row])

    @property
    def russian_held(self) -> Floats:
        """Area Russia holds here [km2], shape (n,)."""
        return np.asanyarray(self._front.held_at_start[self.row] + self._front.change[self.row])

    @property
    def weekly_change(self) -> Floats:
        """Russia's gain of the last week here [km2], shape (n,)."""
        return np.asanyarray(self._front.weekly_change[self.row])
