"""Who puts which terms forward, who takes them, and what a refusal teaches. Every four weeks."""

from dataclasses import dataclass

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, Bools, Floats
from sim.base.terms import LEVELS, LINES, PACKAGES, STEPS
from sim.rules import bargaining as rules
from sim.rules import offers
from sim.war.agents.belligerent import Belligerent
from sim.war.inputs import Section
from sim.war.menu import DECISION_WEEKS
from sim.war.randomness import Stream, of_both_sides
from sim.war.state import OTHERS, State
from sim.war.week import terms
from sim.war.week.terms import Table

MONTHS = DECISION_WEEKS / WEEKS_PER_MONTH
"""Between two rounds of offers."""
OFFER = of_both_sides("offer/{side}", every=DECISION_WEEKS)
OFFER_BY_OTHERS = Stream("offer/others", every=DECISION_WEEKS)
TERMS = of_both_sides("offer/terms/{side}", every=DECISION_WEEKS)
TERMS_BY_OTHERS = Stream("offer/terms/others", every=DECISION_WEEKS)
ANSWER = of_both_sides("offer/answer/{side}", every=DECISION_WEEKS)


@dataclass(frozen=True)
class View:
    """How what is on the table looks to a side."""

    least: Floats
    """Least share it takes with each package, shape (packages, n)."""
    surplus: Floats
    """What each bundle gives it over fighting on, shape (bundles, n)."""
    other_takes: Floats
    """Chance that the enemy takes each bundle, as it sees it, shape (bundles, n)."""


@dataclass(frozen=True)
class Offer:
    """This month's offer. Shapes (n,)."""

    made: Bools
    number: Floats
    """Of the bundle."""
    by: Floats
    """0 Russia, 1 Ukraine, 2 others."""
    standing: Floats
    """Number of the bundle that a scenario has put on the table, -1 where there is none."""
    standing_by: Floats


def make_offers(state: State) -> None:
    """A round of offers and answers."""
    p, d = state.inputs.section("bargaining"), state.diplomacy
    table = terms.lay(state)
    views = {side.name: _view(side, state, table) for side in state.sides}
    _, size = rules.bargaining_range(*(view.least for view in views.values()))
    d.range_size = np.where(table.open, size, -np.inf).max(axis=0)
    offer = _offer(state, p, table, views)
    takes = {side.name: _takes(side, state, offer, views[side.name]) for side in state.sides}
    _lapse(state, p, offer, views)
    accepted = offer.made & takes[state.russia.name] & takes[state.ukraine.name]
    d.accepted = np.where(accepted, offer.number, d.accepted)
    d.offer = np.where(offer.made, offer.number, -1.0)
    d.offered_by = offer.by
    d.refused_by_russia, d.refused_by_ukraine = (offer.made & ~takes[side.name] for side in state.sides)
    for side in state.sides:
        _learn(side, state, offer, takes, chance=_at(views[side.name].other_takes, offer.number))


def _view(side: Belligerent, state: State, table: Table) -> View:
    prevails = terms.believed(side, state)
    least = terms.least_shares(side, state, table, prevails)
    return View(least, table.surplus(side, least), _p_takes(state.enemy(side), state, table, prevails))


def _p_takes(side: Belligerent, state: State, table: Table, prevails: Floats) -> Floats:
    """Chance that a side takes each bundle, to someone who thinks that Russia prevails with the chance given."""
    surplus = table.surplus(side, terms.least_shares(side, state, table, prevails))
    return offers.p_accepted(surplus, state.inputs["bargaining.odds_of_a_tenth"])


def _offer(state: State, p: Section, table: Table, views: dict[str, View]) -> Offer:
    """Whose offer comes first this month, and its terms."""
    there = np.tile(table.open, (LINES, 1)).astype(np.float64)
    wanted, arrivals = [], []
    for side in state.sides:
        worth = offers.worth_of_offering(views[side.name].surplus, views[side.name].other_takes)
        wanted.append(offers.chosen(worth * there, state.random(TERMS[side.name])))
        arrivals.append(offers.arrival(state.random(OFFER[side.name]), side.numbers["offers"]))
    between = (terms.believed(state.russia, state) + terms.believed(state.ukraine, state)) / 2.0
    both = _p_takes(state.russia, state, table, between) * _p_takes(state.ukraine, state, table, between)
    wanted.append(offers.chosen(both * there, state.random(TERMS_BY_OTHERS)))
    arrivals.append(offers.arrival(state.random(OFFER_BY_OTHERS), p["offers_by_others"]))
    standing, by = _standing(p), np.broadcast_to(np.round(p["standing_offer.by"]) - 1.0, (state.n,))
    rows = np.arange(OTHERS + 1.0)[:, None]
    stands = rows == by
    arriving = np.stack(arrivals)
    when = np.where(stands, np.minimum(arriving, MONTHS), arriving)  # at the round's end, if nobody comes before
    number = np.where(stands, standing, np.stack(wanted))
    first = when.argmin(axis=0)
    chosen = np.take_along_axis(number, first[None, :], axis=0)[0]
    made = ((by >= 0.0) | (when.min(axis=0) < MONTHS)) & (chosen >= 0.0) & state.fighting
    return Offer(
        made=made,
        number=np.maximum(chosen, 0.0),
        by=first.astype(np.float64),
        standing=np.where(by >= 0.0, standing, -1.0),
        standing_by=by,
    )


def _standing(p: Section) -> Floats:
    """Number of the bundle that a scenario names."""
    line, neutral, level = (p[f"standing_offer.{part}"] for part in ("line", "neutral", "guarantee"))
    return np.asanyarray(np.round(STEPS * line) * PACKAGES + np.round(neutral) * len(LEVELS) + np.round(level))


def _at(values: Floats, number: Floats) -> Floats:
    """Row of each war. Shape (n,)."""
    rows = number.astype(np.int64)[None, :]
    return np.asanyarray(np.take_along_axis(np.broadcast_to(values, (len(values), len(number))), rows, axis=0)[0])


def _takes(side: Belligerent, state: State, offer: Offer, view: View) -> Bools:
    """Whether a side takes the offer: its own it does; another's above its reservation value, with error."""
    p = state.inputs.section("bargaining")
    likes = state.random(ANSWER[side.name]) < offers.p_accepted(_at(view.surplus, offer.number), p["odds_of_a_tenth"])
    return np.asanyarray((offer.by == state.sides.index(side)) | (likes & _is_ripe(state, p)))


def _is_ripe(state: State, p: Section) -> Bools:
    """Whether offers are looked at: always, or only in a mutually hurting stalemate."""

    def ripe(option: str) -> Bools:
        if option != "mutually_hurting_stalemate":
            return np.ones(1, dtype=bool)
        monthly = state.front.recent_worth / state.inputs["front.memory_weeks"] * WEEKS_PER_MONTH
        weary = [terms.weariness(side) for side in state.sides]
        return rules.is_ripe(monthly / p["reference_gain"], weary[0], weary[1], p["hurting_from"])

    return state.inputs.pick("structure.bargaining", ripe)


def _lapse(state: State, p: Section, offer: Offer, views: dict[str, View]) -> None:
    """Terms agreed earlier lapse with the deal that broke, or once a side would clearly be better off fighting."""
    d = state.diplomacy
    agreed, slack = np.maximum(d.accepted, 0.0), offers.carelessness(p["odds_of_a_tenth"])
    stands = state.fighting
    for row, side in enumerate(state.sides):
        pledged = (offer.standing_by == row) & (offer.standing == agreed)
        stands = stands & (pledged | (_at(views[side.name].surplus, agreed) >= -slack))
    d.accepted = np.where(stands, d.accepted, -1.0)


def _learn(side: Belligerent, state: State, offer: Offer, takes: dict[str, Bools], *, chance: Floats) -> None:
    """A refusal teaches whoever would have signed that the enemy thinks it stronger than it did (Slantchev 2003).

    Args:
        side: who learns.
        state: the wars.
        offer: this month's.
        takes: who takes it.
        chance: that the enemy would, as this side saw it: the surer, the more it learns.
    """
    refused = offer.made & takes[side.name] & ~takes[side.enemy]
    weight = state.inputs["bargaining.offer_weight"] * side.numbers["openness"] * chance * refused
    defeat = side.chance(np.zeros(1))
    side.belief_for, side.belief_against = rules.belief_after(side.belief_for, side.belief_against, defeat, weight)
