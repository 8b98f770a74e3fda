"""A week of diplomacy: beliefs, talks, the signing of what was accepted, and what a signature changes on the map."""

from functools import partial

import numpy as np

from sim.base.arrays import WEEKS_PER_MONTH, Bools, Floats
from sim.base.terms import CONTACT, LEVELS, PACKAGES
from sim.rules import bargaining as rules
from sim.rules import offers
from sim.rules.advance import bounded_change
from sim.war.agents.belligerent import Belligerent
from sim.war.agents.sector import SECTORS
from sim.war.inputs import Section
from sim.war.randomness import Stream
from sim.war.state import Deal, State
from sim.war.week import terms
from sim.war.week.offers import make_offers
from sim.war.week.resumption import power_ratio, resume

TALKS_START = Stream("talks/start")
TALKS_STOP = Stream("talks/stop")
AGREED = Stream("deal/agreed")
FREEZE = Stream("deal/freeze")

LEAST_MANNING = 0.01
"""Manning below which a line counts as manned that much: its logarithm stays finite."""
BARE = float(CONTACT * PACKAGES)
"""Number of the terms of an armistice: fire stops along the line of contact, and nothing else is agreed."""


def bargain(state: State) -> None:
    """A week of diplomacy."""
    p = state.inputs.section("bargaining")
    _learn(state, p)
    resume(state)
    state.only_if(state.is_decision_week, partial(make_offers, state))
    _talk(state, p)
    agreed = _agreed(state, p)
    frozen = state.happens(FREEZE, p["background_hazard"] / WEEKS_PER_MONTH) | (p["ceasefire"] >= terms.IN_FORCE)
    _sign(state, p, state.fighting & (agreed | frozen), np.where(agreed, state.diplomacy.accepted, BARE))


def _learn(state: State, p: Section) -> None:
    """Both sides read the same battlefield; each moves its belief as far as its stubbornness lets it."""
    monthly = state.front.recent_worth / state.inputs["front.memory_weeks"] * WEEKS_PER_MONTH
    burden_russia, burden_ukraine = ((side.casualties + 1.0) / side.numbers["population"] for side in state.sides)
    manning_russia, manning_ukraine = (np.maximum(side.manning, LEAST_MANNING) for side in state.sides)
    seen = rules.Signals(
        gain=monthly / p["reference_gain"],
        losses=np.log(burden_ukraine / burden_russia),
        manning=np.log(manning_russia / manning_ukraine),
    )
    weights = rules.Signals(gain=p["signal_by_gain"], losses=p["signal_by_losses"], manning=p["signal_by_manning"])
    signal = rules.battlefield_signal(seen, weights)
    for side in state.sides:
        weight = p["signal_weight"] / WEEKS_PER_MONTH * side.numbers["openness"] * state.fighting
        side.belief_for, side.belief_against = rules.belief_after(side.belief_for, side.belief_against, signal, weight)


def _talk(state: State, p: Section) -> None:
    """Talks begin and break off."""
    d = state.diplomacy
    pressed = 1.0 + p["talks_by_pressure"] * state.nato.numbers["pressure_to_settle"]
    willing = 1.0 + p["talks_by_willing"] * (state.russia.open_to_talks.astype(float) + state.ukraine.open_to_talks)
    opened = np.where((d.range_size > 0.0) | (d.accepted >= 0.0), p["talks_by_range"], 1.0)
    start = p["talks_start"] * pressed * willing * opened / WEEKS_PER_MONTH
    begin = state.happens(TALKS_START, start) & state.fighting & ~d.talks
    stop = state.happens(TALKS_STOP, p["talks_stop"] / WEEKS_PER_MONTH) & d.talks
    d.talks = (d.talks & ~stop & state.fighting) | begin
    d.accepted = np.where(stop, -1.0, d.accepted)  # what was agreed lapses where the talks break off
    d.talks_weeks = d.talks_weeks + d.talks
    state.record_first("talks begin", begin)


def _can_sign(side: Belligerent) -> Floats:
    """Share of the political room a leader has to sign; it widens as will wears out."""
    room = side.numbers["leader_room"]
    return np.asanyarray(room + (1.0 - room) * np.clip(terms.weariness(side), 0.0, 1.0))


def _agreed(state: State, p: Section) -> Bools:
    """Whether terms that both have accepted are signed this week."""
    d = state.diplomacy
    # The tighter constraint binds; a product would count the reluctance to sign twice.
    can_sign = np.minimum(*map(_can_sign, state.sides))
    hazard = rules.deal_hazard(d.talks & (d.accepted >= 0.0), can_sign, p["deal_hazard"])
    return state.happens(AGREED, hazard / WEEKS_PER_MONTH) & state.fighting


def stop_fire(state: State, happens: Bools) -> None:
    """An armistice without terms, where it happens."""
    _sign(state, state.inputs.section("bargaining"), happens, np.full(state.n, BARE))


def _sign(state: State, p: Section, agreed: Bools, number: Floats) -> None:
    """What a deal of this week says: a settlement by the terms of a bundle, or an armistice where they are bare."""
    d, full = state.diplomacy, number != BARE
    line, package = np.divmod(number, PACKAGES)
    neutral, level = np.divmod(package, len(LEVELS))
    share = _pick(terms.shares_of_lines(state), line)
    strength = _pick(terms.guarantee_strengths(state), level)
    first = agreed & (d.first_deal == Deal.NONE)
    _hand_over(state, p, agreed & full, share)
    of_first: dict[str, Floats | float] = {
        "first_deal": np.where(full, Deal.SETTLEMENT, Deal.ARMISTICE),
        "first_deal_week": state.week,
        "deal_russian_share": share,
        "deal_neutrality": neutral,
        "deal_guarantee": strength,
        "deal_gained": state.front.gained,
    }
    in_force: dict[str, Floats | Bools | float] = {
        "settled": full,
        "deal_week": state.week,
        "signed": number,
        "signed_share": share,
        "signed_neutral": neutral,
        "signed_covered": strength * _pick(terms.credibility(p), level),
        "signed_pressure": state.nato.numbers["pressure_to_settle"],
        "signed_zone": p["zone"],
        "signed_chance": (state.russia.belief + state.ukraine.belief) / 2.0,
        "signed_power": power_ratio(state),
    }
    for where, values in ((first, of_first), (agreed, in_force)):
        for name, value in values.items():
            setattr(d, name, np.where(where, value, getattr(d, name)))
    d.accepted = np.where(agreed, -1.0, d.accepted)
    d.at_peace = d.at_peace | agreed
    d.talks = d.talks & ~agreed
    state.record_first("settlement signed", agreed & full)
    state.record_first("armistice agreed", agreed & ~full)


def _pick(rows: Floats, number: Floats) -> Floats:
    """Row of each war. Shape (n,)."""
    return np.asanyarray(np.choose(number.astype(np.int64), list(rows)))


def _hand_over(state: State, p: Section, signed: Bools, share: Floats) -> None:
    """Ground changes hands up to the line agreed, and as a scenario adds; nobody has won or lost it in the field."""
    f = state.front
    area = (share - terms.contact_share(state)) * p["pie"] * signed
    to_russia = offers.handed_over(np.maximum(0.0, area), state.russia.claims * (f.winnable - f.change))
    to_ukraine = offers.handed_over(np.maximum(0.0, -area), state.ukraine.claims * (f.losable + f.change))
    wanted = to_russia - to_ukraine + np.where(signed, p.by("exchanged", SECTORS), 0.0)
    moved = bounded_change(wanted, f.winnable - f.change, f.losable + f.change)
    f.change = f.change + moved
    f.handed_over = f.handed_over + moved
